"""How Django's forms look here: each field with label, help and error beside it."""

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Widget
from django.forms.renderers import TemplatesSetting


class ShellField(BoundField):
    """A field whose input bears the classes of the style sheet and names its error for screen readers."""

    def build_widget_attrs(self, attrs: dict[str, str | bool], widget: Widget | None = None) -> dict[str, str | bool]:
        """The widget's attributes, with its look added."""
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
            look = "form-check-input"
        else:
            look = "form-select" if isinstance(widget, Select) else "form-control"
        given = str(widget.attrs.get("class", ""))
        attrs["class"] = f"{given} {look}".strip()
        return attrs


class FieldRenderer(TemplatesSetting):
    """Draws forms with the components of the site."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = ShellField
