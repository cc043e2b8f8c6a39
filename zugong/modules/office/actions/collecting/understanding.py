"""Understanding a sheet that asks for something: where its header is, which columns it has, of which kind each is."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils import range_boundaries

from zugong.kernel.workbook.cells import BadCell, CellContent, cell_text, read_cell
from zugong.kernel.workbook.columns import Column, Kind, label_forms
from zugong.kernel.workbook.files import CannotReadTable, Grid, open_grids
from zugong.modules.office import rules
from zugong.modules.office.actions.collecting.drafting import ColumnDraft

SEARCHED_ROWS = 30
SAMPLED_ROWS = 50
LONGEST_LABEL = 40
RUNNING_NUMBERS = frozenset({"序号", "编号", "no", "no."})
NAMES_OF_UNITS = frozenset(
    {
        "单位",
        "单位名称",
        "填报单位",
        "县区",
        "县(区)",
        "乡镇",
        "乡镇(街道)",
        "乡镇街道",
        "村",
        "村(社区)",
        "村名",
        "村名称",
        "所属乡镇",
    }
)


@dataclass(frozen=True, slots=True)
class Idea:
    """A column as understood; `because` says from what its kind was seen."""

    place: int
    draft: ColumnDraft
    because: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A sheet as understood; rows count from 1, as people see them. `passed_over` are labels that need no column."""

    sheet: str
    header_row: int
    title: str
    ideas: Sequence[Idea]
    passed_over: Sequence[str]

    @property
    def drafts(self) -> list[ColumnDraft]:
        """The columns to draw up."""
        return [idea.draft for idea in self.ideas]


def understand(content: bytes, name: str) -> Understood:
    """What a sheet asks for. Raises CannotReadTable when the file cannot be opened or no header is found in it."""
    grids = open_grids(content, name)
    found = [(grid, header) for grid in grids if (header := header_of(grid)) is not None]
    if not found:
        raise CannotReadTable(_("在“%(name)s”中没有找到表头：至少要有一行写着两个以上的列名") % {"name": name})
    grid, (last, labels) = max(found, key=lambda pair: len(pair[1][1]))
    options = _lists_in(content, grid, last)
    ideas, passed_over = [], []
    for place, label in sorted(labels.items()):
        if is_running_number(label) or is_name_of_unit(label):
            passed_over.append(label)
        else:
            ideas.append(_idea(place, label, _below(grid, last, place), options.get(place, [])))
    return Understood(grid.name, last + 1, _title(grid, last), ideas, passed_over)


def is_running_number(label: str) -> bool:
    """True for the column that only counts the rows."""
    return label_forms(label)[-1:] != () and label_forms(label)[-1] in RUNNING_NUMBERS


def is_name_of_unit(label: str) -> bool:
    """True for the column that says which unit a row is about."""
    return any(form in NAMES_OF_UNITS for form in label_forms(label))


def header_of(grid: Grid) -> tuple[int, dict[int, str]] | None:
    """The last row of the header (from 0) and the labels by their place; None where no row has two labels."""
    best: tuple[int, dict[int, str]] | None = None
    for row in range(min(len(grid.rows), SEARCHED_ROWS)):
        texts = _texts(grid.rows[row])
        if len(texts) < 2 or not all(_is_label(text) for text in texts.values()):
            continue
        last, labels = _with_groups(grid, row, texts)
        if best is None or len(labels) > len(best[1]):
            best = (last, labels)
    return best


def _texts(line: Sequence[CellContent]) -> dict[int, str]:
    found = ((place, cell_text(cell)) for place, cell in enumerate(line))
    return {place: text for place, text in found if text}


def _is_label(text: str) -> bool:
    digits = sum(char.isdigit() for char in text)
    return len(text) <= LONGEST_LABEL and digits * 2 <= len(text) and not text.endswith(("。", "；"))


def _with_groups(grid: Grid, row: int, texts: Mapping[int, str]) -> tuple[int, dict[int, str]]:
    """The labels of a row; where some of its cells reach over several columns, those of the row below, led by their group."""
    groups = {
        (left, right): texts[left]
        for top, left, _bottom, right in grid.merged
        if top == row and right > left and left in texts
    }
    if not groups or row + 1 >= len(grid.rows):
        return row, dict(texts)
    below = _texts(grid.rows[row + 1])
    labels = {place: text for place, text in texts.items() if not any(left == place for left, _right in groups)}
    for (left, right), group in groups.items():
        for place in range(left, right + 1):
            if place in below:
                labels[place] = f"{group}{below[place]}"
    return row + 1, labels


def _title(grid: Grid, last: int) -> str:
    """The longest line above the header that stands alone in its row."""
    alone = [next(iter(texts.values())) for line in grid.rows[:last] if len(texts := _texts(line)) == 1]
    return max(alone, key=len, default="")[:120].splitlines()[0] if alone else ""


def _below(grid: Grid, last: int, place: int) -> list[CellContent]:
    lines = grid.rows[last + 1 : last + 1 + SAMPLED_ROWS]
    cells = (line[place] for line in lines if place < len(line))
    return [cell for cell in cells if cell_text(cell) and "{{" not in cell_text(cell)]


def _idea(place: int, label: str, below: Sequence[CellContent], options: Sequence[str]) -> Idea:
    if options:
        return Idea(place, ColumnDraft(label, Kind.CHOICE.value, options="、".join(options)), _("表样里的下拉选项"))
    by_label = rules.kind_of_label(label)
    if by_label == Kind.CHOICE:
        return Idea(place, ColumnDraft(label, Kind.CHOICE.value, options="是、否"), _("列名里有“是否”"))
    seen = _kind_seen(below)
    if seen and not (by_label == Kind.PERCENT and seen in {Kind.INTEGER, Kind.DECIMAL}):
        return Idea(place, ColumnDraft(label, seen.value), _("表样里已填的内容"))
    because = _("列名") if by_label != Kind.TEXT else _("没有线索，按文字处理")
    return Idea(place, ColumnDraft(label, by_label), because)


def _kind_seen(cells: Sequence[CellContent]) -> Kind | None:
    """The narrowest kind that all cells are of; None without cells."""
    for kind in (Kind.INTEGER, Kind.DECIMAL, Kind.DATE):
        if cells and all(_reads_as(cell, kind) for cell in cells):
            return kind
    return Kind.TEXT if cells else None


def _reads_as(cell: CellContent, kind: Kind) -> bool:
    try:
        return read_cell(cell, Column("any", "", kind)) is not None
    except BadCell:
        return False


def _lists_in(content: bytes, grid: Grid, last: int) -> dict[int, list[str]]:
    """The options of drop-down lists below the header, by the place of their column; only an xlsx has them."""
    if not content.startswith(b"PK"):
        return {}
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[grid.name] if grid.name in book.sheetnames else None
    found: dict[int, list[str]] = {}
    for rule in sheet.data_validations.dataValidation if sheet is not None else ():
        options = _options(book, rule.formula1 or "") if rule.type == "list" else []
        for area in rule.sqref.ranges:
            if options and area.max_row > last + 1:
                found |= {column - 1: options for column in range(area.min_col, area.max_col + 1)}
    return found


def _options(book: openpyxl.Workbook, formula: str) -> list[str]:
    """What a list rule allows: written into the rule, or in a range of cells."""
    if formula.startswith('"'):
        return [part.strip() for part in formula.strip('"').split(",") if part.strip()]
    name, mark, area = formula.lstrip("=").rpartition("!")
    name = name.strip("'")
    if not mark or name not in book.sheetnames:
        return []
    try:
        left, top, right, bottom = range_boundaries(area.replace("$", ""))
    except ValueError:
        return []
    rows = book[name].iter_rows(top, bottom, left, right, values_only=True)
    return [text for row in rows for cell in row if (text := cell_text(cell))]
