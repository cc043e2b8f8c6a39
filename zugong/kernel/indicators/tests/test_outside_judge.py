"""A semantic layer that others have written says the same of every cell."""

import json
import os
import random
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zugong.kernel import calendar
from zugong.kernel.indicators.computing import lines_of_ancestors, load, periods_counted, table_of_periods
from zugong.kernel.indicators.declaring import MEASURES
from zugong.kernel.indicators.models import Cell, Goal
from zugong.kernel.indicators.refreshing import refresh_all
from zugong.kernel.indicators.tests import loans

ROOT = Path(__file__).parents[4]
TODAY = date(2023, 7, 3)
YEARS = (2022, 2023)
JUDGE = Path(os.environ.get("ZUGONG_JUDGE", ROOT / ".judge" / "bin" / "python"))
SCRIPT = Path(__file__).with_name("outside_judge.py")
pytestmark = pytest.mark.skipif(not JUDGE.exists(), reason="the judge is not there; `make judge` installs it")


def lend(units, count):
    chance = random.Random(7)  # noqa: S311 - must give the same loans again
    for _number in range(count):
        day = loans.day_of(chance.randrange(545)) if chance.random() < 0.95 else None
        back = loans.day_of(chance.randrange(545)) if chance.random() < 0.5 else None
        weight = Decimal(chance.randrange(900)) / 100 if chance.random() < 0.9 else None
        value, subject = Decimal(chance.randrange(-9_900, 999_900)) / 10_000, chance.choice(["novels", "maps"])
        more = {"subject": subject, "weight": weight, "returned": back, "shelf": chance.choice(["a", "b", "c"])}
        yield loans.loan(chance.choice(units), day, value, **more)


def periods():
    tables = []
    for measure in loans.ALL.values():
        table = table_of_periods(measure, periods_counted(measure, YEARS, today=TODAY), today=TODAY)
        tables.append(table.append_column("measure", pa.array([measure.code] * table.num_rows, pa.string())))
    return pa.concat_tables(tables)


def judged(folder):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO"))}
    subprocess.run([JUDGE, SCRIPT, folder], check=True, env=environment, timeout=300)  # noqa: S603 - our own script
    for code, unit, subject, kind, named_from, part, whole, rows in json.loads((folder / "cells.json").read_text()):
        yield (
            (code, subject, int(unit), kind, date.fromisoformat(named_from)),
            (Decimal(part), None if whole is None else Decimal(whole), rows),
        )


@mock.patch.dict(MEASURES, loans.ALL, clear=True)
def test_every_cell_is_what_another_semantic_layer_counts(db, tmp_path):
    with calendar.on(TODAY):
        units = loans.libraries()
        Goal.objects.bulk_create(lend(units, 400))
        refresh_all()
        pq.write_table(load(loans.LOANS), tmp_path / "loans.parquet")
        pq.write_table(lines_of_ancestors(), tmp_path / "ancestors.parquet")
        pq.write_table(periods(), tmp_path / "periods.parquet")
    columns = ("measure", "subject", "unit_id", "period_kind", "period_start", "part", "whole", "rows")
    cells = {row[:5]: row[5:] for row in Cell.objects.values_list(*columns)}
    assert {code for code, *_rest in cells} == set(loans.ALL)
    assert dict(judged(tmp_path)) == cells
