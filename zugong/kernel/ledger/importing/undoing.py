"""Undoing an import: what it created is voided, what it changed gets back what stood there before; what was changed since is left alone."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.history.batches import save_batch
from zugong.kernel.history.following import together
from zugong.kernel.history.models import Change, Record
from zugong.kernel.ledger.importing.models import Import, ImportRow
from zugong.kernel.ledger.importing.reading import ledger_of, store

BATCH = 200


@dataclass(slots=True)
class Wrote:
    """One record that a row has written: as which version, whether it was new, and what the history does not keep of before."""

    row: ImportRow
    model: Any
    pk: Any
    version: int
    created: bool
    unkept: dict[str, Any]
    record: Any = None
    why_left: str = ""


def undo_rows(imported: Import, by: User, tell: Callable[..., None]) -> None:
    """Undo all rows that were taken in, last ones first; broken off anywhere, it goes on where it was. Raises LedgerGone."""
    done, total = 0, _waiting(imported).count()
    below = None
    # What is done is passed by, and everything looked through once more at the end.
    while (rows := _next_batch(imported, by, BATCH, below)) or below:
        below = rows[-1].number if rows else None
        done += len(rows)
        tell(done, max(total, done))
    taken = imported.rows.filter(taken=True).exclude(wrote=[])
    left = taken.exclude(undone=_undone()).count()
    with transaction.atomic():
        imported.counts |= {"undone": taken.count() - left, "left": left}
        imported.state, imported.ended_at = Import.State.UNDONE, calendar.now()
        imported.save()


def _undone() -> str:
    return str(_("已撤销"))


def _waiting(imported: Import) -> Any:
    return imported.rows.filter(taken=True, undone="").exclude(wrote=[])


def _next_batch(imported: Import, by: User, size: int, below: int | None) -> list[ImportRow]:
    """Undo the next rows above a number; one that cannot be given back is found by taking them singly. Which were dealt with."""
    try:
        with transaction.atomic(), together():
            Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
            rows = _next_rows(imported, size, below)
            _undo(imported, rows, by)
            store(rows)
            return rows
    except IntegrityError:
        if size == 1:
            return _leave_next(imported, below)
    singly: list[ImportRow] = []
    while len(singly) < size and (rows := _next_batch(imported, by, 1, below)):
        singly, below = [*singly, *rows], rows[-1].number
    return singly


def _next_rows(imported: Import, size: int, below: int | None) -> list[ImportRow]:
    """The next rows from the last one up, found without going through those that are done."""
    waiting = _waiting(imported) if below is None else _waiting(imported).filter(number__lt=below)
    rows = list(waiting.order_by("-number")[:size])
    for row in rows:
        row.belong_to(imported)
    return rows


def _leave_next(imported: Import, below: int | None) -> list[ImportRow]:
    rows = _next_rows(imported, 1, below)
    for row in rows:
        row.undone = str(_("没有撤销：原来的内容已被别的记录占用"))
    store(rows)
    return rows


def _undo(imported: Import, rows: Sequence[ImportRow], by: User) -> None:
    wrote = [one for row in rows for one in _wrote(row)]
    _read(wrote)
    ledger = ledger_of(imported)
    for one in wrote:
        one.why_left = _why_left(one, ledger, by)
    created = [one for one in wrote if one.created and not one.why_left]
    _leave_those_needed(created)
    undoing = _("撤销%(named)s") % {"named": imported.named}
    why = f"{undoing}：{imported.undone_why}"
    _void([one for one in created if not one.why_left], by=by, why=why)
    _restore([one for one in wrote if not one.created and not one.why_left], by=by, why=why)
    for row in rows:
        reasons = dict.fromkeys(one.why_left for one in wrote if one.row is row and one.why_left)
        row.undone = "；".join(reasons)[:300] or _undone()


def _wrote(row: ImportRow) -> list[Wrote]:
    models = ContentType.objects.get_for_id
    return [
        Wrote(row, models(model).model_class(), pk, version, created, unkept)
        for model, pk, version, created, unkept in row.wrote
    ]


def _read(wrote: Iterable[Wrote]) -> None:
    by_model: dict[Any, list[Wrote]] = defaultdict(list)
    for one in wrote:
        by_model[one.model].append(one)
    for model, some in by_model.items():
        found = model._base_manager.select_for_update(of=("self",)).in_bulk([one.pk for one in some])
        for one in some:
            one.record = found.get(one.pk)


def _why_left(one: Wrote, ledger: Any, by: User) -> str:
    record: Any = one.record
    if record is None:
        return str(_("没有撤销：记录已不存在"))
    if record.version != one.version:
        return str(_("没有撤销：“%(record)s”后来又被修改过") % {"record": record})
    if one.model is ledger.model and not ledger.may_edit(by, record):
        return str(_("没有撤销：这条记录不在您所辖的范围内"))
    return ""


def _leave_those_needed(created: Sequence[Wrote]) -> None:
    """A record to which others point that stay, such as a person who has since been given another post, is left too."""
    going = {(one.model, one.pk) for one in created}
    by_model: dict[Any, list[Wrote]] = defaultdict(list)
    for one in created:
        by_model[one.model].append(one)
    for model, some in by_model.items():
        needed: set[Any] = set()
        for link in _links_to(model):
            other = link.related_model
            rows = other._default_manager.filter(**{f"{link.field.name}__in": [one.pk for one in some]})
            needed |= {key for pk, key in rows.values_list("pk", link.field.attname) if (other, pk) not in going}
        for one in some:
            if one.pk in needed:
                one.why_left = str(_("没有撤销：别的记录已用到“%(record)s”") % {"record": one.record})


def _links_to(model: Any) -> list[Any]:
    """The foreign keys of records that lead to a model, those included that it does not know by a name; computed records need nothing."""
    links = model._meta.get_fields(include_hidden=True)
    return [
        link
        for link in links
        if link.auto_created and not link.concrete and not link.many_to_many and _needs(link.related_model)
    ]


def _needs(other: Any) -> bool:
    return issubclass(other, Record) and not other.computed


def _void(gone: Sequence[Wrote], *, by: User, why: str) -> None:
    now = calendar.now()
    for one in gone:
        one.record.voided_at, one.record.voided_why = now, why[:200]
    _save(gone, Change.Kind.VOIDED, by=by, why=why)


def _restore(changed: Sequence[Wrote], *, by: User, why: str) -> None:
    """Give back what stood in the records before; what is sealed was kept beside the history, which has no copy of it."""
    changes = _changes(changed)
    for one in changed:
        sealed = {one.model._meta.get_field(name).attname for name in one.model.sealed}
        before = changes[one.model, one.pk, one.version].before
        told = {name: value for name, value in before.items() if name not in sealed}
        for name, value in (told | one.unkept).items():
            setattr(one.record, name, one.model._meta.get_field(name).to_python(value))
    _save(changed, Change.Kind.EDITED, by=by, why=why)


def _changes(some: Sequence[Wrote]) -> dict[tuple[Any, Any, int], Change]:
    found = {}
    for model in {one.model for one in some}:
        kind = ContentType.objects.get_for_model(model)
        keys = [one.pk for one in some if one.model is model]
        for change in Change.objects.filter(model=kind, record_id__in=keys):
            found[model, change.record_id, change.version] = change
    return found


def _save(some: Sequence[Wrote], kind: Change.Kind, *, by: User, why: str) -> None:
    by_model: dict[Any, dict[Any, Any]] = defaultdict(dict)
    for one in some:
        by_model[one.model][one.pk] = one.record
    for records in by_model.values():
        save_batch(list(records.values()), by=by, why=why, kind=kind)
