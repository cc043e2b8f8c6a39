"""Form fields of sealed values: typed in clear, shown masked, left alone when not typed anew."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zugong.kernel.sealing.values import Sealed

NONE = frozenset({"无", "-"})
"""What people type to have a value taken out."""


class SealedField(forms.CharField):
    """One sealed value of the form's own record. What is left empty stays as it is; 无 takes the value out."""

    def __init__(self, sealed: Sealed) -> None:
        # A new widget each time: Django copies fields, but shares what a class is built from.
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(label=cast("Any", sealed.label), max_length=60, required=False, widget=widget)
        self.sealed = sealed

    def clean(self, value: Any) -> str:
        """The value written as it is compared."""
        typed: str = super().clean(value)
        if not typed or typed in NONE:
            return typed
        mistake = self.sealed.mistake(typed)
        if mistake:
            raise ValidationError(mistake)
        return self.sealed.tidy(typed)

    def tell_what_is_there(self, record: Any) -> None:
        """Say below the field what is registered, masked, and that it stays; lock the field where the key was destroyed."""
        key = getattr(self.sealed.holder(record), self.sealed.key, None)
        value = getattr(record, self.sealed.name)
        if key is not None and key.destroyed_at is not None:
            self.disabled, self.help_text = True, _("此人的个人信息已依法销毁，不能再填写")
        elif value:
            self.help_text = _("已登记 %(masked)s，不改可留空；填“无”则清除") % {"masked": value}

    def put(self, typed: str, record: Any) -> None:
        """Have the record hold what was typed, sealed."""
        if typed:
            setattr(record, self.sealed.name, "" if typed in NONE else typed)
