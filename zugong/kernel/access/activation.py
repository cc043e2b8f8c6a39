"""One-time codes: with one of these, and with nothing else, a person sets the password of an account."""

import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, ActivationCode, Grant, User
from zugong.kernel.access.roles import Role, Verb
from zugong.kernel.access.tokens import withdraw_tokens_of
from zugong.kernel.sealing.fields import digest, matches

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 10
LIFE = timedelta(days=7)
MOST_FAILURES = 5
GUARDED = frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""Whoever could reset these accounts would hold two of the three keys."""


class CannotActivate(Exception):
    """Account and code do not fit, or the code is used up; says nothing about which, so that nothing can be tried out."""


class CannotReset(Exception):
    """The account is not reset; the message says why, for people."""


def issue_code(*, user: User, by: Any) -> str:
    """Make a new code, shown this once and stored as a digest; earlier codes of the account end. Valid for seven days."""
    now = calendar.instant()
    ActivationCode.objects.filter(user=user, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    ActivationCode.objects.create(user=user, digest=_digest(user, code), created_at=now, expires_at=now + LIFE, by=by)
    return f"{code[:5]}-{code[5:]}"


def _digest(user: User, code: str) -> str:
    return digest(_bound(user, code))


def _bound(user: User, code: str) -> str:
    return f"{user.pk}/{code}"


def activate(*, username: str, code: str, password: str) -> User:
    """Set the password of the account that has this code; the code ends. Raises CannotActivate, or ValidationError for the password."""
    user = User.objects.filter(username=username.strip(), is_active=True).first()
    waiting = _waiting(user) if user is not None else None
    if user is None or waiting is None:
        raise CannotActivate(_unfit())
    if not matches(_bound(user, code.strip().upper().replace("-", "")), waiting.digest):
        ActivationCode.objects.filter(pk=waiting.pk).update(failures=F("failures") + 1)
        raise CannotActivate(_unfit())
    validate_password(password, user)
    with transaction.atomic():
        taken = ActivationCode.objects.filter(pk=waiting.pk, used_at__isnull=True).update(used_at=calendar.instant())
        if not taken:
            raise CannotActivate(_unfit())
        user.set_password(password)
        user.save(update_fields=["password"])
        note(AccessLog.Kind.ACCOUNT, by=user, what=_("激活账号 %(name)s") % {"name": user.username})
    return user


def _waiting(user: User) -> ActivationCode | None:
    codes = ActivationCode.objects.filter(user=user, used_at__isnull=True, expires_at__gt=calendar.instant())
    return codes.filter(failures__lt=MOST_FAILURES).first()


def _unfit() -> str:
    return _("账号与激活码不符，或激活码已使用、过期、输错次数过多；请联系系统管理员重新发码")


@transaction.atomic
def reset(*, user: User, by: User | None) -> str:
    """Make the present password useless, end all sessions and tokens of the account, and give a new code. Raises CannotReset.

    The security and the audit administrator are reset on the server (`by` None), never by the system administrator.
    """
    if by is not None:
        if user.unit is None or not may(by, Verb.MANAGE_ACCOUNTS, at=user.unit):
            raise CannotReset(_("您不能管理%(unit)s的账号") % {"unit": user.unit or ""})
        if by.pk == user.pk:
            raise CannotReset(_("修改自己的密码请用“修改密码”"))
        if Grant.objects.in_force(calendar.today()).filter(user=user, role__in=GUARDED).exists():
            raise CannotReset(_("安全保密员和安全审计员的账号只能在服务器上重置"))
    user.set_unusable_password()
    user.save(update_fields=["password"])
    withdraw_tokens_of(user, by=by, why=_("重置账号"))
    note(AccessLog.Kind.ACCOUNT, by=by, unit=user.unit, what=_("重置账号 %(name)s") % {"name": user.username})
    return issue_code(user=user, by=by)
