"""The two procedures of role models: a round from its plan to the naming, and each nomination within it."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.declaring import Limit, Move, Procedure, Publicity, State
from zugong.modules.villages.actions import role_model_rounds as rounds
from zugong.modules.villages.actions import role_models as steps
from zugong.modules.villages.models import RoleModelNomination, RoleModelRound

R, N = RoleModelRound.State, RoleModelNomination.State
UNDER_WAY = (R.DRAFT, R.NOMINATING, R.REVIEWING, R.CONTEST, R.PUBLICITY)
BEFORE_THE_END = (N.NOMINATED, N.RECOMMENDED, N.REVIEWED, N.VETTING, N.PUBLICITY)
MERITS = ("politics", "development", "results", "governance", "conduct")

ROUND = Procedure(
    code="villages.role_model_round",
    label=_("先进典型评选批次"),
    version=1,
    model=RoleModelRound,
    states=[State(value, label) for value, label in R.choices],
    moves=[
        Move(
            "announce", _("印发通知"), (R.DRAFT,), R.NOMINATING, Verb.SIGN,
            needs=("document_number",), other_than=("drawn_up_by",), check=rounds.before_announcing,
        ),
        Move("review", _("截止推荐"), (R.NOMINATING,), R.REVIEWING, Verb.CONFIRM, check=rounds.before_reviewing),
        Move("contest", _("转入评选"), (R.REVIEWING,), R.CONTEST, Verb.CONFIRM, check=rounds.before_contest),
        Move("publish", _("转入公示"), (R.CONTEST,), R.PUBLICITY, Verb.SIGN, check=rounds.before_publicity),
        Move("name", _("命名完成"), (R.PUBLICITY,), R.NAMED, Verb.CONFIRM, check=rounds.before_naming),
        Move(
            "cancel", _("取消批次"), UNDER_WAY, R.CANCELLED, Verb.SIGN,
            needs=("why",), danger=True, check=rounds.before_cancelling,
        ),
    ],
)  # fmt: skip

NOMINATION = Procedure(
    code="villages.role_model_nomination",
    label=_("先进典型推荐"),
    version=1,
    model=RoleModelNomination,
    about="round",
    states=[
        State(N.NOMINATED, N.NOMINATED.label, limit=Limit("villages.role_models.recommend_days")),
        State(N.RECOMMENDED, N.RECOMMENDED.label, limit=Limit("villages.role_models.review_days")),
        State(N.REVIEWED, N.REVIEWED.label),
        State(N.VETTING, N.VETTING.label),
        State(N.PUBLICITY, N.PUBLICITY.label, publicity=Publicity("villages.role_models.publicity_days")),
        State(N.NAMED, N.NAMED.label),
        State(N.NOT_NAMED, N.NOT_NAMED.label),
    ],
    moves=[
        Move(
            "recommend", _("签署推荐"), (N.NOMINATED,), N.RECOMMENDED, Verb.SIGN, "township",
            needs=("meeting_on", "votes_present", "votes_for"), asks=(*MERITS, "warned_why"),
            other_than=("entered_by",), check=steps.before_recommending,
        ),
        Move(
            "review", _("审查通过"), (N.RECOMMENDED,), N.REVIEWED, Verb.CONFIRM, "county",
            needs=("review",), asks=("warned_why",), other_than=("recommend",), check=steps.before_reviewing,
        ),
        Move(
            "send_back", _("退回乡镇"), (N.RECOMMENDED,), N.NOMINATED, Verb.CONFIRM, "county",
            needs=("why",), danger=True, check=steps.before_sending_back,
        ),
        Move(
            "shortlist", _("入选"), (N.REVIEWED,), N.VETTING, Verb.CONFIRM, "round.unit",
            asks=("score",), check=steps.before_shortlisting, after=steps.after_shortlisting,
        ),
        Move(
            "publish", _("公示"), (N.VETTING,), N.PUBLICITY, Verb.SIGN, "round.unit",
            other_than=("recommend", "review"), check=steps.before_publishing,
        ),
        Move(
            "name", _("命名"), (N.PUBLICITY,), N.NAMED, Verb.SIGN, "round.unit",
            needs=("named_on", "medal_document"), asks=("warned_why",), other_than=("recommend", "review"),
            check=steps.before_naming,
        ),
        Move(
            "drop", _("不予命名"), BEFORE_THE_END, N.NOT_NAMED, Verb.CONFIRM, "county", acting="above",
            needs=("why",), danger=True,
        ),
    ],
)  # fmt: skip
