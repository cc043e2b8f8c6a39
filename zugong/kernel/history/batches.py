"""Writing many records of one type with a few statements, through the same door and with the same history as one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction

from zugong.kernel.history.following import tell
from zugong.kernel.history.guarding import ask
from zugong.kernel.history.inserting import STATEMENT_ROWS, insert_all
from zugong.kernel.history.models import Change, Record
from zugong.kernel.history.writing import ChangedMeanwhile, change_of, differing_columns, values_of
from zugong.kernel.sealing.values import store_new_keys

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Written:
    """A record that was written, its change, and what stood in the database before (None: it is new)."""

    record: Any
    change: Change
    stored: Any


@transaction.atomic
def save_batch(
    records: Sequence[R], *, by: Any, why: str = "", kind: Change.Kind = Change.Kind.EDITED
) -> list[Written]:
    """Write new and changed records of one type; each fares as with `save`, and a record in which nothing differs is left alone.

    What was written. Raises ChangedMeanwhile, and nothing is written then.
    """
    if not records:
        return []
    store_new_keys(records)
    for record in records:
        take_over_keys(record)
    stored = _locked(records)
    new = [record for record in records if record.pk not in stored]
    edited = [(record, stored[record.pk]) for record in records if record.pk in stored]
    written = [*_create(new, by=by, why=why), *_edit(edited, kind, by=by, why=why)]
    tell([one.record for one in written])
    return written


def take_over_keys(record: Record) -> None:
    """Where a record points to one that has been saved since, take the key over, as Django does when it saves."""
    fields: Any = record._meta.concrete_fields
    for field in fields:
        if field.is_relation and getattr(record, field.attname) is None and field.is_cached(record):
            other = field.get_cached_value(record)
            setattr(record, field.attname, None if other is None else other.pk)


def _locked(records: Sequence[Record]) -> dict[Any, Record]:
    """What stands in the database, by key, locked until the transaction ends."""
    keys = [record.pk for record in records if record.pk is not None]
    if len(keys) != len(set(keys)):
        raise ValueError("a record stands twice in one batch")
    rows = type(records[0])._base_manager.select_for_update(of=("self",))
    return rows.in_bulk(keys) if keys else {}


def _create(records: Sequence[Record], *, by: Any, why: str) -> list[Written]:
    if not records:
        return []
    for record in records:
        record.version = 1
    insert_all(records)
    nothing: dict[str, Any] = {}
    return _noted(
        Written(record, change_of(record, Change.Kind.CREATED, nothing, values_of(record), by=by, why=why), None)
        for record in records
    )


def _edit(pairs: Sequence[tuple[Record, Record]], kind: Change.Kind, *, by: Any, why: str) -> list[Written]:
    changed, columns = [], set()
    for record, stored in pairs:
        differing = differing_columns(record, stored)
        if not differing:
            continue
        before, after = values_of(stored), values_of(record)
        told = [name for name, value in after.items() if before[name] != value]
        if told and stored.version != record.version:
            raise ChangedMeanwhile(str(record))
        ask(record, told)
        if told:
            record.version = stored.version + 1
        columns.update(differing)
        changed.append((record, stored, before, told))
    if not changed:
        return []
    _overwrite([record for record, *_rest in changed], columns | {"version"})
    written = []
    for record, stored, before, told in changed:
        if told:
            after = values_of(record)
            old, new = ({name: values[name] for name in told} for values in (before, after))
            written.append(Written(record, change_of(record, kind, old, new, by=by, why=why), stored))
    return _noted(written)


def _overwrite(records: Sequence[Record], columns: Iterable[str]) -> None:
    """Write columns of records that exist and are locked: one statement for all, which no series of UPDATEs comes near."""
    model = type(records[0])
    names = [field.name for field in model._meta.concrete_fields if field.attname in columns]
    model._base_manager.bulk_create(
        records,
        batch_size=STATEMENT_ROWS,
        update_conflicts=True,
        unique_fields=[model._meta.pk.name],
        update_fields=names,
    )


def _noted(written: Iterable[Written]) -> list[Written]:
    told = list(written)
    insert_all([one.change for one in told])
    return told
