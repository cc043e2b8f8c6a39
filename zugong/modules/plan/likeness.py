"""How alike two wordings are, and which of the old wordings each new one is: plain values, no database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.6
"""From which likeness on two wordings say the same."""

SHORTEST_HELD = 8
"""Fewer characters stand in many a sentence by chance."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A task as it is worded: its title and its sentences."""

    title: str
    words: str


def likeness(one: str, other: str) -> float:
    """How alike two wordings are, from 0 to 1; exact only from ALIKE on, since less is not the same anyway."""
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    # The bounds cost a hundredth of the answer.
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def matched(old: Sequence[Wording], new: Sequence[Wording]) -> dict[int, int]:
    """Which old wording (by place) each new one is; those left out have no counterpart. None is matched twice.

    The same words go before the same title, and the same title before words that are only alike.
    """
    found: dict[int, int] = {}
    _pair(old, new, found, lambda one, other: float(bool(one.words) and one.words == other.words))
    _pair(old, new, found, _by_title)
    _pair(old, new, found, _by_words)
    return found


def _by_title(one: Wording, other: Wording) -> float:
    return ALIKE + likeness(one.words, other.words) if one.title == other.title else 0.0


def _by_words(one: Wording, other: Wording) -> float:
    """A task whose words hold all of the other's is alike, however much people have added to it."""
    shorter, longer = sorted((one.words, other.words), key=len)
    if not shorter:
        return 0.0
    held = len(shorter) >= SHORTEST_HELD and shorter in longer
    return max(likeness(one.words, other.words), ALIKE if held else 0.0)


def _pair(
    old: Sequence[Wording], new: Sequence[Wording], found: dict[int, int], score: Callable[[Wording, Wording], float]
) -> None:
    """Match what is still unmatched, the most alike first; among equals in the plan's order."""
    taken = set(found.values())
    pairs = sorted(
        (
            (score(one, other), old_place, new_place)
            for new_place, other in enumerate(new)
            if new_place not in found
            for old_place, one in enumerate(old)
            if old_place not in taken
        ),
        key=lambda pair: (-pair[0], pair[2], pair[1]),
    )
    for alike, old_place, new_place in pairs:
        if alike >= ALIKE and new_place not in found and old_place not in taken:
            found[new_place] = old_place
            taken.add(old_place)
