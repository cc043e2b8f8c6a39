"""How a form asks for other records while it is being cleaned: one at a time, or from what was read for a whole batch of rows."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any

from django.db import models

Asked = tuple[type[models.Model], str]


class Lookups:
    """Asks the database each time."""

    def find(self, model: type[models.Model], field_name: str, value: Any) -> list[Any]:
        """The live records of a model in which the field has the value, oldest first."""
        if isinstance(value, models.Model) and value.pk is None:
            return []
        return list(model._default_manager.filter(**{field_name: value}).order_by("pk"))


class NotYetKnown(BaseException):
    """A batch has asked for what it has not read yet. Forms must let it pass, so it is no Exception."""


class BatchLookups(Lookups):
    """Answers from what was read by set, and from what earlier rows of the batch will write.

    While `gathering`, a question without an answer is noted and ends the row by NotYetKnown; `read` then answers all that were noted.
    A record that was handed out to a row which turns out bad gets back what stood in it: `give_back`.
    """

    def __init__(self) -> None:
        self.gathering = False
        self._known: dict[Asked, dict[Hashable, list[Any]]] = defaultdict(dict)
        self._asked: dict[Asked, set[Any]] = defaultdict(set)
        self._rows: dict[tuple[type[models.Model], Any], Any] = {}
        self._coming: dict[type[models.Model], list[Any]] = defaultdict(list)
        self._kept: dict[tuple[type[models.Model], Any], Any] = {}
        self._coming_by: dict[Asked, dict[Hashable, list[Any]]] = {}
        self._lent: dict[int, tuple[Any, dict[str, Any], dict[str, Any]]] = {}

    def find(self, model: type[models.Model], field_name: str, value: Any) -> list[Any]:
        """What `Lookups.find` would answer if the good rows above were written."""
        asked, key = (model, field_name), _key(value)
        if isinstance(value, models.Model) and value.pk is None:
            # What points to something that is not written yet can only come from a row above.
            self._known[asked].setdefault(key, [])
        if key not in self._known[asked]:
            if self.gathering:
                self._asked[asked].add(value)
                raise NotYetKnown
            self._learn(asked, key, super().find(model, field_name, value))
        # A row above holds an object of its own of a record that it changes.
        found = [one for one in self._known[asked][key] if self._kept.get((model, one.pk), one) is one]
        for record in self._to_come(asked).get(key, ()):
            if not any(record is other for other in found):
                found.append(record)
        # A row above may have changed by what a record would be found.
        found = [record for record in found if _value(record, field_name) == key]
        for record in found:
            self.lend(record)
        return found

    def read(self) -> bool:
        """Read all that was asked for, with one query for each field; False if nothing was."""
        for asked, values in self._asked.items():
            model, field_name = asked
            for value in values:
                self._learn(asked, _key(value), ())
            rows = model._default_manager.filter(**{f"{field_name}__in": values}).order_by("pk")
            for record in rows:
                self._learn(asked, _value(record, field_name), [record])
        was_asked = bool(self._asked)
        self._asked.clear()
        return was_asked

    def keep(self, records: Iterable[Any]) -> None:
        """The row at hand is good: what its form did to records stands, and later rows find what it will write."""
        self._lent.clear()
        for record in records:
            self._coming[type(record)].append(record)
            if record.pk is not None:
                self._kept[type(record), record.pk] = record
            for (model, field_name), coming in self._coming_by.items():
                if model is type(record):
                    _add(coming, _value(record, field_name), record)

    def give_back(self) -> None:
        """The row at hand is bad: what its form did to records is undone."""
        for record, values, cached in self._lent.values():
            record.__dict__.clear()
            record.__dict__.update(values)
            record._state.fields_cache = cached  # noqa: SLF001 - documented by Django
        self._lent.clear()

    def as_lent(self, record: Any) -> dict[str, Any] | None:
        """How a record stood before the row at hand got it; None for one that it did not get from here."""
        lent = self._lent.get(id(record))
        return None if lent is None else lent[1]

    def _learn(self, asked: Asked, key: Hashable, records: Iterable[Any]) -> None:
        """Note what the database holds under a value."""
        answers = self._known[asked]
        answers.setdefault(key, [])
        for record in records:
            # The same object for the same row, whichever field it was found by.
            _add(answers, key, self._rows.setdefault((type(record), record.pk), record))

    def _to_come(self, asked: Asked) -> dict[Hashable, list[Any]]:
        """What rows above will write, by the field that is asked for."""
        if asked not in self._coming_by:
            self._coming_by[asked] = {}
            for record in self._coming[asked[0]]:
                _add(self._coming_by[asked], _value(record, asked[1]), record)
        return self._coming_by[asked]

    def lend(self, record: Any) -> None:
        """Hand a record to the row at hand, which may turn out bad."""
        if id(record) not in self._lent:
            cached = dict(record._state.fields_cache)  # noqa: SLF001 - documented by Django
            self._lent[id(record)] = (record, dict(record.__dict__), cached)


def _key(value: Any) -> Hashable:
    if not isinstance(value, models.Model):
        return value
    return ("unsaved", id(value)) if value.pk is None else value.pk


def _value(record: Any, field_name: str) -> Hashable:
    """By what a record is found: the plain value of the field, the key where it points to another record."""
    if field_name == "pk":
        return record.pk
    field = record._meta.get_field(field_name)
    value = getattr(record, field.attname)
    if value is None and field.is_relation and field.is_cached(record):
        return _key(field.get_cached_value(record))
    return value


def _add(answers: dict[Hashable, list[Any]], key: Hashable, record: Any) -> None:
    found = answers.setdefault(key, [])
    if not any(record is other for other in found):
        found.append(record)
