"""A record's changes, told in its people's words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from zugong.kernel.history.models import Change
from zugong.kernel.history.writing import changes_of
from zugong.kernel.ledger.columns import text_of


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


def told(record: Any, *, start: int = 0, count: int = 20) -> tuple[list[Told], bool]:
    """The changes of a record, newest first, from the given one on; and whether there are more."""
    changes = list(changes_of(record).select_related("by__person")[start : start + count + 1])
    names = _names_of_linked(type(record), changes[:count])
    return [_tell(type(record), change, names) for change in changes[:count]], len(changes) > count


def told_of_rows(model: Any, keys: Iterable[int], *, after: int, count: int = 50) -> list[tuple[int, Told]]:
    """The changes of several records of one model that were written after a change (its id), newest first, each with its record's id."""
    kind = ContentType.objects.get_for_model(model)
    changes = list(
        Change.objects.filter(model=kind, record_id__in=list(keys), pk__gt=after)
        .select_related("by__person")
        .order_by("-pk")[:count]
    )
    names = _names_of_linked(model, changes)
    return [(change.record_id, _tell(model, change, names)) for change in changes]


def _tell(model: Any, change: Change, names: dict[tuple[str, Any], str]) -> Told:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    lines = []
    for name, after in change.after.items():
        field = fields.get(name)
        if field is None or name in {"voided_at", "voided_why"}:
            continue
        before = change.before.get(name)
        if change.kind == Change.Kind.CREATED and after in (None, ""):
            continue
        lines.append(Line(field.verbose_name, _shown(field, before, names), _shown(field, after, names)))
    by = str(change.by) if change.by else ""
    return Told(change.get_kind_display(), by, change.at, change.why, lines)


def _shown(field: Any, value: Any, names: dict[tuple[str, Any], str]) -> str:
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names.get((field.attname, value), f"#{value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return text_of(field.to_python(value)) if not isinstance(field, models.JSONField) else str(value)


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
