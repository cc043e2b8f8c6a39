"""Giving and taking roles: the security administrator's work.

Three administrators keep each other in check: the system administrator makes accounts and can only ask for roles, the security
administrator gives roles but never to him- or herself, the audit administrator reads the log. Nobody holds two of these, or one of these
beside a role in the business.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, Grant, User
from zugong.kernel.access.roles import ADMINISTRATORS, VERBS, Role, Verb
from zugong.kernel.history import writing
from zugong.kernel.history.models import Change
from zugong.kernel.registry.models import Unit


class CannotGrant(Exception):
    """The role is not given, approved or taken; the message says why, for people."""


@transaction.atomic
def grant(
    *,
    user: User,
    role: str,
    unit: Unit,
    by: User | None,
    reach: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    why: str = "",
) -> Grant:
    """Give a role, in force at once or from a date. `by` is None only when the platform is set up. Raises CannotGrant."""
    _need_right(by, Verb.MANAGE_GRANTS, unit)
    _need_other(by, user)
    new = _checked(user=user, role=role, unit=unit, reach=reach, valid_from=valid_from, valid_to=valid_to)
    writing.save(new, by=by, why=why)
    _note(new, by, why)
    return new


@transaction.atomic
def request_grant(*, user: User, role: str, unit: Unit, by: User | None, reach: str = "", why: str = "") -> Grant:
    """Ask the security administrator for a role; it gives nothing yet. Raises CannotGrant."""
    _need_right(by, Verb.MANAGE_ACCOUNTS, unit)
    new = _checked(user=user, role=role, unit=unit, reach=reach)
    new.state = Grant.State.REQUESTED
    return writing.save(new, by=by, why=why)


@transaction.atomic
def approve(*, asked: Grant, by: User | None, why: str = "") -> Grant:
    """Put a requested role into force. Raises CannotGrant."""
    asked = Grant.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=asked.pk)
    if asked.state != Grant.State.REQUESTED:
        raise CannotGrant(_("该授权已经批准"))
    _need_right(by, Verb.MANAGE_GRANTS, asked.unit)
    _need_other(by, asked.user)
    _need_separate(asked.user, asked.role, besides=asked.pk)
    asked.state = Grant.State.GRANTED
    writing.save(asked, by=by, why=why, kind=Change.Kind.MOVED)
    _note(asked, by, why)
    return asked


@transaction.atomic
def take_back(*, held: Grant, by: User | None, why: str) -> Grant:
    """Void a role, asked for or given; it ends at once. Raises CannotGrant."""
    if not why.strip():
        raise CannotGrant(_("撤回授权须写明理由"))
    _need_right(by, Verb.MANAGE_GRANTS, held.unit)
    writing.void(held, by=by, why=why)
    _note(held, by, why, taken=True)
    return held


@transaction.atomic
def end_all(*, user: User, by: Any, on: date, why: str) -> list[Grant]:
    """End every role of an account with the day before `on`; who may ask for this is for the calling action to decide."""
    last_day = date.fromordinal(on.toordinal() - 1)
    held = list(Grant.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=last_day), user=user))
    for one in held:
        if one.state == Grant.State.REQUESTED or (one.valid_from is not None and one.valid_from > last_day):
            writing.void(one, by=by, why=why)
        else:
            one.valid_to = last_day
            writing.save(one, by=by, why=why)
        _note(one, by, why, taken=True)
    return held


def _checked(
    *, user: User, role: str, unit: Unit, reach: str, valid_from: date | None = None, valid_to: date | None = None
) -> Grant:
    if role not in Role.values:
        raise CannotGrant(_("没有“%(role)s”这个角色") % {"role": role})
    if not user.is_active or user.voided_at is not None:
        raise CannotGrant(_("账号 %(user)s 已停用") % {"user": user.username})
    if unit.is_closed:
        raise CannotGrant(_("%(unit)s已撤销") % {"unit": unit})
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        raise CannotGrant(_("止期早于起期"))
    _need_separate(user, role)
    if _lasting(user).filter(role=role, unit=unit).exists():
        raise CannotGrant(_("%(user)s在%(unit)s已有此角色或正待批准") % {"user": user, "unit": unit})
    extent = reach or (Grant.Extent.SUBTREE if VERBS[role] else Grant.Extent.OWN)
    return Grant(user=user, role=role, unit=unit, reach=extent, valid_from=valid_from, valid_to=valid_to)


def _lasting(user: User) -> Any:
    """Roles of a user that are in force, will be, or are asked for."""
    return Grant.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=calendar.today()), user=user)


def _need_separate(user: User, role: str, *, besides: int | None = None) -> None:
    others = set(_lasting(user).exclude(pk=besides).exclude(role=role).values_list("role", flat=True))
    if others and (role in ADMINISTRATORS or others & ADMINISTRATORS):
        raise CannotGrant(_("系统管理员、安全保密员、安全审计员须由不同的人担任，且不兼任业务角色"))


def _need_right(by: User | None, verb: Verb, unit: Unit) -> None:
    if by is not None and not may(by, verb, at=unit):
        raise CannotGrant(_("您不能办理%(unit)s的授权") % {"unit": unit})


def _need_other(by: User | None, user: User) -> None:
    if by is not None and by.pk == user.pk:
        raise CannotGrant(_("不能给自己授权"))


def _note(held: Grant, by: Any, why: str, *, taken: bool = False) -> None:
    verb = _("撤回") if taken else _("授予")
    what = f"{verb} {held.user.username} {held.get_role_display()} {held.unit}"
    note(AccessLog.Kind.GRANTED, by=by, unit=held.unit, what=what, why=why)
