"""The mark of secrecy (密级标志) at the head of a document: what bears one is never taken in."""

import re
import zipfile
from pathlib import Path
from typing import Any

import pdfplumber
from django.utils.translation import gettext_lazy as _
from lxml import etree

from zugong.kernel.ledger.refusing import Refused

MARK = re.compile(r"(?:密级[:：]?)?(?<!工作)(绝密|机密|秘密)(?:[★☆*].{0,12})?$")
STARRED = re.compile(r"(?<!工作)(绝密|机密|秘密)[★☆]")
FIRST_LINES = 25


def mark_in(lines: list[str]) -> str:
    """绝密, 机密 or 秘密 where a line is such a mark (秘密★1年, 密级：机密); "" where the word only occurs in a sentence."""
    for line in lines:
        text = re.sub(r"\s", "", line)
        found = STARRED.search(text) or MARK.match(text)
        if found:
            return found.group(1)
    return ""


def docx_head(path: Path) -> list[str]:
    """The lines of a document's page headers and the first ones of its body. Raises Refused for a broken file."""
    lines: list[str] = []
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"word/(header\d*|document)\.xml", name)]
        for name in sorted(names, reverse=True):
            paragraphs = _paragraphs(archive.read(name))
            lines += paragraphs[:FIRST_LINES] if name == "word/document.xml" else paragraphs
    return lines


def pdf_head(path: Path) -> list[str]:
    """The first lines of the first page; none where it has no text."""
    try:
        with pdfplumber.open(path, pages=[1]) as document:
            text = document.pages[0].extract_text() if document.pages else ""
    except Exception:  # noqa: BLE001 - a damaged page raises whatever it likes; it is kept, not read
        return []
    return text.splitlines()[:FIRST_LINES]


def text_head(text: str) -> list[str]:
    """The first lines of a plain text."""
    return text.splitlines()[:FIRST_LINES]


def _paragraphs(xml: bytes) -> list[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root: Any = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(_("文件已损坏，打不开")) from error
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return ["".join(part.text or "" for part in paragraph.iter(f"{word}t")) for paragraph in root.iter(f"{word}p")]
