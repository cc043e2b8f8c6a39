"""The “three ones” (三个一) of a village's team: which are met on a day, whether by three different people, and since when until when.

What a “one” asks is a parameter (villages.three_ones.definition). Loosely each one is met by somebody, and one person may meet several;
strictly each is met by another person, which is a matching of ones and people. What is unknown does not meet: a birth date that nobody has
entered, an education of which nobody has said that it was full-time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zugong.modules.villages.rules.register import TWO_COMMITTEES, Office, Span, age

DAY_ONE = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class One:
    """One of the “ones”: what somebody has to be who meets it; None asks nothing. Ages are completed years, the limit included."""

    code: str
    label: str
    age_most: int | None = None
    age_least: int | None = None
    education_least: int | None = None
    full_time: bool = False
    sex: str = ""
    offices: frozenset[str] = TWO_COMMITTEES


@dataclass(frozen=True, slots=True)
class Degree:
    """A level of education, from the day on which it was reached (None: at any time); `full_time` is None where nobody has said."""

    level: int
    full_time: bool | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a village as the ones look at people. From `gone` on, dead or sentenced, the person counts no more."""

    spans: Sequence[Span] = ()
    birth_date: date | None = None
    sex: str = ""
    degrees: Sequence[Degree] = ()
    gone: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a team stands on a day: the ones that nobody meets, and whether it meets all loosely and strictly."""

    registered: bool
    missing: tuple[str, ...]
    strict: bool

    @property
    def loose(self) -> bool:
        """True if each one is met by somebody."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Regime:
    """What is asked from a day until before another (None: open); `several` says that one person may meet several ones."""

    start: date
    until: date | None
    definition: tuple[One, ...]
    several: bool = True
    made_by: Any = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which nothing changes, from `start` until before `until`; `met` is loose or strict, as the regime asks."""

    start: date
    until: date | None
    verdict: Verdict
    met: bool
    made_by: Any = None


def definition_of(rows: Iterable[Mapping[str, Any]]) -> tuple[One, ...]:
    """The ones as the parameter writes them, row by row; a cell that is left empty asks nothing. Without rows nothing is asked."""
    return tuple(
        One(
            code=row["code"],
            label=row["label"],
            age_most=row.get("age_most"),
            age_least=row.get("age_least"),
            education_least=int(row["education_least"]) if row.get("education_least") else None,
            full_time=bool(row.get("full_time")),
            sex=row.get("sex") or "",
            offices=frozenset(row.get("offices") or TWO_COMMITTEES),
        )
        for row in rows
    )


def meets(member: Member, one: One, day: date) -> bool:
    """True if somebody is on a day what one of the ones asks."""
    if member.gone is not None and member.gone <= day:
        return False
    if not any(span.office in one.offices and span.open_on(day) for span in member.spans):
        return False
    if one.sex and member.sex != one.sex:
        return False
    if one.age_most is not None or one.age_least is not None:
        if member.birth_date is None:
            return False
        years = age(member.birth_date, day)
        if (one.age_most is not None and years > one.age_most) or (one.age_least is not None and years < one.age_least):
            return False
    if one.education_least is None:
        return not one.full_time or any(degree.full_time is True and _reached(degree, day) for degree in member.degrees)
    return any(
        degree.level >= one.education_least
        and (not one.full_time or degree.full_time is True)
        and _reached(degree, day)
        for degree in member.degrees
    )


def _reached(degree: Degree, day: date) -> bool:
    return degree.since is None or degree.since <= day


def matched(candidates: Sequence[Sequence[int]]) -> int:
    """How many ones can be met by different people: the largest matching, `candidates` holding for each one who meets it."""
    holder: dict[int, int] = {}

    def place(one: int, seen: set[int]) -> bool:
        for person in candidates[one]:
            if person not in seen:
                seen.add(person)
                if person not in holder or place(holder[person], seen):
                    holder[person] = one
                    return True
        return False

    return sum(place(one, set()) for one in range(len(candidates)))


def who_meets(members: Sequence[Member], definition: Sequence[One], day: date) -> dict[str, list[int]]:
    """For each one the places in `members` of those who meet it on a day."""
    return {one.code: [at for at, member in enumerate(members) if meets(member, one, day)] for one in definition}


def judge(members: Sequence[Member], definition: Sequence[One], day: date) -> Verdict:
    """How a team stands on a day. It is registered once anybody has taken an office other than in the reserve."""
    found = who_meets(members, definition, day)
    missing = tuple(code for code, people in found.items() if not people)
    strict = not missing and matched(list(found.values())) == len(found)
    return Verdict(registered=any(_taken(member) <= day for member in members), missing=missing, strict=strict)


def _taken(member: Member) -> date:
    """The first day of the first office; `date.max` for somebody who has none."""
    days = [span.start or DAY_ONE for span in member.spans if span.office != Office.RESERVE and _lasts(span)]
    return min(days, default=date.max)


def _lasts(span: Span) -> bool:
    return span.start is None or span.end is None or span.start < span.end


def turning(born: date, years: int) -> date:
    """The first day on which somebody has completed so many years; who is born on 29 February has on 1 March, but in leap years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def timeline(
    members: Sequence[Member], regimes: Iterable[Regime], *, since: date, until: date | None = None
) -> list[Stretch]:
    """How a team stands on every day from `since` until before `until` (None: for ever, if nothing else is written), in stretches.

    It changes only when an office begins or ends, somebody reaches an age or a degree or is gone, or another regime begins.
    """
    found: list[Stretch] = []
    for regime in regimes:
        first = max(since, regime.start)
        ends = [day for day in (until, regime.until) if day is not None]
        last = min(ends) if ends else None
        if last is not None and last <= first:
            continue
        days = [
            first,
            *(day for day in _turns(members, regime.definition) if first < day and (last is None or day < last)),
        ]
        for at, day in enumerate(days):
            end = days[at + 1] if at + 1 < len(days) else last
            verdict = judge(members, regime.definition, day)
            met = verdict.loose if regime.several else verdict.strict
            _lengthen(found, Stretch(day, end, verdict, met, regime.made_by))
    return found


def _lengthen(found: list[Stretch], more: Stretch) -> None:
    """Add a stretch, as part of the one before where nothing but the day differs."""
    if found and found[-1].until == more.start:
        last = found[-1]
        if (last.verdict, last.met, last.made_by) == (more.verdict, more.met, more.made_by):
            found[-1] = Stretch(last.start, more.until, last.verdict, last.met, last.made_by)
            return
    found.append(more)


def _turns(members: Sequence[Member], definition: Sequence[One]) -> list[date]:
    """The days on which a verdict may change."""
    ages = {one.age_most + 1 for one in definition if one.age_most is not None}
    ages |= {one.age_least for one in definition if one.age_least is not None}
    days: set[date] = set()
    for member in members:
        days.update(day for span in member.spans for day in (span.start, span.end) if day is not None)
        days.update(degree.since for degree in member.degrees if degree.since is not None)
        if member.gone is not None:
            days.add(member.gone)
        if member.birth_date is not None:
            days.update(turning(member.birth_date, years) for years in ages if _in_calendar(member.birth_date, years))
    return sorted(days)


def _in_calendar(born: date, years: int) -> bool:
    return 0 < born.year + years <= date.max.year


def segments(starts: Iterable[date], *, since: date) -> list[tuple[date, date | None]]:
    """Days cut at `starts`: pairs of a first day and the day before which it ends, from `since` on, the last one open."""
    days = sorted({since, *(day for day in starts if day > since)})
    return [(day, days[at + 1] if at + 1 < len(days) else None) for at, day in enumerate(days)]


def day_after(day: date) -> date:
    """The next day."""
    return day + timedelta(days=1)
