"""The order in which the rows of a page are read: down each column, columns from left to right, headings across first.

The page is cut again and again, at a gutter that no row crosses or between two rows, until no piece has columns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from zugong.kernel.documents.reading.glyphs import Glyph, Row

_FEWEST_ROWS = 4
_NARROWEST_COLUMN = 6
_GUTTER = 0.9
_BLANK_LINE = 1.3
_DEEPEST = 8
_STEP = 2.0


@dataclass(frozen=True, slots=True)
class _Gutter:
    left: float
    right: float


def reading_order(rows: Sequence[Row]) -> list[Row]:
    """Return the rows in reading order, each with its indent in its column and whether white space stands above it."""
    ordered: list[Row] = []
    for column in _columns(sorted(rows, key=lambda row: (row.top, row.x0)), 0):
        ordered += _set_in_column(column)
    return ordered


def _columns(rows: list[Row], depth: int) -> Iterator[list[Row]]:
    if len(rows) < 2 * _FEWEST_ROWS or depth > _DEEPEST:
        yield rows
        return
    gutter = _gutter(rows)
    if gutter is not None:
        middle = (gutter.left + gutter.right) / 2
        yield from _columns([row for row in rows if row.x1 <= middle], depth + 1)
        yield from _columns([row for row in rows if row.x1 > middle], depth + 1)
        return
    cut = _cut_below_crossing_rows(rows)
    if cut:
        yield from _columns(rows[:cut], depth + 1)
        yield from _columns(rows[cut:], depth + 1)
        return
    yield rows


def _gutter(rows: Sequence[Row]) -> _Gutter | None:
    """The widest vertical strip that no row crosses, with a column of running text on either side."""
    size = median(row.size for row in rows)
    best: _Gutter | None = None
    spans = sorted((row.x0, row.x1) for row in rows)
    reach = spans[0][1]
    for left, right in spans[1:]:
        if left - reach >= _GUTTER * size and (best is None or left - reach > best.right - best.left):
            candidate = _Gutter(reach, left)
            if _is_between_columns(rows, candidate, size):
                best = candidate
        reach = max(reach, right)
    return best


def _is_between_columns(rows: Sequence[Row], gutter: _Gutter, size: float) -> bool:
    sides = [row for row in rows if row.x1 <= gutter.left], [row for row in rows if row.x0 >= gutter.right]
    for side in sides:
        if len(side) < _FEWEST_ROWS or median(row.x1 - row.x0 for row in side) < _NARROWEST_COLUMN * size:
            return False
    overlap = min(side[-1].bottom for side in sides) - max(side[0].top for side in sides)
    return overlap >= 0.3 * min(side[-1].bottom - side[0].top for side in sides)


def _cut_below_crossing_rows(rows: Sequence[Row]) -> int:
    """Where to cut between rows so that one of the two parts falls into columns; 0 when nowhere."""
    edges = [
        at
        for at, (above, below) in enumerate(pairwise(rows), start=1)
        if below.top >= max(above.bottom, above.top + 1) - _STEP
    ]
    for at in edges:
        if len(rows) - at >= 2 * _FEWEST_ROWS and _gutter(rows[at:]) is not None:
            return at
    for at in reversed(edges):
        if at >= 2 * _FEWEST_ROWS and _gutter(rows[:at]) is not None:
            return at
    return 0


def _set_in_column(rows: Sequence[Row]) -> Iterator[Row]:
    """Join pieces of one height again, and set indent and gap from the rows about them."""
    merged: list[Row] = []
    for row in sorted(rows, key=lambda row: (row.top, row.x0)):
        if merged and _same_height(merged[-1], row):
            merged[-1] = Row(_glyphs(merged[-1], row))
        else:
            merged.append(row)
    if not merged:
        return
    margin = min(row.x0 for row in merged)
    pitches = [below.top - above.top for above, below in pairwise(merged) if below.top > above.top]
    pitch = median(pitches) if pitches else 0
    above: Row | None = None
    for row in merged:
        row.indent = round((row.x0 - margin) / max(row.size, 1), 1)
        row.gap = above is not None and pitch > 0 and row.top - above.top > _BLANK_LINE * pitch
        above = row
        yield row


def _same_height(one: Row, other: Row) -> bool:
    return abs((one.top + one.bottom) / 2 - (other.top + other.bottom) / 2) < 0.4 * min(one.size, other.size)


def _glyphs(one: Row, other: Row) -> list[Glyph]:
    return [*one.glyphs, *other.glyphs]
