"""An examination's own page: its steps, the counties' shares, its posts, and what is to be decided."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zugong.kernel.access.deciding import acts_for, may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.forms import form_of
from zugong.kernel.procedures.moving import CannotMove, moves_open_to, signatures_of
from zugong.kernel.procedures.way import steps_of
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.exam_applicants import confirm_clear
from zugong.modules.villages.actions.exam_posts import (
    COUNTIES,
    EXAM,
    CannotPlan,
    derive_posts,
    may_edit_posts,
    share_out,
    suggested_shares,
)
from zugong.modules.villages.actions.exam_scores import may_take_scores
from zugong.modules.villages.actions.exam_seen import ExamSeen, exam_seen, posts_seen
from zugong.modules.villages.models import Applicant, RecruitmentExam, RecruitmentQuota

State = RecruitmentExam.State


def exam_shown(user: User, number: int) -> RecruitmentExam:
    """The examination of the address, if the user may see it. Raises Http404."""
    rows = RecruitmentExam.objects.visible_to(user).select_related("unit", "written_by", "interview_by")
    return get_object_or_404(rows, pk=number)


def place_shown(user: User, exam: RecruitmentExam, code: str = "") -> Unit:
    """From where the user looks at an examination: the unit asked for, else the topmost below it that the user reads. Raises Http404."""
    units = Unit.objects.visible_to(user).filter(path__startswith=exam.unit.path).order_by("path")
    found = (units.filter(code=code) if code else units).first()
    if found is None or not may(user, Verb.READ, at=found):
        raise Http404(code)
    return found


def case_of(code: str, record: Any, user: User, *, back: str) -> dict[str, Any]:
    """Names for the steps of a case and the buttons and dialogs of the moves open to the user, which lead `back` here."""
    procedure = procedure_named(code)
    return {
        "procedure": procedure,
        "record": record,
        "steps": steps_of(procedure, record, list(signatures_of(record))),
        "moves": [(move, form_of(move, record, user), False) for move in moves_open_to(record, user, procedure)],
        "back": back,
    }


@require_safe
def of_exam(request: HttpRequest, number: int) -> HttpResponse:
    """The examination from the unit asked for, with its posts."""
    user: Any = request.user
    exam = exam_shown(user, number)
    unit = place_shown(user, exam, request.GET.get("unit", ""))
    seen = exam_seen(user, exam, unit)
    rows = posts_seen(user, exam, unit)
    only_short = request.GET.get("only") == "short"
    own = seen.whole.quota if unit.kind in COUNTIES else None
    names = case_of(EXAM, exam, user, back=request.path) | {
        "exam": exam,
        "unit": unit,
        "seen": seen,
        "rows": [row for row in rows if row.short or not only_short],
        "short": sum(row.short for row in rows),
        "only_short": only_short,
        "shares": _shares(exam, seen) if exam.state == State.PLANNING and may(user, Verb.PLAN, at=exam.unit) else [],
        "own": own,
        "may_derive": own is not None and may_edit_posts(user, own),
        "clear": _clear_ones(user, exam, unit),
        "may_confirm": unit.kind in COUNTIES and acts_for(user, Verb.CONFIRM, unit),
        "scores_due": may_take_scores(user, exam),
        "named": exam.state in {State.PUBLIC, State.PLACING, State.CLOSED},
        "edit": may(user, Verb.PLAN, at=exam.unit),
    }
    return render(request, "villages/recruiting_exam.html", names)


def _clear_ones(user: User, exam: RecruitmentExam, unit: Unit) -> int:
    rows = Applicant.objects.visible_to(user).filter(exam=exam, post__unit__path__startswith=unit.path)
    return int(rows.filter(state=Applicant.State.APPLIED, verdict=Applicant.Verdict.MET).count())


def _shares(exam: RecruitmentExam, seen: ExamSeen) -> list[tuple[Unit, int | None, int]]:
    """Each county with its number so far and the one that its gaps suggest."""
    suggested = suggested_shares(exam)
    given = {quota.unit_id: quota.number for quota in exam.quotas.filter(voided_at__isnull=True)}
    counties = Unit.objects.of_kind(*COUNTIES).filter(path__startswith=exam.unit.path, valid_to__isnull=True)
    return [
        (unit, given.get(unit.pk), suggested.get(unit.pk, 0))
        for unit in counties.order_by("position", "code")
        if unit.pk in suggested or unit.pk in given or unit.kind == COUNTIES[0]
    ]


@require_POST
def shares(request: HttpRequest, number: int) -> HttpResponse:
    """Store the counties' numbers as typed, or as their gaps suggest."""
    user: Any = request.user
    exam = exam_shown(user, number)
    typed = suggested_shares(exam) if request.POST.get("do") == "suggest" else _typed_shares(request.POST)
    try:
        share_out(exam=exam, shares=typed, by=user)
    except CannotPlan as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已保存县区指标，合计 %(number)d 人") % {"number": sum(typed.values())})
    return redirect(exam)


def _typed_shares(posted: Mapping[str, str]) -> dict[int, int]:
    """Numbers by county from fields named share-<key>; what is no number is passed over."""
    pairs = (
        (name.removeprefix("share-"), value.strip()) for name, value in posted.items() if name.startswith("share-")
    )
    return {int(key): int(value) for key, value in pairs if key.isdigit() and value.isdigit()}


@require_POST
def derive(request: HttpRequest, number: int) -> HttpResponse:
    """Draft a county's posts from its gaps."""
    user: Any = request.user
    quota = get_object_or_404(RecruitmentQuota.objects.visible_to(user).select_related("exam__unit", "unit"), pk=number)
    try:
        posts = derive_posts(quota=quota, by=user)
    except CannotPlan as refusal:
        messages.error(request, str(refusal))
    else:
        places = sum(post.number for post in posts)
        messages.success(
            request,
            _("已按缺口编制 %(posts)d 个岗位、%(places)d 人，请核对修改后上报")
            % {"posts": len(posts), "places": places},
        )
    return redirect(f"{quota.exam.get_absolute_url()}?unit={quota.unit.code}")


@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm all applicants of a county who meet every clause."""
    user: Any = request.user
    exam = exam_shown(user, number)
    unit = place_shown(user, exam, request.POST.get("unit", ""))
    try:
        done = confirm_clear(exam=exam, unit=unit, by=user)
    except CannotMove as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已确认 %(number)d 人审查合格") % {"number": done})
    return redirect(f"{exam.get_absolute_url()}?unit={unit.code}")
