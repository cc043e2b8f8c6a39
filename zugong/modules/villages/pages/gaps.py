"""Villages in which something is missing, as lists that open to each of them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.modules.villages.actions.gaps import GAPS, NO_SECRETARY, villages_with
from zugong.modules.villages.pages.front import unit_shown

PAGE = 50


@require_safe
def index(request: HttpRequest, code: str) -> HttpResponse:
    """The villages of a unit with one gap (`?gap=`, else those without a secretary), and how many have the others."""
    user: Any = request.user
    unit = unit_shown(user, code)
    gap = request.GET.get("gap", NO_SECRETARY)
    if gap not in GAPS:
        raise Http404(gap)
    counts = {name: villages_with(name, user, unit).count() for name in GAPS}
    page = Paginator(villages_with(gap, user, unit), PAGE).get_page(request.GET.get("page"))
    names = {
        "unit": unit,
        "above": unit.parent if unit.parent is not None and may(user, Verb.READ, at=unit.parent) else None,
        "gap": gap,
        "kinds": [(name, label, counts[name]) for name, label in GAPS.items()],
        "total": counts[gap],
        "page": page,
        "may_edit": may(user, Verb.EDIT, at=unit),
        "shown_unit": unit,
        "unit_address": f"/villages/{{}}/gaps/?gap={gap}",
    }
    return render(request, "villages/gaps.html", names)
