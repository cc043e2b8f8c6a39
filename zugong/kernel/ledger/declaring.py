"""The declaration of a record type, and the registry of all of them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django_filters import FilterSet

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger import checking
from zugong.kernel.ledger.columns import Column, column, select_for
from zugong.kernel.ledger.places import place_of, see_the_whole, way_to_place, where_held

_registered: dict[str, "Ledger"] = {}


class Ledger:
    """What is listed, filtered and asked for of one model; the docstring of a subclass tells its readers what it is for.

    Defining a subclass registers it. A name that does not exist, here or on the model, stops the start.
    """

    model: ClassVar[Any]
    name: ClassVar[str] = ""
    """Its address, /ledgers/<name>/."""
    columns: ClassVar[Sequence[str]] = ()
    filters: ClassVar[Mapping[str, Sequence[str]]] = {}
    """Lookups by field; a foreign key to Unit also knows `within`, the unit and all below it."""
    form_fields: ClassVar[Sequence[str]] = ()
    """What people may type; empty where records are made by actions alone."""
    ordering: ClassVar[Sequence[str]] = ("pk",)
    search_fields: ClassVar[Sequence[str]] = ()
    form_class: ClassVar[type[forms.ModelForm[Any]] | None] = None
    filterset_class: ClassVar[type[FilterSet] | None] = None
    verbs: ClassVar[Mapping[str, Verb]] = {}
    """Who may `read`, `edit` and `export`; unsaid: everybody who sees rows, EDIT, EXPORT. Held at a unit, for its subtree."""
    detail_sections: ClassVar[Sequence[tuple[Any, Sequence[str]]]] = ()
    """The record's page in parts: title and fields; unsaid: one part with columns and form fields."""
    children: ClassVar[Mapping[str, Sequence[str]]] = {}
    """Rows that belong to a record and are edited with it: the name of the relation, and what people type in a row."""

    def __init_subclass__(cls) -> None:
        """Check the declaration and register it."""
        super().__init_subclass__()
        cls.verbs = {"edit": Verb.EDIT, "export": Verb.EXPORT} | dict(cls.verbs)
        checking.check(cls, taken=_registered)
        _registered[cls.name] = cls()

    @property
    def label(self) -> Any:
        """What people call a record."""
        return self.model._meta.verbose_name

    @property
    def purpose(self) -> str:
        """What the ledger is for: the first line of its docstring."""
        return (type(self).__doc__ or "").strip().split("\n")[0]

    @cached_property
    def shown(self) -> list[Column]:
        """The columns of the list."""
        return [column(self.model, name) for name in self.columns]

    @cached_property
    def parts(self) -> list[tuple[Any, list[Column]]]:
        """The record's page: titles with their columns."""
        sections = self.detail_sections or [("", list(dict.fromkeys([*self.columns, *self.form_fields])))]
        return [(title, [column(self.model, name) for name in names]) for title, names in sections]

    def visible_to(self, user: User, *, voided: bool = False) -> Any:
        """The rows the user may see, with everything the columns name; the only query in the ledger."""
        if "read" in self.verbs and not may(user, self.verbs["read"]):
            return self.model.objects.none()
        rows = see_the_whole(self.model) if voided else self.model.objects
        columns = [*self.shown, *(column for _, part in self.parts for column in part)]
        seen = rows.visible_to(user)
        if "read" in self.verbs:
            seen = where_held(seen, user, self.verbs["read"])
        along = (*getattr(self.model, "named_with", ()), *way_to_place(self.model))
        return seen.select_related(*select_for(columns), *along)

    def may_edit(self, user: User, record: Any = None) -> bool:
        """May the user write this record; without one: may the user write any."""
        if record is None:
            return bool(self.form_fields) and may(user, self.verbs["edit"])
        return bool(self.form_fields) and may(user, self.verbs["edit"], at=place_of(record))

    def may_export(self, user: User) -> bool:
        """May the user take what the list shows away as a spreadsheet."""
        return may(user, self.verbs["export"])


def registered() -> list[Ledger]:
    """All ledgers, by name."""
    return [_registered[name] for name in sorted(_registered)]


def ledger_named(name: str) -> Ledger | None:
    """The ledger at that address."""
    return _registered.get(name)


def ledger_of(model: Any) -> Ledger | None:
    """The first ledger declared over a model."""
    return next((ledger for ledger in _registered.values() if ledger.model is model), None)


def withdraw(name: str) -> None:
    """Take a ledger back; for tests and trials that declare one for a while."""
    _registered.pop(name, None)
