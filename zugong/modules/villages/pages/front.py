"""How the village cadre force stands: a unit's figures, and those of the units below."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.villages.actions.overview import VILLAGE_KINDS, overview
from zugong.modules.villages.pages.places import tabs

TREE = (UnitKind.CITY, UnitKind.COUNTY, UnitKind.ZONE, UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT, *VILLAGE_KINDS)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The figures of the topmost unit in whose records the user reads."""
    user: Any = request.user
    if not may(user, Verb.READ):
        raise PermissionDenied
    top = _readable(user).order_by("path").first()
    return render(request, "villages/nothing.html") if top is None else redirect("villages_of_unit", top.code)


def _readable(user: User) -> Any:
    return Unit.objects.visible_to(user).of_kind(*TREE).filter(valid_to__isnull=True)


def unit_shown(user: User, code: str) -> Unit:
    """The unit of the address, if the user may read there. Raises Http404."""
    found = Unit.objects.visible_to(user).of_kind(*TREE).select_related("parent").filter(code=code).first()
    if found is None or not may(user, Verb.READ, at=found):
        raise Http404(code)
    return found


@require_safe
def of_unit(request: HttpRequest, code: str) -> HttpResponse:
    """The figures of one unit; a village has its own page."""
    user: Any = request.user
    unit = unit_shown(user, code)
    if unit.kind in VILLAGE_KINDS:
        return redirect(unit)
    seen = overview(user, unit)
    above = unit.parent if unit.parent is not None and may(user, Verb.READ, at=unit.parent) else None
    names = {
        "unit": unit,
        "above": above,
        "seen": seen,
        "whole": seen.whole,
        "rows": [(one, address_below(one.unit)) for one in seen.parts],
        "may_edit": may(user, Verb.EDIT, at=unit),
        "tabs": tabs(unit, "villages_of_unit"),
        "shown_unit": unit,
        "unit_address": "/villages/{}/",
    }
    return render(request, "villages/front.html", names)


def address_below(unit: Unit) -> str:
    """A village's own page, or the figures of a unit above villages."""
    return unit.get_absolute_url() if unit.kind in VILLAGE_KINDS else f"/villages/{unit.code}/"
