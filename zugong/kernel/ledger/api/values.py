"""What a program reads of a record: the columns and form fields of its ledger, each as far as its reader may see it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models

from zugong.kernel.access.models import User
from zugong.kernel.access.sights import Sight
from zugong.kernel.ledger import seeing
from zugong.kernel.ledger.columns import Column, column, text_of
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.forms import form_for
from zugong.kernel.sealing.classes import FieldClass, class_of

OWN = ("id", "version", "voided_at", "voided_why")
"""What every record tells beside its ledger's columns."""

KNOWN = (str, int, float, list, dict, date, Decimal)
"""What a property may answer with so that a program reads it as it is; the rest is told as people read it."""


def columns_of(ledger: Ledger) -> list[Column]:
    """The columns of a ledger's answers: those of the list, of the form and of the record's page."""
    stored = {field.name for field in ledger.model._meta.concrete_fields}
    typed = [name for name in form_for(ledger).base_fields if name in stored] if ledger.form_fields else []
    parts = [one.name for _, part in ledger.parts for one in part]
    names = dict.fromkeys([*ledger.columns, *typed, *parts])
    return [column(ledger.model, name) for name in names if name not in OWN]


@cache
def code_field(model: Any) -> str:
    """The field by which people and programs name a record of the model: its code, else its one unique text; "" if there is none."""
    texts = [field for field in model._meta.concrete_fields if isinstance(field, models.CharField)]
    open_ones = [field for field in texts if class_of(model, field.name) in {FieldClass.PUBLIC, FieldClass.INTERNAL}]
    unique = [field.name for field in open_ones if field.unique and field.editable and field.name != "digest"]
    return "code" if any(field.name == "code" for field in open_ones) else (unique or [""])[0]


def told(ledger: Ledger, records: Sequence[Any], user: User) -> list[dict[str, Any]]:
    """The records as programs read them; columns that do not exist for the user are left out."""
    shown = seeing.columns_for(columns_of(ledger), user)
    return [_told(record, shown, user) for record in records]


def _told(record: Any, columns: Sequence[Column], user: User) -> dict[str, Any]:
    own = {"id": record.pk} | {name: getattr(record, name, None) for name in OWN[1:]}
    return own | {one.name: value_of(one, record, user) for one in columns}


def value_of(shown: Column, record: Any, user: User) -> Any:
    """One value: plain where it is clear to the user, masked as text where it is not, None where it is hidden."""
    sight = sight_of(shown, record, user)
    if sight == Sight.HIDDEN:
        return None
    if shown.field is not None and shown.field.is_relation:
        return _linked(shown, record, user)
    return _plain(shown, record) if sight == Sight.CLEAR else shown.masked(record)


def sight_of(shown: Column, record: Any, user: User) -> Sight:
    """What a program sees on behalf of the user: as much as the user, but nothing sensitive whole, be it the user's own."""
    seen = seeing.sight(shown, record, user)
    return min(seen, Sight.MASKED) if shown.field_class == FieldClass.SENSITIVE else seen


def _plain(shown: Column, record: Any) -> Any:
    """The stored value, so that what was read can be written back: a choice by its code, not by its label."""
    if shown.field is None:
        value = shown.value(record)
        return value if value is None or isinstance(value, KNOWN) else text_of(value)
    for step in shown.steps[:-1]:
        record = getattr(record, step)
        if record is None:
            return None
    value = getattr(record, shown.steps[-1])
    return value.name if isinstance(value, models.fields.files.FieldFile) else value


def _linked(shown: Column, record: Any, user: User) -> dict[str, Any] | None:
    linked = shown.subject(record)
    if linked is None:
        return None
    model: Any = type(linked)
    code = code_field(model)
    return {
        "id": linked.pk,
        "name": seeing.shown(shown, record, user),
        "code": getattr(linked, code) if code else "",
    }
