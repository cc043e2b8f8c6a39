"""The front page of the unified recruitment examination at a unit."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.kernel.registry.models import UnitKind
from zugong.modules.villages.actions.exam_posts import CannotPlan, draft_exam
from zugong.modules.villages.actions.exam_seen import exam_seen, exams_seen
from zugong.modules.villages.models import RecruitmentExam
from zugong.modules.villages.pages.front import unit_shown
from zugong.modules.villages.pages.places import tabs
from zugong.modules.villages.rules.register import VILLAGE_KINDS

STAGES = RecruitmentExam.State.values
OVER = frozenset({RecruitmentExam.State.CLOSED, RecruitmentExam.State.CALLED_OFF})


@require_safe
def of_unit(request: HttpRequest, code: str) -> HttpResponse:
    """The examination that runs, or the last one: its stage, funnel, counties; the others as a list."""
    user: Any = request.user
    unit = unit_shown(user, code)
    if unit.kind in VILLAGE_KINDS:
        return redirect(unit)
    exams = exams_seen(user, unit)
    chosen = request.GET.get("exam", "")
    # Of several that run, the one that is furthest on has most to tell.
    running = sorted((one for one in exams if one.state not in OVER), key=lambda one: -STAGES.index(one.state))
    asked = next((one for one in exams if str(one.pk) == chosen), None)
    exam = asked or next(iter([*running, *exams]), None)
    names = {
        "unit": unit,
        "above": unit.parent if unit.parent is not None and may(user, Verb.READ, at=unit.parent) else None,
        "exams": exams,
        "exam": exam,
        "seen": exam_seen(user, exam, unit) if exam else None,
        "day": calendar.today(),
        "may_draft": unit.kind == UnitKind.CITY and may(user, Verb.PLAN, at=unit),
        "tabs": tabs(unit, "village_recruiting"),
        "shown_unit": unit,
        "unit_address": "/villages/recruiting/{}/",
    }
    return render(request, "villages/recruiting.html", names)


@require_POST
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the plan of the city's next examination."""
    user: Any = request.user
    unit = unit_shown(user, code)
    try:
        exam = draft_exam(unit=unit, year=calendar.today().year, by=user)
    except CannotPlan as refusal:
        messages.error(request, str(refusal))
        return redirect("village_recruiting", code)
    messages.success(request, _("已按现行参数拟订方案，请填写计划人数并分配县区指标"))
    return redirect(exam)
