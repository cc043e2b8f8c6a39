"""Role models: a unit's rounds, one round with its nominations, nominating, those named, later uses."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.kernel.access.unmasking import shown_name
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions import role_models
from zugong.modules.villages.actions.overview import VILLAGE_KINDS
from zugong.modules.villages.actions.role_model_overview import role_models as overview_of
from zugong.modules.villages.actions.role_model_overview import roll_of
from zugong.modules.villages.actions.ways_up_round import steps_of_round
from zugong.modules.villages.forms.role_models import NominateForm, UseForm
from zugong.modules.villages.forms.ways_up import ORGANISERS
from zugong.modules.villages.models import RoleModelNomination, RoleModelRound
from zugong.modules.villages.pages.front import unit_shown
from zugong.modules.villages.pages.places import tabs
from zugong.modules.villages.pages.steps import steps_drawn

PUBLISHED = (RoleModelRound.State.PUBLICITY, RoleModelRound.State.NAMED)
LINKS = ("round__unit", "unit", "person", "township", "county")


@require_safe
def of_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Rounds, nominations and named role models at a unit; a village has its own page."""
    user: Any = request.user
    unit = unit_shown(user, code)
    if unit.kind in VILLAGE_KINDS:
        return redirect(unit)
    names = {
        "unit": unit,
        "above": unit.parent if unit.parent is not None and may(user, Verb.READ, at=unit.parent) else None,
        "seen": overview_of(user, unit),
        "may_draw_up": unit.kind in ORGANISERS and may(user, Verb.EDIT, at=unit),
        "tabs": tabs(unit, "village_role_models"),
        "shown_unit": unit,
        "unit_address": "/villages/role-models/{}/",
    }
    return render(request, "villages/role_models.html", names)


@require_safe
def named(request: HttpRequest, code: str) -> HttpResponse:
    """Whom a city or a county has named, with their merits: everybody who has signed in may read it."""
    unit = Unit.objects.filter(code=code, kind__in=ORGANISERS).select_related("parent").first()
    if unit is None:
        raise Http404(code)
    names = {"unit": unit, "roll": roll_of(unit)}
    return render(request, "villages/role_models_named.html", names)


def round_shown(request: HttpRequest, number: int) -> RoleModelRound:
    """The round of the address, if the reader may see it; 404 otherwise."""
    return get_object_or_404(RoleModelRound.objects.visible_to(request.user).select_related("unit"), pk=number)


@require_safe
def of_round(request: HttpRequest, number: int) -> HttpResponse:
    """One round: where it stands and who is nominated."""
    user: Any = request.user
    round_ = round_shown(request, number)
    state = request.GET.get("state", "")
    seen = RoleModelNomination.objects.visible_to(user).filter(round=round_).select_related(*LINKS)
    if state in RoleModelNomination.State.values:
        seen = seen.filter(state=state)
    listed = list(seen.order_by("-score", "unit__path", "pk"))
    names = {
        "round": round_,
        "state": state,
        "nominations": [(one, shown_name(one.person, user)) for one in listed],
        "steps": steps_drawn(round_, out=(RoleModelRound.State.CANCELLED,)),
        "moves": steps_of_round(round_, user, role_models.ROUND),
        "reads_unit": may(user, Verb.READ, at=round_.unit),
        "may_list": round_.state in PUBLISHED and may(user, Verb.EXPORT, at=round_.unit),
        "may_nominate": round_.state == RoleModelRound.State.NOMINATING and may(user, Verb.EDIT),
        "may_edit": round_.state == RoleModelRound.State.DRAFT and may(user, Verb.EDIT, at=round_.unit),
    }
    return render(request, "villages/role_model_round.html", names)


@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: HttpRequest, number: int) -> HttpResponse:
    """A township draws up the nomination of one of its secretaries."""
    user: Any = request.user
    round_ = round_shown(request, number)
    form = NominateForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        cadre = given.pop("cadre")
        try:
            made = role_models.nominate(round_=round_, cadre=cadre, by=user, said=given)
        except role_models.CannotNominate as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已拟推荐，等待%(unit)s签署") % {"unit": made.township})
            return redirect(round_)
    status = 422 if request.method == "POST" else 200
    return render(request, "villages/role_model_nominate.html", {"round": round_, "form": form}, status=status)


@require_POST
def note_use(request: HttpRequest, number: int) -> HttpResponse:
    """Note how somebody who was named is made use of."""
    user: Any = request.user
    rows = RoleModelNomination.objects.visible_to(user).select_related("unit", "round")
    nomination = get_object_or_404(rows, pk=number)
    form = UseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选择使用方式并填写日期"))
    else:
        try:
            role_models.note_use(nomination=nomination, by=user, **form.cleaned_data)
        except role_models.CannotNominate as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已登记使用情况"))
    return redirect("procedures:case", role_models.NOMINATION, nomination.pk)
