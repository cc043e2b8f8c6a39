"""What waits for somebody's decision, told to whoever registers here to put it before people; ledgers know no worklist."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.registry.models import Unit


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that waits until somebody who holds `verb` at the unit or above has decided, who is not the asker.

    `title` is a message as it stands in the code, filled with `names`; it names no person. It is decided at `url`, until `due`.
    """

    record: Any
    kind: str
    unit: Unit
    verb: Verb
    asker: User
    title: str
    url: str
    names: Mapping[str, Any] = field(default_factory=dict)
    due: date | None = None


class Desk(Protocol):
    """Whoever puts before people what waits for them."""

    def put(self, waiting: Waiting) -> None:
        """Put it before everybody who may decide; put again, it is brought up to date."""

    def clear(self, record: Any) -> None:
        """It waits no longer: decided, or past its time."""


_desks: list[Desk] = []


def register(desk: Desk) -> None:
    """Have a desk told of everything that waits, within the transaction in which it begins or ends to wait."""
    if desk not in _desks:
        _desks.append(desk)


def wait(waiting: Waiting) -> None:
    """Something waits for a decision from now on."""
    for desk in _desks:
        desk.put(waiting)


def settle(record: Any) -> None:
    """The record waits for nobody any more."""
    for desk in _desks:
        desk.clear(record)
