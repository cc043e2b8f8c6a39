"""The two procedures of the ways up: a round from its notice to its end, and each cadre's application within it."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.declaring import Limit, Move, Procedure, Publicity, State
from zugong.modules.villages.actions import ways_up_rounds as rounds
from zugong.modules.villages.actions import ways_up_steps as steps
from zugong.modules.villages.models import PromotionApplication, PromotionRound

R, A = PromotionRound.State, PromotionApplication.State
UNDER_WAY = (R.NOTICE, R.APPLYING, R.RECOMMENDING, R.REVIEWING, R.EXAM, R.INTERVIEW, R.INSPECTION, R.PUBLICITY)
BEFORE_THE_END = (A.APPLIED, A.RECOMMENDED, A.QUALIFIED, A.INSPECTING, A.VETTING, A.PUBLICITY)

ROUND = Procedure(
    code="villages.promotion_round",
    label=_("晋升招录批次"),
    version=1,
    model=PromotionRound,
    states=[State(value, label) for value, label in R.choices],
    moves=[
        Move(
            "announce", _("发布公告"), (R.NOTICE,), R.APPLYING, Verb.SIGN,
            needs=("document_number",), other_than=("drawn_up_by",), check=rounds.before_announcing,
        ),
        Move(
            "close_applications", _("截止报名"), (R.APPLYING,), R.RECOMMENDING, Verb.CONFIRM,
            check=rounds.before_closing_applications,
        ),
        Move("review", _("转入资格审查"), (R.RECOMMENDING,), R.REVIEWING, Verb.CONFIRM, check=rounds.before_reviewing),
        Move(
            "hold_exam", _("转入笔试"), (R.REVIEWING,), R.EXAM, Verb.CONFIRM,
            asks=("exam_on",), check=rounds.before_exam,
        ),
        Move(
            "interview", _("转入面试"), (R.EXAM,), R.INTERVIEW, Verb.CONFIRM,
            needs=("interview_on",), check=rounds.before_interviews,
        ),
        Move("inspect", _("转入考察"), (R.INTERVIEW,), R.INSPECTION, Verb.CONFIRM, check=rounds.before_inspections),
        Move("publish", _("转入公示"), (R.INSPECTION,), R.PUBLICITY, Verb.SIGN, check=rounds.before_publicity),
        Move(
            "appoint", _("办理录用聘用"), (R.PUBLICITY,), R.APPOINTING, Verb.CONFIRM,
            other_than=("publish",), check=rounds.before_appointments,
        ),
        Move("close", _("结束批次"), (R.APPOINTING,), R.CLOSED, Verb.CONFIRM, check=rounds.before_closing),
        Move(
            "cancel", _("取消批次"), UNDER_WAY, R.CANCELLED, Verb.SIGN,
            needs=("why",), danger=True, check=rounds.before_cancelling,
        ),
    ],
)  # fmt: skip

APPLICATION = Procedure(
    code="villages.promotion_application",
    label=_("晋升报名"),
    version=1,
    model=PromotionApplication,
    about="round",
    states=[
        State(A.APPLIED, A.APPLIED.label, limit=Limit("villages.ways_up.recommend_days")),
        State(A.RECOMMENDED, A.RECOMMENDED.label, limit=Limit("villages.ways_up.review_days")),
        State(A.QUALIFIED, A.QUALIFIED.label),
        State(A.INSPECTING, A.INSPECTING.label),
        State(A.VETTING, A.VETTING.label),
        State(A.PUBLICITY, A.PUBLICITY.label, publicity=Publicity("villages.ways_up.publicity_days")),
        State(A.APPOINTED, A.APPOINTED.label),
        State(A.NOT_TAKEN, A.NOT_TAKEN.label),
        State(A.WITHDRAWN, A.WITHDRAWN.label),
    ],
    moves=[
        Move(
            "recommend", _("签署推荐"), (A.APPLIED,), A.RECOMMENDED, Verb.SIGN, "township",
            needs=("recommendation",), asks=("appraisal", "warned_why"), other_than=("entered_by",),
            check=steps.before_recommending,
        ),
        Move(
            "not_recommend", _("不予推荐"), (A.APPLIED,), A.NOT_TAKEN, Verb.SIGN, "township",
            needs=("why",), danger=True,
        ),
        Move(
            "qualify", _("审查通过"), (A.RECOMMENDED,), A.QUALIFIED, Verb.CONFIRM, "county",
            needs=("review",), asks=("admission_number", "bonus", "warned_why"), other_than=("recommend",),
            check=steps.before_qualifying,
        ),
        Move(
            "send_back", _("退回乡镇"), (A.RECOMMENDED,), A.APPLIED, Verb.CONFIRM, "county",
            needs=("why",), danger=True, check=steps.before_sending_back,
        ),
        Move(
            "disqualify", _("审查不通过"), (A.RECOMMENDED,), A.NOT_TAKEN, Verb.CONFIRM, "county",
            needs=("why",), other_than=("recommend",), danger=True, check=steps.before_disqualifying,
        ),
        Move(
            "select", _("列为考察对象"), (A.QUALIFIED,), A.INSPECTING, Verb.CONFIRM, "round.unit",
            check=steps.before_selecting,
        ),
        Move(
            "inspected", _("考察合格"), (A.INSPECTING,), A.VETTING, Verb.CONFIRM, "county",
            needs=("inspected_on", "inspection"), check=steps.before_inspected, after=steps.after_inspected,
        ),
        Move(
            "publish", _("公示"), (A.VETTING,), A.PUBLICITY, Verb.SIGN, "round.unit",
            other_than=("inspected",), check=steps.before_publishing,
        ),
        Move(
            "appoint", _("录用（聘用）"), (A.PUBLICITY,), A.APPOINTED, Verb.SIGN, "round.unit",
            needs=("appointed_on", "appointed_document"), asks=("appointed_title", "warned_why"),
            other_than=("inspected", "recommend"), check=steps.before_appointing, after=steps.after_appointing,
        ),
        Move(
            "drop", _("不予录用"), (A.QUALIFIED, A.INSPECTING, A.VETTING, A.PUBLICITY), A.NOT_TAKEN, Verb.CONFIRM,
            "round.unit", needs=("why",), danger=True,
        ),
        Move(
            "withdraw", _("登记本人放弃"), BEFORE_THE_END, A.WITHDRAWN, Verb.EDIT, "township", acting="above",
            needs=("why",), danger=True,
        ),
        Move("give_up", _("本人放弃"), BEFORE_THE_END, A.WITHDRAWN, None, danger=True),
    ],
)  # fmt: skip
