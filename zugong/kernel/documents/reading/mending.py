"""All mends of extracted lines, in the order in which one makes the next possible."""

from collections.abc import Sequence

from zugong.kernel.documents.reading.characters import close_spaces, mend_forms
from zugong.kernel.documents.reading.doubling import mend_doubling
from zugong.kernel.documents.reading.furniture import drop_furniture
from zugong.kernel.documents.reading.joining import Paragraph, join_lines
from zugong.kernel.documents.reading.lines import Line
from zugong.kernel.documents.reading.rows import mend_rows
from zugong.kernel.documents.reading.shapes import Repair

# Cells are told by their wide gaps, so rows come before spaces are closed; doubles are told best without spaces.
_STEPS = (mend_forms, mend_rows, close_spaces, mend_doubling, drop_furniture)


def repair(lines: Sequence[Line]) -> tuple[list[Paragraph], list[Repair]]:
    """Mend extracted lines and join them to paragraphs; every mend is among the repairs."""
    repairs: list[Repair] = []
    for step in _STEPS:
        lines, made = step(lines)
        repairs += made
    paragraphs, made = join_lines(lines)
    return paragraphs, repairs + made
