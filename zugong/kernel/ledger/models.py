"""What belongs to ledgers and their records: files, saved filters, exports, imports."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models.accounts import subtrees
from zugong.kernel.access.roles import Verb
from zugong.kernel.history.models import Record
from zugong.kernel.ledger.importing.models import ColumnMeaning, Import, ImportRow
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import Reader, ScopedManager, ScopedQuerySet, ScopedRecord, within

__all__ = ["Attachment", "ColumnMeaning", "Export", "Import", "ImportRow", "SavedFilter", "Secrecy"]


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
    unscanned = models.BooleanField(_("待查病毒"), default=False)
    """Nobody can open the file until the scanner has let it pass."""

    class Meta(Record.Meta):
        verbose_name = _("附件")
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["model", "record_id"], name="attachments_of_record"),
            models.Index(fields=["digest"], name="attachments_of_content"),
        ]

    def __str__(self) -> str:
        return self.name


class SavedFilterQuerySet(ScopedQuerySet):
    """Saved filters: one's own, and those shared in a unit in reach or one's own unit."""

    def visible_to(self, reader: Reader) -> Self:
        """The saved filters that the reader may use."""
        user: Any = reader
        shared = within(user.reach(), unit_links=("unit",)) | Q(unit=user.unit_id)
        return self.filter(Q(by=user.pk) | Q(shared=True) & shared)


class SavedFilter(ScopedRecord):
    """A listing that somebody wants to come back to: filters, order and columns, under a name."""

    ledger = models.CharField(_("台账"), max_length=60)
    name = models.CharField(_("名称"), max_length=30)
    query = models.CharField(_("筛选条件"), max_length=2000)
    shared = models.BooleanField(_("本单位共用"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("保存人"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("单位"))

    objects = ScopedManager.from_queryset(SavedFilterQuerySet)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("常用筛选")
        ordering: ClassVar = ["name", "pk"]
        indexes: ClassVar = [models.Index(fields=["ledger", "by"], name="saved_filters_of_ledger")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ledger", "by", "name"],
                condition=Q(voided_at__isnull=True),
                name="one_saved_filter_per_name",
                violation_error_message=_("您已有同名的常用筛选"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ExportQuerySet(ScopedQuerySet):
    """Exports: one's own, those one may approve, those one audits."""

    def visible_to(self, reader: Reader) -> Self:
        """The exports that concern the reader."""
        user: Any = reader
        overseen = within(subtrees(user, frozenset({Verb.SIGN, Verb.AUDIT})), unit_links=("unit",))
        return self.filter(overseen | Q(by=user.pk))


class Export(ScopedRecord):
    """A listing on its way to a spreadsheet that takes a while, or that a second person must approve."""

    class State(models.TextChoices):
        ASKED = "asked", _("待审批")
        REFUSED = "refused", _("未批准")
        LAPSED = "lapsed", _("已失效")
        MAKING = "making", _("生成中")
        READY = "ready", _("可下载")

    class Kind(models.TextChoices):
        XLSX = "xlsx", "xlsx"
        CSV = "csv", "csv"

    ledger = models.CharField(_("台账"), max_length=60)
    kind = models.CharField(_("格式"), max_length=4, choices=Kind, default=Kind.XLSX)
    query = models.CharField(_("筛选条件"), max_length=2000, blank=True)
    in_words = models.CharField(_("导出内容"), max_length=500, blank=True)
    row_count = models.PositiveIntegerField(_("条数"), default=0)
    personal = models.CharField(_("个人信息列"), max_length=300, blank=True)
    opened = models.JSONField(_("显示完整值的列"), default=list, blank=True)
    """The names of columns that are masked to the asker and shall stand in the file in clear."""
    people = models.PositiveIntegerField(_("涉及人数"), default=0)
    why = models.CharField(_("用途"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("单位"))
    asked_at = models.DateTimeField(_("申请时间"))
    due = models.DateField(_("审批期限"), null=True, blank=True, help_text=_("过期未批即失效"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.MAKING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审批人")
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    decided_why = models.CharField(_("审批意见"), max_length=200, blank=True)
    digest = models.CharField(_("SHA-256 摘要"), max_length=64, blank=True, db_index=True)
    until = models.DateTimeField(_("保留至"), null=True, blank=True)

    named_with: ClassVar[tuple[str, ...]] = ("by__person", "decided_by__person", "unit")

    objects = ScopedManager.from_queryset(ExportQuerySet)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("导出")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["by", "-id"], name="exports_of_user"),
            models.Index(fields=["state", "unit"], name="exports_to_approve"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("by")),
                name="nobody_approves_the_own_export",
                violation_error_message=_("不能审批自己的导出"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.in_words}"

    @property
    def key(self) -> str:
        """The key as text, for the names of parts of a page."""
        return str(self.pk)
