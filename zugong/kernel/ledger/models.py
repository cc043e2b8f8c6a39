"""Files that belong to records."""

from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from zugong.kernel.history.models import Record


class Secrecy(models.TextChoices):
    """How far a file may go. Files marked 秘密 or higher are refused, so there is no choice for them."""

    OPEN = "open", _("公开")
    INTERNAL = "internal", _("内部")
    WORK_SECRET = "work_secret", _("工作秘密")


class Attachment(Record):
    """A file of one record, as visible as the record is. The content is stored once per digest, whatever its names."""

    model = models.ForeignKey(ContentType, models.PROTECT, verbose_name=_("记录类型"))
    record_id = models.BigIntegerField(_("记录编号"))
    name = models.CharField(_("文件名"), max_length=160)
    kind = models.CharField(_("文件类型"), max_length=8)
    size = models.PositiveBigIntegerField(_("大小"))
    digest = models.CharField(_("SHA-256 摘要"), max_length=64)
    secrecy = models.CharField(_("密级标识"), max_length=12, choices=Secrecy, default=Secrecy.INTERNAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("上传人")
    )
    at = models.DateTimeField(_("上传时间"))

    class Meta(Record.Meta):
        verbose_name = _("附件")
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["model", "record_id"], name="attachments_of_record"),
            models.Index(fields=["digest"], name="attachments_of_content"),
        ]

    def __str__(self) -> str:
        return self.name
