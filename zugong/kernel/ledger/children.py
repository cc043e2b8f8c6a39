"""Child rows: records that belong to one record, edited with it in one form and shown on its page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.ledger.columns import Column, column, select_for
from zugong.kernel.ledger.declaring import Ledger, ledger_of
from zugong.kernel.ledger.forms import form_for
from zugong.kernel.ledger.histories import Told, told_of_rows
from zugong.kernel.ledger.places import scoped
from zugong.kernel.ledger.saving import save_form, write
from zugong.kernel.ledger.seeing import shown

LAST_CHANGES = 20
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class ChildKind:
    """One kind of child rows of a ledger: its name there, its model, the link to the parent and what is typed."""

    name: str
    model: Any
    link: str
    form_fields: Sequence[str]
    form_class: Any

    @property
    def label(self) -> Any:
        """What people call a row."""
        return self.model._meta.verbose_name

    @property
    def columns(self) -> list[Column]:
        """What is shown of a row."""
        return [column(self.model, name) for name in self.form_fields]

    def rows_of(self, record: Any, user: User) -> Any:
        """The rows of a record that the user may see."""
        rows = self.model.objects.visible_to(user) if scoped(self.model) else self.model.objects.all()
        links = (*select_for(self.columns), *getattr(self.model, "named_with", ()))
        return rows.filter(**{self.link: record}).select_related(*links).order_by("pk")


def child_kinds(ledger: Ledger) -> list[ChildKind]:
    """The kinds of child rows that a ledger declares."""
    return [_kind(ledger.model, name, fields) for name, fields in ledger.children.items()]


def _kind(parent: Any, name: str, fields: Sequence[str]) -> ChildKind:
    relation = parent._meta.get_field(name)
    model = relation.related_model
    own = ledger_of(model)
    return ChildKind(name, model, relation.field.name, tuple(fields), own.form_class if own else None)


class ChildRows(BaseInlineFormSet):
    """The forms of a parent's rows; a row is taken away by voiding it with a reason."""

    kind: ChildKind

    def add_fields(self, form: Any, index: int | None) -> None:
        """A way to void the row, for those that exist."""
        super().add_fields(form, index)
        if form.instance.pk is not None:
            form.fields["DELETE"].label = _("作废")
            form.fields["why"] = forms.CharField(label=_("作废原因"), max_length=200, required=False)

    def clean(self) -> None:
        """A voided row needs a reason, and no two rows are one."""
        super().clean()
        taken: dict[tuple[Any, ...], int] = {}
        keys = [tuple(one.fields) for one in self.kind.model._meta.constraints if getattr(one, "fields", ())]
        for number, form in enumerate(self.forms, start=1):
            values = getattr(form, "cleaned_data", {})
            if values.get("DELETE"):
                if not values.get("why", "").strip():
                    form.add_error("why", _("请写明作废原因"))
                    raise forms.ValidationError(_("第 %(number)d 行：请写明作废原因") % {"number": number})
            elif form.has_changed() or form.instance.pk:
                self._refuse_double(form, number, keys, taken)

    def _refuse_double(self, form: Any, number: int, keys: list[Any], taken: dict[tuple[Any, ...], int]) -> None:
        for key in keys:
            values = tuple(getattr(form.instance, self.kind.model._meta.get_field(name).attname) for name in key)
            known = [value for name, value in zip(key, values, strict=True) if name != self.kind.link]
            first = taken.setdefault((key, *values), number)
            if first != number and None not in known:
                form.add_error(next(name for name in key if name != self.kind.link), _("与第 %d 行重复") % first)
                raise forms.ValidationError(
                    _("第 %(number)d 行与第 %(first)d 行重复") % {"number": number, "first": first}
                )

    @property
    def heads(self) -> list[Any]:
        """The fields of a row, for the table's head."""
        return [self.empty_form[name] for name in self.kind.form_fields]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each row's form, with what is shown in a cell of its own."""
        return [self._line(form) for form in self.forms]

    def _line(self, form: Any) -> dict[str, Any]:
        voiding = form.instance.pk is not None
        return {
            "form": form,
            "cells": [form[name] for name in self.kind.form_fields],
            "void": form["DELETE"] if voiding else None,
            "why": form["why"] if voiding else None,
        }


def child_forms(ledger: Ledger, record: Any, user: User, data: Any = None) -> list[Any]:
    """The formsets of a record's child rows, filled from what was typed; one empty row is left at the end of each."""
    made = []
    for kind in child_kinds(ledger):
        factory = inlineformset_factory(
            ledger.model,
            kind.model,
            form=form_for(kind),
            formset=ChildRows,
            fk_name=kind.link,
            fields=list(kind.form_fields),
            extra=1,
            can_delete_extra=False,
        )
        factory.kind = kind  # type: ignore[attr-defined]
        rows = kind.rows_of(record, user) if record.pk else kind.model.objects.none()
        made.append(factory(data or None, instance=record, queryset=rows, prefix=kind.name, form_kwargs={"user": user}))
    return made


def one_more_row(ledger: Ledger, user: User, data: Any, name: str) -> Any:
    """What was typed, with room for one more child row of that name, filled as an untouched row is."""
    more, counter = data.copy(), f"{name}-TOTAL_FORMS"
    count = more.get(counter, "")
    if not count.isdecimal() or int(count) >= MOST_ROWS:
        return more
    more[counter] = str(int(count) + 1)
    for formset in child_forms(ledger, ledger.model(), user):
        for field in formset.heads if formset.prefix == name else ():
            value = field.value()
            if value is not None:
                more[f"{name}-{count}-{field.name}"] = value
    return more


@transaction.atomic
def save_whole(*, ledger: Ledger, form: Any, rows: Iterable[Any], by: User) -> Any:
    """Save a valid form and its child rows, or nothing. Raises NotYours, ChangedMeanwhile."""
    record = save_form(ledger=ledger, form=form, by=by)
    for formset in rows:
        for row in formset.forms:
            _save_row(row, formset.kind, record, by)
    return record


def _save_row(row: Any, kind: ChildKind, parent: Any, by: User) -> None:
    if row.instance.pk is not None and row.cleaned_data.get("DELETE"):
        stored = kind.model.objects.get(pk=row.instance.pk)
        stored.version = row.cleaned_data.get("seen_version") or 0
        writing.void(stored, by=by, why=row.cleaned_data["why"])
    elif row.has_changed():
        setattr(row.instance, kind.link, parent)
        if row.instance.pk is not None:
            row.instance.version = row.cleaned_data.get("seen_version") or 0
        for one in row.records() if hasattr(row, "records") else [row.instance]:
            write(one, by=by)


def show_both(formset: Any) -> list[tuple[Any, str, str]]:
    """Where typed child rows differ from what somebody else has saved; they are made ready to be saved over it."""
    found: list[tuple[Any, str, str]] = []
    formset.data = formset.data.copy()
    for number, row in enumerate(formset.forms, start=1):
        stored = formset.kind.model.with_voided.filter(pk=row.instance.pk).first()
        if stored is None or stored.version == row.cleaned_data.get("seen_version"):
            continue
        # Each form holds what was typed by itself.
        row.data = formset.data
        formset.data[row.add_prefix("seen_version")] = stored.version
        place = _("%(kind)s第 %(number)d 行") % {"kind": formset.kind.label, "number": number}
        found += [(f"{place} {label}", theirs, mine) for label, theirs, mine in row.differences_from(stored)]
    return found


@dataclass(frozen=True, slots=True)
class ShownChildren:
    """The child rows of one kind as a record's page shows them."""

    kind: ChildKind
    lines: list[list[tuple[Column, str]]]
    events: list[Told]


def shown_children(ledger: Ledger, record: Any, user: User) -> list[ShownChildren]:
    """A record's child rows and their last changes."""
    found = []
    for kind in child_kinds(ledger):
        columns = kind.columns
        keys = kind.model.with_voided.filter(**{kind.link: record}).values_list("pk", flat=True)
        events = [event for _, event in told_of_rows(kind.model, keys, after=0, reader=user, count=LAST_CHANGES)]
        lines = [[(one, shown(one, row, user)) for one in columns] for row in kind.rows_of(record, user)]
        found.append(ShownChildren(kind, lines, events))
    return found
