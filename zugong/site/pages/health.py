"""Is the platform well? For the operator's monitor; nothing personal is told."""

import shutil
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from zugong.kernel import calendar
from zugong.kernel.jobs.queue import worker_seen_at

LONGEST_SILENCE = timedelta(minutes=2)
ENOUGH_DISK = 500 * 1024 * 1024


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _worker() -> str:
    try:
        seen_at = worker_seen_at()
    except DatabaseError:
        return "unknown"
    if seen_at is None:
        return "none"
    return "ok" if calendar.instant() - seen_at < LONGEST_SILENCE else "silent"


def _disk() -> str:
    folder = next(place for place in (settings.VAR, *settings.VAR.parents) if place.exists())
    return "ok" if shutil.disk_usage(folder).free >= ENOUGH_DISK else "nearly full"


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "worker": _worker, "disk": _disk}


@login_not_required
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Each part with `ok` or what is wrong; 200 if all are well, else 503."""
    found = {name: check() for name, check in CHECKS.items()}
    well = all(state == "ok" for state in found.values())
    return JsonResponse({"ok": well, **found}, status=200 if well else 503)
