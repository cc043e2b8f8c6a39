"""What may be written at all: a part that answers for a value of records is asked before the value changes.

    guard(Task, refuse_undeclared_moves)

The one door for writing asks, so that a form, the API, an import and an action are all refused alike.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any

Guard = Callable[[Any, Collection[str]], None]

_guards: dict[type[Any], list[Guard]] = defaultdict(list)


def guard(model: type[Any], asked: Guard) -> None:
    """Have `asked(record, columns)` called before changed columns of a stored record are written; it refuses by raising."""
    if asked not in _guards[model]:
        _guards[model].append(asked)


def ask(record: Any, columns: Collection[str]) -> None:
    """Ask whoever answers for the record whether these columns may change."""
    for asked in _guards.get(type(record), ()):
        asked(record, columns)
