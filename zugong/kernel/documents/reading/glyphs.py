"""The characters of a PDF page and the rows they stand in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Self

# A second print of a glyph lies this near the first, in parts of its width and size.
_SAME_PLACE = 0.35
_WORD_GAP = 0.33
_CELL_GAP = 1.8
# Columns are told from the pieces of rows; pieces that turn out to lie in one column are put together again.
_GUTTER = 0.8


@dataclass(slots=True, eq=False)
class Glyph:
    """One printed character and its box, in points from the upper left of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float

    @classmethod
    def of(cls, char: dict[str, Any]) -> Self:
        """Return the glyph of a character as the PDF library describes it."""
        return cls(char["text"], char["x0"], char["x1"], char["top"], char["bottom"], char["size"] or 1)


@dataclass(slots=True, eq=False)
class Row:
    """Glyphs on one base line, from left to right; `indent` and `gap` are set when the rows of a column are known."""

    glyphs: list[Glyph]
    indent: float = 0
    gap: bool = False
    x0: float = field(init=False)
    x1: float = field(init=False)
    top: float = field(init=False)
    bottom: float = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        """Take the box of the row from its glyphs."""
        self.glyphs.sort(key=lambda glyph: glyph.x0)
        self.x0, self.x1 = self.glyphs[0].x0, max(glyph.x1 for glyph in self.glyphs)
        self.top, self.bottom = min(glyph.top for glyph in self.glyphs), max(glyph.bottom for glyph in self.glyphs)
        self.size = median(glyph.size for glyph in self.glyphs)

    def text(self) -> str:
        """The row's text, with a space where words stand apart and a tab where cells do."""
        return _spaced(self.glyphs)

    def text_with(self, doubles: dict[int, int]) -> str:
        """The row's text as extracted, each glyph as often as it was printed."""
        return "".join(glyph.text * (1 + doubles.get(id(glyph), 0)) for glyph in self.glyphs)


def without_doubles(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], dict[int, int]]:
    """Drop glyphs printed again in almost the same place; tell how often each kept one was printed again."""
    kept: list[Glyph] = []
    again: dict[int, int] = {}
    places: dict[tuple[str, int, int], Glyph] = {}
    for glyph in glyphs:
        cell = max(glyph.size, 1.0)
        column, line = int(glyph.x0 // cell), int(glyph.top // cell)
        near = (places.get((glyph.text, column + dx, line + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        first = next((other for other in near if other is not None and _same_place(glyph, other)), None)
        if first is not None:
            again[id(first)] = again.get(id(first), 0) + 1
            continue
        places[glyph.text, column, line] = glyph
        kept.append(glyph)
    return kept, again


def rows_of(glyphs: Sequence[Glyph]) -> list[Row]:
    """Gather glyphs into rows by their height on the page; pieces far apart on one height are rows of their own."""
    rows: list[Row] = []
    open_row: list[Glyph] = []
    for glyph in sorted((glyph for glyph in glyphs if glyph.text.strip()), key=_middle):
        if open_row and _middle(glyph) - _middle(open_row[-1]) > 0.4 * min(glyph.size, open_row[-1].size):
            rows += _pieces(open_row)
            open_row = []
        open_row.append(glyph)
    return rows + (_pieces(open_row) if open_row else [])


def _pieces(glyphs: list[Glyph]) -> list[Row]:
    """Part a row where the white space is too wide to lie inside a column."""
    glyphs.sort(key=lambda glyph: glyph.x0)
    pieces: list[list[Glyph]] = [[]]
    for glyph in glyphs:
        if pieces[-1] and glyph.x0 - pieces[-1][-1].x1 > _GUTTER * glyph.size:
            pieces.append([])
        pieces[-1].append(glyph)
    return [Row(piece) for piece in pieces]


def _spaced(glyphs: Sequence[Glyph]) -> str:
    parts: list[str] = []
    for at, glyph in enumerate(glyphs):
        if at:
            space = glyph.x0 - glyphs[at - 1].x1
            if space > _CELL_GAP * glyph.size:
                parts.append("\t")
            elif space > _WORD_GAP * glyph.size:
                parts.append(" ")
        parts.append(glyph.text)
    return "".join(parts)


def _middle(glyph: Glyph) -> float:
    return (glyph.top + glyph.bottom) / 2


def _same_place(glyph: Glyph, other: Glyph) -> bool:
    across = _SAME_PLACE * min(glyph.x1 - glyph.x0, other.x1 - other.x0)
    down = _SAME_PLACE * min(glyph.size, other.size)
    return abs(glyph.x0 - other.x0) <= across and abs(glyph.top - other.top) <= down
