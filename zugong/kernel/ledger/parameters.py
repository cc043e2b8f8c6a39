"""The numbers that rule ledgers."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.parameters.declaring import declare

declare(
    code="ledger.api_requests_per_minute",
    label=_("接口每个令牌每分钟最多请求"),
    default=600,
    unit=_("次"),
    source=_("系统默认，可调整"),
)
declare(
    code="ledger.export_rows_alone",
    label=_("含个人信息的台账一人可导出的最多条数"),
    default=50,
    unit=_("条"),
    source=_("个人信息保护要求（系统默认，可调整）：超过时须另一人审批"),
)
declare(
    code="ledger.export_waits_days",
    label=_("导出申请等待审批最长"),
    default=7,
    unit=_("天"),
    source=_("系统默认，可调整：过期未批的申请自动失效"),
)
declare(
    code="ledger.export_kept_days",
    label=_("导出文件保留"),
    default=7,
    unit=_("天"),
    source=_("系统默认，可调整"),
)
