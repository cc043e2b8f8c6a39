"""A declaration is checked where it is written: a misspelt name stops the start and says what is allowed."""

import re
from collections.abc import Container, Iterable
from typing import Any

from django.db import models
from django.forms import ModelForm
from django_filters import FilterSet

from zugong.kernel.history.models import Record
from zugong.kernel.ledger.columns import column
from zugong.kernel.ledger.filtering import filterset_for
from zugong.kernel.ledger.mistakes import LedgerMistake, unknown
from zugong.kernel.ledger.places import scoped

ALLOWED = frozenset(
    {"model", "name", "columns", "filters", "form_fields", "ordering", "search_fields"}
    | {"form_class", "filterset_class", "verbs", "detail_sections", "children"}
)
VERBS = frozenset({"read", "edit", "export"})


def check(ledger: Any, *, taken: Container[str]) -> None:
    """Raise LedgerMistake unless every name in the declaration leads somewhere; gives the ledger its default name."""
    where = ledger.__name__
    for name in vars(ledger):
        if not name.startswith("_") and name not in ALLOWED:
            raise unknown(where, name, ALLOWED)
    for name in ledger.verbs:
        if name not in VERBS:
            raise unknown(f"{where}.verbs", name, VERBS)
    if not (ledger.__doc__ or "").strip():
        raise LedgerMistake(f"{where}: the docstring is what its readers are told; say what the ledger is for")
    _check_model(ledger, where)
    ledger.name = ledger.name or re.sub(r"(?<!^)(?=[A-Z])", "-", where).lower()
    if ledger.name in taken:
        raise LedgerMistake(f"{where}: a ledger named {ledger.name!r} exists already")
    _check_fields(ledger, where)
    _check_form(ledger, where)
    for name, fields in ledger.children.items():
        _check_children(ledger, name, fields, f"{where}.children")
    if ledger.filterset_class is None:
        filterset_for(ledger)
    elif not issubclass(ledger.filterset_class, FilterSet):
        raise LedgerMistake(f"{where}.filterset_class is not a FilterSet")


def _check_model(ledger: Any, where: str) -> None:
    model: Any = getattr(ledger, "model", None)
    if not (isinstance(model, type) and issubclass(model, models.Model)):
        raise LedgerMistake(f"{where}: `model` must be a model")
    if not scoped(model):
        raise LedgerMistake(f"{where}: {model.__name__}.objects has no visible_to; make it a ScopedRecord")


def _check_fields(ledger: Any, where: str) -> None:
    if not ledger.columns:
        raise LedgerMistake(f"{where}: a ledger shows at least one column")
    named = [*ledger.columns, *ledger.form_fields, *(name for _, names in ledger.detail_sections for name in names)]
    for name in named:
        column(ledger.model, name)
    matched = [name for name in ledger.search_fields if getattr(column(ledger.model, name).sealed, "digest", "")]
    for name in [*(name.lstrip("-") for name in ledger.ordering), *ledger.search_fields]:
        if not column(ledger.model, name).sort and name not in matched:
            raise LedgerMistake(f"{where}: {name!r} is computed, so the database can neither order nor search by it")


def _check_form(ledger: Any, where: str) -> None:
    if ledger.form_fields and not issubclass(ledger.model, Record):
        raise LedgerMistake(
            f"{where}.form_fields: {ledger.model.__name__} is no Record, so its changes could not be told"
        )
    if ledger.form_class is not None:
        if not issubclass(ledger.form_class, ModelForm):
            raise LedgerMistake(f"{where}.form_class is not a ModelForm")
        return
    _check_typed(ledger.model, ledger.form_fields, f"{where}.form_fields")


def _check_typed(model: Any, names: Iterable[str], where: str) -> None:
    for name in names:
        typed = column(model, name)
        field = typed.field
        if typed.sealed is not None and len(typed.steps) == 1:
            continue
        if field is None or field.model is not model or not field.editable:
            raise LedgerMistake(f"{where}: {name!r} cannot be typed")
        if field.is_relation and not scoped(field.related_model):
            raise LedgerMistake(f"{where}: {name!r} leads to a model without visible_to; give a form_class")


def _check_children(ledger: Any, name: str, fields: Iterable[str], where: str) -> None:
    relations = {one.name: one for one in ledger.model._meta.related_objects if one.one_to_many}
    if name not in relations:
        raise unknown(where, name, relations)
    if not issubclass(relations[name].related_model, Record):
        raise LedgerMistake(f"{where}: {name!r} are no Records, so their changes could not be told")
    if not ledger.form_fields:
        raise LedgerMistake(f"{where}: there is no form with which {name!r} could be edited; name form_fields")
    _check_typed(relations[name].related_model, fields, where)
