"""Whom the second factor is required of, and that they come to nothing else before they have it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from zugong.kernel.access import second_factor
from zugong.kernel.access.models import User
from zugong.kernel.parameters.reading import value_of
from zugong.site.parameters import SECOND_FACTOR_ROLES

OPEN_PAGES = ("totp", "sign_out", "look", "health")
"""What stays open meanwhile: setting it up, leaving, the page's looks, and the watchman's question."""

Answer = Callable[[HttpRequest], HttpResponse]


def required_of(user: User) -> bool:
    """True if one of the user's roles must have a second factor, by the parameter at the place where the role is held."""
    return any(grant.role in value_of(SECOND_FACTOR_ROLES, at=grant.unit) for grant in user.grants_today)


def note_requirement(request: HttpRequest, user: User) -> None:
    """Have the session that has just begun remember whether its user must have a second factor."""
    if required_of(user):
        request.session[second_factor.REQUIRED] = second_factor.MISSING


def second_factor_first(answer: Answer) -> Answer:
    """Lead whoever must have a second factor to its page until it is set up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if request.path in {reverse(name) for name in OPEN_PAGES} or not user.is_authenticated:
            return answer(request)
        if second_factor.keep_out(request.session, user):
            return redirect("totp")
        return answer(request)

    return middleware
