"""The form of a round of promotion; what is announced is no longer changed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.ledger.widgets import RecordPicker
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.villages.models import PromotionRound

ORGANISERS = (UnitKind.CITY, UnitKind.COUNTY, UnitKind.ZONE)


def check_draft(instance: Any, first_state: str) -> None:
    """Raise ValidationError if the round has been announced."""
    if instance.pk and instance.state != first_state:
        raise ValidationError(_("公告已经发布，不能再改；确需调整的，取消这个批次后重新发布"))


def check_organiser(unit: Any) -> None:
    """Raise ValidationError unless a city, a county or a zone holds the round."""
    if unit is not None and unit.kind not in ORGANISERS:
        raise ValidationError({"unit": _("由市、县区或开发区组织，请选择其中之一")})


class PromotionRoundForm(RecordForm):
    """Draws up a round; whoever draws it up does not also sign the announcement."""

    class Meta:
        model = PromotionRound
        fields = (
            "unit", "track", "year", "title", "quota", "applies_from", "applies_to", "exam_on", "interview_on",
            "document_number", "conditions",
        )  # fmt: skip
        widgets = {"unit": RecordPicker(Unit)}

    def clean(self) -> dict[str, Any]:
        """A draft of a city or a county; the civil service is recruited for by the city or above."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        check_draft(self.instance, PromotionRound.State.NOTICE)
        check_organiser(values.get("unit"))
        if self.instance.pk is None:
            self.instance.drawn_up_by = self.user
        return values
