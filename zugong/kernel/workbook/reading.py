"""Reads a table that people filled in, and names every cell that could not be understood.

A *problem* names row, column, value, reason and, where they can be guessed, the values that may be meant. A problem
that *blocks* keeps its row out of the good rows; the others only say what was passed over.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from zugong.kernel.workbook.bad_cells import BadCell
from zugong.kernel.workbook.cells import NUMBERS, CellValue, cell_text, note_in, read_text
from zugong.kernel.workbook.columns import Column, Kind, remark
from zugong.kernel.workbook.files import CannotReadTable, keeps_formats, open_grids, percent_formatted
from zugong.kernel.workbook.headers import Header, find_header
from zugong.kernel.workbook.lines import DITTO, Cell, Line, lines_below

__all__ = ["CannotReadTable", "OpenTable", "Problem", "ReadLine", "Row", "TableReading", "open_table", "read_table"]

_REMEMBERED = 50_000
_UNREAD = object()


@dataclass(frozen=True)
class Problem:
    """Something that could not be taken as it stands; without a row it concerns the whole table."""

    reason: str
    row: int | None = None
    column: str = ""
    value: str = ""
    suggestion: str = ""
    blocks: bool = True
    others: Sequence[str] = ()
    """Further values that may be meant."""
    key: str = ""
    """The declared column's key."""


@dataclass(frozen=True)
class Row:
    """One row: its number in the sheet as people see it, its values by column key, the texts that stood there."""

    number: int
    values: Mapping[str, CellValue]
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class ReadLine(NamedTuple):
    """One line of a table: the row, or None where it is no record, and what is to be said of it."""

    number: int
    row: Row | None
    problems: Sequence[Problem]


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


class OpenTable:
    """A table found in a file: what its header says, and its lines, read one at a time however many they are."""

    def __init__(
        self, header: Header, columns: Sequence[Column], percents: Set[tuple[int, int]], *, formats: bool
    ) -> None:
        self.sheet = header.grid.name
        self.header_row = header.last_row + 1
        """The number of the header's last row, as people see it."""
        self.labels = {key: header.labels[place] for key, place in header.places.items()}
        """The label under which each declared column was found, by its key."""
        self.unknown = list(dict.fromkeys(header.unknown.values()))
        """The labels that nobody knows."""
        self.problems = list(_header_problems(header, columns))
        """What is to be said of the header."""
        self._header = header
        self._columns = [column for column in columns if column.key in header.places]
        self._percents = percents
        self._formats = formats

    def lines(self) -> Iterator[ReadLine]:
        """The lines below the header; blank ones do not count."""
        cells = _CellReader(formats_known=self._formats)
        for line in lines_below(self._header, self._percents):
            if line.passed_over:
                problem = Problem(line.passed_over, line.number, blocks=False)
                yield ReadLine(line.number, None, [problem])
            else:
                yield _read_line(line, self._columns, cells)


def open_table(content: bytes, name: str, columns: Sequence[Column]) -> OpenTable:
    """Find the table with the declared columns in an xlsx, xls or csv file; `name` is the file's name for messages.

    Raises `CannotReadTable` when the file cannot be opened or no header is found in it.
    """
    header = find_header(open_grids(content, name), columns, name)
    return OpenTable(header, columns, _percent_cells(content, header, columns), formats=keeps_formats(content))


def read_table(content: bytes, name: str, columns: Sequence[Column]) -> TableReading:
    """Read the declared columns from an xlsx, xls or csv file as a whole; as `open_table`, and for small tables.

    Blank rows, totals and remarks are passed over, 同上 takes the value above, cells merged downwards count for
    every row.
    """
    table = open_table(content, name, columns)
    rows, problems = [], list(table.problems)
    for _number, row, said in table.lines():
        if row is not None:
            rows.append(row)
        problems += said
    return TableReading(table.sheet, table.header_row, table.labels, rows, problems)


def _header_problems(header: Header, columns: Sequence[Column]) -> Iterator[Problem]:
    for column in columns:
        if column.key not in header.places and column.required:
            yield Problem(_("缺少这一列"), column=column.label, key=column.key)
        if column.key in header.places and _other_unit(column, header.labels[header.places[column.key]]):
            label = header.labels[header.places[column.key]]
            reason = _("括号里的说明不同，可能单位不同；请改成要求的单位")
            yield Problem(reason, None, column.label, label, column.label, key=column.key)
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


def _percent_cells(content: bytes, header: Header, columns: Sequence[Column]) -> Set[tuple[int, int]]:
    """Where a sheet shows 76.4% and keeps 0.764, in columns of per cents."""
    places = {header.places[c.key] for c in columns if c.kind is Kind.PERCENT and c.key in header.places}
    return percent_formatted(content, header.grid.name, places) if places else frozenset()


class _CellReader:
    """Reads cells and remembers texts it has read: a column of a long table says the same few things again and again."""

    def __init__(self, *, formats_known: bool) -> None:
        self._formats_known = formats_known
        self._read: dict[tuple[str, str, type], Any] = {}

    def read(self, cell: Cell, column: Column) -> CellValue | BadCell:
        """The value, or what is wrong with it."""
        content, text = cell
        if not text:
            return None
        if text in DITTO:
            return BadCell(_("上面没有可以照抄的内容"))
        place = (column.key, text, type(content))
        found = self._read.get(place, _UNREAD)
        if found is _UNREAD:
            if len(self._read) > _REMEMBERED:
                self._read.clear()
            found = self._read[place] = self._judged(cell, column)
        return found

    def _judged(self, cell: Cell, column: Column) -> CellValue | BadCell:
        try:
            value = read_text(cell.content, cell.text, column)
        except BadCell as bad:
            # It is remembered, and must not keep alive all that was at work when it was raised.
            return bad.with_traceback(None)
        # Of an old file only the bare number is known, not whether it was shown as a per cent.
        doubtful = column.kind is Kind.PERCENT and not self._formats_known
        if doubtful and isinstance(cell.content, float) and 0 < cell.content < 1:
            meant = cell_text(float(Decimal(repr(cell.content)) * 100))
            return BadCell(_("旧格式文件里看不出是百分数还是小数"), meant, (cell.text,))
        return value


def _read_line(line: Line, columns: Sequence[Column], reader: _CellReader) -> ReadLine:
    values: dict[str, CellValue] = {}
    problems = []
    for column in columns:
        cell = line.cells[column.key]
        value = reader.read(cell, column)
        values[column.key] = None if isinstance(value, BadCell) else value
        if isinstance(value, BadCell):
            said = (value.reason, line.number, column.label, cell.text, value.suggestion)
            problems.append(Problem(*said, others=value.others, key=column.key))
        elif value is None and column.required:
            problems.append(Problem(_("必须填写"), line.number, column.label, cell.text, key=column.key))
        elif column.kind in NUMBERS and (note := note_in(cell.text, column)):
            reason = _("括号里的说明“{note}”没有读取").format(note=note)
            problems.append(Problem(reason, line.number, column.label, cell.text, blocks=False, key=column.key))
    row = Row(line.number, values, {key: cell.text for key, cell in line.cells.items()})
    return ReadLine(line.number, row, problems)
