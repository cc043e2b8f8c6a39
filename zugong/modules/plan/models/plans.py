"""A plan, its editions, and what each of its lines became."""

from typing import ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.history.models import LiveManager
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import Reach, Reader, ScopedQuerySet, ScopedRecord, within


class Secrecy(models.TextChoices):
    """Who may know; files marked 秘密 or higher are refused altogether."""

    PUBLIC = "public", _("公开")
    INTERNAL = "internal", _("内部")
    WORK_SECRET = "work_secret", _("工作秘密")


def line_of_units(reach: Reach) -> set[int]:
    """Ids of the units in whose name a reader reads, and of all units above these."""
    return {int(part) for path in reach.paths for part in path.strip("/").split("/") if part}


class PlanQuerySet(ScopedQuerySet):
    """Plans are read by their own unit and, once accepted, by all units below; public ones by everyone."""

    def visible_to(self, reader: Reader) -> Self:
        """The plans that the reader may see."""
        reach = reader.reach()
        handed_down = Q(unit__in=line_of_units(reach)) | Q(secrecy=Secrecy.PUBLIC)
        return self.filter(within(reach, unit_links=["unit"]) | (Q(state=Plan.State.ACCEPTED) & handed_down))


class Plan(ScopedRecord):
    """One unit's plan of one year."""

    class State(models.TextChoices):
        READING = "reading", _("核对中")
        ACCEPTED = "accepted", _("已确认")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name=_("单位"))
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("标题"), max_length=200)
    issued_on = models.DateField(_("成文日期"), null=True, blank=True)
    secrecy = models.CharField(_("公开属性"), max_length=12, choices=Secrecy, default=Secrecy.PUBLIC)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.READING)

    objects = LiveManager.from_queryset(PlanQuerySet)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("年度计划")
        ordering: ClassVar = ["-year", "unit"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year"], condition=Q(voided_at__isnull=True), name="one_plan_per_unit_and_year"
            )
        ]

    def __str__(self) -> str:
        return self.title


class WithPlan(ScopedQuerySet):
    """Rows that are read with their plan."""

    def visible_to(self, reader: Reader) -> Self:
        """The rows of plans that the reader may see."""
        return self.filter(plan__in=Plan.objects.visible_to(reader))


class EditionQuerySet(ScopedQuerySet):
    """An edition holds the whole text: it is read by the plan's own unit and, once accepted, of a public plan by everyone.

    Of other plans the units below see the words of their own tasks, which stand on the tasks.
    """

    def visible_to(self, reader: Reader) -> Self:
        """The editions that the reader may see."""
        own = within(reader.reach(), unit_links=["plan__unit"])
        public = Q(plan__secrecy=Secrecy.PUBLIC, plan__state=Plan.State.ACCEPTED, accepted_at__isnull=False)
        return self.filter(own | public)


class Edition(ScopedRecord):
    """One reading of the plan's file; a corrected plan is a new edition.

    `blocks`, `repairs` and `targets` are what the reader found, as plain values, with the people's corrections applied;
    `corrections` says who changed what, with before and after.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="editions", verbose_name=_("计划"))
    number = models.PositiveSmallIntegerField(_("版次"), default=1)
    file_name = models.CharField(_("文件名"), max_length=200)
    source_text = models.TextField(_("原文"))
    blocks = models.JSONField(_("正文"), default=list, encoder=DjangoJSONEncoder)
    repairs = models.JSONField(_("修复"), default=list, encoder=DjangoJSONEncoder)
    targets = models.JSONField(_("读出的目标"), default=list, encoder=DjangoJSONEncoder)
    corrections = models.JSONField(_("更正记录"), default=list, encoder=DjangoJSONEncoder)
    read_at = models.DateTimeField(_("读取时间"))
    accepted_at = models.DateTimeField(_("确认时间"), null=True, blank=True)

    unit_links: ClassVar[tuple[str, ...]] = ("plan__unit",)
    untracked: ClassVar[frozenset[str]] = frozenset(
        {"version", "source_text", "blocks", "repairs", "targets", "corrections"}
    )
    objects = LiveManager.from_queryset(EditionQuerySet)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("版次")
        ordering: ClassVar = ["plan", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="one_edition_per_number")]

    def __str__(self) -> str:
        return f"{self.plan} · {self.number}"


class TaskGroup(ScopedRecord):
    """A heading of the plan under which tasks stand; one without a parent is a goal."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="groups", verbose_name=_("计划"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    title = models.CharField(_("标题"), max_length=200)
    position = models.PositiveIntegerField(_("次序"))

    unit_links: ClassVar[tuple[str, ...]] = ("plan__unit",)
    objects = LiveManager.from_queryset(WithPlan)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("任务组")
        ordering: ClassVar = ["plan", "position"]

    def __str__(self) -> str:
        return self.title


class Line(ScopedRecord):
    """One sentence or heading of an edition and what became of it; `coverage` counts these."""

    class Disposition(models.TextChoices):
        HEADING = "heading", _("标题")
        TASK = "task", _("任务")
        CONTEXT = "context", _("说明性文字")
        OPEN = "open", _("尚未落实")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="lines", verbose_name=_("版次"))
    position = models.PositiveIntegerField(_("次序"))
    block = models.PositiveIntegerField(_("段落"))
    start = models.PositiveIntegerField(_("起"), default=0)
    text = models.TextField(_("文字"))
    level = models.PositiveSmallIntegerField(_("标题级别"), default=0)
    disposition = models.CharField(_("去向"), max_length=8, choices=Disposition, default=Disposition.OPEN)
    group = models.ForeignKey(
        TaskGroup, models.SET_NULL, null=True, blank=True, related_name="lines", verbose_name=_("任务组")
    )
    task = models.ForeignKey(
        "plan.Task", models.SET_NULL, null=True, blank=True, related_name="lines", verbose_name=_("任务")
    )

    unit_links: ClassVar[tuple[str, ...]] = ("edition__plan__unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("计划条文")
        ordering: ClassVar = ["edition", "position"]

    def __str__(self) -> str:
        return self.text[:40]
