"""Is the platform well? For the operator's monitor; nothing personal is told."""

import shutil
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

ENOUGH_DISK = 500 * 1024 * 1024


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _disk() -> str:
    return "ok" if shutil.disk_usage(settings.VAR).free >= ENOUGH_DISK else "nearly full"


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "disk": _disk}


@login_not_required
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Each part with `ok` or what is wrong; 200 if all are well, else 503."""
    found = {name: check() for name, check in CHECKS.items()}
    well = all(state == "ok" for state in found.values())
    return JsonResponse({"ok": well, **found}, status=200 if well else 503)
