"""A record's changes, told in its people's words."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from zugong.kernel.access.sights import Sight
from zugong.kernel.history.models import Change
from zugong.kernel.history.writing import SEALED, changes_of
from zugong.kernel.ledger.columns import Column, column, worded
from zugong.kernel.ledger.seeing import exists_for, may_order, sight


@dataclass(frozen=True, slots=True)
class Line:
    """One field that changed."""

    label: Any
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """One change: what was done, by whom, when, why, and what it changed."""

    label: Any
    by: str
    at: datetime
    why: str
    values: list[Line]
    key: int = 0


def told(
    record: Any, *, reader: Any = None, start: int = 0, before: int | None = None, count: int = 20
) -> tuple[list[Told], bool]:
    """The changes of a record, newest first, from the given one on, as far as the reader may see them; and whether there are more.

    `before` leaves out what was changed by that change (its key) or later. Without a reader, personal values are masked.
    """
    written = changes_of(record).select_related("by__person")
    if before is not None:
        written = written.filter(pk__lt=before)
    changes = list(written[start : start + count + 1])
    teller = _Teller(type(record), changes[:count], lambda column: _sight(column, record, reader))
    return [teller.tell(change) for change in changes[:count]], len(changes) > count


def told_of_rows(
    model: Any, keys: Iterable[int], *, after: int, reader: Any = None, count: int = 50
) -> list[tuple[int, Told]]:
    """The changes of several records of one model that were written after a change (its id), newest first, each with its record's id.

    Of personal values it shows what the reader sees wherever the records lie.
    """
    kind = ContentType.objects.get_for_model(model)
    changes = list(
        Change.objects.filter(model=kind, record_id__in=list(keys), pk__gt=after)
        .select_related("by__person")
        .order_by("-pk")[:count]
    )
    teller = _Teller(model, changes, lambda column: _least_sight(column, reader))
    return [(change.record_id, teller.tell(change)) for change in changes]


def _sight(column: Column, record: Any, reader: Any) -> Sight:
    return sight(column, record, reader) if reader is not None else _least_sight(column, None)


def _least_sight(column: Column, reader: Any) -> Sight:
    if not column.strict or (reader is not None and may_order(column, reader)):
        return Sight.CLEAR
    return Sight.MASKED if reader is None or exists_for(column, reader) else Sight.HIDDEN


class _Teller:
    """Tells the changes of records of one model: the names of what they point to are read once for all."""

    def __init__(self, model: Any, changes: Iterable[Change], seen: Callable[[Column], Sight]) -> None:
        self._columns = {field.attname: column(model, field.name) for field in model._meta.concrete_fields}
        self._names = _names_of_linked(model, changes)
        self._seen = seen

    def tell(self, change: Change) -> Told:
        """One change with the lines that its reader may see."""
        lines = [self._line(change, name) for name in change.after]
        by = str(change.by) if change.by else ""
        return Told(change.get_kind_display(), by, change.at, change.why, [line for line in lines if line], change.pk)

    def _line(self, change: Change, name: str) -> Line | None:
        column, before, after = self._columns.get(name), change.before.get(name), change.after[name]
        if column is None or name in {"voided_at", "voided_why"}:
            return None
        if change.kind == Change.Kind.CREATED and after in (None, ""):
            return None
        seen = self._seen(column)
        if seen == Sight.HIDDEN:
            return None
        whole = seen == Sight.CLEAR or SEALED in (before, after)
        texts = (_shown(column.field, value, self._names) for value in (before, after))
        return Line(column.label, *(text if whole else column.mask(text) for text in texts))


def _shown(field: Any, value: Any, names: dict[tuple[str, Any], str]) -> str:
    if value is None or value == "" or value == SEALED:
        return str(value or "")
    if field.is_relation:
        return names.get((field.attname, value), f"#{value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return worded(field.name, field.to_python(value)) if not isinstance(field, models.JSONField) else str(value)


def _names_of_linked(model: Any, changes: Iterable[Change]) -> dict[tuple[str, Any], str]:
    """The names of all records that the changes point to, read with one query per kind of record."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    links = {field.attname: field for field in model._meta.concrete_fields if field.is_relation}
    for change in changes:
        for values in (change.before, change.after):
            for name in links.keys() & values.keys():
                wanted[links[name].related_model].add(values[name])
    found = {}
    for related, keys in wanted.items():
        rows = related._base_manager.select_related(*getattr(related, "named_with", ()))
        found[related] = rows.in_bulk([key for key in keys if key is not None])
    return {
        (name, key): str(record)
        for name, field in links.items()
        for key, record in found.get(field.related_model, {}).items()
    }
