"""What follows from writing: who keeps something computed from records is told which ones were written, in the same transaction.

    follow(VillageRole, lambda roles: restate({role.cadre.person_id for role in roles}))

No signals: a part says in its `apps.py` what it follows, and only the one door for writing tells.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Follower = Callable[[Sequence[Any]], None]

_followers: dict[type[Any], list[Follower]] = defaultdict(list)
_gathered: ContextVar[dict[type[Any], list[Any]] | None] = ContextVar("gathered_writings", default=None)


def follow(model: type[Any], follower: Follower) -> None:
    """Have the function told of all records of the model that are created, changed, voided or restored."""
    if follower not in _followers[model]:
        _followers[model].append(follower)


def tell(records: Sequence[Any]) -> None:
    """Tell the followers that these records, all of one model, were written; inside `together`, once at its end."""
    if not records or type(records[0]) not in _followers:
        return
    gathered = _gathered.get()
    if gathered is None:
        _tell(type(records[0]), records)
    else:
        gathered[type(records[0])].extend(records)


def _tell(model: type[Any], records: Sequence[Any]) -> None:
    for follower in _followers[model]:
        follower(records)


@contextmanager
def together() -> Iterator[None]:
    """Inside, writings are gathered, and each follower is told once, at the end, of all of them. Wrap it inside a transaction."""
    if _gathered.get() is not None:
        yield
        return
    gathered: dict[type[Any], list[Any]] = defaultdict(list)
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    for model, records in gathered.items():
        _tell(model, records)


@contextmanager
def unfollowed() -> Iterator[None]:
    """Inside, nobody is told: for filling an empty register at once. Whoever uses it computes everything anew afterwards."""
    token = _gathered.set(defaultdict(list))
    try:
        yield
    finally:
        _gathered.reset(token)
