"""Filters of a ledger, for the page and for whoever else reads its rows: django-filter's, with every choice narrowed to its reader."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import FieldError
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.constants import LOOKUP_SEP
from django.utils.translation import gettext_lazy as _
from django_filters.filterset import filterset_factory
from django_filters.widgets import BooleanWidget

from zugong.kernel.ledger.columns import column
from zugong.kernel.ledger.mistakes import LedgerMistake
from zugong.kernel.ledger.places import scoped
from zugong.kernel.ledger.widgets import RecordPicker, dress
from zugong.kernel.registry.models import Unit

SIGNS = {"gte": _("自"), "gt": _("大于"), "lte": _("至"), "lt": _("小于"), "isnull": _("为空")}


class UnitWithinFilter(django_filters.ModelChoiceFilter):
    """Rows that hang on the chosen unit or on one below it."""

    def filter(self, qs: Any, value: Any) -> Any:
        """The rows in the chosen subtree."""
        return qs if value is None else qs.filter(**{f"{self.field_name}__path__startswith": value.path})


class Whether(BooleanWidget):
    """全部, 是, 否."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = [("", _("全部")), ("true", _("是")), ("false", _("否"))]


class LedgerFilterSet(django_filters.FilterSet):
    """Labels from the model, widgets of ours, and related choices that hold only what the reader may see."""

    @classmethod
    def filter_for_field(cls, field: Any, field_name: str, lookup_expr: str | None = None) -> Any:
        """The filter of one field and lookup."""
        lookup = lookup_expr or "exact"
        label = column(cls._meta.model, field_name).label
        if isinstance(field, models.ForeignKey):
            return _related(field, field_name, lookup, label)
        made = super().filter_for_field(field, field_name, lookup)
        if isinstance(made, django_filters.ChoiceFilter):
            made.extra["empty_label"] = _("全部")
        if isinstance(made, django_filters.BooleanFilter):
            made.extra["widget"] = Whether
        made.label = f"{label} {SIGNS[lookup]}" if lookup in SIGNS else label
        return made

    @property
    def form(self) -> Any:
        """The filters as a form with the page's own look."""
        form = super().form
        for field in form.fields.values():
            field.required = False
            dress(field)
        return form


def filterset_for(ledger: Any) -> Any:
    """The filterset class of a ledger; a filter or lookup that does not exist is a LedgerMistake."""
    if ledger.filterset_class is not None:
        return ledger.filterset_class
    try:
        return filterset_factory(
            ledger.model, filterset=LedgerFilterSet, fields={k: list(v) for k, v in ledger.filters.items()}
        )
    except (TypeError, FieldError) as error:
        where = ledger.__name__ if isinstance(ledger, type) else type(ledger).__name__
        raise LedgerMistake(f"{where}.filters: {error}") from error


def searched(rows: Any, fields: Any, text: str) -> Any:
    """The rows in one of whose fields each word of the text occurs."""
    for word in text.split()[:5]:
        condition = Q(pk__in=())
        for field in fields:
            condition |= Q(**{f"{field}{LOOKUP_SEP}icontains": word})
        rows = rows.filter(condition)
    return rows


def nearest_first(rows: Any, fields: Any, text: str) -> Any:
    """The rows in their order, those before in which a field is the text, then those in which a field begins with it."""
    is_it, begins = Q(pk__in=()), Q(pk__in=())
    for field in fields:
        is_it |= Q(**{f"{field}__iexact": text})
        begins |= Q(**{f"{field}__istartswith": text})
    rows = rows.annotate(farness=Case(When(is_it, then=0), When(begins, then=1), default=2))
    return rows.order_by("farness", *(rows.query.order_by or rows.model._meta.ordering), "pk")


def _related(field: Any, name: str, lookup: str, label: Any) -> django_filters.Filter:
    model = field.related_model
    if lookup not in {"exact", "within"} or (lookup == "within" and not issubclass(model, Unit)):
        raise TypeError(
            f"a foreign key such as {name!r} is filtered by exact, one to Unit also by within, not by {lookup!r}"
        )
    if not scoped(model):
        raise TypeError(f"{name!r} leads to {model.__name__}, which has no visible_to")
    kind = UnitWithinFilter if lookup == "within" else django_filters.ModelChoiceFilter
    return kind(
        field_name=name,
        label=label,
        queryset=lambda request: model.objects.visible_to(request.user),
        widget=RecordPicker(model),
    )


def described(form: forms.Form) -> str:
    """The filters in force, in words, for the head of an export: `单位：金安区；任职日期 自：2023-01-01`."""
    parts = []
    for name, value in getattr(form, "cleaned_data", {}).items():
        if value in (None, "", []):
            continue
        field = form.fields[name]
        shown = dict(getattr(field, "choices", ())).get(value, value) if isinstance(field, forms.ChoiceField) else value
        parts.append(f"{field.label}：{shown}")
    return "；".join(parts)
