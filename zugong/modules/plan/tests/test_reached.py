"""Whether a report reaches its goal is said twice, in the rules and in the measures; both say the same."""

from datetime import date
from decimal import Decimal

import duckdb
import ibis
import pyarrow as pa
import pytest

from zugong.modules.plan import indicators, rules


@pytest.mark.parametrize(
    ("comparator", "owed", "owed2", "value"),
    [
        (comparator, owed, owed2, value)
        for comparator in [">=", "<=", "=", "~", "between", "ratio"]
        for owed, owed2 in [(4, 1), (10, 12), (0, None)]
        for value in [0, 3, 4, 9, 10, 25, 24, 120]
    ],
)
def test_reached_is_what_the_rules_say(comparator, owed, owed2, value):
    row = {
        "comparator": comparator,
        "owed": Decimal(owed),
        "owed2": None if owed2 is None else Decimal(owed2),
        "value": Decimal(value),
    }
    facts = ibis.table({name: "decimal(20, 4)" if name != "comparator" else "string" for name in row}, name="facts")
    found = duckdb.connect()
    found.register("facts", pa.Table.from_pylist([row], schema=facts.schema().to_pyarrow()))
    query = ibis.to_sql(facts.select(reached=indicators.reached(facts)), dialect="duckdb")
    owes = rules.Owed(
        comparator=comparator,
        value=Decimal(owed),
        value2=None if owed2 is None else Decimal(owed2),
        start=date(2023, 1, 1),
        due=None,
    )
    assert found.execute(query).fetchone()[0] == rules.is_reached(owes, Decimal(value))
