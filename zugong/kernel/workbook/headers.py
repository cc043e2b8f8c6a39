"""Finds the header of a table beneath its titles: one row, or two where labels are grouped under merged cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zugong.kernel.workbook.cells import cell_text
from zugong.kernel.workbook.columns import Column, Labels
from zugong.kernel.workbook.files import CannotReadTable, Grid

_SEARCHED_ROWS = 40
_RUNNING_NUMBERS = ("序号", "No.", "No")


@dataclass(frozen=True)
class Header:
    """Where the header is and what was understood; rows and columns count from 0."""

    grid: Grid
    last_row: int
    places: dict[str, int]
    labels: dict[int, str]
    repeated: dict[int, str]

    @property
    def unknown(self) -> dict[int, str]:
        """The labels that no declared column answers to; a running number is known to everybody."""
        used = {*self.places.values(), *self.repeated}
        return {p: label for p, label in self.labels.items() if p not in used and label not in _RUNNING_NUMBERS}


def find_header(grids: Sequence[Grid], columns: Sequence[Column], name: str) -> Header:
    """The header that answers to most of the columns, in whichever sheet it is.

    Raises `CannotReadTable` when no row answers to any required column, or to any column where none is required.
    """
    labels = Labels(columns)
    found = (
        (header, -depth)
        for depth in (1, 2)
        for grid in grids
        for row in range(min(len(grid.rows), _SEARCHED_ROWS))
        if (header := _match(grid, row, depth, labels))
    )
    # A title above plain labels is no group of them, so one row goes before two that say as much.
    best, _depth = max(found, key=lambda pair: (len(pair[0].places), pair[1]), default=(None, 0))
    wanted = {column.key for column in columns if column.required} or {column.key for column in columns}
    if best is None or not wanted & best.places.keys():
        names = "、".join(column.label for column in columns if column.key in wanted)
        raise CannotReadTable(_("在“{name}”中没有找到表头，应有这些列：{labels}。").format(name=name, labels=names))
    return best


def _match(grid: Grid, row: int, depth: int, names: Labels) -> Header | None:
    if row + depth > len(grid.rows):
        return None
    labels = _labels(grid, row) if depth == 1 else _grouped_labels(grid, row)
    places: dict[str, int] = {}
    repeated: dict[int, str] = {}
    # A label that is a column's whole name goes before one that is so only without its remarks.
    for known in (names.named, names.meant):
        for place, candidates in labels.items():
            column = next(filter(None, map(known, candidates)), None)
            if column is None or place in places.values():
                continue
            if column.key in places:
                repeated.setdefault(place, column.label)
            else:
                places[column.key] = place
    if not places:
        return None
    shown = {place: candidates[0] for place, candidates in labels.items()}
    return Header(grid, row + depth - 1, places, shown, repeated)


def _labels(grid: Grid, row: int) -> dict[int, tuple[str, ...]]:
    texts = ((place, cell_text(cell)) for place, cell in enumerate(grid.rows[row]))
    return {place: (text,) for place, text in texts if text}


def _grouped_labels(grid: Grid, row: int) -> dict[int, tuple[str, ...]]:
    """The labels of two rows: the lower one, the two together, the upper one where it reaches down."""
    upper, lower = _spread(grid, row), _labels(grid, row + 1)
    found: dict[int, tuple[str, ...]] = {}
    for place in range(max([*upper, *lower], default=-1) + 1):
        above, below = upper.get(place, ""), lower.get(place, ("",))[0]
        if below and above:
            found[place] = (above + below, below)
        elif above or below:
            found[place] = (above or below,)
    return found


def _spread(grid: Grid, row: int) -> dict[int, str]:
    texts = {place: candidates[0] for place, candidates in _labels(grid, row).items()}
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and left in texts:
            texts |= dict.fromkeys(range(left, right + 1), texts[left])
    return texts
