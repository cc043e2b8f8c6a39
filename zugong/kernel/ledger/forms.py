"""The form of a record: Django's, with related choices narrowed to what its user may see, and a lock against silent overwriting."""

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.ledger.columns import Column, column, text_of
from zugong.kernel.ledger.conditions import fields_in_constraints
from zugong.kernel.ledger.lookups import Lookups
from zugong.kernel.ledger.sealed_fields import SealedField
from zugong.kernel.ledger.seeing import may_type
from zugong.kernel.ledger.widgets import RecordPicker, dress
from zugong.kernel.sealing.values import sealed_named


class RecordForm(forms.ModelForm):
    """Sets fields of its own record and nothing else; a change that is a verb is an action, not a form.

    `seen_version` is the version that the person saw; whoever saves checks that it is still the current one.
    A form that needs other records asks `self.lookups` in its `clean`, and tells in `records` what it makes or changes beside its own
    record: so spreadsheets of any length go through the same form. Cleaning writes nothing.

    Where several lines of a roster may tell of one record, each a part of it, the form names the fields that tell the part in
    `part_fields` and answers `parts`. `alone` is then False for a line beside which others tell of the same record, and `beside` holds
    their parts, each with the number of its line.
    """

    part_fields: ClassVar[tuple[str, ...]] = ()
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    _strict: ClassVar[list[Column]]

    def __init__(self, *args: Any, user: User, lookups: Lookups | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.user = user
        self.lookups = lookups or Lookups()
        self.alone = True
        self.beside: Mapping[Hashable, int] = {}
        self.fields["seen_version"].initial = self.instance.version if self.instance.pk else None
        for strict in self.strict_columns():
            if not may_type(strict, user):
                del self.fields[strict.name]
        for name, field in self.fields.items():
            dress(field)
            if isinstance(field, forms.ModelChoiceField):
                self._narrow(name, field)
            if isinstance(field.widget, RecordPicker):
                field.widget.reader = user
            if isinstance(field, SealedField) and self.instance.pk:
                field.tell_what_is_there(self.instance)

    @classmethod
    def strict_columns(cls) -> list[Column]:
        """The record's own values that are asked for and that not every role may write."""
        if "_strict" not in cls.__dict__:
            model = cls._meta.model
            # Links to many records have no one value; their choices are narrowed instead.
            asked = set(cls._meta.fields or ()) - {field.name for field in model._meta.many_to_many}
            own = [name for name in cls.base_fields if name in asked or sealed_named(model, name)]
            cls._strict = [one for one in (column(model, name) for name in own) if one.strict]
        return cls._strict

    def _post_clean(self) -> None:
        """Seal what was typed before the record is checked as a whole, so that the record can compare it with the rest."""
        self.put_sealed()
        super()._post_clean()  # type: ignore[misc]

    def put_sealed(self) -> None:
        """Have the record hold the sealed values that were typed."""
        for name, field in self.fields.items():
            if isinstance(field, SealedField) and not field.disabled:
                field.put(self.cleaned_data.get(name, ""), self.instance)

    def records(self) -> list[Any]:
        """What saving a valid form writes, in order: a record may point to those before it, which need not be saved yet."""
        return [self.instance]

    def parts(self) -> AbstractSet[Hashable]:
        """What a cleaned line tells of its record, where others may tell the rest; lines that tell the same repeat each other."""
        return frozenset()

    def _get_validation_exclusions(self) -> set[str]:
        """Django leaves out what is not asked for; but a constraint holds for all its fields, asked for or not."""
        excluded = super()._get_validation_exclusions()  # type: ignore[misc]
        model: Any = self._meta.model
        for name in fields_in_constraints(model) & excluded - self.fields.keys():
            field = self.instance._meta.get_field(name)
            if field.blank or field.value_from_object(self.instance) not in field.empty_values:
                excluded.discard(name)
        return excluded

    def _update_errors(self, errors: Any) -> None:
        """What is wrong with a field that is not asked for concerns the record as a whole."""
        found = getattr(errors, "error_dict", None)
        if found is not None:
            for name in [name for name in found if name != NON_FIELD_ERRORS and name not in self.fields]:
                found.setdefault(NON_FIELD_ERRORS, []).extend(found.pop(name))
        super()._update_errors(errors)  # type: ignore[misc]

    def _narrow(self, name: str, field: forms.ModelChoiceField) -> None:
        """Only what the user may see can be chosen; a choice made before by somebody who sees more stays."""
        model = field.queryset.model  # type: ignore[union-attr]
        allowed = models.Q(pk__in=model.objects.visible_to(self.user).values("pk"))
        present = getattr(self.instance, f"{name}_id", None)
        if present is not None:
            allowed |= models.Q(pk=present)
        field.queryset = field.queryset.filter(allowed)  # type: ignore[union-attr]

    def differences_from(self, stored: Any) -> list[tuple[Any, str, str]]:
        """Label, stored value and typed value of each field where the two differ."""
        found = []
        for name in self._meta.fields or ():
            shown = column(self._meta.model, name)
            theirs, mine = shown.text(stored), shown.text(self.instance)
            if theirs != mine:
                found.append((shown.label, theirs or text_of(None), mine))
        return found


def form_for(ledger: Any) -> Any:
    """The form class of a ledger."""
    if ledger.form_class is not None:
        return ledger.form_class
    sealed = {name: one for name in ledger.form_fields if (one := sealed_named(ledger.model, name)) is not None}
    plain = [name for name in ledger.form_fields if name not in sealed]
    form: Any = RecordForm
    if sealed:
        form = type("SealingForm", (RecordForm,), {name: SealedField(one) for name, one in sealed.items()})
    made: Any = forms.modelform_factory(ledger.model, form=form, fields=plain, formfield_callback=field_of)
    made.field_order = list(ledger.form_fields)
    return made


def field_of(field: Any, **more: Any) -> Any:
    """The form field of a model's field; a link is found by typing, not picked from a list of thousands."""
    if isinstance(field, models.ForeignKey):
        more["widget"] = RecordPicker(field.related_model)
    return field.formfield(**more)


class ReasonForm(forms.Form):
    """Why something is done that should be explained."""

    why = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
