"""How far a part has come."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.history.writing import values_of
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import ScopedRecord
from zugong.modules.plan.models.breakdowns import Part
from zugong.modules.plan.models.tasks import Target, Task


class Report(ScopedRecord):
    """The figure a unit reports for its part on a date, cumulative over the plan's year; counted once confirmed."""

    class State(models.TextChoices):
        REPORTED = "reported", _("待签发")
        SIGNED = "signed", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        RETURNED = "returned", _("已退回")
        WITHDRAWN = "withdrawn", _("已撤回")

    part = models.ForeignKey(Part, models.PROTECT, related_name="reports", verbose_name=_("分解任务"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name=_("填报单位"))
    as_of = models.DateField(_("数据截止日期"))
    value = models.DecimalField(_("完成数"), max_digits=20, decimal_places=4)
    text = models.TextField(_("进展情况"), blank=True)
    why_lower = models.CharField(_("数值下降的原因"), max_length=300, blank=True)
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("填报人"))
    reported_at = models.DateTimeField(_("填报时间"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    due_date = models.DateField(_("应报日期"), null=True, blank=True)
    token = models.UUIDField(_("提交凭证"), unique=True, help_text=_("同一凭证只收一次，断网重发不会重复"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.REPORTED)

    unit_links: ClassVar[tuple[str, ...]] = ("unit", "part__breakdown__target__task__unit")
    untracked: ClassVar[frozenset[str]] = frozenset({"version", "token"})

    class Meta(ScopedRecord.Meta):
        verbose_name = _("进展填报")
        ordering: ClassVar = ["-as_of", "-pk"]
        indexes: ClassVar = [models.Index(fields=["part", "state", "-as_of"], name="reports_of_part")]

    def __str__(self) -> str:
        return f"{self.unit} {self.as_of} {self.value.normalize():f}"

    @property
    def task(self) -> Task:
        """The task whose target the part belongs to."""
        return self.part.breakdown.target.task

    def get_absolute_url(self) -> str:
        """The report's page."""
        return f"/plan/reports/{self.pk}/"

    def signed_content(self) -> dict[str, Any]:
        """What a signature stands under: all but what the procedure itself notes."""
        return {name: value for name, value in values_of(self).items() if name not in {"state", "confirmed_at"}}


class OutsideResult(ScopedRecord):
    """A result that somebody outside decides (a rank in the province, a naming), with its proof and the value before."""

    class State(models.TextChoices):
        ENTERED = "entered", _("待复核")
        CONFIRMED = "confirmed", _("已复核")
        RETURNED = "returned", _("已退回")

    target = models.ForeignKey(Target, models.PROTECT, related_name="outside_results", verbose_name=_("量化目标"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    decided_on = models.DateField(_("日期"))
    decided_by = models.CharField(_("认定单位"), max_length=80)
    value = models.DecimalField(_("结果"), max_digits=20, decimal_places=4)
    base_value = models.DecimalField(_("基期值"), max_digits=20, decimal_places=4, null=True, blank=True)
    proof = models.CharField(_("依据文件"), max_length=160)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.ENTERED)

    unit_links: ClassVar[tuple[str, ...]] = ("unit", "target__task__unit")

    class Meta(ScopedRecord.Meta):
        verbose_name = _("外部结果")
        ordering: ClassVar = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.target} {self.value.normalize():f}"

    def get_absolute_url(self) -> str:
        """The result's page."""
        return f"/plan/results/{self.pk}/"
