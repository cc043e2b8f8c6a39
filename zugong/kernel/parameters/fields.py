"""Form fields for the values of parameters: a box for a number or a text, ticks for chosen codes, a table for rows and numbers by key."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _

from zugong.kernel.parameters.declaring import Declaration, UnfitValue, in_words
from zugong.kernel.parameters.shapes import Key

SPARE_ROWS = 2
MOST_ROWS = 200


def field_of(declaration: Declaration, **more: Any) -> forms.Field:
    """The field in which somebody says what the parameter shall be; cleaned, it is the value, or an error tells what is wrong."""
    kind = type(declaration.default)
    if kind is list and declaration.keys:
        return RowsField(declaration, keys=declaration.keys, **more)
    if kind is dict:
        return NumbersField(declaration, **more)
    if kind is list and declaration.allowed:
        return ChosenField(declaration, **more)
    return TypedField(declaration, **more)


class _ValueField(forms.Field):
    """A field whose value is judged by the parameter's declaration."""

    def __init__(self, declaration: Declaration, **more: Any) -> None:
        super().__init__(**more)
        self.declaration = declaration

    def validate(self, value: Any) -> None:
        """Raises ValidationError with what the declaration says against the value."""
        try:
            self.declaration.check(value)
        except UnfitValue as problem:
            raise forms.ValidationError(str(problem)) from None


class TypedField(_ValueField):
    """A number, a text, yes or no, or a list of free items, typed as people write it."""

    def __init__(self, declaration: Declaration, **more: Any) -> None:
        is_choice = type(declaration.default) is bool
        answers = [(word, word) for word in (in_words(True), in_words(False))]
        more["widget"] = forms.Select(choices=answers) if is_choice else forms.TextInput(attrs={"maxlength": 400})
        super().__init__(declaration, **more)

    def prepare_value(self, value: Any) -> Any:
        """The value as people write it."""
        return value if value is None or isinstance(value, str) else in_words(value)

    def to_python(self, value: Any) -> Any:
        """The typed text as the parameter's kind. Raises ValidationError."""
        try:
            return self.declaration.parse(value or "")
        except UnfitValue as problem:
            raise forms.ValidationError(str(problem)) from None


class ChosenField(_ValueField):
    """Some of the allowed codes, ticked."""

    def __init__(self, declaration: Declaration, **more: Any) -> None:
        super().__init__(declaration, widget=forms.CheckboxSelectMultiple(choices=declaration.allowed), **more)

    def to_python(self, value: Any) -> list[str]:
        """The ticked codes in the order in which they are declared."""
        ticked = set(value or ())
        known = [code for code, _label in self.declaration.allowed if code in ticked]
        return known + sorted(ticked - set(known))


class TableWidget(forms.Widget):
    """A table of inputs, one column for each key; a row that is left empty does not count. Works without scripts: spare rows are there."""

    template_name = "parameters/table.html"
    use_fieldset = True

    class Media:
        css = {"all": ("parameters/table.css",)}
        js = (Script("parameters/table.js", defer=True),)

    def __init__(self, keys: Sequence[Key], *, named: bool = False) -> None:
        super().__init__()
        self.keys = keys
        self.named = named
        """Every row is known beforehand by its first cell, which nobody changes."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        """The rows as they were typed, each cell a text, or a list of texts where several may be chosen."""
        numbers = {
            int(found[1]) for found in (re.match(rf"{re.escape(name)}-(\d{{1,4}})-", key) for key in data) if found
        }
        rows = []
        for number in sorted(numbers)[:MOST_ROWS]:
            names = {key.name: f"{name}-{number}-{key.name}" for key in self.keys}
            row = {key.name: _typed(data, names[key.name], key) for key in self.keys}
            said = [cell for key, cell in row.items() if not isinstance(cell, bool)]
            if any(said):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """True if the form was sent without the table."""
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        """None: each input has a label of its own."""
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The rows with their inputs, and spare ones."""
        context = super().get_context(name, value, attrs)
        rows: list[dict[str, Any]] = list(value or [])
        if not self.named:
            rows += [{} for _spare in range(SPARE_ROWS)]
        context["widget"] |= {
            "keys": self.keys,
            "grows": not self.named,
            "rows": [
                [self._cell(f"{name}-{number}-{key.name}", key, row.get(key.name)) for key in self.keys]
                for number, row in enumerate(rows)
            ],
        }
        return context

    def _cell(self, name: str, key: Key, cell: Any) -> dict[str, Any]:
        chosen = [str(one) for one in cell] if isinstance(cell, list) else [] if cell is None else [str(cell)]
        return {
            "name": name,
            "label": key.label,
            "value": "" if cell is None else "、".join(chosen) if isinstance(cell, list) else str(cell),
            "is_fixed": self.named and key is self.keys[0],
            "is_tick": key.kind is bool,
            "ticked": cell is True,
            "ticks": [(code, label, code in chosen) for code, label in key.choices] if key.kind is list else [],
            "options": [(code, label, code in chosen) for code, label in key.choices] if key.kind is not list else [],
            "is_number": key.kind in (int, float),
            "words": key.words(cell),
        }


def _typed(data: Any, name: str, key: Key) -> Any:
    if key.kind is bool:
        return bool(data.get(name))
    if key.kind is list and key.choices:
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))
    return (data.get(name) or "").strip()


def read_cell(key: Key, typed: Any) -> Any:
    """A typed cell as its kind; what cannot be read stays a text, and the declaration says what is wrong with it."""
    if typed in ("", []):
        return [] if key.kind is list else None
    try:
        if key.kind is list and isinstance(typed, str):
            return [part.strip() for part in re.split("[,，、]", typed) if part.strip()]
        return key.kind(typed) if key.kind in (int, float) else typed
    except ValueError:
        return typed


class RowsField(_ValueField):
    """A list of rows, edited as a table."""

    def __init__(self, declaration: Declaration, *, keys: Sequence[Key], **more: Any) -> None:
        super().__init__(declaration, widget=TableWidget(keys), **more)
        self.keys = keys

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        """The rows with each cell as its kind."""
        return [{key.name: read_cell(key, row.get(key.name)) for key in self.keys} for row in value or ()]


class NumbersField(_ValueField):
    """Values by key, edited as a table of two columns; the rows are fixed where the keys are declared."""

    def __init__(self, declaration: Declaration, **more: Any) -> None:
        named = bool(declaration.allowed)
        kind = declaration.number_kind if declaration.default else float
        self.keys = (
            Key("key", _("名称"), choices=declaration.allowed, unique=True),
            Key("value", declaration.unit or _("值"), kind=kind, blank=named),
        )
        super().__init__(declaration, widget=TableWidget(self.keys, named=named), **more)

    def prepare_value(self, value: Any) -> Any:
        """The pairs as rows."""
        if not isinstance(value, dict):
            return value
        names = [code for code, _label in self.declaration.allowed] or list(value)
        return [{"key": name, "value": value.get(name)} for name in names]

    def to_python(self, value: Any) -> dict[str, Any]:
        """The pairs of which both sides were given."""
        pairs = [(row["key"], read_cell(self.keys[1], row["value"])) for row in value or ()]
        twice = [key for key, _value in pairs if [other for other, _value in pairs].count(key) > 1]
        if twice:
            raise forms.ValidationError(_("“%(key)s”写了两次"), params={"key": twice[0]})
        return {key: one for key, one in pairs if key and not (one is None and self.declaration.allowed)}
