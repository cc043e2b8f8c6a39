"""Under which version of a procedure a record is on its way."""

from typing import ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class ProcedureVersion(models.Model):
    """What a procedure said when cases began under it, kept by the digest of its content, never changed."""

    code = models.CharField(_("程序"), max_length=60)
    number = models.PositiveSmallIntegerField(_("版本"))
    digest = models.CharField(_("内容摘要"), max_length=64)
    content = models.JSONField(_("内容"))
    first_used_on = models.DateField(_("启用日期"))

    class Meta:
        verbose_name = _("程序版本")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "digest"], name="one_row_per_version")]

    def __str__(self) -> str:
        return f"{self.code} {self.number} {self.digest[:8]}"


class Case(models.Model):
    """That a record is on its way through a procedure, and under which version; it begins with the record's first move."""

    procedure = models.CharField(_("程序"), max_length=60)
    model = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name=_("记录类型"))
    record_id = models.BigIntegerField(_("记录编号"))
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="cases", verbose_name=_("办理所依版本"))
    begun_on = models.DateField(_("开始日期"))

    class Meta:
        verbose_name = _("在办事项")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "model", "record_id"], name="one_case_per_record")
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.record_id}"
