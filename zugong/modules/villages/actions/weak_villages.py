"""Weak villages: proposing them, keeping their own policies, and what each move on their way asks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.procedures.moving import CannotMove, begin
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.villages.models import WeakMeasure, WeakReason, WeakVillage
from zugong.modules.villages.rules.register import VILLAGE_KINDS
from zugong.modules.villages.rules.weak_villages import Measure, Stage, undone

PROCEDURE = "villages.weak_village"
COUNTIES = (UnitKind.COUNTY, UnitKind.ZONE)


class CannotList(Exception):
    """The village cannot be proposed, or its policy not be changed; the message says why."""


@transaction.atomic
def propose(*, unit: Unit, year: int, reasons: Sequence[str], situation: str, by: User) -> WeakVillage:
    """Propose a village for the list of a year; the county decides. Raises CannotList."""
    if unit.kind not in VILLAGE_KINDS or not may(by, Verb.EDIT, at=unit):
        raise CannotList(_("请选择所辖的村（社区）"))
    county = Unit.objects.filter(pk__in=unit.ancestor_ids, kind__in=COUNTIES).first()
    if county is None:
        raise CannotList(_("该村上面没有县区，无法研究列入"))
    if not reasons or not set(reasons) <= set(WeakReason.values):
        raise CannotList(_("请至少选择一种列入情形"))
    if not situation.strip():
        raise CannotList(_("请写明主要问题"))
    listed = WeakVillage.objects.filter(unit=unit).exclude(state=Stage.DROPPED)
    if listed.filter(year=year).exists():
        raise CannotList(_("该村本年度已列入；销号后再次出现问题的，在原记录上“再次列入”"))
    if listed.exclude(state=Stage.CLOSED).exists():
        raise CannotList(_("该村以前年度列入的还没有销号"))
    weak = WeakVillage(
        unit=unit,
        county=county,
        year=year,
        reasons=sorted(set(reasons)),
        situation=situation,
        proposed_on=calendar.today(),
        proposed_by=by,
    )
    begin(PROCEDURE, weak, by=by)
    return weak


def may_keep_policy(weak: WeakVillage, user: User) -> bool:
    """May the user write the village's policy now: while it is made and carried out, by the township or the county."""
    return weak.state in {Stage.PLANNING, Stage.RECTIFYING} and may(user, Verb.EDIT, at=weak.unit)


@transaction.atomic
def add_measure(*, weak: WeakVillage, what: str, responsible: str, due: date | None, by: User) -> WeakMeasure:
    """Put a measure into the policy. Raises CannotList."""
    _refuse_strangers(weak, by)
    if not what.strip() or not responsible.strip():
        raise CannotList(_("请写明整顿措施和责任单位"))
    if due is None:
        raise CannotList(_("请填写完成时限"))
    if due < (weak.listed_on or weak.proposed_on):
        raise CannotList(_("完成时限不能早于列入日期"))
    return writing.save(WeakMeasure(weak_village=weak, what=what, responsible=responsible, due=due), by=by)


@transaction.atomic
def report_measure(*, measure: WeakMeasure, progress: str, done_on: date | None, by: User) -> None:
    """Say how far a measure is, and since when it is done. Raises CannotList."""
    _refuse_strangers(measure.weak_village, by)
    if done_on is not None and done_on > calendar.today():
        raise CannotList(_("完成日期不能晚于今天"))
    measure.progress, measure.done_on = progress, done_on
    writing.save(measure, by=by)


def _refuse_strangers(weak: WeakVillage, by: User) -> None:
    if not may_keep_policy(weak, by):
        raise CannotList(_("现在不能由您修改这个村的整顿措施"))


def measures_of(weak: WeakVillage) -> list[Measure]:
    """The measures of a village's policy, as the rules look at them."""
    return [Measure(one.due, one.done_on) for one in weak.measures.all() if one.voided_at is None]


def before_listing(weak: WeakVillage, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """The county has decided."""
    weak.listed_on = calendar.today()


def before_policy(weak: WeakVillage, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """A policy has measures, each with its day."""
    if not measures_of(weak):
        raise CannotMove(_("“一村一策”还没有整顿措施，请先逐条写明措施、责任单位和完成时限"))


def before_applying(weak: WeakVillage, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """What is not done is not checked."""
    left = undone(measures_of(weak))
    if left:
        raise CannotMove(_("还有 %(left)d 条整顿措施没有完成，不能申请验收") % {"left": left})


def before_passing(weak: WeakVillage, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """The county has looked."""
    weak.county_checked_on = calendar.today()


def before_closing(weak: WeakVillage, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """The city has looked, or has not drawn the village; it is off the list."""
    weak.city_checked_on = weak.closed_on = calendar.today()


def before_closing_undrawn(weak: WeakVillage, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """The sample did not draw the village; the county's check stands."""
    weak.closed_on = calendar.today()


def before_relisting(weak: WeakVillage, *, by: User | None, changes: Mapping[str, Any]) -> None:
    """It is weak once more: a policy is made anew, and nothing counts as checked."""
    weak.relisted_on = calendar.today()
    weak.closed_on = weak.county_checked_on = weak.city_checked_on = None
