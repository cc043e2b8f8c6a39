"""How joint vetting stands in a unit, and asking for one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.modules.villages.actions.vetting import ENDED, VETTING, CannotRequest, request_vetting
from zugong.modules.villages.actions.vetting_overview import reviews_within, rows_of, vetting_seen
from zugong.modules.villages.forms.vetting import RequestForm
from zugong.modules.villages.models import JointReview, SecretaryFiling
from zugong.modules.villages.pages.front import unit_shown
from zugong.modules.villages.pages.places import tabs

PAGE = 50
UNDER_WAY, ALL, LATE = "", "all", "late"


@require_safe
def index(request: HttpRequest, code: str) -> HttpResponse:
    """The vettings of a unit's villages: in figures, by unit below, and as rows of one stage (`?state=`)."""
    user: Any = request.user
    unit = unit_shown(user, code)
    seen, stage = vetting_seen(user, unit), request.GET.get("state", UNDER_WAY)
    found = reviews_within(user, unit).select_related("unit", "person", "township", "county")
    if stage in JointReview.State.values:
        found = found.filter(state=stage)
    elif stage == LATE:
        found = found.filter(pk__in=seen.late)
    elif stage == UNDER_WAY:
        found = found.exclude(state__in=ENDED)
    elif stage != ALL:
        raise Http404(stage)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    names = {
        "unit": unit,
        "above": unit.parent if unit.parent is not None and may(user, Verb.READ, at=unit.parent) else None,
        "seen": seen,
        "whole": seen.whole,
        "total": sum(seen.whole.states.values()),
        "stage": stage,
        "page": page,
        "rows": rows_of(user, page),
        "procedure": VETTING,
        "may_edit": may(user, Verb.EDIT, at=unit),
        "filings": _filings(user, unit),
        "tabs": tabs(unit, "village_vetting"),
        "shown_unit": unit,
        "unit_address": "/villages/vetting/{}/",
    }
    return render(request, "villages/vetting.html", names)


def _filings(user: Any, unit: Any) -> Any:
    """The filings of secretaries that are owed or wait for the county, the most urgent first."""
    waiting = (SecretaryFiling.State.OWED, SecretaryFiling.State.FILED)
    found = SecretaryFiling.objects.visible_to(user).filter(unit__path__startswith=unit.path, state__in=waiting)
    return found.select_related("unit", "township", "person").order_by("due_on", "pk")[:10]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a vetting."""
    user: Any = request.user
    unit = unit_shown(user, code)
    if not may(user, Verb.EDIT, at=unit):
        raise Http404(code)
    initial = {name: request.GET[name] for name in ("person", "unit", "office", "occasion") if name in request.GET}
    form = RequestForm(request.POST or None, user=user, within=unit, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            review = request_vetting(by=user, **form.cleaned_data)
        except CannotRequest as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已提请联审，等待村级自查"))
            return redirect("procedures:case", VETTING, review.pk)
    names = {"unit": unit, "form": form, "shown_unit": unit}
    return render(request, "villages/vetting_new.html", names, status=422 if form.is_bound else 200)
