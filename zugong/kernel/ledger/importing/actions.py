"""The verbs of an import: begin, judge, say what a column means, mend rows, take in, give up, undo, hand out the bad rows."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.jobs.queue import enqueue
from zugong.kernel.ledger import scanning
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.forms import RecordForm, form_for
from zugong.kernel.ledger.importing.columns import REASONS, ROW_NUMBER, columns_of, may_be_personal
from zugong.kernel.ledger.importing.forgetting import forget_contents
from zugong.kernel.ledger.importing.models import ColumnMeaning, Import, ImportRow, rows_of
from zugong.kernel.ledger.importing.reading import (
    LedgerGone,
    given_of,
    judge_file,
    judge_for,
    ledger_of,
    mend_row,
    open_kept,
    recount,
    write_verdicts,
)
from zugong.kernel.ledger.importing.taking import take_rows
from zugong.kernel.ledger.importing.undoing import undo_rows
from zugong.kernel.ledger.kept_files import keep
from zugong.kernel.sealing.keys import new_key
from zugong.kernel.sealing.models import DataKey
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.reading import CannotReadTable
from zugong.kernel.workbook.writing import Sheet, write_workbook

State = Import.State
AT_ONCE = 2000
"""How many rows are dealt with while the person waits; more become a background job."""
LARGE_FILE = 1024 * 1024


class CannotImport(Exception):
    """The import cannot go on in this way; the message says why, for people."""


def begin(ledger: Ledger, upload: UploadedFile, by: User) -> Import:
    """Keep a file and judge its rows: at once, or in a background job (`import.job`) where it is large. Raises CannotImport."""
    if not ledger.may_edit(by):
        raise CannotImport(_("您不能为这个台账填写"))
    if not issubclass(form_for(ledger), RecordForm):
        raise CannotImport(_("这个台账的表单不能用来导入"))
    name = Path((upload.name or "").replace("\\", "/")).name[-160:]
    digest, size, _verdict = keep(upload.chunks(), lambda path: _refuse_viruses(path, name))
    imported = Import(
        ledger_name=ledger.name, by=by, unit=by.unit, file_name=name, digest=digest, size=size, made_at=calendar.now()
    )
    large = size > LARGE_FILE or _look_at(imported, ledger)
    with transaction.atomic():
        imported.data_key = new_key(DataKey.Purpose.IMPORT) if may_be_personal(ledger, by) else None
        imported.save()
    return _work(imported, "ledger.judge_import", large=large)


def _refuse_viruses(path: Path, name: str) -> None:
    """A file is opened only after the deployment's scanner has let it pass. Raises CannotImport."""
    try:
        virus = scanning.found_in(path)
    except scanning.Unavailable as error:
        raise CannotImport(_("查毒服务没有应答，文件没有打开，请稍后再导入")) from error
    if virus:
        raise CannotImport(_("“%(name)s”未通过病毒扫描（%(virus)s），不能导入") % {"name": name, "virus": virus})


def _look_at(imported: Import, ledger: Ledger) -> bool:
    """Open a file of moderate size; True if it has many rows all the same. Raises CannotImport where no table is in it."""
    try:
        table = open_kept(imported, columns_of(ledger, imported.by))
    except CannotReadTable as error:
        raise CannotImport(str(error)) from error
    return len(list(islice(table.lines(), AT_ONCE + 1))) > AT_ONCE


def judge(imported: Import, tell: Any = None) -> Import:
    """Read the kept file with the mapping as it stands and write the verdict on every row; mended texts stay mended."""
    try:
        judge_file(imported, tell or _silently)
    except (CannotReadTable, LedgerGone) as error:
        imported.state, imported.failure = State.FAILED, str(error)[:500]
        imported.save()
    return imported


def map_column(imported: Import, label: str, field: str | None) -> Import:
    """Say which field a written label means (None: pass the column over), remember it, and judge anew. Raises CannotImport."""
    return map_columns(imported, {label: field})


def map_columns(imported: Import, fields: Mapping[str, str | None]) -> Import:
    """Say what several labels mean at once. Raises CannotImport."""
    ledger = ledger_of(imported)
    known = {column.key for column in columns_of(ledger, imported.by)}
    for label, field in fields.items():
        if field and field not in known:
            raise CannotImport(_("台账没有这个字段：%(field)s") % {"field": field})
        ColumnMeaning.objects.update_or_create(
            ledger_name=ledger.name, label=label[:120], defaults={"field": field or "", "by": imported.by}
        )
    imported.mapping = {**imported.mapping, **{label: field or "" for label, field in fields.items()}}
    return _judge_anew(imported)


def let_empty_clear(imported: Import, *, clears: bool) -> Import:
    """Say whether an empty cell empties what is stored (else it leaves it as it stands), and judge anew. Raises CannotImport."""
    imported.empty_clears = clears
    return _judge_anew(imported)


def _judge_anew(imported: Import) -> Import:
    _pass_on(
        imported,
        (State.JUDGED, State.FAILED),
        State.READING,
        mapping=imported.mapping,
        empty_clears=imported.empty_clears,
    )
    return _work(imported, "ledger.judge_import", large=imported.total > AT_ONCE)


def mend(imported: Import, number: int, texts: Mapping[str, str]) -> list[ImportRow]:
    """Put texts (by field name) in place of what stood in a row, and judge it anew; all rows whose verdict this may change.

    Raises CannotImport.
    """
    return mend_rows(imported, {number: texts})


@transaction.atomic
def mend_rows(imported: Import, texts: Mapping[int, Mapping[str, str]]) -> list[ImportRow]:
    """Mend several rows at once: texts by row number and field name. Raises CannotImport."""
    _locked(imported, (State.JUDGED, State.TAKEN))
    ledger = ledger_of(imported)
    columns = {column.key: column for column in columns_of(ledger, imported.by, imported.mapping)}
    rows = [row for row in rows_of(imported, texts) if not row.taken and row.content]
    if len(rows) != len(texts):
        raise CannotImport(_("有的行已经导入或不存在，不能再改"))
    before = {row.key for row in rows}
    for row in rows:
        mend_row(row, texts[row.number], columns)
    judged = judge_for(imported, ledger)
    after = {one.key for one in judged.judge([given_of(row) for row in rows])}
    # A row that repeated one of these may no longer do so, and the other way round.
    keys, numbers = (before | after) - {""}, {row.number for row in rows}
    akin = imported.rows.filter(key__in=keys, taken=False).exclude(number__in=numbers).exclude(content="")
    rows = sorted([*rows, *rows_of(imported, akin.values_list("number", flat=True))], key=lambda row: row.number)
    judged.begin_anew()
    write_verdicts(imported, rows, judged.judge([given_of(row) for row in rows]))
    recount(imported)
    imported.save(update_fields=["counts", "total"])
    return rows


def take(imported: Import, by: User, *, only_good: bool) -> Import:
    """Write the good rows: at once, or in a background job. Raises CannotImport, also where there are bad rows and not `only_good`."""
    if imported.by_id != by.pk:
        raise CannotImport(_("只有导入人自己可以确认导入"))
    blocking = [problem["reason"] for problem in imported.problems if problem.get("blocks")]
    if blocking:
        raise CannotImport(blocking[0])
    bad = imported.counts.get(ImportRow.Verdict.BAD, 0)
    if bad and not only_good:
        raise CannotImport(_("还有 %(count)d 行有问题，请先改正，或只导入没有问题的行") % {"count": bad})
    waiting = imported.rows.filter(taken=False, verdict__in=ImportRow.GOOD).count()
    if not waiting:
        raise CannotImport(_("没有可以导入的行"))
    _pass_on(imported, (State.JUDGED, State.TAKEN), State.TAKING)
    return _work(imported, "ledger.take_import", large=waiting > AT_ONCE)


@transaction.atomic
def drop(imported: Import) -> Import:
    """Give the import up and forget what stood in it. Raises CannotImport."""
    _pass_on(imported, (State.JUDGED, State.FAILED, State.READING), State.DROPPED, ended_at=calendar.now())
    forget_contents(imported)
    return imported


def undo(imported: Import, by: User, why: str) -> Import:
    """Void what the import created and give back what it changed, except where somebody has changed it since. Raises CannotImport."""
    if not why.strip():
        raise CannotImport(_("请写明原因"))
    if imported.by_id != by.pk:
        raise CannotImport(_("只有导入人自己可以撤销导入"))
    _pass_on(imported, (State.TAKEN,), State.UNDOING, undone_why=why.strip()[:200])
    return _work(imported, "ledger.undo_import", large=imported.counts.get("taken", 0) > AT_ONCE)


def bad_rows_workbook(imported: Import) -> bytes:
    """The bad rows as an xlsx with the reasons beside them, ready to be mended and brought again. Raises CannotImport."""
    rows = imported.rows.filter(verdict=ImportRow.Verdict.BAD).exclude(content="")
    if not rows.exists():
        raise CannotImport(_("没有有问题的行"))
    columns = [
        Column(column.key, column.label)
        for column in columns_of(ledger_of(imported), imported.by, imported.mapping)
        if column.key in imported.mapping.values()
    ]
    columns += [Column(REASONS, REASONS), Column(ROW_NUMBER, ROW_NUMBER, Kind.INTEGER)]
    title = _("%(file)s 中有问题的行") % {"file": imported.file_name}
    return write_workbook([Sheet(_("有问题的行"), columns, _lines(imported, rows), title=title)])


def _lines(imported: Import, rows: Any) -> Iterator[dict[str, Any]]:
    for row in rows.iterator(chunk_size=500):
        row.imported = imported
        reasons = [f"{problem['column']}：{problem['reason']}".lstrip("：") for problem in row.problems]
        texts = {name: row.shown_text(name) for name in {*row.texts, *row.mended}}
        yield texts | {REASONS: "；".join(reasons), ROW_NUMBER: row.number}


def _pass_on(imported: Import, before: tuple[str, ...], state: str, **more: Any) -> None:
    """Bring the import into another state, once, whoever else tries. Raises CannotImport."""
    passed = Import.objects.filter(pk=imported.pk, state__in=before).update(state=state, **more)
    if not passed:
        raise CannotImport(_("导入的状态已经变化，请刷新页面"))
    imported.refresh_from_db()


def _locked(imported: Import, states: tuple[str, ...]) -> None:
    if not Import.objects.select_for_update(of=("self",)).filter(pk=imported.pk, state__in=states).exists():
        raise CannotImport(_("导入的状态已经变化，请刷新页面"))


def _work(imported: Import, job: str, *, large: bool) -> Import:
    """Do the work at once, or leave it to a worker."""
    if large:
        imported.job = enqueue(job, by=imported.by, number=imported.pk)
        imported.save(update_fields=["job"])
        return imported
    WORKS[job](imported, _silently)
    return imported


def _silently(done: int, total: int | None = None, message: str = "") -> None:
    """Progress that nobody watches."""


WORKS: dict[str, Any] = {
    "ledger.judge_import": judge,
    "ledger.take_import": take_rows,
    "ledger.undo_import": lambda imported, tell: undo_rows(imported, imported.by, tell),
}
"""What each job does with an import."""
