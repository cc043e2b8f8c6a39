"""The middleware that takes a form once."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.sending.models import SentForm

KEY = "Idempotency-Key"
PROGRAMS = "/api/"
"""Where programs send, whose repeated requests are looked after there."""
REDIRECTS = range(300, 400)

Answer = Callable[[HttpRequest], HttpResponse]


def taken_once(answer: Answer) -> Answer:
    """Take a form that names itself by an `Idempotency-Key` once, however often it comes from the same user.

    Its sender is told of success as JSON: what the page answered, or the `location` to which it leads. Refusals are not kept, so
    that a form may come again once it is mended.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        text = request.headers.get(KEY, "")
        user: Any = request.user
        if not text or request.method != "POST" or not user.is_authenticated or request.path.startswith(PROGRAMS):
            return answer(request)
        try:
            key = UUID(text)
        except ValueError:
            return JsonResponse({"errors": {"__all__": [_("发送凭证不是有效的编号")]}}, status=400)
        return _once(request, key, user, answer)

    return middleware


def _once(request: HttpRequest, key: UUID, user: Any, answer: Answer) -> HttpResponse:
    with transaction.atomic():
        named = {"path": request.path[:300], "taken_at": calendar.now()}
        kept, is_new = SentForm.objects.get_or_create(user=user, key=key, defaults=named)
        if not is_new:
            return _again(kept, request)
        response = answer(request)
        told = _told(response)
        if told is None:
            kept.delete()
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response
        kept.answer = told
        kept.save(update_fields=["answer"])
        heard = JsonResponse(told)
        heard.cookies = response.cookies  # the page's message of success travels in one
        return heard


def _again(kept: SentForm, request: HttpRequest) -> HttpResponse:
    if kept.path != request.path[:300]:
        return JsonResponse({"errors": {"__all__": [_("这个发送凭证已用于另一份表单")]}}, status=409)
    return JsonResponse(kept.answer)


def _told(response: HttpResponse) -> dict[str, Any] | None:
    """What to tell the sender of a form that was taken; None for a refusal, as a page that shows the form again is one."""
    if response.status_code in REDIRECTS:
        return {"location": response.headers.get("Location", "/")}
    if response.status_code < 300 and response.headers.get("Content-Type", "").startswith("application/json"):
        content = json.loads(response.content)
        return content if isinstance(content, dict) else {"answer": content}
    return None
