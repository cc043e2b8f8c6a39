"""Opens a spreadsheet file, whatever it is called: xlsx, xls or csv in any encoding, as grids of cells."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import overload

import openpyxl
import python_calamine
from django.utils.translation import gettext as _

from zugong.kernel.workbook.cells import CellContent
from zugong.kernel.workbook.row_xml import without_apostrophe

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST_FILE = 200 * 1024**2
_LARGEST_UNPACKED = 2 * 1024**3
_FOREIGN = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"Rar!": "RAR", b"7z\xbc\xaf": "7z"}
_ENCODINGS = ("utf-8", "gb18030")
_HEAD_ROWS = 60
# A number as a spreadsheet writes it into a csv: whether it once was 1980.10 is lost.
_MONTH_NUMBER = re.compile(r"\d{4}\.1", re.ASCII)


class CannotReadTable(Exception):
    """A file from which no table can be read; the message says why and what to do."""


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet from its first row on; `merged` are (first row, first column, last row, last column)."""

    name: str
    rows: Sequence[Sequence[CellContent]]
    merged: Sequence[tuple[int, int, int, int]] = field(default=())

    @cached_property
    def head(self) -> Sequence[Sequence[CellContent]]:
        """The first rows, among which the header is."""
        return list(islice(self.rows, _HEAD_ROWS))


class _SheetRows(Sequence[Sequence[CellContent]]):
    """The rows of a sheet, made one at a time: a hundred thousand of them as Python's own would not be small."""

    def __init__(self, sheet: python_calamine.CalamineSheet) -> None:
        self._sheet = sheet
        start, end = sheet.start, sheet.end
        self._blank: list[CellContent] = [""] * (start[1] if start else 0)
        self._count = end[0] + 1 if end else 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Sequence[CellContent]]:
        if not self._count:
            return
        for row in self._sheet.iter_rows():
            yield [*self._blank, *row] if self._blank else row

    @overload
    def __getitem__(self, place: int) -> Sequence[CellContent]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Sequence[CellContent]]: ...
    def __getitem__(self, place: int | slice) -> Sequence[CellContent] | Sequence[Sequence[CellContent]]:
        if isinstance(place, slice):
            return list(self)[place]
        return next(islice(self, range(self._count)[place], None))


def open_grids(content: bytes, name: str) -> list[Grid]:
    """The visible sheets of a file that hold anything, recognised by content and not by the file's name.

    Raises `CannotReadTable` when the file is empty, protected, damaged, too large or not a table.
    """
    if not content.strip():
        raise CannotReadTable(_("文件“{name}”是空的。").format(name=name))
    if len(content) > _LARGEST_FILE:
        raise CannotReadTable(_("文件“{name}”超过 200 MB，请拆分后再上传。").format(name=name))
    grids = _open_workbook(content, name) if content.startswith((_ZIP, _OLE)) else [_open_csv(content, name)]
    grids = [grid for grid in grids if any(any(cell not in (None, "") for cell in row) for row in grid.rows)]
    if not grids:
        raise CannotReadTable(_("文件“{name}”里没有数据。").format(name=name))
    return grids


def keeps_formats(content: bytes) -> bool:
    """Whether it can be told how a number in this file is shown; of an xls only the bare number is known."""
    return not content.startswith(_OLE)


def percent_formatted(content: bytes, sheet: str, places: Collection[int]) -> frozenset[tuple[int, int]]:
    """The cells of an xlsx sheet, counted from 0, that are shown as per cents, among those in the given columns."""
    if not content.startswith(_ZIP):
        return frozenset()
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        rows = book[sheet].iter_rows(min_col=min(places) + 1, max_col=max(places) + 1)
        cells = (cell for row in rows for cell in row if cell.value is not None)
        return frozenset(
            (cell.row - 1, cell.column - 1) for cell in cells if cell.column - 1 in places and "%" in cell.number_format
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        # A file of another program whose styles cannot be read shows plain numbers as far as we know.
        return frozenset()


def _open_workbook(content: bytes, name: str) -> list[Grid]:
    if content.startswith(_ZIP):
        _refuse_other_archives(content, name)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == python_calamine.SheetVisibleEnum.Visible
            and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        return [_grid(book.get_sheet_by_name(sheet)) for sheet in visible]
    except python_calamine.PasswordError:
        raise CannotReadTable(
            _("文件“{name}”设了打开密码，请在 WPS 或 Excel 中取消密码后再上传。").format(name=name)
        ) from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise CannotReadTable(
            _("文件“{name}”打不开，可能没有传完或已损坏；请在 WPS 或 Excel 中打开并另存为 xlsx 后再上传。").format(
                name=name
            )
        ) from error


def _refuse_other_archives(content: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise CannotReadTable(_("文件“{name}”打不开，可能没有传完或已损坏；请重新上传。").format(name=name)) from None
    if sum(member.file_size for member in members) > _LARGEST_UNPACKED:
        raise CannotReadTable(_("文件“{name}”解压后过大，请拆分后再上传。").format(name=name))
    if not any(member.filename.startswith("xl/workbook") for member in members):
        raise CannotReadTable(_not_a_table(name))


def _grid(sheet: python_calamine.CalamineSheet) -> Grid:
    merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return Grid(sheet.name, _SheetRows(sheet), merged)


def _open_csv(content: bytes, name: str) -> Grid:
    text = _decoded(content, name)
    if text.lstrip()[:200].casefold().startswith(("<html", "<!doctype html", "<table", "<?xml", "<meta")):
        raise CannotReadTable(
            _("文件“{name}”其实是网页，请在 WPS 或 Excel 中打开并另存为 xlsx 后再上传。").format(name=name)
        )
    lines = text.splitlines()[:20]
    delimiter = max(",\t;", key=lambda mark: sum(line.count(mark) for line in lines))
    try:
        rows = [_csv_cells(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise CannotReadTable(_("文件“{name}”不是规范的 CSV：{error}").format(name=name, error=error)) from error
    return Grid(name, rows)


def _csv_cells(row: list[str]) -> list[CellContent]:
    plain = (without_apostrophe(cell) if cell.startswith("'") else cell for cell in row)
    return [float(cell) if len(cell) == 6 and _MONTH_NUMBER.fullmatch(cell) else cell for cell in plain]


def _decoded(content: bytes, name: str) -> str:
    for signature, kind in _FOREIGN.items():
        if content.startswith(signature):
            raise CannotReadTable(_not_a_table(name, kind))
    encodings: tuple[str, ...] = _ENCODINGS
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    elif content.startswith(codecs.BOM_UTF8):
        encodings = ("utf-8-sig",)
    elif b"\x00" in content[:200]:
        # Without a mark the zero bytes of Latin letters, digits and line ends tell the order.
        encodings = ("utf-16-le" if content[1:200:2].count(0) > content[0:200:2].count(0) else "utf-16-be",)
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(char) < 9 for char in text[:4000]):
            return text
    raise CannotReadTable(_not_a_table(name))


def _not_a_table(name: str, kind: str = "") -> str:
    what = _("是 {kind} 文件，").format(kind=kind) if kind else ""
    return _("文件“{name}”{what}不是表格；可以上传 xlsx、xls 或 csv。").format(name=name, what=what)
