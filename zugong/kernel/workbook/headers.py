"""Finds the header of a table beneath its titles: one row, or two where labels are grouped under merged cells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.translation import gettext as _

from zugong.kernel.workbook.cells import cell_text
from zugong.kernel.workbook.columns import Column, Labels
from zugong.kernel.workbook.files import CannotReadTable, Grid

_SEARCHED_ROWS = 40
_RUNNING_NUMBERS = ("序号", "编号", "No.", "No")
# Under a group that is so called stand the data of somebody else than the row is about.
_OTHERS = ("家庭", "家属", "配偶", "子女", "父", "母", "亲属", "联系人", "成员")

_Written: TypeAlias = Mapping[int, Sequence[str]]
"""By place the names under which the column may be known: the whole one, and without its group."""


@dataclass(frozen=True)
class Header:
    """Where the header is and what was understood; rows and columns count from 0."""

    grid: Grid
    first_row: int
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
        (header, depth)
        for depth in (1, 2)
        for grid in grids
        for row in range(min(len(grid.head), _SEARCHED_ROWS))
        if (header := _match(grid, row, depth, labels))
    )
    best, _depth = max(found, key=lambda pair: (len(pair[0].places), _likelihood(*pair)), default=(None, 0))
    wanted = {column.key for column in columns if column.required} or {column.key for column in columns}
    if best is None or not wanted & best.places.keys():
        names = "、".join(column.label for column in columns if column.key in wanted)
        raise CannotReadTable(_("在“{name}”中没有找到表头，应有这些列：{labels}。").format(name=name, labels=names))
    return best


def _likelihood(header: Header, depth: int) -> int:
    """Of two that say as much: a title above plain labels is no group of them, but a label that reaches down tells of one."""
    if depth == 1:
        return 1
    used = header.places.values()
    reaching = any(
        (top, bottom) == (header.first_row, header.last_row) and left in used
        for top, left, bottom, _right in header.grid.merged
    )
    return 2 if reaching else 0


def _match(grid: Grid, row: int, depth: int, names: Labels) -> Header | None:
    if row + depth > len(grid.head):
        return None
    labels = _labels(grid, row) if depth == 1 else _grouped_labels(grid, row)
    places: dict[str, int] = {}
    repeated: dict[int, str] = {}
    for answer in _answers(names):
        for place, written in labels.items():
            column = answer(written)
            if column is None or place in places.values():
                continue
            if column.key not in places:
                places[column.key] = place
            elif written[0] == column.label or len(written) == 1:
                repeated.setdefault(place, column.label)
    if not places:
        return None
    shown = {place: written[0] for place, written in labels.items()}
    return Header(grid, row, row + depth - 1, places, shown, repeated)


def _answers(names: Labels) -> Sequence[Callable[[Sequence[str]], Column | None]]:
    """The ways to know a column, surest first: a whole name goes before one without its remarks or without its group."""
    return (
        lambda written: names.named(written[0]),
        lambda written: names.meant(written[0]),
        lambda written: names.named(_alone(written)),
        lambda written: names.meant(_alone(written)),
    )


def _alone(written: Sequence[str]) -> str:
    """A grouped label without its group, unless the group is about other people."""
    whole, own = written[0], written[-1]
    group = whole.removesuffix(own)
    return "" if any(word in group for word in _OTHERS) else own


def _labels(grid: Grid, row: int) -> dict[int, tuple[str, ...]]:
    texts = ((place, cell_text(cell)) for place, cell in enumerate(grid.head[row]))
    return {place: (text,) for place, text in texts if text}


def _grouped_labels(grid: Grid, row: int) -> dict[int, tuple[str, ...]]:
    """The labels of two rows: the two together and the lower one; one alone where the other is blank."""
    lower = _labels(grid, row + 1)
    upper = _spread(grid, row, lower)
    found: dict[int, tuple[str, ...]] = {}
    for place in range(max([*upper, *lower], default=-1) + 1):
        above, below = upper.get(place, ""), lower.get(place, ("",))[0]
        if below and above:
            found[place] = (f"{above}/{below}", below)
        elif above or below:
            found[place] = (above or below,)
    return found


def _spread(grid: Grid, row: int, lower: _Written) -> dict[int, str]:
    """The upper labels, over all that they group: what is merged, or, where nothing is, up to the next label."""
    texts = {place: written[0] for place, written in _labels(grid, row).items()}
    spread = dict(texts)
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and left in texts:
            spread |= dict.fromkeys(range(left, right + 1), texts[left])
    if not grid.merged:
        group = ""
        for place in range(max([*texts, *lower], default=-1) + 1):
            group = texts.get(place, group) if place in lower else ""
            if group:
                spread.setdefault(place, group)
    return spread
