"""What people are told without having to do anything: signed bulletins, slips, new plans. Modules register what they tell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.procedures.models import NoticeRead

ASKED = 50
"""So many of each kind are looked at; what lies further back is no news."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One line with a link; `key` names what it tells of, so that a reader can put it away."""

    key: str
    title: str
    url: str
    day: date


Provider = Callable[[User, int], Iterable[Notice]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Have `provider(user, limit)` asked for the newest notices that the user may see, newest first."""
    if provider not in _providers:
        _providers.append(provider)


def recent(user: User, limit: int = 5) -> list[Notice]:
    """The newest notices of all modules that the user has not put away, newest first."""
    told = [notice for provider in _providers for notice in provider(user, ASKED)]
    if not told:
        return []
    read = set(NoticeRead.objects.filter(user=user).order_by("-pk").values_list("key", flat=True)[: 4 * ASKED])
    unread = [notice for notice in told if notice.key not in read]
    return sorted(unread, key=lambda notice: notice.day, reverse=True)[:limit]


def mark_read(user: User, keys: Iterable[str]) -> None:
    """The user has read these notices; marking twice changes nothing."""
    marks = [NoticeRead(user=user, key=key[:60], read_at=calendar.now()) for key in dict.fromkeys(keys)]
    NoticeRead.objects.bulk_create(marks, ignore_conflicts=True)
