"""Writes tables as xlsx that Excel and WPS open without a warning, row by row, whatever their length.

Above the header stand the title and a line with the as-of date, the source and the filter: a sheet that leaves the
system still says what it shows.
"""

import datetime as dt
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from zugong.kernel.workbook.columns import Column, Kind

MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT_FORMAT = "@"
NUMBER_FORMATS = {
    Kind.CODE: TEXT_FORMAT,
    Kind.INTEGER: "#,##0",
    Kind.DECIMAL: "#,##0.00",
    Kind.PERCENT: "0.0",
    Kind.DATE: "yyyy-mm-dd",
}
TITLE_FONT = Font(name="黑体", size=14)
HEAD_FONT = Font(name="黑体", size=11)
BODY_FONT = Font(name="宋体", size=11)
REMARK_FONT = Font(name="宋体", size=10, color="606060")
HEAD_FILL = PatternFill("solid", fgColor="EEF1F5")
THIN_LINES = Border(*[Side("thin", color="C8CDD3")] * 4)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_767
_A4 = 9
_EXACT_DIGITS = 15  # what a spreadsheet's number keeps
_MEASURED_ROWS = 200
_NARROWEST, _WIDEST = 6, 50
_UNWRITABLE = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
_HERE = ZoneInfo("Asia/Shanghai")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its columns and its rows, each a mapping by column key or a sequence in column order.

    The rows may be a generator; they are taken once, one at a time.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Any] | Sequence[Any]]
    title: str = ""
    as_of: dt.date | None = None
    source: str = ""
    filters: str = ""


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as the bytes of an xlsx file."""
    stream = io.BytesIO()
    write_workbook_to(sheets, stream)
    return stream.getvalue()


def write_workbook_to(sheets: Sequence[Sheet], stream: BinaryIO) -> None:
    """Write the sheets as xlsx to a stream; memory does not grow with the number of rows."""
    if not sheets:
        raise ValueError("a workbook needs at least one sheet")
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        _write_sheet(book, sheet, sheet_name(sheet.name, taken))
    book.save(stream)


def sheet_name(wished: str, taken: set[str]) -> str:
    """A name that spreadsheet programs accept and no other sheet has; it is added to those taken."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wished).strip().strip("'") or "Sheet"
    name, count = plain[:31], 1
    while name.casefold() in taken:
        count += 1
        name = f"{plain[: 31 - len(str(count)) - 1]} {count}"
    taken.add(name.casefold())
    return name


def display_width(text: str) -> int:
    """The width of a text in the units of a spreadsheet column, in which a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def write_text(cell: Any, text: str) -> None:
    """Put a text into a cell so that no program takes it for a formula and every one reads it back unchanged."""
    writable = text.translate(_UNWRITABLE)
    # A literal _x0041_ would be read as the letter A.
    writable = _ESCAPE_LIKE.sub("_x005F_", writable)
    if len(writable) > _LONGEST_CELL:
        notice = _("……（超出单元格长度，已截断）")
        writable = writable[: _LONGEST_CELL - len(notice)] + notice
    cell.value = writable
    cell.data_type = "s"
    if looks_like_formula(text):
        cell.quotePrefix = True


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program would try to compute a text if it were typed in."""
    return text.startswith(_FORMULA_STARTS)


class _RowWriter:
    """Turns rows into cells; one cell object per column and look is used again for every row.

    The look of such a cell never changes: openpyxl remembers the object, so a change would reach the rows above.
    """

    def __init__(self, worksheet: Any, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._labels: list[dict[Any, str]] = [dict(column.choices) for column in columns]
        self._plain = [self._cell(worksheet, column) for column in columns]
        self._text = [self._cell(worksheet, column, TEXT_FORMAT) for column in columns]
        self._quoted = [self._cell(worksheet, column, TEXT_FORMAT) for column in columns]
        for cell in self._quoted:
            cell.quotePrefix = True

    def cells(self, row: Mapping[str, Any] | Sequence[Any]) -> Iterator[Any]:
        """The cells of a row."""
        for number, column in enumerate(self._columns):
            value = row.get(column.key) if isinstance(row, Mapping) else row[number]
            yield self._filled(number, self._labels[number].get(value, value) if column.choices else value)

    def _filled(self, number: int, value: Any) -> Any:
        if isinstance(value, bool):
            value = _("是") if value else _("否")
        if value is None or value == "":
            self._plain[number].value = None
            return self._plain[number]
        if isinstance(value, int | Decimal | float) and _keeps_its_digits(value, self._columns[number].kind):
            self._plain[number].value = value
            return self._plain[number]
        if isinstance(value, dt.date):
            if self._columns[number].kind is Kind.DATE:
                self._plain[number].value = _day(value)
                return self._plain[number]
            value = _moment(value)
        text = str(value)
        cell = (self._quoted if looks_like_formula(text) else self._text)[number]
        write_text(cell, text)
        return cell

    @staticmethod
    def _cell(worksheet: Any, column: Column, number_format: str = "") -> Any:
        cell = WriteOnlyCell(worksheet)
        cell.font, cell.border = BODY_FONT, THIN_LINES
        wrapped = column.kind in (Kind.TEXT, Kind.CHOICE)
        cell.alignment = Alignment(vertical="center", wrap_text=wrapped)
        cell.number_format = number_format or NUMBER_FORMATS.get(column.kind, "General")
        return cell


def _keeps_its_digits(value: float | Decimal, kind: Kind) -> bool:
    if kind in (Kind.CODE, Kind.TEXT, Kind.CHOICE):
        return kind is Kind.TEXT and len(str(value)) <= _EXACT_DIGITS
    if isinstance(value, float):
        return math.isfinite(value)
    return len(Decimal(value).as_tuple().digits) <= _EXACT_DIGITS


def _day(value: dt.date) -> dt.date:
    if not isinstance(value, dt.datetime):
        return value
    return (value.astimezone(_HERE) if value.tzinfo else value).date()


def _moment(value: dt.date) -> str:
    if not isinstance(value, dt.datetime):
        return value.isoformat()
    return f"{value.astimezone(_HERE) if value.tzinfo else value:%Y-%m-%d %H:%M}"


def _write_sheet(book: Workbook, sheet: Sheet, name: str) -> None:
    worksheet = book.create_sheet(name)
    rows = iter(sheet.rows)
    first_rows = list(islice(rows, _MEASURED_ROWS))
    above = [line for line in (sheet.title, _provenance(sheet)) if line]
    header = len(above) + 1
    for number, width in enumerate(_widths(sheet.columns, first_rows), start=1):
        worksheet.column_dimensions[get_column_letter(number)].width = width
    # The panes stand at the head of the file, so they must be set before the first row is written.
    worksheet.freeze_panes = f"A{header + 1}"
    _prepare_print(worksheet, header)
    for line in above:
        worksheet.append([_line_cell(worksheet, line, TITLE_FONT if line is sheet.title else REMARK_FONT)])
    worksheet.append([_head_cell(worksheet, column.label) for column in sheet.columns])
    writer, count = _RowWriter(worksheet, sheet.columns), 0
    for count, row in enumerate(chain(first_rows, rows), start=1):  # noqa: B007 - read after the loop
        worksheet.append(writer.cells(row))
    worksheet.auto_filter.ref = f"A{header}:{get_column_letter(len(sheet.columns))}{header + count}"


def _provenance(sheet: Sheet) -> str:
    parts = []
    if sheet.as_of:
        parts.append(_("截至：{date}").format(date=sheet.as_of.isoformat()))
    if sheet.source:
        parts.append(_("来源：{source}").format(source=sheet.source))
    if sheet.filters:
        parts.append(_("筛选：{filters}").format(filters=sheet.filters))
    return "　".join(parts)


def _line_cell(worksheet: Any, text: str, font: Font) -> Any:
    cell = WriteOnlyCell(worksheet)
    write_text(cell, text)
    cell.font = font
    return cell


def _head_cell(worksheet: Any, label: str) -> Any:
    cell = _line_cell(worksheet, label, HEAD_FONT)
    cell.fill, cell.border = HEAD_FILL, THIN_LINES
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _prepare_print(worksheet: Any, header: int) -> None:
    worksheet.print_title_rows = f"{header}:{header}"
    worksheet.page_setup.paperSize = _A4
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.oddFooter.center.text = "— &P / &N —"


def _widths(columns: Sequence[Column], rows: Sequence[Mapping[str, Any] | Sequence[Any]]) -> Iterator[int]:
    """Column widths from the labels and the first rows; long texts wrap."""
    for number, column in enumerate(columns):
        values = (row.get(column.key) if isinstance(row, Mapping) else row[number] for row in rows)
        labels = dict(column.choices)
        longest = max(
            (display_width(str(labels.get(value, value))) for value in values if value is not None), default=0
        )
        least = 11 if column.kind is Kind.DATE else _NARROWEST
        # Room for the filter's arrow beside the label.
        yield max(least, min(_WIDEST, max(longest + 2, display_width(column.label) + 4)))
