"""Lines as they come out of a file, before any mend.

A *line* is what the file calls a line or a paragraph. Formats that know where a paragraph ends say so with `whole`; plain
text and PDF do not, and the lines are joined later.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from zugong.kernel.documents.reading.shapes import Repair

CELL_MARK = "｜"
# Curly quotes and dashes are of no fixed width in Unicode, but Chinese type sets them full width.
_NARROW = re.compile("[\x00-\u1fff\uff61-\uffdc]")


@dataclass(frozen=True, slots=True)
class Line:
    """One extracted line; `number` counts from 1, `gap` says that a blank line stands before it."""

    text: str
    number: int
    page: int = 1
    indent: float = 0
    gap: bool = False
    whole: bool = False
    level: int = 0
    row: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Extract:
    """All that a format's reader hands on: the lines, the text as extracted, and what the file says of itself."""

    lines: Sequence[Line]
    source_text: str
    title: str = ""
    dated: date | None = None
    repairs: Sequence[Repair] = field(default=())


def lines_of_text(text: str) -> list[Line]:
    """Split plain text into lines, counting pages at form feeds and remembering blank lines and indents."""
    lines: list[Line] = []
    page, gap = 1, False
    for number, raw in enumerate(text.split("\n"), start=1):
        turns = raw.count("\f")
        page += turns
        stripped = raw.replace("\f", "").rstrip()
        content = stripped.lstrip()
        if not content:
            gap = gap or not turns
            continue
        lines.append(Line(stripped, number, page=page, indent=width(stripped) - width(content), gap=gap))
        gap = False
    return lines


def width(text: str) -> float:
    """How many full-width characters of room the text takes."""
    return len(text) - len(_NARROW.findall(text)) / 2


def is_han(char: str) -> bool:
    """Whether the character is a Chinese one."""
    return "㐀" <= char <= "鿿" or "𠀀" <= char <= "𲎯"
