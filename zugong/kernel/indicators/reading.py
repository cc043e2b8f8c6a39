"""Figures for whoever may see them."""

from dataclasses import dataclass
from decimal import Decimal

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.indicators.declaring import MEASURES
from zugong.kernel.indicators.models import Cell, ClosedCell, Closing, Lamp, PeriodKind, Standing
from zugong.kernel.indicators.periods import Period
from zugong.kernel.registry.models import Unit


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the sums it is made of; `value` is None for a ratio to nothing."""

    value: Decimal | None
    part: Decimal
    whole: Decimal | None
    rows: int


def figure(measure: str, subject: str, unit: Unit, period: Period) -> Figure | None:
    """The figure of a unit with everything below it, as frozen where the period is closed; None where nothing is known."""
    declared = MEASURES[measure]
    if period.kind == PeriodKind.TO_DATE and not declared.to_date_differs:
        period = Period(PeriodKind.MONTH, period.named_from)
    closing = Closing.objects.filter(period=period.code).order_by("-number").first()
    if closing is not None:
        frozen = closing.cells.filter(measure=measure, subject=subject, unit=unit).first()
        return None if frozen is None else figure_of(frozen)
    cell = Cell.objects.filter(
        measure=measure, subject=subject, unit=unit, period_kind=period.kind, period_start=period.named_from
    ).first()
    return None if cell is None else figure_of(cell)


def figure_of(cell: Cell | ClosedCell) -> Figure:
    """A cell as a figure."""
    value = MEASURES[cell.measure].figure_of(cell.part, cell.whole)
    return Figure(value=value, part=cell.part, whole=cell.whole, rows=cell.rows)


def worst_first(standing: Standing) -> tuple[int, Decimal]:
    """A sort key: the worst lamp first, and under equal lamps the least progress."""
    return Lamp.values.index(standing.lamp), standing.progress if standing.progress is not None else Decimal(-1)


def worst_lamps(unit: Unit, user: User, limit: int = 3) -> list[Standing]:
    """The unit's standings of this year that ask most for attention, worst first; none if the user may not see the unit."""
    if not user.reach().covers(unit.path or "-"):
        return []
    asking = Standing.objects.filter(
        unit=unit,
        period=f"{calendar.today().year}",
        lamp__in=(Lamp.OVERDUE, Lamp.NEAR, Lamp.NO_DATA),
        subject__voided_at__isnull=True,
    )
    # What the unit hands on it owes once, above.
    asking = asking.exclude(subject__above__isnull=False, subject__unit=unit).select_related("subject", "unit")
    return sorted(asking, key=worst_first)[:limit]
