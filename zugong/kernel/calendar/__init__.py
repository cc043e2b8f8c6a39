"""The only reader of the clock, and the Chinese working calendar.

Event dates are Shanghai dates. A deployment may fix the date (`ZUGONG_TODAY`), as the demonstration city does.
"""

from zugong.kernel.calendar.clock import SHANGHAI, instant, now, on, today
from zugong.kernel.calendar.working_days import (
    add_working_days,
    is_provisional,
    is_working_day,
    working_days_between,
)

__all__ = [
    "SHANGHAI",
    "add_working_days",
    "instant",
    "is_provisional",
    "is_working_day",
    "now",
    "on",
    "today",
    "working_days_between",
]
