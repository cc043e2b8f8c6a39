"""Writes single cells into a workbook that exists already; everything else in the file stays as it was, byte by byte.

A library that reads a workbook and writes it anew drops what it does not know: pictures, charts, comments, macros. Here only the XML of
the cells that are put is changed, inside the same archive.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string

from zugong.kernel.workbook.row_xml import looks_like_formula, writable

RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
BEFORE_CALCULATION = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip
"""What stands before the settings of calculation in a workbook."""
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Value = int | float | str | None


class NotAWorkbook(ValueError):
    """The file is not an xlsx workbook, or a sheet is asked for that it does not have."""


class WorkbookPatch:
    """Cells to be written into a workbook, and the workbook with them in it. Raises NotAWorkbook."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            self._book_part = next(part for kind, _key, part in self._related("") if kind == "officeDocument")
            self._book = self._read(self._book_part)
        except (zipfile.BadZipFile, KeyError, StopIteration, etree.XMLSyntaxError) as error:
            raise NotAWorkbook(str(error)) from error
        parts = {key: part for _kind, key, part in self._related(self._book_part)}
        self._parts = {
            sheet.get("name"): parts[key]
            for sheet in self._book.iter(_named(self._book, "sheet"))
            for name, key in sheet.attrib.items()
            if etree.QName(name).localname == "id" and key in parts
        }
        self._sheets: dict[str, _SheetXml] = {}
        self._styles: tuple[str, Any] | None = None
        self._quoted: dict[str, str] = {}

    def put(self, sheet: str, coordinate: str, value: Value) -> None:
        """Write a value into a cell, which keeps its looks; None empties it. A text is never taken for a formula."""
        xml = self._sheet(sheet)
        cell = xml.cell(coordinate)
        cell.attrib.pop("t", None)
        for child in list(cell):
            cell.remove(child)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, xml.named("is")), xml.named("t"))
            text.text = writable(value)
            text.set(SPACE, "preserve")
            if looks_like_formula(value):
                cell.set("s", self._quoting(cell.get("s", "0")))
        elif value is not None:
            etree.SubElement(cell, xml.named("v")).text = repr(value)

    def content(self) -> bytes:
        """The workbook with the cells in it. Programs compute its formulas anew when they open it."""
        changed = {self._parts[name]: sheet.root for name, sheet in self._sheets.items()}
        if self._forget_results():
            self._calculate_on_opening()
            changed |= {self._parts[name]: sheet.root for name, sheet in self._sheets.items()}
            changed[self._book_part] = self._book
        if self._styles is not None:
            changed[self._styles[0]] = self._styles[1]
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
            for entry in self._archive.infolist():
                root = changed.get(entry.filename)
                written = self._archive.read(entry) if root is None else _written(root)
                out.writestr(entry, written, compress_type=entry.compress_type)
        return stream.getvalue()

    def _sheet(self, name: str) -> "_SheetXml":
        if name not in self._sheets:
            if name not in self._parts:
                raise NotAWorkbook(name)
            self._sheets[name] = _SheetXml(self._read(self._parts[name]))
        return self._sheets[name]

    def _forget_results(self) -> bool:
        """Forget what formulas came to before the cells were written, in every sheet; False if there are none."""
        found = False
        for name, part in self._parts.items():
            if name in self._sheets or b"f>" in self._archive.read(part):
                found |= self._sheet(name).forget_results()
        return found

    def _calculate_on_opening(self) -> None:
        settings = self._book.find(_named(self._book, "calcPr"))
        if settings is None:
            settings = etree.Element(_named(self._book, "calcPr"))
            before = [one for one in self._book if etree.QName(one).localname in BEFORE_CALCULATION]
            self._book.insert(self._book.index(before[-1]) + 1, settings)
        settings.set("fullCalcOnLoad", "1")

    def _quoting(self, style: str) -> str:
        """A style with the same looks in which what is shown is text, whatever it begins with."""
        if style not in self._quoted:
            if self._styles is None:
                part = next(part for kind, _key, part in self._related(self._book_part) if kind == "styles")
                self._styles = part, self._read(part)
            looks = self._styles[1].find(_named(self._styles[1], "cellXfs"))
            same = etree.fromstring(etree.tostring(looks[int(style)]))
            same.set("quotePrefix", "1")
            looks.append(same)
            looks.set("count", str(len(looks)))
            self._quoted[style] = str(len(looks) - 1)
        return self._quoted[style]

    def _related(self, part: str) -> Iterator[tuple[str, str, str]]:
        """What a part names as belonging to it: kind, key and the other part."""
        folder, name = posixpath.split(part)
        root = self._read(posixpath.join(folder, "_rels", f"{name}.rels"))
        for one in root.iter(RELATIONS):
            target = one.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            yield one.get("Type", "").rpartition("/")[2], one.get("Id", ""), posixpath.normpath(whole)

    def _read(self, part: str) -> Any:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(self._archive.read(part), parser)


class _SheetXml:
    """The XML of one sheet: finds cells, and makes those that are not there yet."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self._data = root.find(self.named("sheetData"))
        self._rows: dict[int, Any] = {}
        self._cells: dict[str, Any] = {}
        self._note_places()
        self._columns = [
            (int(one.get("min")), int(one.get("max")), one.get("style"))
            for one in root.iter(self.named("col"))
            if one.get("style")
        ]

    def named(self, name: str) -> str:
        """The full name of an element of this sheet."""
        return _named(self.root, name)

    def cell(self, coordinate: str) -> Any:
        """The cell there; a new one looks as its row or its column does."""
        if coordinate not in self._cells:
            letters, number = coordinate_from_string(coordinate)
            row = self._row(number)
            column = column_index_from_string(letters)
            cell = etree.Element(self.named("c"), r=f"{get_column_letter(column)}{number}")
            style = row.get("s") if row.get("customFormat") in ("1", "true") else self._style_of(column)
            if style:
                cell.set("s", style)
            row.insert(sum(_column_of(one) < column for one in row), cell)
            # Both only say how far the sheet goes, and no longer do.
            row.attrib.pop("spans", None)
            self._forget_extent()
            self._cells[coordinate] = cell
        return self._cells[coordinate]

    def forget_results(self) -> bool:
        """Forget what formulas came to; False if there are none."""
        found = False
        for formula in self._data.iter(self.named("f")):
            found = True
            cell = formula.getparent()
            cell.attrib.pop("t", None)
            for result in cell.findall(self.named("v")):
                cell.remove(result)
        return found

    def _note_places(self) -> None:
        """Where every cell stands. Programs may leave that unsaid: then it stands after the one before."""
        number = 0
        for row in self._data:
            number = int(row.get("r", number + 1))
            row.set("r", str(number))
            self._rows[number] = row
            column = 0
            for cell in row:
                column = _column_of(cell) if cell.get("r") else column + 1
                cell.set("r", f"{get_column_letter(column)}{number}")
                self._cells[cell.get("r")] = cell

    def _row(self, number: int) -> Any:
        if number not in self._rows:
            row = etree.Element(self.named("row"), r=str(number))
            self._data.insert(sum(known < number for known in self._rows), row)
            self._rows[number] = row
        return self._rows[number]

    def _style_of(self, column: int) -> str | None:
        return next((style for first, last, style in self._columns if first <= column <= last), None)

    def _forget_extent(self) -> None:
        extent = self.root.find(self.named("dimension"))
        if extent is not None:
            self.root.remove(extent)


def _named(root: Any, name: str) -> str:
    return f"{{{etree.QName(root).namespace}}}{name}"


def _column_of(cell: Any) -> int:
    letters, _number = coordinate_from_string(cell.get("r"))
    place: int = column_index_from_string(letters)
    return place


def _written(root: Any) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
