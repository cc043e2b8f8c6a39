"""What is said of a cell that cannot be read."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass
class BadCell(Exception):
    """A cell that is not of its column's kind: the reason in a sentence, and the values that may be meant, likeliest first."""

    reason: str
    suggestion: str = ""
    others: Sequence[str] = ()
