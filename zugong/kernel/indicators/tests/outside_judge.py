"""The figures of the tests' loans once more, said in the words of boring-semantic-layer and counted by its own Ibis and DuckDB.

Run by the judge's own Python, which knows nothing of the platform: it reads Parquet from a folder and writes its cells there as JSON.

    .judge/bin/python zugong/kernel/indicators/tests/outside_judge.py FOLDER
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
from boring_semantic_layer import to_semantic_table
from ibis import _

EXACT = "decimal(20, 4)"
KEYS = ("unit", "subject", "kind", "named_from")


@dataclass(frozen=True)
class Side:
    """One side of a measure: which rows, placed by which day, and what is made of them."""

    total: Callable[[Any], Any] = lambda rows: rows.id.count()
    amount: Callable[[Any], Any] | None = None
    where: Callable[[Any], Any] | None = None
    day: str = "day"
    way: str = "flow"
    series: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A measure: a part, for a ratio a whole, and whether it is told by subject."""

    part: Side
    whole: Side | None = None
    by_subject: bool = False


def amounts(rows: Any) -> Any:
    """The sum of what the rows add."""
    return rows.added.sum()


def readers(rows: Any) -> Any:
    """How many readers, each of them once."""
    return rows.reader.nunique()


def months(rows: Any) -> Any:
    """Months from lending to the day that is looked at."""
    return (rows.as_of.year() - rows.day.year()) * 12 + rows.as_of.month() - rows.day.month()


def weighted(rows: Any) -> Any:
    """The amount times its weight, to four places."""
    return (rows.amount * rows.weight).round(4)


ADDED = Side(amounts, _.amount)
COUNTED = Side()
HELD = Side(way="held")
LARGE = _.amount > 50
MEASURES = {
    "lent": Asked(ADDED, by_subject=True),
    "lent_so_far": Asked(ADDED),
    "returned": Asked(Side(day="returned"), COUNTED),
    "held": Asked(Side(amounts, _.amount, way="last", series=("shelf",)), by_subject=True),
    "held_so_far": Asked(Side(amounts, _.amount, way="last"), by_subject=True),
    "worn": Asked(Side(amounts, weighted, way="last"), Side(amounts, _.weight, way="last"), by_subject=True),
    "large": Asked(Side(where=LARGE)),
    "last_large": Asked(Side(amounts, LARGE.ifelse(1, 0), way="last"), COUNTED),
    "readers": Asked(Side(readers, where=_.reader.notnull()), by_subject=True),
    "readers_so_far": Asked(Side(readers, where=_.reader.notnull()), COUNTED),
    "out": Asked(Side(amounts, _.amount, way="held"), by_subject=True),
    "months_out": Asked(Side(amounts, months, way="held", where=_.weight.notnull()), HELD),
    "readers_out": Asked(Side(readers, way="held", where=_.reader.notnull()), by_subject=True),
}


def placed(tables: dict[str, Any], code: str, asked: Asked, side: Side) -> Any:
    """The rows of every period of a measure, each in its own unit and in every unit above."""
    rows = tables["loans"]
    rows = rows.mutate(told=rows.subject if asked.by_subject else ibis.literal(""), placing=rows[side.day])
    periods = tables["periods"].filter(_.measure == code)
    if side.way == "held":
        until = ibis.coalesce(rows.returned, ibis.date("9999-12-31"))
        within = [rows.placing <= periods.as_of, until > periods.as_of]
    else:
        within = [rows.placing >= periods.since, rows.placing < periods.until]
    rows = rows.join(periods, within)
    rows = rows if side.where is None else rows.filter(side.where)
    if side.amount is not None:
        rows = rows.mutate(added=side.amount)
        rows = rows.filter(rows.added.notnull()).mutate(added=_.added.cast(EXACT))
    if side.way == "last":
        keys = ["unit_id", "told", "kind", "named_from", *side.series]
        newest = [ibis.desc("placing"), ibis.desc("id")]
        rows = rows.mutate(place=ibis.row_number().over(group_by=keys, order_by=newest)).filter(_.place == 0)
    lines = tables["ancestors"]
    return rows.join(lines, "unit_id")


def figures(tables: dict[str, Any], code: str, asked: Asked, side: Side) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """One side of a measure for every unit, subject and period, as the semantic layer gives it."""
    model = (
        to_semantic_table(placed(tables, code, asked, side), name=code)
        .with_dimensions(
            unit=lambda rows: rows.ancestor_id,
            subject=lambda rows: rows.told,
            kind=lambda rows: rows.kind,
            named_from=lambda rows: rows.named_from.cast("date").cast("string"),
        )
        .with_measures(figure=side.total, rows=lambda rows: rows.id.count())
    )
    found = model.group_by(*KEYS).aggregate("figure", "rows").execute()
    for unit, subject, kind, named_from, figure, rows in found.itertuples(index=False):
        yield (str(unit), subject, kind, str(named_from)[:10]), str(figure), int(rows)


def main() -> None:
    """Write every cell of every measure."""
    folder = Path(sys.argv[1])
    connection = ibis.duckdb.connect()
    names = ("loans", "ancestors", "periods")
    tables = {name: connection.read_parquet(folder / f"{name}.parquet", table_name=name) for name in names}
    cells = []
    for code, asked in MEASURES.items():
        part = {key: rest for key, *rest in figures(tables, code, asked, asked.part)}
        whole = {key: rest for key, *rest in figures(tables, code, asked, asked.whole)} if asked.whole else {}
        for key in part.keys() | whole.keys():
            amount, rows = part.get(key, ("0", 0))
            over, counted = whole.get(key, (None, 0)) if asked.whole else (None, rows)
            cells.append([code, *key, amount, over, counted])
    (folder / "cells.json").write_text(json.dumps(cells), "utf-8")


if __name__ == "__main__":
    main()
