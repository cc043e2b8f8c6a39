"""Measures as Ibis expressions: from fact rows to figures of units and periods.

They keep to what SQLite, PostgreSQL, DuckDB and Spark do alike: where, truncation to months, row numbers, counts and sums. One expression
makes a figure in whichever of them holds the facts.
"""

from datetime import date
from functools import cache
from typing import Any

import ibis

from zugong.kernel.indicators.declaring import AMOUNT, AS_OF, Kind, Measure, Tally
from zugong.kernel.indicators.periods import Period

PERIODS = ibis.table(
    {"kind": "string", "named_from": "date", "since": "date", "until": "date", AS_OF: "date"}, name="periods"
)
ANCESTORS = ibis.table({"unit_id": "int64", "ancestor_id": "int64"}, name="ancestors")
FIGURE = ["unit_id", "subject", "kind", "named_from"]
DAY_OF_NO_END = date(9999, 12, 31)


def _day(day: date) -> Any:
    return ibis.date(day.year, day.month, day.day)


def _chosen(measure: Measure, tally: Tally, table: Any, **further: Any) -> Any:
    """The rows of a table that count, each with its amount; rows without amount or day are unknown and do not count."""
    rows = table if tally.where is None else table.filter(tally.where(table))
    if tally.distinct:
        further["token"] = rows[tally.distinct].cast("string")
    chosen = rows.select(
        id=rows.id,
        unit_id=rows.unit_id,
        subject=rows[measure.subject].cast("string") if measure.subject else ibis.literal(""),
        day=rows[tally.day],
        amount=tally.amount(rows).cast(AMOUNT).round(4),
        **{name: rows[column] for name, column in further.items() if isinstance(column, str)},
        **{name: column for name, column in further.items() if not isinstance(column, str)},
    )
    known = [chosen.day.notnull(), chosen.amount.notnull(), chosen.unit_id.notnull()]
    return chosen.filter(*known, *([chosen.token.notnull()] if tally.distinct else []))


def amounts(measure: Measure, tally: Tally) -> Any:
    """The rows that count in some period, each with its amount."""
    series = {f"series_{number}": name for number, name in enumerate(tally.series)}
    return _chosen(measure, tally, tally.facts.table, **series)


def _holds(tally: Tally, table: Any, day: Any) -> tuple[Any, Any]:
    return table[tally.day] <= day, table[tally.until].fill_null(_day(DAY_OF_NO_END)) > day


def _held(measure: Measure, tally: Tally) -> Any:
    """The rows that hold, once for each day at which periods look at them."""
    table, days = tally.facts.table, PERIODS.select(AS_OF).distinct()
    return _chosen(measure, tally, table.join(days, list(_holds(tally, table, days[AS_OF]))), **{AS_OF: AS_OF})


def _series(tally: Tally) -> list[str]:
    return ["unit_id", "subject", *(f"series_{number}" for number in range(len(tally.series)))]


def _last(rows: Any, keys: list[str]) -> Any:
    """The last row of each group of keys."""
    order = ibis.row_number().over(group_by=[rows[key] for key in keys], order_by=[rows.day.desc(), rows.id.desc()])
    numbered = rows.mutate(place=order)
    return numbered.filter(numbered.place == 0).drop("place")


def _summed(rows: Any, keys: list[str]) -> Any:
    return rows.group_by(keys).agg(amount=rows.amount.sum(), rows=rows.rows.sum())


def _placed(measure: Measure, tally: Tally) -> Any:
    """Sums with their periods: of each unit and month, or day; of each value too where these are counted once each."""
    value = ["token"] if tally.distinct else []
    if tally.kind is Kind.HELD:
        held = _held(measure, tally)
        daily = held.group_by(["unit_id", "subject", *value, AS_OF]).agg(amount=held.amount.sum(), rows=held.count())
        return daily.join(PERIODS, AS_OF)
    rows = amounts(measure, tally)
    monthly = rows.mutate(month=rows.day.truncate("M"))
    if tally.kind is Kind.STOCK:
        monthly = _last(monthly, [*_series(tally), "month"]).mutate(rows=1)
    else:
        keys = ["unit_id", "subject", *value, "month"]
        monthly = monthly.group_by(keys).agg(amount=monthly.amount.sum(), rows=monthly.count())
    placed = monthly.join(PERIODS, [monthly.month >= PERIODS.since, monthly.month < PERIODS.until])
    return _last(placed, [*_series(tally), "kind", "named_from"]) if tally.kind is Kind.STOCK else placed


def by_period(measure: Measure, tally: Tally) -> Any:
    """Each unit's own figure by subject and period, without the units below it; for a tally that adds up."""
    return _summed(_placed(measure, tally), FIGURE)


def rolled_up(measure: Measure, tally: Tally) -> Any:
    """The figures of units with everything below them, by subject and period."""
    keys = [*FIGURE, "token"] if tally.distinct else FIGURE
    own = _summed(_placed(measure, tally), keys)
    joined = own.join(ANCESTORS, own.unit_id == ANCESTORS.unit_id)
    carried = joined.select(
        unit_id=joined.ancestor_id,
        **{name: joined[name] for name in (*keys[1:], "amount", "rows")},
    )
    if not tally.distinct:
        return _summed(carried, FIGURE)
    return carried.group_by(FIGURE).agg(amount=carried.token.nunique().cast(AMOUNT), rows=carried.rows.sum())


def counted_from(measure: Measure, period: Period) -> date:
    """The first day that counts towards the measure's figure of a period."""
    return period.start.replace(month=1) if measure.running else period.start


def rows_behind(measure: Measure, tally: Tally, *, subject: str, period: Period, today: date) -> Any:
    """The rows whose amounts make the figure of a subject and a period; the units are chosen where the facts are read.

    Of rows that have one value counted once, the last carries the one and the others nothing.
    """
    since, until = counted_from(measure, period), period.until
    if tally.kind is Kind.HELD:
        table = tally.facts.table
        day = _day(period.looked_at(today))
        rows = _chosen(measure, tally, table.filter(*_holds(tally, table, day)).mutate(**{AS_OF: day}))
        rows = rows.filter(rows.subject == subject)
    else:
        rows = amounts(measure, tally)
        rows = rows.filter(rows.subject == subject, rows.day >= _day(since), rows.day < _day(until))
    if tally.kind is Kind.STOCK:
        rows = _last(rows, _series(tally))
    if tally.distinct:
        order = ibis.row_number().over(group_by=[rows.token], order_by=[rows.day.desc(), rows.id.desc()])
        rows = rows.mutate(amount=(order == 0).ifelse(1, 0).cast(AMOUNT))
    return rows.filter(rows.amount != 0) if tally.flag else rows


@cache
def figures_sql(measure: Measure, role: str, *, roll_up: bool, dialect: str) -> str:
    """The query that makes the sums of one side of a measure, in the words of an engine: duckdb, sqlite, postgres or pyspark."""
    tally = measure.tallies[role]
    expression = rolled_up(measure, tally) if roll_up else by_period(measure, tally)
    return str(ibis.to_sql(expression, dialect=dialect))
