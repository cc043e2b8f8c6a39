"""The ways up: a unit's funnels and rounds, one round with its candidates, applying, giving up, scores."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.moving import CannotMove
from zugong.modules.villages.actions import ways_up, ways_up_scores
from zugong.modules.villages.actions.overview import VILLAGE_KINDS
from zugong.modules.villages.actions.ways_up_conditions import checked, requirements_of
from zugong.modules.villages.actions.ways_up_overview import ways_up as overview_of
from zugong.modules.villages.actions.ways_up_round import candidates, steps_of_round
from zugong.modules.villages.forms.ways_up import ORGANISERS, ApplyForm, ScoresForm
from zugong.modules.villages.models import PromotionApplication, PromotionRound, VillageCadre
from zugong.modules.villages.pages.front import unit_shown
from zugong.modules.villages.pages.places import tabs
from zugong.modules.villages.pages.steps import steps_drawn
from zugong.modules.villages.ways_up_wording import said, stored

PUBLISHED = (PromotionRound.State.PUBLICITY, PromotionRound.State.APPOINTING, PromotionRound.State.CLOSED)


@require_safe
def of_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Both tracks at a unit; a village has its own page."""
    user: Any = request.user
    unit = unit_shown(user, code)
    if unit.kind in VILLAGE_KINDS:
        return redirect(unit)
    year = request.GET.get("year", "")
    names = {
        "unit": unit,
        "above": unit.parent if unit.parent is not None and may(user, Verb.READ, at=unit.parent) else None,
        "seen": overview_of(user, unit, int(year) if year.isdecimal() and len(year) == 4 else None),
        "may_draw_up": unit.kind in ORGANISERS and may(user, Verb.EDIT, at=unit),
        "tabs": tabs(unit, "village_ways_up"),
        "shown_unit": unit,
        "unit_address": "/villages/ways-up/{}/",
    }
    return render(request, "villages/ways_up.html", names)


def round_shown(request: HttpRequest, number: int) -> PromotionRound:
    """The round of the address, if the reader may see it; 404 otherwise."""
    return get_object_or_404(PromotionRound.objects.visible_to(request.user).select_related("unit"), pk=number)


@require_safe
def of_round(request: HttpRequest, number: int) -> HttpResponse:
    """One round: where it stands, what it asks for, who has applied."""
    user: Any = request.user
    round_ = round_shown(request, number)
    state = request.GET.get("state", "")
    people = candidates(round_, user, state)
    own = own_service(user)
    mine = next((one for one in people if one.application.person_id == user.person_id), None)
    names = {
        "round": round_,
        "state": state,
        "candidates": people,
        "mine": mine,
        "own": own,
        "steps": steps_drawn(round_, out=(PromotionRound.State.CANCELLED,)),
        "moves": steps_of_round(round_, user, ways_up.ROUND),
        "posts": list(round_.posts.select_related("unit")),
        "asked": requirements_of(round_),
        "may_apply": ways_up.is_open(round_) and mine is None and (own is not None or may(user, Verb.EDIT)),
        "may_score": round_.state in ways_up_scores.STAGES.values() and ways_up_scores.may_take_scores(user, round_),
        "reads": may(user, Verb.READ),
        "reads_unit": may(user, Verb.READ, at=round_.unit),
        "may_list": round_.state in PUBLISHED and may(user, Verb.EXPORT, at=round_.unit),
        "may_edit": round_.state == PromotionRound.State.NOTICE and may(user, Verb.EDIT, at=round_.unit),
    }
    return render(request, "villages/promotion_round.html", names)


def own_service(user: Any) -> VillageCadre | None:
    """The service in which the user is in office as a village cadre, if there is one."""
    if user.person_id is None:
        return None
    rows = VillageCadre.objects.visible_to(user).filter(person=user.person_id, in_office=True)
    found: VillageCadre | None = rows.select_related("unit", "person").order_by("rank", "pk").first()
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def apply_page(request: HttpRequest, number: int) -> HttpResponse:
    """Apply for oneself, or for a cadre of one's township with the signed paper."""
    user: Any = request.user
    round_ = round_shown(request, number)
    own = own_service(user)
    form = ApplyForm(request.POST or None, request.FILES or None, round_=round_, user=user, own=own)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = ways_up.apply_for(
                round_=round_,
                cadre=own or given["cadre"],
                by=user,
                post=given.get("post"),
                statement=given["statement"],
                paper=given.get("paper"),
            )
        except ways_up.CannotApply as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已报名，等待%(unit)s签署推荐") % {"unit": made.township})
            return redirect(round_)
    conditions = said(stored(checked(round_, own))) if own is not None else []
    names = {"round": round_, "form": form, "own": own, "conditions": conditions}
    status = 422 if request.method == "POST" else 200
    return render(request, "villages/promotion_apply.html", names, status=status)


@require_POST
def give_up(request: HttpRequest, number: int) -> HttpResponse:
    """Give the own application up."""
    user: Any = request.user
    rows = PromotionApplication.objects.visible_to(user).select_related("round__unit", "person")
    application = get_object_or_404(rows, pk=number)
    try:
        ways_up.withdraw_own(application=application, by=user, why=request.POST.get("why", ""))
    except (ways_up.CannotApply, CannotMove) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已放弃这份报名"))
    return redirect(application.round)


@require_http_methods(["GET", "HEAD", "POST"])
def scores(request: HttpRequest, number: int) -> HttpResponse:
    """Take a score sheet; where a line cannot be taken nothing is, and every such line is named."""
    user: Any = request.user
    round_ = round_shown(request, number)
    stage = next((paper for paper, state in ways_up_scores.STAGES.items() if state == round_.state), "written")
    form = ScoresForm(request.POST or None, request.FILES or None, initial={"paper": stage})
    bad: Any = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            lines = ways_up_scores.lines_of(given["file"]) if given["file"] else given["text"].splitlines()
            taken = ways_up_scores.take_scores(round_=round_, paper=given["paper"], lines=lines, by=user)
        except ways_up_scores.CannotTakeScores as refusal:
            form.add_error(None, str(refusal))
            bad = refusal.lines
        else:
            messages.success(request, _words(taken))
            return redirect(round_)
    names = {"round": round_, "form": form, "bad": bad, "may_score": ways_up_scores.may_take_scores(user, round_)}
    return render(request, "villages/promotion_scores.html", names, status=422 if request.method == "POST" else 200)


def _words(taken: ways_up_scores.Taken) -> str:
    words = _("已导入成绩 %(scores)d 人，缺考 %(absent)d 人") % {"scores": taken.scores, "absent": taken.absent}
    return words + (_("；表上没有 %(count)d 人的成绩") % {"count": len(taken.missing)} if taken.missing else "")
