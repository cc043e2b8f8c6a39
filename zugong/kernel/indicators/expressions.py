"""Measures as Ibis expressions: from fact rows to figures of units and periods.

They keep to what SQLite, PostgreSQL, DuckDB and Spark do alike: where, truncation to months, row numbers, counts and sums.
"""

from typing import Any

import ibis

from zugong.kernel.indicators.declaring import AMOUNT, Kind, Measure, Tally
from zugong.kernel.indicators.periods import Period

PERIODS = ibis.table({"kind": "string", "named_from": "date", "since": "date", "until": "date"}, name="periods")
ANCESTORS = ibis.table({"unit_id": "int64", "ancestor_id": "int64"}, name="ancestors")
FIGURE = ["unit_id", "subject", "kind", "named_from"]


def amounts(measure: Measure, tally: Tally) -> Any:
    """The rows that count, each with its amount; rows without amount or day are unknown and do not count."""
    table = tally.facts.table
    rows = table if tally.where is None else table.filter(tally.where(table))
    chosen = rows.select(
        id=rows.id,
        unit_id=rows.unit_id,
        subject=rows[measure.subject].cast("string") if measure.subject else ibis.literal(""),
        day=rows[tally.day],
        amount=tally.amount(rows).cast(AMOUNT).round(4),
        **{f"series_{number}": rows[name] for number, name in enumerate(tally.series)},
    )
    return chosen.filter(chosen.day.notnull(), chosen.amount.notnull(), chosen.unit_id.notnull())


def _series(tally: Tally) -> list[str]:
    return ["unit_id", "subject", *(f"series_{number}" for number in range(len(tally.series)))]


def _last(rows: Any, keys: list[str]) -> Any:
    """The last row of each group of keys."""
    order = ibis.row_number().over(group_by=[rows[key] for key in keys], order_by=[rows.day.desc(), rows.id.desc()])
    numbered = rows.mutate(place=order)
    return numbered.filter(numbered.place == 0).drop("place")


def by_period(measure: Measure, tally: Tally) -> Any:
    """Each unit's own figure by subject and period, without the units below it."""
    rows = amounts(measure, tally)
    monthly = rows.mutate(month=rows.day.truncate("M"))
    if tally.kind is Kind.STOCK:
        monthly = _last(monthly, [*_series(tally), "month"]).mutate(rows=1)
    else:
        monthly = monthly.group_by(["unit_id", "subject", "month"]).agg(
            amount=monthly.amount.sum(), rows=monthly.count()
        )
    placed = monthly.join(PERIODS, [monthly.month >= PERIODS.since, monthly.month < PERIODS.until])
    if tally.kind is Kind.STOCK:
        placed = _last(placed, [*_series(tally), "kind", "named_from"])
    return placed.group_by(FIGURE).agg(amount=placed.amount.sum(), rows=placed.rows.sum())


def rolled_up(own: Any) -> Any:
    """The figures of units with everything below them."""
    joined = own.join(ANCESTORS, own.unit_id == ANCESTORS.unit_id)
    carried = joined.select(
        unit_id=joined.ancestor_id,
        **{name: joined[name] for name in ("subject", "kind", "named_from", "amount", "rows")},
    )
    return carried.group_by(FIGURE).agg(amount=carried.amount.sum(), rows=carried.rows.sum())


def counted_from(measure: Measure, period: Period) -> Any:
    """The first day that counts towards the measure's figure of a period."""
    return period.start.replace(month=1) if measure.running else period.start


def rows_behind(measure: Measure, tally: Tally, *, subject: str, period: Period) -> Any:
    """The rows whose amounts make the figure of a subject and a period; the units are chosen where the facts are read."""
    rows = amounts(measure, tally)
    since, until = counted_from(measure, period), period.until
    rows = rows.filter(
        rows.subject == subject,
        rows.day >= ibis.date(since.year, since.month, since.day),
        rows.day < ibis.date(until.year, until.month, until.day),
    )
    if tally.kind is Kind.STOCK:
        rows = _last(rows, _series(tally))
    return rows.filter(rows.amount != 0) if tally.flag else rows
