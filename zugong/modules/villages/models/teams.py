"""The bodies of a village, and the seats that exist in them."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import ScopedRecord


class TeamKind(models.TextChoices):
    """The bodies of a village; the two committees (两委) are the first two."""

    PARTY = "party", _("村（社区）党组织")
    COMMITTEE = "committee", _("村（居）民委员会")
    SUPERVISION = "supervision", _("村（居）务监督委员会")
    RESERVE = "reserve", _("后备力量")


class VillageTeam(ScopedRecord):
    """One body of one village in one term, and how many seats are foreseen. Lists from elsewhere may lack the term; who types says it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="village_teams", verbose_name=_("村（社区）"))
    kind = models.CharField(_("班子"), max_length=12, choices=TeamKind)
    seats = models.PositiveSmallIntegerField(_("职数"), null=True, blank=True)
    term_from = models.DateField(_("本届自"), null=True)
    term_to = models.DateField(_("本届至"), null=True, blank=True)

    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("村班子")
        ordering: ClassVar = ["unit", "kind", F("term_from").desc(nulls_last=True)]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "kind", "term_from"],
                condition=Q(voided_at__isnull=True),
                name="one_team_of_a_kind_per_village_and_term",
                violation_error_message=_("该村这个班子的这一届已登记"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_kind_display()}"

    def clean(self) -> None:
        """A term ends after it starts."""
        if self.term_from and self.term_to and self.term_to <= self.term_from:
            raise ValidationError({"term_to": _("本届的止期应晚于起期")})
