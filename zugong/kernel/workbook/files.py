"""Opens a spreadsheet file, whatever it is called: xlsx, xls or csv in any encoding, as grids of cells."""

import codecs
import csv
import io
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import openpyxl
import python_calamine
from django.utils.translation import gettext as _

from zugong.kernel.workbook.cells import CellContent

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST_FILE = 200 * 1024**2
_LARGEST_UNPACKED = 2 * 1024**3
_FOREIGN = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"Rar!": "RAR", b"7z\xbc\xaf": "7z"}
_ENCODINGS = ("utf-8", "gb18030")


class CannotReadTable(Exception):
    """A file from which no table can be read; the message says why and what to do."""


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet from its first row on; `merged` are (first row, first column, last row, last column)."""

    name: str
    rows: Sequence[Sequence[CellContent]]
    merged: Sequence[tuple[int, int, int, int]] = field(default=())


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
    return Grid(sheet.name, sheet.to_python(skip_empty_area=False), merged)


def _open_csv(content: bytes, name: str) -> Grid:
    text = _decoded(content, name)
    if text.lstrip()[:200].casefold().startswith(("<html", "<!doctype html", "<table", "<?xml", "<meta")):
        raise CannotReadTable(
            _("文件“{name}”其实是网页，请在 WPS 或 Excel 中打开并另存为 xlsx 后再上传。").format(name=name)
        )
    lines = text.splitlines()[:20]
    delimiter = max(",\t;", key=lambda mark: sum(line.count(mark) for line in lines))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise CannotReadTable(_("文件“{name}”不是规范的 CSV：{error}").format(name=name, error=error)) from error
    return Grid(name, rows)


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
