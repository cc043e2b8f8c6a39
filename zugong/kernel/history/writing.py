"""The one door through which records are written."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from zugong.kernel import calendar
from zugong.kernel.history.following import tell
from zugong.kernel.history.guarding import ask
from zugong.kernel.history.inserting import insert_all
from zugong.kernel.history.models import Change, Record
from zugong.kernel.sealing.values import store_new_keys

R = TypeVar("R", bound=Record)

SEALED = "******"
"""What the history shows of an encrypted value."""


class ChangedMeanwhile(Exception):
    """Somebody else has saved the record since it was read; nothing was written."""


def values_of(record: Record) -> dict[str, Any]:
    """The stored values of a record's tracked fields, by column name; foreign keys as ids, files as names."""
    tracked = _tracked(type(record), record.untracked | record.derived)
    return {field.attname: _value(field, record) for field in tracked}


@cache
def _tracked(model: type[Record], hidden: frozenset[str]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if not field.primary_key and field.name not in hidden]


def _columns(record: Record) -> list[models.Field]:
    return [field for field in record._meta.concrete_fields if not field.primary_key]


def _value(field: models.Field, record: Record) -> Any:
    value = field.value_from_object(record)
    if isinstance(value, models.fields.files.FieldFile):
        return value.name
    # A form gives dates and numbers, code may give their text: both must compare equal to what is stored.
    return field.to_python(value) if isinstance(value, str) else value


def differing_columns(record: Record, stored: Record) -> list[str]:
    """Columns to write: all that differ, tracked or not, except those the platform derives."""
    return [
        field.attname
        for field in _columns(record)
        if field.name not in record.derived
        and field.name != "version"
        and (_value(field, record) != _value(field, stored) or getattr(field, "auto_now", False))
    ]


def _write(record: Record, kind: Change.Kind, *, by: Any, why: str) -> Change | None:
    store_new_keys([record])
    stored = (
        type(record)._base_manager.select_for_update(of=("self",)).filter(pk=record.pk).first() if record.pk else None
    )
    if stored is None:
        record.version = 1
        record.save(force_insert=True)
        return _note(record, Change.Kind.CREATED, {}, values_of(record), by=by, why=why)
    before, after = values_of(stored), values_of(record)
    changed = [name for name, value in after.items() if before[name] != value]
    columns = differing_columns(record, stored)
    if changed and stored.version != record.version:
        raise ChangedMeanwhile(str(record))
    ask(record, changed)
    if changed:
        record.version = stored.version + 1
        columns.append("version")
    if columns:
        record.save(update_fields=columns)
    if not changed:
        return None
    after = values_of(record)
    return _note(record, kind, {n: before[n] for n in changed}, {n: after[n] for n in changed}, by=by, why=why)


def _note(
    record: Record, kind: Change.Kind, before: dict[str, Any], after: dict[str, Any], *, by: Any, why: str
) -> Change:
    change = change_of(record, kind, before, after, by=by, why=why)
    change.save(force_insert=True)
    tell([record])
    return change


def change_of(
    record: Record, kind: Change.Kind, before: dict[str, Any], after: dict[str, Any], *, by: Any, why: str
) -> Change:
    """The change that tells what was done to a record, not stored yet; encrypted values are not told."""
    for values in (before, after):
        values.update({name: SEALED for name in record.sealed & values.keys() if values[name]})
    return Change(
        model_id=ContentType.objects.get_for_model(record).pk,
        record_id=record.pk,
        version=record.version,
        kind=kind,
        before=before,
        after=after,
        why=why,
        by_id=None if by is None else by.pk,
        at=calendar.now(),
    )


@transaction.atomic
def save(record: R, *, by: Any, why: str = "", kind: Change.Kind = Change.Kind.EDITED) -> R:
    """Write a record and what changed; `by` is the user, or None for the platform itself. Raises ChangedMeanwhile."""
    _write(record, kind, by=by, why=why)
    return record


@transaction.atomic
def save_all(records: Iterable[R], *, by: Any, why: str = "") -> list[R]:
    """Write several records in one transaction."""
    return [save(record, by=by, why=why) for record in records]


@transaction.atomic
def create_all(records: Sequence[R], *, by: Any, why: str = "") -> list[R]:
    """Write many new records of one type, and that each was created, with a few statements. Nothing is validated."""
    if not records:
        return []
    store_new_keys(records)
    created = list(records)
    insert_all(created)
    insert_all([change_of(record, Change.Kind.CREATED, {}, values_of(record), by=by, why=why) for record in created])
    tell(created)
    return created


@transaction.atomic
def note(record: Record, *, by: Any, why: str) -> Change:
    """Write into a record's history what changed beside its own fields, such as what it is linked with."""
    stored = type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    stored.version += 1
    stored.save(update_fields=["version"])
    record.version = stored.version
    return _note(record, Change.Kind.EDITED, {}, {}, by=by, why=why)


@transaction.atomic
def void(record: Record, *, by: Any, why: str) -> None:
    """Take a record out of every list and figure; it stays in the history and can be restored. `why` is required."""
    if not why.strip():
        raise ValueError("a reason is needed to void a record")
    record.voided_at, record.voided_why = calendar.now(), why
    _write(record, Change.Kind.VOIDED, by=by, why=why)


@transaction.atomic
def restore(record: Record, *, by: Any, why: str) -> None:
    """Bring a voided record back."""
    record.voided_at, record.voided_why = None, ""
    _write(record, Change.Kind.RESTORED, by=by, why=why)


def changes_of(record: Record) -> models.QuerySet[Change]:
    """All changes of a record, newest first."""
    model = ContentType.objects.get_for_model(record)
    return Change.objects.filter(model=model, record_id=record.pk).select_related("by")
