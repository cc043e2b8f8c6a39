"""The policy of the unified recruitment examination, as pure functions: posts from gaps, qualification, admission numbers.

The conditions are the notice's; every question of age is asked of the closing day. A verdict says what the notice's clauses come to;
people decide.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from zugong.modules.villages.rules.register import age

YOUNG, COLLEGE, WOMAN = "young", "college", "woman"
"""The “three ones” as gaps name them."""
MALE, FEMALE = "1", "2"
"""GB/T 2261.1."""


class Clause(StrEnum):
    """The clauses that a qualification is checked against."""

    OLDEST = "oldest"
    YOUNGEST = "youngest"
    LEVEL = "level"
    FULL_TIME = "full_time"
    SEX = "sex"
    KINSHIP = "kinship"
    SERVING = "serving"
    OTHER = "other"


class Verdict(StrEnum):
    """What a clause, or all of them, come to: met, not met, or a question that somebody has to settle."""

    MET = "met"
    ASK = "ask"
    UNMET = "unmet"


@dataclass(frozen=True, slots=True)
class Conditions:
    """The terms of a post: whole years, the number of the least level of education, and whether it must be full-time."""

    most_age: int = 35
    least_age: int = 18
    least_level: int = 50
    full_time: bool = True
    women_only: bool = False
    demand: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What somebody has said of themselves; None and "" are unsaid. `serves` says that a village has them in office already."""

    birth_date: date | None = None
    sex: str = ""
    level: int | None = None
    full_time: bool | None = None
    kin: str = ""
    serves: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What one clause comes to, with the plain numbers it was judged by."""

    clause: Clause
    verdict: Verdict
    values: Mapping[str, str] = field(default_factory=dict)


def judged(candidate: Candidate, conditions: Conditions, *, closing: date) -> list[Answer]:
    """What each clause of the post comes to on the closing day. Unknown facts, kinship and a present office are questions."""
    answers = [*_of_age(candidate, conditions, closing), _of_level(candidate, conditions)]
    if conditions.full_time:
        answers.append(_of_full_time(candidate))
    if conditions.women_only:
        answers.append(_of_sex(candidate))
    if candidate.kin.strip():
        answers.append(Answer(Clause.KINSHIP, Verdict.ASK))
    if candidate.serves:
        answers.append(Answer(Clause.SERVING, Verdict.ASK))
    if conditions.demand.strip():
        answers.append(Answer(Clause.OTHER, Verdict.ASK, {"demand": conditions.demand.strip()}))
    return answers


def verdict_of(answers: Iterable[Answer]) -> Verdict:
    """All clauses together: one that is not met decides, else one that is a question."""
    found = {answer.verdict for answer in answers}
    return next((verdict for verdict in (Verdict.UNMET, Verdict.ASK) if verdict in found), Verdict.MET)


def _of_age(candidate: Candidate, conditions: Conditions, closing: date) -> list[Answer]:
    if candidate.birth_date is None:
        return [Answer(Clause.OLDEST, Verdict.ASK)]
    years = age(candidate.birth_date, closing)
    said = {"years": str(years), "day": closing.isoformat()}
    oldest = Verdict.MET if years <= conditions.most_age else Verdict.UNMET
    youngest = Verdict.MET if years >= conditions.least_age else Verdict.UNMET
    return [
        Answer(Clause.OLDEST, oldest, said | {"limit": str(conditions.most_age)}),
        Answer(Clause.YOUNGEST, youngest, said | {"limit": str(conditions.least_age)}),
    ]


def _of_level(candidate: Candidate, conditions: Conditions) -> Answer:
    if candidate.level is None:
        return Answer(Clause.LEVEL, Verdict.ASK)
    reached = candidate.level >= conditions.least_level
    return Answer(Clause.LEVEL, Verdict.MET if reached else Verdict.UNMET, {"level": str(candidate.level)})


def _of_full_time(candidate: Candidate) -> Answer:
    if candidate.full_time is None:
        return Answer(Clause.FULL_TIME, Verdict.ASK)
    return Answer(Clause.FULL_TIME, Verdict.MET if candidate.full_time else Verdict.UNMET)


def _of_sex(candidate: Candidate) -> Answer:
    if candidate.sex not in {MALE, FEMALE}:
        return Answer(Clause.SEX, Verdict.ASK)
    return Answer(Clause.SEX, Verdict.MET if candidate.sex == FEMALE else Verdict.UNMET)


@dataclass(frozen=True, slots=True)
class VillageGap:
    """A village that lacks some of the “three ones”, and its township."""

    village: int
    township: int
    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A post as the gaps suggest it: one place for each village."""

    township: int
    women_only: bool
    villages: tuple[VillageGap, ...]

    @property
    def number(self) -> int:
        """How many people."""
        return len(self.villages)


def proposed_posts(gaps: Iterable[VillageGap], *, largest: int) -> list[Proposal]:
    """Posts for each township in the order of the gaps: where a woman is missing for women alone, of at most `largest` places each."""
    groups: dict[tuple[int, bool], list[VillageGap]] = defaultdict(list)
    for gap in gaps:
        if gap.missing:
            groups[gap.township, WOMAN in gap.missing].append(gap)
    return [
        Proposal(township, women_only, tuple(villages[start : start + largest]))
        for (township, women_only), villages in groups.items()
        for start in range(0, len(villages), largest)
    ]


def fills(missing: Iterable[str], candidate: Candidate, *, young: int, day: date) -> frozenset[str]:
    """Which of the missing “ones” somebody would fill if elected on the day."""
    met = set()
    if candidate.birth_date is not None and age(candidate.birth_date, day) <= young:
        met.add(YOUNG)
    if candidate.full_time and candidate.level is not None and candidate.level >= Conditions().least_level:
        met.add(COLLEGE)
    if candidate.sex == FEMALE:
        met.add(WOMAN)
    return frozenset(missing) & met


def post_code(year: int, number: int, county: int, serial: int) -> str:
    """A post's code: year, which examination of the year, the county's place, the serial in the county: 2023102007."""
    return f"{year}{number}{county:02d}{serial:03d}"


def admission_numbers(year: int, number: int, *, taken: int, wanted: int) -> list[str]:
    """The next admission numbers: year, which examination, a serial without gaps; nothing in them tells of a person."""
    return [f"{year}{number}{serial:05d}" for serial in range(taken + 1, taken + wanted + 1)]


def too_few(applicants: int, places: int, ratio: int) -> bool:
    """True where a post has not as many applicants as its opening ratio (1 to `ratio`) asks for."""
    return applicants < places * ratio


def nearest_gaps(
    gaps: Sequence[VillageGap], candidates: Mapping[int, Candidate], *, young: int, day: date
) -> dict[int, int]:
    """A village for each candidate (by key, in the order of rank): the one of which the candidate fills most, each village once."""
    left, found = list(gaps), {}
    for key, candidate in candidates.items():
        if not left:
            break
        best = max(left, key=lambda gap: (len(fills(gap.missing, candidate, young=young, day=day)), -left.index(gap)))
        left.remove(best)
        found[key] = best.village
    return found
