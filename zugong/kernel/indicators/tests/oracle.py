"""The figures once more, in plain Python and one by one, to hold the engine against."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from zugong.kernel.indicators.declaring import Kind, Measure, Tally
from zugong.kernel.indicators.models import Goal
from zugong.kernel.indicators.periods import Period, periods_of
from zugong.kernel.registry.models import Unit

COLUMNS = {"day": "start_date", "returned": "due_date", "subject": "subject", "shelf": "source"}
AMOUNTS = {
    "amount": lambda row: row.value,
    "each": lambda row: Decimal(1),
    "weighted": lambda row: None if row.value2 is None else _rounded(row.value * row.value2),
    "weight": lambda row: row.value2,
    "<lambda>": lambda row: Decimal(row.value > LARGE),
}
LARGE = 50


def _rounded(product: Decimal) -> Decimal:
    """To the four places that facts have; halves away from zero, as every database rounds its decimals."""
    return product.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _amounts(
    loans: list[Goal], measure: Measure, tally: Tally, subject: str, unit: Unit, period: Period
) -> list[Decimal]:
    start = date(period.year, 1, 1) if measure.running else period.start
    found = []
    for row in loans:
        day = getattr(row, COLUMNS[tally.day])
        value = AMOUNTS[tally.amount.__name__](row)
        if tally.where is not None and row.value <= LARGE:
            continue
        counts = row.subject if measure.subject else ""
        if (
            day
            and value is not None
            and counts == subject
            and row.unit.path.startswith(unit.path)
            and start <= day <= period.end
        ):
            found.append((row, day, value))
    if tally.kind is Kind.FLOW:
        return [value for _, _, value in found]
    last: dict[tuple, tuple] = {}
    for row, day, value in found:
        key = (row.unit_id, *(getattr(row, COLUMNS[name]) for name in tally.series))
        last[key] = max(last.get(key, (date.min, 0, 0)), (day, row.pk, value))
    return [value for _, _, value in last.values()]


def cells(measures: list[Measure], *, today: date) -> dict[tuple, tuple]:
    """Every cell that there should be."""
    expected = {}
    loans = list(Goal.objects.filter(measure="loan").select_related("unit").order_by("pk"))
    units = list(Unit.objects.all())
    subjects = {loan.subject for loan in loans}
    years = {day.year for loan in loans for day in (loan.start_date, loan.due_date) if day}
    for measure in measures:
        to_date = measure.to_date_differs
        for period in [period for year in years for period in periods_of(year, today=today, to_date=to_date)]:
            for unit in units:
                for subject in subjects if measure.subject else {""}:
                    parts = _amounts(loans, measure, measure.part, subject, unit, period)
                    wholes = _amounts(loans, measure, measure.whole, subject, unit, period) if measure.whole else []
                    if parts or wholes:
                        key = (measure.code, subject, unit.pk, period.kind, period.named_from)
                        rows = len(wholes if measure.whole else parts)
                        expected[key] = (sum(parts, Decimal(0)), sum(wholes, Decimal(0)) if wholes else None, rows)
    return expected
