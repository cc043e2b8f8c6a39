"""The policy of the plan at work, as pure functions of plain values.

The numbers in these rules are parameters (`parameters.py`); results name the version of them that was used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

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


def enough(owed: Owed) -> Decimal:
    """The figure from which (of a duty `<=`: up to which) what is owed is fulfilled; of `~` nine tenths of the value."""
    required = required_value(owed)
    return required * Decimal("0.9") if owed.comparator == "~" else required


def is_reached(owed: Owed, value: Decimal) -> bool:
    """True if the reported figure fulfils what is owed; more than the upper end of a range also fulfils it."""
    return value <= enough(owed) if owed.comparator == "<=" else value >= enough(owed)


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

    A total that is not whole is shared in steps of 0.01, or of its own last digit. Raises CannotSplit when all weights are zero.
    """
    whole = sum(map(Fraction, weights.values()), Fraction(0))
    if whole <= 0:
        raise CannotSplit("没有可作比例的数据，请改用平均分配或逐个填写")
    step = _step_of(total)
    steps = int(total / step)
    # Fractions, because a quotient of decimals is rounded and the parts could then miss the total by a step.
    exact = {unit: steps * Fraction(weight) / whole for unit, weight in weights.items()}
    parts = {unit: floor(share) for unit, share in exact.items()}
    by_remainder = sorted(exact, key=lambda unit: parts[unit] - exact[unit])
    for unit in by_remainder[: steps - sum(parts.values())]:
        parts[unit] += 1
    return {unit: part * step for unit, part in parts.items()}


def _step_of(total: Decimal) -> Decimal:
    if total == total.to_integral_value():
        return Decimal(1)
    return min(Decimal("0.01"), Decimal(1).scaleb(int(total.as_tuple().exponent)))


@dataclass(frozen=True, slots=True)
class BreakdownCheck:
    """How the parts stand to the target: the figure they make, and by how much it falls short of what is asked.

    Of an upper limit `missing` is by how much the figure exceeds it; negative is better than asked.
    """

    figure: Decimal
    missing: Decimal

    @property
    def enough(self) -> bool:
        """True if the breakdown may be issued."""
        return self.missing <= 0


def check_split(total: Decimal, parts: Sequence[Decimal], *, at_most: bool = False) -> BreakdownCheck:
    """A split target: the parts together make at least the whole; `at_most`: they do not exceed it."""
    return _against(total, sum(parts, Decimal(0)), at_most=at_most)


def check_floor(
    floor_value: Decimal, parts: Sequence[tuple[Decimal, Decimal]], *, at_most: bool = False
) -> BreakdownCheck:
    """A floor target: the parts' mean, weighted by (value, weight), is at least the floor; equal weights if none are given."""
    return _against(floor_value, weighted_mean(parts), at_most=at_most)


def check_replicate(value: Decimal, parts: Sequence[Decimal], *, at_most: bool = False) -> BreakdownCheck:
    """A replicated target: the least part is at least the value that each unit owes; `at_most`: the greatest does not exceed it."""
    weakest = max if at_most else min
    return _against(value, weakest(parts, default=Decimal(0)), at_most=at_most)


def weighted_mean(parts: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """The mean of (value, weight); of equal weights if none are given, 0 of nothing."""
    weights = [weight for _, weight in parts]
    if not any(weights):
        weights = [Decimal(1)] * len(parts)
    whole = sum(weights, Decimal(0))
    weighed = (value * weight for (value, _), weight in zip(parts, weights, strict=True))
    return sum(weighed, Decimal(0)) / whole if whole else Decimal(0)


def _against(asked: Decimal, figure: Decimal, *, at_most: bool) -> BreakdownCheck:
    return BreakdownCheck(figure=figure, missing=figure - asked if at_most else asked - figure)


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
