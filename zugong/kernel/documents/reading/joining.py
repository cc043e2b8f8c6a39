"""Lines joined to paragraphs: hard wraps, blank lines inside sentences, page breaks inside words, torn headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zugong.kernel.documents.reading import phrases
from zugong.kernel.documents.reading.lines import Line, width
from zugong.kernel.documents.reading.numbering import read_mark
from zugong.kernel.documents.reading.shapes import Repair

# A line is full when it ends this near the margin: punctuation may not begin a line, so some room is left.
_SLACK = 2.6
_TIGHT = 1.6
_INDENT = 2.0
_DEEPEST_INDENT = 4
_MANY = 6
_NEIGHBOURS = 4
_REGION = 40
_REACH = 10
_TAIL = 240
_SHOWN = 12
_OPENS_WITH_CLOSER = re.compile(r"^(?:[，。、；：！？”’）》】,;:!?)%％∶]|\.\d)")
_RUN_IN = re.compile(r"[^，。；：、]{2,7}。.")
_AWAITS_MORE = re.compile(r"[，、,（(《“‘【—+\-]$")


@dataclass(slots=True)
class Paragraph:
    """One paragraph, heading or row, whole again; `joined` counts the lines it was made of."""

    text: str
    line: int
    page: int
    gap: bool
    level: int = 0
    row: bool = False
    bold: bool = False
    joined: int = 1


def join_lines(lines: Sequence[Line]) -> tuple[list[Paragraph], list[Repair]]:
    """Join what was torn and leave apart what stands apart."""
    page = _Page(lines)
    paragraphs: list[Paragraph] = []
    repairs: list[Repair] = []
    for at, line in enumerate(lines):
        text = line.text.strip()
        if paragraphs and page.goes_on(at, paragraphs[-1]):
            last = paragraphs[-1]
            seam = _seam(last.text, text)
            before = f"{last.text[-_SHOWN:]}{_break_between(lines[at - 1], line)}{text[:_SHOWN]}"
            repairs.append(Repair("wrap", line.number, before, last.text[-_SHOWN:] + seam + text[:_SHOWN]))
            last.text += seam + text
            last.joined += 1
        else:
            paragraphs.append(Paragraph(text, line.number, line.page, line.gap, line.level, line.row, line.bold))
    return paragraphs, repairs


def _seam(left: str, right: str) -> str:
    return " " if left[-1:].isascii() and left[-1:].isalpha() and right[:1].isascii() and right[:1].isalpha() else ""


def _break_between(left: Line, right: Line) -> str:
    if left.page != right.page:
        return "\f"
    return "\n\n" if right.gap else "\n"


class _Page:
    """The lines with what their setting says: how wide they run near each place, whether they wrap, whether they indent."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.widths = [width(line.text.strip()) + line.indent for line in lines]
        self.wrapped = self._wrapped()
        self.indented = self._indented()
        self.block = self._blocks()

    def goes_on(self, at: int, last: Paragraph) -> bool:
        """Whether the line at this place belongs to the paragraph before it."""
        left, right = self.lines[at - 1], self.lines[at]
        if left.row or right.row or left.level or right.level or left.bold != right.bold:
            return False
        if left.number == right.number or phrases.is_date_line(last.text) or phrases.is_document_number(last.text):
            return False
        text, start = last.text[-_TAIL:], right.text.strip()
        if _OPENS_WITH_CLOSER.match(start) and not phrases.ends_sentence(text):
            return True
        closing = phrases.open_bracket(text)
        if closing and closing in start and not phrases.ends_sentence(text):
            return True
        mark = read_mark(text) if len(text) < 8 else None
        if mark and not mark.rest:
            return not read_mark(start) and len(start) <= 40
        if read_mark(start) or phrases.is_label(start) or phrases.is_date_line(start) or phrases.is_label(text):
            return False
        if phrases.ends(text):
            return self._runs_on_after_an_end(at)
        if _AWAITS_MORE.search(text):
            return True
        if not self.wrapped[at]:
            return self._torn(at, text, start)
        return self._wraps_into(at, text, start)

    def _runs_on_after_an_end(self, at: int) -> bool:
        left, right = self.lines[at - 1], self.lines[at]
        if _RUN_IN.match(right.text.strip()):
            return False
        if right.gap or left.whole or not self.wrapped[at] or not self._full(at - 1, slack=_TIGHT):
            return False
        return right.indent == 0 if self.indented else True

    def _torn(self, at: int, text: str, start: str) -> bool:
        """In text that is not wrapped only a sentence that plainly stops short is joined."""
        if phrases.is_signature(start) or not phrases.has_prose(text) or len(text) < 20 or self.lines[at].indent:
            return False
        return (phrases.ends(start) or phrases.has_prose(start)) and not phrases.fits_a_heading(text)

    def _wraps_into(self, at: int, text: str, start: str) -> bool:
        left, right = self.lines[at - 1], self.lines[at]
        if self.indented and right.indent >= 1.5 and right.indent >= left.indent:
            return False
        if (
            self.indented
            and left.indent <= _DEEPEST_INDENT
            and right.indent < 1
            and not right.gap
            and left.indent >= 1.5
        ):
            return True
        if phrases.has_prose(text):
            if self._full(at - 1, slack=_SLACK + 1) or phrases.awaits_object(text):
                return True
            return not right.gap and not self._stops_before(at, start)
        if self._in_a_list(at):
            return False
        if phrases.fits_a_heading(text, longest=60):
            if right.gap or self.widths[at - 1] < self.widths[at] - _SLACK:
                return False
            if read_mark(text):
                return self._full(at - 1, slack=_TIGHT)
            # The first line of a paragraph is shorter by an indent that extraction may have lost.
            indented = self._full(at - 1, slack=_SLACK + _INDENT) and self._full(at, slack=_SLACK)
            return indented or self._full(at - 1, slack=_SLACK)
        return self._full(at - 1, slack=_SLACK) or not right.gap

    def _stops_before(self, at: int, start: str) -> bool:
        """Whether an unfinished sentence gives way to a heading: one clearly shorter than the lines about it."""
        short = self.widths[at] <= 0.75 * self.widths[at - 1]
        return short and phrases.fits_a_heading(start, longest=30) and not phrases.has_prose(start)

    def _full(self, at: int, *, slack: float) -> bool:
        """Whether the line reaches the margin of its own block or, where it stands alone, of the lines about it."""
        first, after = self.block[at]
        if slack == _TIGHT or after - first <= 1:
            first, after = max(at - _NEIGHBOURS, 0), at + _NEIGHBOURS + 1
        return self.widths[at] >= self._margin(first, after) - slack

    def _margin(self, first: int, after: int) -> float:
        """How far the lines of a stretch run; one line that runs further than all others is a title or a mishap."""
        widths = sorted(
            size for size, line in zip(self.widths[first:after], self.lines[first:after], strict=False) if not line.bold
        )
        if not widths:
            return 0
        return widths[-2] if len(widths) >= _MANY else widths[-1]

    def _in_a_list(self, at: int) -> bool:
        """Whether the lines about this place are a list of names or headings: no sentence, and ragged ends."""
        first, after = self.block[at]
        texts = [line.text for line in self.lines[first:after]]
        if len(texts) < 3 or any(phrases.has_prose(text) or phrases.ends(text) for text in texts):
            return False
        return min(self.widths[first : after - 1]) < max(self.widths[first:after]) - _SLACK

    def _wrapped(self) -> list[bool]:
        """For each line, whether most long lines about it end in the middle of a sentence."""
        long = [size >= 10 and not line.row for size, line in zip(self.widths, self.lines, strict=True)]
        cut = [isit and self._is_cut(at) for at, isit in enumerate(long)]
        long_sums, cut_sums = [0], [0]
        for isit, torn in zip(long, cut, strict=True):
            long_sums.append(long_sums[-1] + isit)
            cut_sums.append(cut_sums[-1] + torn)
        result = []
        for at in range(len(self.lines)):
            first, after = max(at - _REGION, 0), min(at + _REGION, len(self.lines))
            total = long_sums[after] - long_sums[first]
            result.append(cut_sums[after] - cut_sums[first] > 0.4 * total)
        return result

    def _is_cut(self, at: int) -> bool:
        """Whether the line ends in the middle of a sentence; where the format claims whole paragraphs, at a margin too."""
        line = self.lines[at]
        if phrases.ends(line.text):
            return False
        beside = self.widths[max(at - _NEIGHBOURS, 0) : at] + self.widths[at + 1 : at + _NEIGHBOURS]
        return not line.whole or any(abs(self.widths[at] - size) <= _SLACK for size in beside)

    def _indented(self) -> bool:
        starts = [
            right.indent
            for left, right in zip(self.lines, self.lines[1:], strict=False)
            if phrases.ends_sentence(left.text) and not right.row
        ]
        return len(starts) >= 3 and sum(1.5 <= indent <= 4 for indent in starts) > 0.5 * len(starts)

    def _blocks(self) -> list[tuple[int, int]]:
        """For each line, where its run of lines without a blank one between begins and ends, as far as it is near."""
        result: list[tuple[int, int]] = []
        first = 0
        for at in range(1, len(self.lines) + 1):
            if at == len(self.lines) or self.lines[at].gap:
                result += [(max(first, near - _REACH), min(at, near + _REACH)) for near in range(first, at)]
                first = at
        return result
