"""Writes tables as xlsx that Excel and WPS open without a warning, row by row, whatever their length.

Above the header stand the title and a line with the as-of date, the source and the filter: a sheet that leaves the
system still says what it shows.
"""

import datetime as dt
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.row_xml import Looks, RowXml, looks_like_formula, put_rows, writable

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

_A4 = 9
_MEASURED_ROWS = 200
_NARROWEST, _WIDEST = 6, 50


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


def write_workbook_to(sheets: Sequence[Sheet], stream: BinaryIO, *, within: Path | None = None) -> None:
    """Write the sheets as xlsx to a stream; memory does not grow with the number of rows.

    What is needed meanwhile lies in a folder of its own inside `within` or, unsaid, in the system's place for such files.
    """
    if not sheets:
        raise ValueError("a workbook needs at least one sheet")
    book = Workbook(write_only=True)
    taken: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="workbook-", dir=within) as folder:
        frame = Path(folder) / "frame.xlsx"
        rows = [Path(folder) / f"{number}.xml" for number in range(len(sheets))]
        for sheet, file in zip(sheets, rows, strict=True):
            _write_sheet(book, sheet, sheet_name(sheet.name, taken), file)
        book.save(frame)
        put_rows(frame, rows, stream)


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
    cell.value = writable(text)
    cell.data_type = "s"
    if looks_like_formula(text):
        cell.quotePrefix = True


def _looks(worksheet: Any, column: Column) -> Looks:
    """The styles of a column's cells, entered in the workbook."""
    plain, text, quoted = (_styled(worksheet, column, form) for form in ("", TEXT_FORMAT, TEXT_FORMAT))
    quoted.quotePrefix = True
    return Looks(plain.style_id, text.style_id, quoted.style_id)


def _styled(worksheet: Any, column: Column, number_format: str) -> Any:
    cell = WriteOnlyCell(worksheet)
    cell.font, cell.border = BODY_FONT, THIN_LINES
    wrapped = column.kind in (Kind.TEXT, Kind.CHOICE)
    cell.alignment = Alignment(vertical="center", wrap_text=wrapped)
    cell.number_format = number_format or NUMBER_FORMATS.get(column.kind, "General")
    return cell


def _write_sheet(book: Workbook, sheet: Sheet, name: str, file: Path) -> None:
    """Make a sheet with all but its rows, which go to the file."""
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
    writer = RowXml(sheet.columns, [_looks(worksheet, column) for column in sheet.columns], header + 1)
    with file.open("w", encoding="utf-8", newline="") as target:
        writer.write(first_rows, target)
        writer.write(rows, target)
    worksheet.auto_filter.ref = f"A{header}:{get_column_letter(len(sheet.columns))}{writer.next_row - 1}"


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
