"""Making and closing accounts: the system administrator's work. Roles are only asked for here; see `granting`."""

import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.registry.models import Person, Unit

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


class CannotMakeAccount(Exception):
    """The account is not made or closed; the message says why, for people."""


@transaction.atomic
def make_account(*, username: str, unit: Unit, by: User | None, person: Person | None = None) -> User:
    """Make an account that must be activated with a code before it can be used. Raises CannotMakeAccount."""
    if by is not None and not may(by, Verb.MANAGE_ACCOUNTS, at=unit):
        raise CannotMakeAccount(_("您不能管理%(unit)s的账号") % {"unit": unit})
    mistake = username_mistake(username)
    if mistake:
        raise CannotMakeAccount(mistake)
    if User.with_voided.filter(username=username).exists():
        raise CannotMakeAccount(_("账号 %(name)s 已有人使用") % {"name": username})
    if person is not None and User.with_voided.filter(person=person).exists():
        raise CannotMakeAccount(_("%(person)s已有账号") % {"person": person})
    user = User(username=username, unit=unit, person=person)
    user.set_unusable_password()
    writing.save(user, by=by)
    note(AccessLog.Kind.ACCOUNT, by=by, unit=unit, what=_("新建账号 %(name)s") % {"name": username})
    return user


def username_mistake(username: str) -> str:
    """What is wrong with the name of an account."""
    if USERNAME.fullmatch(username):
        return ""
    return _("账号由 3 至 40 个小写字母、数字、点、横线组成，以字母或数字开头")


def username_for(name: str, taken: set[str]) -> str:
    """A free account name from the pinyin of a person's name; it is added to `taken`."""
    stem = re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(name)).lower())[:30] or "user"
    stem = stem if len(stem) >= 3 else f"{stem}zg"
    number, username = 1, stem
    while username in taken:
        number += 1
        username = f"{stem}{number}"
    taken.add(username)
    return username


@transaction.atomic
def close_account(*, user: User, by: User | None, why: str) -> User:
    """Let an account sign in no more; what it did stays. Raises CannotMakeAccount."""
    if by is not None and (user.unit is None or not may(by, Verb.MANAGE_ACCOUNTS, at=user.unit)):
        raise CannotMakeAccount(_("您不能管理%(unit)s的账号") % {"unit": user.unit or ""})
    if by is not None and by.pk == user.pk:
        raise CannotMakeAccount(_("不能停用自己的账号"))
    if not why.strip():
        raise CannotMakeAccount(_("停用账号须写明理由"))
    return _switch(user, on=False, by=by, why=why)


@transaction.atomic
def reopen_account(*, user: User, by: User | None, why: str) -> User:
    """Let a closed account sign in again, with the password it had. Raises CannotMakeAccount."""
    if by is not None and (user.unit is None or not may(by, Verb.MANAGE_ACCOUNTS, at=user.unit)):
        raise CannotMakeAccount(_("您不能管理%(unit)s的账号") % {"unit": user.unit or ""})
    return _switch(user, on=True, by=by, why=why)


def _switch(user: User, *, on: bool, by: Any, why: str) -> User:
    user.is_active = on
    writing.save(user, by=by, why=why)
    verb = _("启用账号") if on else _("停用账号")
    note(AccessLog.Kind.ACCOUNT, by=by, unit=user.unit, what=f"{verb} {user.username}", why=why)
    return user
