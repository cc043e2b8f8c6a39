"""The catalogue of forms: which forms units below may be asked to fill in."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import Reader, ScopedManager, ScopedQuerySet, ScopedRecord, within


class CatalogueQuerySet(ScopedQuerySet):
    """Entries, by who may rely on them."""

    def visible_to(self, reader: Reader) -> Self:
        """The entries of units inside the reader's reach, and of the units above: those bind whoever stands below."""
        reach = reader.reach()
        above = {int(part) for path in reach.paths for part in path.strip("/").split("/") if part}
        return self.filter(within(reach, unit_links=("unit",)) | Q(unit__in=above))

    def in_force(self, day: date) -> Self:
        """Entries that have begun and have not run out."""
        return self.filter(valid_from__lte=day, valid_to__gte=day)

    def holding_for(self, unit: Unit) -> Self:
        """Entries on which forms of the unit may rest: its own and those of the units above it."""
        return self.filter(unit__in=[*unit.ancestor_ids, unit.pk])


CatalogueManager = ScopedManager.from_queryset(CatalogueQuerySet)


class CatalogueEntry(ScopedRecord):
    """A form that may be sent down: its number, who answers for it, until when. What is not listed may be refused."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="catalogue_entries", verbose_name=_("批准单位"))
    number = models.CharField(_("目录编号"), max_length=40)
    title = models.CharField(_("报表名称"), max_length=120)
    document = models.CharField(_("批准文件"), max_length=160, blank=True)
    valid_from = models.DateField(_("起始日期"))
    valid_to = models.DateField(_("有效期至"), help_text=_("含当日"))

    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    objects = CatalogueManager()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("报表目录")
        ordering: ClassVar = ["number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "number"], condition=Q(voided_at__isnull=True), name="one_catalogue_entry_per_number"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="catalogue_entry_ends_after_it_starts",
                violation_error_message=_("有效期早于起始日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
