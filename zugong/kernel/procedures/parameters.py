"""The numbers that rule procedures."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.parameters.declaring import declare

HABIT = _("督查督办工作惯例（系统默认，可调整）")

declare(
    code="procedures.climb_grace_days",
    label=_("逾期事项逐级上报前的宽限"),
    default=[2, 3, 5],
    unit=_("个工作日"),
    source=HABIT,
)
declare(
    code="procedures.soon_days",
    label=_("工作台提前几个工作日列为即将到期"),
    default=5,
    unit=_("个工作日"),
    source=HABIT,
)
declare(
    code="procedures.clock_warnings",
    label=_("时限用去多少时提醒"),
    default=[50, 80],
    unit=_("%"),
    source=HABIT,
)
declare(
    code="procedures.publicity_days",
    label=_("公示期"),
    default=5,
    unit=_("个工作日"),
    source=_("《党政领导干部选拔任用工作条例》：公示期不少于五个工作日"),
)
declare(
    code="procedures.publicity_close_days",
    label=_("公示期满后几个工作日内办结"),
    default=3,
    unit=_("个工作日"),
    source=HABIT,
)
declare(
    code="procedures.objection_days",
    label=_("公示异议的核查时限"),
    default=10,
    unit=_("个工作日"),
    source=HABIT,
)
declare(
    code="procedures.reply_days",
    label=_("征求意见的答复时限"),
    default=5,
    unit=_("个工作日"),
    source=HABIT,
)
