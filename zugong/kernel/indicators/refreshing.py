"""Computing cells anew: all of them, or those that a change touches. Both ways give the same cells."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.db.models import Q, QuerySet

from zugong.kernel import calendar
from zugong.kernel.history.inserting import insert_all
from zugong.kernel.indicators.computing import (
    Engine,
    Key,
    Sums,
    in_year,
    lines_of_ancestors,
    load,
    periods_counted,
    years_counted,
)
from zugong.kernel.indicators.declaring import MEASURES, FactTable, Measure
from zugong.kernel.indicators.models import Cell, Refresh
from zugong.kernel.registry.models import Unit

FIRST_YEAR = 2000
BATCH = 2000

_postponed: ContextVar[bool] = ContextVar("refresh_postponed", default=False)


@contextmanager
def postponed() -> Iterator[None]:
    """Inside, `refresh` and `restand` do nothing: for loading many records at once. Refresh all afterwards."""
    token = _postponed.set(True)
    try:
        yield
    finally:
        _postponed.reset(token)


def is_postponed() -> bool:
    """True inside `postponed`."""
    return _postponed.get()


def refresh_all(measures: Iterable[str] | None = None) -> int:
    """Compute every cell of the measures (all of them, if none are named) from all facts; returns how many there are.

    Each measure is changed in one transaction: whoever reads meanwhile sees the old cells, and a refresh that is killed leaves them.
    """
    today = calendar.today()
    count = 0
    seen = dict(Refresh.objects.values_list("measure", "refreshed_at"))
    with Engine() as engine:
        engine.put("ancestors", lines_of_ancestors())
        for measure in _chosen(measures):
            with transaction.atomic():
                before = _lock(measure)
                for facts in {tally.facts for tally in measure.tallies.values()}:
                    # Whoever refreshed the measure since the facts were read may have counted newer ones.
                    if not engine.has(facts.name) or seen.get(measure.code) != before:
                        engine.put(facts.name, load(facts))
                years = {year for year in engine.years_in(measure) if FIRST_YEAR <= year <= today.year}
                periods = periods_counted(measure, years_counted(measure, years, today=today), today=today)
                figures = engine.figures(measure, periods, today=today, roll_up=True)
                _settle(measure, Cell.objects.filter(measure=measure.code), figures)
                count += len(figures)
    return count


def refresh(
    *,
    units: Iterable[int],
    years: Iterable[int],
    subjects: Iterable[str] | None = None,
    measures: Iterable[str] | None = None,
) -> int:
    """Compute the cells that a change to facts of these units in these years touches; returns how many were written.

    Only the facts of the units and of the units above them are read; what lies beside them is taken from its cells. `subjects`
    narrows measures that have subjects.
    """
    if is_postponed():
        return 0
    line = _line_above(units)
    chosen, today = _chosen(measures), calendar.today()
    wanted = {measure.code: years_counted(measure, years, today=today) for measure in chosen}
    count = 0
    with Engine() as engine:
        reading = _Reading(engine, line)
        for year in sorted({year for found in wanted.values() for year in found}):
            for measure in chosen:
                if year in wanted[measure.code]:
                    named = None if subjects is None or measure.subject is None else sorted(set(subjects))
                    # Facts are read before the measure is locked, so that nobody who saves waits for the reading.
                    reading.put(measure, year, named, of_line=measure.is_additive)
                    count += _refresh_line(reading, measure, year, named)
    return count


def _chosen(codes: Iterable[str] | None) -> list[Measure]:
    """The measures named, in the order of their codes, so that two refreshes never wait for each other."""
    return [MEASURES[code] for code in sorted(MEASURES if codes is None else set(codes))]


def _line_above(units: Iterable[int]) -> set[int]:
    paths = Unit.with_voided.filter(pk__in=list(units), path__isnull=False).values_list("path", flat=True)
    return {int(part) for path in paths for part in (path or "").strip("/").split("/")}


def _lock(measure: Measure) -> datetime | None:
    """Let one refresh of a measure follow another, so that no sum is made from cells that another is about to change.

    Answers with when the measure was refreshed before.
    """
    moment = calendar.now()
    _, is_first = Refresh.objects.get_or_create(measure=measure.code, defaults={"refreshed_at": moment})
    before = Refresh.objects.select_for_update().get(measure=measure.code).refreshed_at
    Refresh.objects.filter(measure=measure.code).update(refreshed_at=moment)
    return None if is_first else before


class _Reading:
    """The facts that a refresh of some units reads, once for all measures that ask for the same rows."""

    def __init__(self, engine: Engine, line: set[int]) -> None:
        self.engine = engine
        self.line = line
        self.seen = dict(Refresh.objects.values_list("measure", "refreshed_at"))
        self._read: list[tuple[FactTable, Q, bool, pa.Table]] = []
        self._ancestors: pa.Table | None = None

    def forget_unless_seen(self, measure: Measure, before: datetime | None) -> None:
        """Read anew if somebody has refreshed the measure since this reading began: they may have counted newer facts."""
        if self.seen.get(measure.code) != before:
            self._read.clear()

    def put(self, measure: Measure, year: int, subjects: list[str] | None, *, of_line: bool) -> None:
        """Bring the facts that the measure needs of a year into the engine: of the line's units alone, or all."""
        for facts in {tally.facts for tally in measure.tallies.values()}:
            only = in_year(measure, facts, year, subjects)
            known = (rows for *what, rows in self._read if what == [facts, only, of_line])
            rows = next(known, None)
            if rows is None:
                rows = load(facts, unit_ids=self.line if of_line else None, only=only)
                self._read.append((facts, only, of_line, rows))
            self.engine.put(facts.name, rows)

    def put_ancestors(self) -> None:
        """Bring the pairs of all units with the units of the line above them into the engine."""
        if self._ancestors is None:
            lines = lines_of_ancestors()
            self._ancestors = lines.filter(pc.is_in(lines["ancestor_id"], pa.array(sorted(self.line), pa.int64())))
        self.engine.put("ancestors", self._ancestors)


@transaction.atomic
def _refresh_line(reading: _Reading, measure: Measure, year: int, subjects: list[str] | None) -> int:
    before = _lock(measure)
    reading.forget_unless_seen(measure, before)
    touched = Cell.objects.filter(measure=measure.code, period_start__year=year)
    if subjects is not None:
        touched = touched.filter(subject__in=subjects)
    if measure.is_additive:
        figures = _added_up(reading, measure, year, subjects, touched)
    else:
        figures = _counted_again(reading, measure, year, subjects)
    reading.seen[measure.code] = Refresh.objects.get(measure=measure.code).refreshed_at
    _settle(measure, touched.filter(unit__in=reading.line), figures)
    return len(figures)


def _added_up(
    reading: _Reading, measure: Measure, year: int, subjects: list[str] | None, touched: QuerySet[Cell]
) -> dict[Key, Sums]:
    """The line's own sums with the cells of what lies beside it."""
    today, line = calendar.today(), reading.line
    reading.put(measure, year, subjects, of_line=True)
    own = reading.engine.figures(measure, periods_counted(measure, [year], today=today), today=today, roll_up=False)
    beside = touched.filter(unit__parent__in=line).exclude(unit__in=line)
    parents: dict[int, int | None] = dict(
        Unit.with_voided.filter(Q(parent__in=line) | Q(pk__in=line)).values_list("pk", "parent_id")
    )
    for cell in beside.iterator():
        key = (parents[cell.unit_id] or 0, cell.subject, cell.period_kind, cell.period_start)
        _add(own, key, Sums(cell.part, cell.whole, cell.rows))
    return _carried_up(own, parents)


def _counted_again(reading: _Reading, measure: Measure, year: int, subjects: list[str] | None) -> dict[Key, Sums]:
    """The line's figures from all facts of the year: what counts once here and beside must not count twice above."""
    today = calendar.today()
    reading.put(measure, year, subjects, of_line=False)
    reading.put_ancestors()
    return reading.engine.figures(measure, periods_counted(measure, [year], today=today), today=today, roll_up=True)


def _add(figures: dict[Key, Sums], key: Key, more: Sums) -> None:
    sums = figures.setdefault(key, Sums())
    sums.part += more.part
    sums.rows += more.rows
    if more.whole is not None:
        sums.whole = (sums.whole or 0) + more.whole


def _carried_up(own: dict[Key, Sums], parents: dict[int, int | None]) -> dict[Key, Sums]:
    """Each unit's own sums added to every unit above it."""
    figures: dict[Key, Sums] = {}
    for (unit_id, *rest), sums in own.items():
        at: int | None = unit_id
        while at is not None:
            _add(figures, (at, *rest), sums)  # type: ignore[arg-type]
            at = parents.get(at)
    return figures


def _settle(measure: Measure, kept: QuerySet[Cell], figures: dict[Key, Sums]) -> None:
    """Make the cells say what the figures are; only those that differ are written."""
    same, gone = set(), []
    fields = ("pk", "unit_id", "subject", "period_kind", "period_start", "part", "whole", "rows")
    for pk, unit_id, subject, kind, start, part, whole, rows in kept.values_list(*fields).iterator():
        sums = figures.get((unit_id, subject, kind, start))
        if sums is not None and (sums.part, sums.whole, sums.rows) == (part, whole, rows):
            same.add((unit_id, subject, kind, start))
        else:
            gone.append(pk)
    for first in range(0, len(gone), BATCH):
        Cell.objects.filter(pk__in=gone[first : first + BATCH]).delete()
    _write(measure, {key: sums for key, sums in figures.items() if key not in same})


def _write(measure: Measure, figures: dict[Key, Sums]) -> None:
    def cells() -> Iterator[Cell]:
        for (unit_id, subject, kind, start), sums in figures.items():
            yield Cell(
                measure=measure.code,
                subject=subject,
                unit_id=unit_id,
                period_kind=kind,
                period_start=start,
                part=sums.part,
                whole=sums.whole,
                rows=sums.rows,
            )

    made = cells()
    while some := list(islice(made, BATCH)):
        insert_all(some)
