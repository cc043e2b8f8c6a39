"""Tasks and their targets."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.history.models import LiveManager
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.registry.scope import Reader, ScopedQuerySet, ScopedRecord, within
from zugong.modules.plan.models.plans import Plan, TaskGroup

MODULES = [
    ("learning", _("学习培训")),
    ("talent", _("人才")),
    ("cadres", _("干部")),
    ("villages", _("村干部")),
    ("credit", _("党建+信用")),
    ("compounds", _("红色物业")),
    ("newjobs", _("新就业群体")),
    ("review", _("评议考核")),
]


class TaskQuerySet(ScopedQuerySet):
    """Tasks are read by the unit and section that run them, by co-operating units and by the units that owe a part."""

    def visible_to(self, reader: Reader) -> Self:
        """The tasks that the reader may see."""
        from zugong.modules.plan.models.breakdowns import Part

        reach = reader.reach()
        own = within(reach, unit_links=["unit", "section"], owner_links=["leader"])
        helped = Task.cooperating.through.objects.filter(within(reach, unit_links=["unit"])).values("task_id")
        owed = Part.objects.visible_to(reader).values("breakdown__target__task_id")
        return self.filter(own | Q(pk__in=helped) | Q(pk__in=owed))

    def ad_hoc(self) -> Self:
        """The assignments (交办件): what neither a plan names nor a unit above has handed on."""
        handed_on = Target.objects.filter(task=OuterRef("pk"), from_part__isnull=False)
        return self.filter(~Exists(handed_on), plan__isnull=True)


class Task(ScopedRecord):
    """Something to be done: from the plan (`plan` set), handed on from above, or assigned ad hoc."""

    class State(models.TextChoices):
        OPEN = "open", _("办理中")
        DELIVERED = "delivered", _("待确认办结")
        CLOSED = "closed", _("已办结")

    class Deliverable(models.TextChoices):
        NUMBER = "number", _("指标完成")
        DOCUMENT = "document", _("文件（带文号）")
        EVENT = "event", _("活动")
        LIST = "list", _("名单")
        RESULT = "result", _("结果")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tasks", verbose_name=_("所属单位"))
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("计划"))
    group = models.ForeignKey(
        TaskGroup, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("任务组")
    )
    position = models.PositiveIntegerField(_("次序"), default=0)
    title = models.CharField(_("任务"), max_length=200)
    source_words = models.TextField(_("原文"), blank=True)
    source = models.CharField(_("来源"), max_length=120, blank=True, help_text=_("交办件写明交办人或会议"))
    module = models.CharField(
        _("运行模块"), max_length=20, blank=True, choices=MODULES, help_text=_("留空：按任务办理")
    )
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任领导")
    )
    section = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="section_tasks", verbose_name=_("责任科室")
    )
    cooperating = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name=_("配合单位"))
    start_date = models.DateField(_("开始日期"), null=True, blank=True)
    due_date = models.DateField(_("完成时限"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(_("文件印发后天数"), null=True, blank=True)
    due_in_working_days = models.BooleanField(_("按工作日"), default=False)
    due_document = models.CharField(_("起算文件"), max_length=120, blank=True)
    due_document_date = models.DateField(_("文件印发日期"), null=True, blank=True)
    deliverable = models.CharField(_("完成标志"), max_length=10, choices=Deliverable, default=Deliverable.RESULT)
    delivered_title = models.CharField(_("成果名称"), max_length=200, blank=True)
    delivered_number = models.CharField(_("文号"), max_length=60, blank=True)
    delivered_on = models.DateField(_("完成日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)

    unit_links: ClassVar[tuple[str, ...]] = ("unit", "section")
    owner_links: ClassVar[tuple[str, ...]] = ("leader",)
    objects = LiveManager.from_queryset(TaskQuerySet)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("任务")
        ordering: ClassVar = ["plan", "position", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The task's page."""
        return f"/plan/tasks/{self.pk}/"

    @property
    def confirming_unit(self) -> Unit:
        """Whose staff confirm what is reported: the responsible section, else the unit itself."""
        return self.section or self.unit


class WithTask(ScopedQuerySet):
    """Rows that are read with their task."""

    def visible_to(self, reader: Reader) -> Self:
        """The rows of tasks that the reader may see."""
        return self.filter(task__in=Task.objects.visible_to(reader))


class Target(ScopedRecord):
    """A number that a task must reach. `value2` is the upper end (`between`) or the second term (`ratio`).

    With `from_part` it is a unit's own part of a target above, which the unit hands on to the units below it.
    """

    class Comparator(models.TextChoices):
        AT_LEAST = ">=", "≥"
        AT_MOST = "<=", "≤"
        EQUAL = "=", "="
        ABOUT = "~", "≈"
        BETWEEN = "between", _("介于")
        RATIO = "ratio", _("比例")

    class Kind(models.TextChoices):
        SPLIT = "split", _("分解：各单位之和达到总数")
        FLOOR = "floor", _("底线：各单位自有底线，加权达标")
        REPLICATE = "replicate", _("各负其责：每个单位都要达到")

    task = models.ForeignKey(Task, models.CASCADE, related_name="targets", verbose_name=_("任务"))
    quote = models.TextField(_("原文"), blank=True)
    block = models.PositiveIntegerField(_("段落"), null=True, blank=True)
    start = models.PositiveIntegerField(_("起"), null=True, blank=True)
    what = models.CharField(_("计什么"), max_length=80)
    comparator = models.CharField(_("比较"), max_length=8, choices=Comparator, default=Comparator.AT_LEAST)
    value = models.DecimalField(_("目标值"), max_digits=20, decimal_places=4)
    value2 = models.DecimalField(_("第二值"), max_digits=20, decimal_places=4, null=True, blank=True)
    measure_unit = models.CharField(_("计量单位"), max_length=12, blank=True)
    hedge = models.CharField(_("力度词"), max_length=10, blank=True)
    scope = models.CharField(_("范围"), max_length=40, blank=True)
    deadline = models.DateField(_("时限"), null=True, blank=True)
    deadline_words = models.CharField(_("时限原文"), max_length=40, blank=True)
    kind = models.CharField(_("分解方式"), max_length=10, choices=Kind, default=Kind.SPLIT)
    measure = models.CharField(_("绑定指标"), max_length=60, blank=True, help_text=_("绑定后数值由系统计算，不能填报"))
    from_part = models.ForeignKey(
        "plan.Part",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handed_on",
        verbose_name=_("来自上级的分解任务"),
    )

    unit_links: ClassVar[tuple[str, ...]] = ("task__unit",)
    objects = LiveManager.from_queryset(WithTask)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("量化目标")
        ordering: ClassVar = ["task", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["from_part"], condition=Q(voided_at__isnull=True), name="one_target_handed_on_per_part"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.value_text}"

    @property
    def value_text(self) -> str:
        """The target as an officer writes it: ≥80%, 2—3个, 4:1."""
        first, second = (plain_number(number) for number in (self.value, self.value2))
        if self.comparator == self.Comparator.BETWEEN:
            return f"{first}—{second}{self.measure_unit}"
        if self.comparator == self.Comparator.RATIO:
            return f"{first}:{second}"
        sign = "" if self.comparator == self.Comparator.EQUAL else self.get_comparator_display()
        return f"{sign}{first}{self.measure_unit}"

    @property
    def due_date(self) -> date | None:
        """The target's own deadline, else its task's."""
        return self.deadline or self.task.due_date


def plain_number(number: Decimal | None) -> str:
    """A stored number as people write it: 1,200 for 1200.0000; nothing for none."""
    if number is None:
        return ""
    return f"{number:,f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:,f}"
