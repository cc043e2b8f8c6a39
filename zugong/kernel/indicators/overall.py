"""The board's figures of units as a whole: what the modules count, whether or not the plan has set a goal for it.

Each stands with its target, lamp, rank and change of rank. However many measures there are, the number of queries is the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from zugong.kernel import calendar
from zugong.kernel.indicators.columns import Column, Square
from zugong.kernel.indicators.declaring import MEASURES, Direction, Measure, Words, topic_of
from zugong.kernel.indicators.models import Cell, ClosedCell, Closing, Comparator, Lamp, PeriodKind
from zugong.kernel.indicators.parameters import NEAR
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import Figure
from zugong.kernel.indicators.standing import period_before
from zugong.kernel.parameters.reading import read_ahead, value_of
from zugong.kernel.registry.models import Unit

HUNDRED = Decimal(100)
Kept = tuple[str, str, date]
"""Measure, kind of period, the day that names it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit's figure and the unit among whose children it is ranked."""

    parent: int | None
    figure: Figure


Found = dict[Kept, dict[int, Placed]]


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure should be, and how it stands to that."""

    value: Decimal
    comparator: str
    lamp: str
    progress: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One unit's figure; without a figure nothing is known, which is not zero."""

    column: Column
    figure: Figure | None
    aim: Aim | None = None
    rank: int | None = None
    change: int | None = None

    @property
    def value(self) -> Decimal | None:
        """The figure's value, if it has one."""
        return None if self.figure is None else self.figure.value

    @property
    def lamp(self) -> str:
        """How the figure stands."""
        return Lamp.NO_TARGET if self.aim is None else self.aim.lamp


@dataclass(frozen=True, slots=True)
class Line:
    """A measure with the marks of the columns' units."""

    measure: Measure
    marks: list[Mark]
    own: Mark


@dataclass(slots=True)
class Topic:
    """The measures of one topic."""

    label: Words
    lines: list[Line] = field(default_factory=list)

    @property
    def lamps(self) -> dict[str, int]:
        """How many of the unit's own figures that have a target show which lamp."""
        shown = [line.own.lamp for line in self.lines if line.own.aim]
        return {lamp: shown.count(lamp) for lamp in Lamp.values}


@dataclass(frozen=True, slots=True)
class Looked:
    """What a board looks at: a unit's columns in a period, whose ranks may be seen, and what the plan says of the same figures."""

    unit: Unit
    period: Period
    columns: Sequence[Column]
    ranked: frozenset[int]
    planned: Mapping[tuple[str, int], Square]


def whole_measures() -> list[Measure]:
    """The measures that count for units as a whole, by topic and in the order of their declaration."""
    return [measure for measure in MEASURES.values() if measure.subject is None]


def topics_of(looked: Looked) -> tuple[list[Column], list[Topic]]:
    """The columns of the units that have any figure, and their figures by topic; at the root what is missing is shown as missing."""
    measures = whole_measures()
    found = _found(looked, measures)
    with read_ahead([NEAR, *(measure.target for measure in measures if measure.target)]):
        lines = [_line(looked, measure, found) for measure in measures]
    is_root = looked.unit.parent_id is None
    lines = [line for line in lines if is_root or any(mark.figure for mark in line.marks if not mark.column.above)]
    known = {mark.column.unit.pk for line in lines for mark in line.marks if mark.figure}
    columns = [column for column in looked.columns if column.own or column.unit.pk in known]
    topics: dict[str, Topic] = {}
    for line in lines:
        marks = [mark for mark in line.marks if mark.column.own or mark.column.unit.pk in known]
        label = topic_of(line.measure)
        topics.setdefault(str(label), Topic(label)).lines.append(Line(line.measure, marks, line.own))
    return columns, list(topics.values())


def kept_as(measure: Measure, period: Period) -> Period:
    """The period under which a measure's cells are kept: the year to date is counted only where it differs from its last month."""
    if period.kind == PeriodKind.TO_DATE and not measure.to_date_differs:
        return Period(PeriodKind.MONTH, period.named_from)
    return period


def before(measure: Measure, period: Period) -> Period:
    """The period with whose ranks a measure's are compared: of the running year, the year to the end of last month."""
    last = period_before(period, calendar.today())
    if last.kind == PeriodKind.MONTH and period.kind == PeriodKind.YEAR and measure.to_date_differs:
        last = Period(PeriodKind.TO_DATE, last.named_from)
    return kept_as(measure, last)


def _found(looked: Looked, measures: Sequence[Measure]) -> Found:
    """The figures of the period and of the one before: of the columns' units, and of all among whom one of them is ranked."""
    periods = {kept_as(measure, looked.period) for measure in measures}
    periods |= {before(measure, looked.period) for measure in measures}
    parents = {looked.unit.pk}
    if looked.unit.pk in looked.ranked and looked.unit.parent_id:
        parents.add(looked.unit.parent_id)
    near = Q(unit__in={column.unit.pk for column in looked.columns}) | Q(unit__parent__in=parents)
    wanted = near & Q(subject="", measure__in=[measure.code for measure in measures])
    when = Q()
    for period in periods:
        when |= Q(period_kind=period.kind, period_start=period.named_from)
    rows = Cell.objects.filter(wanted & when).values_list("measure", "period_kind", "period_start", *FIGURE)
    found: Found = defaultdict(dict)
    for code, kind, start, *row in rows.iterator():
        _put(found, (code, kind, start), row)
    _put_closed(found, wanted, periods)
    return found


FIGURE = ("unit_id", "unit__parent_id", "part", "whole", "rows")


def _put(found: Found, kept: Kept, row: Sequence[Any]) -> None:
    unit, parent, part, whole, rows = row
    found[kept][unit] = Placed(parent, Figure(MEASURES[kept[0]].figure_of(part, whole), part, whole, rows))


def _put_closed(found: Found, wanted: Q, periods: Iterable[Period]) -> None:
    """Put the figures of closed periods as they were frozen in the place of what the records say since."""
    codes = [period.code for period in periods]
    last = {closing.period: closing for closing in Closing.objects.filter(period__in=codes).order_by("number")}
    if not last:
        return
    closed = {closing.pk: Period.parse(closing.period) for closing in last.values()}
    for kept in [kept for kept in found if kept[1:] in {(one.kind, one.named_from) for one in closed.values()}]:
        del found[kept]
    frozen = ClosedCell.objects.filter(wanted, closing__in=closed)
    for closing, code, *row in frozen.values_list("closing_id", "measure", *FIGURE).iterator():
        _put(found, (code, closed[closing].kind, closed[closing].named_from), row)


def _line(looked: Looked, measure: Measure, found: Found) -> Line:
    now, last = kept_as(measure, looked.period), before(measure, looked.period)
    standings = found.get((measure.code, now.kind, now.named_from), {})
    ranks = _ranks(looked, measure, standings)
    earlier = _ranks(looked, measure, found.get((measure.code, last.kind, last.named_from), {}))
    marks = []
    for column in looked.columns:
        placed = standings.get(column.unit.pk)
        figure = None if placed is None else placed.figure
        marks.append(_mark(looked, measure, column, figure, ranks, earlier))
    return Line(measure, marks, next(mark for mark in marks if mark.column.own))


def _mark(
    looked: Looked,
    measure: Measure,
    column: Column,
    figure: Figure | None,
    ranks: Mapping[int, int],
    earlier: Mapping[int, int],
) -> Mark:
    planned = looked.planned.get((measure.code, column.unit.pk))
    if planned is not None and planned.standing.goal is not None:
        standing = planned.standing
        aim = Aim(standing.goal or Decimal(0), standing.comparator, standing.lamp, standing.progress)
        return Mark(column, figure, aim, planned.rank, planned.change)
    rank = ranks.get(column.unit.pk)
    was = earlier.get(column.unit.pk) if rank else None
    change = was - rank if rank and was else None
    return Mark(column, figure, _aim(looked, measure, column.unit, figure), rank, change)


def _aim(looked: Looked, measure: Measure, unit: Unit, figure: Figure | None) -> Aim | None:
    if not measure.target:
        return None
    day = min(looked.period.end, calendar.today())
    return aim_of(measure, unit, day, None if figure is None else figure.value)


def aim_of(measure: Measure, unit: Unit | None, day: date, value: Decimal | None) -> Aim:
    """The target that holds for a measure at a unit on a day, and how a figure stands to it."""
    target = Decimal(str(value_of(measure.target, at=unit, on=day)))
    is_upper = measure.direction is Direction.DOWN
    comparator = Comparator.AT_MOST if is_upper else Comparator.AT_LEAST
    if value is None:
        return Aim(target, comparator, Lamp.NO_DATA)
    missing = value - target if is_upper else target - value
    near = abs(target) * Decimal(str(value_of(NEAR, at=unit, on=day))) / HUNDRED
    lamp = Lamp.DONE if missing <= 0 else Lamp.NEAR if missing <= near else Lamp.OVERDUE
    return Aim(target, comparator, lamp, _progress(value, target, is_upper=is_upper))


def _progress(value: Decimal, target: Decimal, *, is_upper: bool) -> Decimal | None:
    if is_upper:
        return HUNDRED if value <= target else (target / value * HUNDRED if value else None)
    return min(value / target * HUNDRED, HUNDRED) if target else HUNDRED


def _ranks(looked: Looked, measure: Measure, found: Mapping[int, Placed]) -> dict[int, int]:
    """The ranks that may be seen, each among its siblings; equal figures share a rank, and a single one has none."""
    siblings: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for unit, placed in found.items() if measure.is_ranked else ():
        if placed.parent is not None and placed.figure.value is not None:
            siblings[placed.parent].append((unit, placed.figure.value))
    ranks: dict[int, int] = {}
    for group in siblings.values():
        ordered = sorted(group, key=lambda pair: pair[1], reverse=measure.direction is Direction.UP)
        for place, (unit, value) in enumerate(ordered if len(ordered) > 1 else (), start=1):
            tied = place > 1 and ordered[place - 2][1] == value
            ranks[unit] = ranks[ordered[place - 2][0]] if tied else place
    return {unit: rank for unit, rank in ranks.items() if unit in looked.ranked}
