"""Handing a target to units (任务分解)."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.history.models import LiveManager
from zugong.kernel.history.writing import values_of
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import Reader, ScopedQuerySet, ScopedRecord, within
from zugong.modules.plan.models.tasks import Target, plain_number


class BreakdownQuerySet(ScopedQuerySet):
    """A breakdown is read by the unit and section that make it and, from commenting on, by its recipients."""

    def visible_to(self, reader: Reader) -> Self:
        """The breakdowns that the reader may see."""
        reach = reader.reach()
        received = Part.objects.filter(within(reach, unit_links=["unit"])).values("breakdown_id")
        shown = ~Q(state=Breakdown.State.DRAFT)
        return self.filter(
            within(reach, unit_links=["target__task__unit", "target__task__section"]) | (shown & Q(pk__in=received))
        )


class Breakdown(ScopedRecord):
    """How one target is handed to units, from draft to issue. A changed breakdown goes the same way again, with its reason."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草拟")
        COMMENTING = "commenting", _("征求意见")
        APPROVING = "approving", _("待部务会审定")
        ISSUED = "issued", _("已下达")

    class Method(models.TextChoices):
        BY_HAND = "by_hand", _("逐个填写")
        EQUALLY = "equally", _("平均分配")
        IN_PROPORTION = "in_proportion", _("按比例")

    target = models.OneToOneField(Target, models.CASCADE, related_name="breakdown", verbose_name=_("量化目标"))
    method = models.CharField(_("分配办法"), max_length=14, choices=Method, default=Method.BY_HAND)
    register = models.CharField(_("比例依据"), max_length=40, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFT)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    meeting_date = models.DateField(_("部务会日期"), null=True, blank=True)
    issued_on = models.DateField(_("下达日期"), null=True, blank=True)

    unit_links: ClassVar[tuple[str, ...]] = ("target__task__unit",)
    objects = LiveManager.from_queryset(BreakdownQuerySet)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("任务分解")

    def __str__(self) -> str:
        return str(self.target)

    def get_absolute_url(self) -> str:
        """The page on which the target is handed out."""
        return f"/plan/targets/{self.target_id}/breakdown/"

    def signed_content(self) -> dict[str, Any]:
        """What a signature stands under: what each unit owes, and all but what the procedure itself notes."""
        noted = {"state", "issued_on"}
        owed = ("unit_id", "value", "value2", "weight", "due_date", "note")
        return {name: value for name, value in values_of(self).items() if name not in noted} | {
            "parts": list(self.parts.order_by("unit_id").values(*owed))
        }


class PartQuerySet(ScopedQuerySet):
    """A part is read by the unit that owes it, once it is shown, and by the unit and section that hand it out."""

    def visible_to(self, reader: Reader) -> Self:
        """The parts that the reader may see."""
        reach = reader.reach()
        given = within(reach, unit_links=["breakdown__target__task__unit", "breakdown__target__task__section"])
        owed = within(reach, unit_links=["unit"]) & ~Q(breakdown__state=Breakdown.State.DRAFT)
        return self.filter(given | owed)


class Part(ScopedRecord):
    """One unit's share of a target: what it owes, by when."""

    breakdown = models.ForeignKey(Breakdown, models.CASCADE, related_name="parts", verbose_name=_("任务分解"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="parts", verbose_name=_("单位"))
    value = models.DecimalField(_("任务数"), max_digits=20, decimal_places=4)
    value2 = models.DecimalField(_("第二值"), max_digits=20, decimal_places=4, null=True, blank=True)
    weight = models.DecimalField(_("权数"), max_digits=20, decimal_places=4, null=True, blank=True)
    due_date = models.DateField(_("时限"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = LiveManager.from_queryset(PartQuerySet)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("分解任务")
        ordering: ClassVar = ["breakdown", "unit__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["breakdown", "unit"], condition=Q(voided_at__isnull=True), name="one_part_per_unit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.value.normalize():f}"

    @property
    def owed_text(self) -> str:
        """What the unit owes as an officer writes it: 40名, ≤6个月, 2—3个, 4:1."""
        target = self.breakdown.target
        sign = "≤" if target.comparator == Target.Comparator.AT_MOST else ""
        first, second = plain_number(self.value), plain_number(self.value2)
        if not second:
            return f"{sign}{first}{target.measure_unit}"
        return (
            f"{first}:{second}"
            if target.comparator == Target.Comparator.RATIO
            else f"{first}—{second}{target.measure_unit}"
        )


class BreakdownComment(ScopedRecord):
    """What a recipient says to a breakdown that is out for comments."""

    breakdown = models.ForeignKey(Breakdown, models.CASCADE, related_name="comments", verbose_name=_("任务分解"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    agrees = models.BooleanField(_("同意"), default=True)
    text = models.TextField(_("意见"), blank=True)
    answer = models.TextField(_("采纳情况"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("填写人"))
    at = models.DateTimeField(_("时间"))

    unit_links: ClassVar[tuple[str, ...]] = ("unit", "breakdown__target__task__unit")

    class Meta(ScopedRecord.Meta):
        verbose_name = _("征求意见")
        ordering: ClassVar = ["breakdown", "at"]

    def __str__(self) -> str:
        return f"{self.unit} {self.text[:20]}"
