"""Taking rows in: a batch in one transaction with what was written noted on its rows, so that a killed process leaves nothing half done."""

from collections.abc import Callable, Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.history.batches import Written, save_batch
from zugong.kernel.history.following import together
from zugong.kernel.history.models import Change, Record
from zugong.kernel.history.writing import ChangedMeanwhile
from zugong.kernel.ledger.importing.forgetting import forget_contents
from zugong.kernel.ledger.importing.judging import Judge, Judged
from zugong.kernel.ledger.importing.models import Import, ImportRow
from zugong.kernel.ledger.importing.reading import given_of, judge_for, ledger_of, recount, store

BATCH = 250
"""Where the database knows one writer at a time, everybody else waits while a batch is written."""


def take_rows(imported: Import, tell: Callable[..., None]) -> None:
    """Write all good rows that are not taken yet, and end the taking; broken off anywhere, it goes on where it was. Raises LedgerGone."""
    judge = judge_for(imported, ledger_of(imported))
    total = _waiting(imported).count()
    done = after = 0
    # What is done is passed by, and everything looked through once more at the end.
    while (rows := _next_batch(imported, judge, BATCH, after)) or after:
        after = rows[:BATCH][-1].number if rows else 0
        done += len(rows)
        tell(done, max(total, done))
    with transaction.atomic():
        recount(imported)
        imported.counts["taken"] = imported.rows.filter(taken=True).count()
        imported.state, imported.ended_at = Import.State.TAKEN, calendar.now()
        imported.save()
        if not imported.rows.filter(taken=False).exists():
            forget_contents(imported)


def _waiting(imported: Import) -> Any:
    return imported.rows.filter(taken=False, verdict__in=ImportRow.GOOD)


def _next_batch(imported: Import, judge: Judge, size: int, after: int) -> list[ImportRow]:
    """Take the next rows below a number; one that cannot be written is found by taking them singly. Which were dealt with."""
    try:
        with transaction.atomic(), together():
            # Whoever else takes the same import waits until these are done.
            Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
            rows = _next_rows(imported, size, after)
            if judge.joins_rows and size > 1:
                rows = _with_those_akin(imported, rows)
            if rows:
                _take(imported, judge, rows)
            return rows
    except (IntegrityError, ChangedMeanwhile):
        if size == 1:
            return _refuse_next(imported, after)
    singly: list[ImportRow] = []
    while len(singly) < size and (rows := _next_batch(imported, judge, 1, after)):
        singly, after = [*singly, *rows], rows[-1].number
    return singly


def _next_rows(imported: Import, size: int, after: int) -> list[ImportRow]:
    """The next good rows in their order, found without going through all that are waiting."""
    below = imported.rows.filter(number__gt=after, taken=False)
    rows = list(below.exclude(verdict=ImportRow.Verdict.BAD).order_by("number")[:size])
    for row in rows:
        row.belong_to(imported)
    return rows


def _with_those_akin(imported: Import, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """The rows, and those that tell of the same records further down."""
    numbers, keys = {row.number for row in rows}, {row.key for row in rows} - {""}
    akin = list(_waiting(imported).filter(key__in=keys).exclude(number__in=numbers).order_by("number"))
    for row in akin:
        row.belong_to(imported)
    return [*rows, *akin]


def _take(imported: Import, judge: Judge, rows: Sequence[ImportRow]) -> None:
    # What stands in the database may have changed since the rows were judged.
    judge.begin_anew()
    verdicts = judge.judge([given_of(row) for row in rows])
    written = write_all([judged.records for judged in verdicts], by=imported.by, why=imported.named)
    for row, judged in zip(rows, verdicts, strict=True):
        row.verdict = judged.verdict
        if judged.verdict == ImportRow.Verdict.BAD:
            row.hold(problems=judged.problems, before={})
            continue
        row.taken, row.record_id = True, judged.record.pk
        row.wrote = [_noted(one) for one in _of(judged, written)]
        row.empty()
    store(rows)


def _of(judged: Judged, written: dict[int, Written]) -> Iterable[Written]:
    """What was written of a row's records; a record that two rows share counts for the first."""
    return [written.pop(id(record)) for record in judged.records if id(record) in written]


def write_all(rows: Sequence[Sequence[Any]], *, by: Any, why: str) -> dict[int, Written]:
    """Write the records of rows, each type at once and no record before those it points to; what was written, by the record's id()."""
    by_type: dict[type, dict[int, Any]] = {}
    for records in rows:
        for record in records:
            by_type.setdefault(type(record), {})[id(record)] = record
    written: dict[int, Written] = {}
    for model in _in_order(rows):
        records = list(by_type[model].values())
        if issubclass(model, Record):
            written |= {id(one.record): one for one in save_batch(records, by=by, why=why)}
        else:
            model._base_manager.bulk_create([record for record in records if record.pk is None])
    return written


def _in_order(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """The types of the records, so that what stands first in a row is written first."""
    before: dict[Any, set[Any]] = {}
    for records in rows:
        types = list(dict.fromkeys(type(record) for record in records))
        for place, model in enumerate(types):
            before.setdefault(model, set()).update(types[:place])
    try:
        return list(TopologicalSorter(before).static_order())
    except CycleError:
        return list(before)


def _noted(written: Written) -> list[Any]:
    """What undoing needs: which record, as which version, and of a changed one what the history does not keep."""
    record, stored = written.record, written.stored
    hidden = (record.sealed | record.untracked) - {"version"} - record.derived
    unkept = {} if stored is None else _differing(record, stored, hidden)
    model = ContentType.objects.get_for_model(record).pk
    return [model, record.pk, record.version, written.change.kind == Change.Kind.CREATED, unkept]


def _differing(record: Record, stored: Record, names: Iterable[str]) -> dict[str, Any]:
    fields: list[Any] = [record._meta.get_field(name) for name in names]
    return {
        field.attname: getattr(stored, field.attname)
        for field in fields
        if getattr(stored, field.attname) != getattr(record, field.attname)
    }


def _refuse_next(imported: Import, after: int) -> list[ImportRow]:
    """The next row cannot be written although the form finds it good: what is stored, perhaps voided, stands against it."""
    rows = _next_rows(imported, 1, after)
    reason = _("与已登记的内容冲突，没有写入；请核对是否已有同样的记录（包括已作废的）")
    for row in rows:
        row.verdict = ImportRow.Verdict.BAD
        row.hold(problems=[{"field": "", "column": "", "value": "", "reason": reason}])
    store(rows)
    return rows
