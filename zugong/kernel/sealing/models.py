"""Data keys."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataKey(models.Model):
    """A key wrapped under a master key. Destroyed, it leaves what it sealed unreadable for ever.

    Its id is made before it is stored, so that values can be sealed in a form that is never saved.
    """

    class Purpose(models.TextChoices):
        PERSON = "person", _("个人信息")
        DIGEST = "digest", _("比对")
        IMPORT = "import", _("导入")
        FORMER_DIGEST = "former", _("比对（更换中的旧密钥）")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(_("用途"), max_length=8, choices=Purpose)
    wrapped = models.CharField(_("密文"), max_length=120, blank=True)
    master = models.CharField(_("主密钥指纹"), max_length=16, blank=True, db_index=True)
    created_at = models.DateTimeField(_("生成时间"))
    destroyed_at = models.DateTimeField(_("销毁时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("数据密钥")
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"],
                condition=models.Q(purpose__in=["digest", "former"], destroyed_at__isnull=True),
                name="one_key_for_digests",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
