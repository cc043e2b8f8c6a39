"""Working days by the published Chinese calendar with its swapped weekends.

A year that is not published yet counts weekdays and the holidays fixed by date, and is marked provisional.
"""

from datetime import date, timedelta
from functools import cache

import chinese_calendar

FIXED_HOLIDAYS = {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)}


@cache
def is_provisional(year: int) -> bool:
    """True where the State Council's holiday notice for the year is not in the calendar yet."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return True
    return False


@cache
def is_working_day(day: date) -> bool:
    """True on a day when offices work, swapped weekends included."""
    if is_provisional(day.year):
        return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS
    return bool(chinese_calendar.is_workday(day))


def add_working_days(start: date, count: int) -> date:
    """The date `count` working days after `start`, which itself is not counted; negative counts go back."""
    step = timedelta(days=1 if count >= 0 else -1)
    day = start
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`; negative when `end` comes first."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + timedelta(days=offset)) for offset in range(1, (end - start).days + 1))
