"""Who asks: a program with a token, or a person whose browser is signed in."""

import math
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import BaseThrottle

from zugong.kernel import calendar
from zugong.kernel.access.counting import count_call
from zugong.kernel.access.models import ApiToken, User
from zugong.kernel.access.tokens import CannotUse, token_of
from zugong.kernel.ledger.api.problems import Problem
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.parameters.reading import value_of

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="zugong"'}
WINDOW = 60


class Token(HttpBearer):
    """A token in the header `Authorization: Bearer …`. A wrong one is refused, whoever else is signed in."""

    def authenticate(self, request: HttpRequest, token: str) -> User:
        """The token's user, who from here on is the user of the request."""
        try:
            held = token_of(token)
        except CannotUse as error:
            raise Problem("unauthenticated", str(error), headers=CHALLENGE) from error
        request.user = held.user
        request.api_token = held  # type: ignore[attr-defined]
        return held.user


class Session(SessionAuth):
    """The session of a browser; whatever changes something must carry the CSRF token."""


CALLERS = [Token(), Session()]


def check_scope(request: HttpRequest, ledger: Ledger | None, *, writes: bool = False) -> None:
    """Raise the problem that the token's scope leaves this out; a session has no narrower scope than its user."""
    token: ApiToken | None = getattr(request, "api_token", None)
    if token is None:
        return
    if ledger is not None and not token.opens(ledger.name):
        raise Problem("out-of-scope", _("令牌的台账范围不含“%(ledger)s”") % {"ledger": ledger.label})
    if writes and not token.writes:
        raise Problem("out-of-scope", _("令牌只可读取，不可写入"))


class PerCaller(BaseThrottle):
    """So many requests a minute for each token, and for each user in a browser, whichever process answers."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request; False beyond the limit."""
        user: Any = request.user
        token: ApiToken | None = getattr(request, "api_token", None)
        caller = f"user {user.pk}" if token is None else f"token {token.pk}"
        minute = int(calendar.instant().timestamp() // WINDOW)
        return count_call(caller, minute) <= value_of("ledger.api_requests_per_minute", at=user.unit)

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return WINDOW - math.floor(calendar.instant().timestamp() % WINDOW)
