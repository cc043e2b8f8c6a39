"""From a figure to the rows behind it, in the database that holds them.

The same expression that counts a figure finds its rows: compiled for the database at hand, over the fact table's query.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from zugong.kernel import calendar
from zugong.kernel.indicators.computing import fact_rows
from zugong.kernel.indicators.declaring import FactTable, Measure, Tally
from zugong.kernel.indicators.expressions import rows_behind
from zugong.kernel.indicators.periods import Period
from zugong.kernel.registry.models import Unit

DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres"}


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows of one side of a figure: how to select them, and which records they are."""

    sql: str
    params: tuple[Any, ...]
    records: QuerySet[Any]

    def total(self) -> tuple[int, Decimal]:
        """How many rows there are, and the sum of their amounts."""
        sql = f"SELECT COUNT(*), SUM(amount) FROM ({self.sql}) AS behind"  # noqa: S608 - made of declared names only
        with connection.cursor() as cursor:
            cursor.execute(sql, self.params)
            count, amount = cursor.fetchone()
        return count, _exact(amount)

    def amounts_of(self, records: list[Model]) -> dict[int, Decimal]:
        """The amount that each of the records adds to the figure."""
        if not records:
            return {}
        places = ", ".join(["%s"] * len(records))
        sql = f"SELECT id, amount FROM ({self.sql}) AS behind WHERE id IN ({places})"  # noqa: S608 - as above
        with connection.cursor() as cursor:
            cursor.execute(sql, (*self.params, *(record.pk for record in records)))
            return {record_id: _exact(amount) for record_id, amount in cursor.fetchall()}


def _exact(amount: Any) -> Decimal:
    return Decimal(str(amount or 0)).quantize(Decimal("0.0001"))


def drill(measure: Measure, subject: str, unit: Unit, period: Period, *, side: str = "part") -> Behind:
    """The rows behind a figure of a unit with everything below it; `side` is "part" or, for a ratio, "whole"."""
    tally = measure.tallies[side]
    facts, params = _fact_query(tally, unit)
    behind = rows_behind(measure, tally, subject=subject, period=period, today=calendar.today())
    expression = behind.select("id", "amount", "day")
    chosen = ibis.to_sql(expression, dialect=DIALECTS[connection.vendor]).replace("%", "%%")
    sql = f"WITH {facts} SELECT id, amount, day FROM ({chosen}) AS chosen"  # noqa: S608 - made of declared names only
    ids = RawSQL(f"SELECT id FROM ({sql}) AS behind", params)  # noqa: S608, S611 - as above; values are parameters
    return Behind(sql=sql, params=params, records=tally.facts.rows().filter(pk__in=ids))


def _fact_query(tally: Tally, unit: Unit) -> tuple[str, tuple[Any, ...]]:
    facts: FactTable = tally.facts
    quote = connection.ops.quote_name
    below = Unit.with_voided.filter(path__startswith=unit.path or "-").values("pk")
    rows = fact_rows(facts).filter(fact_unit_id__in=below)
    query = rows.values_list(*(f"fact_{name}" for name in facts.all_columns)).query
    sql, params = query.get_compiler(connection=connection).as_sql()
    columns = ", ".join(quote(name) for name in facts.all_columns)
    return f"{quote(facts.name)} ({columns}) AS ({sql})", tuple(params)
