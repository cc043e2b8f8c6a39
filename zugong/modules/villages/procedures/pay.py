"""How a year's pay is settled, and what the county does about arrears."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.declaring import Limit, Move, Procedure, State
from zugong.modules.villages.actions import pay_arrears, pay_settling
from zugong.modules.villages.models import PayArrears, PaySettlement

SETTLEMENT = Procedure(
    code="villages.pay_settlement",
    label=_("报酬年度结算"),
    version=1,
    model=PaySettlement,
    about="unit",
    content="villages/_settlement.html",
    settled=("confirmed",),
    states=[
        State("draft", _("草拟")),
        State(
            "submitted",
            _("已上报"),
            limit=Limit("procedures.reply_days", title=gettext_noop("确认村干部报酬年度结算")),
        ),
        State("confirmed", _("已确认")),
        State("paid", _("已发足")),
    ],
    moves=[
        Move(
            "submit",
            _("上报"),
            ("draft",),
            "submitted",
            Verb.REPORT,
            "unit",
            check=pay_settling.before_submitting,
        ),
        Move(
            "confirm",
            _("确认"),
            ("submitted",),
            "confirmed",
            Verb.CONFIRM,
            "unit.parent",
            countersigns="submit",
            check=pay_settling.before_confirming,
            after=pay_settling.after_confirming,
        ),
        Move(
            "return",
            _("退回"),
            ("submitted",),
            "draft",
            Verb.CONFIRM,
            "unit.parent",
            needs=("why",),
            danger=True,
        ),
        Move("pay", _("发足办结"), ("confirmed",), "paid", None),
    ],
)

ARREARS = Procedure(
    code="villages.pay_arrears",
    label=_("报酬拖欠"),
    version=1,
    model=PayArrears,
    about="unit",
    content="villages/_arrears.html",
    states=[
        State("open", _("待清偿"), limit=Limit("villages.pay.clear_days", title=gettext_noop("清偿拖欠的村干部报酬"))),
        State("planned", _("限期清偿")),
        State("cleared", _("已清偿")),
    ],
    moves=[
        Move(
            "plan",
            _("明确清偿安排"),
            ("open",),
            "planned",
            Verb.CONFIRM,
            "unit.parent",
            needs=("plan", "promised_on"),
            check=pay_arrears.check_promise,
        ),
        Move("lapse", _("逾期未清偿"), ("planned",), "open", None),
        Move("clear", _("已发清"), ("open", "planned"), "cleared", None),
    ],
)
