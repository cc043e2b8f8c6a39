"""The form of a record: Django's, with related choices narrowed to what its user may see, and a lock against silent overwriting."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.ledger.columns import column, text_of
from zugong.kernel.ledger.widgets import RecordPicker, dress


class RecordForm(forms.ModelForm):
    """Sets fields of its own record and nothing else; a change that is a verb is an action, not a form.

    `seen_version` is the version that the person saw; whoever saves checks that it is still the current one.
    """

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.user = user
        self.fields["seen_version"].initial = self.instance.version if self.instance.pk else None
        for name, field in self.fields.items():
            dress(field)
            if isinstance(field, forms.ModelChoiceField):
                self._narrow(name, field)

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
    return forms.modelform_factory(
        ledger.model, form=RecordForm, fields=list(ledger.form_fields), formfield_callback=_field_of
    )


def _field_of(field: Any, **more: Any) -> Any:
    if isinstance(field, models.ForeignKey):
        more["widget"] = RecordPicker(field.related_model)
    return field.formfield(**more)


class ReasonForm(forms.Form):
    """Why something is done that should be explained."""

    why = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
