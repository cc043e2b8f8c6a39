"""What is done around every request: the language chosen, and what a page may load."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.sessions import middleware as sessions
from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]

# Styles of elements are needed for bars, and by the charts' tooltips; scripts and style sheets come from files only.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class SessionMiddleware(sessions.SessionMiddleware):
    """Django's, but what a page asks by itself (`prolongs_session` is False on its answer) neither prolongs the session nor writes it."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session, unless nothing was changed and nobody has done anything.

        A page that only prolongs it is shown also where that fails, as while somebody else writes at length in SQLite.
        """
        changed = request.session.modified
        if getattr(response, "prolongs_session", True) or changed:
            try:
                answer: HttpResponse = super().process_response(request, response)
            except SessionInterrupted:
                if changed:
                    raise
            else:
                return answer
        patch_vary_headers(response, ("Cookie",))
        return response


def content_security(answer: Answer) -> Answer:
    """Tell the browser that a page loads nothing from elsewhere and runs no script of its own text."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


def chosen_language(answer: Answer) -> Answer:
    """Speak the language that was chosen, else Chinese, whatever the browser prefers."""
    spoken = {code for code, _ in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in spoken else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = answer(request)
            response.headers.setdefault("Content-Language", language)
        return response

    return middleware
