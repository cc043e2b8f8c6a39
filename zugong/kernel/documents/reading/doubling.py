"""Glyphs that a printed page drew twice to look bold, and that extraction therefore wrote twice.

A *stretch* is a piece of a line in which every character stands an even number of times. Stretches that touch over a line end
are weighed together, as a doubled paragraph wraps like any other. A stretch is mended when it weighs enough: characters that
pair without being a word that doubles, and punctuation, which never pairs honestly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from zugong.kernel.documents.reading.honest_doubles import IDIOMS, MEASURED, SINGLES
from zugong.kernel.documents.reading.lines import Line, is_han
from zugong.kernel.documents.reading.shapes import Repair

ENOUGH = 2.0
_NEVER_PAIRED = "，、。；：！？,;:!?（）()《》〈〉【】〔〕%％"
_QUOTES = "“”‘’\"'「」『』"
_MOST_PASSES = 3


@dataclass(slots=True)
class _Run:
    """One character and how often it stands in a row."""

    char: str
    count: int

    @property
    def even(self) -> bool:
        return self.count % 2 == 0


@dataclass(slots=True)
class _Stretch:
    """Runs `first` to `last` of one line, all even, and what speaks for their being doubled."""

    first: int
    last: int
    weight: float
    doubled: bool = False


def mend_doubling(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Halve what is doubled, and mark lines that are doubled as a whole and end no sentence as bold."""
    mended = list(lines)
    repairs: list[Repair] = []
    whole: set[int] = set()
    for _ in range(_MOST_PASSES):
        found = _mend_once(mended, whole)
        if not found:
            break
        repairs += found
    for at in _headlines(mended, whole):
        mended[at] = replace(mended[at], bold=True)
    return mended, repairs


def _headlines(lines: Sequence[Line], whole: set[int]) -> Iterator[int]:
    """Of the lines that were doubled as a whole, those that are no part of a doubled paragraph."""
    run: list[int] = []
    for at in sorted(whole):
        if run and (at != run[-1] + 1 or lines[at].gap):
            yield from _unless_prose(lines, run)
            run = []
        run.append(at)
    yield from _unless_prose(lines, run)


def _unless_prose(lines: Sequence[Line], run: list[int]) -> list[int]:
    text = "".join(lines[at].text for at in run)
    return [] if any(mark in text for mark in "，。；") or text.endswith("：") else run


def _mend_once(lines: list[Line], whole: set[int]) -> list[Repair]:
    runs = [_runs(line.text) for line in lines]
    stretches = [_stretches(line) for line in runs]
    _weigh_over_line_ends(lines, runs, stretches)
    repairs = []
    for at, line in enumerate(lines):
        doubled = [stretch for stretch in stretches[at] if stretch.doubled]
        if not doubled:
            continue
        if len(doubled) == 1 and doubled[0].first == 0 and doubled[0].last == len(runs[at]) - 1:
            whole.add(at)
        text = _halved(runs[at], doubled)
        repairs.append(Repair("doubled", line.number, line.text, text))
        lines[at] = replace(line, text=text)
    return repairs


def _runs(text: str) -> list[_Run]:
    return [_Run(char, len(list(group))) for char, group in groupby(text)]


def _stretches(runs: Sequence[_Run]) -> list[_Stretch]:
    found = []
    at = 0
    while at < len(runs):
        if not runs[at].even or runs[at].char == " ":
            at += 1
            continue
        first = at
        # A space between two doubled pieces may itself stand once.
        while at < len(runs) and (runs[at].even or (runs[at].char == " " and at + 1 < len(runs) and runs[at + 1].even)):
            at += 1
        found.append(_Stretch(first, at - 1, _weight(runs, first, at - 1)))
    for left, right in pairwise(found):
        # One glyph that lost its double must not save the rest of the line from the mend.
        if right.first - left.last <= 2 and max(left.weight, right.weight) >= 2 * ENOUGH:
            left.weight += ENOUGH if left.weight else 0
            right.weight += ENOUGH if right.weight else 0
    return found


def _weight(runs: Sequence[_Run], first: int, last: int) -> float:
    weight, at = 0.0, first
    digits = False
    while at <= last:
        char, count = runs[at].char, runs[at].count
        following = runs[at + 1].char if at < last else ""
        if is_han(char) and count > 2:
            weight += 2
        elif is_han(char) and char + following in IDIOMS and runs[at + 1].count == 2:
            at += 1
        elif is_han(char):
            weight += 0.25 if char in SINGLES else 1
            if digits and at == last and not _begins_a_word(runs, at):
                weight += 1
        elif char in _NEVER_PAIRED:
            weight += 1.5 if count == 2 else 0
        elif char in _QUOTES:
            weight += 0.75
        elif char.isalnum():
            weight += 0.25
        digits = char.isdecimal()
        at += 1
    return weight


def _begins_a_word(runs: Sequence[_Run], at: int) -> bool:
    char = runs[at].char
    if char not in MEASURED:
        return True
    return at + 1 < len(runs) and runs[at + 1].char in MEASURED[char]


def _weigh_over_line_ends(
    lines: Sequence[Line], runs: Sequence[Sequence[_Run]], stretches: Sequence[Sequence[_Stretch]]
) -> None:
    chain: list[_Stretch] = []
    for at, found in enumerate(stretches):
        reaches_back = (
            bool(found) and bool(chain) and found[0].first == 0 and not _stands_alone(lines[at], runs[at], found[0])
        )
        if not reaches_back:
            _decide(chain)
            chain = []
        for stretch in found:
            if chain and stretch is not found[0]:
                _decide(chain)
                chain = []
            chain.append(stretch)
        if chain and chain[-1].last != len(runs[at]) - 1:
            _decide(chain)
            chain = []
    _decide(chain)


def _stands_alone(line: Line, runs: Sequence[_Run], stretch: _Stretch) -> bool:
    """Whether what pairs at the head of this line pairs by itself: 人人有责 under a doubled heading."""
    if stretch.last < len(runs) - 1:
        return stretch.weight < 1
    return line.gap and stretch.weight < ENOUGH


def _decide(chain: Sequence[_Stretch]) -> None:
    if sum(stretch.weight for stretch in chain) >= ENOUGH:
        for stretch in chain:
            stretch.doubled = stretch.weight > 0


def _halved(runs: Sequence[_Run], doubled: Sequence[_Stretch]) -> str:
    inside = {at for stretch in doubled for at in range(stretch.first, stretch.last + 1)}
    edges = {stretch.first - 1 for stretch in doubled} | {stretch.last + 1 for stretch in doubled}
    return "".join(run.char * _count(run, at in inside, at in edges) for at, run in enumerate(runs))


def _count(run: _Run, inside: bool, edge: bool) -> int:
    if inside:
        return max(1, run.count // 2)
    # Three in a row beside a doubled stretch are one plain character and one doubled.
    return 2 if edge and run.count == 3 and is_han(run.char) else run.count
