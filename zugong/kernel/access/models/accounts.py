"""Accounts, what they were granted, who stands in for whom."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.roles import ADMINISTRATORS, VERBS, Role, Verb
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.registry.scope import Reach, Reader, ScopedManager, ScopedQuerySet, ScopedRecord, within
from zugong.kernel.sealing.classes import NAME, FieldClass, Mask
from zugong.kernel.sealing.masks import mask_name

OVERSEEING = frozenset({Verb.MANAGE_ACCOUNTS, Verb.MANAGE_GRANTS, Verb.AUDIT})
"""Verbs that need to see accounts and units, whatever else they may not see."""


def subtrees(user: "User", verbs: frozenset[Verb]) -> Reach:
    """The subtrees in which the user holds one of the verbs, and the user's own person."""
    paths = {
        grant.unit.path
        for grant in user.grants_today
        if grant.reach == Grant.Extent.SUBTREE and verbs & VERBS[grant.role] and grant.unit.path
    }
    return Reach(paths=tuple(sorted(paths)), person_id=user.person_id)


class UserQuerySet(ScopedQuerySet):
    """Accounts; they are seen by those who administer or audit them, and by their owners."""

    def visible_to(self, reader: Reader) -> Self:
        """The reader's own account and those in the subtrees that the reader oversees."""
        user: Any = reader
        return self.filter(within(subtrees(user, OVERSEEING), unit_links=("unit",)) | Q(pk=user.pk))


class UserManager(BaseUserManager["User"]):
    """Creates accounts; voided ones cannot sign in."""

    def get_queryset(self) -> UserQuerySet:
        """Accounts that are not voided."""
        return UserQuerySet(self.model, using=self._db).live()

    def visible_to(self, reader: Reader) -> UserQuerySet:
        """Accounts that the reader may see."""
        return self.get_queryset().visible_to(reader)

    def create_user(self, username: str, password: str | None = None, **more: object) -> "User":
        """A new account; without a password it must be activated first."""
        user = self.model(username=username, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, ScopedRecord):
    """An account of one person, working in one unit."""

    username = models.CharField(
        _("账号"), max_length=40, unique=True, error_messages={"unique": _("这个账号已有人使用")}
    )
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="user", verbose_name=_("人员")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("所在单位")
    )
    is_active = models.BooleanField(_("启用"), default=True)
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")

    USERNAME_FIELD = "username"
    objects = UserManager()  # type: ignore[assignment, misc]

    untracked: ClassVar[frozenset[str]] = frozenset({"version", "password", "last_login", "language"})
    owner_links: ClassVar[tuple[str, ...]] = ("person",)
    named_with: ClassVar[tuple[str, ...]] = ("person",)
    field_classes: ClassVar[Mapping[str, FieldClass]] = {NAME: FieldClass.PERSONAL, "password": FieldClass.SENSITIVE}
    masks: ClassVar[Mapping[str, Mask]] = {NAME: mask_name}

    class Meta(ScopedRecord.Meta):
        verbose_name = _("账号")
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.person.name if self.person else self.username

    def get_absolute_url(self) -> str:
        """The account's page."""
        return f"/accounts/{self.pk}/"

    @cached_property
    def grants_today(self) -> list["Grant"]:
        """The grants in force today, one's own and those held as a deputy, with their units; read once per request."""
        today = calendar.today()
        principals = Deputy.objects.on(today).filter(deputy_id=self.pk).values("principal_id")
        own_or_lent = Q(user=self.pk) | (Q(user__in=principals, user__is_active=True) & ~Q(role__in=ADMINISTRATORS))
        return list(Grant.objects.in_force(today).filter(own_or_lent).select_related("unit", "user__person"))

    def forget_grants(self) -> None:
        """Read the grants anew the next time, after some were given or taken."""
        for name in ("grants_today", "roles"):
            self.__dict__.pop(name, None)

    def reach(self) -> Reach:
        """How far this user may read: the subtrees of grants that read, and the user's own records."""
        reading = subtrees(self, frozenset({Verb.READ}))
        overseeing = subtrees(self, OVERSEEING | {Verb.MANAGE_UNITS})
        return Reach(paths=reading.paths, person_id=self.person_id, unit_paths=overseeing.paths)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held today, at whatever unit."""
        return frozenset(grant.role for grant in self.grants_today)

    @property
    def reads_units(self) -> bool:
        """True for whoever reads the records of some unit, and not only what is public or their own."""
        return any(Verb.READ in VERBS[role] for role in self.roles)

    def units_acted_for(self, verb: Verb) -> set[int]:
        """Ids of the units for which this user may do `verb` in the unit's own name: the grants' units and their holders' own."""
        units: set[int] = set()
        for grant in self.grants_today:
            if verb in VERBS[grant.role]:
                units.add(grant.unit_id)
                home = self.unit_id if grant.user_id == self.pk else grant.user.unit_id
                units.update({home} if home is not None else set())
        return units


class GrantQuerySet(ScopedQuerySet):
    """Grants by time; they are seen by those who administer or audit them, and by their holders."""

    def in_force(self, day: date) -> Self:
        """Grants that are approved, valid on the day and not voided."""
        started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        not_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(started & not_ended, state=Grant.State.GRANTED, voided_at__isnull=True)

    def visible_to(self, reader: Reader) -> Self:
        """The reader's own grants and those in the subtrees that the reader oversees."""
        user: Any = reader
        return self.filter(within(subtrees(user, OVERSEEING), unit_links=("unit",)) | Q(user=user.pk))


GrantManager = ScopedManager.from_queryset(GrantQuerySet)


class Grant(ScopedRecord):
    """A role of a user at a unit. A requested grant gives nothing until the security administrator approves it."""

    class Extent(models.TextChoices):
        SUBTREE = "subtree", _("本级及所辖")
        OWN = "own", _("仅本人")

    class State(models.TextChoices):
        REQUESTED = "requested", _("待批准")
        GRANTED = "granted", _("已授权")

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name=_("账号"))
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants", verbose_name=_("单位"))
    reach = models.CharField(_("范围"), max_length=8, choices=Extent, default=Extent.SUBTREE)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.GRANTED)
    valid_from = models.DateField(_("自"), null=True, blank=True)
    valid_to = models.DateField(_("至"), null=True, blank=True, help_text=_("含当日"))

    named_with: ClassVar[tuple[str, ...]] = ("user__person", "unit")

    objects = GrantManager()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("授权")
        ordering: ClassVar = ["user", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="grant_ends_after_it_starts",
                violation_error_message=_("止期早于起期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.unit}"


class DeputyQuerySet(ScopedQuerySet):
    """Deputies by time; seen by the two concerned and by those who oversee the accounts."""

    def on(self, day: date) -> Self:
        """Deputies standing in on the day."""
        return self.filter(start_date__lte=day, end_date__gte=day, voided_at__isnull=True)

    def visible_to(self, reader: Reader) -> Self:
        """Those of the reader, and those in the subtrees that the reader oversees."""
        user: Any = reader
        overseen = within(subtrees(user, OVERSEEING), unit_links=("principal__unit",))
        return self.filter(overseen | Q(principal=user.pk) | Q(deputy=user.pk))


DeputyManager = ScopedManager.from_queryset(DeputyQuerySet)


class Deputy(ScopedRecord):
    """That `deputy` stands in for `principal` from one day to another, both included, with the principal's grants."""

    principal = models.ForeignKey(User, models.PROTECT, related_name="deputies", verbose_name=_("委托人"))
    deputy = models.ForeignKey(User, models.PROTECT, related_name="deputises_for", verbose_name=_("代理人"))
    start_date = models.DateField(_("自"))
    end_date = models.DateField(_("至"), help_text=_("含当日"))
    reason = models.CharField(_("事由"), max_length=100)

    unit_links: ClassVar[tuple[str, ...]] = ("principal__unit",)
    named_with: ClassVar[tuple[str, ...]] = ("principal__person", "deputy__person")

    objects = DeputyManager()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("代理")
        ordering: ClassVar = ["-start_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")),
                name="deputy_ends_after_start",
                violation_error_message=_("止期早于起期"),
            ),
            models.CheckConstraint(
                condition=~Q(principal=F("deputy")),
                name="nobody_deputises_for_oneself",
                violation_error_message=_("不能委托本人代理"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} → {self.principal}"


class ActivationCode(models.Model):
    """A code, used once, with which the owner of an account sets its password. Only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="activation_codes", verbose_name=_("账号"))
    digest = models.CharField(_("摘要"), max_length=64)
    created_at = models.DateTimeField(_("生成时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("输错次数"), default=0)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("办理人"))

    class Meta:
        verbose_name = _("激活码")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.expires_at:%Y-%m-%d}"
