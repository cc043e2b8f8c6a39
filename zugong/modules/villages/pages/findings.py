"""What cannot be right in the register, by kind and place; and confirming that something is right after all."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.finding import CannotConfirm, confirm, reopen
from zugong.modules.villages.actions.overview import findings_by_kind, rows
from zugong.modules.villages.models import Finding
from zugong.modules.villages.pages.front import TREE, unit_shown


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Open findings of a unit (`?unit=`, else the topmost one that the user reads), by kind and by the units below."""
    user: Any = request.user
    unit = unit_shown(user, request.GET.get("unit", "") or _topmost(user))
    units, kinds = findings_by_kind(user, unit)
    confirmed = Finding.objects.visible_to(user).filter(unit__path__startswith=unit.path, state=Finding.State.CONFIRMED)
    names = {
        "unit": unit,
        "above": unit.parent if unit.parent is not None and may(user, Verb.READ, at=unit.parent) else None,
        "units": units,
        "kinds": kinds,
        "total": sum(kind.total for kind in kinds),
        "confirmed": confirmed.count(),
        "confirmed_href": rows("village-findings", {"unit__within": unit.pk, "state": Finding.State.CONFIRMED.value}),
        "shown_unit": unit,
        "unit_address": "/villages/findings/?unit={}",
    }
    return render(request, "villages/findings.html", names)


def _topmost(user: User) -> str:
    top = Unit.objects.visible_to(user).of_kind(*TREE).filter(valid_to__isnull=True).order_by("path").first()
    if top is None:
        raise Http404
    return top.code


@require_POST
def confirm_finding(request: HttpRequest, number: int) -> HttpResponse:
    """Say that what was found is right after all."""
    return _decide(request, number, confirm, _("已记为经核实无误"))


@require_POST
def reopen_finding(request: HttpRequest, number: int) -> HttpResponse:
    """Take a confirmation back."""
    return _decide(request, number, reopen, _("已恢复为待核实"))


def _decide(request: HttpRequest, number: int, verb: Any, said: str) -> HttpResponse:
    finding = get_object_or_404(Finding.objects.visible_to(request.user).select_related("unit"), pk=number)
    try:
        verb(finding=finding, by=request.user, why=request.POST.get("why", ""))
    except CannotConfirm as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("ledger:record", "village-findings", finding.pk)
