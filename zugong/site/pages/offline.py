"""Working without a signal: the service worker, the page for what is not kept, and what the browser asks before it sends."""

import json
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.models import Duty

SHELL = (
    "tabler/tabler.min.css",
    "tabler/tabler.min.js",
    "htmx/htmx.min.js",
    "site/zugong.css",
    "site/outbox.css",
    "site/theme.js",
    "site/shell.js",
    "site/suggesting.js",
    "site/outbox.js",
    "site/sending.js",
    "site/mark.svg",
)
MOST_KEPT = 20
"""So many of the forms that a person owes are kept on the phone, the most urgent first."""


@login_not_required
@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served at the root so that it may answer for every page; it changes with the files of the shell."""
    scripts = [static("site/outbox.js"), static("site/worker.js")]
    files = [static(name) for name in SHELL]
    version = sha256(" ".join((*files, *scripts)).encode()).hexdigest()[:12]
    shell = {"version": version, "files": files, "offline": reverse("offline"), "statics": settings.STATIC_URL}
    text = f"self.SHELL = {json.dumps(shell)};\nimportScripts({', '.join(map(json.dumps, scripts))});\n"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What stands in for a page that is not kept while there is no signal; it tells nothing about anybody."""
    return render(request, "site/offline.html")


@login_not_required
@never_cache
@require_safe
def outbox(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and a token to send with; asked for `?pages`, also the addresses of the reports that the person owes."""
    user: Any = request.user
    told: dict[str, Any] = {"user": user.pk or 0, "token": get_token(request)}
    if "pages" in request.GET and user.is_authenticated:
        told["pages"] = pages_owed(user)
    return JsonResponse(told)


def pages_owed(user: User) -> list[str]:
    """Where the user reports what is owed, the most urgent first."""
    owed = Duty.objects.owed_by(user).filter(verb=Verb.REPORT).values_list("url", flat=True)
    return list(dict.fromkeys(url for url in owed[: 3 * MOST_KEPT] if "?" not in url))[:MOST_KEPT]
