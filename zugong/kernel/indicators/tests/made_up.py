"""Fact tables filled by chance, so that every declared measure has something to count."""

import random
from datetime import date, timedelta
from decimal import Decimal

import ibis
import pyarrow as pa

from zugong.kernel.indicators.declaring import FactTable

SHARE_MISSING = 0.1
FIRST_DAY, DAYS = date(2021, 11, 1), 660
# What expressions compare with, and a rest that nothing compares with.
WORDS = (
    ">=",
    "<=",
    "~",
    "ratio",
    "split",
    "floor",
    "replicate",
    "closed",
    "open",
    "ignored",
    "secretary",
    "reserve",
    "1",
    "2",
    "substantiated",
    "chief",
    "civil",
    "county",
)
YEARS = (2022, 2023)


def _value(chance: random.Random, name: str, kind: str, units: list[int]):
    if name == "unit_id":
        return chance.choice(units)
    if name != "day" and chance.random() < SHARE_MISSING:
        return None
    if kind == "date":
        return FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    if kind == "boolean":
        return chance.random() < 0.5
    if name == "year":
        return chance.choice(YEARS)
    if kind == "int64":
        return chance.randrange(1, 80)
    return Decimal(chance.randrange(-40_000, 900_000)) / 10_000 if kind.startswith("decimal") else chance.choice(WORDS)


def made_up(facts: FactTable, *, units: list[int], count: int, seed: int = 1) -> pa.Table:
    """So many rows of a fact table; the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - must give the same rows again
    schema = ibis.schema({name: column.type for name, column in facts.all_columns.items()}).to_pyarrow()
    kinds = {name: column.type for name, column in facts.all_columns.items()}
    rows = [
        {name: number if name == "id" else _value(chance, name, kind, units) for name, kind in kinds.items()}
        for number in range(1, count + 1)
    ]
    return pa.Table.from_pylist(rows, schema=schema)
