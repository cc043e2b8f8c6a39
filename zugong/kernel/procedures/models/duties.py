"""Who owes what by when."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import VERBS, Verb
from zugong.kernel.ledger.columns import labelled
from zugong.kernel.procedures.models.clocks import Clock
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import NOTHING, Reader, within

SUPERIOR_VERBS = (Verb.SUPERVISE, Verb.CONFIRM, Verb.DIRECT)
"""Whoever has one of these for a unit is told of duties that have climbed to it."""

TITLE_LENGTH = 200


class DutyQuerySet(models.QuerySet["Duty"]):
    """Duties by who owes them."""

    def open(self) -> Self:
        """What is still owed."""
        return self.filter(closed_on__isnull=True)

    def about(self, record: models.Model) -> Self:
        """The duties that a record gave rise to."""
        return self.filter(model=ContentType.objects.get_for_model(record), record_id=record.pk)

    def owed_by(self, user: User) -> Self:
        """What the user owes today: in person, or in the name of a unit the user acts for with the duty's verb."""
        held = {verb for grant in user.grants_today for verb in VERBS[grant.role]}
        owed = Q(user=user)
        for verb in sorted(held):
            owed |= Q(user__isnull=True, verb=verb, unit__in=user.units_acted_for(verb))
        return self.open().filter(owed)

    def climbed_to(self, user: User) -> Self:
        """Overdue duties of units below that have climbed to a unit for which the user supervises, confirms or directs."""
        acted_for = {unit for verb in SUPERIOR_VERBS for unit in user.units_acted_for(verb)}
        condition = NOTHING
        for unit in Unit.objects.filter(pk__in=acted_for):
            reached = [*unit.ancestor_ids, unit.pk]
            condition |= Q(unit__path__startswith=unit.path, escalated_to__in=reached) & ~Q(unit=unit)
        return self.open().filter(condition, level__gt=0)

    def visible_to(self, reader: Reader) -> Self:
        """The duties of units inside the reader's reach."""
        return self.filter(within(reader.reach(), unit_links=["unit"]))


class Duty(models.Model):
    """What a unit, or one user, owes. `title` and `detail` name no person, so that they can be quoted in a group chat.

    The title is kept as a message and what fills it, so that each reader reads it in their own language. What is owed anew every
    month is a duty of its own for each `period`.
    """

    kind = models.CharField(_("种类"), max_length=60)
    model = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+", verbose_name=_("记录类型"))
    record_id = models.BigIntegerField(_("记录编号"), null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties", verbose_name=_("单位"))
    verb = models.CharField(_("职权"), max_length=20)
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="duties", verbose_name=_("承办人")
    )
    title_words = models.CharField(_("事项文字"), max_length=TITLE_LENGTH)
    title_names = models.JSONField(_("事项所指"), default=dict, blank=True)
    period = models.CharField(_("所属期"), max_length=10, blank=True)
    detail = models.CharField(_("说明"), max_length=300, blank=True)
    url = models.CharField(_("办理地址"), max_length=300)
    due = models.DateField(_("时限"), null=True, blank=True)
    clock = models.ForeignKey(
        Clock, models.SET_NULL, null=True, blank=True, related_name="duties", verbose_name=_("时限来源")
    )
    opened_on = models.DateField(_("产生日期"))
    closed_on = models.DateField(_("了结日期"), null=True, blank=True)
    level = models.PositiveSmallIntegerField(_("已上升级数"), default=0)
    escalated_to = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("已上升至")
    )

    objects = models.Manager.from_queryset(DutyQuerySet)()

    class Meta:
        verbose_name = _("待办")
        ordering: ClassVar = [models.F("due").asc(nulls_last=True), "pk"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "verb"], condition=Q(closed_on__isnull=True), name="open_duties_of_unit"),
            models.Index(fields=["due"], condition=Q(closed_on__isnull=True), name="open_duties_by_date"),
            models.Index(fields=["model", "record_id"], name="duties_of_record"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "model", "record_id", "unit", "period"],
                condition=Q(closed_on__isnull=True, user__isnull=True),
                name="one_open_duty_per_unit",
            ),
            models.UniqueConstraint(
                fields=["kind", "model", "record_id", "unit", "user", "period"],
                condition=Q(closed_on__isnull=True, user__isnull=False),
                name="one_open_duty_per_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"

    @property
    @labelled(_("事项"))
    def title(self) -> str:
        """What is owed, in the reader's language."""
        words = _in_this_language(self.title_words)
        if self.title_names:
            words %= {name: _in_this_language(value) for name, value in self.title_names.items()}
        return words[:TITLE_LENGTH]

    @property
    def days_left(self) -> int | None:
        """Working days from today to the due date; negative when it has passed, None without one."""
        return None if self.due is None else calendar.working_days_between(calendar.today(), self.due)

    @property
    def is_overdue(self) -> bool:
        """True once the due date has passed."""
        return self.due is not None and self.due < calendar.today()


def names_kept(names: Mapping[str, Any]) -> dict[str, str]:
    """What fills a title, as it is kept: in Chinese, whatever language is spoken by whoever caused the duty."""
    with override("zh-hans"):
        return {name: str(value) for name, value in names.items()}


def _in_this_language(words: str) -> str:
    return gettext(words) if words else ""  # the message of no words is the catalogue's own heading


class HandOver(models.Model):
    """That one user's own duties went to another."""

    from_user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("移交人"))
    to_user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("接手人"))
    duties = models.PositiveIntegerField(_("待办件数"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("办理人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("工作移交")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.from_user} → {self.to_user}"


class NoticeRead(models.Model):
    """That a user has read a notice, which stands among the news no more."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("账号"))
    key = models.CharField(_("通知"), max_length=60)
    read_at = models.DateTimeField(_("阅读时间"))

    class Meta:
        verbose_name = _("已读通知")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="notice_read_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"


class Digest(models.Model):
    """What a user was told on a day: one summary instead of many messages."""

    user = models.ForeignKey(User, models.CASCADE, related_name="digests", verbose_name=_("账号"))
    day = models.DateField(_("日期"))
    text = models.TextField(_("内容"))
    counts = models.JSONField(_("件数"), default=dict)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("每日提醒")
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "day"], name="one_digest_per_user_and_day")]

    def __str__(self) -> str:
        return f"{self.user} {self.day}"
