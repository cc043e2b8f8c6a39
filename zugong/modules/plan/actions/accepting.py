"""Accepting an edition: the printed words become goals, task groups, tasks, targets and lines.

A corrected edition is matched against what stands: tasks and targets that it still names keep their parts and reports, new ones are
added, and those that it names no more are taken out only while nothing hangs on them.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.ledger.attachments import attachments_of
from zugong.modules.plan.actions import targets
from zugong.modules.plan.actions.board import show_plan
from zugong.modules.plan.actions.coverage import edition_in_force, retell
from zugong.modules.plan.likeness import Wording, matched
from zugong.modules.plan.models import Edition, Line, OutsideResult, Plan, Postponement, Target, Task, TaskGroup
from zugong.modules.plan.module_hints import module_for
from zugong.modules.plan.outline import Group, Outline, PlannedTask, Sentence, is_below, outline_of

LONGEST_NAME = 200


class CannotAccept(Exception):
    """The edition is not accepted; the message says why."""


@dataclass(slots=True)
class Accepted:
    """What accepting an edition has changed."""

    plan: Plan
    added: list[Task] = field(default_factory=list)
    kept: list[Task] = field(default_factory=list)
    dropped: list[Task] = field(default_factory=list)
    orphaned: list[Task] = field(default_factory=list)
    """Tasks the new edition names no more but on which work hangs; somebody must decide about them."""
    revalued: list[Target] = field(default_factory=list)
    """Targets with another value than the one that was broken down."""
    left: list[Target] = field(default_factory=list)
    """Targets the new edition names no more but on which a breakdown or a result hangs."""


@dataclass(slots=True)
class _Work:
    """What the steps of accepting hand on to each other."""

    edition: Edition
    outline: Outline
    by: User
    result: Accepted
    known: dict[int, Task]
    """The standing task of a planned one, by the planned task's first block."""
    carried: dict[str, Line]
    """What people have decided about sentences of the edition before, by the sentence."""
    read_before: dict[str, str]
    """What each quote counted in the edition before."""
    lines: list[Line] = field(default_factory=list)


def outline_read(edition: Edition) -> Outline:
    """The edition's outline, in which every number belongs to a task."""
    return outline_of(edition.blocks, {target["block"] for target in edition.targets})


@transaction.atomic
def accept(*, edition: Edition, by: User) -> Accepted:
    """Make the edition the plan in force. Accepting the same edition twice changes nothing.

    Raises CannotAccept without the right, for an edition without a single task, or when a newer one is in force.
    """
    edition = Edition.objects.select_for_update(of=("self",)).select_related("plan__unit").get(pk=edition.pk)
    plan = edition.plan
    if not may(by, Verb.PLAN, plan.unit):
        raise CannotAccept(_("您不能确认这份计划"))
    if edition.accepted_at is not None:
        return Accepted(plan=plan, kept=list(plan.tasks.all()))
    if plan.editions.filter(accepted_at__isnull=False, number__gt=edition.number).exists():
        raise CannotAccept(_("已有更新的版本生效"))
    outline = outline_read(edition)
    if not outline.all_tasks:
        raise CannotAccept(_("没有读出任何任务：请先把标题和正文更正好"))
    result = _build(edition, outline, by)
    edition.accepted_at = calendar.now()
    writing.save(edition, by=by)
    plan.state = Plan.State.ACCEPTED
    writing.save(plan, by=by, why=_("确认第%(number)s版") % {"number": edition.number})
    show_plan(plan)
    return result


def no_longer_named(edition: Edition) -> list[Task]:
    """The standing tasks that this edition, once accepted, would name no more."""
    outline = outline_read(edition)
    known = _known(edition.plan, outline)
    kept = {task.pk for task in known.values()} | {
        line.task_id for text, line in _carried(edition).items() if text in _loose_texts(outline)
    }
    return [task for task in edition.plan.tasks.all() if task.pk not in kept]


def _build(edition: Edition, outline: Outline, by: User) -> Accepted:
    plan = edition.plan
    standing = {task.pk: task for task in plan.tasks.select_related("group", "plan")}
    known = {block: standing[task.pk] for block, task in _known(plan, outline).items()}
    work = _Work(edition, outline, by, Accepted(plan=plan), known, _carried(edition), _read_before(plan))
    groups = _groups(work)
    for planned in outline.tasks:
        _take_up(work, planned, None)
    for group in outline.groups:
        place = groups.get(group.block) or _group_above(group, groups)
        tasks = {planned.blocks[0]: _take_up(work, planned, place) for planned in group.tasks}
        heading = Sentence(group.block, 0, edition.blocks[group.block]["text"])
        own = tasks.get(group.block)
        disposition = Line.Disposition.TASK if own else Line.Disposition.HEADING
        work.lines.append(_line(edition, heading, disposition, level=group.level, group=place, task=own))
    extended = _place_loose(work)
    work.lines.sort(key=lambda line: (line.block, line.start))
    for position, line in enumerate(work.lines):
        line.position = position
    Line.objects.bulk_create(work.lines)
    for task in Task.objects.filter(pk__in=extended):
        retell(task, edition, by=by)
    named = {line.task_id for line in work.lines if line.task_id}
    _drop([task for task in standing.values() if task.pk not in named], by, work.result)
    _drop_groups(plan, groups, by)
    return work.result


def _known(plan: Plan, outline: Outline) -> dict[int, Task]:
    """The standing task that each planned one is, by the planned task's first block."""
    standing = list(plan.tasks.order_by("position", "pk"))
    planned = outline.all_tasks
    pairs = matched(
        [Wording(task.title, task.source_words) for task in standing],
        [Wording(task.title[:LONGEST_NAME], task.words) for task in planned],
    )
    return {planned[new].blocks[0]: standing[old] for new, old in pairs.items()}


def _carried(edition: Edition) -> dict[str, Line]:
    """What people have decided about sentences in the edition in force: which are context, which belong to which task."""
    before = edition_in_force(edition.plan)
    if before is None:
        return {}
    decided = before.lines.filter(level=0).exclude(disposition=Line.Disposition.OPEN).select_related("task")
    return {line.text: line for line in decided if line.task is None or line.task.voided_at is None}


def _read_before(plan: Plan) -> dict[str, str]:
    before = edition_in_force(plan)
    return {reading["quote"]: reading["what"] for reading in before.targets} if before else {}


def _loose_texts(outline: Outline) -> set[str]:
    return {sentence.text for sentence in outline.loose}


def _place_loose(work: _Work) -> set[int]:
    """Lines for the sentences that are nobody's, placed as in the edition before; returns the tasks they belong to."""
    extended: set[int] = set()
    for sentence in work.outline.loose:
        line = _line(work.edition, sentence)
        earlier = work.carried.get(sentence.text)
        if earlier is not None:
            line.disposition, line.task = earlier.disposition, earlier.task
            if earlier.task is not None:
                extended.add(earlier.task.pk)
        work.lines.append(line)
    return extended


def _groups(work: _Work) -> dict[int, TaskGroup]:
    """The stored groups by the block of their heading. A leaf heading with one task of its own name is no group."""
    plan, outline = work.edition.plan, work.outline
    old = {
        (group.title, group.parent.title if group.parent else ""): group
        for group in plan.groups.select_related("parent")
    }
    stored: dict[int, TaskGroup] = {}
    for position, group in enumerate(outline.groups):
        if not _is_group(group, outline):
            continue
        parent, title = _group_above(group, stored), group.title[:LONGEST_NAME]
        kept = old.pop((title, parent.title if parent else ""), None) or TaskGroup(plan=plan, title=title)
        kept.parent, kept.position = parent, position
        stored[group.block] = writing.save(kept, by=work.by)
    return stored


def _drop_groups(plan: Plan, groups: dict[int, TaskGroup], by: User) -> None:
    """Take out headings that the new edition has no more, the lowest first, unless a task that stays stands under them."""
    kept = {group.pk for group in groups.values()}
    for group in plan.groups.order_by("-position"):
        if group.pk not in kept and not group.tasks.exists() and not group.children.exists():
            writing.void(group, by=by, why=_("新版计划已无此标题"))


def _is_group(group: Group, outline: Outline) -> bool:
    """True for headings over tasks, their own or lower ones; a heading that is its own only task is not, below the first level."""
    holds = any(is_below(other, group) and other.tasks for other in outline.groups)
    alone = len(group.tasks) == 1 and group.tasks[0].title == group.title[:60]
    return holds or (bool(group.tasks) and (not alone or group.parent is None))


def _group_above(group: Group, stored: dict[int, TaskGroup]) -> TaskGroup | None:
    parent = group.parent
    while parent is not None:
        if parent.block in stored:
            return stored[parent.block]
        parent = parent.parent
    return None


def _take_up(work: _Work, planned: PlannedTask, group: TaskGroup | None) -> Task:
    """The standing task that the planned one is, updated, or a new one; with its targets and lines."""
    plan, task = work.edition.plan, work.known.get(planned.blocks[0])
    is_new = task is None
    if task is None:
        task = Task(plan=plan, unit=plan.unit, start_date=date(plan.year, 1, 1), due_date=date(plan.year, 12, 31))
        task.module = module_for(planned.title, planned.words, *_titles_above(group))
    # A task that the plan names again has its source in the plan.
    task.group, task.title, task.source = group, planned.title[:LONGEST_NAME], ""
    task.source_words, task.position = planned.words, planned.blocks[0]
    writing.save(task, by=work.by)
    _write_targets(work, planned, task)
    if is_new:
        task.due_date = targets.last_day_of(task, plan.year)
        writing.save(task, by=work.by)
    (work.result.added if is_new else work.result.kept).append(task)
    for each in planned.sentences:
        # A heading that is a task itself has its line as a heading already.
        if not work.edition.blocks[each.block]["level"]:
            work.lines.append(_line(work.edition, each, Line.Disposition.TASK, task=task, group=group))
    return task


def _write_targets(work: _Work, planned: PlannedTask, task: Task) -> None:
    places = {*planned.blocks, *planned.headings}
    readings = [reading for reading in work.edition.targets if reading["block"] in places]
    revalued, left = targets.write_targets(task, readings, read_before=work.read_before, by=work.by)
    work.result.revalued += revalued
    work.result.left += left


def _titles_above(group: TaskGroup | None) -> list[str]:
    titles = []
    while group is not None:
        titles.append(group.title)
        group = group.parent
    return titles


def _drop(tasks: list[Task], by: User, result: Accepted) -> None:
    """Take out tasks that the new edition names no more, except where work hangs on them."""
    for task in tasks:
        if _hangs(task):
            result.orphaned.append(task)
            continue
        for target in task.targets.all():
            targets.drop_target_of(target, by=by, why=_("新版计划已无此任务"))
        writing.void(task, by=by, why=_("新版计划已无此任务"))
        result.dropped.append(task)


def _hangs(task: Task) -> bool:
    """Whether something would be lost with the task."""
    return (
        task.state != Task.State.OPEN
        or task.targets.filter(breakdown__isnull=False).exists()
        or OutsideResult.objects.filter(target__task=task).exists()
        or task.slips.exists()
        or Postponement.objects.filter(task=task).exists()
        or attachments_of(task).exists()
        or bool(task.source)
    )


def _line(
    edition: Edition, sentence: Sentence, disposition: str = Line.Disposition.OPEN, *, level: int = 0, **links: Any
) -> Line:
    return Line(
        edition=edition,
        position=0,
        block=sentence.block,
        start=sentence.start,
        text=sentence.text,
        level=level,
        disposition=disposition,
        **links,
    )
