"""Counting the days of a term, as pure functions of plain values.

The day a term starts is not counted. A working-day term counts working days; a calendar-day term counts every day and, where its last
day is not a working day, ends on the next one. Days inside a pause are not counted; a pause covers its first day and not the day on
which the term goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from zugong.kernel.calendar import is_provisional, is_working_day


@dataclass(frozen=True, slots=True)
class Term:
    """So many working or calendar days."""

    days: int
    working: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """Days that do not count, from `start` up to but not including `end`; without an end it still lasts."""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        """True if the day does not count."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a term has run on a day. `due` is None while a pause lasts; `warning` is the highest threshold reached, in per cent.

    `provisional` says that the due date lies in a year whose holidays are not published yet, and may still change.
    """

    used: int
    days: int
    due: date | None
    paused: bool
    warning: int
    overdue: bool
    provisional: bool

    @property
    def left(self) -> int:
        """Days of the term that are left; negative after it has run out."""
        return self.days - self.used


def due_date(start: date, term: Term, gaps: Sequence[Gap] = ()) -> date | None:
    """The last day of a term; None if a pause that still lasts keeps it from running out."""
    last = _day_number(start, term, gaps)
    if last is None or term.working or is_working_day(last):
        return last
    return next((day for day in _days_after(last) if is_working_day(day)), None)


def days_used(start: date, term: Term, gaps: Sequence[Gap], on: date) -> int:
    """How many days of the term have been counted up to and including `on`."""
    span = (start + timedelta(days=offset) for offset in range(1, (on - start).days + 1))
    return sum(_counts(day, term, gaps) for day in span)


def standing(start: date, term: Term, gaps: Sequence[Gap], on: date, warnings: Sequence[int] = (50, 80)) -> Standing:
    """How far the term has run on a day; `warnings` are the shares, in per cent, at which to warn."""
    used, due = days_used(start, term, gaps, on), due_date(start, term, gaps)
    reached = [share for share in warnings if used * 100 >= share * term.days]
    return Standing(
        used=used,
        days=term.days,
        due=due,
        paused=any(gap.covers(on) for gap in gaps),
        warning=max(reached, default=0),
        overdue=due is not None and on > due,
        provisional=due is not None and is_provisional(due.year),
    )


def _day_number(start: date, term: Term, gaps: Sequence[Gap]) -> date | None:
    left, stops = term.days, min((gap.start for gap in gaps if gap.end is None), default=date.max)
    if left == 0:
        return start
    for day in _days_after(start):
        if day >= stops:
            return None
        left -= _counts(day, term, gaps)
        if left == 0:
            return day
    return None


def _counts(day: date, term: Term, gaps: Sequence[Gap]) -> bool:
    return (not term.working or is_working_day(day)) and not any(gap.covers(day) for gap in gaps)


def _days_after(day: date) -> Iterator[date]:
    return (day + timedelta(days=offset) for offset in count(1))
