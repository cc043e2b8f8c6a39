"""The policy of the plan at work, as pure functions of plain values.

The numbers in these rules are parameters (`parameters.py`); results name the version of them that was used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

HUNDRED = Decimal(100)


class Lamp(StrEnum):
    """How something owed stands. `NO_TARGET` and `NO_DATA` are neither good nor bad and never count as zero."""

    DONE = "done"
    ON_TIME = "on_time"
    NEAR = "near"
    OVERDUE = "overdue"
    NO_TARGET = "no_target"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class LampRule:
    """Lamp thresholds: points of per cent behind the straight line, days before the due date, per cent expected by then."""

    near_points: Decimal
    overdue_points: Decimal
    near_days: int
    near_progress: Decimal


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed: the value held against by `comparator`, from `start` to `due`."""

    comparator: str
    value: Decimal
    value2: Decimal | None
    start: date
    due: date | None


def required_value(owed: Owed) -> Decimal:
    """The figure at which the duty is fulfilled; for a ratio a:b the share b/a in per cent."""
    if owed.comparator == "ratio" and owed.value2 and owed.value:
        return owed.value2 / owed.value * HUNDRED
    return owed.value


def is_reached(owed: Owed, value: Decimal) -> bool:
    """True if the reported figure fulfils what is owed.

    `~` is fulfilled from nine tenths of the value on; more than the upper end of a range also fulfils it.
    """
    required = required_value(owed)
    if owed.comparator == "<=":
        return value <= required
    if owed.comparator == "~":
        return value >= required * Decimal("0.9")
    return value >= required


def progress(owed: Owed, value: Decimal) -> Decimal:
    """Per cent of the required figure that is reached, from 0 to 100; a duty `<=` counts 100 while it is kept."""
    if is_reached(owed, value):
        return HUNDRED
    required = required_value(owed)
    if owed.comparator == "<=" or required <= 0:
        return Decimal(0)
    return max(Decimal(0), min(HUNDRED, value / required * HUNDRED))


def planned_progress(owed: Owed, today: date) -> Decimal:
    """Per cent that should be reached today on a straight line from start to due; 0 without a due date."""
    if owed.due is None or today <= owed.start:
        return Decimal(0)
    if today >= owed.due:
        return HUNDRED
    return Decimal((today - owed.start).days) / Decimal((owed.due - owed.start).days) * HUNDRED


def lamp(owed: Owed | None, value: Decimal | None, *, today: date, rule: LampRule) -> Lamp:
    """The lamp of something owed (domain notes, cadres and learning, 6.4); `value` is None while nothing is confirmed.

    A duty of the kind `<=` (半年内, 以内) is proved only by a confirmed figure: until then time alone decides.
    """
    if owed is None:
        return Lamp.NO_TARGET
    overdue = owed.due is not None and today > owed.due
    if value is None:
        return Lamp.OVERDUE if overdue else Lamp.NO_DATA
    if is_reached(owed, value):
        return Lamp.DONE
    reached = progress(owed, value)
    behind = planned_progress(owed, today) - reached
    if overdue or behind > rule.overdue_points:
        return Lamp.OVERDUE
    days_left = (owed.due - today).days if owed.due else None
    if behind > rule.near_points or (
        days_left is not None and days_left <= rule.near_days and reached < rule.near_progress
    ):
        return Lamp.NEAR
    return Lamp.ON_TIME


def task_lamp(*, closed: bool, due: date | None, today: date, near_days: int) -> Lamp:
    """The lamp of a task that has no number: it closes only on its deliverable, and is never 0 %."""
    if closed:
        return Lamp.DONE
    if due is None:
        return Lamp.NO_TARGET
    if today > due:
        return Lamp.OVERDUE
    return Lamp.NEAR if (due - today).days <= near_days else Lamp.ON_TIME


WORST_FIRST = (Lamp.OVERDUE, Lamp.NEAR, Lamp.NO_DATA, Lamp.ON_TIME, Lamp.NO_TARGET, Lamp.DONE)


def worst(lamps: Sequence[Lamp]) -> Lamp:
    """The lamp that asks most for attention; `NO_TARGET` of nothing."""
    return min(lamps, key=WORST_FIRST.index, default=Lamp.NO_TARGET)


class CannotSplit(Exception):
    """The parts do not add up to what the target asks; the message says by how much."""


def split_equally(total: Decimal, units: Sequence[int]) -> dict[int, Decimal]:
    """Share a whole number among units as evenly as whole numbers allow; the first units get one more. Parts add up."""
    return split_in_proportion(total, dict.fromkeys(units, Decimal(1)))


def split_in_proportion(total: Decimal, weights: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Share a total by weights with the largest remainders rounded up, so that the parts add up to the total exactly.

    A total that is not whole is shared in steps of 0.01. Raises CannotSplit when all weights are zero.
    """
    whole = sum(weights.values(), Decimal(0))
    if whole <= 0:
        raise CannotSplit("没有可作比例的数据，请改用平均分配或逐个填写")
    step = Decimal(1) if total == total.to_integral_value() else Decimal("0.01")
    exact = {unit: total * weight / whole / step for unit, weight in weights.items()}
    parts = {unit: share.to_integral_value(ROUND_FLOOR) for unit, share in exact.items()}
    left = int((total / step) - sum(parts.values(), Decimal(0)))
    by_remainder = sorted(exact, key=lambda unit: parts[unit] - exact[unit])
    for unit in by_remainder[:left]:
        parts[unit] += 1
    return {unit: part * step for unit, part in parts.items()}


@dataclass(frozen=True, slots=True)
class BreakdownCheck:
    """How the parts stand to the target: the figure they make, and how much is missing (negative: more than asked)."""

    figure: Decimal
    missing: Decimal

    @property
    def enough(self) -> bool:
        """True if the breakdown may be issued."""
        return self.missing <= 0


def check_split(total: Decimal, parts: Sequence[Decimal]) -> BreakdownCheck:
    """A split target: the parts together make at least the whole."""
    figure = sum(parts, Decimal(0))
    return BreakdownCheck(figure=figure, missing=total - figure)


def check_floor(floor: Decimal, parts: Sequence[tuple[Decimal, Decimal]]) -> BreakdownCheck:
    """A floor target: the parts' mean, weighted by (value, weight), is at least the floor; equal weights if none are given."""
    if not parts:
        return BreakdownCheck(figure=Decimal(0), missing=floor)
    weights = [weight for _, weight in parts]
    if not any(weights):
        parts = [(value, Decimal(1)) for value, _ in parts]
    whole = sum((weight for _, weight in parts), Decimal(0))
    figure = sum((value * weight for value, weight in parts), Decimal(0)) / whole
    return BreakdownCheck(figure=figure, missing=floor - figure)


def check_replicate(value: Decimal, parts: Sequence[Decimal]) -> BreakdownCheck:
    """A replicated target: the least part is at least the value that each unit owes."""
    least = min(parts, default=Decimal(0))
    return BreakdownCheck(figure=least, missing=value - least)


def next_colour(previous: str | None, *, overdue: bool, urgent: bool = False) -> str:
    """The colour of the next slip: blue first, orange when blue was not met or it is urgent, red after orange.

    A first slip for something overdue is orange (domain notes, cadres and learning, 6.4).
    """
    if previous is None:
        return "orange" if overdue or urgent else "blue"
    return "orange" if previous == "blue" else "red"


class CannotPostpone(Exception):
    """More time cannot be asked for; the message says why."""


def check_postponement(*, due: date | None, new_due: date, today: date, approved_before: int, most: int) -> None:
    """Raise CannotPostpone unless asked before the due date, for a later date, and at most `most` times."""
    if due is None:
        raise CannotPostpone("这项任务没有完成时限，不需要延期")
    if today > due:
        raise CannotPostpone(f"已过完成时限 {due}，延期须在到期前提出")
    if new_due <= due:
        raise CannotPostpone(f"延期后的日期须晚于原时限 {due}")
    if approved_before >= most:
        raise CannotPostpone(f"同一任务最多延期 {most} 次，已延期 {approved_before} 次")
