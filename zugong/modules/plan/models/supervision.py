"""Chasing what is late: slips, postponements, bulletins."""

from typing import Any, ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.history.models import LiveManager
from zugong.kernel.history.writing import values_of
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import Reader, ScopedQuerySet, ScopedRecord, within
from zugong.modules.plan.models.breakdowns import Part
from zugong.modules.plan.models.plans import Plan, line_of_units
from zugong.modules.plan.models.tasks import Task


class SignedPaperQuerySet(ScopedQuerySet):
    """A draft is read by the unit that draws it up; once a leader has signed it, by every unit below that one."""

    def visible_to(self, reader: Reader) -> Self:
        """The papers that the reader may see."""
        reach = reader.reach()
        signed = Q(signed_at__isnull=False) & Q(unit__in=line_of_units(reach))
        return self.filter(within(reach, unit_links=["unit"]) | signed)


class Slip(ScopedRecord):
    """A supervision slip (督查单) to the unit that is late with a task or a part of one."""

    class Colour(models.TextChoices):
        BLUE = "blue", _("蓝单")
        ORANGE = "orange", _("橙单")
        RED = "red", _("红单")

    class State(models.TextChoices):
        DRAFT = "draft", _("草拟")
        ISSUED = "issued", _("已发出")
        REPLIED = "replied", _("已反馈")
        CLOSED = "closed", _("已销号")
        FOLLOWED = "followed", _("已升级")
        DROPPED = "dropped", _("不予发出")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="slips_drawn_up", verbose_name=_("发出单位"))
    addressee = models.ForeignKey(Unit, models.PROTECT, related_name="slips", verbose_name=_("责任单位"))
    task = models.ForeignKey(Task, models.PROTECT, related_name="slips", verbose_name=_("任务"))
    part = models.ForeignKey(
        Part, models.PROTECT, null=True, blank=True, related_name="slips", verbose_name=_("分解任务")
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("前一张")
    )
    colour = models.CharField(_("颜色"), max_length=6, choices=Colour, default=Colour.BLUE)
    number = models.CharField(_("编号"), max_length=40, blank=True)
    reason = models.TextField(_("督办事由"))
    demand = models.TextField(_("办理要求"))
    due_date = models.DateField(_("反馈时限"))
    reply = models.TextField(_("反馈情况"), blank=True)
    replied_on = models.DateField(_("反馈日期"), null=True, blank=True)
    signed_at = models.DateTimeField(_("签发时间"), null=True, blank=True)
    closed_on = models.DateField(_("销号日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)

    unit_links: ClassVar[tuple[str, ...]] = ("unit",)
    named_with: ClassVar[tuple[str, ...]] = ("addressee",)
    objects = LiveManager.from_queryset(SignedPaperQuerySet)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("督查单")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return " ".join(filter(None, (str(self.get_colour_display()), self.number, str(self.addressee))))

    def get_absolute_url(self) -> str:
        """The slip's page."""
        return f"/plan/slips/{self.pk}/"

    @property
    def days_left(self) -> int:
        """Working days from today to the day by which a reply is due; negative when it has passed."""
        return calendar.working_days_between(calendar.today(), self.due_date)

    @property
    def days_late(self) -> int:
        """Working days since the day by which a reply was due; 0 if it has not passed."""
        return max(0, -self.days_left)

    @property
    def is_overdue(self) -> bool:
        """True while a reply is owed whose day has passed."""
        return self.state == self.State.ISSUED and self.due_date < calendar.today()

    def signed_content(self) -> dict[str, Any]:
        """What a signature stands under: all but what the procedure itself notes."""
        noted = {"state", "number", "signed_at", "replied_on", "closed_on"}
        return {name: value for name, value in values_of(self).items() if name not in noted}


class Postponement(ScopedRecord):
    """A request for more time, made before the due date, at most twice for one part or task."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("待审批")
        APPROVED = "approved", _("已同意")
        REFUSED = "refused", _("未同意")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="postponements", verbose_name=_("申请单位"))
    task = models.ForeignKey(Task, models.PROTECT, related_name="postponements", verbose_name=_("任务"))
    part = models.ForeignKey(
        Part, models.PROTECT, null=True, blank=True, related_name="postponements", verbose_name=_("分解任务")
    )
    old_due_date = models.DateField(_("原时限"))
    new_due_date = models.DateField(_("申请延至"))
    reason = models.TextField(_("延期理由"))
    requested_on = models.DateField(_("申请日期"))
    decided_on = models.DateField(_("审批日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.REQUESTED)

    unit_links: ClassVar[tuple[str, ...]] = ("unit", "task__unit")
    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("延期申请")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.unit} {self.old_due_date} → {self.new_due_date}"

    def get_absolute_url(self) -> str:
        """The request's page."""
        return f"/plan/postponements/{self.pk}/"

    def signed_content(self) -> dict[str, Any]:
        """What a signature stands under: all but what the procedure itself notes."""
        return {name: value for name, value in values_of(self).items() if name not in {"state", "decided_on"}}


class Bulletin(ScopedRecord):
    """A progress bulletin (通报): its figures, ranking and list of the late are frozen when it is drawn up."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草拟")
        SIGNED = "signed", _("已签发")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bulletins", verbose_name=_("发出单位"))
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="bulletins", verbose_name=_("计划"))
    period = models.CharField(_("期间"), max_length=10)
    as_of = models.DateField(_("数据截止日期"))
    number = models.CharField(_("文号"), max_length=40, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    figures = models.JSONField(_("数据"), default=dict, encoder=DjangoJSONEncoder)
    drawn_at = models.DateTimeField(_("取数时间"))
    remarks = models.TextField(_("工作要求"), blank=True)
    signed_at = models.DateTimeField(_("签发时间"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)

    untracked: ClassVar[frozenset[str]] = frozenset({"version", "figures"})
    unit_links: ClassVar[tuple[str, ...]] = ("unit",)
    objects = LiveManager.from_queryset(SignedPaperQuerySet)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("通报")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The bulletin's page."""
        return f"/plan/bulletins/{self.pk}/"

    def signed_content(self) -> dict[str, Any]:
        """What a signature stands under: the words and the frozen figures, without what the procedure itself notes."""
        kept = {name: value for name, value in values_of(self).items() if name not in {"state", "signed_at"}}
        return kept | {"figures": self.figures}
