"""How the platform looks and speaks to this person."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zugong.site.context import DENSITIES, THEMES

YEAR = 365 * 86400


@login_not_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme, density or language in a cookie (the language also in the account), then go back."""
    back = request.POST.get("next", "")
    response = redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/")
    chosen = {
        "theme": (request.POST.get("theme"), THEMES),
        "density": (request.POST.get("density"), DENSITIES),
        settings.LANGUAGE_COOKIE_NAME: (request.POST.get("language"), [code for code, _ in settings.LANGUAGES]),
    }
    for cookie, (value, allowed) in chosen.items():
        if value in allowed:
            response.set_cookie(cookie, str(value), max_age=YEAR, samesite="Lax", httponly=True)
            if cookie == settings.LANGUAGE_COOKIE_NAME and request.user.is_authenticated:
                request.user.language = str(value)
                request.user.save(update_fields=["language"])
    return response
