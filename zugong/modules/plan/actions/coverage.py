"""What became of each line of the plan."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.modules.plan.models import Edition, Line, Plan, Task


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


@transaction.atomic
def call_context(*, lines: Sequence[Line], by: User) -> None:
    """These sentences only explain; nothing is to be done for them. Raises CannotPlace for one that is a task or heading."""
    for line in lines:
        _need_right(line, by)
        if line.disposition not in {Line.Disposition.OPEN, Line.Disposition.CONTEXT}:
            raise CannotPlace(_("“%(line)s”已落实为%(what)s") % {"line": line, "what": line.get_disposition_display()})
        line.disposition = Line.Disposition.CONTEXT
        writing.save(line, by=by)


@transaction.atomic
def hang_on(*, line: Line, task: Task, by: User) -> None:
    """This sentence belongs to a task of the same plan; its words join the task's."""
    _need_right(line, by)
    if task.plan_id != line.edition.plan_id:
        raise CannotPlace(_("任务“%(task)s”不属于这份计划") % {"task": task})
    line.disposition, line.task = Line.Disposition.TASK, task
    writing.save(line, by=by)
    ordered = Line.objects.filter(edition=line.edition, task=task).order_by("position")
    task.source_words = "".join(each.text for each in ordered)
    writing.save(task, by=by)


@transaction.atomic
def make_task(*, line: Line, title: str, by: User) -> Task:
    """This sentence is a task of its own, under the group of the nearest line above that has one."""
    _need_right(line, by)
    if not title.strip():
        raise CannotPlace(_("请填写任务名称"))
    plan = line.edition.plan
    above = (
        Line.objects.filter(edition=line.edition, position__lte=line.position, group__isnull=False)
        .order_by("-position")
        .first()
    )
    task = Task(
        plan=plan,
        unit=plan.unit,
        group=above.group if above else None,
        title=title.strip()[:200],
        position=line.block,
        start_date=date(plan.year, 1, 1),
        due_date=date(plan.year, 12, 31),
    )
    writing.save(task, by=by)
    hang_on(line=line, task=task, by=by)
    return task


@transaction.atomic
def reopen_line(*, line: Line, by: User) -> None:
    """What became of a sentence is to be decided anew."""
    _need_right(line, by)
    if line.disposition == Line.Disposition.HEADING:
        raise CannotPlace(_("标题不必落实"))
    line.disposition, line.task = Line.Disposition.OPEN, None
    writing.save(line, by=by)


def _need_right(line: Line, by: User) -> None:
    if not may(by, Verb.PLAN, line.edition.plan.unit):
        raise CannotPlace(_("您不能改动这份计划的落实情况"))
