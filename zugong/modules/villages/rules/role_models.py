"""The policy of naming role models among village secretaries (担当作为好书记), as pure functions (domain notes 4.7, W52 and W53)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zugong.modules.villages.rules.register import Office, Span
from zugong.modules.villages.rules.ways_up import years_after


class Strength(StrEnum):
    """The five strengths for which somebody is named, in their order."""

    POLITICS = "politics"
    DEVELOPMENT = "development"
    RESULTS = "results"
    GOVERNANCE = "governance"
    CONDUCT = "conduct"


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes of the meeting that recommends: those present, and those in favour."""

    present: int | None
    in_favour: int | None


def is_secretary(spans: Sequence[Span], day: date) -> bool:
    """True if the office of secretary is held on the day."""
    return any(span.office == Office.SECRETARY and span.open_on(day) for span in spans)


def too_soon(named_on: Sequence[date], *, day: date, years: int) -> date | None:
    """From when on a title may be given again, so many years after it was last given; None if on the day it may."""
    last = max((one for one in named_on if one <= day), default=None)
    if last is None:
        return None
    free = years_after(last, years)
    return free if day < free else None


def carried(votes: Votes, *, least_share: int) -> bool | None:
    """True if at least so many per cent of those present were in favour, and more than none; None where the votes are not known."""
    if not votes.present or votes.in_favour is None:
        return None
    return votes.in_favour * 100 >= votes.present * least_share


def places_left(quota: int, named: int) -> int:
    """How many may still be named."""
    return max(0, quota - named)
