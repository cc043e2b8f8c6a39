"""What became of each line of the plan."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.procedures.duties import close_duties
from zugong.modules.plan.actions.board import count_anew, show_target
from zugong.modules.plan.models import Breakdown, Edition, Line, Part, Plan, Target, Task
from zugong.modules.plan.module_hints import module_for


class CannotPlace(Exception):
    """The line cannot be placed there; the message says why."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many lines of the plan in force became what."""

    lines: int
    headings: int
    tasks: int
    context: int
    open: int

    @property
    def placed(self) -> int:
        """Lines about which nothing is left to decide."""
        return self.lines - self.open


def edition_in_force(plan: Plan) -> Edition | None:
    """The accepted edition with the highest number."""
    return plan.editions.filter(accepted_at__isnull=False).order_by("-number").first()


def coverage_of(plan: Plan) -> Coverage:
    """How the plan in force is covered; all zero before anything is accepted."""
    count = Counter(Line.objects.filter(edition=edition_in_force(plan)).values_list("disposition", flat=True))
    kinds = Line.Disposition
    return Coverage(
        lines=sum(count.values()),
        headings=count[kinds.HEADING],
        tasks=count[kinds.TASK],
        context=count[kinds.CONTEXT],
        open=count[kinds.OPEN],
    )


def orphans_of(plan: Plan) -> QuerySet[Task]:
    """Tasks of the plan of which the edition in force says nothing (any more), while nobody has decided about them."""
    edition = edition_in_force(plan)
    if edition is None:
        return Task.objects.none()
    named = Line.objects.filter(edition=edition, task=OuterRef("pk"))
    return Task.objects.filter(plan=plan, source="").exclude(Exists(named))


def left_targets_of(plan: Plan) -> list[Target]:
    """Targets whose words the edition in force has no more, though a breakdown or a result hangs on them."""
    edition = edition_in_force(plan)
    if edition is None:
        return []
    quotes = {reading["quote"] for reading in edition.targets}
    standing = Target.objects.filter(task__plan=plan, block__isnull=False, task__in=_named_tasks(edition))
    return [target for target in standing.select_related("task") if target.quote not in quotes]


def _named_tasks(edition: Edition) -> QuerySet[Any]:
    return Line.objects.filter(edition=edition, task__isnull=False).values("task_id")


@transaction.atomic
def keep_orphan(*, task: Task, why: str, by: User) -> Task:
    """Decide that the work goes on although the plan names it no more; the decision becomes the task's source."""
    _need_orphan(task, why, by)
    task.source = _("计划已无此条，决定保留：%(why)s") % {"why": why.strip()[:90]}
    return writing.save(task, by=by, why=why)


@transaction.atomic
def withdraw_orphan(*, task: Task, why: str, by: User) -> None:
    """Decide that the work ends: the task, its targets and parts leave every list, nobody owes anything for them any more.

    What was reported stays in the history.
    """
    _need_orphan(task, why, by)
    close_duties(task)
    for target in task.targets.all():
        breakdown = Breakdown.objects.filter(target=target).first()
        if breakdown is not None:
            for part in breakdown.parts.all():
                _close_with_reports(part)
                writing.void(part, by=by, why=why)
            close_duties(breakdown)
            writing.void(breakdown, by=by, why=why)
        writing.void(target, by=by, why=why)
        show_target(target)
    writing.void(task, by=by, why=why)


def _close_with_reports(part: Part) -> None:
    close_duties(part)
    for report in part.reports.all():
        close_duties(report)


def _need_orphan(task: Task, why: str, by: User) -> None:
    if task.plan is None or not may(by, Verb.PLAN, task.plan.unit):
        raise CannotPlace(_("您不能决定这项任务的去留"))
    if not orphans_of(task.plan).filter(pk=task.pk).exists():
        raise CannotPlace(_("“%(task)s”不是待决定去留的任务") % {"task": task})
    if not why.strip():
        raise CannotPlace(_("请写明理由"))


@transaction.atomic
def call_context(*, lines: Sequence[Line], by: User) -> None:
    """These sentences only explain; nothing is to be done for them. Raises CannotPlace for one that is a task or heading."""
    _need_lines(lines, by)
    for line in lines:
        if line.disposition not in {Line.Disposition.OPEN, Line.Disposition.CONTEXT}:
            raise CannotPlace(_("“%(line)s”已落实为%(what)s") % {"line": line, "what": line.get_disposition_display()})
        line.disposition = Line.Disposition.CONTEXT
        writing.save(line, by=by)
    _count_share(lines[0].edition)


@transaction.atomic
def hang_on(*, lines: Sequence[Line], task: Task, by: User) -> None:
    """These sentences belong to a task of the same plan; their words join the task's, and leave those of the task they were with."""
    _need_lines(lines, by)
    if task.plan_id != lines[0].edition.plan_id:
        raise CannotPlace(_("任务“%(task)s”不属于这份计划") % {"task": task})
    left = {line.task_id for line in lines if line.task_id and line.task_id != task.pk}
    for line in lines:
        line.disposition, line.task = Line.Disposition.TASK, task
        writing.save(line, by=by)
    _count_share(lines[0].edition)
    for changed in [task, *Task.objects.filter(pk__in=left)]:
        retell(changed, lines[0].edition, by=by)


@transaction.atomic
def make_task(*, lines: Sequence[Line], title: str, by: User) -> Task:
    """These sentences are a task of their own, under the group of the nearest line above that has one."""
    _need_lines(lines, by)
    if not title.strip():
        raise CannotPlace(_("请填写任务名称"))
    first = min(lines, key=lambda line: line.position)
    plan = first.edition.plan
    above = (
        Line.objects.filter(edition=first.edition, position__lte=first.position, group__isnull=False)
        .order_by("-position")
        .first()
    )
    group = above.group if above else None
    words = "".join(line.text for line in lines)
    task = Task(
        plan=plan,
        unit=plan.unit,
        group=group,
        title=title.strip()[:200],
        module=module_for(title, words, group.title if group else ""),
        position=first.block,
        start_date=date(plan.year, 1, 1),
        due_date=date(plan.year, 12, 31),
    )
    writing.save(task, by=by)
    hang_on(lines=lines, task=task, by=by)
    return task


@transaction.atomic
def reopen_lines(*, lines: Sequence[Line], by: User) -> None:
    """What became of these sentences is to be decided anew. Raises CannotPlace for the last sentence of a task."""
    _need_lines(lines, by)
    edition = lines[0].edition
    left = {line.task_id for line in lines if line.task_id}
    for line in lines:
        line.disposition, line.task = Line.Disposition.OPEN, None
        writing.save(line, by=by)
    _count_share(edition)
    for task in Task.objects.filter(pk__in=left):
        if not Line.objects.filter(edition=edition, task=task).exists():
            raise CannotPlace(_("这是任务“%(task)s”仅有的原文；请改归另一项任务，或另立任务") % {"task": task})
        retell(task, edition, by=by)


def retell(task: Task, edition: Edition, *, by: User) -> None:
    """Let the task's source words be those of its lines in the edition; a task that has lost its last one keeps its words."""
    lines = Line.objects.filter(edition=edition, task=task).order_by("position")
    words = "".join(line.text for line in lines)
    if words and words != task.source_words:
        task.source_words = words
        writing.save(task, by=by)


def _count_share(edition: Edition) -> None:
    """Bring the share of the plan that is covered up to date; the lines count from the day on which they were accepted."""
    accepted = edition.accepted_at
    day = accepted.astimezone(calendar.SHANGHAI).date() if accepted else None
    count_anew("plan.coverage", unit_id=edition.plan.unit_id, day=day)


def _need_lines(lines: Sequence[Line], by: User) -> None:
    if not lines:
        raise CannotPlace(_("请先选中要落实的句子"))
    edition = lines[0].edition
    if not may(by, Verb.PLAN, edition.plan.unit):
        raise CannotPlace(_("您不能改动这份计划的落实情况"))
    for line in lines:
        if line.level:
            raise CannotPlace(_("标题不必落实"))
        if line.edition_id != edition.pk:
            raise CannotPlace(_("这些句子不在同一版计划里"))
