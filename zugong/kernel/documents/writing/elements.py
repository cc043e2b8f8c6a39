"""What a document is made of, as plain values: headings, paragraphs, tables, notes.

A *heading* carries no number of its own; the numbers 一、 （一） 1. （1） are counted when the document is written.
A *note* is a remark in smaller type, such as the reading of a table. A *table* may lie in a landscape section.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from zugong.kernel.documents.writing.wording import TableValue


class CannotWriteDocument(ValueError):
    """A document was declared that may not or cannot be written; the message says why, for its author."""


class Align(StrEnum):
    """Where the text of a table column stands."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; `run_in` is text that follows it on the same line, in the type of the body."""

    level: int
    text: str
    run_in: str = ""
    numbered: bool = True

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3, 4):
            raise CannotWriteDocument(f"标题只有一至四级，没有第 {self.level} 级")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body; line breaks in the text stay line breaks."""

    text: str


@dataclass(frozen=True)
class Note:
    """A remark in smaller type."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table whose header row is repeated on every page and whose rows stay whole.

    `groups` spans the header: ("合肥", 2) stands above two columns, ("", 1) lets a column's own label reach up.
    `widths` are relative; without them columns are as wide as their contents ask. Without `alignments` numbers
    stand right, short texts in the middle and long ones left. `total` sets the last row apart as a sum.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[TableValue]]
    caption: str = ""
    note: str = ""
    widths: Sequence[float] = ()
    alignments: Sequence[Align] = ()
    groups: Sequence[tuple[str, int]] = ()
    landscape: bool = False
    total: bool = False

    def __post_init__(self) -> None:
        count = len(self.header)
        if not count:
            raise CannotWriteDocument("表格至少要有一列")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != count:
                raise CannotWriteDocument(f"表格“{self.caption}”第 {number} 行有 {len(row)} 格，表头有 {count} 格")
        for what, given in (("列宽", self.widths), ("对齐方式", self.alignments)):
            if given and len(given) != count:
                raise CannotWriteDocument(f"表格“{self.caption}”的{what}有 {len(given)} 个，表头有 {count} 格")
        if self.groups and sum(span for _, span in self.groups) != count:
            raise CannotWriteDocument(f"表格“{self.caption}”的分组没有盖满 {count} 列")


Element: TypeAlias = Heading | Paragraph | Note | Table
