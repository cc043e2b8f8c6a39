"""Pages of an official document: paper, margins, the grid of 22 lines by 28 characters, page numbers.

A `Sheet` collects the paragraphs and tables of a document and starts a new section where the paper is turned.
"""

import datetime as dt
import io
import zipfile

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from zugong.kernel.documents.writing.markup import field, paragraph, run, twips, w
from zugong.kernel.documents.writing.styles import LINE_POINTS, apply_styles, indents

PAPER_MM = (210, 297)
# Portrait: head, foot, binding edge, opposite edge. A turned page keeps its head at the binding edge.
PORTRAIT_MM = (37, 35, 28, 26)
LANDSCAPE_MM = (28, 26, 35, 37)
FORM_MM = (25, 24, 28, 26)
TEXT_WIDTH_MM = 156
LANDSCAPE_WIDTH_MM = 225
# The page number's line is 5 mm high and its dashes stand 7 mm below the text area.
_BELOW_TEXT_MM = 10
_EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class Sheet:
    """A document being written, from its first paragraph to its last."""

    def __init__(
        self, *, margins: tuple[int, int, int, int] = PORTRAIT_MM, header_note: str = "", footer_note: str = ""
    ) -> None:
        self._document: Document = docx.Document()
        apply_styles(self._document)
        self._margins = margins
        self._landscape = False
        self._add_furniture(header_note, footer_note)
        self._end = self._document.element.body.sectPr
        self._lay_out(self._end)

    @property
    def width_mm(self) -> int:
        """The width of the text area on the present page."""
        return LANDSCAPE_WIDTH_MM if self._landscape else TEXT_WIDTH_MM

    def describe(self, *, title: str, author: str, date: dt.date | None) -> None:
        """Fill in the file's properties, which search and archives read."""
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = title[:255], author[:255], ""
        properties.last_modified_by, properties.language = author[:255], "zh-CN"
        if date:
            written = dt.datetime.combine(date, dt.time(), dt.UTC).replace(tzinfo=None)
            properties.created = properties.modified = written

    def add(self, *elements: BaseOxmlElement) -> None:
        """Append paragraphs or tables."""
        for element in elements:
            self._end.addprevious(element)

    def add_blank(self, lines: int = 1, *, kept: bool = False) -> None:
        """Append blank lines of the body's height; kept ones stay on the page of what follows."""
        for _ in range(lines):
            self.add(paragraph("Flush", properties=(w("keepNext"),) if kept else ()))

    def keep_last_with_next(self) -> None:
        """Let the last paragraph so far share a page with what follows, so that a signature never stands alone."""
        last = self._end.getprevious()
        if last is not None and last.tag == qn("w:p") and last.pPr.find(qn("w:keepNext")) is None:
            last.pPr.insert(1, w("keepNext"))

    def turn(self, *, landscape: bool) -> None:
        """Go on in the other direction of the paper, on a new page; nothing happens when it lies so already."""
        if landscape != self._landscape:
            self.start_section(landscape=landscape)

    def start_section(self, *, landscape: bool) -> None:
        """Go on on a new page that lies in the given direction."""
        if self._end.getprevious() is not None:
            # The section's properties live in its last paragraph; a tiny one of its own adds no line.
            ended = w("sectPr", *[_copy_reference(ref) for ref in self._references()])
            self._lay_out(ended)
            self.add(w("p", w("pPr", w("pStyle", val="Filler"), ended)))
            for reference in self._references():
                self._end.remove(reference)
        self._landscape = landscape
        self._lay_out(self._end)

    def content(self) -> bytes:
        """The document as the bytes of a docx file; equal documents give equal bytes."""
        saved = io.BytesIO()
        self._document.save(saved)
        return _without_times(saved.getvalue())

    def _references(self) -> list[BaseOxmlElement]:
        return [child for child in self._end if child.tag in (qn("w:headerReference"), qn("w:footerReference"))]

    def _lay_out(self, section: BaseOxmlElement) -> None:
        for child in list(section):
            if child.tag not in (qn("w:headerReference"), qn("w:footerReference")):
                section.remove(child)
        across, down = (PAPER_MM[1], PAPER_MM[0]) if self._landscape else PAPER_MM
        top, bottom, left, right = LANDSCAPE_MM if self._landscape else self._margins
        size = {"w": twips(mm=across), "h": twips(mm=down)}
        section.append(w("pgSz", **size, **({"orient": "landscape"} if self._landscape else {})))
        section.append(
            w(
                "pgMar",
                top=twips(mm=top),
                right=twips(mm=right),
                bottom=twips(mm=bottom),
                left=twips(mm=left),
                header=twips(mm=15),
                footer=twips(mm=bottom - _BELOW_TEXT_MM),
                gutter=0,
            )
        )
        section.append(w("cols", space=425))
        section.append(_grid())

    def _add_furniture(self, header_note: str, footer_note: str) -> None:
        """Page numbers right on odd and left on even pages, with the notes above and below the text."""
        self._document.settings.odd_and_even_pages_header_footer = True
        section = self._document.sections[0]
        for footer, style, side in (
            (section.footer, "PageOdd", "right"),
            (section.even_page_footer, "PageEven", "left"),
        ):
            footer.is_linked_to_previous = False
            indent = indents(right=1, size=14) if side == "right" else indents(left=1, size=14)
            number = paragraph(style, *run("— "), *field("PAGE"), *run(" —"), properties=(indent,))
            lines = [paragraph("Code", footer_note), number] if footer_note else [number]
            _replace_content(footer._element, *lines)  # noqa: SLF001 - python-docx has no public way to it
        if header_note:
            for header in (section.header, section.even_page_header):
                header.is_linked_to_previous = False
                _replace_content(header._element, paragraph("Header", header_note))  # noqa: SLF001


def _replace_content(part: BaseOxmlElement, *content: BaseOxmlElement) -> None:
    for child in list(part):
        part.remove(child)
    part.extend(content)


def _copy_reference(reference: BaseOxmlElement) -> BaseOxmlElement:
    made = w(reference.tag.rpartition("}")[2])
    for key, value in reference.attrib.items():
        made.set(key, value)
    return made


def _grid() -> BaseOxmlElement:
    # Lines only: programs disagree on grids of characters, so the styles set the 28 to a line.
    return w("docGrid", type="lines", linePitch=twips(points=LINE_POINTS))


def _without_times(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _EARLIEST_ZIP_TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
