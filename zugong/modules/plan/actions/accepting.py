"""Accepting an edition: the printed words become goals, task groups, tasks, targets and lines.

A corrected edition is matched against what stands: tasks and targets that it still names keep their parts and reports, new ones are
added, and those that it names no more are taken out only while nothing hangs on them.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.modules.plan.actions.board import show_plan
from zugong.modules.plan.models import Edition, Line, Plan, Target, Task, TaskGroup
from zugong.modules.plan.outline import Group, Outline, PlannedTask, Sentence, outline_of

ALIKE = 0.6
"""From which likeness on two wordings are the same task."""

EACH = ("每", "各")


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
    """Tasks the new edition names no more but on which parts or reports hang; somebody must decide about them."""


@transaction.atomic
def accept(*, edition: Edition, by: User) -> Accepted:
    """Make the edition the plan in force. Accepting the same edition twice changes nothing.

    Raises CannotAccept without the right, for an edition without a single heading or paragraph, or when a newer one is in force.
    """
    edition = Edition.objects.select_for_update().select_related("plan__unit").get(pk=edition.pk)
    plan = edition.plan
    if not may(by, Verb.PLAN, plan.unit):
        raise CannotAccept(_("您不能确认这份计划"))
    if edition.accepted_at is not None:
        return Accepted(plan=plan, kept=list(plan.tasks.all()))
    if plan.editions.filter(accepted_at__isnull=False, number__gt=edition.number).exists():
        raise CannotAccept(_("已有更新的版本生效"))
    outline = outline_of(edition.blocks)
    if not any(group.tasks for group in outline.groups):
        raise CannotAccept(_("没有读出任何任务：请先把标题和正文更正好"))
    result = _build(edition, outline, by)
    edition.accepted_at = calendar.now()
    writing.save(edition, by=by)
    plan.state = Plan.State.ACCEPTED
    writing.save(plan, by=by, why=_("确认第%(number)s版") % {"number": edition.number})
    show_plan(plan)
    return result


def _build(edition: Edition, outline: Outline, by: User) -> Accepted:
    plan, result = edition.plan, Accepted(plan=edition.plan)
    standing = {task.pk: task for task in plan.tasks.select_related("group")}
    groups = _groups(plan, outline, by)
    lines: list[Line] = [_line(edition, sentence) for sentence in outline.loose]
    for group in outline.groups:
        place = groups.get(group.block) or _group_above(group, groups)
        heading = Sentence(group.block, 0, edition.blocks[group.block]["text"])
        lines.append(_line(edition, heading, Line.Disposition.HEADING, level=group.level, group=place))
        for planned in group.tasks:
            task = _task(plan, planned, place, standing, by, result)
            _targets(edition, planned, task, by)
            lines += [_line(edition, each, Line.Disposition.TASK, task=task, group=place) for each in planned.sentences]
    _drop(standing.values(), by, result)
    lines.sort(key=lambda line: (line.block, line.start))
    for position, line in enumerate(lines):
        line.position = position
    Line.objects.bulk_create(lines)
    _carry_dispositions(edition)
    return result


def _groups(plan: Plan, outline: Outline, by: User) -> dict[int, TaskGroup]:
    """The stored groups by the block of their heading. A leaf heading with one task of its own name is no group."""
    old = {
        (group.title, group.parent.title if group.parent else ""): group
        for group in plan.groups.select_related("parent")
    }
    stored: dict[int, TaskGroup] = {}
    for position, group in enumerate(outline.groups):
        if not _is_group(group, outline):
            continue
        parent = _group_above(group, stored)
        kept = old.pop((group.title, parent.title if parent else ""), None) or TaskGroup(
            plan=plan, title=group.title[:200]
        )
        kept.parent, kept.position = parent, position
        stored[group.block] = writing.save(kept, by=by)
    for group in old.values():
        if not group.tasks.exists():
            Task.with_voided.filter(group=group).update(group=None)
    return stored


def _is_group(group: Group, outline: Outline) -> bool:
    """True for headings over tasks, their own or lower ones; a heading that is its own only task is not, below the first level."""
    holds = any(group.block < other.block and _is_below(other, group) and other.tasks for other in outline.groups)
    alone = len(group.tasks) == 1 and group.tasks[0].title == group.title[:60]
    return holds or (bool(group.tasks) and (not alone or group.parent is None))


def _is_below(group: Group, above: Group) -> bool:
    while group.parent is not None:
        group = group.parent
        if group is above:
            return True
    return False


def _group_above(group: Group, stored: dict[int, TaskGroup]) -> TaskGroup | None:
    parent = group.parent
    while parent is not None:
        if parent.block in stored:
            return stored[parent.block]
        parent = parent.parent
    return None


def likeness(one: str, other: str) -> float:
    """How alike two wordings are, from 0 to 1."""
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio()


def _task(
    plan: Plan, planned: PlannedTask, group: TaskGroup | None, standing: dict[int, Task], by: User, result: Accepted
) -> Task:
    """The standing task that the planned one is, updated, or a new one."""
    words = planned.words
    alike = max(standing.values(), key=lambda task: _same(task, planned), default=None)
    known = alike is not None and _same(alike, planned) >= ALIKE
    if alike is not None and known:
        standing.pop(alike.pk)
        task = alike
    else:
        task = Task(plan=plan, unit=plan.unit, due_date=date(plan.year, 12, 31), start_date=date(plan.year, 1, 1))
        task.deliverable = Task.Deliverable.RESULT
    task.group, task.title, task.source_words = group, planned.title[:200], words
    task.position = planned.blocks[0]
    writing.save(task, by=by)
    (result.kept if known else result.added).append(task)
    return task


def _same(task: Task, planned: PlannedTask) -> float:
    return max(likeness(task.source_words, planned.words), 0.9 if task.title == planned.title else 0)


def _targets(edition: Edition, planned: PlannedTask, task: Task, by: User) -> None:
    old = list(task.targets.all())
    for read in edition.targets:
        if read["block"] not in planned.blocks:
            continue
        fits = [
            target for target in old if target.what == read["what"] or likeness(target.quote, read["quote"]) >= ALIKE
        ]
        target = max(fits, key=lambda one: likeness(one.quote, read["quote"]), default=None)
        if target is not None:
            old.remove(target)
        _write_target(target or Target(task=task, kind=kind_of(read)), read, by)
    for target in old:
        if target.block is not None and not hasattr(target, "breakdown") and not target.outside_results.exists():
            writing.void(target, by=by, why=_("新版计划已无此目标"))
    if task.targets.exists() and task.deliverable == Task.Deliverable.RESULT:
        task.deliverable = Task.Deliverable.NUMBER
        writing.save(task, by=by)


def _write_target(target: Target, read: dict[str, Any], by: User) -> Target:
    deadline = read.get("deadline") or ""
    try:
        target.deadline, target.deadline_words = date.fromisoformat(deadline), ""
    except ValueError:
        target.deadline, target.deadline_words = None, deadline[:40]
    target.quote, target.block, target.start = read["quote"], read["block"], read["start"]
    target.what, target.measure_unit = (read["what"] or read["quote"])[:80], (read.get("unit") or "")[:12]
    target.comparator = read["comparator"]
    target.value = Decimal(str(read["value"]))
    target.value2 = None if read.get("value2") is None else Decimal(str(read["value2"]))
    target.hedge, target.scope = (read.get("hedge") or "")[:10], (read.get("scope") or "")[:40]
    return writing.save(target, by=by)


def kind_of(read: dict[str, Any]) -> str:
    """How a target is likely to be handed out: each unit owes it (每, 各), each has its floor (a share), or it is shared out."""
    if any(word in (read.get("scope") or "") or read["quote"].startswith(word) for word in EACH):
        return Target.Kind.REPLICATE
    if read["comparator"] == "ratio" or (read["comparator"] == "<=" and read.get("unit") in {"个月", "天", "年"}):
        return Target.Kind.REPLICATE
    if read.get("unit") in {"%", "个百分点"}:
        return Target.Kind.FLOOR
    return Target.Kind.SPLIT


def _drop(tasks: Any, by: User, result: Accepted) -> None:
    """Take out tasks that the new edition names no more, except where work hangs on them."""
    for task in tasks:
        if (
            task.targets.filter(breakdown__isnull=False).exists()
            or task.slips.exists()
            or task.state != Task.State.OPEN
        ):
            result.orphaned.append(task)
            continue
        for target in task.targets.all():
            writing.void(target, by=by, why=_("新版计划已无此任务"))
        writing.void(task, by=by, why=_("新版计划已无此任务"))
        result.dropped.append(task)


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


def _carry_dispositions(edition: Edition) -> None:
    """Sentences that somebody has called context, or hung on a task, in the edition before keep that in this one."""
    before = (
        edition.plan.editions.filter(accepted_at__isnull=False, number__lt=edition.number).order_by("-number").first()
    )
    if before is None:
        return
    decided = {line.text: line for line in before.lines.filter(level=0).exclude(disposition=Line.Disposition.OPEN)}
    for line in edition.lines.filter(disposition=Line.Disposition.OPEN):
        earlier = decided.get(line.text)
        if earlier is not None:
            line.disposition, line.task = earlier.disposition, earlier.task
            line.save(update_fields=["disposition", "task"])
