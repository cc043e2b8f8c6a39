"""What each step of a promotion application checks before it is taken, and what it brings about."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.parameters.versions import noting
from zugong.kernel.procedures.declaring import WHY
from zugong.kernel.procedures.moving import CannotMove, SomethingMissing
from zugong.modules.villages.actions.appointing import CannotAppoint, leave_office
from zugong.modules.villages.actions.conduct_gate import not_about_oneself, pass_conduct
from zugong.modules.villages.actions.vetting import CannotRequest, request_vetting, standing_review, vetting_in_force
from zugong.modules.villages.actions.ways_up_conditions import checked, rule
from zugong.modules.villages.models import (
    JointReview,
    Leaving,
    PromotionApplication,
    PromotionRound,
    VillageRole,
    WarnedSignature,
)
from zugong.modules.villages.rules.ways_up import Verdict, all_met, serves_until
from zugong.modules.villages.ways_up_wording import LABELS, stored

Changes = Mapping[str, Any]
State = PromotionApplication.State
Round = PromotionRound.State
Step = WarnedSignature.Step
TAKEN = (State.PUBLICITY, State.APPOINTED)
WHEN: Mapping[str, tuple[str, ...]] = {
    "recommend": (Round.APPLYING, Round.RECOMMENDING),
    "qualify": (Round.APPLYING, Round.RECOMMENDING, Round.REVIEWING),
    "select": (Round.INTERVIEW, Round.INSPECTION),
    "publish": (Round.INSPECTION, Round.PUBLICITY),
    "appoint": (Round.PUBLICITY, Round.APPOINTING),
}
"""Where the round has to stand for a step of its applications; a step that is not named here is tied to no state of the round."""


def before_recommending(application: PromotionApplication, *, by: Any, changes: Changes) -> None:
    """The township vouches for its cadre; never for oneself, and not while something blocks."""
    _while_round(application, "recommend")
    not_about_oneself(application, by)
    pass_conduct(application, by=by, step=Step.RECOMMEND, about=application.round.title)
    application.recommended_on = calendar.today()


def before_sending_back(application: PromotionApplication, *, by: Any, changes: Changes) -> None:
    """The township is asked once more."""
    application.recommended_on = None


def before_qualifying(application: PromotionApplication, *, by: Any, changes: Changes) -> None:
    """The conditions are checked against the register and kept; where one is not met for certain, the reviewer says why it may pass."""
    _while_round(application, "qualify")
    not_about_oneself(application, by)
    most = rule(application.round, "most_bonus")
    if application.bonus > most:
        raise SomethingMissing(_("加分最多 %(most)s 分") % {"most": most}, ("bonus",))
    _keep_conditions(application, why=changes[WHY])
    pass_conduct(application, by=by, step=Step.REVIEW, about=application.round.title)
    application.reviewed_on = application.qualified_on = calendar.today()


def before_disqualifying(application: PromotionApplication, *, by: Any, changes: Changes) -> None:
    """The conditions as they stand are kept with the refusal too."""
    not_about_oneself(application, by)
    _keep_conditions(application, why=changes[WHY])
    application.reviewed_on = calendar.today()


def _keep_conditions(application: PromotionApplication, *, why: str) -> None:
    with noting() as used:
        found = checked(application.round, application.cadre, grade=application.appraisal)
    application.checked, application.made_by = stored(found), used.stored()
    if not all_met(found) and not why.strip():
        names = "、".join(str(LABELS[one.term]) for one in found if one.verdict is not Verdict.MET)
        raise SomethingMissing(
            _("按台账核对，%(names)s不符合或待核实；仍要通过的，请说明依据") % {"names": names}, (WHY,)
        )


def before_selecting(application: PromotionApplication, *, by: Any, changes: Changes) -> None:
    """Whoever has a place may be inspected; beyond the usual number for a stated reason."""
    _while_round(application, "select")
    not_about_oneself(application, by)
    if application.place is None:
        raise CannotMove(_("还没有名次：成绩没有导入，或者缺考"))
    most = ceil(quota_of(application) * value_of("villages.ways_up.select_ratio", at=application.round.unit))
    if application.place > most and not changes[WHY].strip():
        raise SomethingMissing(_("名次在前 %(most)d 名以外；确需列为考察对象的，请说明原因") % {"most": most}, (WHY,))
    application.selected_on = calendar.today()


def before_inspected(application: PromotionApplication, *, by: Any, changes: Changes) -> None:
    """An inspection is not reported before it was made."""
    not_about_oneself(application, by)
    if application.inspected_on is not None and application.inspected_on > calendar.today():
        raise SomethingMissing(_("考察日期还没有到"), ("inspected_on",))


def after_inspected(application: PromotionApplication, *, by: Any, changes: Changes) -> None:
    """Joint vetting is asked for, unless one is in force or under way: the same candidate is not vetted twice."""
    ask_for_vetting(application, JointReview.Occasion.PROMOTION, by=by)


def ask_for_vetting(record: Any, occasion: str, *, by: Any) -> None:
    """Ask for the joint vetting of an applicant or nominee where none holds or runs. Raises CannotMove."""
    today = calendar.today()
    if vetting_in_force(record.person, unit=record.unit, on=today) is not None:
        return
    if standing_review(record.person, occasion, on=today) is not None:
        return
    try:
        request_vetting(person=record.person, unit=record.unit, office="", occasion=occasion, by=by)
    except CannotRequest as refusal:
        raise CannotMove(str(refusal)) from None


def before_publishing(application: PromotionApplication, *, by: Any, changes: Changes) -> None:
    """Nobody is published unvetted, beyond the number foreseen, or, without a reason, out of the order of places."""
    _while_round(application, "publish")
    not_about_oneself(application, by)
    vetted(application)
    quota = quota_of(application)
    if taken_of(application) >= quota:
        raise CannotMove(_("计划 %(quota)d 人，公示和录用的已满") % {"quota": quota})
    if (application.place or 0) > quota and not changes[WHY].strip():
        raise SomethingMissing(_("名次在计划人数以外；递补的，请说明原因"), (WHY,))
    application.public_on = calendar.today()


def vetted(record: Any) -> None:
    """Raise CannotMove unless joint vetting of the person is in force today."""
    if vetting_in_force(record.person, unit=record.unit, on=calendar.today()) is None:
        raise CannotMove(_("联审还没有通过，或者已过有效期"))


def before_appointing(application: PromotionApplication, *, by: Any, changes: Changes) -> None:
    """Conduct and vetting are looked at once more; the day has come, and the least service is noted."""
    _while_round(application, "appoint")
    not_about_oneself(application, by)
    vetted(application)
    pass_conduct(application, by=by, step=Step.APPOINT, about=application.round.title)
    on = application.appointed_on
    if on is None or on > calendar.today():
        raise SomethingMissing(_("录用（聘用）日期还没有到"), ("appointed_on",))
    application.appointed_unit = application.post.unit if application.post else application.township
    years = rule(application.round, "service_years")
    application.serves_until = serves_until(on, years) if years else None


def after_appointing(application: PromotionApplication, *, by: Any, changes: Changes) -> None:
    """The village offices end on the day of the appointment, so that the gap in the village's team opens by itself."""
    on = application.appointed_on
    held = VillageRole.objects.filter(cadre__person=application.person_id, cadre__voided_at__isnull=True)
    why = _("%(round)s：自 %(day)s 起录用（聘用）") % {"round": application.round.title, "day": on}
    for role in held.filter(end_date__isnull=True).select_related("cadre__unit"):
        try:
            leave_office(role=role, on=on or calendar.today(), leaving=Leaving.TRANSFERRED, why=why, by=None)
        except CannotAppoint as refusal:
            raise CannotMove(str(refusal)) from None


def quota_of(application: PromotionApplication) -> int:
    """How many are taken for the post applied for; of the whole round where it has no posts."""
    return application.post.quota if application.post else application.round.quota


def taken_of(application: PromotionApplication) -> int:
    """How many stand in publicity or have been appointed for the same post, besides this one."""
    others = PromotionApplication.objects.filter(round=application.round_id, post=application.post_id, state__in=TAKEN)
    return others.exclude(pk=application.pk).count()


def is_due(application: PromotionApplication, step: str) -> bool:
    """True if the round stands where the step is taken."""
    return step not in WHEN or application.round.state in WHEN[step]


def _while_round(application: PromotionApplication, step: str) -> None:
    stands = application.round.state
    if not is_due(application, step):
        names = {"round": application.round.title, "state": Round(stands).label}
        raise CannotMove(_("“%(round)s”现在是“%(state)s”，还不到或已过这一步") % names)
