"""The import of a ledger against django-import-export, with the same checks, the same history and the same final rows, in one run.

The file has messy rows: names of units beside codes, dates in four ways, full-width digits, unknown units, days that are on no calendar,
rows that repeat others. Both read the same csv, find the units that its reader may see, ask the model's own validators (`full_clean`),
pass over bad rows, write the good ones and one change each, and both can be asked afterwards what was wrong. What they say of each row and
the rows that are in the table afterwards must be the same, or the figures are not printed. The ratio is of processor time, which other
work on the machine disturbs least, and ours is the mean of a run before the peer's and one after it; peak memory is that of a process of
its own that does nothing but our import.

    python benchmarks/imports.py [--rows 100000]
"""

import argparse
import csv
import io
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from posts import prepare  # first: it sets the platform up

# isort: split

import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from import_export import fields, resources, widgets

from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.ledger.declaring import ledger_named
from zugong.kernel.ledger.importing import actions
from zugong.kernel.ledger.importing.models import Import, ImportRow
from zugong.kernel.registry.models import Taskforce, Unit
from zugong.kernel.workbook.bad_cells import BadCell
from zugong.kernel.workbook.cells import read_cell
from zugong.kernel.workbook.columns import Column, Kind

AIM, MEMORY_AIM = 5.0, 500
HEAD = ["名称", "牵头单位", "任务", "依据文件", "成立日期", "撤销日期"]
DAY = Column("day", "日", Kind.DATE)


def messy(count: int) -> Iterator[list[str]]:
    """So many rows, a tenth of them bad in some way."""
    chance = random.Random(7)
    units = list(Unit.objects.filter(kind="village").values_list("name", "code"))
    for number in range(count):
        name, code = chance.choice(units)
        begun = date(2020, 1, 1).toordinal() + chance.randrange(900)
        start, end = date.fromordinal(begun), date.fromordinal(begun + 30)
        said = chance.choice(
            [start.isoformat(), f"{start:%Y/%m/%d}", f"{start:%Y%m%d}", f"{start.year}年{start.month}月{start.day}日"]
        )
        unit = chance.choice([name, code])
        if number % 20 == 3:
            unit = "无此村"
        if number % 40 == 7:
            said = "2023-02-30"
        if number % 40 == 9:
            end = date.fromordinal(begun - 1)
        yield [f"第{number}　号专班", unit, "驻村帮扶" if number % 40 != 11 else "", "", said, end.isoformat()]


def as_csv(rows: Iterable[list[str]]) -> bytes:
    """The rows below their header."""
    text = io.StringIO()
    csv.writer(text).writerows(chain([HEAD], rows))
    return text.getvalue().encode()


def ours(content: bytes, user: User) -> dict[int, bool]:
    """Judge the file, then take in the good rows; which rows were good, by number."""
    ledger = ledger_named("taskforces")
    if ledger is None:
        raise SystemExit("there is no ledger of task forces")
    imported = actions.begin(ledger, SimpleUploadedFile("rows.csv", content), user)
    if imported.state == Import.State.READING:
        actions.judge(imported)
    actions.WORKS["ledger.take_import"](imported, lambda *_told: None)
    verdicts = imported.rows.values_list("number", "verdict")
    return {number: verdict != ImportRow.Verdict.BAD for number, verdict in verdicts}


class ReadDate(widgets.Widget):
    """The peer's reader of dates, given our own understanding of them so that both take the same rows."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        try:
            return read_cell(value, DAY)  # type: ignore[return-value]
        except BadCell as bad:
            raise ValueError(bad.reason) from bad


class SeenUnit(widgets.Widget):
    """The peer's reader of units: a table made once of those that the user may see, faster than its own ForeignKeyWidget."""

    def __init__(self, user: User) -> None:
        super().__init__()
        seen = list(Unit.objects.visible_to(user))
        self._units = {unit.name: unit for unit in seen} | {unit.code: unit for unit in seen}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Unit:
        try:
            return self._units[value]
        except KeyError:
            raise ValueError("no such unit") from None


class Name(widgets.CharWidget):
    """Names without blanks between Chinese characters."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return read_cell(value, Column("name", "名称"))  # type: ignore[return-value]


def resource_for(user: User) -> type[resources.ModelResource]:
    """The peer at its best: units from a table, rows written in bulk, no differences drawn; the history as ours."""

    class Taskforces(resources.ModelResource):
        name = fields.Field("name", "名称", Name())
        unit = fields.Field("unit", "牵头单位", SeenUnit(user))
        purpose = fields.Field("purpose", "任务")
        document = fields.Field("document", "依据文件")
        start_date = fields.Field("start_date", "成立日期", ReadDate())
        end_date = fields.Field("end_date", "撤销日期", ReadDate())

        class Meta:
            model = Taskforce
            fields = import_order = ("name", "unit", "purpose", "document", "start_date", "end_date")
            import_id_fields = ("name", "unit")
            clean_model_instances = True
            use_bulk = True
            batch_size = 500
            skip_diff = True
            use_transactions = True

        def bulk_create(self, using_transactions: bool, dry_run: bool, *_more: Any, **_others: Any) -> None:
            if not dry_run:
                writing.create_all(self.create_instances, by=user, why="rows.csv")
            self.create_instances.clear()

    return Taskforces


def theirs(content: bytes, user: User) -> dict[int, bool]:
    """The peer's own two steps: a dry run that says what is wrong, then the import of the rows that are good."""
    table = tablib.Dataset().load(content.decode(), format="csv")
    made = resource_for(user)
    found = made().import_data(table, dry_run=True)
    bad = {row.number for row in (*found.invalid_rows, *found.error_rows)}
    good = tablib.Dataset(headers=table.headers)
    for number, row in enumerate(table, start=1):
        if number not in bad:
            good.append(row)
    with transaction.atomic():
        made().import_data(good, dry_run=False, raise_errors=True)
    return {number + 1: number not in bad for number in range(1, len(table) + 1)}


def what_is_there() -> list[tuple[Any, ...]]:
    """The rows in the table, whoever put them there."""
    return sorted(Taskforce.objects.values_list("name", "unit__code", "purpose", "start_date", "end_date"))


@dataclass(frozen=True)
class Run:
    """One way of importing: the seconds that passed and that the processor worked, which rows were good, the final rows."""

    wall: float
    processor: float
    verdicts: dict[int, bool]
    there: list[tuple[Any, ...]]

    def told(self) -> str:
        """The two times, and how many rows a second of the processor's."""
        speed = len(self.verdicts) / self.processor
        return f"{self.processor:.0f} s of the processor, {self.wall:.0f} s on the clock ({speed:,.0f} rows/s)"


def timed(bring: Any, content: bytes, user: User) -> Run:
    """Import the file; afterwards the table is empty again."""
    begun, worked = time.perf_counter(), time.process_time()
    verdicts = bring(content, user)
    wall, processor = time.perf_counter() - begun, time.process_time() - worked
    there = what_is_there()
    Taskforce.objects.all().delete()
    return Run(wall, processor, verdicts, there)


def difference(mine: Run, peer: Run) -> str:
    """What differs in the results; empty where they are the same."""
    numbers = [number for number, good in mine.verdicts.items() if good != peer.verdicts.get(number)]
    if numbers or len(mine.verdicts) != len(peer.verdicts):
        return f"{len(mine.verdicts)} and {len(peer.verdicts)} verdicts, which differ on rows {numbers[:5]}"
    return "" if mine.there == peer.there else f"{len(mine.there)} and {len(peer.there)} rows, not the same ones"


def peak_memory(rows: int) -> int:
    """The megabytes that a process of its own needs at most for our import."""
    alone = [sys.executable, __file__, "--rows", str(rows), "--only-ours"]
    return int(subprocess.run(alone, capture_output=True, check=True).stdout.split()[-1])


def main() -> int:
    """Print the figures; returns 1 if an aim is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--only-ours", action="store_true", help="print our peak memory in MB")
    asked = arguments.parse_args()
    user = prepare(0)
    content = as_csv(messy(asked.rows))
    if asked.only_ours:
        ours(content, user)
        print("peak memory in MB:", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        return 0
    mine = timed(ours, content, user)
    peer = timed(theirs, content, user)
    after = timed(ours, content, user)
    mine = replace(mine, wall=(mine.wall + after.wall) / 2, processor=(mine.processor + after.processor) / 2)
    if said := difference(mine, peer):
        raise SystemExit(f"not the same result: {said}")
    memory, ratio = peak_memory(asked.rows), peer.processor / mine.processor
    print(
        f"import of {asked.rows:,} messy rows, judged and taken in with history: ours {mine.told()}, django-import-export {peer.told()},"
        f" ratio {ratio:.1f} (aim {AIM:.0f} or more); peak memory {memory} MB (aim below {MEMORY_AIM})"
    )
    return int(ratio < AIM or memory >= MEMORY_AIM)


if __name__ == "__main__":
    raise SystemExit(main())
