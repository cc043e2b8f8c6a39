"""Filters of a ledger, for the page and for whoever else reads its rows: django-filter's, with every choice narrowed to its reader."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import FieldError
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.constants import LOOKUP_SEP
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters.filterset import filterset_factory
from django_filters.widgets import BooleanWidget

from zugong.kernel.access.models import User
from zugong.kernel.ledger.columns import Column, column, text_of
from zugong.kernel.ledger.mistakes import LedgerMistake
from zugong.kernel.ledger.places import scoped
from zugong.kernel.ledger.sealed_queries import HELD, KEPT, KeptInput, digests_in, kept, kept_words, told, typed
from zugong.kernel.ledger.seeing import exists_for, may_match, may_order
from zugong.kernel.ledger.widgets import RecordPicker, dress
from zugong.kernel.registry.models import Unit

SIGNS = {"gte": _("自"), "gt": _("大于"), "lte": _("至"), "lt": _("小于"), "isnull": _("为空")}


class UnitWithinFilter(django_filters.ModelChoiceFilter):
    """Rows that hang on the chosen unit or on one below it."""

    def filter(self, qs: Any, value: Any) -> Any:
        """The rows in the chosen subtree."""
        return qs if value is None else qs.filter(**{f"{self.field_name}__path__startswith": value.path})


class SealedFilter(django_filters.CharFilter):
    """Rows in which a sealed value is the one typed; found by its digest, never in part."""

    def __init__(self, *args: Any, sealed_column: Column, **more: Any) -> None:
        super().__init__(*args, **more)
        self.sealed_column = sealed_column
        self.extra["widget"] = KeptInput(attrs={"autocomplete": "off"})

    def filter(self, qs: Any, value: Any) -> Any:
        """The rows with this value."""
        return qs.filter(_is(self.sealed_column, value)) if value else qs

    @property
    def field(self) -> Any:
        """The form's field, which knows what is sealed: what was typed is neither told nor kept in clear."""
        field = super().field
        field.sealed = self.sealed_column.sealed
        return field


class Whether(BooleanWidget):
    """全部, 是, 否."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = [("", _("全部")), ("true", _("是")), ("false", _("否"))]


class LedgerFilterSet(django_filters.FilterSet):
    """Labels from the model, widgets of ours, and related choices that hold only what the reader may see.

    A filter by what the reader may not see whole is not there, for it would tell: only a whole value can be matched.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        user = getattr(self.request, "user", None)
        for name, one in list(self.filters.items()):
            if user is not None and not _may_use(one, self._meta.model, user):
                del self.filters[name]

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
            if isinstance(field.widget, RecordPicker):
                field.widget.reader = getattr(self.request, "user", None)
        return form


def _may_use(one: Any, model: Any, user: User) -> bool:
    if one.field_name is None or one.method is not None:
        return True
    column_of = one.sealed_column if isinstance(one, SealedFilter) else column(model, one.field_name)
    return may_match(column_of, user) if one.lookup_expr in {"exact", "within"} else may_order(column_of, user)


def filterset_for(ledger: Any) -> Any:
    """The filterset class of a ledger; a filter or lookup that does not exist is a LedgerMistake."""
    if ledger.filterset_class is not None:
        return ledger.filterset_class
    where = ledger.__name__ if isinstance(ledger, type) else type(ledger).__name__
    columns = {name: column(ledger.model, name) for name in ledger.filters}
    plain = {name: list(lookups) for name, lookups in ledger.filters.items() if columns[name].sealed is None}
    matched = {}
    for name in [name for name in ledger.filters if name not in plain]:
        if list(ledger.filters[name]) != ["exact"]:
            raise LedgerMistake(f"{where}.filters: {name!r} is sealed, so it is filtered by exact alone")
        matched[name] = SealedFilter(field_name=name, label=columns[name].label, sealed_column=columns[name])
    try:
        base = type(f"{where}FilterSet", (LedgerFilterSet,), matched) if matched else LedgerFilterSet
        return filterset_factory(ledger.model, filterset=base, fields=plain)
    except (TypeError, FieldError) as error:
        raise LedgerMistake(f"{where}.filters: {error}") from error


def query_of(ledger: Any, query: QueryDict) -> QueryDict:
    """What is asked of a ledger as it may stand in an address: sealed values by their digests alone."""
    changed = query.copy()
    for name, one in filterset_for(ledger).base_filters.items():
        if name in changed and isinstance(one, SealedFilter):
            changed[name] = kept(str(changed[name]), one.sealed_column.sealed)
    if "q" in changed:
        compared = [one.sealed for one in (column(ledger.model, field) for field in ledger.search_fields) if one.sealed]
        changed["q"] = kept_words(str(changed["q"]), compared)
    return changed if changed != query else query


def query_sent(ledger: Any, sent: QueryDict) -> QueryDict:
    """What the form of a ledger's filters has sent, as it may stand in an address; what was left empty is not asked."""
    asked = QueryDict(mutable=True)
    for name, values in sent.lists():
        if name == "csrfmiddlewaretoken" or name.endswith(HELD):
            continue
        asked.setlist(name, [value for value in values if value] if len(values) > 1 else [typed(sent, name)])
    for name in [name for name, values in asked.lists() if not any(values)]:
        del asked[name]
    return query_of(ledger, asked)


def searched(rows: Any, fields: Any, text: str, user: User) -> Any:
    """The rows in one of whose fields each word of the text occurs; what the user does not see whole must be the word."""
    columns = [column(rows.model, field) for field in fields]
    for word in text.split()[:5]:
        condition = Q(pk__in=())
        for one in columns:
            condition |= _occurs(one, word, user)
        rows = rows.filter(condition)
    return rows


def _occurs(shown: Column, word: str, user: User) -> Q:
    if shown.sealed is not None:
        return _is(shown, word) if may_match(shown, user) else Q(pk__in=())
    if may_order(shown, user):
        return Q(**{f"{shown.name}{LOOKUP_SEP}icontains": word})
    return Q(**{f"{shown.name}{LOOKUP_SEP}iexact": word}) if exists_for(shown, user) else Q(pk__in=())


def _is(shown: Column, value: str) -> Q:
    """The condition that the sealed value is this one, typed or kept."""
    way = LOOKUP_SEP.join(shown.steps[:-1])
    if value.startswith(KEPT):
        return Q(**{LOOKUP_SEP.join(filter(None, (way, shown.sealed.digest, "in"))): digests_in(value)})
    return shown.sealed.among([value], way=way)


def nearest_first(rows: Any, fields: Any, text: str, user: User) -> Any:
    """The rows in their order, those before in which a field is the text, then those in which a field begins with it."""
    is_it, begins = Q(pk__in=()), Q(pk__in=())
    for field in fields:
        if not may_order(column(rows.model, field), user):
            continue
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
        if hasattr(field, "sealed"):
            shown = told(kept(str(value), field.sealed))
        if isinstance(value, bool):
            shown = text_of(value)
        parts.append(f"{field.label}：{shown}")
    return "；".join(parts)
