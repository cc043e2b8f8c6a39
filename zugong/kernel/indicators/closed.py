"""What was closed, for whoever reads figures: the frozen ones in place of the running ones, and what has become of them since."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q

from zugong.kernel import calendar
from zugong.kernel.indicators import freezing
from zugong.kernel.indicators.computing import Engine
from zugong.kernel.indicators.declaring import MEASURES, Measure
from zugong.kernel.indicators.expressions import rows_behind
from zugong.kernel.indicators.models import Cell, ClosedCell, Closing, Subject
from zugong.kernel.indicators.periods import Period
from zugong.kernel.registry.models import Unit

FigureKey = tuple[str, str, int]
"""Measure, subject as counted, unit."""
Amounts = tuple[Decimal, Decimal | None]


def last_closings(*, year: int) -> dict[str, Closing]:
    """The closing in force of each closed period of a year."""
    return {
        closing.period: closing for closing in Closing.objects.filter(period__startswith=f"{year}").order_by("number")
    }


def closings_of(period: Period) -> list[Closing]:
    """How a period was closed and restated, in order."""
    return list(Closing.objects.filter(period=period.code).select_related("closed_by").order_by("number"))


@dataclass(frozen=True, slots=True)
class Restatement:
    """A closed figure of which a later correction has made another.

    `said` is the figure of each closing in order; `now` is what the records say today, if that is not what was last said.
    """

    measure: Measure
    subject: str
    label: str
    unit: Unit
    said: tuple[Decimal | None, ...]
    now: Decimal | None
    is_open: bool


def restatements(period: Period, units: Iterable[Unit], closings: list[Closing] | None = None) -> list[Restatement]:
    """The closed figures of these units that corrections have changed since; a constant number of queries."""
    near = {unit.pk: unit for unit in units}
    closings = closings_of(period) if closings is None else closings
    if not closings:
        return []
    labels = _labels(period)
    said = _said(closings, near)
    now = _running(period, near)
    found = []
    for key in sorted(said.keys() | now.keys()):
        code, subject, unit_id = key
        if code not in MEASURES:
            continue
        versions = said.get(key, (None,) * len(closings))
        if len({*versions, now.get(key)}) > 1:
            measure = MEASURES[code]
            figures = tuple(_figure(measure, version) for version in versions)
            is_open = now.get(key) != versions[-1]
            label = labels.get((code, subject), str(measure.label))
            running = _figure(measure, now.get(key))
            found.append(Restatement(measure, subject, label, near[unit_id], figures, running, is_open))
    return found


def _labels(period: Period) -> dict[tuple[str, str], str]:
    """What lines of the board are called, by measure and subject as counted; what is handed on goes by the line above."""
    listed = Subject.objects.filter(year=period.year).order_by("-position", "-above", "-code")
    return {(subject.measure, subject.counted_as): subject.label for subject in listed}


def _said(closings: list[Closing], units: dict[int, Unit]) -> dict[FigureKey, tuple[Amounts | None, ...]]:
    places = {closing.pk: place for place, closing in enumerate(closings)}
    said: dict[FigureKey, list[Amounts | None]] = defaultdict(lambda: [None] * len(closings))
    for cell in ClosedCell.objects.filter(closing__in=places, unit__in=units):
        said[cell.measure, cell.subject, cell.unit_id][places[cell.closing_id]] = (cell.part, cell.whole)
    return {key: tuple(versions) for key, versions in said.items()}


def _running(period: Period, units: dict[int, Unit]) -> dict[FigureKey, Amounts]:
    cells = Cell.objects.filter(unit__in=units, period_kind=period.kind, period_start=period.named_from)
    return {(cell.measure, cell.subject, cell.unit_id): (cell.part, cell.whole) for cell in cells}


def _figure(measure: Measure, amounts: Amounts | None) -> Decimal | None:
    return None if amounts is None else measure.figure_of(*amounts)


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """A row behind a closed figure, as it was."""

    record: int
    unit: int
    day: date
    amount: Decimal


def frozen_rows(closing: Closing, measure: Measure, subject: str, unit: Unit, *, side: str = "part") -> list[FrozenRow]:
    """The rows that made a closed figure, from the frozen facts and under the map of that time. Raises freezing.Damaged."""
    tally, period = measure.tallies[side], Period.parse(closing.period)
    frozen = freezing.Frozen(closing.digest, closing.manifest)
    if not frozen.has(tally.facts.name):
        return []
    pairs = frozen.table(freezing.ANCESTORS)
    below = pairs.filter(pc.equal(pairs["ancestor_id"], pa.scalar(unit.pk, pa.int64())))["unit_id"]
    facts = frozen.table(tally.facts.name)
    expression = rows_behind(measure, tally, subject=subject, period=period, today=calendar.today())
    query = ibis.to_sql(expression.select("id", "unit_id", "day", "amount"), dialect="duckdb")
    with Engine() as engine:
        engine.put(tally.facts.name, facts.filter(pc.is_in(facts["unit_id"], below.combine_chunks())))
        found = engine.ask(str(query))
    listed = [FrozenRow(record, unit_id, day, amount) for record, unit_id, day, amount in found]
    return sorted(listed, key=lambda row: (row.day, row.record), reverse=True)


def closed_cells(closings: Iterable[Closing], condition: Q) -> dict[int, list[ClosedCell]]:
    """The frozen figures of some closings that meet a condition, by closing; one query."""
    found: dict[int, list[Any]] = defaultdict(list)
    for cell in ClosedCell.objects.filter(condition, closing__in=list(closings)):
        found[cell.closing_id].append(cell)
    return found
