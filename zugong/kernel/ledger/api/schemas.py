"""What is read and written at a ledger's addresses, as types: derived from its columns and its form."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django import forms
from django.db import models
from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import ConfigDict, Field, Strict, create_model

from zugong.kernel.ledger.api.values import columns_of
from zugong.kernel.ledger.columns import Column
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.forms import form_for
from zugong.kernel.sealing.classes import FieldClass

LARGEST_KEY = 2**63 - 1
UNSENT = frozenset({"seen_version"})
"""Fields of a form that programs do not fill: the version seen stands in a header."""

Key = Annotated[int, Strict(), Field(ge=1, le=LARGEST_KEY)]
Text = Annotated[str, Strict()]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"})]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Whether = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
Number = (
    Annotated[int, Strict()]
    | Annotated[float, Strict(), Field(allow_inf_nan=False)]
    | Annotated[str, Field(pattern=r"^-?\d{1,20}(\.\d{1,10})?$")]
)


class Linked(Schema):
    """A record that another points to."""

    id: int = Field(title=gettext_noop("编号"))
    name: str = Field(title=gettext_noop("名称"))
    code: str = Field(title=gettext_noop("代码"), description=gettext_noop("没有代码的为空"))


class Reference(Schema):
    """A record to point to, as it was read: its id counts, and where it is absent its code."""

    model_config = ConfigDict(extra="ignore")

    id: Key | None = None
    code: Text = ""
    name: Text = ""


OWN_TYPES: dict[str, tuple[Any, str]] = {
    "id": (int, gettext_noop("编号")),
    "version": (int | None, gettext_noop("版本")),
    "voided_at": (datetime | None, gettext_noop("作废时间")),
    "voided_why": (str | None, gettext_noop("作废原因")),
}

Pointer = Key | Text | Reference
"""A record to point to: its id, its code, or both as they were read."""


class Written(Schema):
    """What can be sent to a ledger; a name that it does not have is refused."""

    model_config = ConfigDict(extra="forbid")


class Why(Written):
    """Why something is done."""

    why: Annotated[str, Strict(), Field(min_length=1, max_length=200, title=gettext_noop("原因"))]


@dataclass(frozen=True, slots=True)
class Schemas:
    """The types of one ledger: one record, a page of them, a whole record sent, a change sent."""

    record: Any
    page: Any
    whole: Any
    change: Any


def schemas_for(ledger: Ledger) -> Schemas:
    """The types of a ledger, named after it."""
    name = type(ledger).__name__
    record: Any = create_model(f"{name}Record", __base__=Schema, __doc__=ledger.purpose, **_read(ledger))
    page: Any = create_model(
        f"{name}Page",
        __base__=Schema,
        items=(list[record], ...),
        next=(str | None, Field(title=gettext_noop("下一页"), description=gettext_noop("没有更多时为空"))),
    )
    whole: Any = create_model(f"{name}Whole", __base__=Written, **_written(ledger, every=True))
    change: Any = create_model(f"{name}Change", __base__=Written, **_written(ledger, every=False))
    return Schemas(record, page, whole, change)


def _read(ledger: Ledger) -> dict[str, Any]:
    own: dict[str, Any] = {name: (kind, Field(title=title)) for name, (kind, title) in OWN_TYPES.items()}
    columns = {
        one.name: (_type_read(one) | None, Field(default=None, title=str(one.label))) for one in columns_of(ledger)
    }
    return own | columns


PLAIN: tuple[tuple[Any, Any], ...] = (
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.DecimalField, Decimal),
    (models.FloatField, float),
    (models.DateTimeField, datetime),
    (models.DateField, date),
    (models.TimeField, time),
    (models.UUIDField, UUID),
    (models.JSONField, Any),
)


def _type_read(shown: Column) -> Any:
    """The type of a value; what some readers see masked may be text instead."""
    field = shown.field
    if field is None:
        return Any
    if field.is_relation:
        return Linked
    plain = next((kind for model, kind in PLAIN if isinstance(field, model)), str)
    masked = shown.field_class not in {FieldClass.PUBLIC, FieldClass.INTERNAL}
    return plain | str if masked and plain is not Any else plain


def _written(ledger: Ledger, *, every: bool) -> dict[str, Any]:
    """The fields of the form, and the names that are read but cannot be set: whoever sends back what was read need not take them out."""
    if not ledger.form_fields:
        return {}
    typed = {
        name: _sent(field, every=every)
        for name, field in form_for(ledger).base_fields.items()
        if name not in UNSENT and not isinstance(field, forms.FileField)
    }
    read_only: dict[str, Any] = {"json_schema_extra": {"readOnly": True}}
    ignored = {name: (Any, Field(default=None, title=title, **read_only)) for name, (_, title) in OWN_TYPES.items()}
    ignored |= {one.name: (Any, Field(default=None, title=str(one.label), **read_only)) for one in columns_of(ledger)}
    return ignored | typed


def _sent(field: Any, *, every: bool) -> tuple[Any, Any]:
    """A form's field as it is sent: needed unless the form begins with a value; in a change nothing is, but it cannot be emptied."""
    kind = _type_sent(field)
    told: dict[str, Any] = {"title": str(field.label or ""), "description": str(field.help_text or "") or None}
    needed = field.required and not isinstance(field, forms.BooleanField)
    if needed and every and field.initial is None:
        return kind, Field(**told)
    return (kind if needed else kind | None), Field(default=None, **told)


def codes_of(field: Any) -> list[Any]:
    """What can be chosen in a form's field, without the empty choice."""
    choices: Any = field.choices
    return [code for code, _label in choices if code not in (None, "")]


def _type_sent(field: Any) -> Any:
    if isinstance(field, forms.ModelMultipleChoiceField):
        return list[Pointer]
    if isinstance(field, forms.ModelChoiceField):
        return Pointer
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.MultipleChoiceField):
        codes = tuple(codes_of(field))
        flat = all(isinstance(code, str | int) for code in codes)
        return Literal[codes] if codes and flat else Text
    kinds: tuple[tuple[Any, Any], ...] = (
        (forms.NullBooleanField, Whether),
        (forms.BooleanField, Whether),
        (forms.FloatField, Number),
        (forms.DecimalField, Number),
        (forms.IntegerField, Whole),
        (forms.DateTimeField, Moment),
        (forms.DateField, Day),
        (forms.JSONField, Any),
        (forms.MultipleChoiceField, list[Text]),
    )
    kind = next((kind for form, kind in kinds if isinstance(field, form)), None)
    return _text_sent(field) if kind is None else kind


def _text_sent(field: Any) -> Any:
    limits: dict[str, Any] = {"max_length": getattr(field, "max_length", None)}
    if field.required:
        limits["min_length"] = 1
    return Annotated[str, Strict(), Field(**{name: limit for name, limit in limits.items() if limit})]
