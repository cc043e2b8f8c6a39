"""Score sheets as the province or an examination office hands them out: an admission number and a score on each line."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

ABSENT = frozenset({"缺考", "缺", "未参加", "弃考", "-1"})
HEADS = ("准考证", "考号", "编号")
FULL = Decimal(100)
_BETWEEN = re.compile(r"[\t,;，；]|\s{1,}")


@dataclass(frozen=True, slots=True)
class Score:
    """One line: whose, and the score; None where the candidate was absent."""

    number: str
    score: Decimal | None

    @property
    def absent(self) -> bool:
        """True where no score is given because the candidate was absent; that is not nought."""
        return self.score is None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be taken: its number on the sheet, what stands there, and what is wrong, by name."""

    line: int
    text: str
    problem: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says, and what of it cannot be read."""

    scores: Sequence[Score]
    bad: Sequence[BadLine]


def read_lines(lines: Iterable[str]) -> Sheet:
    """The scores of lines with an admission number first and a score last; heads and empty lines are passed over."""
    scores: dict[str, Score] = {}
    bad: list[BadLine] = []
    for place, line in enumerate(lines, start=1):
        cells = [cell for cell in _BETWEEN.split(unicodedata.normalize("NFKC", line).strip()) if cell]
        if not cells or any(head in cells[0] for head in HEADS):
            continue
        read = _score(cells)
        problem = read if isinstance(read, str) else "twice" if read.number in scores else ""
        if problem or isinstance(read, str):
            bad.append(BadLine(place, line.strip(), problem))
        else:
            scores[read.number] = read
    return Sheet(list(scores.values()), bad)


def _score(cells: Sequence[str]) -> Score | str:
    if len(cells) == 1:
        return "no_score"
    number, said = cells[0], cells[-1]
    if said in ABSENT:
        return Score(number, None)
    try:
        score = Decimal(said)
    except InvalidOperation:
        return "no_number"
    return Score(number, score) if score.is_finite() and 0 <= score <= FULL else "out_of_range"
