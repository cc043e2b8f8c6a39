"""Plans: which there are, what one promises and how it stands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.modules.plan.actions import coverage
from zugong.modules.plan.actions.standing import task_standings
from zugong.modules.plan.models import Edition, Line, Plan, Target, Task
from zugong.modules.plan.models.plans import Secrecy
from zugong.modules.plan.models.tasks import MODULES
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
    """The plan of a year that the address means: of `?unit=`, else of the user's own unit or the nearest one above it that has one.

    An accepted plan goes before one that is still being checked. Raises Http404.
    """
    user: Any = request.user
    plans = list(Plan.objects.visible_to(user).filter(year=year).select_related("unit"))
    wanted = request.GET.get("unit")
    if wanted:
        plans = [plan for plan in plans if plan.unit.code == wanted]
    if not plans:
        raise Http404
    line = [*user.unit.ancestor_ids, user.unit_id] if user.unit else []

    def farness(plan: Plan) -> tuple[bool, bool, int]:
        in_line = plan.unit_id in line
        return plan.state != Plan.State.ACCEPTED, not in_line, -plan.unit.depth if in_line else plan.unit.depth

    return min(plans, key=farness)


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
    lamps = task_standings(tasks, reader=user)
    rows = [Row(task, lamps[task.pk], list(task.targets.all())) for task in tasks]
    filters = _filters(request)
    chosen = _filtered(rows, filters, user)
    editions = Edition.objects.visible_to(user).filter(plan=plan)
    context = {
        "plan": plan,
        "blocks": _blocks(chosen),
        "goals": len(_blocks(rows)),
        "shown": len(chosen),
        "counts": _counts(rows),
        "sections": sorted({row.task.section for row in rows if row.task.section}, key=lambda unit: unit.code),
        "modules": [(code, label) for code, label in MODULES if any(row.task.module == code for row in rows)],
        "filters": filters,
        "lamps": list(Lamp),
        "may_plan": may(user, Verb.PLAN, plan.unit),
        "may_break_down": may(user, Verb.BREAK_DOWN, plan.unit),
        "edition": editions.filter(accepted_at__isnull=False).first(),
        "unchecked": editions.filter(accepted_at__isnull=True).first(),
        "words": _public_words(plan) if not tasks else [],
    }
    if may(user, Verb.READ, plan.unit):
        context |= {"coverage": coverage.coverage_of(plan), "orphans": coverage.orphans_of(plan).count()}
    return render(request, "plan/of_year.html", context)


def _public_words(plan: Plan) -> Iterable[Line]:
    """The printed words of a public plan, for those who see the plan but none of its tasks."""
    edition = coverage.edition_in_force(plan) if plan.secrecy == Secrecy.PUBLIC else None
    return edition.lines.all() if edition else []


def _filters(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("lamp", "section", "module", "state")}


def _filtered(rows: list[Row], filters: dict[str, str], user: User) -> list[Row]:
    """The rows that fulfil every filter that is set; `section=mine` means the user's own section."""
    section = filters["section"]
    if section == "mine":
        section = user.unit.code if user.unit else "?"
    return [
        row
        for row in rows
        if filters["lamp"] in ("", row.lamp)
        and (not section or (row.task.section is not None and row.task.section.code == section))
        and filters["module"] in ("", row.task.module or "none")
        and (not filters["state"] or filters["state"] in _states(row))
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
