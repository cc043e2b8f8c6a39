"""Plans written in Word: paragraphs, tables in reading order, heading styles, and the numbers that Word counts itself.

The few parts that matter are read straight from the package, so that a file that unpacks to gigabytes is refused before
anything of it is unpacked, and pictures are never loaded.
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from zugong.kernel.documents.reading.lines import CELL_MARK, Extract, Line
from zugong.kernel.documents.reading.shapes import CannotRead, Repair
from zugong.kernel.documents.reading.word_numbers import Numbering, Styles

LARGEST_PART = 48 * 1024 * 1024
# What the unpacking and the parsing raise on a package with a broken byte.
_SIGNS_OF_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    etree.LxmlError,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
)
_DAMAGED = "DOCX 文件已损坏或不完整，请重新导出后再试。"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = {f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "footnoteReference")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def extract_word(content: bytes) -> Extract:
    """Read the paragraphs and table rows of a DOCX file; raise CannotRead when it is another kind of package."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _refuse_other_packages(package)
            document = _part(package, "word/document.xml")
            numbering = Numbering(_part(package, "word/numbering.xml"))
            styles = Styles(_part(package, "word/styles.xml"))
    except _SIGNS_OF_DAMAGE as error:
        raise CannotRead(_DAMAGED) from error
    body = None if document is None else document.find(f"{_W}body")
    if body is None:
        raise CannotRead(_DAMAGED)
    return _Reader(numbering, styles).read(body)


def _refuse_other_packages(package: zipfile.ZipFile) -> None:
    names = set(package.namelist())
    if "word/document.xml" in names:
        if any(entry.flag_bits & 1 for entry in package.infolist()):
            raise CannotRead("文件已加密，请解除密码后再试。")
        return
    if any(name.startswith("xl/") for name in names):
        raise CannotRead("这是电子表格，不是计划正文；请选择 PDF、DOCX、TXT 或 HTML 文件。")
    if any(name.startswith("ppt/") for name in names):
        raise CannotRead("这是演示文稿，不是计划正文；请选择 PDF、DOCX、TXT 或 HTML 文件。")
    if "OFD.xml" in names:
        raise CannotRead("暂不支持 OFD 文件，请另存为 PDF 或 DOCX 后再试。")
    raise CannotRead("这是压缩包，请解压后选择其中的计划文件。")


def _part(package: zipfile.ZipFile, name: str) -> etree._Element | None:
    if name not in package.namelist():
        return None
    if package.getinfo(name).file_size > LARGEST_PART:
        raise CannotRead("DOCX 文件解开后过大，不像一份计划，已停止读取。")
    with package.open(name) as stream:
        # A package may lie about its sizes, so the reading itself is bounded too.
        content = stream.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise CannotRead("DOCX 文件解开后过大，不像一份计划，已停止读取。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    return etree.fromstring(content, parser)


class _Reader:
    """Walks the body of a document in reading order."""

    def __init__(self, numbering: Numbering, styles: Styles) -> None:
        self.numbering = numbering
        self.styles = styles
        self.lines: list[Line] = []
        self.source: list[str] = []
        self.repairs: list[Repair] = []
        self.title = ""
        self.page = 1
        self.gap = False

    def read(self, body: etree._Element) -> Extract:
        """Return the extract of the whole body."""
        for block in _blocks(body):
            if block.tag == f"{_W}p":
                self._paragraph(block)
            else:
                self._table(block)
        return Extract(self.lines, "\n".join(self.source), title=self.title, repairs=self.repairs)

    def _paragraph(self, paragraph: etree._Element) -> None:
        style = self.styles.of(paragraph)
        text = _text(paragraph)
        if text.strip():
            text = self.numbering.mark_for(paragraph, style) + text
        level = style.level if len(text.strip()) <= 80 else 0
        if style.in_contents:
            self.source.append(text)
            self.repairs += [Repair("furniture", len(self.source), text, "")] if text.strip() else []
            return
        if style.is_title and text.strip() and not self.title:
            self.title = text.strip()
        for n, piece in enumerate(text.split("\n")):
            self._add(piece, level=level if not n else 0)

    def _add(self, text: str, *, level: int = 0, row: bool = False) -> None:
        pages = text.split("\f")
        self.page += len(pages) - 1
        text = "".join(pages).rstrip()
        self.source.append(text)
        if not text.strip():
            self.gap = True
            return
        self.lines.append(Line(text, len(self.source), page=self.page, gap=self.gap, whole=True, level=level, row=row))
        self.gap = False

    def _table(self, table: etree._Element) -> None:
        rows = [[_cell(cell) for cell in _children(row, "tc")] for row in _children(table, "tr")]
        # A table of one column or one cell is a frame around prose, not a table.
        if all(len(row) <= 1 for row in rows):
            for block in (inner for cell in table.iter(f"{_W}tc") for inner in _blocks(cell) if inner.tag == f"{_W}p"):
                self._paragraph(block)
            return
        for row in rows:
            cells = [cell.replace(CELL_MARK, "|") for cell in row]
            if any(cells):
                self._add(CELL_MARK.join(cells), row=True)


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables under the parent, looking into content controls and insertions."""
    for child in parent:
        if child.tag in {f"{_W}p", f"{_W}tbl"}:
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"}:
            yield from _blocks(child)


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"}:
            yield from _children(child, name)


def _cell(cell: etree._Element) -> str:
    return "".join(_text(paragraph).strip() for paragraph in cell.iter(f"{_W}p")).replace("\n", "").replace("\f", "")


def _text(element: etree._Element) -> str:
    parts: list[str] = []
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or tag == _FALLBACK:
            continue
        if tag == f"{_W}t":
            parts.append(child.text or "")
        elif tag == f"{_W}tab":
            parts.append("\t")
        elif tag in {f"{_W}br", f"{_W}cr"}:
            parts.append("\f" if child.get(f"{_W}type") == "page" else "\n")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif len(child):
            parts.append(_text(child))
    return "".join(parts)
