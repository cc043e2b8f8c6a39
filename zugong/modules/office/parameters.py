"""The numbers that rule one-off forms, each with its source."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.parameters.declaring import declare

RELIEF = _("为基层减负、规范报表管理的惯例（系统默认，可调整）")

declare(
    code="office.form.minutes",
    label=_("填写一列约需几分钟（按类型）"),
    default={"text": 2.0, "integer": 1.0, "decimal": 1.5, "percent": 1.5, "date": 1.0, "choice": 0.5},
    unit=_("分钟"),
    source=RELIEF,
)
declare(
    code="office.form.known_percent", label=_("已由台账带出的列按几成用时计"), default=20, unit=_("%"), source=RELIEF
)
declare(code="office.form.list_rows", label=_("填多行的表按几行估算"), default=5, unit=_("行"), source=RELIEF)
declare(
    code="office.form.monthly_minutes",
    label=_("每个村每月填表用时的提醒线"),
    default=120,
    unit=_("分钟"),
    source=RELIEF,
)
declare(
    code="office.form.confirm_days", label=_("收到回执后几个工作日内确认"), default=3, unit=_("个工作日"), source=RELIEF
)
