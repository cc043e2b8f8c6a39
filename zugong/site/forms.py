"""How Django's forms look here: each field with label, help and error beside it."""

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.forms.renderers import TemplatesSetting


class ShellField(BoundField):
    """A field whose input bears the classes of the style sheet and names its error for screen readers."""

    def build_widget_attrs(self, attrs: dict[str, object], widget: object = None) -> dict[str, object]:
        """The widget's attributes, with its look added."""
        attrs = super().build_widget_attrs(attrs, widget)  # type: ignore[arg-type, assignment]
        widget = widget or self.field.widget
        if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
            look = "form-check-input"
        else:
            look = "form-select" if isinstance(widget, Select) else "form-control"
        given = str(getattr(widget, "attrs", {}).get("class", ""))
        invalid = " is-invalid" if self.form.is_bound and self.errors else ""
        attrs["class"] = f"{given} {look}{invalid}".strip()
        return attrs


class FieldRenderer(TemplatesSetting):
    """Draws forms with the components of the site."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = ShellField
