"""The numbers by which village cadres are paid, each with its source; a county may have its own."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.parameters.declaring import declare
from zugong.modules.villages.rules.pay import UNGRADED, Grade, Step

GROWTH = _("村干部报酬正常增长机制（系统默认，县区可调整）")
INCENTIVE = _("村干部报酬与村集体经济发展挂钩激励（系统默认，县区可调整）")
PAID_IN_FULL = _("村干部报酬按时足额发放要求（系统默认，县区可调整）")
STEPS = (
    (Step.DUAL.value, _("一肩挑")),
    (Step.CHIEF.value, _("正职")),
    (Step.DEPUTY.value, _("副职")),
    (Step.MEMBER.value, _("委员")),
)
GRADES = (
    (Grade.EXCELLENT.value, _("优秀")),
    (Grade.COMPETENT.value, _("称职")),
    (Grade.BASIC.value, _("基本称职")),
    (Grade.INCOMPETENT.value, _("不称职")),
    (UNGRADED, _("尚未定等次")),
)

declare(
    code="villages.pay.coefficients",
    label=_("村干部年报酬为上年农村居民人均可支配收入的倍数"),
    default={Step.DUAL.value: 2.5, Step.CHIEF.value: 2.0, Step.DEPUTY.value: 1.6, Step.MEMBER.value: 1.4},
    unit=_("倍"),
    source=GROWTH,
    allowed=STEPS,
)
declare(
    code="villages.pay.floors",
    label=_("村干部全年报酬最低标准，0 为不设"),
    default={Step.DUAL.value: 0, Step.CHIEF.value: 0, Step.DEPUTY.value: 0, Step.MEMBER.value: 0},
    unit=_("元/年"),
    source=GROWTH,
    allowed=STEPS,
)
declare(
    code="villages.pay.base_share",
    label=_("基本报酬占年报酬的比例，其余为绩效报酬"),
    default=70,
    unit="%",
    source=GROWTH,
    least=0,
    most=100,
)
declare(
    code="villages.pay.performance",
    label=_("绩效报酬按年度考核等次的系数"),
    default={"excellent": 1.2, "competent": 1.0, "basic": 0.8, "incompetent": 0.0, UNGRADED: 1.0},
    unit=_("倍"),
    source=GROWTH,
    allowed=GRADES,
)
declare(
    code="villages.pay.by_days",
    label=_("任职不足整月的，按当月任职天数定是否计酬（否：按当月第一天是否在任）"),
    default=True,
    unit=_("是否"),
    source=GROWTH,
)
declare(
    code="villages.pay.month_days",
    label=_("当月任职满多少天计一个月报酬"),
    default=15,
    unit=_("天"),
    source=GROWTH,
    least=1,
    most=28,
)
declare(
    code="villages.pay.registered_step",
    label=_("台账登记的报酬档次优先于按职务推定的档次（自现任职务任职之日起）"),
    default=True,
    unit=_("是否"),
    source=GROWTH,
)
declare(
    code="villages.pay.whole_yuan",
    label=_("报酬四舍五入到元（否：到分）"),
    default=True,
    unit=_("是否"),
    source=GROWTH,
)
declare(
    code="villages.pay.quarterly",
    label=_("基本报酬按季发放（否：按月发放）"),
    default=False,
    unit=_("是否"),
    source=PAID_IN_FULL,
)
declare(
    code="villages.pay.due_day",
    label=_("基本报酬在次月几日前发放"),
    default=10,
    unit=_("日"),
    source=PAID_IN_FULL,
    least=1,
    most=28,
)
declare(
    code="villages.pay.settlement_days",
    label=_("绩效报酬和激励在年度终了后多少天内结算"),
    default=31,
    unit=_("天"),
    source=PAID_IN_FULL,
    least=0,
    most=366,
)
declare(
    code="villages.pay.grace_days",
    label=_("到期后超过多少天未发列为拖欠"),
    default=30,
    unit=_("天"),
    source=PAID_IN_FULL,
    least=0,
    most=366,
)
declare(
    code="villages.pay.clear_days",
    label=_("县区处理报酬拖欠的时限"),
    default=15,
    unit=_("工作日"),
    source=PAID_IN_FULL,
    least=1,
    most=366,
)
declare(
    code="villages.pay.tolerance",
    label=_("已发与应发相差多少以内视为一致"),
    default=1,
    unit=_("元"),
    source=PAID_IN_FULL,
    least=0,
    most=1000,
)
declare(
    code="villages.pay.incentive_share",
    label=_("村集体经济收入增量中用于激励村干部的比例"),
    default=10,
    unit="%",
    source=INCENTIVE,
    least=0,
    most=100,
)
declare(
    code="villages.pay.incentive_cap",
    label=_("每村每年集体经济激励总额上限"),
    default=50000,
    unit=_("元"),
    source=INCENTIVE,
    least=0,
)
declare(
    code="villages.pay.incentive_by_coefficient",
    label=_("集体经济激励在两委成员间按系数和月数分配（否：只按月数）"),
    default=True,
    unit=_("是否"),
    source=INCENTIVE,
)
