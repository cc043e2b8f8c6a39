"""What another target, or another limit of the yellow lamp, would change: the lamps of the figures of a place and of those below it."""

from collections.abc import Iterator
from typing import Any

from zugong.kernel import calendar
from zugong.kernel.indicators.declaring import MEASURES, Measure, WronglyDeclared
from zugong.kernel.indicators.models import Cell, Lamp, PeriodKind
from zugong.kernel.indicators.overall import aim_of
from zugong.kernel.indicators.parameters import NEAR
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure_of
from zugong.kernel.parameters.declaring import declaration_of
from zugong.kernel.parameters.effects import Evaluator, Result, evaluates
from zugong.kernel.registry.models import Unit


def lamps_of(measure: Measure) -> Evaluator:
    """The evaluator of a measure's lamps, this month, where the reader may see them."""

    def lamps(reader: Any, place: Unit | None) -> Iterator[Result]:
        today = calendar.today()
        month = Period.covering(today, PeriodKind.TO_DATE if measure.to_date_differs else PeriodKind.MONTH)
        cells = Cell.objects.filter(
            measure=measure.code, subject="", period_kind=month.kind, period_start=month.named_from
        ).select_related("unit")
        units = Unit.objects.visible_to(reader)
        if place is not None:
            units = units.filter(path__startswith=place.path or "-")
        for cell in cells.filter(unit__in=units).order_by("unit__path"):
            aim = aim_of(measure, cell.unit, today, figure_of(cell).value)
            yield Result(
                key=f"{measure.code} {cell.unit_id}",
                name=f"{cell.unit} {measure.label}",
                text=str(Lamp(aim.lamp).label),
                unit=cell.unit,
                url=f"/board/{cell.unit.code}/{today.year}/?figure={measure.code}",
            )

    return lamps


def declare_effects() -> None:
    """Say of every measure with a target what its parameter changes. Raises WronglyDeclared for a target that is no parameter."""
    for measure in MEASURES.values():
        if not measure.target:
            continue
        if declaration_of(measure.target) is None:
            raise WronglyDeclared(f"the target of {measure.code}, {measure.target}, is no declared parameter")
        evaluates(measure.target, NEAR, label=measure.label)(lamps_of(measure))
