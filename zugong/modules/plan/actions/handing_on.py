"""Handing a part on: a county's own part becomes a target that it breaks down to its townships, and so on down to the villages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.procedures.duties import close_duties
from zugong.modules.plan import rules
from zugong.modules.plan.actions.standing import PartStanding, owed_by_part, standings, start_of
from zugong.modules.plan.models import Breakdown, Part, Target, Task


class CannotHandOn(Exception):
    """The part cannot be handed on; the message says why."""


def handed_on_as(part: Part) -> Target | None:
    """The target under which the unit hands its part on, if it does."""
    return Target.objects.filter(from_part=part).select_related("task__unit").first()


@transaction.atomic
def hand_on(*, part: Part, by: User) -> Target:
    """Make a unit's part a task of its own, to be broken down to the units below; asked again it gives the same target.

    Raises CannotHandOn without the right at the unit, while the part is not issued, and where the figure is computed from a ledger.
    """
    if not may(by, Verb.BREAK_DOWN, part.unit):
        raise CannotHandOn(_("您不能分解%(unit)s的任务") % {"unit": part.unit})
    existing = handed_on_as(part)
    if existing is not None:
        return existing
    above = part.breakdown.target
    if part.breakdown.state != Breakdown.State.ISSUED:
        raise CannotHandOn(_("这项任务尚未下达，不能再往下分解"))
    if above.measure:
        raise CannotHandOn(_("这项目标由系统从台账计算，不需要往下分解"))
    owed = owed_by_part(part)
    task = Task(
        unit=part.unit,
        title=above.task.title,
        source_words=above.task.source_words,
        source=f"{above.task.unit} {part.breakdown.document_number}"[:120],
        start_date=start_of(above.task),
        due_date=owed.due,
        deliverable=Task.Deliverable.NUMBER,
    )
    writing.save(task, by=by)
    target = Target(
        task=task,
        from_part=part,
        quote=above.quote,
        what=above.what,
        comparator=owed.comparator,
        value=part.value,
        value2=part.value2,
        measure_unit=above.measure_unit,
        hedge=above.hedge,
        kind=_kind_below(above),
    )
    return writing.save(target, by=by)


def _kind_below(above: Target) -> str:
    """A number is split up, a floor stays one; limits and ratios hold for each unit below as well."""
    if above.kind == Target.Kind.FLOOR:
        return Target.Kind.FLOOR
    undivided = {Target.Comparator.AT_MOST, Target.Comparator.RATIO}
    return Target.Kind.REPLICATE if above.comparator in undivided else Target.Kind.SPLIT


def follow_above(breakdown: Breakdown, *, by: User) -> list[Target]:
    """After a new issue above: what was handed on owes the new number, or nothing any more; returns the targets that changed."""
    parts = Part.with_voided.filter(breakdown=breakdown).in_bulk()
    changed = []
    for target in Target.objects.filter(from_part__in=parts).select_related("task__unit", "task__plan", "task__group"):
        part = parts[target.from_part_id or 0]
        if part.voided_at is not None:
            _take_back(target, by=by)
        elif (target.value, target.value2) != (part.value, part.value2):
            target.value, target.value2 = part.value, part.value2
            writing.save(target, by=by, why=_("上级调整任务数"))
        else:
            continue
        changed.append(target)
    return changed


def _take_back(target: Target, *, by: User) -> None:
    """Nobody below owes anything any more; what was reported stays in the history."""
    why = _("上级不再分解此项任务")
    for part in Part.objects.filter(breakdown__target=target):
        close_duties(part)
        writing.void(part, by=by, why=why)
    writing.void(target, by=by, why=why)
    writing.void(target.task, by=by, why=why)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the confirmed reports from below come to: `value` is None while it cannot be told yet."""

    target: Target
    rows: Sequence[PartStanding]
    value: Decimal | None
    as_of: date | None

    @property
    def known(self) -> int:
        """From how many of the units below a figure is confirmed."""
        return sum(row.value is not None for row in self.rows)


def proposed_for(part: Part) -> Proposal | None:
    """The figure that a unit could report for its part from what the units below have confirmed; None if it hands nothing on."""
    target = handed_on_as(part)
    if target is None:
        return None
    rows = standings(Part.objects.filter(breakdown__target=target, breakdown__state=Breakdown.State.ISSUED))
    if not rows:
        return None
    dates = [row.as_of for row in rows if row.as_of is not None]
    return Proposal(target=target, rows=rows, value=_figure_of(target, rows), as_of=max(dates, default=None))


def _figure_of(target: Target, rows: Sequence[PartStanding]) -> Decimal | None:
    """The sum; of a floor the weighted mean; of what each unit owes the weakest, once all are known."""
    known = [(row.value, row.part.weight or Decimal(0)) for row in rows if row.value is not None]
    if not known:
        return None
    if target.kind == Target.Kind.FLOOR:
        return round(rules.weighted_mean(known), 2)
    if target.kind == Target.Kind.REPLICATE:
        weakest = max if target.comparator == Target.Comparator.AT_MOST else min
        return weakest(value for value, _ in known) if len(known) == len(rows) else None
    return sum((value for value, _ in known), Decimal(0))
