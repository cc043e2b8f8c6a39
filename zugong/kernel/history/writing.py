"""The one door through which records are written."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from zugong.kernel import calendar
from zugong.kernel.history.models import Change, Record


R = TypeVar("R", bound=Record)


class ChangedMeanwhile(Exception):
    """Somebody else has saved the record since it was read; nothing was written."""


def values_of(record: Record) -> dict[str, Any]:
    """The stored values of a record's tracked fields, by column name; foreign keys as ids, files as names."""
    values = {}
    for field in record._meta.concrete_fields:
        if field.name in record.untracked or field.primary_key:
            continue
        value = field.value_from_object(record)
        values[field.attname] = value.name if isinstance(value, models.fields.files.FieldFile) else value
    return values


def _write(record: Record, kind: Change.Kind, *, by: Any, why: str) -> Change | None:
    manager = type(record)._base_manager
    stored = manager.select_for_update().filter(pk=record.pk).first() if record.pk else None
    before = values_of(stored) if stored else {}
    after = values_of(record)
    changed = [name for name, value in after.items() if stored is None or before[name] != value]
    if stored is not None and not changed:
        return None
    if stored is not None and stored.version != record.version:
        raise ChangedMeanwhile(str(record))
    record.version = stored.version + 1 if stored else 1
    record.save()
    return Change.objects.create(
        model=ContentType.objects.get_for_model(record),
        record_id=record.pk,
        version=record.version,
        kind=Change.Kind.CREATED if stored is None else kind,
        before={name: before[name] for name in changed if stored},
        after={name: after[name] for name in changed},
        why=why,
        by=by,
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
