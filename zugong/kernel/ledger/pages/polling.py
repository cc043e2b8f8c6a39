"""Views that a page asks again and again by itself, such as how far some work has come."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse


def asked_by_the_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Nobody has done anything when this view is asked, so the person's session is neither prolonged nor written."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
        response = view(request, *args, **names)
        response.prolongs_session = False  # type: ignore[attr-defined]
        return response

    return answer
