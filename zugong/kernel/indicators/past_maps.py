"""Figures of a past period under the map of its time.

Cells are rolled up along today's tree. What a unit counts by itself is its cell without those of the units below it, and adds up just as
well along the tree of any other day; so no facts are read, and the cost is that of the cells of one figure in one period. What counts
once however often it occurs does not add up, and is counted from the facts.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zugong.kernel import calendar
from zugong.kernel.indicators.computing import Engine, Sums, in_year, load, table_of_pairs
from zugong.kernel.indicators.declaring import Measure
from zugong.kernel.indicators.models import Cell
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import Figure
from zugong.kernel.registry import maps
from zugong.kernel.registry.models import Placement, Unit


@dataclass(frozen=True, slots=True)
class Then:
    """A unit under the map of a day: what it was called, its figure then, and the same figure under today's map."""

    unit: Unit
    name: str
    then: Figure | None
    now: Figure | None

    @property
    def differs(self) -> bool:
        """True if the map makes a difference to the figure."""
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class PastMap:
    """A unit and the units that stood directly below it on a day, with one figure each."""

    day: date
    own: Then
    below: list[Then]


def past_map(unit: Unit, measure: Measure, counted_as: str, period: Period) -> PastMap:
    """One figure of a unit and of those below it, under the map of the period's last day. A constant number of queries."""
    day = period.end
    pairs = maps.pairs_on(day)
    now = _cells(measure, counted_as, period)
    then = _under(measure, counted_as, period, now, pairs)
    below = {pair.unit for pair in pairs if pair.ancestor == unit.pk and pair.distance == 1}
    units = Unit.with_voided.in_bulk([unit.pk, *below])
    names = _names_on(units, day)

    def row(pk: int) -> Then:
        return Then(
            units[pk], names.get(pk, units[pk].name), _figure(measure, then.get(pk)), _figure(measure, now.get(pk))
        )

    listed = sorted((pk for pk in below if pk in names), key=lambda pk: units[pk].code)
    return PastMap(day, row(unit.pk), [row(pk) for pk in listed])


def figures_under(measure: Measure, counted_as: str, period: Period, day: date) -> dict[int, Sums]:
    """The figure of every unit under the map of a day, by unit id."""
    return _under(measure, counted_as, period, _cells(measure, counted_as, period), maps.pairs_on(day))


def _under(
    measure: Measure, counted_as: str, period: Period, now: dict[int, Sums], pairs: list[maps.Pair]
) -> dict[int, Sums]:
    if measure.is_additive:
        return _summed(_own_sums(now), pairs)
    with Engine() as engine:
        engine.put("ancestors", table_of_pairs([(pair.unit, pair.ancestor) for pair in pairs]))
        for facts in {tally.facts for tally in measure.tallies.values()}:
            engine.put(facts.name, load(facts, only=in_year(measure, facts, period.year)))
        figures = engine.figures(measure, [period], today=calendar.today(), roll_up=True)
    return {unit_id: sums for (unit_id, subject, *_), sums in figures.items() if subject == counted_as}


def _cells(measure: Measure, counted_as: str, period: Period) -> dict[int, Sums]:
    kept = Cell.objects.filter(
        measure=measure.code, subject=counted_as, period_kind=period.kind, period_start=period.named_from
    )
    return {cell.unit_id: Sums(cell.part, cell.whole, cell.rows) for cell in kept}


def _own_sums(cells: dict[int, Sums]) -> dict[int, Sums]:
    """What each unit counts without the units that lie below it today."""
    own = {unit_id: Sums(sums.part, sums.whole, sums.rows) for unit_id, sums in cells.items()}
    for unit_id, path in Unit.with_voided.filter(pk__in=cells, path__isnull=False).values_list("pk", "path"):
        line = (path or "").strip("/").split("/")
        above = own.get(int(line[-2])) if len(line) > 1 else None
        if above is not None:
            _add(above, cells[unit_id], -1)
    return {unit_id: sums for unit_id, sums in own.items() if sums.rows or sums.part or sums.whole}


def _summed(own: dict[int, Sums], pairs: list[maps.Pair]) -> dict[int, Sums]:
    found: dict[int, Sums] = defaultdict(Sums)
    for pair in pairs:
        if pair.unit in own:
            _add(found[pair.ancestor], own[pair.unit], 1)
    for sums in found.values():
        if not sums.rows:
            # The rows of a ratio are those of its whole: without any there is no whole, which is not a whole of zero.
            sums.whole = None
    return dict(found)


def _add(to: Sums, more: Sums, sign: int) -> None:
    to.part += sign * more.part
    to.rows += sign * more.rows
    if more.whole is not None:
        to.whole = (to.whole or Decimal(0)) + sign * more.whole


def _figure(measure: Measure, sums: Sums | None) -> Figure | None:
    if sums is None:
        return None
    return Figure(value=measure.figure_of(sums.part, sums.whole), part=sums.part, whole=sums.whole, rows=sums.rows)


def _names_on(units: dict[int, Unit], day: date) -> dict[int, str]:
    """What each of the units that stood on the day was called."""
    names = {}
    for placement in Placement.objects.filter(unit__in=units):
        begun = placement.valid_from is None or placement.valid_from <= day
        if begun and (placement.valid_to is None or placement.valid_to > day):
            names[placement.unit_id] = placement.name
    return names
