"""The access log: a chain of who signed in, saw, exported, downloaded."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models.accounts import User, subtrees
from zugong.kernel.access.roles import Verb
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import Reader, within


class AccessLogQuerySet(models.QuerySet):
    """Entries, for those who audit."""

    def visible_to(self, reader: Reader) -> Self:
        """The entries about the units that the reader audits; entries about no unit go to who audits the root."""
        user: Any = reader
        reach = subtrees(user, frozenset({Verb.AUDIT}))
        roots = [path for path in reach.paths if path.count("/") == 2]
        return self.all() if roots else self.filter(within(reach, unit_links=("unit",)))


AccessLogManager = models.Manager.from_queryset(AccessLogQuerySet)


class AccessLog(models.Model):
    """One entry of the chain; written by `log.note` alone and never changed.

    It is written within the transaction of what it tells of, and put into the chain right after: until then it has no number.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("登录")
        SIGN_IN_FAILED = "sign_in_failed", _("登录失败")
        LOCKED_OUT = "locked_out", _("锁定")
        SIGNED_OUT = "signed_out", _("退出")
        UNMASKED = "unmasked", _("查看明文")
        EXPORTED = "exported", _("导出")
        DOWNLOADED = "downloaded", _("下载")
        READ_BY_API = "read_by_api", _("接口读取")
        PRINTED = "printed", _("打印")
        ACCOUNT = "account", _("账号管理")
        GRANTED = "granted", _("授权管理")
        ERASED = "erased", _("销毁密钥")

    number = models.PositiveBigIntegerField(_("序号"), unique=True, null=True)
    at = models.DateTimeField(_("时间"), db_index=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("账号"))
    name = models.CharField(_("姓名或账号"), max_length=80, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("单位"))
    kind = models.CharField(_("动作"), max_length=16, choices=Kind)
    what = models.CharField(_("对象"), max_length=200, blank=True)
    rows = models.PositiveIntegerField(_("条数"), null=True)
    why = models.CharField(_("事由"), max_length=200, blank=True)
    address = models.CharField(_("来源地址"), max_length=45, blank=True)
    hash = models.CharField(_("校验值"), max_length=64, blank=True)

    objects = AccessLogManager()

    class Meta:
        verbose_name = _("访问日志")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(number__isnull=True), name="entries_not_yet_chained"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.what}"

    @property
    def people(self) -> list[int]:
        """The keys of the persons whose values were seen, in their order."""
        return sorted(person for look in self.looks.all() for person in look.people)

    @property
    def content(self) -> dict[str, Any]:
        """What the hash covers: everything but the hash itself, and at whom was looked. Read with `looks` prefetched."""
        people = self.people
        return {
            **({"people": people} if people else {}),
            "number": self.number,
            "at": self.at.timestamp(),
            "user": self.user_id,
            "name": self.name,
            "unit": self.unit_id,
            "kind": str(self.kind),
            "what": self.what,
            "rows": self.rows,
            "why": self.why,
            "address": self.address,
        }


class LookQuerySet(models.QuerySet["Look"]):
    """Looks, by the person who was looked at."""

    def at_person(self, person: int) -> Self:
        """The looks that tell of the person with this key."""
        block, place = divmod(person, Look.SPAN)
        hit = models.ExpressionWrapper(models.F("bits").bitand(1 << place), output_field=models.BigIntegerField())
        return self.filter(block=block).annotate(hit=hit).filter(hit__gt=0)


class Look(models.Model):
    """That an entry of the log tells of personal values of some of a block of persons, so that they can be told who looked at them.

    A block holds SPAN neighbouring keys and each person in it is one bit: an export of ten thousand people adds some two hundred rows.
    """

    SPAN: ClassVar[int] = 62  # a signed number of 64 bits holds as many and stays positive

    entry = models.ForeignKey(AccessLog, models.PROTECT, related_name="looks", verbose_name=_("访问日志"))
    block = models.PositiveBigIntegerField(_("人员编号段"))
    bits = models.BigIntegerField(_("段内人员"))

    objects = models.Manager.from_queryset(LookQuerySet)()

    class Meta:
        verbose_name = _("被查看记录")
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "block"], name="one_look_per_entry")]
        indexes: ClassVar = [models.Index(fields=["block", "-id"], name="looks_at_block")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.people}"

    @classmethod
    def at(cls, entry: AccessLog, people: Iterable[int]) -> "list[Look]":
        """The unsaved rows that say that the entry tells of these persons, given by their keys."""
        bits: dict[int, int] = {}
        for person in people:
            block, place = divmod(person, cls.SPAN)
            bits[block] = bits.get(block, 0) | 1 << place
        return [cls(entry=entry, block=block, bits=bits[block]) for block in sorted(bits)]

    @property
    def people(self) -> list[int]:
        """The keys of the persons, in their order."""
        first = self.block * self.SPAN
        return [first + place for place in range(self.SPAN) if self.bits >> place & 1]


class ChainHead(models.Model):
    """The last number and hash of a chain: locked while entries join it, and the proof that none was cut off the end."""

    name = models.CharField(max_length=20, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
