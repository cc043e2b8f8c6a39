"""Hash chains: each row carries the digest of itself and of the row before."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zugong.kernel.sealing.keys import sm3

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One row of a chain as it is stored."""

    number: int
    content: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking a chain found; `broken_at` is the number of the first row that does not fit."""

    checked: int
    last_hash: str
    broken_at: int | None = None

    @property
    def whole(self) -> bool:
        """True if every row fits."""
        return self.broken_at is None


def canonical(content: Mapping[str, Any]) -> bytes:
    """One spelling for equal contents: sorted keys, no spaces, dates and the like as text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def link_hash(previous: str, content: Mapping[str, Any]) -> str:
    """The hash of a row after the row that has the hash `previous`."""
    return sm3(previous.encode() + b"\n" + canonical(content))


def verify(links: Iterable[Link], *, start: str = START, first_number: int | None = 1) -> Verdict:
    """Check rows in order: each hash, and that no number is missing. Names the first row that does not fit."""
    previous, checked, expected = start, 0, first_number
    for link in links:
        missing = expected is not None and link.number != expected
        if missing or link.hash != link_hash(previous, link.content):
            return Verdict(checked, previous, expected if missing else link.number)
        previous, checked = link.hash, checked + 1
        expected = link.number + 1
    return Verdict(checked, previous)
