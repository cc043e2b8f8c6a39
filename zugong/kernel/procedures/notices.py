"""What people are told without having to do anything: signed bulletins, slips, new plans. Modules register what they tell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from zugong.kernel.access.models import User


@dataclass(frozen=True, slots=True)
class Notice:
    """One line with a link."""

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
    """The newest notices of all modules, newest first."""
    told = [notice for provider in _providers for notice in provider(user, limit)]
    return sorted(told, key=lambda notice: notice.day, reverse=True)[:limit]
