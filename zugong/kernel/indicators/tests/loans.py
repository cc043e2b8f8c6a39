"""Facts and measures for the tests of the engine, kept apart from every module: goals stand in for loans of some libraries."""

from datetime import date, timedelta
from decimal import Decimal

from zugong.kernel.indicators.declaring import Column, FactTable, Kind, Measure, Tally
from zugong.kernel.indicators.models import Goal
from zugong.kernel.registry.actions import add_unit
from zugong.kernel.registry.models import Unit, UnitKind

LOANS = FactTable(
    "loans",
    rows=lambda: Goal.objects.filter(measure="loan"),
    unit="unit_id",
    columns={
        "day": Column("date", "start_date"),
        "returned": Column("date", "due_date"),
        "subject": Column("string", "subject"),
        "shelf": Column("string", "source"),
        "amount": Column("decimal(20, 4)", "value"),
        "weight": Column("decimal(20, 4)", "value2"),
        "reader": Column("string", "source", token=True),
    },
    shown=("value", "start_date"),
)


def amount(loans):
    return loans.amount


def weighted(loans):
    return loans.amount * loans.weight


def weight(loans):
    return loans.weight


def months_out(loans):
    return (loans.as_of.year() - loans.day.year()) * 12 + loans.as_of.month() - loans.day.month()


LAST_ON_SHELF = Tally(LOANS, amount, kind=Kind.STOCK, series=("shelf",))
LAST = Tally(LOANS, amount, kind=Kind.STOCK)
LENT = Measure("lent", "借出", Tally(LOANS, amount), subject="subject", measure_unit="册")
LENT_SO_FAR = Measure("lent_so_far", "累计借出", Tally(LOANS, amount), running=True)
RETURNED = Measure("returned", "归还率", Tally(LOANS, day="returned"), Tally(LOANS), scale=100, running=True)
HELD = Measure("held", "在架", LAST_ON_SHELF, subject="subject")
HELD_SO_FAR = Measure("held_so_far", "在架", LAST, running=True, subject="subject")
WORN = Measure(
    "worn",
    "磨损",
    Tally(LOANS, weighted, kind=Kind.STOCK),
    Tally(LOANS, weight, kind=Kind.STOCK),
    running=True,
    subject="subject",
)
LARGE = Measure("large", "大宗", Tally(LOANS, where=lambda loans: loans.amount > 50))
LAST_LARGE = Measure(
    "last_large",
    "现有大宗占比",
    Tally(LOANS, lambda loans: (loans.amount > 50).ifelse(1, 0), kind=Kind.STOCK, flag=True),
    Tally(LOANS),
    running=True,
)
READERS = Measure("readers", "读者", Tally(LOANS, distinct="reader"), subject="subject")
READERS_SO_FAR = Measure("readers_so_far", "累计读者", Tally(LOANS, distinct="reader"), Tally(LOANS), running=True)
OUT = Measure("out", "未还", Tally(LOANS, amount, kind=Kind.HELD, until="returned"), subject="subject")
MONTHS_OUT = Measure(
    "months_out",
    "平均在外月数",
    Tally(LOANS, months_out, kind=Kind.HELD, until="returned", where=lambda loans: loans.weight.notnull()),
    Tally(LOANS, kind=Kind.HELD, until="returned"),
)
READERS_OUT = Measure(
    "readers_out", "持书读者", Tally(LOANS, kind=Kind.HELD, until="returned", distinct="reader"), subject="subject"
)
ALL = {
    measure.code: measure
    for measure in (
        LENT, LENT_SO_FAR, RETURNED, HELD, HELD_SO_FAR, WORN, LARGE, LAST_LARGE,
        READERS, READERS_SO_FAR, OUT, MONTHS_OUT, READERS_OUT,
    )
}  # fmt: skip


def libraries(shape=(2, 2)) -> list[Unit]:
    """A small tree: a city, its counties, their townships; the city first."""
    city = add_unit(code="90", name="某市", kind=UnitKind.CITY, parent=None, by=None)
    units = [city]
    for county_number in range(shape[0]):
        county = add_unit(
            code=f"90{county_number}", name=f"{county_number}县", kind=UnitKind.COUNTY, parent=city, by=None
        )
        units.append(county)
        units += [
            add_unit(code=f"{county.code}{number}", name=f"{number}乡", kind=UnitKind.TOWNSHIP, parent=county, by=None)
            for number in range(shape[1])
        ]
    return units


def loan(unit, day, value, *, subject="novels", weight=1, returned=None, shelf="") -> Goal:
    """One loan, not yet saved."""
    return Goal(
        measure="loan",
        subject=subject,
        unit=unit,
        source=shelf,
        period=f"{loan.number()}",
        value=Decimal(value),
        value2=None if weight is None else Decimal(weight),
        start_date=day,
        due_date=returned,
    )


def _numbers():
    number = 0
    while True:
        number += 1
        yield number


loan.number = _numbers().__next__


def day_of(number: int) -> date:
    """The day `number` days after the new year of 2022."""
    return date(2022, 1, 1) + timedelta(days=number)
