"""What Django and axes tell of signing in and out, written to the access log whichever page it happened on."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, User

Kind = AccessLog.Kind


def _claimed(credentials: Any) -> str:
    return str((credentials or {}).get("username", ""))[:80]


def signed_in(sender: Any, request: Any, user: Any, **_: Any) -> None:
    """Somebody came in."""
    note(Kind.SIGNED_IN, by=user, request=request)


def signed_out(sender: Any, request: Any, user: Any, **_: Any) -> None:
    """Somebody left; an expired session has nobody any more."""
    if user is not None:
        note(Kind.SIGNED_OUT, by=user, request=request)


def failed(sender: Any, credentials: Any, request: Any = None, **_: Any) -> None:
    """A wrong password, or an account that is locked or does not exist."""
    name = _claimed(credentials)
    account = User.objects.filter(username=name).first()
    note(Kind.SIGN_IN_FAILED, by=account, name=name, request=request)


def locked(sender: Any, request: Any = None, username: str = "", **_: Any) -> None:
    """Too many wrong passwords in a row."""
    account = User.objects.filter(username=username or "").first()
    note(Kind.LOCKED_OUT, by=account, name=str(username or ""), request=request)


def watch() -> None:
    """Listen to the frameworks' own signals; ours are plain calls."""
    user_logged_in.connect(signed_in, dispatch_uid="access log")
    user_logged_out.connect(signed_out, dispatch_uid="access log")
    user_login_failed.connect(failed, dispatch_uid="access log")
    user_locked_out.connect(locked, dispatch_uid="access log")
