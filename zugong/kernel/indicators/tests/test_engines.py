"""One definition of a measure gives the same figures in every engine."""

import importlib.util
import os
import shutil
from datetime import date
from decimal import Decimal

import pytest

from zugong.kernel.indicators.computing import periods_counted, table_of_pairs
from zugong.kernel.indicators.declaring import MEASURES
from zugong.kernel.indicators.tests import engines, loans
from zugong.kernel.indicators.tests.made_up import made_up

TODAY = date(2023, 7, 3)
UNITS = {1: [1], 2: [2, 1], 3: [3, 1], 4: [4, 2, 1], 5: [5, 2, 1], 6: [6, 3, 1]}
"""Each unit with those in which it counts."""
ROWS = 120
HAS_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
HAS_SPARK = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None


@pytest.fixture(scope="module")
def asked():
    """Every measure that is declared, its periods, and facts to count."""
    measures = [*loans.ALL.values(), *(measure for code, measure in sorted(MEASURES.items()) if code not in loans.ALL)]
    tables = {
        tally.facts.name: made_up(tally.facts, units=[3, 4, 5, 6], count=ROWS)
        for measure in measures
        for tally in measure.tallies.values()
    }
    tables["ancestors"] = table_of_pairs([(unit, above) for unit, line in UNITS.items() for above in line])
    years = (TODAY.year - 1, TODAY.year)
    return measures, tables, {one.code: periods_counted(one, years, today=TODAY) for one in measures}, TODAY


@pytest.fixture(scope="module")
def embedded(asked):
    return engines.figures("duckdb", *asked)


def test_there_is_something_to_count_of_every_measure(asked, embedded):
    assert {key[0] for key in embedded} == {measure.code for measure in asked[0]}


def almost(figures):
    """SQLite has no decimals: its sums are read to the fourth place, of which rounding may take one."""
    return {key: (pytest.approx(amount, abs=Decimal("0.0002")), rows) for key, (amount, rows) in figures.items()}


def test_sqlite_counts_as_duckdb_does(asked, embedded):
    assert engines.figures("sqlite", *asked) == almost(embedded)


@pytest.mark.skipif(not HAS_POSTGRESQL, reason="DATABASE_URL names no PostgreSQL")
def test_postgresql_counts_as_duckdb_does(asked, embedded):
    assert engines.figures("postgresql", *asked) == embedded


@pytest.mark.skipif(not HAS_SPARK, reason="Spark needs pyspark and a Java machine")
def test_spark_counts_as_duckdb_does(asked, embedded):
    assert engines.figures("spark", *asked) == embedded
