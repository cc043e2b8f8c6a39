"""Pages for what went wrong: what happened, and what to do next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the sentence of the refusal where there is one."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what does not exist and for what the user may not see."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; the page needs no database, which may be what failed."""
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "", **more: Any) -> HttpResponse:
    """403 for a form that was open for too long or came from elsewhere."""
    return render(request, "csrf.html", status=403)
