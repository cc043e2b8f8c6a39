"""Tokens for programs: issued to the owner of an account, withdrawn by the owner or the security administrator."""

import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access import second_factor
from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, ApiToken, User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.sealing.keys import sm3

PREFIX = "zg_"
LONGEST = timedelta(days=366)
MOST_TOKENS = 20
SELDOM = timedelta(minutes=1)
"""How often at most a token's use is written down: a program asks many times a minute."""


class CannotIssue(Exception):
    """The token is not made; the message says why, for people."""


class CannotWithdraw(Exception):
    """The token is not withdrawn; the message says why, for people."""


class CannotUse(Exception):
    """The token opens nothing; the message says why, for its holder."""


@transaction.atomic
def issue_token(
    *, user: User, name: str, writes: bool, ledgers: Iterable[str], expires_on: date, with_second_factor: bool
) -> tuple[ApiToken, str]:
    """Make a token for one's own account; the text is shown this once. Raises CannotIssue.

    `with_second_factor` says that the session in which it is made was opened with a one-time code.
    """
    today = calendar.today()
    if not name.strip():
        raise CannotIssue(_("请写明用途"))
    if not today <= expires_on <= today + LONGEST:
        raise CannotIssue(_("有效期须在今天至一年以内"))
    if second_factor.is_on(user) and not with_second_factor:
        raise CannotIssue(_("您已启用动态口令，请用动态口令重新登录后再生成令牌"))
    if ApiToken.objects.in_force().filter(user=user).count() >= MOST_TOKENS:
        raise CannotIssue(_("有效的令牌最多 %(most)s 个，请先停用不再使用的") % {"most": MOST_TOKENS})
    text = f"{PREFIX}{secrets.token_urlsafe(32)}"
    token = ApiToken(
        user=user, name=name.strip(), digest=_digest(text), writes=writes, ledgers=sorted(set(ledgers)),
        with_second_factor=with_second_factor, created_at=calendar.now(), expires_on=expires_on,
    )  # fmt: skip
    writing.save(token, by=user)
    note(AccessLog.Kind.ACCOUNT, by=user, what=_("生成接口令牌 %(name)s") % {"name": token.name})
    return token, text


def _digest(text: str) -> str:
    """A token is 256 random bits, so a plain digest cannot be tried out; and it needs no key to be looked up."""
    return sm3(text.encode())


def token_of(text: str) -> ApiToken:
    """The token with this text, with its user; written down as used now. Raises CannotUse."""
    token = ApiToken.objects.filter(digest=_digest(text)).select_related("user__person", "user__unit").first()
    if token is None or not token.user.is_active or token.user.voided_at is not None:
        raise CannotUse(_("令牌无效"))
    if token.withdrawn_at is not None:
        raise CannotUse(_("令牌已停用"))
    if token.expires_on < calendar.today():
        raise CannotUse(_("令牌已过期"))
    if not token.with_second_factor and second_factor.is_on(token.user):
        raise CannotUse(_("账号已启用动态口令，此前生成的令牌不再有效，请重新生成"))
    _mark_used(token)
    return token


def _mark_used(token: ApiToken) -> None:
    now = calendar.now()
    if token.last_used_at is None or now - token.last_used_at > SELDOM:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def may_withdraw(token: ApiToken, user: User) -> bool:
    """True for the holder, and for the security administrator of the holder's unit."""
    return token.user_id == user.pk or (
        token.user.unit is not None and may(user, Verb.MANAGE_GRANTS, at=token.user.unit)
    )


@transaction.atomic
def withdraw_token(*, token: ApiToken, by: User, why: str) -> None:
    """End a token at once. Raises CannotWithdraw."""
    if not may_withdraw(token, by):
        raise CannotWithdraw(_("只有本人或安全保密员可以停用令牌"))
    if token.withdrawn_at is not None:
        raise CannotWithdraw(_("令牌已停用"))
    if not why.strip():
        raise CannotWithdraw(_("请写明原因"))
    _end(token, by=by, why=why)


@transaction.atomic
def withdraw_tokens_of(user: User, *, by: User | None, why: str) -> None:
    """End all tokens of an account, as when its password is reset."""
    for token in ApiToken.objects.in_force().filter(user=user):
        _end(token, by=by, why=why)


def _end(token: ApiToken, *, by: User | None, why: str) -> None:
    token.withdrawn_at, token.withdrawn_why = calendar.now(), why.strip()[:200]
    writing.save(token, by=by, why=why)
    what = _("停用接口令牌 %(name)s") % {"name": token.name}
    note(AccessLog.Kind.ACCOUNT, by=by, unit=token.user.unit, what=what, why=why)
