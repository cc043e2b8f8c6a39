"""From a kept file, or from the rows as they are kept, to rows with a verdict."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Count, F, Max, Min

from zugong.kernel.ledger.declaring import Ledger, ledger_named
from zugong.kernel.ledger.importing.columns import REASONS, ROW_NUMBER, columns_of, form_text, passed_over
from zugong.kernel.ledger.importing.copies import copy_of
from zugong.kernel.ledger.importing.judging import Given, Judge, Judged, Problem
from zugong.kernel.ledger.importing.models import Import, ImportRow
from zugong.kernel.ledger.kept_files import place_of_content
from zugong.kernel.workbook.bad_cells import BadCell
from zugong.kernel.workbook.cells import read_cell
from zugong.kernel.workbook.columns import Column, label_forms
from zugong.kernel.workbook.reading import OpenTable, ReadLine, open_table
from zugong.kernel.workbook.reading import Problem as TableProblem

T = TypeVar("T")
BATCH = 1000
FEW_RECORDS = 300
STORED = [field.attname for field in ImportRow._meta.concrete_fields if not field.primary_key]
_written = DjangoJSONEncoder().encode
READ = "read"
"""Marks what was wrong with a cell before the form saw it."""


class LedgerGone(Exception):
    """The ledger of the import is no longer there."""


def ledger_of(imported: Import) -> Ledger:
    """The ledger that the import goes into. Raises LedgerGone."""
    ledger = ledger_named(imported.ledger_name)
    if ledger is None:
        raise LedgerGone(imported.ledger_name)
    return ledger


def judge_for(imported: Import, ledger: Ledger) -> Judge:
    """A judge of the import's rows, who has seen none of them yet."""
    clears = frozenset(name for name in imported.mapping.values() if name) if imported.empty_clears else frozenset()

    def taken(keys: AbstractSet[Any]) -> set[Any]:
        rows = imported.rows.filter(taken=True, record_id__in=keys)
        return set(rows.values_list("record_id", flat=True))

    return Judge(ledger, imported.by, clears=clears, taken=taken)


def batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """The things in lists of at most that many."""
    left = iter(things)
    while batch := list(islice(left, size)):
        yield batch


def open_kept(imported: Import, columns: Sequence[Column]) -> OpenTable:
    """The table in the kept file. Raises CannotReadTable."""
    return open_table(place_of_content(imported.digest).read_bytes(), imported.file_name, columns)


def understand(imported: Import, table: OpenTable, ledger: Ledger) -> None:
    """Write down what the header says: where it is, what its labels mean, which are not known."""
    skipped = passed_over(ledger, imported.mapping)
    unknown = [label for label in table.unknown if label not in (REASONS, ROW_NUMBER)]
    left_out = {label: "" for label in unknown if label_forms(label)[:1] and label_forms(label)[0] in skipped}
    imported.sheet, imported.header_row = table.sheet[:80], table.header_row
    imported.mapping = {label: name for name, label in table.labels.items()} | left_out
    imported.unknown = [label for label in unknown if label not in left_out]
    imported.problems = [
        {
            "field": problem.key, "column": problem.column, "value": problem.value, "reason": problem.reason,
            # Rows that mean stored records need no column but their key; what new ones lack, the form says of each.
            "blocks": problem.blocks and problem.key in table.labels,
        }
        for problem in table.problems
        if problem.column not in (*table.unknown, REASONS, ROW_NUMBER)
    ]  # fmt: skip


def judge_file(imported: Import, tell: Callable[..., None]) -> None:
    """Judge every row of the kept file. What people have mended stays mended; broken off anywhere, it can be begun again.

    Raises CannotReadTable, LedgerGone.
    """
    ledger = ledger_of(imported)
    columns = columns_of(ledger, imported.by, imported.mapping)
    table = open_kept(imported, columns)
    understand(imported, table, ledger)
    judge, known = judge_for(imported, ledger), {column.key: column for column in columns}
    seen: set[int] = set()
    last: list[int] = []
    for lines in batches((line for line in table.lines() if line.row is not None), BATCH):
        rows = _rows_of_lines(imported, lines, known)
        verdicts = judge.judge([given_of(row) for row in rows])
        with transaction.atomic():
            write_verdicts(imported, rows, verdicts)
        seen.update(row.number for row in rows)
        last.append(rows[-1].number)
        tell(len(seen))
    if judge.joins_rows:
        _judge_together(imported, judge, last)
    with transaction.atomic():
        gone = set(imported.rows.values_list("number", flat=True)) - seen
        for numbers in batches(gone, BATCH):
            imported.rows.filter(number__in=numbers).delete()
        recount(imported)
        imported.state = Import.State.JUDGED
        imported.save()
    tell(len(seen), len(seen))


def _judge_together(imported: Import, judge: Judge, last: Sequence[int]) -> None:
    """Judge anew the rows that tell of one record and were not judged in one batch; `last` are the last rows of the batches."""
    ends = imported.rows.exclude(key="").order_by().values("key").annotate(first=Min("number"), final=Max("number"))
    parted = [
        key
        for key, first, final in ends.filter(first__lt=F("final")).values_list("key", "first", "final")
        if bisect_left(last, first) != bisect_left(last, final)
    ]
    for keys in batches(parted, FEW_RECORDS):
        judge.begin_anew()
        rows = list(imported.rows.filter(key__in=keys).order_by("number"))
        for row in rows:
            row.belong_to(imported)
        with transaction.atomic():
            write_verdicts(imported, rows, judge.judge([given_of(row) for row in rows]))


def given_of(row: ImportRow) -> Given:
    """A kept row as it is put before the judge."""
    return Given(row.number, row.form_data(), [problem for problem in row.problems if problem.get(READ)])


def mend_row(row: ImportRow, texts: Mapping[str, str], columns: Mapping[str, Column]) -> None:
    """Put what somebody typed in place of what stood in the row's cells."""
    mended = {**row.mended, **texts}
    same = {name for name, text in mended.items() if text == row.texts.get(name, "")}
    _apply(row, {name: text for name, text in mended.items() if name not in same}, texts.keys(), columns)


def write_verdicts(imported: Import, rows: Sequence[ImportRow], verdicts: Sequence[Judged]) -> None:
    """Store rows with what was said of them, new ones and those stored already, with one statement."""
    for row, judged in zip(rows, verdicts, strict=True):
        row.verdict, row.key = judged.verdict, judged.key
        row.record_id = judged.record.pk if judged.record is not None else None
        row.hold(problems=judged.problems, before=judged.before)
    store(rows)


def store(rows: Sequence[ImportRow]) -> None:
    """Store rows, new ones and those that are there already."""
    changed = ", ".join(f"{name} = excluded.{name}" for name in STORED if name not in ("imported_id", "number"))
    places = ", ".join(["%s"] * len(STORED))
    # Django's own way of writing costs as much as judging the rows.
    statement = (
        f"INSERT INTO {ImportRow._meta.db_table} ({', '.join(STORED)}) VALUES ({places})"  # noqa: S608 - no values in it
        f" ON CONFLICT (imported_id, number) DO UPDATE SET {changed}"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_plain(row) for row in rows])


def _plain(row: ImportRow) -> list[Any]:
    """The values of the stored columns, in their order, as every database takes them."""
    values = row.__dict__ | {"verdict": str(row.verdict), "wrote": _written(row.wrote) if row.wrote else "[]"}
    return [values[name] for name in STORED]


def recount(imported: Import) -> None:
    """Count the rows by verdict anew; the caller saves the import."""
    counts = dict(imported.rows.order_by().values_list("verdict").annotate(Count("pk")))
    imported.total = sum(counts.values())
    imported.counts = {
        **{name: imported.counts[name] for name in ("taken", "undone", "left") if name in imported.counts},
        **counts,
    }


def _rows_of_lines(imported: Import, lines: Sequence[ReadLine], columns: Mapping[str, Column]) -> list[ImportRow]:
    numbers = [line.number for line in lines]
    there = imported.rows.filter(number__gte=numbers[0], number__lte=numbers[-1]).exclude(content="")
    mended = {}
    for row in there:
        row.belong_to(imported)
        if row.mended:
            mended[row.number] = row.mended
    rows, blank = [], ImportRow(imported=imported)
    for line in lines:
        row = copy_of(blank)
        row.number = line.number
        _fill(row, line)
        if line.number in mended:
            _apply(row, {name: text for name, text in mended[line.number].items() if name in columns}, (), columns)
        rows.append(row)
    return rows


def _fill(row: ImportRow, line: ReadLine) -> None:
    read: Any = line.row
    texts = {name: text for name, text in read.texts.items() if text}
    values = {}
    for name, value in read.values.items():
        typed = form_text(value)
        if typed != texts.get(name, ""):
            values[name] = typed
    # That something is missing the form says by itself.
    problems = [_kept(problem) for problem in line.problems if problem.value or not problem.blocks]
    row.__dict__["_parts"] = {"texts": texts, "values": values, "problems": problems}


def _apply(row: ImportRow, mended: Mapping[str, str], touched: Iterable[str], columns: Mapping[str, Column]) -> None:
    """Read the mended texts as cells of their columns."""
    touched = {*touched, *mended}
    values = {name: value for name, value in row.values.items() if name not in touched}
    problems = [problem for problem in row.problems if problem.get(READ) and problem["field"] not in touched]
    for name in touched & columns.keys():
        text = mended.get(name, row.texts.get(name, ""))
        try:
            typed = form_text(read_cell(text, columns[name]))
        except BadCell as bad:
            typed = ""
            said = TableProblem(
                bad.reason, row.number, columns[name].label, text, bad.suggestion, others=bad.others, key=name
            )
            problems.append(_kept(said))
        if typed != row.texts.get(name, ""):
            values[name] = typed
    row.hold(mended=dict(mended), values=values, problems=problems)


def _kept(problem: TableProblem) -> Problem:
    kept: Problem = {
        "field": problem.key, "column": problem.column, "value": problem.value, "reason": problem.reason, READ: True,
    }  # fmt: skip
    if problem.suggestion:
        kept["suggestion"] = problem.suggestion
    if problem.others:
        kept["others"] = list(problem.others)
    if not problem.blocks:
        kept["blocks"] = False
    return kept
