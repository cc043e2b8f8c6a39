"""Small papers to read in tests: a PDF with a Chinese text layer, and a Word document."""

import io
import zlib
from collections.abc import Sequence

import docx
from docx.document import Document

Placed = tuple[float, float, str]


def pdf(pages: Sequence[Sequence[Placed]], *, size: int = 12, encrypt: bool = False, packed: bool = False) -> bytes:
    """A PDF whose pages hold texts at places counted in points from the lower left; the font needs no embedding."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        (
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
        ),
        (
            b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0"
            b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>"
        ),
    ]
    kids = []
    for page in pages:
        content = "".join(_shown(x, y, text, size) for x, y, text in page).encode()
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            + f" /Contents {len(objects) + 2} 0 R >>".encode()
        )
        filtered = b" /Filter /FlateDecode" if packed else b""
        content = zlib.compress(content) if packed else content
        objects.append(b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(content), filtered, content))
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _assembled(objects, encrypt=encrypt)


def column(x: float, top: float, lines: Sequence[str], *, pitch: float = 18) -> list[Placed]:
    """Lines set one under another."""
    return [(x, top - pitch * number, text) for number, text in enumerate(lines)]


def word(document: Document) -> bytes:
    """The bytes of a Word document."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def new_document() -> Document:
    """An empty Word document."""
    return docx.Document()


def _shown(x: float, y: float, text: str, size: int) -> str:
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"


def _assembled(objects: Sequence[bytes], *, encrypt: bool) -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    key = b"<" + b"00" * 32 + b">"
    locked = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O %s /U %s /P -4 >> /ID [<00> <00>]" % (key, key)
    content += b"trailer\n<< /Size %d /Root 1 0 R%s >>\n" % (len(objects) + 1, locked if encrypt else b"")
    return content + b"startxref\n%d\n%%%%EOF\n" % start
