"""Who took which move, when, in whose name."""

from typing import Any, ClassVar, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.ledger.models import Attachment
from zugong.kernel.parameters.versions import MadeByField
from zugong.kernel.registry.models import Unit


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Signatures by their record."""

    def of(self, record: models.Model) -> Self:
        """The signatures under one record, oldest first."""
        return self.filter(model=ContentType.objects.get_for_model(record), record_id=record.pk).order_by("pk")


class Signature(models.Model):
    """One move of one record. It is written once and never changed.

    One that was given on paper names the scan and who, another person, registered it.
    """

    procedure = models.CharField(_("程序"), max_length=60)
    procedure_version = models.PositiveSmallIntegerField(_("程序版本"))
    model = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name=_("记录类型"))
    record_id = models.BigIntegerField(_("记录编号"))
    record_version = models.PositiveIntegerField(_("记录版本"))
    move = models.CharField(_("动作"), max_length=40)
    from_state = models.CharField(_("原状态"), max_length=40, blank=True)
    to_state = models.CharField(_("新状态"), max_length=40)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="signatures", verbose_name=_("办理人"))
    on_behalf_of = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("代表单位"))
    deputy_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("代谁办理"))
    at = models.DateTimeField(_("时间"))
    why = models.CharField(_("原因"), max_length=500, blank=True)
    content_hash = models.CharField(_("内容摘要"), max_length=64)
    made_by = MadeByField(_("所依参数"))
    scan = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+", verbose_name=_("签字扫描件"))
    signed_on = models.DateField(_("纸面签署日期"), null=True)
    registered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"), help_text=_("纸质签署由另一人登记")
    )

    objects = models.Manager.from_queryset(SignatureQuerySet)()

    class Meta:
        verbose_name = _("签署")
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["model", "record_id", "id"], name="signatures_of_record")]

    def __str__(self) -> str:
        return f"{self.procedure} {self.move} {self.record_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new signature; one that is written stays as it is."""
        if self.pk is not None:
            raise TypeError("a signature is never changed")
        super().save(*args, **kwargs)

    @property
    def short_hash(self) -> str:
        """The first eight digits of the digest in two groups, as printed beside a signature."""
        return f"{self.content_hash[:4]} {self.content_hash[4:8]}".upper()
