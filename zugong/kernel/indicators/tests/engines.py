"""Every engine in which measures are counted, filled with the same tables and asked the same queries."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

import duckdb
import psycopg
import pyarrow as pa

from zugong.kernel.indicators.computing import table_of_periods
from zugong.kernel.indicators.declaring import Measure
from zugong.kernel.indicators.expressions import figures_sql
from zugong.kernel.indicators.periods import Period

Tables = dict[str, pa.Table]
Ask = Callable[[str], list[tuple]]
NAMES = {
    "int64": ("INTEGER", "BIGINT"),
    "string": ("TEXT", "TEXT"),
    "date32[day]": ("TEXT", "DATE"),
    "bool": ("INTEGER", "BOOLEAN"),
    "decimal128(20, 4)": ("NUMERIC", "NUMERIC(20, 4)"),
}


def plain(value):
    """A value as SQLite keeps it."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _create(table: pa.Table, name: str, place: int) -> str:
    columns = ", ".join(f'"{field.name}" {NAMES[str(field.type)][place]}' for field in table.schema)
    return f'CREATE {"TEMPORARY " if place else ""}TABLE "{name}" ({columns})'


@contextmanager
def in_duckdb(tables: Tables) -> Iterator[Ask]:
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        yield lambda sql: connection.execute(sql).fetchall()


@contextmanager
def in_sqlite(tables: Tables) -> Iterator[Ask]:
    connection = sqlite3.connect(":memory:")
    for name, table in tables.items():
        connection.execute(_create(table, name, 0))
        places = ", ".join("?" * table.num_columns)
        rows = [tuple(plain(value) for value in row.values()) for row in table.to_pylist()]
        connection.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)  # noqa: S608 - declared names
    yield lambda sql: connection.execute(sql).fetchall()
    connection.close()


@contextmanager
def in_postgresql(tables: Tables) -> Iterator[Ask]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        for name, table in tables.items():
            connection.execute(_create(table, name, 1))
            with connection.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                for row in table.to_pylist():
                    copy.write_row(tuple(row.values()))
        yield lambda sql: connection.execute(sql).fetchall()
        connection.rollback()


@contextmanager
def in_spark(tables: Tables) -> Iterator[Ask]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").appName("zugong").config("spark.ui.enabled", "false")
    settings = {
        # Products keep their eight places, which are then rounded once and not twice.
        "spark.sql.decimalOperations.allowPrecisionLoss": "false",
        # Few rows and many queries: planning and compiling would take most of the time.
        "spark.sql.shuffle.partitions": 1,
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.log.level": "OFF",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        for name, table in tables.items():
            spark.createDataFrame(table).coalesce(1).cache().createOrReplaceTempView(name)
        yield lambda sql: [tuple(row) for row in spark.sql(sql).collect()]
    finally:
        spark.stop()


ENGINES = {
    "duckdb": ("duckdb", in_duckdb),
    "sqlite": ("sqlite", in_sqlite),
    "postgresql": ("postgres", in_postgresql),
    "spark": ("pyspark", in_spark),
}


def _day(value) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value.date() if isinstance(value, datetime) else value


def figures(name: str, measures: list[Measure], tables: Tables, periods: dict[str, list[Period]], today: date) -> dict:
    """The sums of every side of every measure, with how many rows they are made of, as an engine gives them."""
    dialect, engine = ENGINES[name]
    found = {}
    of_periods = {
        f"periods_{number}": table_of_periods(measure, periods[measure.code], today=today)
        for number, measure in enumerate(measures)
    }
    with engine(tables | of_periods) as ask:
        for number, measure in enumerate(measures):
            for role in measure.tallies:
                sql = figures_sql(measure, role, roll_up=True, dialect=dialect)
                for unit, subject, kind, start, amount, rows in ask(with_periods(sql, f"periods_{number}")):
                    exact = Decimal(str(amount)).quantize(Decimal("0.0001"))
                    found[measure.code, role, int(unit), subject, kind, _day(start)] = (exact, int(rows))
    return found


def with_periods(sql: str, name: str) -> str:
    """The query over another table of periods."""
    return sql.replace('"periods"', f'"{name}"').replace("`periods`", f"`{name}`")
