"""The targets of a task as an edition names them: written, matched against those that stand, and taken out while nothing hangs on them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.modules.plan.actions.board import show_target
from zugong.modules.plan.likeness import ALIKE, likeness
from zugong.modules.plan.models import Target, Task

EACH = ("每", "各")
TIMES = {"个月", "天", "年"}


def write_targets(
    task: Task, readings: Sequence[dict[str, Any]], *, read_before: Mapping[str, str], by: User
) -> tuple[list[Target], list[Target]]:
    """Give the task the targets read for it. Targets that stand and are named again keep their parts and reports.

    `read_before` is what each quote counted in the edition before: a target called otherwise since keeps that name.

    Returns those whose value has changed under a breakdown, and those that are named no more but on which a breakdown or a result hangs.
    """
    standing = [target for target in task.targets.all() if target.block is not None]
    revalued = []
    for reading in readings:
        target = _same(standing, reading)
        if target is None:
            _write(Target(task=task, kind=kind_of(reading), what=_named(reading)), reading, by)
            continue
        standing.remove(target)
        before = (target.value, target.value2, target.comparator)
        if target.what == read_before.get(target.quote, target.what):
            target.what = _named(reading)
        _write(target, reading, by)
        if (target.value, target.value2, target.comparator) != before and hasattr(target, "breakdown"):
            revalued.append(target)
    left = [target for target in standing if hangs(target)]
    for target in standing:
        if target not in left:
            drop_target_of(target, by=by, why=_("新版计划已无此目标"))
    if task.targets.exists() and task.deliverable == Task.Deliverable.RESULT:
        task.deliverable = Task.Deliverable.NUMBER
        writing.save(task, by=by)
    return revalued, left


def hangs(target: Target) -> bool:
    """Whether something would be lost with the target: a breakdown or what somebody outside has decided."""
    return hasattr(target, "breakdown") or target.outside_results.exists()


def drop_target_of(target: Target, *, by: User, why: str) -> None:
    """Void a target and take it off the board."""
    writing.void(target, by=by, why=why)
    show_target(target)


def last_day_of(task: Task, year: int) -> date:
    """By when the task is due by its targets: their latest deadline, the year's last day where one has none of its own."""
    last = date(year, 12, 31)
    return max((target.deadline or last for target in task.targets.all()), default=last)


def kind_of(reading: dict[str, Any]) -> str:
    """How a target is likely to be handed out: each unit owes it (每, 各), each has its floor (a share), or it is shared out."""
    if any(word in (reading.get("scope") or "") or reading["quote"].startswith(word) for word in EACH):
        return Target.Kind.REPLICATE
    if reading["comparator"] == "ratio" or (reading["comparator"] == "<=" and reading.get("unit") in TIMES):
        return Target.Kind.REPLICATE
    if reading.get("unit") in {"%", "个百分点"}:
        return Target.Kind.FLOOR
    return Target.Kind.SPLIT


def _same(standing: Sequence[Target], reading: dict[str, Any]) -> Target | None:
    """The standing target that the reading names again: by its words, else by what it counts."""
    words = {target.pk: likeness(target.quote, reading["quote"]) for target in standing}
    fits = [target for target in standing if words[target.pk] >= ALIKE or target.what == _named(reading)]
    return max(fits, key=lambda target: words[target.pk], default=None)


def _named(reading: dict[str, Any]) -> str:
    """What the target counts, as the reader has found it."""
    return (reading["what"] or reading["quote"])[:80]


def _write(target: Target, reading: dict[str, Any], by: User) -> None:
    deadline = reading.get("deadline") or ""
    try:
        target.deadline, target.deadline_words = date.fromisoformat(deadline), ""
    except ValueError:
        target.deadline, target.deadline_words = None, deadline[:40]
    target.quote, target.block, target.start = reading["quote"], reading["block"], reading["start"]
    target.measure_unit, target.comparator = (reading.get("unit") or "")[:12], reading["comparator"]
    target.value = Decimal(str(reading["value"]))
    target.value2 = None if reading.get("value2") is None else Decimal(str(reading["value2"]))
    target.hedge, target.scope = (reading.get("hedge") or "")[:10], (reading.get("scope") or "")[:40]
    writing.save(target, by=by)
