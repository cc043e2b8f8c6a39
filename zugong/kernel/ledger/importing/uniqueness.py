"""What of a model may exist once only: told for a whole batch with one query per rule, rows above included."""

from collections.abc import Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import Q, UniqueConstraint

from zugong.kernel.ledger.conditions import CannotTell, fields_of, holds

Key = tuple[Hashable, ...]
ABOVE = object()
"""Stands for a record that a good row above will write."""
FEW = 50
"""So many values of a field narrow a query without weighing on it."""


class Unique:
    """One rule: no two live records that fulfil the condition have the same values in these fields.

    `held` knows who has which values, in the database and, once they are kept, in the good rows above.
    """

    def __init__(
        self, model: Any, fields: Sequence[str], condition: Q | None = None, *, nulls_equal: bool = False
    ) -> None:
        self.model = model
        self.names = tuple(fields)
        self.fields = [model._meta.get_field(name) for name in fields]
        self.condition = condition
        spoken_of = fields_of(condition) if condition is not None else frozenset()
        self.spoken_of = frozenset(fields) | spoken_of
        self._columns = [(field, field.attname, field.is_relation, field.null) for field in self.fields]
        self._condition_columns = [(name, model._meta.get_field(name).attname) for name in spoken_of]
        self._nulls_equal = nulls_equal
        self._asked: set[Key] = set()
        self._in_database: dict[Key, list[Any]] = {}
        self._above: dict[Key, Any] = {}
        self._moved: set[tuple[Key, Any]] = set()

    def key_of(self, record: Any) -> Key | None:
        """The record's values in the fields; None where the rule says nothing of it. Raises CannotTell."""
        values = record.__dict__
        parts = []
        for field, attname, linked, may_be_missing in self._columns:
            part = values.get(attname)
            if part is None:
                part = _unsaved(record, field) if linked else None
                if part is None and not (self._nulls_equal and may_be_missing):
                    return None
            parts.append(part)
        if self.condition is not None:
            said = {name: values.get(attname) for name, attname in self._condition_columns}
            # Django, too, takes what cannot be told for a violation.
            if holds(self.condition, said) is False:
                return None
        return tuple(parts)

    def ask(self, key: Key | None) -> None:
        """Note values about which `read` shall learn."""
        if key is not None:
            self._asked.add(key)

    def read(self, keys: Iterable[Key] = ()) -> None:
        """Learn with one query who has these values, and those noted before, in the database."""
        keys = {*keys, *self._asked}
        self._asked.clear()
        new = {key for key in keys if key not in self._in_database and not any(isinstance(part, tuple) for part in key)}
        if not new:
            return
        self._in_database.update((key, []) for key in new)
        rows = self.model._default_manager.filter(_narrowing(self.fields, new))
        if self.condition is not None:
            rows = rows.filter(self.condition)
        columns = [field.attname for field in self.fields]
        for pk, *values in rows.order_by("pk").values_list("pk", *columns):
            if tuple(values) in new:
                self._in_database[tuple(values)].append(pk)

    def forget_database(self) -> None:
        """Forget what was read, for rows to come ask for other values."""
        self._in_database.clear()

    def holders(self, key: Key) -> list[Any]:
        """Who has these values: keys of stored records, and ABOVE for what good rows above will write."""
        if key not in self._in_database:
            self.read([key])
        stored = [pk for pk in self._in_database.get(key, ()) if (key, pk) not in self._moved]
        return [*stored, self._above[key]] if key in self._above else stored

    def others(self, key: Key, record: Any) -> list[Any]:
        """The holders but the record itself."""
        return [holder for holder in self.holders(key) if holder is ABOVE or holder != record.pk]

    def keep(self, record: Any, before: Key | None, key: Key | None) -> None:
        """A good row will write the record, which had the values `before` if it is stored already."""
        if before is not None and before != key and record.pk is not None:
            self._moved.add((before, record.pk))
        if key is not None and key != before:
            self._above[key] = ABOVE


class UniqueRule(Unique):
    """A rule of the model's own, with what Django says when it is broken."""

    def __init__(self, model: Any, fields: Sequence[str], constraint: UniqueConstraint | None = None) -> None:
        super().__init__(model, fields, constraint.condition if constraint else None)
        self._constraint = constraint

    def says_nothing(self, excluded: AbstractSet[str]) -> bool:
        """True where fields of the rule were left out of the checks, as Django does."""
        return not self.spoken_of.isdisjoint(excluded)

    def violation(self, record: Any) -> dict[str, list[ValidationError]]:
        """What is wrong when somebody else has the record's values, by field."""
        constraint = self._constraint
        own_words = constraint is not None and (
            constraint.condition is not None
            or constraint.violation_error_message != constraint.default_violation_error_message
        )
        if constraint is None or not own_words:
            said = record.unique_error_message(self.model, self.names)
            name = self.names[0] if len(self.names) == 1 else NON_FIELD_ERRORS
            return {name: [ValidationError(said, code=said.code) if constraint else said]}
        code = constraint.violation_error_code
        name = self.names[0] if code == "unique" and len(self.names) == 1 else NON_FIELD_ERRORS
        return {name: [ValidationError(constraint.get_violation_error_message(), code=code)]}


def identity_of(form_fields: Iterable[str], model: Any, *, sets_others: bool) -> Unique:
    """By what a row is known to mean a stored record.

    The fields of the first unique constraint, or of the first unique field; where the form cannot know those, all that it asks for, so that
    a row that says what is stored already changes nothing. Fields without a value are equal here.
    """
    asked = {name for name in form_fields if _is_column(model, name)}
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields:
            if sets_others or set(constraint.fields) <= asked:
                return Unique(model, constraint.fields, constraint.condition, nulls_equal=True)
            break
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key and field.name in asked:
            return Unique(model, [field.name])
    return Unique(model, sorted(asked), nulls_equal=True)


def rules_of(model: Any) -> tuple[list[UniqueRule], list[UniqueRule]]:
    """The constraints that are told by set, and the unique fields, which Django looks at after them."""
    constraints = [
        UniqueRule(model, constraint.fields, constraint)
        for constraint in model._meta.constraints
        if told_by_set(constraint)
    ]
    fields = [
        UniqueRule(model, [field.name])
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    ]
    together = [UniqueRule(model, names) for names in model._meta.unique_together]
    return constraints, [*together, *fields]


def told_by_set(constraint: Any) -> bool:
    """True for unique constraints over plain fields, with a condition that needs no database; the others are asked row by row."""
    if not isinstance(constraint, UniqueConstraint) or not constraint.fields or constraint.nulls_distinct is False:
        return False
    if constraint.condition is None:
        return True
    try:
        holds(constraint.condition, dict.fromkeys(fields_of(constraint.condition)))
    except CannotTell:
        return False
    return True


def _is_column(model: Any, name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def _unsaved(record: Any, field: Any) -> Hashable:
    """For a link to what is not saved yet something that no stored value equals; None where there is no link."""
    other = field.get_cached_value(record, default=None)
    if other is None:
        return None
    return ("unsaved", id(other)) if other.pk is None else other.pk


def _narrowing(fields: Sequence[models.Field], keys: set[Key]) -> Q:
    """A condition that leaves few rows beside those with these keys: the field with the most values, and those with few."""
    values = {field.attname: {key[place] for key in keys} for place, field in enumerate(fields)}
    told = {name: found for name, found in values.items() if None not in found}
    most = max(told, key=lambda name: len(told[name]), default="")
    return Q(**{f"{name}__in": found for name, found in told.items() if name == most or len(found) <= FEW})
