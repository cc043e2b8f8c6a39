"""The way of a clue through the four routines (四个常态): found, checked, held to account, consolidated."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.declaring import Limit, Move, Procedure, State
from zugong.modules.villages.actions import clues
from zugong.modules.villages.models import Clue
from zugong.modules.villages.rules.conduct import Step

LIMITS = {
    Step.FOUND: Limit("villages.conduct.assign_days"),
    Step.CHECKING: Limit("villages.conduct.check_days"),
    Step.CHECKED: Limit("villages.conduct.countersign_days"),
    Step.CONCLUDED: Limit("villages.conduct.handle_days", title=gettext_noop("%(procedure)s：查核已办结，待作出处理")),
    Step.HANDLED: Limit("villages.conduct.tell_days"),
    Step.RECTIFYING: Limit("villages.conduct.rectify_days", working=False),
    Step.RECHECKING: Limit("villages.conduct.recheck_limit_days", working=False),
    Step.HANDED_OVER: Limit("villages.conduct.outcome_days"),
}
CHECKERS = ("check", "countercheck", "countercheck_above")

CLUE = Procedure(
    code=clues.PROCEDURE,
    label=_("问题线索"),
    version=1,
    model=Clue,
    about="village",
    content="villages/_clue.html",
    states=[State(value, label, limit=LIMITS.get(Step(value))) for value, label in Clue.State.choices],
    moves=[
        Move(
            "assign", _("交办查核"), ("found",), "checking", Verb.CONFIRM,
            needs=("handler",), check=clues.before_assigning, after=clues.after_assigning,
        ),
        Move(
            "dismiss", _("不予查核（重复或不属受理范围）"), ("found",), "shelved", Verb.CONFIRM,
            needs=("opinion",), danger=True, check=clues.before_dismissing,
        ),
        Move(
            "check", _("提交查核结论"), ("checking",), "checked", Verb.CONFIRM, "handler",
            needs=("finding", "facts"), check=clues.before_checking,
        ),
        Move(
            "countercheck", _("第二人查核签字"), ("checked",), "concluded", Verb.CONFIRM, "handler",
            countersigns="check", check=clues.before_countersigning,
        ),
        Move(
            "countercheck_above", _("受理单位派员查核签字"), ("checked",), "concluded", Verb.CONFIRM,
            countersigns="check", check=clues.before_countersigning,
        ),
        Move(
            "return", _("退回重查"), ("checked", "concluded"), "checking", Verb.CONFIRM,
            needs=("remark",), danger=True, check=clues.before_returning, after=clues.after_returning,
        ),
        Move(
            "handle", _("作出处理"), ("concluded",), "handled", Verb.CONFIRM,
            needs=("measure", "handled_on", "opinion"), other_than=CHECKERS, check=clues.before_handling,
        ),
        Move(
            "clear", _("澄清正名"), ("concluded",), "cleared", Verb.CONFIRM,
            needs=("clearing",), other_than=CHECKERS, danger=True, check=clues.before_clearing,
        ),
        Move(
            "shelve", _("了结存查"), ("concluded",), "shelved", Verb.CONFIRM,
            needs=("opinion",), other_than=CHECKERS, danger=True, check=clues.before_shelving,
        ),
        Move(
            "tell", _("告知本人"), ("handled",), "rectifying", Verb.CONFIRM,
            needs=("told_on",), check=clues.before_telling,
        ),
        Move(
            "rectify", _("报告整改完成"), ("rectifying",), "rechecking", Verb.CONFIRM, "handler",
            needs=("rectification", "rectified_on"), check=clues.before_rectifying,
        ),
        Move(
            "close", _("复查合格销号"), ("rechecking",), "closed", Verb.CONFIRM,
            needs=("recheck_result", "institutional_fix", "education_on"),
            other_than=(*CHECKERS, "rectify"), check=clues.before_closing,
        ),
        Move(
            "fail", _("复查不合格"), ("rechecking",), "rectifying", Verb.CONFIRM,
            needs=("recheck_result",), other_than=(*CHECKERS, "rectify"), danger=True, check=clues.before_failing,
        ),
        Move(
            "hand_over", _("移送"), ("found", "checking", "checked", "concluded"), "handed_over", Verb.CONFIRM,
            needs=("receiver", "handed_on"), danger=True,
            check=clues.before_handing_over, after=clues.after_handing_over,
        ),
        Move(
            "outcome", _("登记移送结果"), ("handed_over",), "outcome", Verb.CONFIRM,
            needs=("outcome", "outcome_on"), asks=("effect_until",), check=clues.before_outcome,
        ),
    ],
)  # fmt: skip
