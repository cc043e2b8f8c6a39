"""Keeps up how villages stand with the “three ones”, day by day, and opens and closes the cases of those that lack one."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from zugong.kernel import calendar
from zugong.kernel.history.following import tell
from zugong.kernel.history.models import Change
from zugong.kernel.parameters.reading import remembering
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.staffing_gaps import keep_gaps
from zugong.modules.villages.actions.staffing_register import FEW, Regimes, Team, counted_since, teams_of, villages
from zugong.modules.villages.actions.staffing_what_if import Facts, facts_of, what_if
from zugong.modules.villages.models import StaffingGap, StaffingSpan, VillageCadre
from zugong.modules.villages.rules.staffing import Stretch, timeline

__all__ = ["Facts", "Kept", "facts_of", "keep_all_staffing", "keep_staffing", "open_gaps", "villages_left", "what_if"]

BATCH = 500
CHANGED = "台账有变动，重新计算"
SAID = ("until", "registered", "loose", "strict", "met", "missing", "made_by")


@dataclass(slots=True)
class Kept:
    """What keeping up has changed: stretches written and taken back, cases opened and closed."""

    written: int = 0
    voided: int = 0
    opened: int = 0
    closed: int = 0


def keep_staffing(villages: Iterable[int]) -> Kept:
    """Compute anew how these villages stand and stood, after something about their teams was written."""
    chosen = set(villages)
    if not chosen:
        return Kept()
    with remembering():
        return _keep(chosen)


def keep_all_staffing() -> Kept:
    """Compute all villages anew: after the register was filled at once, after another definition was approved, and every day."""
    with remembering():
        return _keep(None)


def open_gaps(unit: Unit) -> Any:
    """The cases at and below a unit in which something is still missing, explained ones included, in the order of the tree."""
    standing = StaffingGap.objects.filter(closed_on__isnull=True, unit__path__startswith=unit.path or "-")
    return standing.select_related("unit", "township").order_by("unit__path", "pk")


def stretches_of(unit: Unit, team: Team, regimes: Regimes) -> list[Stretch]:
    """How a village stands on every day that is told of, while it exists."""
    since = counted_since(unit)
    if unit.valid_from is not None:
        since = max(since, unit.valid_from)
    return timeline(team.members, regimes.at(unit), since=since, until=unit.valid_to)


def villages_left(cadres: Sequence[VillageCadre]) -> set[int]:
    """The villages to which these cadres belong or ever belonged: a record may have been moved from one village to another."""
    keys = [cadre.pk for cadre in cadres]
    model = ContentType.objects.get_for_model(VillageCadre)
    told = Change.objects.filter(model=model, record_id__in=keys, before__has_key="unit_id")
    return {cadre.unit_id for cadre in cadres} | {before["unit_id"] for before in told.values_list("before", flat=True)}


@transaction.atomic
def _keep(keys: set[int] | None) -> Kept:
    teams, regimes, units = teams_of(keys), Regimes(), list(villages(keys))
    few = Q() if keys is None or len(keys) > FEW else Q(unit__in=keys)
    standing: dict[int, list[StaffingSpan]] = defaultdict(list)
    for span in StaffingSpan.objects.filter(few):
        standing[span.unit_id].append(span)
    gone: list[StaffingSpan] = []
    new: list[StaffingSpan] = []
    for unit in units:
        expected = (
            [] if unit.voided_at else _spans(unit, stretches_of(unit, teams.get(unit.pk, Team()), regimes), regimes)
        )
        same = {_said(one) for one in expected} & {_said(one) for one in standing[unit.pk]}
        gone += [one for one in standing[unit.pk] if _said(one) not in same]
        new += [one for one in expected if _said(one) not in same]
    now: Any = calendar.now()
    for one in gone:
        one.voided_at, one.voided_why = now, CHANGED
    StaffingSpan.with_voided.bulk_update(gone, ("voided_at", "voided_why"), batch_size=BATCH)
    StaffingSpan.objects.bulk_create(new, batch_size=BATCH)
    tell([*gone, *new])
    opened, closed = keep_gaps(units, keys)
    return Kept(len(new), len(gone), opened, closed)


def _spans(unit: Unit, stretches: list[Stretch], regimes: Regimes) -> list[StaffingSpan]:
    labels = {one.code: one.label for regime in regimes.at(unit) for one in regime.definition}
    return [
        StaffingSpan(
            unit=unit,
            day=one.start,
            until=one.until,
            registered=one.verdict.registered,
            loose=one.verdict.loose,
            strict=one.verdict.strict,
            met=one.met,
            missing={code: labels[code] for code in one.verdict.missing},
            made_by=one.made_by,
        )
        for one in stretches
    ]


def _said(span: StaffingSpan) -> tuple[Any, ...]:
    # PostgreSQL gives the names of stored tables back in an order of its own.
    return (span.day, *(json.dumps(getattr(span, name), sort_keys=True, default=str) for name in SAID))
