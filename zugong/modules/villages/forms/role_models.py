"""The forms of role models: a round, a nomination, a later use."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.ledger.widgets import RecordPicker
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.villages.forms.ways_up import check_draft, check_organiser
from zugong.modules.villages.models import RoleModelNomination, RoleModelRound, RoleModelUse, VillageCadre
from zugong.modules.villages.models.role_models import MERITS
from zugong.modules.villages.rules.register import RANKS, Office


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


class NominateForm(forms.ModelForm):
    """A nomination: the secretary, the merits by strength, the votes of the meeting that recommends."""

    class Meta:
        model = RoleModelNomination
        fields = (
            "cadre", "politics", "development", "results", "governance", "conduct", "meeting_on", "votes_present",
            "votes_for",
        )  # fmt: skip
        widgets = {
            "cadre": RecordPicker(VillageCadre),
            "meeting_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **{name: forms.Textarea(attrs={"rows": 2}) for name in MERITS},
        }

    def __init__(self, *args: Any, user: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        cadre: Any = self.fields["cadre"]
        cadre.label = _("推荐谁")
        cadre.queryset = (
            VillageCadre.objects.visible_to(user).filter(rank=RANKS[Office.SECRETARY]).select_related("unit", "person")
        )
        cadre.widget.reader = user


class UseForm(forms.ModelForm):
    """How somebody who was named is made use of."""

    class Meta:
        model = RoleModelUse
        fields = ("kind", "on", "note")
        widgets = {"on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
