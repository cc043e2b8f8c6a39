"""What a corrected edition changes against the one before: sentences word by word, and targets by their values. Plain values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from zugong.modules.plan.likeness import ALIKE, likeness
from zugong.modules.plan.outline import sentences_of

WORD = re.compile(r"\d[\d.,]*%?|[A-Za-z]+|\s+|.")
VALUES = ("value", "value2", "unit", "comparator", "hedge", "scope", "deadline")
SHORTEST_COMMON = 2
"""Fewer characters in common between two changes are chance, and only make the difference harder to read."""


class Change(StrEnum):
    """What happened to a sentence or target."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a changed sentence: in both editions (`change` is None), or only in the new or old one."""

    text: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class LineChange:
    """One sentence or heading that differs; `block` is its place in the edition that has it, the new one for a changed one."""

    change: Change
    pieces: tuple[Piece, ...]
    block: int


@dataclass(frozen=True, slots=True)
class TargetChange:
    """One target that differs, as read in the old edition, the new one, or both."""

    change: Change
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(slots=True)
class Comparison:
    """Everything that differs between two editions, in the order of the new one."""

    lines: list[LineChange] = field(default_factory=list)
    targets: list[TargetChange] = field(default_factory=list)

    def count(self, kind: str, change: str) -> int:
        """How many lines or targets (`kind`) have been added, removed or changed."""
        return sum(one.change == change for one in getattr(self, kind))

    @property
    def is_same(self) -> bool:
        """True where nothing differs."""
        return not self.lines and not self.targets


def compare(
    old_blocks: Sequence[Mapping[str, Any]],
    new_blocks: Sequence[Mapping[str, Any]],
    old_targets: Sequence[Mapping[str, Any]] = (),
    new_targets: Sequence[Mapping[str, Any]] = (),
) -> Comparison:
    """What the new edition changes against the old one. A sentence that only stands elsewhere counts as unchanged."""
    return Comparison(
        lines=_line_changes(_lines(old_blocks), _lines(new_blocks)),
        targets=_target_changes(list(old_targets), list(new_targets)),
    )


def _lines(blocks: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Every heading and sentence with its block."""
    lines: list[tuple[str, int]] = []
    for place, block in enumerate(blocks):
        whole = block["level"] or block["kind"] == "title"
        lines += (
            [(block["text"], place)] if whole else [(one.text, place) for one in sentences_of(block["text"], place)]
        )
    return lines


def _line_changes(old: list[tuple[str, int]], new: list[tuple[str, int]]) -> list[LineChange]:
    matcher = SequenceMatcher(None, [text for text, _ in old], [text for text, _ in new], autojunk=False)
    spans = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    moved = _common(
        [old[at][0] for _, a, b, _, _ in spans for at in range(a, b)],
        [new[at][0] for _, _, _, c, d in spans for at in range(c, d)],
    )
    changes: list[LineChange] = []
    for _, a, b, c, d in spans:
        gone = [line for line in old[a:b] if line[0] not in moved]
        come = [line for line in new[c:d] if line[0] not in moved]
        changes += _in_span(gone, come)
    return changes


def _common(one: list[str], other: list[str]) -> set[str]:
    return set(one) & set(other)


def _in_span(gone: list[tuple[str, int]], come: list[tuple[str, int]]) -> list[LineChange]:
    """The changes between two stretches of lines: alike ones are paired, the rest is removed or added."""
    changes, left = [], list(gone)
    for text, block in come:
        alike = max(left, key=lambda line: likeness(line[0], text), default=None)
        if alike is not None and likeness(alike[0], text) >= ALIKE:
            left.remove(alike)
            changes.append(LineChange(Change.CHANGED, tuple(pieces(alike[0], text)), block))
        else:
            changes.append(LineChange(Change.ADDED, (Piece(text, Change.ADDED),), block))
    removed = [LineChange(Change.REMOVED, (Piece(text, Change.REMOVED),), block) for text, block in left]
    return [*removed, *changes]


def pieces(old: str, new: str) -> list[Piece]:
    """A changed sentence cut into words that stay, go and come; numbers and Latin words stay whole."""
    before, after = WORD.findall(old), WORD.findall(new)
    found: list[Piece] = []
    for name, a, b, c, d in _readable(SequenceMatcher(None, before, after, autojunk=False).get_opcodes()):
        if name == "equal":
            found.append(Piece("".join(after[c:d]), None))
            continue
        if a < b:
            found.append(Piece("".join(before[a:b]), Change.REMOVED))
        if c < d:
            found.append(Piece("".join(after[c:d]), Change.ADDED))
    return found


def _readable(codes: Sequence[tuple[str, int, int, int, int]]) -> list[tuple[str, int, int, int, int]]:
    """Join changes that only a chance character keeps apart."""
    joined: list[tuple[str, int, int, int, int]] = []
    for place, (code, a, b, c, d) in enumerate(codes):
        chance = 0 < place < len(codes) - 1 and b - a < SHORTEST_COMMON
        name = "equal" if code == "equal" and not chance else "replace"
        if joined and name == joined[-1][0] == "replace":
            _, first_a, _, first_c, _ = joined[-1]
            joined[-1] = ("replace", first_a, b, first_c, d)
        else:
            joined.append((name, a, b, c, d))
    return joined


def _target_changes(old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]) -> list[TargetChange]:
    """Targets in the very same words are paired first, so that a new one like them does not take their place."""
    pairs: dict[int, Mapping[str, Any]] = {}
    for least in (ALIKE + 1, ALIKE):
        for place, target in enumerate(new):
            alike, before = max(
                ((_alike(one, target), one) for one in old), key=lambda fit: fit[0], default=(0.0, None)
            )
            if place not in pairs and before is not None and alike >= least:
                old.remove(before)
                pairs[place] = before
    changes = [_target_change(pairs.get(place), target) for place, target in enumerate(new)]
    removed = [TargetChange(Change.REMOVED, target, None) for target in old]
    return [*(change for change in changes if change is not None), *removed]


def _target_change(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> TargetChange | None:
    if before is None:
        return TargetChange(Change.ADDED, None, after)
    differs = any((before.get(name) or None) != (after.get(name) or None) for name in VALUES)
    return TargetChange(Change.CHANGED, before, after) if differs else None


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Likeness of the quotes; more where the words are the same, and most where the value is too."""
    if one["quote"] == other["quote"]:
        return 2.0 + (one["value"] == other["value"])
    same_noun = bool(one["what"]) and one["what"] == other["what"]
    return max(likeness(one["quote"], other["quote"]), ALIKE if same_noun else 0.0)
