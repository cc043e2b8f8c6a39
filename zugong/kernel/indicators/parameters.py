"""The numbers that rule how figures are judged, each with its source."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.parameters.declaring import declare

NEAR = "indicators.near_percent"

declare(
    code=NEAR,
    label=_("指标差目标多少以内亮黄灯，超过亮红灯"),
    default=10,
    unit="%",
    source=_("督查督办三色管理惯例（系统默认，可调整）"),
    most=100,
)
