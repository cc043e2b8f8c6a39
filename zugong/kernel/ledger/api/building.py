"""The addresses of the API, built from the ledgers that are declared."""

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.generic import RedirectView
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema

from zugong.kernel.ledger.api import describing, operations
from zugong.kernel.ledger.api.callers import CALLERS, CHALLENGE, PerCaller
from zugong.kernel.ledger.api.documents import Documents
from zugong.kernel.ledger.api.mistaken import mistakes_in
from zugong.kernel.ledger.api.problems import Problem
from zugong.kernel.ledger.api.routes import routes_of
from zugong.kernel.ledger.declaring import Ledger

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
VARIES = ("Accept-Language", "Authorization", "Cookie")


class LedgerApi(NinjaAPI):
    """django-ninja's API, whose document tells every failure once and refers to it, in the language of whoever asks.

    What a document calls things is fixed when an API is built; so for another language it is built once more, when first asked for.
    """

    def __init__(self, ledgers: Sequence[Ledger], **more: Any) -> None:
        super().__init__(**more)
        self._ledgers = ledgers
        self._language = translation.get_language()
        self._in_other_languages: dict[str | None, LedgerApi] = {}

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        """The OpenAPI document."""
        language = translation.get_language()
        if language != self._language:
            if language not in self._in_other_languages:
                self._in_other_languages[language] = build(self._ledgers)
            return self._in_other_languages[language].get_openapi_schema(**more)
        schema = super().get_openapi_schema(**more)
        schema["components"]["responses"] = describing.problem_responses()
        schema["components"]["schemas"]["Problem"] = describing.PROBLEM
        told: OpenAPISchema = describing.spoken(schema)
        return told


def build(ledgers: Iterable[Ledger]) -> LedgerApi:
    """An API over these ledgers."""
    known = list(ledgers)
    api = LedgerApi(
        known,
        title=_("组工 Zugong"),
        version="1",
        description=_("每本台账的读取、新增、修改、作废和历史。说明见 docs/api.md。"),
        auth=CALLERS,
        throttle=PerCaller(),
        docs=Documents(),
        urls_namespace="api",
    )
    api.add_router("/ledgers", _index())
    for ledger in known:
        api.add_router(f"/ledgers/{ledger.name}", routes_of(ledger), tags=[ledger.name])
    for kind, tell in _TELLING.items():
        api.add_exception_handler(kind, _answering(tell))
    return api


def _answering(tell: Callable[[HttpRequest, Any], Problem]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: tell(request, error).answer()


def _index() -> Router:
    router = Router()
    router.add_api_operation(
        "/", ["GET"], operations.index, operation_id="ledgers", summary=_("可用的台账"), tags=["ledgers"],
        response={200: dict}, openapi_extra={"responses": describing.failures(*describing.ALWAYS)},
    )  # fmt: skip
    return router


def addresses_of(api: LedgerApi) -> tuple[list[URLPattern | URLResolver], str, str]:
    """The API's addresses for a list of addresses: spoken in the caller's language, and asking for the caller by themselves."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if not isinstance(pattern, URLPattern) or pattern.name == "openapi-view":
            continue
        if pattern.name == "api-root":
            pattern.callback = RedirectView.as_view(pattern_name="api:openapi-view")
            continue
        is_document = pattern.name == "openapi-json"
        view = _known(pattern.callback) if is_document else pattern.callback
        pattern.callback = login_not_required(_spoken(view, chosen="lang" if is_document else ""))
    return patterns, app_name, namespace


def _known(view: View) -> View:
    """The view for callers whom the API knows."""

    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if any(caller(request) for caller in CALLERS):
                return view(request, *args, **kwargs)
        except Problem as problem:
            return problem.answer()
        return Problem("unauthenticated", headers=CHALLENGE).answer()

    return asking


def _spoken(view: View, *, chosen: str = "") -> View:
    """The view in the language that its caller asks for, by a header or by the name `chosen` in the address."""
    spoken = {code for code, _label in settings.LANGUAGES}

    @wraps(view)
    def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get(chosen, "") if chosen else ""
        language = asked if asked in spoken else translation.get_language_from_request(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
            if response.status_code == 405:
                response = Problem("method-not-allowed", headers={"Allow": response.headers["Allow"]}).answer()
        response.headers["Content-Language"] = language
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, VARIES)
        return response

    speaking.csrf_exempt = True  # type: ignore[attr-defined]  # sessions are asked for the CSRF token where they sign in
    return speaking


def _nowhere(request: HttpRequest) -> HttpResponse:
    return Problem("not-found", "" if request.path.endswith("/") else _("地址须以 / 结尾")).answer()


nowhere = login_not_required(_spoken(_nowhere))
"""The answer at an address of the API that does not exist."""


def _failure(request: HttpRequest, error: Exception) -> Problem:
    """Whatever nobody foresaw: told to whoever watches the server, and to the caller without its details."""
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    got_request_exception.send(sender=LedgerApi, request=request)
    return Problem("failure")


def _from_http(request: HttpRequest, error: HttpError) -> Problem:
    slugs = {400: "malformed", 401: "unauthenticated", 403: "forbidden", 404: "not-found"}
    return Problem(
        slugs.get(error.status_code, "malformed"), _("请求内容不是 JSON") if error.status_code == 400 else ""
    )


_TELLING: dict[Any, Callable[[HttpRequest, Any], Problem]] = {
    Problem: lambda _request, error: error,
    Http404: lambda _request, _error: Problem("not-found"),
    PermissionDenied: lambda _request, _error: Problem("forbidden"),
    RequestDataTooBig: lambda _request, _error: Problem("too-large"),
    AuthenticationError: lambda _request, _error: Problem("unauthenticated", headers=CHALLENGE),
    Throttled: lambda _request, _error: Problem("too-many-requests"),
    HttpError: _from_http,
    ValidationError: lambda _request, error: mistakes_in(error),
    Exception: _failure,
}
