"""What the handling of clues about village cadres comes to: last days, what blocks and what warns. Plain values in, plain values out."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS_OF_A_YEAR = 12


class Step(StrEnum):
    """Where a clue stands on its way through the four routines (四个常态)."""

    FOUND = "found"
    CHECKING = "checking"
    CHECKED = "checked"
    CONCLUDED = "concluded"
    HANDLED = "handled"
    RECTIFYING = "rectifying"
    RECHECKING = "rechecking"
    CLOSED = "closed"
    CLEARED = "cleared"
    SHELVED = "shelved"
    HANDED_OVER = "handed_over"
    OUTCOME = "outcome"


ENDS = frozenset({Step.CLOSED, Step.CLEARED, Step.SHELVED, Step.OUTCOME})
"""Where nothing more is to be done here."""


class Verdict(StrEnum):
    """What a check finds."""

    SUBSTANTIATED = "substantiated"
    PARTLY = "partly"
    UNTRUE = "untrue"
    UNCLEAR = "unclear"


PROBLEM = frozenset({Verdict.SUBSTANTIATED, Verdict.PARTLY})
"""Findings after which somebody is held to account."""


class Outcome(StrEnum):
    """What became of a clue that was handed over."""

    NO_CASE = "no_case"
    RETURNED = "returned"
    DISCIPLINED = "disciplined"
    PROSECUTED = "prosecuted"


PUNISHED = frozenset({Outcome.DISCIPLINED, Outcome.PROSECUTED})


def months_later(day: date, months: int) -> date:
    """The last day of a term of months that runs from a day: the same number in the month it ends in, else that month's last day.

    Civil Code (民法典) articles 201 and 202: the first day is not counted.
    """
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def effect_end(measure: str, handled_on: date, months: Mapping[str, int]) -> date | None:
    """The last day of a measure's effect period (影响期); None for a measure that has none."""
    count = months.get(measure, 0)
    return months_later(handled_on, count) if count else None


def may_recheck(rectified_on: date, months: int, today: date) -> bool:
    """True from the last day of the waiting time before the re-check on."""
    return today >= months_later(rectified_on, months)


@dataclass(frozen=True, slots=True)
class Matter:
    """One clue about somebody, as far as it bears on what the person may be given; no content.

    `settled` is the day on which two checkers signed, `ended` the last one of handling here, both None while it lasts.
    """

    received: date
    finding: str = ""
    settled: date | None = None
    ended: date | None = None
    handled: date | None = None
    effect_until: date | None = None
    outcome: str = ""

    def is_open(self, on: date) -> bool:
        """It has come in and is not at its end on a day."""
        return self.received <= on and (self.ended is None or self.ended > on)

    def is_settled_problem(self, on: date) -> bool:
        """A problem is proven and not yet mended on a day."""
        return self.finding in PROBLEM and self.settled is not None and self.settled <= on and self.is_open(on)

    def in_effect(self, on: date) -> bool:
        """The effect period of a measure or of a punishment runs on a day, its last day included; a punishment without end runs on."""
        if self.handled is None or self.handled > on:
            return False
        if self.effect_until is not None:
            return on <= self.effect_until
        return self.outcome in PUNISHED


@dataclass(frozen=True, slots=True)
class Weight:
    """What somebody's matters weigh on a day: how many are open, whether one is proven and unmended, until when effects last."""

    open: int
    settled: bool
    in_effect: bool
    until: date | None


def weigh(matters: Iterable[Matter], on: date) -> Weight:
    """Put somebody's matters together; the longest of several effect periods rules, and one without end is the longest."""
    known = list(matters)
    running = [matter for matter in known if matter.in_effect(on)]
    ends = [matter.effect_until for matter in running]
    until = None if None in ends else max((end for end in ends if end is not None), default=None)
    return Weight(
        open=sum(matter.is_open(on) for matter in known),
        settled=any(matter.is_settled_problem(on) for matter in known),
        in_effect=bool(running),
        until=until,
    )
