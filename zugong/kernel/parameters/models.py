"""The values of parameters."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.parameters.declaring import Declaration, declaration_of, words_of
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import Reader, ScopedManager, ScopedQuerySet, ScopedRecord, within


class ParameterQuerySet(ScopedQuerySet):
    """Values are read by those whom they rule: their place, all below it, and all above it."""

    def visible_to(self, reader: Reader) -> Self:
        """The values of places inside the reader's reach and above it, and those that hold everywhere."""
        reach = reader.reach()
        above = {int(part) for path in reach.paths for part in path.strip("/").split("/") if part}
        return self.filter(within(reach, unit_links=["unit"]) | Q(unit__isnull=True) | Q(unit__in=above))

    def in_force(self) -> Self:
        """The values that somebody has approved, whatever their dates."""
        return self.filter(state=Parameter.State.APPROVED)


class ParameterManager(ScopedManager.from_queryset(ParameterQuerySet)):  # type: ignore[misc]
    """Live values, with `visible_to` and `in_force`."""


class Parameter(ScopedRecord):
    """What a parameter is at a place from a day on. Of several that hold on a day at one place, the latest begun counts."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草拟")
        PROPOSED = "proposed", _("待审批")
        APPROVED = "approved", _("已批准")
        REFUSED = "refused", _("未批准")

    code = models.CharField(_("参数"), max_length=80)
    value = models.JSONField(_("值"), encoder=DjangoJSONEncoder)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parameters",
        verbose_name=_("适用单位"),
        help_text=_("不填则处处适用"),
    )
    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至"), null=True, blank=True, help_text=_("含当日；不填则一直有效"))
    source = models.CharField(_("依据"), max_length=200, help_text=_("文件名称、文号和条款"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批准人")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)

    objects = ParameterManager()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("规则参数")
        ordering: ClassVar = ["code", "-valid_from", "-pk"]
        indexes: ClassVar = [models.Index(fields=["code", "state"], name="values_of_parameter")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="parameter_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.declaration.label if self.declaration else self.code} = {words_of(self.code, self.value)}"

    @property
    def declaration(self) -> Declaration | None:
        """What the code declares; None if the parameter is no longer used."""
        return declaration_of(self.code)

    def holds_on(self, day: date) -> bool:
        """True if the value's dates cover the day, whether or not it is approved."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def signed_content(self) -> dict[str, Any]:
        """What somebody who approves the value signs."""
        return {"code": self.code, "value": self.value, "unit": self.unit_id, "source": self.source} | {
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
        }
