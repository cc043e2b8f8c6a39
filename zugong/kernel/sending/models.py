"""The forms that were taken."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User


class SentForm(models.Model):
    """That a user's form was taken, under the key by which the phone names it, and what was answered."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("账号"))
    key = models.UUIDField(_("发送凭证"))
    path = models.CharField(_("地址"), max_length=300)
    answer = models.JSONField(_("答复"), default=dict)
    taken_at = models.DateTimeField(_("收到时间"))

    class Meta:
        verbose_name = _("已收表单")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["taken_at"], name="sent_forms_by_time")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="form_taken_once")]

    def __str__(self) -> str:
        return f"{self.path} {self.taken_at:%Y-%m-%d %H:%M}"
