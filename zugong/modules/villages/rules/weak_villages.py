"""The way of a weak village (软弱涣散村): what makes a policy whole, when it may be checked. Plain values in, plain values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """Where a weak village stands."""

    PROPOSED = "proposed"
    DROPPED = "dropped"
    PLANNING = "planning"
    RECTIFYING = "rectifying"
    COUNTY_CHECK = "county_check"
    CITY_CHECK = "city_check"
    CLOSED = "closed"


OPEN = frozenset({Stage.PLANNING, Stage.RECTIFYING, Stage.COUNTY_CHECK, Stage.CITY_CHECK})
"""Where a village counts as weak: listed and not yet taken off the list."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a policy: until when, done when."""

    due: date
    done_on: date | None = None


def undone(measures: Sequence[Measure]) -> int:
    """How many measures are still to be done."""
    return sum(measure.done_on is None for measure in measures)


def late(measures: Sequence[Measure], today: date) -> int:
    """How many measures are to be done and past their day."""
    return sum(measure.done_on is None and measure.due < today for measure in measures)


def progress(measures: Sequence[Measure]) -> int | None:
    """Per cent of the measures that are done, rounded down; None where there is no measure."""
    return (len(measures) - undone(measures)) * 100 // len(measures) if measures else None
