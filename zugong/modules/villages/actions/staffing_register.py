"""Reads the register as the “three ones” look at it: each village's people, and what is asked of it when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from zugong.kernel.history.models import Change
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.parameters.versions import noting
from zugong.kernel.registry.models import Person, Unit
from zugong.modules.villages.models import Condition, Education, VillageCadre, VillageRole
from zugong.modules.villages.rules.register import VILLAGE_KINDS, Span
from zugong.modules.villages.rules.staffing import (
    DAY_ONE,
    Degree,
    Member,
    One,
    Regime,
    day_after,
    definition_of,
    segments,
)

DEFINITION = "villages.three_ones.definition"
SEVERAL = "villages.three_ones.several"
FIRST_YEAR = "villages.three_ones.first_year"
FEW = 400
"""So many keys fit into one statement; of more villages all are read."""


@dataclass(slots=True)
class Team:
    """The people of one village, each with the key of the person."""

    members: list[Member] = field(default_factory=list)
    people: list[int] = field(default_factory=list)


def definition_at(unit: Unit | None, on: date | None = None) -> tuple[One, ...]:
    """The ones that are asked at a unit on a day (today)."""
    return definition_of(value_of(DEFINITION, at=unit, on=on))


def counted_since(unit: Unit) -> date:
    """The first day of which the “three ones” of a unit are told."""
    return date(value_of(FIRST_YEAR, at=unit), 1, 1)


def teams_of(villages: Iterable[int] | None) -> dict[int, Team]:
    """The teams of villages (None: all), with six queries however many there are."""
    where = _those(villages, "unit")
    cadres = list(
        VillageCadre.objects.filter(where).order_by("pk").values_list("pk", "unit_id", "person_id", "condition")
    )
    spans: dict[int, list[Span]] = defaultdict(list)
    held = VillageRole.objects.filter(_those(villages, "cadre__unit"), cadre__voided_at__isnull=True).order_by("pk")
    for key, *span in held.values_list("cadre_id", "office", "start_date", "end_date"):
        spans[key].append(Span(*span))
    in_villages = VillageCadre.objects.filter(where).values("person_id")
    known = Person.with_voided.filter(pk__in=in_villages).values_list("pk", "birth_date", "sex")
    people = {key: (born, sex) for key, born, sex in known}
    degrees: dict[int, list[Degree]] = defaultdict(list)
    reached = Education.objects.filter(person__in=in_villages).order_by("pk")
    for key, *degree in reached.values_list("person_id", "level", "full_time", "end_date"):
        degrees[key].append(Degree(*degree))
    gone = _gone([key for key, _unit, _person, condition in cadres if condition != Condition.NORMAL])
    teams: dict[int, Team] = defaultdict(Team)
    for key, unit, person, _condition in cadres:
        born, sex = people[person]
        teams[unit].members.append(Member(spans.get(key, ()), born, sex, degrees.get(person, ()), gone.get(key)))
        teams[unit].people.append(person)
    return teams


def _those(villages: Iterable[int] | None, link: str) -> Q:
    chosen = None if villages is None else set(villages)
    return Q() if chosen is None or len(chosen) > FEW else Q(**{f"{link}__in": chosen})


def _gone(cadres: list[int]) -> dict[int, date]:
    """From when on people who died or were sentenced count no more: the day on which the register was told, for no other is written.

    Who was entered like that has never counted.
    """
    model = ContentType.objects.get_for_model(VillageCadre)
    told = Change.objects.filter(model=model, record_id__in=cadres, after__has_key="condition").order_by("at", "pk")
    gone = dict.fromkeys(cadres, DAY_ONE)
    for key, kind, moment in told.values_list("record_id", "kind", "at"):
        if kind != Change.Kind.CREATED:
            gone[key] = timezone.localdate(moment)
    return gone


def villages(keys: Iterable[int] | None) -> Iterator[Unit]:
    """The villages and communities of these keys (None: all), those that are closed included, with the unit above."""
    found: Any = Unit.with_voided.filter(kind__in=VILLAGE_KINDS).select_related("parent").order_by("pk")
    chosen = None if keys is None else set(keys)
    if chosen is not None and len(chosen) <= FEW:
        found = found.filter(pk__in=chosen)
    return (unit for unit in found if chosen is None or unit.pk in chosen)


class Regimes:
    """What is asked of villages and when; asked once for all villages of a township that have no value of their own."""

    def __init__(self) -> None:
        rows = list(Parameter.objects.in_force().filter(code__in=(DEFINITION, SEVERAL)))
        self._places = {row.unit_id for row in rows}
        self._turns = sorted({day for row in rows for day in _turns(row)})
        self._known: dict[Any, list[Regime]] = {}

    def at(self, unit: Unit) -> list[Regime]:
        """The regimes of a village, from first to last."""
        key = tuple(place for place in (*unit.ancestor_ids, unit.pk) if place in self._places)
        if key not in self._known:
            self._known[key] = self._read(unit)
        return self._known[key]

    def _read(self, unit: Unit) -> list[Regime]:
        @cache
        def on(day: date) -> tuple[tuple[One, ...], bool, Any]:
            with noting() as used:
                definition, several = definition_at(unit, day), bool(value_of(SEVERAL, at=unit, on=day))
            return definition, several, used.stored()

        return [Regime(start, until, *on(start)) for start, until in segments(self._turns, since=DAY_ONE)]


def _turns(row: Parameter) -> Iterator[date]:
    yield row.valid_from
    if row.valid_to is not None and row.valid_to < date.max:
        yield day_after(row.valid_to)
