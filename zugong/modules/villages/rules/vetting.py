"""Joint vetting and the negative list, as pure functions of plain values (domain notes, cadres, 4.3)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONTHS_OF_A_YEAR = 12


class Ban(StrEnum):
    """The negative list: whom not to elect (“十不选”), in its order."""

    DISLOYAL = "disloyal"
    CRIMINAL = "criminal"
    DISCIPLINE = "discipline"
    UNLAWFUL_CREED = "unlawful_creed"
    VOTE_BUYING = "vote_buying"
    DISTURBANCE = "disturbance"
    UNFIT = "unfit"
    MISUSE = "misuse"
    LAND_AND_DEBT = "land_and_debt"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Lasting:
    """One item of the negative list on a person, from when to when; without an end it lasts."""

    start: date
    end: date | None = None
    lifted: date | None = None

    def in_force_on(self, day: date) -> bool:
        """True from the first day to the last, both included; from the day on which it is lifted no more."""
        ended = self.end is not None and day > self.end
        return self.start <= day and not ended and not (self.lifted is not None and day >= self.lifted)


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day_of_validity(decided: date, months: int) -> date:
    """The last day on which a decision holds: decided on 3 January for six months it holds through 2 July."""
    return months_later(decided, months) - timedelta(days=1)


def holds_on(day: date, *, formal: date | None, last: date | None) -> bool:
    """True if a vetting that became formal on a day allows an office that starts on `day`."""
    return formal is not None and last is not None and formal <= day <= last
