"""Records and their changes."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordQuerySet(models.QuerySet):
    """Rows of a record type; `objects` holds the live ones, `with_voided` all."""

    def live(self) -> Self:
        """The rows that are not voided."""
        return self.filter(voided_at__isnull=True)


class LiveManager(models.Manager.from_queryset(RecordQuerySet)):  # type: ignore[misc]
    """Leaves voided rows out."""

    def get_queryset(self) -> RecordQuerySet:
        """Rows that are not voided."""
        return super().get_queryset().filter(voided_at__isnull=True)


class Record(models.Model):
    """A row that is never deleted. Write it with `history.writing.save`, which keeps `version` and the changes."""

    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)
    voided_at = models.DateTimeField(_("作废时间"), null=True, blank=True, editable=False)
    voided_why = models.CharField(_("作废原因"), max_length=200, blank=True, editable=False)

    untracked: ClassVar[frozenset[str]] = frozenset({"version"})
    """Fields that are saved, but whose changes are not written to the history."""

    derived: ClassVar[frozenset[str]] = frozenset()
    """Fields that the platform computes by itself; saving a record leaves them as they stand in the database."""

    computed: ClassVar[bool] = False
    """True for records that the platform computes from others: they go when those go, and stand in nobody's way."""

    sealed: ClassVar[frozenset[str]] = frozenset()
    """Encrypted fields: the history tells that they changed, and keeps no copy of what stood in them."""

    named_with: ClassVar[tuple[str, ...]] = ()
    """Foreign keys that the record's name (`__str__`) follows; whoever reads rows to show their names reads these along."""

    objects = LiveManager()
    with_voided = models.Manager.from_queryset(RecordQuerySet)()

    class Meta:
        abstract = True
        base_manager_name = "with_voided"


class Change(models.Model):
    """What one person did to one record at one moment."""

    class Kind(models.TextChoices):
        CREATED = "created", _("新增")
        EDITED = "edited", _("修改")
        MOVED = "moved", _("办理")
        VOIDED = "voided", _("作废")
        RESTORED = "restored", _("恢复")

    model = models.ForeignKey(ContentType, models.PROTECT, verbose_name=_("记录类型"))
    record_id = models.BigIntegerField(_("记录编号"))
    version = models.PositiveIntegerField(_("版本"))
    kind = models.CharField(_("动作"), max_length=10, choices=Kind)
    before = models.JSONField(_("之前"), default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("之后"), default=dict, encoder=DjangoJSONEncoder)
    why = models.CharField(_("原因"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("办理人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("变更")
        indexes = [models.Index(fields=["model", "record_id", "-id"], name="change_of_record")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.model_id}/{self.record_id} v{self.version} {self.kind}"
