"""The form of a round of role models."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.ledger.widgets import RecordPicker
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.villages.forms.ways_up import check_draft, check_organiser
from zugong.modules.villages.models import RoleModelRound


class RoleModelRoundForm(RecordForm):
    """Draws up a round; whoever draws it up does not also sign the notice."""

    class Meta:
        model = RoleModelRound
        fields = (
            "unit", "level", "year", "award", "quota", "nominates_from", "nominates_to", "document_number",
            "conditions",
        )  # fmt: skip
        widgets = {"unit": RecordPicker(Unit)}

    def clean(self) -> dict[str, Any]:
        """A draft, whose level is that of the unit which names."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        check_draft(self.instance, RoleModelRound.State.DRAFT)
        unit, level = values.get("unit"), values.get("level")
        check_organiser(unit)
        if unit is not None and level and (unit.kind == UnitKind.CITY) != (level == RoleModelRound.Level.CITY):
            raise ValidationError({"level": _("层级应与命名单位一致：市命名的为市级，县区命名的为县级")})
        if self.instance.pk is None:
            self.instance.drawn_up_by = self.user
        return values
