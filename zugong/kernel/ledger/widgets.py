"""Widgets: the picker of records, and the look of every field."""

from typing import Any

from django import forms
from django.forms.widgets import Script
from django.urls import reverse

from zugong.kernel.ledger.seeing import named
from zugong.kernel.registry.models import Unit


class RecordPicker(forms.Widget):
    """Finds one record by typing: name, pinyin initials or code for units, the ledger's search fields for others.

    The choices are asked for as one types and hold only what the reader may see, so two thousand villages weigh nothing.
    """

    template_name = "ledger/picker.html"

    class Media:
        css = {"all": ("ledger/ledger.css",)}
        js = (Script("ledger/picker.js", defer=True),)

    def __init__(self, model: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.model = model
        self.choices: Any = None
        self.reader: Any = None
        """Whose form it is in; set by the form."""

    def format_value(self, value: Any) -> str | None:
        """The key, as text."""
        return None if value in (None, "") else str(getattr(value, "pk", value))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The picker's address and the name of the record chosen so far."""
        context = super().get_context(name, value, attrs)
        key = context["widget"]["value"]
        context["widget"] |= {
            "url": reverse("ledger:pick", args=[self.model._meta.label_lower]),
            "text": self._name_of(key),
        }
        return context

    def _name_of(self, key: str | None) -> str:
        """The chosen record's name, if it is among the choices: an address must not tell names that its reader may not see."""
        queryset = getattr(self.choices, "queryset", None)
        if not key or not key.isdecimal() or queryset is None:
            return ""
        chosen = queryset.filter(pk=int(key)).first()
        return "" if chosen is None else self._named(chosen)

    def _named(self, record: Any) -> str:
        """The record's name as the form's reader may read it."""
        return str(record) if self.reader is None else named(record, self.reader)


class UnitPicker(RecordPicker):
    """The picker of units."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(Unit, attrs)


class RecordsPicker(RecordPicker):
    """The picker of several records: what is chosen stands above the box, each with a way to take it out again."""

    template_name = "ledger/pickers.html"

    class Media:
        js = (Script("ledger/pickers.js", defer=True),)

    def format_value(self, value: Any) -> list[str]:  # type: ignore[override]
        """The keys, as text."""
        return [str(getattr(one, "pk", one)) for one in value or () if one not in (None, "")]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The picker's address, and key and name of each record chosen so far."""
        context = forms.Widget.get_context(self, name, value, attrs)
        keys = [int(key) for key in context["widget"]["value"] if key.isdecimal()]
        queryset = getattr(self.choices, "queryset", None)
        chosen = [] if queryset is None else queryset.filter(pk__in=keys)
        context["widget"] |= {
            "url": reverse("ledger:pick", args=[self.model._meta.label_lower]),
            "chosen": [(str(record.pk), self._named(record)) for record in chosen],
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Every key that was sent."""
        return [key for key in data.getlist(name) if key] if hasattr(data, "getlist") else list(data.get(name) or ())

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Never: nothing sent means that nothing is chosen any more."""
        return False


def dress(field: forms.Field) -> None:
    """Give a form field the input that browsers and phones know best."""
    if isinstance(field, forms.DateField):
        field.widget = forms.DateInput(attrs=field.widget.attrs | {"type": "date"}, format="%Y-%m-%d")
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = 3
