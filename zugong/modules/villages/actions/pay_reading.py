"""Reads what pay follows from, for the cadres of some villages at once: with a dozen queries, however many there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from zugong.kernel.calendar import SHANGHAI
from zugong.kernel.history.models import Change
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.models import (
    CollectiveIncome,
    PayPayment,
    PayStatement,
    PaySupplement,
    VillageCadre,
    VillageRole,
    YearAppraisal,
)
from zugong.modules.villages.models.money import fen
from zugong.modules.villages.rules.register import DECEASED, SENTENCED, Span

ENDING = (DECEASED, SENTENCED)


@dataclass(frozen=True, slots=True)
class Service:
    """One cadre as far as pay asks; `stops` is when the register learned of a death or sentence, None if there is none."""

    key: int
    person: int
    village: int
    registered: str
    spans: tuple[Span, ...]
    stops: date | None


@dataclass(slots=True)
class Reading:
    """What pay follows from. `written` are the cadres of the villages asked for; their services elsewhere stand beside."""

    villages: dict[int, Unit]
    services: list[Service]
    written: set[int]
    payments: dict[tuple[int, int], list[tuple[date, int]]] = field(default_factory=lambda: defaultdict(list))
    grades: dict[tuple[int, int], str] = field(default_factory=dict)
    collective: dict[tuple[int, int], int] = field(default_factory=dict)
    statements: dict[tuple[int, int], PayStatement] = field(default_factory=dict)
    supplements: dict[int, list[tuple[date, int]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def years(self) -> set[int]:
        """The years of which there is anything already."""
        return {year for _cadre, year in (*self.statements, *self.payments)}


def read(villages: Q) -> Reading:
    """Everything about the cadres of the villages that meet the condition, which is said of the unit of a cadre."""
    here = VillageCadre.objects.filter(villages)
    along = VillageCadre.objects.filter(person__in=here.values("person_id"))
    rows = list(along.order_by("pk").values_list("pk", "person_id", "unit_id", "pay_grade", "condition"))
    spans: dict[int, list[Span]] = defaultdict(list)
    held = VillageRole.objects.filter(cadre__in=along).order_by("pk")
    for cadre, *span in held.values_list("cadre_id", "office", "start_date", "end_date"):
        spans[cadre].append(Span(*span))
    stops = _learned_on([key for key, *_rest, condition in rows if condition in ENDING])
    reading = Reading(
        villages=_units({unit for _key, _person, unit, *_rest in rows}),
        services=[
            Service(key, person, unit, step, tuple(spans.get(key, ())), stops.get(key))
            for key, person, unit, step, _condition in rows
        ],
        written=set(here.values_list("pk", flat=True)),
    )
    _read_sums(reading, villages)
    return reading


def _read_sums(reading: Reading, villages: Q) -> None:
    of_cadre = _through("cadre", villages)
    for cadre, year, grade in YearAppraisal.objects.filter(of_cadre).values_list("cadre_id", "year", "grade"):
        reading.grades[cadre, year] = grade
    paid = PayPayment.objects.filter(of_cadre).values_list("cadre_id", "year", "paid_on", "amount")
    for cadre, year, paid_on, amount in paid:
        reading.payments[cadre, year].append((paid_on, fen(amount)))
    for one in PayStatement.objects.filter(of_cadre):
        reading.statements[one.cadre_id, one.year] = one
    supplements = PaySupplement.objects.filter(_through("statement__cadre", villages))
    for statement, found_on, amount in supplements.values_list("statement_id", "found_on", "amount"):
        reading.supplements[statement].append((found_on, fen(amount)))
    incomes = CollectiveIncome.objects.values_list("unit_id", "year", "income")
    reading.collective = {(unit, year): fen(income) for unit, year, income in incomes if unit in reading.villages}


def _through(link: str, villages: Q) -> Q:
    """A condition on cadres, said of what hangs on a cadre."""
    if not villages:
        return Q()
    return Q(**{f"{link}__in": VillageCadre.with_voided.filter(villages).values("pk")})


def _learned_on(cadres: list[int]) -> dict[int, date]:
    """When the register was told what became of these people; a day on which nobody was told is the first there is."""
    if not cadres:
        return {}
    told = Change.objects.filter(
        model=ContentType.objects.get_for_model(VillageCadre), record_id__in=cadres, after__condition__in=ENDING
    )
    found: dict[int, date] = {}
    at: datetime
    for cadre, at in told.order_by("at").values_list("record_id", "at"):
        found[cadre] = at.astimezone(SHANGHAI).date()
    return {cadre: found.get(cadre, date.min) for cadre in cadres}


def _units(keys: Iterable[int]) -> dict[int, Unit]:
    # So many keys would not fit into one statement of SQLite; all units are few.
    chosen = set(keys)
    rows: Any = Unit.with_voided.only("pk", "path", "parent_id", "name", "short_name", "code", "kind")
    found = rows.filter(pk__in=chosen) if len(chosen) <= 500 else rows
    return {unit.pk: unit for unit in found if unit.pk in chosen}
