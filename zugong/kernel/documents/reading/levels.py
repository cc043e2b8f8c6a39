"""How deep each heading stands, by the style in which it is set."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """How a heading is set: `number`, `styled` (by the format), `bold`, `plain`, `run-in` or `appendix`, and its rank there."""

    kind: str
    rank: int = 0

    @property
    def ranked(self) -> bool:
        """True for a style whose place in the order is known: a kind of number, or a style of the word processor."""
        return self.kind in {"number", "styled"}


def assign_levels(styles: Sequence[Style | None], begins: Sequence[bool]) -> list[int]:
    """The level of each place; 0 where there is no heading. One style has one level all through a document.

    `begins` says where a heading's number is the first of its kind.
    """
    order = _order(styles, _loose(styles, begins))
    levels: list[int] = []
    level, anchored = 0, 0
    for style in styles:
        if style is None:
            levels.append(0)
            continue
        if style in order:
            level = anchored = order.index(style) + 1
        elif style.kind == "appendix":
            level = anchored = 1
        elif style.kind == "run-in":
            levels.append(level + 1)
            continue
        else:
            level = anchored + 1
        levels.append(level)
    return levels


def _order(styles: Sequence[Style | None], loose: set[str]) -> list[Style]:
    """Styles from highest to lowest: in order of appearance, but numbers among themselves in their fixed order."""
    order: list[Style] = []
    current = 0
    for style in styles:
        if style is None or style.kind in {"run-in", "appendix"} or style.kind in loose:
            continue
        if style not in order:
            order.insert(_place(order, style, current), style)
        current = order.index(style) + 1
    return order


def _place(order: Sequence[Style], style: Style, current: int) -> int:
    if not style.ranked:
        return current
    place = current
    for at, other in enumerate(order):
        if other.kind == style.kind and other.rank > style.rank:
            place = min(place, at)
    for at, other in enumerate(order):
        if other.kind == style.kind and other.rank < style.rank:
            place = max(place, at + 1)
    return place


def _loose(styles: Sequence[Style | None], begins: Sequence[bool]) -> set[str]:
    """Kinds of headings without numbers that govern nothing: they take their level from what stands before them."""
    found = [style for style in styles if style is not None and style.kind != "run-in"]
    if not any(style.ranked for style in found):
        return {"plain"} if any(style.kind == "bold" for style in found) else set()
    top = min((style for style in found if style.ranked), key=lambda style: (style.kind == "number", style.rank))
    loose = set()
    for kind in ("bold", "plain"):
        # Where the highest numbers begin anew under headings without numbers, those are the chapters.
        governed, pending = 0, False
        for style, first in zip(styles, begins, strict=True):
            if style is not None and style.kind == kind:
                pending = True
            elif pending and style == top:
                governed += first
                pending = False
        if governed < 2:
            loose.add(kind)
    return loose
