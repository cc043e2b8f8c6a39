"""A record as it stood after one of its changes, and two such states side by side.

A state is found by taking back, from the record as it is, every later change. So it is right even where the first state was never written
down, as for rows that came with the demonstration.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType

from zugong.kernel.access.models import User
from zugong.kernel.access.sights import Sight
from zugong.kernel.history.models import Change
from zugong.kernel.history.writing import SEALED, changes_of, values_of
from zugong.kernel.ledger.children import ChildKind, child_kinds
from zugong.kernel.ledger.columns import Column, column
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.seeing import columns_for, shown, sight

MOST_VERSIONS = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in two states."""

    label: Any
    before: str
    after: str
    differs: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class RowDifference:
    """One child row that is not the same in two states; None where it was not there."""

    before: list[str] | None
    after: list[str] | None


@dataclass(frozen=True, slots=True)
class ChildDifferences:
    """The child rows of one kind that are not the same in two states."""

    kind: ChildKind
    rows: list[RowDifference]


def versions_of(record: Any) -> list[Change]:
    """The changes of a record, newest first; each stands for the state after it."""
    return list(changes_of(record).select_related("by__person")[:MOST_VERSIONS])


def values_after(record: Any, later: Iterable[Change]) -> dict[str, Any] | None:
    """The record's values before the given changes, newest first, were made; None where it did not exist yet."""
    values = {name: SEALED if name in record.sealed and value else value for name, value in values_of(record).items()}
    for change in later:
        if change.kind == Change.Kind.CREATED:
            return None
        values |= {name: value for name, value in change.before.items() if name in values}
    return values


def differences(record: Any, changes: Sequence[Change], first: Change, second: Change, user: User) -> list[Difference]:
    """Every field of the record after the first and after the second change, those that differ before the others."""
    states = [values_after(record, [one for one in changes if one.pk > end.pk]) for end in (first, second)]
    touched = {name for one in changes if first.pk < one.pk <= second.pk for name in one.after}
    columns = _columns(type(record), user)
    before, after = (_texts(type(record), values, columns, record.pk, user) for values in states)
    found = [
        Difference(one.label, before[one.name], after[one.name], _differ(one, before, after, touched, record), one.name)
        for one in columns
    ]
    return sorted(found, key=lambda one: not one.differs)


def changed_since(record: Any, version: int, user: User) -> list[Difference]:
    """What was changed after the record had this version, as the user may read it: what stood there, and what does now."""
    later = list(changes_of(record).filter(version__gt=version))
    columns = [one for one in _columns(type(record), user) if sight(one, record, user) > Sight.HIDDEN]
    states = (values_after(record, later), values_after(record, []))
    before, after = (_texts(type(record), values, columns, record.pk, user) for values in states)
    touched = {name for change in later for name in change.after}
    found = [one for one in columns if later and _differ(one, before, after, touched, record)]
    return [Difference(one.label, before[one.name], after[one.name], True, one.name) for one in found]


def _differ(one: Column, before: Mapping[str, str], after: Mapping[str, str], touched: set[str], record: Any) -> bool:
    # What is masked or sealed may look alike and have changed.
    return before[one.name] != after[one.name] or (
        (one.strict or one.name in record.sealed) and _attname(one) in touched
    )


def _attname(one: Column) -> str:
    return one.field.attname if one.field is not None else one.name


def _columns(model: Any, user: User) -> list[Column]:
    hidden = model.untracked | model.derived | {"version"}
    fields = [field for field in model._meta.concrete_fields if not field.primary_key and field.name not in hidden]
    fields.sort(key=lambda field: field.name in {"voided_at", "voided_why"})
    return columns_for([column(model, field.name) for field in fields], user)


def _texts(model: Any, values: dict[str, Any] | None, columns: Iterable[Column], pk: int, user: User) -> dict[str, str]:
    """The texts of a state as the user may read them."""
    if values is None:
        return {one.name: "" for one in columns}
    fields = {field.attname: field for field in model._meta.concrete_fields}
    state = model(pk=pk, **{name: fields[name].to_python(value) for name, value in values.items() if value != SEALED})
    return {one.name: SEALED if values.get(_attname(one)) == SEALED else shown(one, state, user) for one in columns}


def child_differences(ledger: Ledger, record: Any, first: Change, second: Change, user: User) -> list[ChildDifferences]:
    """The child rows that were added, changed or voided between two changes of their parent, or at the later one."""
    found = []
    for kind in child_kinds(ledger):
        rows = list(kind.model.with_voided.filter(**{kind.link: record}).order_by("pk"))
        changes = _changes_by_row(kind.model, rows)
        columns = columns_for(kind.columns, user)
        differing = [_row_difference(row, changes[row.pk], columns, (first, second), user) for row in rows]
        found.append(ChildDifferences(kind, [one for one in differing if one.before != one.after]))
    return found


def _changes_by_row(model: Any, rows: Iterable[Any]) -> dict[int, list[Change]]:
    kind = ContentType.objects.get_for_model(model)
    by_row: dict[int, list[Change]] = defaultdict(list)
    for change in Change.objects.filter(model=kind, record_id__in=[row.pk for row in rows]).order_by("-pk"):
        by_row[change.record_id].append(change)
    return by_row


def _row_difference(
    row: Any, changes: list[Change], columns: list[Column], ends: Sequence[Change], user: User
) -> RowDifference:
    states = [_row_state(row, [one for one in changes if one.pk > end.pk], columns, user) for end in ends]
    return RowDifference(*states)


def _row_state(row: Any, later: list[Change], columns: list[Column], user: User) -> list[str] | None:
    values = values_after(row, later)
    if values is None or values.get("voided_at"):
        return None
    return list(_texts(type(row), values, columns, row.pk, user).values())
