"""Running terms and their pauses."""

from typing import ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.parameters.versions import MadeByField


class Clock(models.Model):
    """A term that runs for a record. A reopened case gets a new clock; the old one keeps what it measured."""

    class Count(models.TextChoices):
        WORKING = "working", _("工作日")
        CALENDAR = "calendar", _("自然日")

    code = models.CharField(_("时限"), max_length=60)
    label = models.CharField(_("名称"), max_length=80)
    model = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name=_("记录类型"))
    record_id = models.BigIntegerField(_("记录编号"))
    days = models.PositiveSmallIntegerField(_("天数"))
    count = models.CharField(_("计算办法"), max_length=8, choices=Count, default=Count.WORKING)
    started_on = models.DateField(_("起算日"))
    stopped_on = models.DateField(_("停止日"), null=True, blank=True)
    warned = models.PositiveSmallIntegerField(
        _("已提醒"), default=0, help_text=_("已按用去时限的百分之几提醒过"), editable=False
    )
    made_by = MadeByField(_("所依参数"), editable=False)

    class Meta:
        verbose_name = _("时限")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "model", "record_id"],
                condition=Q(stopped_on__isnull=True),
                name="one_running_clock_per_record",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.days}"


class Pause(models.Model):
    """Days on which a clock does not count: from `from_date` up to but not including `to_date`, the day it goes on."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses", verbose_name=_("时限"))
    from_date = models.DateField(_("自"))
    to_date = models.DateField(_("至"), null=True, blank=True)
    why = models.CharField(_("原因"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("办理人"))

    class Meta:
        verbose_name = _("暂停")
        ordering: ClassVar = ["from_date", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(to_date__gte=models.F("from_date")),
                name="pause_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["clock"], condition=Q(to_date__isnull=True), name="one_open_pause_per_clock"
            ),
        ]

    def __str__(self) -> str:
        return self.why
