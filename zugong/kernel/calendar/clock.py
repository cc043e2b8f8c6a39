"""What time it is for the platform."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")

_pretended: ContextVar[tuple[date, time | None] | None] = ContextVar("pretended_day", default=None)


def now() -> datetime:
    """The present moment in Shanghai; on a fixed date (`settings.TODAY`) the time of day still runs."""
    moment = datetime.now(SHANGHAI)
    pretended = _pretended.get()
    if pretended is not None:
        day, clock = pretended
        return datetime.combine(day, clock or moment.time(), SHANGHAI)
    fixed: date | None = settings.TODAY
    if fixed is None:
        return moment
    return moment.replace(year=fixed.year, month=fixed.month, day=fixed.day)


def today() -> date:
    """The present Shanghai date."""
    return now().date()


def instant() -> datetime:
    """The real moment, whatever date the deployment is fixed at: for leases and time-outs, never for an event's date."""
    return datetime.now(UTC)


@contextmanager
def on(day: date, *, at: time | None = None) -> Iterator[None]:
    """Inside, it is another day (and, if given, another time of it): for building the demonstration's past, and for tests."""
    token = _pretended.set((day, at))
    try:
        yield
    finally:
        _pretended.reset(token)
