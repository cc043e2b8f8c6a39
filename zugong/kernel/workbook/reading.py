"""Reads a table that people filled in, and names every cell that could not be understood.

A *problem* names row, column, value, reason and, where one can be guessed, a suggestion. A problem that *blocks*
keeps its row out of the good rows; the others only say what was passed over.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from django.utils.translation import gettext as _

from zugong.kernel.workbook.cells import BadCell, CellContent, CellValue, cell_text, read_text
from zugong.kernel.workbook.columns import Column, Kind, remark
from zugong.kernel.workbook.files import CannotReadTable, Grid, keeps_formats, open_grids, percent_formatted
from zugong.kernel.workbook.headers import Header, find_header

__all__ = ["CannotReadTable", "Problem", "Row", "TableReading", "read_table"]

_DITTO = frozenset({"同上", "〃", "″", '"', "''"})
_TOTALS = ("合计", "总计", "小计", "共计")
_REMARKS = ("注:", "注：", "备注:", "备注：", "说明:", "说明：", "填表人", "制表", "审核人", "单位负责人", "填报单位")


@dataclass(frozen=True)
class Problem:
    """Something that could not be taken as it stands; without a row it concerns the whole table."""

    reason: str
    row: int | None = None
    column: str = ""
    value: str = ""
    suggestion: str = ""
    blocks: bool = True


@dataclass(frozen=True)
class Row:
    """One row: its number in the sheet as people see it, its values by column key, the texts that stood there."""

    number: int
    values: Mapping[str, CellValue]
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class TableReading:
    """What was read: from which sheet, under which labels, the rows and the problems."""

    sheet: str
    header_row: int
    labels: Mapping[str, str]
    rows: Sequence[Row]
    problems: Sequence[Problem]

    @property
    def bad_rows(self) -> frozenset[int]:
        """The numbers of the rows in which a problem blocks."""
        return frozenset(problem.row for problem in self.problems if problem.blocks and problem.row is not None)

    @property
    def good_rows(self) -> list[Row]:
        """The rows that can be taken; none while a problem concerns the whole table."""
        if any(problem.blocks and problem.row is None for problem in self.problems):
            return []
        bad = self.bad_rows
        return [row for row in self.rows if row.number not in bad]


def read_table(content: bytes, name: str, columns: Sequence[Column]) -> TableReading:
    """Read the declared columns from an xlsx, xls or csv file; `name` is the file's name for messages.

    Blank rows, totals and remarks are passed over, 同上 takes the value above, cells merged downwards count for
    every row. Raises `CannotReadTable` when the file cannot be opened or no header is found in it.
    """
    header = find_header(open_grids(content, name), columns, name)
    problems = list(_header_problems(header, columns))
    percents = _percent_cells(content, header, columns)
    rows = []
    previous: dict[str, _Cell] = {}
    for number, line in _lines(header, percents):
        passed_over = _why_passed_over(line.written)
        if passed_over:
            problems.append(Problem(passed_over, number, blocks=False))
            continue
        previous = {key: previous.get(key, _BLANK) if cell.text in _DITTO else cell for key, cell in line.cells.items()}
        row, bad = _read_row(number, previous, columns, formats_known=keeps_formats(content))
        rows.append(row)
        problems += bad
    labels = {key: header.labels[place] for key, place in header.places.items()}
    return TableReading(header.grid.name, header.last_row + 1, labels, rows, problems)


class _Cell(NamedTuple):
    content: CellContent
    text: str


_BLANK = _Cell(None, "")


class _Line(NamedTuple):
    """A line of the sheet below the header: all that is written in it, and what stands in the declared columns."""

    written: Sequence[str]
    cells: dict[str, _Cell]


def _header_problems(header: Header, columns: Sequence[Column]) -> Iterator[Problem]:
    for column in columns:
        if column.key not in header.places and column.required:
            yield Problem(_("缺少这一列"), column=column.label)
        if column.key in header.places and _other_unit(column, header.labels[header.places[column.key]]):
            label = header.labels[header.places[column.key]]
            yield Problem(
                _("括号里的说明不同，可能单位不同；请改成要求的单位"), None, column.label, label, column.label
            )
    row = header.last_row + 1
    for label in header.unknown.values():
        yield Problem(_("不认识这一列，没有读取"), row=row, column=label, blocks=False)
    for label in header.repeated.values():
        yield Problem(_("这一列出现了两次，只读取第一次"), row=row, column=label, blocks=False)


def _other_unit(column: Column, written: str) -> bool:
    """Whether a column of figures is headed by another unit: 元 read as 万元 would be wrong without a trace."""
    if column.kind not in (Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT):
        return False
    asked = {remark(name) for name in (column.label, *column.aliases)}
    unit = remark(written)
    return bool(unit) and "填" not in unit and "" not in asked and unit not in asked


def _lines(header: Header, percents: Set[tuple[int, int]]) -> Iterator[tuple[int, _Line]]:
    """The lines that are not blank in the declared columns, with their number in the sheet."""
    grid, places = header.grid, header.places
    reaching = _merged_downwards(grid)
    for index, line in enumerate(grid.rows[header.last_row + 1 :], start=header.last_row + 1):
        texts = [cell_text(content) for content in line]
        # A line in which nothing stands but what reaches down from above is blank to its reader.
        if not any(texts[place] for place in places.values() if place < len(texts)):
            continue
        cells = {}
        for key, place in places.items():
            top = reaching.get((index, place), index)
            content = grid.rows[top][place] if place < len(grid.rows[top]) else None
            if (top, place) in percents and isinstance(content, float):
                content = float(Decimal(repr(content)) * 100)
                cells[key] = _Cell(content, cell_text(content))
            elif top == index:
                cells[key] = _Cell(content, texts[place] if place < len(texts) else "")
            else:
                cells[key] = _Cell(content, cell_text(content))
        yield index + 1, _Line([text for text in texts if text], cells)


def _percent_cells(content: bytes, header: Header, columns: Sequence[Column]) -> Set[tuple[int, int]]:
    """Where a sheet shows 76.4% and keeps 0.764, in columns of per cents."""
    places = {header.places[c.key] for c in columns if c.kind is Kind.PERCENT and c.key in header.places}
    return percent_formatted(content, header.grid.name, places) if places else frozenset()


def _merged_downwards(grid: Grid) -> dict[tuple[int, int], int]:
    return {(row, left): top for top, left, bottom, _right in grid.merged for row in range(top + 1, bottom + 1)}


def _read_row(
    number: int, cells: Mapping[str, _Cell], columns: Sequence[Column], *, formats_known: bool
) -> tuple[Row, list[Problem]]:
    values: dict[str, CellValue] = {}
    problems = []
    for column in columns:
        if column.key not in cells:
            continue
        content, text = cells[column.key]
        try:
            values[column.key] = read_text(content, text, column)
        except BadCell as bad:
            values[column.key] = None
            problems.append(Problem(bad.reason, number, column.label, text, bad.suggestion))
        else:
            if column.kind is Kind.PERCENT and not formats_known and isinstance(content, float) and 0 < content < 1:
                meant = cell_text(float(Decimal(repr(content)) * 100))
                problems.append(Problem(_("旧格式文件里看不出是百分数还是小数"), number, column.label, text, meant))
            if column.required and values[column.key] is None:
                problems.append(Problem(_("必须填写"), number, column.label, text))
    return Row(number, values, {key: cell.text for key, cell in cells.items()}), problems


def _why_passed_over(written: Sequence[str]) -> str:
    """Why a line is not a record: it is a sum of others, or a remark below the table."""
    first, second = [*written, ""][:2]
    if first.rstrip(":：").endswith(_TOTALS) or second.rstrip(":：") in _TOTALS:
        return _("合计行，没有读取")
    if first.startswith(_REMARKS) and len(written) <= 2:
        return _("表下的说明，没有读取")
    return ""
