"""The values that pass between the steps of reading a plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class CannotRead(Exception):
    """The file cannot be read as a plan; the message is a sentence for the person who chose the file."""


class BlockKind(StrEnum):
    """What a block is in the printed plan."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ROW = "row"


class Comparator(StrEnum):
    """How a reported figure is held against a target's value."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    ABOUT = "~"
    BETWEEN = "between"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Repair:
    """One mend of the extracted text; `line` counts from 1 in the text as extracted."""

    kind: str
    line: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph or table row of the repaired text.

    `level` is 1 for the highest heading and 0 for anything that is not a heading. A run-in heading (`扩增量。根据……`) gives a
    heading block `扩增量` followed by a paragraph block with the text after it. A table row's cells are joined by `｜`.
    """

    kind: BlockKind
    text: str
    level: int = 0
    line: int = 1


@dataclass(frozen=True, slots=True)
class Target:
    """One quantified commitment.

    `quote` is exactly `blocks[block].text[start:end]`. `value` and `value2` are expanded (0.6万 is 6000; 8.14亿元 is 814000000 元;
    80% is 80 with unit `%`). `deadline` is an ISO date, else the plan's own words, else None. `heading` is the nearest heading.
    """

    quote: str
    value: int | float
    unit: str
    what: str
    comparator: Comparator
    block: int
    start: int
    end: int
    value2: int | float | None = None
    hedge: str | None = None
    scope: str | None = None
    deadline: str | None = None
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class PlanReading:
    """All that was understood of one plan file."""

    title: str
    year: int | None
    issued_on: date | None
    blocks: Sequence[Block]
    repairs: Sequence[Repair] = field(default=())
    targets: Sequence[Target] = field(default=())
    source_text: str = ""
