"""Reading facts and computing figures from them in DuckDB."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from django.db.models import F, Q, QuerySet

from zugong.kernel.indicators.declaring import FactTable, Kind, Measure, Tally
from zugong.kernel.indicators.expressions import counted_from, figures_sql
from zugong.kernel.indicators.models import PeriodKind
from zugong.kernel.indicators.periods import Period, periods_of
from zugong.kernel.registry.models import Unit
from zugong.kernel.sealing.fields import digest
from zugong.kernel.sealing.keys import digest_key

CHUNK = 20_000
Key = tuple[int, str, str, date]
"""Unit, subject, kind of period, first day by which the period is named."""


@dataclass(slots=True)
class Sums:
    """The sums that make a figure."""

    part: Decimal = Decimal(0)
    whole: Decimal | None = None
    rows: int = 0


def fact_rows(facts: FactTable) -> QuerySet[Any]:
    """The records of a fact table with its columns as annotations named `fact_<column>`."""
    sources = {
        f"fact_{name}": F(column.source) if isinstance(column.source, str) else column.source
        for name, column in facts.all_columns.items()
    }
    return facts.rows().order_by().annotate(**sources)


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _hidden(facts: FactTable, rows: Iterator[Any]) -> Iterator[Any]:
    """The rows with keyed digests in place of what stands for persons; each value's is made once."""
    tokens = [column.token for column in facts.all_columns.values()]
    if not any(tokens):
        return rows
    key = digest_key()
    made = cache(lambda value: digest(f"fact {value}", key=key))
    return (
        tuple(made(value) if token and value is not None else value for value, token in zip(row, tokens, strict=True))
        for row in rows
    )


def _arrays(chunk: list[Any], schema: pa.Schema) -> list[pa.Array]:
    return [pa.array(values, type=field.type) for values, field in zip(zip(*chunk, strict=True), schema, strict=True)]


def load(facts: FactTable, *, unit_ids: Iterable[int] | None = None, only: Q | None = None) -> pa.Table:
    """A fact table in memory; of the given units, and of rows that meet `only` (over `fact_<column>`), if given."""
    queryset = fact_rows(facts)
    if unit_ids is not None:
        queryset = queryset.filter(fact_unit_id__in=list(unit_ids))
    if only is not None:
        queryset = queryset.filter(only)
    schema = ibis.schema({name: column.type for name, column in facts.all_columns.items()}).to_pyarrow()
    rows = queryset.values_list(*(f"fact_{name}" for name in facts.all_columns)).iterator(chunk_size=CHUNK)
    batches = [
        pa.record_batch(
            _arrays(chunk, schema),
            schema=schema,
        )
        for chunk in _chunks(_hidden(facts, rows))
    ]
    return pa.Table.from_batches(batches, schema=schema)


def in_year(measure: Measure, facts: FactTable, year: int, subjects: list[str] | None = None) -> Q:
    """The condition that a row of a fact table may count in a year by any of the measure's days."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    lies = Q()
    for tally in measure.tallies.values():
        if tally.facts is facts and tally.kind is Kind.HELD:
            ends = Q(**{f"fact_{tally.until}__isnull": True}) | Q(**{f"fact_{tally.until}__gt": first})
            lies |= Q(**{f"fact_{tally.day}__lte": last}) & ends
        elif tally.facts is facts:
            lies |= Q(**{f"fact_{tally.day}__range": (first, last)})
    return lies if subjects is None else lies & Q(**{f"fact_{measure.subject}__in": subjects})


def lines_of_ancestors() -> pa.Table:
    """Every unit with itself and each unit above it."""
    return table_of_pairs(
        [
            (unit_id, int(ancestor))
            for unit_id, path in Unit.with_voided.filter(path__isnull=False).values_list("pk", "path")
            for ancestor in (path or "").strip("/").split("/")
        ]
    )


def table_of_pairs(pairs: list[tuple[int, int]]) -> pa.Table:
    """Units, each with one unit in which it counts."""
    return pa.table(
        {
            "unit_id": pa.array([unit_id for unit_id, _ in pairs], pa.int64()),
            "ancestor_id": pa.array([ancestor for _, ancestor in pairs], pa.int64()),
        }
    )


def years_counted(measure: Measure, years: Iterable[int], *, today: date) -> list[int]:
    """Which of the years have cells of a measure; what is held is looked at in this year and the one before, whatever changed."""
    if measure.is_held:
        return [today.year - 1, today.year]
    return sorted(set(years))


def periods_counted(measure: Measure, years: Iterable[int], *, today: date) -> list[Period]:
    """The periods for which a measure has cells. The year to date is counted only where it differs."""
    return [
        period
        for year in sorted(set(years))
        for period in periods_of(year, today=today, to_date=measure.to_date_differs)
    ]


def table_of_periods(measure: Measure, periods: list[Period], *, today: date) -> pa.Table:
    """The periods as a table that measures are joined with."""
    return pa.table(
        {
            "kind": pa.array([str(PeriodKind(period.kind).value) for period in periods], pa.string()),
            "named_from": pa.array([period.named_from for period in periods], pa.date32()),
            "since": pa.array([counted_from(measure, period) for period in periods], pa.date32()),
            "until": pa.array([period.until for period in periods], pa.date32()),
            "as_of": pa.array([period.looked_at(today) for period in periods], pa.date32()),
        }
    )


@cache
def _years_of(tally: Tally) -> str:
    day = tally.facts.table[tally.day]
    return str(ibis.to_sql(tally.facts.table.select(year=day.year()).distinct(), dialect="duckdb"))


class Engine:
    """DuckDB with some fact tables in it."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(config={"threads": 2})
        self._loaded: dict[str, pa.Table] = {}

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def put(self, name: str, table: pa.Table) -> None:
        """Make a table known, in place of one of the same name."""
        self._loaded[name] = table
        self._connection.register(name, table)

    def has(self, name: str) -> bool:
        """True if a table of this name is here."""
        return name in self._loaded

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows that a query over the tables finds."""
        return self._connection.execute(query).fetchall()

    def years_in(self, measure: Measure) -> set[int]:
        """The years in which the measure's facts lie."""
        years: set[int] = set()
        for tally in measure.tallies.values():
            years |= {year for (year,) in self.ask(_years_of(tally)) if year}
        return years

    def figures(self, measure: Measure, periods: list[Period], *, today: date, roll_up: bool) -> dict[Key, Sums]:
        """The measure's sums by unit, subject and period as today sees them, with the units below if `roll_up`."""
        self.put("periods", table_of_periods(measure, periods, today=today))
        found: dict[Key, Sums] = {}
        for role in measure.tallies:
            query = figures_sql(measure, role, roll_up=roll_up, dialect="duckdb")
            for unit_id, subject, kind, start, amount, rows in self.ask(query):
                sums = found.setdefault((unit_id, subject, kind, start), Sums())
                setattr(sums, role, amount)
                if role == "whole" or measure.whole is None:
                    sums.rows = int(rows)
        return found


def unit_ids_of(facts: FactTable, records: list[int]) -> dict[int, int]:
    """The unit to which each of the records counts."""
    return dict(fact_rows(facts).filter(pk__in=records).values_list("pk", "fact_unit_id"))
