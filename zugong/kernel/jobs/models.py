"""Jobs and the workers that do them."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One call of a declared function. `attempts` also serves as the number of the lease: an older holder can write no more."""

    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("失败")
        CANCELLED = "cancelled", _("已取消")

    name = models.CharField(_("名称"), max_length=80)
    arguments = models.JSONField(_("参数"), default=dict, encoder=DjangoJSONEncoder)
    key = models.CharField(_("唯一标识"), max_length=160, unique=True, null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("已尝试次数"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("最多尝试次数"), default=3)
    run_after = models.DateTimeField(_("不早于"))
    lease_until = models.DateTimeField(_("占用至"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("最近心跳"), null=True, blank=True)
    worker = models.CharField(_("执行进程"), max_length=80, blank=True)
    cancel_asked = models.BooleanField(_("已要求取消"), default=False)
    progress = models.PositiveIntegerField(_("进度"), default=0)
    total = models.PositiveIntegerField(_("总量"), null=True, blank=True)
    message = models.CharField(_("说明"), max_length=300, blank=True)
    result = models.JSONField(_("结果"), null=True, blank=True, encoder=DjangoJSONEncoder)
    error = models.TextField(_("错误"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="jobs", verbose_name=_("发起人")
    )
    created_at = models.DateTimeField(_("发起时间"))
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    OPEN: ClassVar = (State.QUEUED, State.RUNNING)

    class Meta:
        verbose_name = _("后台任务")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "run_after"], name="jobs_to_take"),
            models.Index(fields=["by", "-id"], name="jobs_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

    @property
    def percent(self) -> int | None:
        """How much is done, 0 to 100, or None while the total is unknown."""
        return min(100, self.progress * 100 // self.total) if self.total else None


class Worker(models.Model):
    """A worker process and its last sign of life."""

    name = models.CharField(_("名称"), max_length=80, unique=True)
    started_at = models.DateTimeField(_("启动时间"))
    heartbeat_at = models.DateTimeField(_("最近心跳"))

    class Meta:
        verbose_name = _("工作进程")
        ordering: ClassVar = ["-heartbeat_at"]

    def __str__(self) -> str:
        return self.name
