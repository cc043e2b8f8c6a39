"""What became of each sentence of the plan, and of the tasks that the plan names no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.modules.plan.actions import coverage
from zugong.modules.plan.actions.coverage import CannotPlace
from zugong.modules.plan.models import Line, Plan, Task
from zugong.modules.plan.pages.plans import plan_shown


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page shows it; `open_run` is how many open sentences in a row begin with it, 0 where none or only one does."""

    line: Line
    open_run: int
    last: int


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """The lines with the beginnings of the stretches of open sentences, which are often one preface or one closing."""
    rows: list[Row] = []
    end = -1
    for at, line in enumerate(lines):
        run = 0
        if at > end and line.disposition == Line.Disposition.OPEN:
            end = at
            while end + 1 < len(lines) and lines[end + 1].disposition == Line.Disposition.OPEN:
                end += 1
            run = end - at + 1
        rows.append(Row(line, run if run > 1 else 0, lines[end].position if run else 0))
    return rows


@require_http_methods(["GET", "POST"])
def coverage_page(request: HttpRequest, year: int) -> HttpResponse:
    """Every sentence of the plan in force and what became of it; open ones are placed here."""
    plan = plan_shown(request, year)
    user: Any = request.user
    if not may(user, Verb.READ, plan.unit):
        raise Http404
    edition = coverage.edition_in_force(plan)
    lines = (
        Line.objects.visible_to(user)
        .filter(edition=edition)
        .select_related("task", "edition__plan__unit")
        .order_by("position")
    )
    if request.method == "POST":
        _place(request, plan, lines)
        return redirect(request.get_full_path())
    kind = request.GET.get("kind", "")
    context = {
        "plan": plan,
        "edition": edition,
        "coverage": coverage.coverage_of(plan),
        "kind": kind,
        "rows": [row for row in rows_of(list(lines)) if not kind or row.line.disposition == kind],
        "tasks": Task.objects.visible_to(user).filter(plan=plan),
        "kinds": Line.Disposition.choices,
        "orphans": coverage.orphans_of(plan).select_related("section"),
        "left": coverage.left_targets_of(plan),
        "may_plan": may(user, Verb.PLAN, plan.unit),
    }
    return render(request, "plan/coverage.html", context)


def _place(request: HttpRequest, plan: Plan, lines: Any) -> None:
    """Carry out what was chosen for one or more lines, and say how it went."""
    user: Any = request.user
    stretch = request.POST.get("stretch", "")
    if stretch:
        first, _dash, last = stretch.partition("-")
        within = (int(first), int(last)) if first.isdecimal() and last.isdecimal() else (0, -1)
        chosen = list(lines.filter(position__range=within, disposition=Line.Disposition.OPEN))
    else:
        keys = [key for key in request.POST.getlist("line") if key.isdecimal()]
        chosen = list(lines.filter(pk__in=keys))
    try:
        _carry_out("context" if stretch else request.POST.get("do", ""), chosen, request, plan, user)
    except CannotPlace as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已落实 %(count)s 句。") % {"count": len(chosen)})


def _carry_out(do: str, chosen: list[Line], request: HttpRequest, plan: Plan, user: User) -> None:
    if do == "context":
        coverage.call_context(lines=chosen, by=user)
    elif do == "task":
        key = request.POST.get("task", "")
        tasks = Task.objects.visible_to(user).filter(plan=plan)
        task = get_object_or_404(tasks, pk=int(key) if key.isdecimal() else 0)
        coverage.hang_on(lines=chosen, task=task, by=user)
    elif do == "new":
        coverage.make_task(lines=chosen, title=request.POST.get("title", ""), by=user)
    elif do == "reopen":
        coverage.reopen_lines(lines=chosen, by=user)
    else:
        raise CannotPlace(_("请选择怎样落实"))


@require_POST
def decide_orphan(request: HttpRequest, number: int) -> HttpResponse:
    """Keep or withdraw a task that the plan names no more."""
    user: Any = request.user
    tasks = Task.objects.visible_to(user).select_related("plan__unit").filter(plan__isnull=False)
    task = get_object_or_404(tasks, pk=number)
    plan: Any = task.plan
    why, keeps = request.POST.get("why", ""), request.POST.get("do") == "keep"
    try:
        (coverage.keep_orphan if keeps else coverage.withdraw_orphan)(task=task, why=why, by=user)
    except CannotPlace as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("已决定保留“%(task)s”。") if keeps else _("已撤销“%(task)s”，历史记录仍可查。")
        messages.success(request, said % {"task": task})
    address = redirect("plan_coverage", plan.year)
    address["Location"] += f"?unit={plan.unit.code}"
    return address
