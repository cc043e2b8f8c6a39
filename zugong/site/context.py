"""What every page of the shell needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from zugong.kernel import calendar
from zugong.site import menu

THEMES = ("light", "dark", "auto")
DENSITIES = ("comfortable", "compact")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Names for the base template: look, language, menu, and the moment for the watermark."""
    theme = request.COOKIES.get("theme", "")
    density = request.COOKIES.get("density", "")
    names: dict[str, Any] = {
        "path": request.path,
        "theme": theme if theme in THEMES else "auto",
        "density": density if density in DENSITIES else "comfortable",
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
        # Pages that can be shown for another unit or period say so by these four.
        "shown_unit": None,
        "unit_address": None,
        "shown_period": None,
        "period_address": None,
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        main, more = menu.places(user, menu.MAIN), menu.places(user, menu.MORE)
        names |= {
            "main_places": main,
            "more_places": more,
            "here": next((place for place in (*main, *more) if place.holds(request.path)), None),
            "moment": calendar.now(),
        }
    return names
