"""The columns that an import looks for: the fields of the ledger's form, under their labels and what people have called them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zugong.kernel.access.models import User
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.forms import RecordForm, form_for
from zugong.kernel.ledger.importing.models import ColumnMeaning
from zugong.kernel.sealing.classes import NAME, FieldClass, class_of
from zugong.kernel.workbook.columns import Column, Kind, label_forms

NOT_TYPED = (forms.ModelMultipleChoiceField, forms.FileField, forms.MultiValueField)
KINDS: tuple[tuple[type[forms.Field], Kind], ...] = (
    (forms.DecimalField, Kind.DECIMAL),
    (forms.FloatField, Kind.DECIMAL),
    (forms.IntegerField, Kind.INTEGER),
    (forms.DateTimeField, Kind.TEXT),
    (forms.DateField, Kind.DATE),
    (forms.ModelChoiceField, Kind.TEXT),
    (forms.ChoiceField, Kind.CHOICE),
    (forms.BooleanField, Kind.CHOICE),
)
CODE_ENDINGS = ("code", "number", "phone", "account", "digest")
YES_NO = (("True", "是"), ("False", "否"))
STRICT = frozenset({FieldClass.PERSONAL, FieldClass.SENSITIVE})
ROW_NUMBER, REASONS = "原行号", "问题"
"""The columns that a workbook of bad rows has beside the ledger's own."""


def form_of(ledger: Ledger, user: User, **more: Any) -> RecordForm:
    """The ledger's form for somebody who imports; rows are put into it one after another."""
    return form_for(ledger)({}, instance=ledger.model(), user=user, **more)


def typed_fields(form: RecordForm) -> dict[str, forms.Field]:
    """The fields of a form that a spreadsheet can fill."""
    return {
        name: field
        for name, field in form.fields.items()
        if not (isinstance(field, NOT_TYPED) or field.widget.is_hidden or field.disabled)
    }


def columns_of(ledger: Ledger, user: User, mapping: Mapping[str, str] | None = None) -> list[Column]:
    """What to look for in a file: every field that can be typed, also under the labels that were found to mean it.

    `mapping` says for one import what its labels mean (field by label), before what is remembered of the ledger.
    """
    aliases = _aliases(ledger, mapping or {})
    form = form_of(ledger, user)
    return [_column(form, name, field, aliases[name]) for name, field in typed_fields(form).items()]


def passed_over(ledger: Ledger, mapping: Mapping[str, str]) -> set[str]:
    """The labels that somebody said to pass over, as they are compared."""
    return {label_forms(label)[0] for label, field in _meanings(ledger, mapping).items() if not field}


def defaults_of(form: RecordForm) -> dict[str, str]:
    """What stands in the fields that must be filled of an empty form, as its page shows it: a new row that says nothing else takes it."""
    return {
        name: form_text(form.initial[name])
        for name, field in typed_fields(form).items()
        if field.required and _has_default(form, name)
    }


def may_be_personal(ledger: Ledger, user: User) -> bool:
    """True where what stands in a file for the ledger may say something personal; what is not the record's own may always."""
    model = ledger.model
    own = {field.name: field for field in model._meta.concrete_fields}
    for name in typed_fields(form_of(ledger, user)):
        if name not in own or class_of(model, name) in STRICT:
            return True
        if own[name].is_relation and class_of(own[name].related_model, NAME) in STRICT:
            return True
    return False


def form_text(value: Any) -> str:
    """What is typed into a form for a value that was read from a cell."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _meanings(ledger: Ledger, mapping: Mapping[str, str]) -> dict[str, str]:
    remembered = ColumnMeaning.objects.filter(ledger_name=ledger.name).values_list("label", "field")
    return {**dict(remembered), **mapping}


def _aliases(ledger: Ledger, mapping: Mapping[str, str]) -> dict[str, list[str]]:
    aliases = defaultdict(list)
    for label, field in _meanings(ledger, mapping).items():
        aliases[field].append(label)
    return aliases


def _column(form: RecordForm, name: str, field: forms.Field, aliases: Sequence[str]) -> Column:
    return Column(
        key=name,
        label=str(field.label or name),
        kind=_kind(name, field),
        aliases=tuple(aliases),
        required=field.required and not _has_default(form, name),
        choices=_choices(field),
        help=str(field.help_text or ""),
        # Rosters often give the month alone; the preview shows what it was read as.
        month_enough=True,
    )


def _kind(name: str, field: forms.Field) -> Kind:
    found = next((kind for type_, kind in KINDS if isinstance(field, type_)), Kind.TEXT)
    return Kind.CODE if found is Kind.TEXT and name.endswith(CODE_ENDINGS) else found


def _has_default(form: RecordForm, name: str) -> bool:
    """True where the record has a value before anything is typed."""
    return form.initial.get(name) not in (None, "")


def _choices(field: forms.Field) -> tuple[tuple[str, str], ...]:
    if isinstance(field, forms.ModelChoiceField):
        return ()
    if isinstance(field, forms.BooleanField):
        return tuple((code, _(label)) for code, label in YES_NO)
    choices: Any = getattr(field, "choices", ())
    return tuple((str(code), str(label)) for code, label in choices if code not in (None, ""))
