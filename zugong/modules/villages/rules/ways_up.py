"""The policy of the ways up for village cadres, as pure functions: conditions, length of service, scores and ranks.

The two tracks are the recruitment of good village cadres as township civil servants (domain notes 4.5, W50 and W51) and the counties' own
hiring into township institutions. All limits are parameters. A condition is shown, never decided: it is met, not met, or the register does
not tell.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from zugong.modules.villages.rules.register import Office, Span, age

CHIEFS = frozenset({Office.SECRETARY, Office.DIRECTOR})
DEPUTIES = frozenset({Office.DEPUTY_SECRETARY, Office.DEPUTY_DIRECTOR})
PARTY = frozenset({"01", "02"})
"""Members and probationary members of the Party, GB/T 4762."""
DAYS_OF_A_MONTH = 30
"""So many days left over from several spans make a month."""
CENT = Decimal("0.01")


class Verdict(StrEnum):
    """What the register says of a condition."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Term(StrEnum):
    """The conditions that can be checked against the register."""

    SERVICE = "service"
    AGE = "age"
    EDUCATION = "education"
    PARTY = "party"
    APPRAISAL = "appraisal"
    IN_OFFICE = "in_office"


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a round asks for: years of service, whole years of age, a level of education (0: none), any of
    some grades of the last appraisal (none: whatever it was)."""

    chief_years: int = 2
    deputy_years: int = 3
    most_age: int = 40
    most_age_named: int = 45
    least_level: int = 0
    party: bool = False
    grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the register holds of a cadre; None or "" where it does not tell."""

    spans: Sequence[Span] = ()
    birth_date: date | None = None
    named_village: bool = False
    level: int | None = None
    politics: str = ""
    appraisal: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: the value that was found, what is asked for, and whether it is met. Values are plain, for storing and wording."""

    term: Term
    value: Mapping[str, int | str | bool | None]
    requirement: Mapping[str, int | str | bool]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Served:
    """How long somebody served: whole months, and whether a first day is missing that could add to them."""

    months: int
    unclear: bool = False


def conditions(facts: Facts, asked: Requirements, *, closing: date) -> list[Condition]:
    """Every condition of a round as it stands on the closing day of the applications."""
    found = [_service(facts, asked, closing), _age(facts, asked, closing), _in_office(facts, closing)]
    if asked.least_level:
        found.append(_education(facts, asked))
    if asked.party:
        found.append(_party(facts))
    if asked.grades:
        found.append(_appraisal(facts, asked))
    return found


def all_met(found: Iterable[Condition]) -> bool:
    """True if every condition is met for certain."""
    return all(one.verdict is Verdict.MET for one in found)


def served(spans: Iterable[Span], offices: frozenset[Office], *, until: date) -> Served:
    """Whole months in any of the offices up to and including a day; two offices at a time count once.

    An office is not held on its last day. Within one uninterrupted stretch a month is full on the day before its like in the next month;
    days left over are added up, thirty to a month. A span without a first day, or that ends before it starts, cannot be counted.
    """
    ours = [span for span in spans if span.office in offices]
    unclear = any(span.start is None or (span.end is not None and span.end < span.start) for span in ours)
    months, days = 0, 0
    for start, end in _stretches(ours, until + timedelta(days=1)):
        whole, left = months_between(start, end)
        months, days = months + whole, days + left
    return Served(months + days // DAYS_OF_A_MONTH, unclear)


def months_between(start: date, end: date) -> tuple[int, int]:
    """Whole months from one day to another, and the days left over; a month that ends early is full on its last day."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if _month_after(start, months) > end:
        months -= 1
    return months, (end - _month_after(start, months)).days


def _month_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def _stretches(spans: Iterable[Span], until: date) -> list[tuple[date, date]]:
    """The days served, as stretches without gaps, from a first day up to but not including a last one."""
    kept: list[tuple[date, date]] = []
    for start, end in sorted(_days(spans, until)):
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], end))
        else:
            kept.append((start, end))
    return kept


def _days(spans: Iterable[Span], until: date) -> Iterable[tuple[date, date]]:
    for span in spans:
        if span.start is not None:
            end = min(span.end or until, until)
            if span.start < end:
                yield span.start, end


def _service(facts: Facts, asked: Requirements, closing: date) -> Condition:
    """Enough years as a chief, or enough as a deputy or chief together."""
    chief = served(facts.spans, CHIEFS, until=closing)
    both = served(facts.spans, CHIEFS | DEPUTIES, until=closing)
    met = chief.months >= asked.chief_years * 12 or both.months >= asked.deputy_years * 12
    return Condition(
        Term.SERVICE,
        {"chief": chief.months, "both": both.months, "unclear": both.unclear},
        {"chief_years": asked.chief_years, "deputy_years": asked.deputy_years},
        Verdict.MET if met else Verdict.UNKNOWN if both.unclear else Verdict.NOT_MET,
    )


def _age(facts: Facts, asked: Requirements, closing: date) -> Condition:
    """At most so many completed years on the closing day; more in a named village."""
    limit = asked.most_age_named if facts.named_village else asked.most_age
    years = None if facts.birth_date is None else age(facts.birth_date, closing)
    asked_for = {"limit": limit, "named": facts.named_village}
    return Condition(Term.AGE, {"years": years}, asked_for, _verdict(years, years is not None and years <= limit))


def _in_office(facts: Facts, closing: date) -> Condition:
    """Serving on the closing day; the reserve does not serve."""
    held = [span for span in facts.spans if span.office != Office.RESERVE]
    serving = any(span.open_on(closing) for span in held)
    verdict = Verdict.MET if serving else Verdict.NOT_MET if facts.spans else Verdict.UNKNOWN
    return Condition(Term.IN_OFFICE, {"serving": serving}, {"serving": True}, verdict)


def _education(facts: Facts, asked: Requirements) -> Condition:
    enough = facts.level is not None and facts.level >= asked.least_level
    return Condition(
        Term.EDUCATION, {"level": facts.level}, {"level": asked.least_level}, _verdict(facts.level, enough)
    )


def _party(facts: Facts) -> Condition:
    met = facts.politics in PARTY
    return Condition(Term.PARTY, {"politics": facts.politics}, {"party": True}, _verdict(facts.politics or None, met))


def _appraisal(facts: Facts, asked: Requirements) -> Condition:
    """The grade of the last appraisal is among those asked for."""
    grade = facts.appraisal
    wanted = {"grades": ",".join(asked.grades)}
    return Condition(Term.APPRAISAL, {"grade": grade}, wanted, _verdict(grade or None, grade in asked.grades))


def _verdict(value: object, met: bool) -> Verdict:
    if value is None:
        return Verdict.UNKNOWN
    return Verdict.MET if met else Verdict.NOT_MET


@dataclass(frozen=True, slots=True)
class Sheet:
    """One candidate's scores; None where there is none yet. Who was absent has no score, which is not nought."""

    key: int
    written: Decimal | None = None
    interview: Decimal | None = None
    bonus: Decimal = Decimal(0)
    written_absent: bool = False
    interview_absent: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate's total and place; both None for whoever has no place."""

    total: Decimal | None
    place: int | None


NOWHERE = Placed(None, None)
TIES = ("written", "interview", "bonus")
"""By what equal totals may be told apart."""


def total_of(sheet: Sheet, *, written_share: int, interviewed: bool) -> Decimal | None:
    """The total so far: the written score with its bonus; once there are interviews, both by their shares in per cent."""
    if sheet.written is None or sheet.written_absent or (interviewed and sheet.interview_absent):
        return None
    first = sheet.written + sheet.bonus
    if not interviewed:
        return first.quantize(CENT, ROUND_HALF_UP)
    if sheet.interview is None:
        return None
    total = (first * written_share + sheet.interview * (100 - written_share)) / 100
    return total.quantize(CENT, ROUND_HALF_UP)


def placed(sheets: Sequence[Sheet], *, written_share: int, ties: Sequence[str]) -> dict[int, Placed]:
    """Total and place of every candidate, by key: the higher total first, equal ones by the declared scores.

    Who is still equal shares the place, and the next place is left free. From the first interview score on, only who has one is placed.
    """
    interviewed = any(sheet.interview is not None for sheet in sheets)
    totals = {sheet.key: total_of(sheet, written_share=written_share, interviewed=interviewed) for sheet in sheets}
    marks = {
        sheet.key: (total, *(getattr(sheet, name) or Decimal(0) for name in ties))
        for sheet in sheets
        if (total := totals[sheet.key]) is not None
    }
    return {
        sheet.key: Placed(totals[sheet.key], 1 + sum(other > marks[sheet.key] for other in marks.values()))
        if sheet.key in marks
        else NOWHERE
        for sheet in sheets
    }


def within_quota(places: Mapping[int, Placed], quota: int) -> set[int]:
    """The keys of those whose place lies within the quota; more than the quota where the last place is shared."""
    return {key for key, one in places.items() if one.place is not None and one.place <= quota}


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def serves_until(appointed: date, years: int) -> date:
    """The last day of the least service of so many years."""
    return years_after(appointed, years) - timedelta(days=1)
