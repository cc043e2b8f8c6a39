"""The policy of the village cadre register, as pure functions of plain values: offices, ages, and what cannot be right.

The limits of age and of a team's size are parameters (`parameters.py`). Every question about time is asked of a given day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

COLLEGE = 50
"""The number of 大专 in `models.people.Level`."""
NORMAL, DECEASED, SENTENCED = "normal", "deceased", "sentenced"
VILLAGE_KINDS = frozenset({"village", "community"})
VILLAGE_CODE_LENGTH = 12
ELSEWHERE = "*"
"""Stands for a village of another township where a finding tells of villages."""


class Office(StrEnum):
    """The seats of a village, from the first down."""

    SECRETARY = "secretary"
    DIRECTOR = "director"
    DEPUTY_SECRETARY = "deputy_secretary"
    DEPUTY_DIRECTOR = "deputy_director"
    PARTY_MEMBER = "party_member"
    COMMITTEE_MEMBER = "committee_member"
    SUPERVISION_HEAD = "supervision_head"
    SUPERVISION_MEMBER = "supervision_member"
    OTHER = "other"
    RESERVE = "reserve"


RANKS: Mapping[str, int] = {office: place for place, office in enumerate(Office)}
LAST_RANK = 99
TEAMS: Mapping[str, frozenset[str]] = {
    "party": frozenset({Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.PARTY_MEMBER}),
    "committee": frozenset({Office.DIRECTOR, Office.DEPUTY_DIRECTOR, Office.COMMITTEE_MEMBER}),
    "supervision": frozenset({Office.SUPERVISION_HEAD, Office.SUPERVISION_MEMBER}),
    "reserve": frozenset({Office.RESERVE}),
}
TWO_COMMITTEES = TEAMS["party"] | TEAMS["committee"]
VETTED_OFFICES = TWO_COMMITTEES | TEAMS["supervision"]
"""Nobody takes one of these without joint vetting."""


class Fault(StrEnum):
    """The ways in which the register can be wrong."""

    UNKNOWN_VILLAGE = "unknown_village"
    TWO_VILLAGES = "two_villages"
    DUPLICATE_PERSON = "duplicate_person"
    NO_IDENTITY_NUMBER = "no_identity_number"
    NO_FULL_TIME_FLAG = "no_full_time_flag"
    NO_DUAL_VALUE = "no_dual_value"
    DUAL_CONTRADICTS = "dual_contradicts"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    ENDS_BEFORE_START = "ends_before_start"
    DECEASED_ACTIVE = "deceased_active"
    SENTENCED_ACTIVE = "sentenced_active"
    VETTED_WITHOUT_REPLIES = "vetted_without_replies"
    NOT_VETTED = "not_vetted"
    PAID_NO_MONTHS = "paid_no_months"
    NO_SECRETARY = "no_secretary"
    TWO_SECRETARIES = "two_secretaries"


@dataclass(frozen=True, slots=True)
class Limits:
    """Whole years that a serving cadre must have and must not have passed."""

    least_age: int = 18
    most_age: int = 75
    vetted_from: date | None = None
    """Offices that began on this day or later are held by nobody who was not vetted."""


@dataclass(frozen=True, slots=True)
class Village:
    """Where somebody serves, as the division table has it."""

    name: str
    code: str
    kind: str
    parent_code: str
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """One office from when to when."""

    office: str
    start: date | None = None
    end: date | None = None

    def open_on(self, day: date) -> bool:
        """True if the office is held on the day; on its last day it no longer is. One that has not begun yet is not held."""
        return (self.start is None or self.start <= day) and (self.end is None or self.end > day)


@dataclass(frozen=True, slots=True)
class Study:
    """A level of education; `full_time` is None where nobody has said."""

    level: int
    full_time: bool | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """One person's service in one village, as the register holds it."""

    village: Village
    spans: Sequence[Span] = ()
    studies: Sequence[Study] = ()
    birth_date: date | None = None
    has_identity_number: bool = True
    condition: str = NORMAL
    crosses_villages: bool = False
    dual_post: bool | None = None
    vetted: bool = False
    vetting_replies: int | None = None
    vetted_spans: Sequence[tuple[date, date]] = ()
    """First and last day of each formal vetting in this village."""
    paid_months: int | None = None
    paid_amount: int | None = None
    also_in: Sequence[str] = field(default_factory=tuple)
    """Other villages in which the person serves, none of the services being marked as crossing villages."""
    doubles: Sequence[str] = field(default_factory=tuple)
    """Villages of the people with the same name, sex and birth date, of whom one at least has no identity number."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a cadre's offices and education come to on a day."""

    in_office: bool
    rank: int
    offices: tuple[str, ...]
    holds_both: bool
    level: int | None
    full_time_college: bool


def age(born: date, day: date) -> int:
    """Whole years on a day; who is born on 29 February is a year older from 1 March on."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def born_after(years: int, day: date) -> date:
    """Whoever was born after this date has not completed `years` years and one more on the day: is at most `years` old."""
    year = day.year - years - 1
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def offices_on(spans: Iterable[Span], day: date) -> tuple[str, ...]:
    """The offices held on a day, from the first of the village down."""
    return tuple(sorted({span.office for span in spans if span.open_on(day)}, key=lambda office: RANKS[office]))


def summary(spans: Sequence[Span], studies: Sequence[Study], day: date) -> Summary:
    """What offices and education come to on a day."""
    offices = offices_on(spans, day)
    serving = [office for office in offices if office != Office.RESERVE]
    return Summary(
        in_office=bool(serving),
        rank=RANKS[offices[0]] if offices else LAST_RANK,
        offices=offices,
        holds_both={Office.SECRETARY, Office.DIRECTOR} <= set(offices),
        level=max((study.level for study in studies), default=None),
        full_time_college=any(study.full_time and study.level >= COLLEGE for study in studies),
    )


Found = tuple[Fault, dict[str, str]]
"""A fault, and what it was seen by; never a personal value."""


def faults(service: Service, *, day: date, limits: Limits) -> list[Found]:
    """What cannot be right about one person's service in one village."""
    offices = offices_on(service.spans, day)
    found = [*_at_any_time(service)]
    if offices:
        found += [*_while_serving(service, day, limits), *_of_secretary(service, offices)]
    return found


def _at_any_time(service: Service) -> Iterable[Found]:
    for span in service.spans:
        if span.start and span.end and span.end < span.start:
            yield Fault.ENDS_BEFORE_START, {"office": span.office, "start": str(span.start), "end": str(span.end)}
            break
    if any(study.level == COLLEGE and study.full_time is None for study in service.studies):
        yield Fault.NO_FULL_TIME_FLAG, {}
    if service.vetted and not service.vetting_replies:
        yield Fault.VETTED_WITHOUT_REPLIES, {}
    if service.paid_amount and not service.paid_months:
        yield Fault.PAID_NO_MONTHS, {}
    if service.doubles:
        yield Fault.DUPLICATE_PERSON, {"villages": "、".join(service.doubles)}


def _while_serving(service: Service, day: date, limits: Limits) -> Iterable[Found]:
    village = service.village
    why = village_fault(village, day)
    if why:
        yield Fault.UNKNOWN_VILLAGE, {"why": why, "code": village.code, "day": str(village.closed_on or "")}
    if service.also_in and not service.crosses_villages:
        yield Fault.TWO_VILLAGES, {"villages": "、".join(service.also_in)}
    if not service.has_identity_number:
        yield Fault.NO_IDENTITY_NUMBER, {}
    if service.birth_date is not None:
        years = age(service.birth_date, day)
        if years < limits.least_age:
            yield Fault.TOO_YOUNG, {"limit": str(limits.least_age)}
        if years > limits.most_age:
            yield Fault.TOO_OLD, {"limit": str(limits.most_age)}
    unvetted = unvetted_offices(service, day, limits)
    if unvetted:
        yield Fault.NOT_VETTED, {"office": unvetted[0], "start": str(limits.vetted_from)}
    if service.condition == DECEASED:
        yield Fault.DECEASED_ACTIVE, {}
    if service.condition == SENTENCED:
        yield Fault.SENTENCED_ACTIVE, {}


def unvetted_offices(service: Service, day: date, limits: Limits) -> list[str]:
    """The offices of the committees held on a day that began since vetting is required, and in no vetting's time."""
    if limits.vetted_from is None:
        return []
    return [
        span.office
        for span in service.spans
        if span.office in VETTED_OFFICES
        and span.open_on(day)
        and span.start is not None
        and span.start >= limits.vetted_from
        and not any(first <= span.start <= last for first, last in service.vetted_spans)
    ]


def _of_secretary(service: Service, offices: Sequence[str]) -> Iterable[Found]:
    both = {Office.SECRETARY, Office.DIRECTOR} <= set(offices)
    if Office.SECRETARY in offices and service.dual_post is None:
        yield Fault.NO_DUAL_VALUE, {}
    elif service.dual_post is not None and service.dual_post != both:
        yield Fault.DUAL_CONTRADICTS, {"said": "yes" if service.dual_post else "no"}


def village_fault(village: Village, day: date) -> str:
    """Why a unit is not a village of the division table: kind, code, closed; "" if it is one."""
    if village.kind not in VILLAGE_KINDS:
        return "kind"
    code = village.code
    if len(code) != VILLAGE_CODE_LENGTH or not (code.isascii() and code.isdigit()):
        return "code"
    if village.closed_on is not None and village.closed_on <= day:
        return "closed"
    return ""


def village_faults(offices: Sequence[Sequence[str]]) -> list[Found]:
    """What cannot be right about a village whose cadres hold these offices today."""
    secretaries = sum(Office.SECRETARY in held for held in offices)
    if secretaries == 0:
        return [(Fault.NO_SECRETARY, {})]
    return [(Fault.TWO_SECRETARIES, {"count": str(secretaries)})] if secretaries > 1 else []
