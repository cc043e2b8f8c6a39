"""Nominating secretaries as role models, the checks of each step, and what those named are used for later."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.declaring import WHY
from zugong.kernel.procedures.moving import CannotMove, SomethingMissing, begin
from zugong.modules.villages.actions.conduct_gate import not_about_oneself, pass_conduct
from zugong.modules.villages.actions.ways_up import CannotApply, line_of_village
from zugong.modules.villages.actions.ways_up_steps import ask_for_vetting, vetted
from zugong.modules.villages.models import (
    JointReview,
    RoleModelNomination,
    RoleModelRound,
    RoleModelUse,
    VillageCadre,
    VillageRole,
    WarnedSignature,
)
from zugong.modules.villages.rules.register import Span
from zugong.modules.villages.rules.role_models import Strength, Votes, carried, is_secretary, places_left, too_soon

NOMINATION = "villages.role_model_nomination"
ROUND = "villages.role_model_round"
Changes = Mapping[str, Any]
State = RoleModelNomination.State
Round = RoleModelRound.State
Step = WarnedSignature.Step


class CannotNominate(Exception):
    """The nomination is not taken; the message says why, for people."""


@transaction.atomic
def nominate(*, round_: RoleModelRound, cadre: VillageCadre, by: User, said: Mapping[str, Any]) -> RoleModelNomination:
    """A township draws up the nomination of one of its secretaries; `said` holds merits and votes. Raises CannotNominate."""
    if not may(by, Verb.EDIT, at=cadre.unit):
        raise CannotNominate(_("您不能推荐%(unit)s的人选") % {"unit": cadre.unit})
    if round_.state != Round.NOMINATING or not round_.nominates_from <= calendar.today() <= round_.nominates_to:
        names = {"start": round_.nominates_from, "end": round_.nominates_to}
        raise CannotNominate(_("现在不在推荐期（%(start)s 至 %(end)s）") % names)
    if round_.unit_id not in cadre.unit.ancestor_ids:
        raise CannotNominate(_("这个批次不面向%(unit)s") % {"unit": cadre.unit})
    if not is_secretary(_spans(cadre.person_id), calendar.today()):
        raise CannotNominate(_("只推荐在任的村（社区）党组织书记"))
    if RoleModelNomination.objects.filter(round=round_, person=cadre.person_id).exists():
        raise CannotNominate(_("此人已在这个批次中推荐"))
    try:
        township, county = line_of_village(cadre.unit)
    except CannotApply as refusal:
        raise CannotNominate(str(refusal)) from None
    made = RoleModelNomination(
        round=round_,
        cadre=cadre,
        person=cadre.person,
        unit=cadre.unit,
        township=township,
        county=county,
        nominated_on=calendar.today(),
        entered_by=by,
        **said,
    )
    try:
        made.clean()
    except ValidationError as mistake:
        raise CannotNominate("；".join(mistake.messages)) from None
    begin(NOMINATION, made, by=by)
    return made


def before_recommending(nomination: RoleModelNomination, *, by: Any, changes: Changes) -> None:
    """A serving secretary, whose merits are written down, for whom the meeting voted, and who was not named lately."""
    _while_round(nomination, Round.NOMINATING)
    _fit(nomination, by)
    missing = tuple(name for name in Strength if not getattr(nomination, name).strip())
    if missing:
        raise SomethingMissing(_("五个方面的事迹都要写明"), missing)
    least = value_of("villages.role_models.least_votes", at=nomination.township)
    outcome = carried(Votes(nomination.votes_present, nomination.votes_for), least_share=least)
    if not outcome and not changes[WHY].strip():
        words = _("推荐会同意票没有达到 %(least)d%%；仍要推荐的，请说明原因")
        raise SomethingMissing(words % {"least": least}, (WHY,))
    pass_conduct(nomination, by=by, step=Step.RECOMMEND, about=str(nomination.round.award))
    nomination.recommended_on = calendar.today()


def before_reviewing(nomination: RoleModelNomination, *, by: Any, changes: Changes) -> None:
    """The county has looked at what the township wrote."""
    _while_round(nomination, Round.NOMINATING, Round.REVIEWING)
    _fit(nomination, by)
    pass_conduct(nomination, by=by, step=Step.REVIEW, about=str(nomination.round.award))
    nomination.reviewed_on = calendar.today()


def before_sending_back(nomination: RoleModelNomination, *, by: Any, changes: Changes) -> None:
    """The township is asked once more."""
    nomination.recommended_on = None


def before_shortlisting(nomination: RoleModelNomination, *, by: Any, changes: Changes) -> None:
    """The contest, or the deliberation in its place, is over for this one."""
    _while_round(nomination, Round.CONTEST)
    _fit(nomination, by)


def after_shortlisting(nomination: RoleModelNomination, *, by: Any, changes: Changes) -> None:
    """Joint vetting is asked for, unless one is in force or under way; the platform asks, for the city may edit no village."""
    ask_for_vetting(nomination, JointReview.Occasion.ROLE_MODEL, by=None)


def before_publishing(nomination: RoleModelNomination, *, by: Any, changes: Changes) -> None:
    """Vetted, and within the number of the round."""
    _while_round(nomination, Round.PUBLICITY)
    _fit(nomination, by)
    vetted(nomination)
    _within_quota(nomination)
    nomination.public_on = calendar.today()


def before_naming(nomination: RoleModelNomination, *, by: Any, changes: Changes) -> None:
    """Conduct, vetting, the cap and the number are looked at once more on the day of naming."""
    _while_round(nomination, Round.PUBLICITY)
    if nomination.named_on is None or nomination.named_on > calendar.today():
        raise SomethingMissing(_("命名日期还没有到"), ("named_on",))
    _fit(nomination, by, on=nomination.named_on)
    vetted(nomination)
    _within_quota(nomination)
    pass_conduct(nomination, by=by, step=Step.APPOINT, about=str(nomination.round.award))


def _fit(nomination: RoleModelNomination, by: Any, on: date | None = None) -> None:
    """Raise CannotMove about oneself, about somebody who is no secretary any more, or who had the title too lately."""
    not_about_oneself(nomination, by)
    day = on or calendar.today()
    if not is_secretary(_spans(nomination.person_id), day):
        raise CannotMove(_("此人已不是在任的党组织书记"))
    years = value_of("villages.role_models.cap_years", at=nomination.round.unit)
    free = too_soon(titles_of(nomination), day=day, years=years)
    if free is not None:
        words = _("同一称号 %(years)d 年内不重复命名，%(day)s 起才可再次命名")
        raise CannotMove(words % {"years": years, "day": free})


def titles_of(nomination: RoleModelNomination) -> list[date]:
    """On which days the person was given the same title at the same level before."""
    same = {"round__award": nomination.round.award, "round__level": nomination.round.level}
    rows = RoleModelNomination.objects.filter(person=nomination.person_id, state=State.NAMED, **same)
    return [day for day in rows.exclude(pk=nomination.pk).values_list("named_on", flat=True) if day is not None]


def _within_quota(nomination: RoleModelNomination) -> None:
    others = RoleModelNomination.objects.filter(round=nomination.round_id, state__in=(State.PUBLICITY, State.NAMED))
    if not places_left(nomination.round.quota, others.exclude(pk=nomination.pk).count()):
        raise CannotMove(_("命名名额 %(quota)d 个，公示和命名的已满") % {"quota": nomination.round.quota})


def _spans(person: int) -> list[Span]:
    roles = VillageRole.objects.filter(cadre__person=person, cadre__voided_at__isnull=True)
    return [Span(*span) for span in roles.values_list("office", "start_date", "end_date")]


def _while_round(nomination: RoleModelNomination, *states: str) -> None:
    stands = nomination.round.state
    if stands not in states:
        raise CannotMove(_("批次现在是“%(state)s”，还不到或已过这一步") % {"state": Round(stands).label})


@transaction.atomic
def note_use(*, nomination: RoleModelNomination, kind: str, on: date, note: str, by: User) -> RoleModelUse:
    """Note how somebody who was named is made use of. Raises CannotNominate."""
    if not may(by, Verb.EDIT, at=nomination.unit):
        raise CannotNominate(_("您不能登记%(unit)s的典型使用") % {"unit": nomination.unit})
    if nomination.state != State.NAMED:
        raise CannotNominate(_("还没有命名，不能登记使用情况"))
    if kind not in RoleModelUse.Kind.values:
        raise CannotNominate(_("请选择使用方式"))
    if nomination.named_on is not None and on < nomination.named_on:
        raise CannotNominate(_("使用日期早于命名日期"))
    return writing.save(RoleModelUse(nomination=nomination, kind=kind, on=on, note=note.strip()[:100]), by=by)
