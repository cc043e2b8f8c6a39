"""The rows of a sheet as the XML inside an xlsx file, and how they are put into a workbook that has all but them.

openpyxl makes the workbook: its looks, heads, widths and print settings. Building an object per cell is what takes the time for a
hundred thousand rows, so the rows alone are written here, as text.
"""

import datetime as dt
import math
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from zugong.kernel.workbook.columns import Column, Kind

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_LONGEST_CELL = 32_767
_EXACT_DIGITS = 15  # what a spreadsheet's number keeps
_UNWRITABLE = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NEEDS_CARE = re.compile("[\x00-\x1f&<>\ufffe\uffff]|_x|^ | $")
_HERE = ZoneInfo("Asia/Shanghai")
_DAY_ZERO = dt.date(1899, 12, 30)
_FIRST_TRUE_DAY = dt.date(1900, 3, 1)  # before it spreadsheets count a day that never was
_QUICKLY = 1
_LOT = 500


@dataclass(frozen=True, slots=True)
class Looks:
    """The numbers of a column's styles in the workbook: for its own kind, for text, for text that resembles a formula."""

    own: int
    text: int
    quoted: int


def writable(text: str) -> str:
    """A text as a cell can hold it: without control characters, cut where a cell ends, read back unchanged."""
    kept = text.translate(_UNWRITABLE)
    # A literal _x0041_ would be read as the letter A.
    kept = _ESCAPE_LIKE.sub("_x005F_", kept)
    if len(kept) > _LONGEST_CELL:
        notice = _("……（超出单元格长度，已截断）")
        kept = kept[: _LONGEST_CELL - len(notice)] + notice
    return kept


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program would try to compute a text if it were typed in."""
    return text.startswith(FORMULA_STARTS)


def with_apostrophe(text: str) -> str:
    """A text for a csv, which a spreadsheet program would compute if it looks like a formula: an apostrophe marks it as a text.

    A text that begins so by itself is given one more, so that `without_apostrophe` gives every text back as it was.
    """
    return f"'{text}" if looks_like_formula(text.lstrip("'")) else text


def without_apostrophe(text: str) -> str:
    """A text read from a csv without the apostrophe that only marks it as a text."""
    return text[1:] if text.startswith("'") and looks_like_formula(text.lstrip("'")) else text


class RowXml:
    """Turns rows of plain values into XML; `next_row` is the number of the row to come."""

    def __init__(self, columns: Sequence[Column], looks: Sequence[Looks], first_row: int) -> None:
        self.next_row = first_row
        self._keys = [column.key for column in columns]
        self._cells = [
            (get_column_letter(number), column.kind, dict(column.choices), look)
            for number, (column, look) in enumerate(zip(columns, looks, strict=True), start=1)
        ]
        self._yes, self._no = _("是"), _("否")

    def write(self, rows: Iterable[Mapping[str, Any] | Sequence[Any]], file: Any) -> None:
        """Write the rows to a text file, a lot at a time."""
        lot: list[str] = []
        for row in rows:
            lot.append(self._row([row.get(key) for key in self._keys] if isinstance(row, Mapping) else row))
            if len(lot) == _LOT:
                file.write("".join(lot))
                lot.clear()
        file.write("".join(lot))

    def _row(self, values: Sequence[Any]) -> str:
        number = self.next_row
        self.next_row += 1
        parts = [f'<row r="{number}">']
        for (letter, kind, labels, look), value in zip(self._cells, values, strict=False):
            place = f'<c r="{letter}{number}" s="'
            if labels:
                value = labels.get(value, value)  # noqa: PLW2901 - the cell shows the label
            if value is None or value == "":
                parts.append(f'{place}{look.own}"/>')
            elif type(value) is str:
                parts.append(place + _text(value, look))
            else:
                parts.append(place + self._other(value, kind, look))
        parts.append("</row>")
        return "".join(parts)

    def _other(self, value: Any, kind: Kind, look: Looks) -> str:
        if isinstance(value, bool):
            return _text(self._yes if value else self._no, look)
        if isinstance(value, int | Decimal | float) and _keeps_its_digits(value, kind):
            return f'{look.own}" t="n"><v>{value}</v></c>'
        if isinstance(value, dt.date):
            day = _day(value)
            if kind is Kind.DATE and day >= _FIRST_TRUE_DAY:
                return f'{look.own}" t="n"><v>{(day - _DAY_ZERO).days}</v></c>'
            return _text(day.isoformat() if kind is Kind.DATE else _moment(value), look)
        return _text(str(value), look)


def _text(text: str, look: Looks) -> str:
    style = look.quoted if text[:1] in FORMULA_STARTS else look.text
    if len(text) > _LONGEST_CELL or _NEEDS_CARE.search(text):
        kept = writable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
        return f'{style}" t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'
    return f'{style}" t="inlineStr"><is><t>{text}</t></is></c>'


def _keeps_its_digits(value: float | Decimal, kind: Kind) -> bool:
    if kind in (Kind.CODE, Kind.TEXT, Kind.CHOICE):
        return kind is Kind.TEXT and len(str(value)) <= _EXACT_DIGITS and math.isfinite(value)
    if isinstance(value, int):
        return -(10**_EXACT_DIGITS) < value < 10**_EXACT_DIGITS
    if isinstance(value, float):
        return math.isfinite(value)
    return value.is_finite() and len(value.as_tuple().digits) <= _EXACT_DIGITS


def _day(value: dt.date) -> dt.date:
    if not isinstance(value, dt.datetime):
        return value
    return (value.astimezone(_HERE) if value.tzinfo else value).date()


def _moment(value: dt.date) -> str:
    if not isinstance(value, dt.datetime):
        return value.isoformat()
    return f"{value.astimezone(_HERE) if value.tzinfo else value:%Y-%m-%d %H:%M}"


def put_rows(frame: Path, rows_of_sheets: Sequence[Path], stream: BinaryIO) -> None:
    """Write the workbook at `frame` to the stream, with the rows of each file at the end of the sheet of that place."""
    sheets = {f"xl/worksheets/sheet{number}.xml": rows for number, rows in enumerate(rows_of_sheets, start=1)}
    with (
        zipfile.ZipFile(frame) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICKLY) as made,
    ):
        for member in source.namelist():
            content = source.read(member)
            if member not in sheets:
                made.writestr(member, content)
                continue
            # A sheet without any row has an empty element in place of the two tags.
            head, _end, tail = content.replace(b"<sheetData />", b"<sheetData></sheetData>").partition(b"</sheetData>")
            with made.open(zipfile.ZipInfo(member), "w", force_zip64=True) as target, sheets[member].open("rb") as rows:
                target.write(head)
                shutil.copyfileobj(rows, target, 1 << 20)
                target.write(b"</sheetData>" + tail)
