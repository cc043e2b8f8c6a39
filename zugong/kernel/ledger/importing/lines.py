"""Several rows of one file that tell of one record, each a part of it: which of them tell what."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from zugong.kernel.ledger.importing.uniqueness import Key

Parts = AbstractSet[Hashable]


@dataclass(slots=True)
class Above:
    """A record as the good rows above will write it, and what the last of them said of it, by field."""

    record: Any
    number: int
    values: Mapping[str, Any]


class Lines:
    """What each row tells of its record: of the batch at hand, and of the good rows above it."""

    def __init__(self) -> None:
        self._told: dict[Key, dict[int, Parts]] = defaultdict(dict)
        self._above: dict[Key, Above] = {}
        self._ahead: dict[Key, dict[int, Parts]] = {}
        self._taken: AbstractSet[Any] = frozenset()

    def look_ahead(self, rows: Iterable[tuple[int, Key | None, Parts]], taken: AbstractSet[Any]) -> None:
        """Note what the rows of a batch will tell, as far as they mean stored records; of those in `taken` other rows have told before."""
        self._ahead, self._taken = defaultdict(dict), taken
        for number, key, parts in rows:
            # What is not stored has no key that two rows would share before they are decided.
            if key is not None and not any(isinstance(part, tuple) for part in key):
                self._ahead[key][number] = parts

    def above(self, key: Key | None) -> Above | None:
        """The record of a good row above with this key."""
        return self._above.get(key) if key is not None else None

    def beside(self, key: Key | None, number: int, own: Parts) -> dict[Hashable, int]:
        """The parts of the same record that other rows tell, each with the number of one of them."""
        if key is None:
            return {}
        others = self._ahead.get(key, {}) | self._told.get(key, {})
        return {part: row for row, parts in others.items() if row != number for part in parts if part not in own}

    def is_alone(self, key: Key | None, number: int, stored: Any) -> bool:
        """True if no other row tells of the record."""
        if key is None:
            return True
        others = self._ahead.get(key, {}).keys() | self._told.get(key, {}).keys()
        return not others - {number} and (stored is None or stored.pk not in self._taken)

    def repeated(self, key: Key, parts: Parts) -> int | None:
        """The row above that has told all of it, or one of those that have; None for a row that tells something more."""
        told = self._told.get(key, {})
        if not told or not parts <= frozenset[Hashable]().union(*told.values()):
            return None
        return next((row for row, said in told.items() if parts <= said), next(iter(told)))

    def keep(self, key: Key, number: int, parts: Parts, record: Any, values: Mapping[str, Any]) -> None:
        """A row is good: those below know what it has told."""
        self._told[key][number] = parts
        before = self._above.get(key)
        said = {name: value for name, value in values.items() if value not in (None, "")}
        self._above[key] = Above(record, number, said | dict(before.values) if before else said)
