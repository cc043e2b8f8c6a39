"""What time it is for the platform."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment in Shanghai; on a fixed date (`settings.TODAY`) the time of day still runs."""
    moment = datetime.now(SHANGHAI)
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
