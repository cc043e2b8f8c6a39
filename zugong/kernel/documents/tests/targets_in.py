"""How the tests ask for the targets of a few sentences."""

from datetime import date

from zugong.kernel.documents.reading.shapes import Block, BlockKind, Target
from zugong.kernel.documents.reading.targets import find_targets


def targets_in(*paragraphs: str, year: int | None = 2024, issued_on: date | None = None) -> list[Target]:
    """Return the targets of a plan; a paragraph that begins with # is a heading, one with bars a row of a table."""
    return find_targets([_block(text) for text in paragraphs], year=year, issued_on=issued_on)


def values_in(*paragraphs: str, year: int | None = 2024) -> list[object]:
    """Return only the values: a pair where there are two."""
    found = targets_in(*paragraphs, year=year)
    return [t.value if t.value2 is None else (t.value, t.value2) for t in found]


def _block(text: str) -> Block:
    if text.startswith("#"):
        return Block(BlockKind.HEADING, text.lstrip("# "), level=len(text) - len(text.lstrip("#")))
    return Block(BlockKind.ROW if "｜" in text else BlockKind.PARAGRAPH, text)
