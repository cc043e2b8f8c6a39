"""Plans in PDF with a text layer: lines from the places of the characters, columns, tables, doubled glyphs."""

import io
import logging
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

import pdfplumber
from pdfminer import pdftypes
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed

from zugong.kernel.documents.reading.columns import reading_order
from zugong.kernel.documents.reading.glyphs import Glyph, Row, rows_of, without_doubles
from zugong.kernel.documents.reading.lines import CELL_MARK, Extract, Line, is_han, width
from zugong.kernel.documents.reading.shapes import CannotRead, Repair

MOST_PAGES = 3000
LARGEST_STREAM = 64 * 1024 * 1024
# Fonts that break a rule of the format are common and harmless; the reader of a plan need not hear of them.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
_FEWEST_GLYPHS = 6
_LEAST_READABLE = 0.5
_SWOLLEN = "PDF 文件解开后过大，不像一份计划，已停止读取。"
_DAMAGED = "PDF 文件已损坏或不完整，请重新导出后再试。"
_ENCRYPTED = "文件已加密，请解除密码后再试。"
_SCANNED = "PDF 里没有文字层，可能是扫描件；请换成由文档导出的 PDF，或先做文字识别。"
_UNMAPPED = "PDF 里的字体没有对应的文字，读不出内容；请换成 DOCX 或重新导出 PDF。"


class _BoundedInflation:
    """Stands in for zlib in the PDF library, which would unpack a stream of any size into memory."""

    error = zlib.error
    decompressobj = staticmethod(zlib.decompressobj)

    @staticmethod
    def decompress(data: bytes) -> bytes:
        """Unpack the stream as zlib does, but no further than a page of text can need."""
        unpacking = zlib.decompressobj()
        unpacked = unpacking.decompress(data, LARGEST_STREAM)
        if unpacking.unconsumed_tail:
            raise CannotRead(_SWOLLEN)
        if not unpacking.eof:
            raise zlib.error
        return unpacked


setattr(pdftypes, "zlib", _BoundedInflation)  # noqa: B010 - the module's own name, which its stubs do not declare


def extract_pdf(content: bytes) -> Extract:
    """Read the lines of a PDF in reading order; raise CannotRead when it is damaged, encrypted or without text."""
    pages = _Pages()
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            for number, page in enumerate(document.pages[:MOST_PAGES], start=1):
                pages.add(page, number)
                page.close()
    except Exception as error:
        # The parser meets damaged files with errors of every kind, and none of them may reach the reader.
        raise CannotRead(_reason(error)) from error
    if pages.glyphs < _FEWEST_GLYPHS:
        raise CannotRead(_SCANNED if b"/Image" in content or not pages.unmapped else _UNMAPPED)
    if pages.glyphs < _LEAST_READABLE * (pages.glyphs + pages.unmapped):
        raise CannotRead(_UNMAPPED)
    return Extract(_with_sizes(pages.lines, pages.sizes), "\n".join(pages.source), repairs=pages.repairs)


def _reason(error: BaseException | None) -> str:
    """The sentence for an error of the library, which wraps the true cause in others of its own."""
    while error is not None:
        for cause in (error, *error.args):
            if isinstance(cause, CannotRead):
                return str(cause)
            if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError | PDFTextExtractionNotAllowed):
                return _ENCRYPTED
        error = error.__cause__ or error.__context__
    return _DAMAGED


class _Pages:
    """Gathers the lines of page after page."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.sizes: list[float] = []
        self.source: list[str] = []
        self.repairs: list[Repair] = []
        self.glyphs = 0
        self.unmapped = 0

    def add(self, page: Any, number: int) -> None:
        """Read one page."""
        found = [Glyph.of(char) for char in page.chars if char.get("upright", True)]
        self.unmapped += sum(glyph.text.startswith("(cid:") for glyph in found)
        found = [glyph for glyph in found if not glyph.text.startswith("(cid:")]
        self.glyphs += sum(not glyph.text.isspace() for glyph in found)
        tables = _tables(page)
        outside = [glyph for glyph in found if not any(_inside(glyph, table.bbox) for table in tables)]
        kept, doubles = without_doubles(outside)
        for piece in _placed(reading_order(rows_of(kept)), tables):
            if isinstance(piece, Row):
                self._row(piece, number, doubles)
            else:
                self._table(piece, number)

    def _row(self, row: Row, page: int, doubles: dict[int, int]) -> None:
        text = row.text()
        if not text.strip():
            return
        self.source.append(row.text_with(doubles))
        line = len(self.source)
        if any(id(glyph) in doubles for glyph in row.glyphs):
            self.repairs.append(Repair("doubled", line, self.source[-1].strip(), text.strip()))
        drawn_twice = all(id(glyph) in doubles for glyph in row.glyphs)
        self.lines.append(Line(text, line, page=page, indent=row.indent, gap=row.gap, bold=drawn_twice))
        self.sizes.append(row.size)

    def _table(self, table: Any, page: int) -> None:
        for cells in table.extract():
            flat = ["".join((cell or "").split("\n")).strip() for cell in cells]
            flat = [cell for n, cell in enumerate(flat) if cell or cells[n] is not None]
            if any(flat):
                text = CELL_MARK.join(flat)
                self.source.append(text)
                self.lines.append(Line(text, len(self.source), page=page, row=True))
                self.sizes.append(0)


def _tables(page: Any) -> list[Any]:
    """The ruled tables of the page; a frame around prose is none."""
    if len(page.rects) + len(page.lines) + len(page.curves) < 4:
        return []
    found = []
    for table in page.find_tables():
        rows = [row.cells for row in table.rows]
        columns = max((sum(cell is not None for cell in row) for row in rows), default=0)
        if len(rows) >= 2 and columns >= 2:
            found.append(table)
    return found


def _inside(glyph: Glyph, box: Sequence[float]) -> bool:
    left, top, right, bottom = box
    return left <= (glyph.x0 + glyph.x1) / 2 <= right and top <= (glyph.top + glyph.bottom) / 2 <= bottom


def _placed(rows: Sequence[Row], tables: Sequence[Any]) -> Iterator[Any]:
    """Rows of text in reading order, each table before the first row that stands below its top."""
    waiting = sorted(tables, key=lambda table: table.bbox[1])
    for row in rows:
        while (
            waiting and waiting[0].bbox[1] <= row.top and waiting[0].bbox[0] <= row.x1 and row.x0 <= waiting[0].bbox[2]
        ):
            yield waiting.pop(0)
        yield row
    yield from waiting


def _with_sizes(lines: Sequence[Line], sizes: Sequence[float]) -> list[Line]:
    """Mark as bold the short lines set clearly larger than the body."""
    measured = [size for line, size in zip(lines, sizes, strict=True) for _ in range(len(line.text)) if size]
    if not measured:
        return list(lines)
    body = median(measured)
    return [
        replace(line, bold=True)
        if size > 1.18 * body and width(line.text) <= 40 and any(map(is_han, line.text))
        else line
        for line, size in zip(lines, sizes, strict=True)
    ]
