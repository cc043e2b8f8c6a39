"""Imports, their rows, and what column labels were found to mean."""

import json
from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models.accounts import subtrees
from zugong.kernel.access.roles import Verb
from zugong.kernel.jobs.models import Job
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import Reader, within
from zugong.kernel.sealing.keys import decrypt, encrypt, plain_key
from zugong.kernel.sealing.models import DataKey

_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class ImportQuerySet(models.QuerySet):
    """Imports, by who may look at them."""

    def visible_to(self, reader: Reader) -> Self:
        """The reader's own imports, and those of the subtrees that the reader audits."""
        user: Any = reader
        audited = within(subtrees(user, frozenset({Verb.AUDIT})), unit_links=("unit",))
        return self.filter(audited | models.Q(by=user.pk))


class Import(models.Model):
    """One file on its way into one ledger, seen by who brings it and by auditors."""

    class State(models.TextChoices):
        READING = "reading", _("正在核对")
        JUDGED = "judged", _("待确认")
        TAKING = "taking", _("正在导入")
        TAKEN = "taken", _("已导入")
        UNDOING = "undoing", _("正在撤销")
        UNDONE = "undone", _("已撤销")
        DROPPED = "dropped", _("已放弃")
        FAILED = "failed", _("无法读取")

    ledger_name = models.CharField(_("台账"), max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("导入人"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("单位"))
    file_name = models.CharField(_("文件名"), max_length=160)
    digest = models.CharField(_("SHA-256 摘要"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("大小"))
    sheet = models.CharField(_("工作表"), max_length=80, blank=True)
    header_row = models.PositiveIntegerField(_("表头所在行"), null=True, blank=True)
    mapping = models.JSONField(_("各列的含义"), default=dict)
    """Field name by written label; an empty name: the column was passed over on purpose."""
    unknown = models.JSONField(_("不认识的列"), default=list)
    problems = models.JSONField(_("整张表的问题"), default=list)
    empty_clears = models.BooleanField(_("空格清空原值"), default=False)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.READING)
    failure = models.CharField(_("无法读取的原因"), max_length=500, blank=True)
    total = models.PositiveIntegerField(_("行数"), default=0)
    counts = models.JSONField(_("各种结果的行数"), default=dict)
    """Number of rows by verdict; after taking also `taken`, after undoing `undone` and `left`."""
    data_key = models.ForeignKey(DataKey, models.PROTECT, null=True, related_name="+", verbose_name=_("数据密钥"))
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name=_("后台任务"))
    made_at = models.DateTimeField(_("上传时间"))
    ended_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    undone_why = models.CharField(_("撤销原因"), max_length=200, blank=True)

    OPEN: ClassVar = (State.READING, State.JUDGED, State.TAKING)
    """The states in which the file and what it says are still kept."""
    owner_links: ClassVar[tuple[str, ...]] = ()
    unit_links: ClassVar[tuple[str, ...]] = ("unit",)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["by", "-id"], name="imports_of_user")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """The import's page."""
        return f"/imports/{self.pk}/"

    @property
    def named(self) -> str:
        """How the history of records names the import."""
        return str(_("导入 #%(number)s：%(file)s") % {"number": self.pk, "file": self.file_name})

    @cached_property
    def plain_key(self) -> bytes | None:
        """The key under which the rows are sealed; None where they hold nothing personal."""
        return plain_key(self.data_key) if self.data_key else None

    def good_count(self) -> int:
        """How many rows can be taken in."""
        return sum(self.counts.get(verdict, 0) for verdict in ImportRow.GOOD)


class ImportRow(models.Model):
    """One row of an import. What stood in it is sealed where it may be personal, and emptied once the import has ended."""

    class Verdict(models.TextChoices):
        NEW = "new", _("新增")
        CHANGED = "changed", _("修改")
        UNCHANGED = "unchanged", _("无变化")
        BAD = "bad", _("有问题")

    imported = models.ForeignKey(Import, models.CASCADE, related_name="rows", verbose_name=_("导入"))
    number = models.PositiveIntegerField(_("行号"))
    verdict = models.CharField(_("结果"), max_length=9, choices=Verdict)
    content = models.TextField(_("内容"), blank=True)
    key = models.CharField(_("同一条的标识"), max_length=32, blank=True)
    record_id = models.BigIntegerField(_("记录编号"), null=True)
    taken = models.BooleanField(_("已导入"), default=False)
    wrote = models.JSONField(_("写入的记录"), default=list)
    """For each record that taking the row in has written: content type, id, version, and what only an undoing needs."""
    undone = models.CharField(_("撤销结果"), max_length=300, blank=True)

    GOOD: ClassVar = (Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED)
    PARTS: ClassVar = ("texts", "values", "mended", "problems", "before")

    class Meta:
        verbose_name = _("导入行")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["imported", "number"], name="one_row_per_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["imported", "verdict", "number"], name="import_rows_by_verdict"),
            models.Index(fields=["imported", "key"], name="import_rows_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.imported_id}/{self.number}"

    @cached_property
    def _parts(self) -> dict[str, Any]:
        key = self.imported.plain_key
        text = decrypt(key, self.content, self._place).decode() if key and self.content else self.content
        return json.loads(text) if text else {}

    def belong_to(self, imported: Import) -> None:
        """Know the import, which is the row's own, without asking for it."""
        link: Any = self._meta.get_field("imported")
        link.set_cached_value(self, imported)

    @property
    def _place(self) -> str:
        return f"{self.imported_id}/{self.number}"

    @property
    def texts(self) -> dict[str, str]:
        """What stood in the file, by field name."""
        return self._parts.get("texts", {})

    @property
    def values(self) -> dict[str, str]:
        """What the form is given, by field name, where it is not what stood in the file: dates, codes of choices, mended texts."""
        return self._parts.get("values", {})

    @property
    def mended(self) -> dict[str, str]:
        """What somebody typed instead, by field name."""
        return self._parts.get("mended", {})

    @property
    def problems(self) -> list[dict[str, str]]:
        """For each bad cell: `field`, `column` (its label), `value`, `reason`, `suggestion`; without a field it concerns the whole row."""
        return self._parts.get("problems", [])

    @property
    def before(self) -> dict[str, str]:
        """For a changed row: the text that stands in the record now, by the name of each field that would change."""
        return self._parts.get("before", {})

    def shown_text(self, field: str) -> str:
        """What stands in a cell now: the mended text, or what was read."""
        return self.mended.get(field, self.texts.get(field, ""))

    def form_data(self) -> dict[str, str]:
        """What the form is given."""
        return {**self.texts, **self.values}

    def hold(self, **parts: Any) -> None:
        """Put new parts (texts, values, mended, problems, before) in place of the old ones; the caller saves the row."""
        held = {**self._parts, **parts}
        self._parts = {name: part for name, part in held.items() if part}
        text = _written(self._parts)
        key = self.imported.plain_key
        self.content = encrypt(key, text.encode(), self._place) if key else text

    def empty(self) -> None:
        """Forget what stood in the row."""
        self._parts, self.content, self.key = {}, "", ""


class ColumnMeaning(models.Model):
    """What people call a column of a ledger in their spreadsheets, asked once and remembered for all."""

    ledger_name = models.CharField(_("台账"), max_length=60)
    label = models.CharField(_("列名"), max_length=120)
    field = models.CharField(_("字段"), max_length=60, blank=True)
    """Empty: such a column is passed over."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("认定人")
    )

    class Meta:
        verbose_name = _("列名含义")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ledger_name", "label"], name="one_meaning_per_label"),
        ]

    def __str__(self) -> str:
        return f"{self.label} → {self.field}"


def rows_of(imported: Import, numbers: Iterable[int] | None = None) -> list[ImportRow]:
    """The rows of an import, or those of the given numbers, in order, each knowing its import."""
    rows = imported.rows.all() if numbers is None else imported.rows.filter(number__in=list(numbers))
    found = list(rows)
    for row in found:
        row.belong_to(imported)
    return found
