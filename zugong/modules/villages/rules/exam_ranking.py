"""Scores and ranks of the unified examination, as pure functions in integers: nothing is rounded before it is compared.

A score is in hundredths of a point. A total is the two scores weighted in per cent, so it is in ten-thousandths of a point.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

HUNDRED = 100
MOST = 100 * HUNDRED
ABSENT = "absent"
ABSENT_WORDS = frozenset({"缺考", "未到", "缺席", "Q", "QK"})


class Tie(StrEnum):
    """What parts equal totals, in the order that a parameter declares."""

    WRITTEN = "written"
    LEVEL = "level"
    YOUNGER = "younger"


class NoScore(ValueError):
    """What stands there is neither a score of 0 to 100 with at most two places nor “absent”; the argument is what stood there."""


@dataclass(frozen=True, slots=True)
class Result:
    """One applicant's scores in hundredths (None: none, or absent), and what may part equals. `born` is an ordinal day."""

    key: int
    written: int | None = None
    interview: int | None = None
    level: int = 0
    born: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in a ranking; equals share one, and the next place is so much further down. `total` is in ten-thousandths."""

    key: int
    total: int
    rank: int
    shared: bool


def score_of(text: str) -> int | str:
    """A cell of a score sheet in hundredths of a point, or ABSENT. Raises NoScore, also for an empty cell: absent is said, not left out."""
    plain = text.strip()
    if plain.upper() in ABSENT_WORDS:
        return ABSENT
    try:
        score = Decimal(plain) * HUNDRED
    except InvalidOperation:
        raise NoScore(plain) from None
    if not score.is_finite() or score != score.to_integral_value() or not 0 <= score <= MOST:
        raise NoScore(plain)
    return int(score)


def total_of(written: int, interview: int, *, weight: int) -> int:
    """The weighted total in ten-thousandths of a point; `weight` is the written examination's share in per cent."""
    return written * weight + interview * (HUNDRED - weight)


def total_in_points(total: int) -> str:
    """A total in points, exact, with at least two places: 764350 is 76.435."""
    whole, rest = divmod(total, HUNDRED * HUNDRED)
    places = f"{rest:04d}".rstrip("0").ljust(2, "0")
    return f"{whole}.{places}"


def ranked(results: Iterable[Result], *, weight: int, ties: Sequence[str]) -> list[Ranked]:
    """Those who have both scores, from the first down: by total, then by the declared ties. What is equal in all shares a rank."""
    complete = [one for one in results if one.written is not None and one.interview is not None]
    marks = {
        one.key: (total_of(one.written or 0, one.interview or 0, weight=weight), *(_of_tie(one, tie) for tie in ties))
        for one in complete
    }
    return _placed(marks)


def ranked_by_written(results: Iterable[Result]) -> list[Ranked]:
    """Those who have a written score, by it alone; the total is that score."""
    return _placed({one.key: (one.written,) for one in results if one.written is not None})


def _of_tie(result: Result, tie: str) -> int:
    return {Tie.WRITTEN: result.written or 0, Tie.LEVEL: result.level, Tie.YOUNGER: result.born}[Tie(tie)]


def _placed(marks: Mapping[int, tuple[int, ...]]) -> list[Ranked]:
    order = sorted(marks, key=lambda key: (tuple(-mark for mark in marks[key]), key))
    placed: list[Ranked] = []
    for place, key in enumerate(order, start=1):
        same = [marks[other] == marks[key] for other in order[max(0, place - 2) : place + 1] if other != key]
        rank = placed[-1].rank if placed and marks[placed[-1].key] == marks[key] else place
        placed.append(Ranked(key, marks[key][0], rank, any(same)))
    return placed


def shortlist(results: Iterable[Result], *, places: int, ratio: int, pass_mark: int) -> list[int]:
    """Who goes on to the interview: as many as the ratio allows, by written score, all equals at the cut too; nobody below `pass_mark`."""
    good = [one for one in ranked_by_written(results) if one.total >= pass_mark]
    return [one.key for one in good if one.rank <= places * ratio]


def next_in_rank(ranking: Sequence[Ranked], waiting: Iterable[int]) -> list[int]:
    """Whose turn it is among those who wait: the best rank; several where they share it, so that people must decide."""
    open_ones = set(waiting)
    first = min((one.rank for one in ranking if one.key in open_ones), default=None)
    return [one.key for one in ranking if one.key in open_ones and one.rank == first]


def finalists(ranking: Sequence[Ranked], *, places: int) -> list[int]:
    """Who is examined for the places (1 to 1): the first so many; equals at the cut who do not all fit are left to people."""
    chosen: list[int] = []
    for rank in sorted({one.rank for one in ranking}):
        group = [one.key for one in ranking if one.rank == rank]
        if len(chosen) + len(group) > places:
            break
        chosen += group
    return chosen
