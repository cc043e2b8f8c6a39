"""The way of a weak village: proposed, listed, mended by its own policy, checked by the county, drawn by the city, off the list."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.declaring import Limit, Move, Procedure, State
from zugong.modules.villages.actions import weak_villages
from zugong.modules.villages.models import WeakVillage
from zugong.modules.villages.rules.weak_villages import Stage

LIMITS = {
    Stage.PROPOSED: Limit("villages.weak.approve_days"),
    Stage.PLANNING: Limit("villages.weak.policy_days"),
    Stage.RECTIFYING: Limit("villages.weak.rectify_days", working=False),
    Stage.COUNTY_CHECK: Limit("villages.weak.county_days"),
    Stage.CITY_CHECK: Limit("villages.weak.city_days"),
}

WEAK_VILLAGE = Procedure(
    code=weak_villages.PROCEDURE,
    label=_("软弱涣散村整顿"),
    version=1,
    model=WeakVillage,
    about="unit",
    settled=("closed",),
    states=[State(value, label, limit=LIMITS.get(Stage(value))) for value, label in WeakVillage.State.choices],
    moves=[
        Move(
            "list", _("研究列入"), ("proposed",), "planning", Verb.CONFIRM, "county",
            needs=("document",), other_than=("proposed_by",), check=weak_villages.before_listing,
        ),
        Move(
            "drop", _("不予列入"), ("proposed",), "dropped", Verb.CONFIRM, "county", needs=("why",), danger=True,
        ),
        Move(
            "adopt", _("确定一村一策"), ("planning",), "rectifying", Verb.CONFIRM, "township",
            needs=("leader", "sending_unit", "goal"), asks=("first_secretary",), check=weak_villages.before_policy,
        ),
        Move(
            "apply", _("申请验收"), ("rectifying",), "county_check", Verb.CONFIRM, "township",
            needs=("self_report",), check=weak_villages.before_applying,
        ),
        Move(
            "pass", _("县级验收合格"), ("county_check",), "city_check", Verb.CONFIRM, "county",
            needs=("county_result",), other_than=("apply",), check=weak_villages.before_passing,
        ),
        Move(
            "fail", _("县级验收不合格"), ("county_check",), "rectifying", Verb.CONFIRM, "county",
            needs=("county_result", "why"), other_than=("apply",), danger=True,
        ),
        Move(
            "close", _("抽查合格销号"), ("city_check",), "closed", Verb.CONFIRM, "city",
            needs=("city_result",), other_than=("apply", "pass"), check=weak_villages.before_closing,
        ),
        Move(
            "close_undrawn", _("未抽中，按县级验收销号"), ("city_check",), "closed", Verb.CONFIRM, "city",
            other_than=("apply", "pass"), check=weak_villages.before_closing_undrawn,
        ),
        Move(
            "reject", _("抽查不合格"), ("city_check",), "rectifying", Verb.CONFIRM, "city",
            needs=("city_result", "why"), other_than=("apply", "pass"), danger=True,
        ),
        Move(
            "relist", _("再次列入"), ("closed",), "planning", Verb.CONFIRM, "county", needs=("why",), danger=True,
            check=weak_villages.before_relisting,
        ),
    ],
)  # fmt: skip
