"""The numbers and lists that rule how one signs in."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.roles import Role
from zugong.kernel.parameters.declaring import declare

SECOND_FACTOR_ROLES = "access.second_factor_roles"

declare(
    code=SECOND_FACTOR_ROLES,
    label=_("须启用动态口令的角色"),
    default=[],
    unit=_("角色"),
    source=_("信息系统安全等级保护要求（系统默认不强制，可调整）"),
    allowed=Role.values,
)
