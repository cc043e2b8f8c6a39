"""Tokens with which programs act for an account, and the answers they may ask for again."""

from collections.abc import Callable
from typing import Any, ClassVar, Self, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.models.accounts import OVERSEEING, User, subtrees
from zugong.kernel.registry.scope import Reader, ScopedManager, ScopedQuerySet, ScopedRecord, within

F = TypeVar("F", bound=Callable[..., Any])


def _named(label: Any) -> Callable[[F], F]:
    """What a ledger above heads the property with."""

    def name(function: F) -> F:
        function.short_description = label  # type: ignore[attr-defined]
        return function

    return name


class ApiTokenQuerySet(ScopedQuerySet):
    """Tokens; they are seen by their holders and by those who oversee the holders' accounts."""

    def visible_to(self, reader: Reader) -> Self:
        """The reader's own tokens and those in the subtrees that the reader oversees."""
        user: Any = reader
        overseen = within(subtrees(user, OVERSEEING), unit_links=("user__unit",))
        return self.filter(overseen | Q(user=user.pk))

    def in_force(self) -> Self:
        """Tokens that are neither withdrawn nor past their last day."""
        return self.filter(withdrawn_at__isnull=True, expires_on__gte=calendar.today())


ApiTokenManager = ScopedManager.from_queryset(ApiTokenQuerySet)


class ApiToken(ScopedRecord):
    """What a program shows to act for an account. The token itself is shown once to its holder; only its digest is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="api_tokens", verbose_name=_("账号"))
    name = models.CharField(_("用途"), max_length=60, help_text=_("哪个程序、做什么用，例如“周报汇总脚本”"))
    digest = models.CharField(_("摘要"), max_length=64, unique=True, editable=False)
    writes = models.BooleanField(_("可写入"), default=False)
    ledgers = models.JSONField(_("台账范围"), default=list, blank=True)
    with_second_factor = models.BooleanField(_("经动态口令生成"), default=False)
    created_at = models.DateTimeField(_("生成时间"))
    expires_on = models.DateField(_("有效期至"), help_text=_("含当日，最长一年"))
    last_used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    withdrawn_why = models.CharField(_("停用原因"), max_length=200, blank=True)

    unit_links: ClassVar[tuple[str, ...]] = ("user__unit",)
    named_with: ClassVar[tuple[str, ...]] = ("user__person",)
    sealed: ClassVar[frozenset[str]] = frozenset({"digest"})
    untracked: ClassVar[frozenset[str]] = frozenset({"version", "last_used_at"})

    objects = ApiTokenManager()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("接口令牌")
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.name}"

    def get_absolute_url(self) -> str:
        """The token's page."""
        return f"/tokens/{self.pk}/"

    @property
    @_named(_("台账"))
    def reads(self) -> str:
        """Which ledgers it opens, in words."""
        return "、".join(self.ledgers) or _now("全部台账")

    @property
    @_named(_("状态"))
    def state(self) -> str:
        """Whether it can still be used, in words."""
        if self.withdrawn_at is not None:
            return _now("已停用")
        return _now("有效") if self.expires_on >= calendar.today() else _now("已过期")

    def opens(self, ledger: str) -> bool:
        """True if the ledger of that name is within the token's scope."""
        return not self.ledgers or ledger in self.ledgers


class KeptAnswer(models.Model):
    """The answer to a request that named an idempotency key: whoever repeats the request gets it again, and nothing is doubled."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("账号"))
    key = models.CharField(_("幂等键"), max_length=80)
    asked = models.CharField(_("请求摘要"), max_length=64)
    status = models.PositiveSmallIntegerField(_("状态码"))
    headers = models.JSONField(_("响应头"), default=dict)
    body = models.JSONField(_("内容"), default=dict, encoder=DjangoJSONEncoder)
    kept_at = models.DateTimeField(_("留存时间"), db_index=True)

    class Meta:
        verbose_name = _("留存的答复")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"


class CallCount(models.Model):
    """How often a program or a browser has asked within a minute, counted by all processes together."""

    caller = models.CharField(_("调用者"), max_length=40)
    minute = models.PositiveBigIntegerField(_("分钟"))
    count = models.PositiveIntegerField(_("次数"), default=1)

    class Meta:
        verbose_name = _("接口调用计数")
        constraints: ClassVar = [models.UniqueConstraint(fields=["caller", "minute"], name="one_count_per_minute")]
        indexes: ClassVar = [models.Index(fields=["minute"], name="counts_by_minute")]

    def __str__(self) -> str:
        return f"{self.caller} {self.minute}: {self.count}"
