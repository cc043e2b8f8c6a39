"""The figures once more, in plain Python and one by one, to hold the engine against."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from zugong.kernel.indicators.declaring import Kind, Measure, Tally
from zugong.kernel.indicators.models import Goal
from zugong.kernel.indicators.periods import Period, periods_of
from zugong.kernel.registry.models import Unit

COLUMNS = {"day": "start_date", "returned": "due_date", "shelf": "source", "reader": "source"}
LARGE = 50
Sides = tuple[Decimal, int]
"""The amount of one side of a figure, and of how many rows it is made."""


def _rounded(amount: Decimal) -> Decimal:
    """To the four places that facts have; halves away from zero, as every database rounds its decimals."""
    return amount.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _months(since: date, day: date) -> Decimal:
    return Decimal((day.year - since.year) * 12 + day.month - since.month)


AMOUNTS = {
    "amount": lambda row, day: row.value,
    "each": lambda row, day: Decimal(1),
    "weighted": lambda row, day: None if row.value2 is None else _rounded(row.value * row.value2),
    "weight": lambda row, day: row.value2,
    "months_out": lambda row, day: None if row.value2 is None else _months(row.start_date, day),
    "<lambda>": lambda row, day: Decimal(row.value > LARGE),
}


def _is_counted(row: Goal, measure: Measure, tally: Tally, period: Period, looked_at: date) -> bool:
    day = getattr(row, COLUMNS[tally.day])
    if day is None or AMOUNTS[tally.amount.__name__](row, looked_at) is None:
        return False
    if tally.where is not None and tally.amount.__name__ != "months_out" and row.value <= LARGE:
        return False
    if tally.kind is Kind.HELD:
        until = getattr(row, COLUMNS[tally.until])
        return day <= looked_at and (until is None or until > looked_at)
    start = date(period.year, 1, 1) if measure.running else period.start
    return start <= day <= period.end


def _side(loans: list[Goal], measure: Measure, tally: Tally, period: Period, today: date) -> Sides | None:
    looked_at = min(period.end, today)
    rows = [row for row in loans if _is_counted(row, measure, tally, period, looked_at)]
    if tally.kind is Kind.STOCK:
        last: dict[tuple, Goal] = {}
        for row in sorted(rows, key=lambda row: (getattr(row, COLUMNS[tally.day]), row.pk)):
            last[row.unit_id, *(getattr(row, COLUMNS[name]) for name in tally.series)] = row
        rows = list(last.values())
    if not rows:
        return None
    if tally.distinct:
        return Decimal(len({getattr(row, COLUMNS[tally.distinct]) for row in rows})), len(rows)
    return sum((AMOUNTS[tally.amount.__name__](row, looked_at) for row in rows), Decimal(0)), len(rows)


def _years(measure: Measure, loans: list[Goal], today: date) -> set[int]:
    if measure.is_held:
        return {today.year - 1, today.year}
    return {day.year for loan in loans for day in (loan.start_date, loan.due_date) if day}


def cells(measures: list[Measure], *, today: date) -> dict[tuple, tuple]:
    """Every cell that there should be."""
    expected = {}
    loans = list(Goal.objects.filter(measure="loan").select_related("unit").order_by("pk"))
    units = list(Unit.objects.all())
    for measure in measures:
        for year, unit in product(_years(measure, loans, today), units):
            below = [loan for loan in loans if loan.unit.path.startswith(unit.path)]
            for subject in {loan.subject for loan in below} if measure.subject else {""}:
                counted = [loan for loan in below if not measure.subject or loan.subject == subject]
                for period in periods_of(year, today=today, to_date=measure.to_date_differs):
                    part = _side(counted, measure, measure.part, period, today)
                    whole = _side(counted, measure, measure.whole, period, today) if measure.whole else None
                    if part or whole:
                        rows = (whole or (0, 0))[1] if measure.whole else part[1]
                        key = (measure.code, subject, unit.pk, period.kind, period.named_from)
                        expected[key] = (part[0] if part else Decimal(0), whole[0] if whole else None, rows)
    return expected
