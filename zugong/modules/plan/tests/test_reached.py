"""Whether a report reaches its goal is said twice, in the rules and in the measures; both say the same."""

from datetime import date
from decimal import Decimal

import duckdb
import ibis
import pyarrow as pa

from zugong.modules.plan import indicators, rules


def rows():
    for comparator in [">=", "<=", "=", "~", "between", "ratio"]:
        for owed, owed2 in [(4, 1), (10, 12), (0, None)]:
            for value in [0, 3, 4, 9, 10, 25, 24, 120]:
                second = None if owed2 is None else Decimal(owed2)
                yield {"comparator": comparator, "owed": Decimal(owed), "owed2": second, "value": Decimal(value)}


def said_by_the_rules(row):
    owed = rules.Owed(
        comparator=row["comparator"], value=row["owed"], value2=row["owed2"], start=date(2023, 1, 1), due=None
    )
    return int(rules.is_reached(owed, row["value"]))


def test_the_measure_says_what_the_rules_say():
    listed = list(rows())
    names = {name: "string" if name == "comparator" else "decimal(20, 4)" for name in listed[0]}
    facts = ibis.table(names, name="facts")
    database = duckdb.connect()
    database.register("facts", pa.Table.from_pylist(listed, schema=facts.schema().to_pyarrow()))
    query = ibis.to_sql(facts.select(*names, reached=indicators.reached(facts)), dialect="duckdb")
    found = database.execute(query).fetchall()
    assert len(found) == len(listed)
    for *values, reached in found:
        row = dict(zip(names, values, strict=True))
        assert reached == said_by_the_rules(row), row
