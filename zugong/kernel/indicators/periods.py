"""Periods: a year (2023), a quarter (2023-Q2), a month (2023-06), or the year to the end of a month (2023-to-06)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from zugong.kernel.indicators.models import PeriodKind

FORM = re.compile(r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<to>to-)?(?P<month>0[1-9]|1[0-2]))?", re.ASCII)
QUARTERS = ("一", "二", "三", "四")


class NotAPeriod(ValueError):
    """The text names no period."""


def _months_later(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of the calendar. `start` is its first day, except that a year to date starts in January and is named by its last month."""

    kind: str
    named_from: date

    @classmethod
    def parse(cls, text: str) -> Self:
        """The period named by a code such as 2023, 2023-Q2, 2023-06 or 2023-to-06. Raises NotAPeriod."""
        match = FORM.fullmatch(text)
        if match is None or not date.min.year < int(match["year"]) < date.max.year:
            raise NotAPeriod(text)
        year = int(match["year"])
        if match["quarter"]:
            return cls(PeriodKind.QUARTER, date(year, int(match["quarter"]) * 3 - 2, 1))
        if match["month"]:
            return cls(PeriodKind.TO_DATE if match["to"] else PeriodKind.MONTH, date(year, int(match["month"]), 1))
        return cls(PeriodKind.YEAR, date(year, 1, 1))

    @classmethod
    def covering(cls, day: date, kind: str) -> Self:
        """The period of the kind in which the day lies; for a year to date the one that ends with the day's month."""
        months = {PeriodKind.YEAR: 1, PeriodKind.QUARTER: (day.month - 1) // 3 * 3 + 1}
        return cls(kind, date(day.year, months.get(PeriodKind(kind), day.month), 1))

    @property
    def length(self) -> int:
        """Months from `named_from` to the end."""
        return {PeriodKind.YEAR: 12, PeriodKind.QUARTER: 3}.get(PeriodKind(self.kind), 1)

    @property
    def start(self) -> date:
        """The first day counted."""
        return self.named_from.replace(month=1) if self.kind == PeriodKind.TO_DATE else self.named_from

    @property
    def until(self) -> date:
        """The day after the last."""
        return _months_later(self.named_from, self.length)

    @property
    def end(self) -> date:
        """The last day."""
        return self.until - timedelta(days=1)

    @property
    def year(self) -> int:
        """The year it lies in."""
        return self.named_from.year

    @property
    def code(self) -> str:
        """The code that `parse` reads."""
        if self.kind == PeriodKind.YEAR:
            return f"{self.year:04}"
        if self.kind == PeriodKind.QUARTER:
            return f"{self.year:04}-Q{self.named_from.month // 3 + 1}"
        return f"{self.year:04}-{'to-' if self.kind == PeriodKind.TO_DATE else ''}{self.named_from.month:02}"

    def __str__(self) -> str:
        if self.kind == PeriodKind.YEAR:
            return f"{self.year}年"
        if self.kind == PeriodKind.QUARTER:
            return f"{self.year}年{QUARTERS[self.named_from.month // 3]}季度"
        return f"{self.year}年{'1—' if self.kind == PeriodKind.TO_DATE else ''}{self.named_from.month}月"

    @property
    def previous(self) -> Self:
        """The period of the same kind before this one."""
        return type(self)(self.kind, _months_later(self.named_from, -self.length))

    @property
    def next(self) -> Self:
        """The period of the same kind after this one."""
        return type(self)(self.kind, self.until)

    def looked_at(self, today: date) -> date:
        """The day whose state is the period's: its last, or today while it is not over."""
        return min(self.end, today)

    def contains(self, day: date) -> bool:
        """True if the day is counted in this period."""
        return self.start <= day < self.until


def periods_of(year: int, *, today: date, to_date: bool = True) -> Iterator[Period]:
    """All periods of a year that have begun by `today`; those to date only if wanted."""
    kinds = [PeriodKind.YEAR, PeriodKind.QUARTER, PeriodKind.MONTH, *([PeriodKind.TO_DATE] if to_date else [])]
    for kind in kinds:
        period = Period.covering(date(year, 1, 1), kind)
        while period.year == year and period.named_from <= today:
            yield period
            period = period.next
