"""Accounts and grants."""

from datetime import date
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.roles import VERBS, Role, Verb
from zugong.kernel.history.models import Record
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.registry.scope import Reach, ScopedRecord


class UserManager(BaseUserManager["User"]):
    """Creates accounts."""

    def create_user(self, username: str, password: str | None = None, **more: object) -> "User":
        """A new account; without a password it must be activated first."""
        user = self.model(username=username, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account of one person, working in one unit."""

    username = models.CharField(_("账号"), max_length=40, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="user", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("所在单位"))
    is_active = models.BooleanField(_("启用"), default=True)
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
        return self.person.name if self.person else self.username

    @cached_property
    def grants_today(self) -> list["Grant"]:
        """The grants in force today, with their units; read once per request."""
        return list(Grant.objects.in_force(calendar.today()).filter(user=self).select_related("unit"))

    def reach(self) -> Reach:
        """How far this user may read: the subtrees of grants that read, and the user's own records."""
        paths = {
            grant.unit.path
            for grant in self.grants_today
            if grant.reach == Grant.Extent.SUBTREE and Verb.READ in VERBS[grant.role] and grant.unit.path
        }
        return Reach(paths=tuple(sorted(paths)), person_id=self.person_id)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held today, at whatever unit."""
        return frozenset(grant.role for grant in self.grants_today)

    def units_acted_for(self, verb: Verb) -> set[int]:
        """Ids of the units for which this user may do `verb` in the unit's own name."""
        units = {grant.unit_id for grant in self.grants_today if verb in VERBS[grant.role]}
        if units and self.unit_id is not None:
            units.add(self.unit_id)
        return units


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants by time."""

    def in_force(self, day: date) -> "GrantQuerySet":
        """Grants valid on the day and not voided."""
        started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        not_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(started & not_ended, voided_at__isnull=True)


class Grant(ScopedRecord):
    """A role of a user at a unit."""

    class Extent(models.TextChoices):
        SUBTREE = "subtree", _("本级及所辖")
        OWN = "own", _("仅本人")

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("账号"))
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants", verbose_name=_("单位"))
    reach = models.CharField(_("范围"), max_length=8, choices=Extent, default=Extent.SUBTREE)
    valid_from = models.DateField(_("自"), null=True, blank=True)
    valid_to = models.DateField(_("至"), null=True, blank=True)

    objects = models.Manager.from_queryset(GrantQuerySet)()

    class Meta(Record.Meta):
        verbose_name = _("授权")
        ordering: ClassVar = ["user", "role"]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.unit}"
