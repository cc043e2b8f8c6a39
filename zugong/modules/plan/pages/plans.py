"""Plans: which there are, what one promises and how it stands, and what became of each of its lines."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.modules.plan.actions import coverage
from zugong.modules.plan.actions.coverage import CannotPlace
from zugong.modules.plan.actions.standing import task_standings
from zugong.modules.plan.models import Line, Plan, Target, Task
from zugong.modules.plan.pages.uploading import units_planned_for
from zugong.modules.plan.rules import Lamp


@dataclass(slots=True)
class Row:
    """A task as the plan's page shows it."""

    task: Task
    lamp: Lamp
    targets: list[Target]


@dataclass(slots=True)
class Block:
    """A goal with its tasks, by task group."""

    title: str
    groups: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def lamps(self) -> dict[str, int]:
        """How many tasks show which lamp."""
        return dict(Counter(str(row.lamp) for rows in self.groups.values() for row in rows))


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The plans that the user may see, and what is still being checked."""
    user: Any = request.user
    plans = list(
        Plan.objects.visible_to(user)
        .select_related("unit")
        .prefetch_related(Prefetch("editions", to_attr="newest_first"), "tasks")
        .order_by("-year", "unit__path")
    )
    return render(request, "plan/index.html", {"plans": plans, "may_upload": bool(units_planned_for(user))})


def plan_shown(request: HttpRequest, year: int) -> Plan:
    """The plan of a year that the address means: of `?unit=`, else of the nearest unit above the user's own. Raises Http404."""
    user: Any = request.user
    plans = list(Plan.objects.visible_to(user).filter(year=year).select_related("unit"))
    wanted = request.GET.get("unit")
    if wanted:
        plans = [plan for plan in plans if plan.unit.code == wanted]
    if not plans:
        raise Http404
    line = [*user.unit.ancestor_ids, user.unit_id] if user.unit else []
    return min(plans, key=lambda plan: (plan.unit_id not in line, plan.unit.depth))


def visible_tasks(plan: Plan, user: User) -> QuerySet[Task]:
    """The plan's tasks that the user may see, with what the lists show."""
    targets = Target.objects.visible_to(user).select_related("breakdown")
    return (
        Task.objects.visible_to(user)
        .filter(plan=plan)
        .select_related("group__parent", "section", "leader", "unit", "plan")
        .prefetch_related(Prefetch("targets", queryset=targets))
    )


@require_GET
def of_year(request: HttpRequest, year: int) -> HttpResponse:
    """What the plan promises, who owes it and how it stands, by goal."""
    plan = plan_shown(request, year)
    user: Any = request.user
    tasks = list(visible_tasks(plan, user))
    lamps = task_standings(tasks)
    rows = [Row(task, lamps[task.pk], list(task.targets.all())) for task in tasks]
    chosen = _filtered(rows, request)
    context = {
        "plan": plan,
        "blocks": _blocks(chosen),
        "shown": len(chosen),
        "counts": _counts(rows),
        "sections": sorted({row.task.section for row in rows if row.task.section}, key=lambda unit: unit.code),
        "filters": {name: request.GET.get(name, "") for name in ("lamp", "section", "state")},
        "lamps": list(Lamp),
        "coverage": coverage.coverage_of(plan),
        "may_plan": may(user, Verb.PLAN, plan.unit),
        "may_break_down": may(user, Verb.BREAK_DOWN, plan.unit),
        "edition": coverage.edition_in_force(plan) or plan.editions.first(),
        "words": _public_words(plan) if not tasks else [],
    }
    return render(request, "plan/of_year.html", context)


def _public_words(plan: Plan) -> Iterable[Line]:
    """The printed words, for those who see the plan but none of its tasks."""
    edition = coverage.edition_in_force(plan)
    return edition.lines.all() if edition else []


def _filtered(rows: list[Row], request: HttpRequest) -> list[Row]:
    lamp, section, state = (request.GET.get(name, "") for name in ("lamp", "section", "state"))
    user: Any = request.user
    if section == "mine":
        section = user.unit.code if user.unit else ""
    return [
        row
        for row in rows
        if (not lamp or row.lamp == lamp)
        and (not section or (row.task.section is not None and row.task.section.code == section))
        and (not state or state in _states(row))
    ]


def _states(row: Row) -> set[str]:
    """What a task can be filtered by beside its lamp."""
    found = {"numbered" if row.targets else "unnumbered"}
    for target in row.targets:
        breakdown = getattr(target, "breakdown", None)
        found.add("issued" if breakdown and breakdown.state == "issued" else "not_issued")
    return found


def _counts(rows: list[Row]) -> dict[str, int]:
    targets = [target for row in rows for target in row.targets]
    issued = sum(getattr(getattr(target, "breakdown", None), "state", "") == "issued" for target in targets)
    lamps = Counter(row.lamp for row in rows)
    return {
        "tasks": len(rows),
        "targets": len(targets),
        "issued": issued,
        "not_issued": len(targets) - issued,
        "overdue": lamps[Lamp.OVERDUE],
        "near": lamps[Lamp.NEAR],
        "done": lamps[Lamp.DONE],
    }


def _blocks(rows: list[Row]) -> list[Block]:
    """Rows by goal and task group, in the plan's own order."""
    blocks: dict[str, Block] = {}
    for row in rows:
        group = row.task.group
        goal = group
        while goal is not None and goal.parent is not None:
            goal = goal.parent
        title = goal.title if goal else _("其他任务")
        block = blocks.setdefault(title, Block(title))
        block.groups.setdefault(group.title if group and group is not goal else "", []).append(row)
    return list(blocks.values())


@require_http_methods(["GET", "POST"])
def coverage_page(request: HttpRequest, year: int) -> HttpResponse:
    """Every sentence of the plan and what became of it; open ones are placed here."""
    plan = plan_shown(request, year)
    user: Any = request.user
    edition = coverage.edition_in_force(plan)
    lines = Line.objects.visible_to(user).filter(edition=edition).select_related("task", "edition__plan__unit", "group")
    if request.method == "POST":
        _place(request, plan, lines)
        return redirect(request.get_full_path())
    kind = request.GET.get("kind", "")
    context = {
        "plan": plan,
        "edition": edition,
        "coverage": coverage.coverage_of(plan),
        "kind": kind,
        "lines": [line for line in lines if not kind or line.disposition == kind],
        "tasks": Task.objects.visible_to(user).filter(plan=plan),
        "kinds": Line.Disposition.choices,
        "may_plan": may(user, Verb.PLAN, plan.unit),
    }
    return render(request, "plan/coverage.html", context)


def _place(request: HttpRequest, plan: Plan, lines: QuerySet[Line]) -> None:
    """Carry out what was chosen for one or more lines, and say how it went."""
    user: Any = request.user
    chosen = list(lines.filter(pk__in=request.POST.getlist("line")))
    do = request.POST.get("do", "")
    try:
        if do == "context":
            coverage.call_context(lines=chosen, by=user)
        for line in chosen if do in {"task", "new", "reopen"} else []:
            if do == "task":
                task = get_object_or_404(Task.objects.visible_to(user), pk=request.POST.get("task"), plan=plan)
                coverage.hang_on(line=line, task=task, by=user)
            elif do == "new":
                coverage.make_task(line=line, title=request.POST.get("title", ""), by=user)
            else:
                coverage.reopen_line(line=line, by=user)
    except CannotPlace as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已落实 %(count)s 条。") % {"count": len(chosen)})
