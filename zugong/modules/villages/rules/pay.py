"""The pay of village cadres as pure functions: which months count, at which step, and what they come to.

Money is a whole number of 分. Fractions are kept exact to the end and rounded once, half up, to the unit that the parameter names; of
parts that make a whole the last takes the remainder, so that they always add up to it. The numbers are parameters (`parameters/pay.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from zugong.modules.villages.rules.register import TWO_COMMITTEES, Office, Span

MONTHS = 12
SHARE = 100
BOTH_ENDS = 2


class Step(StrEnum):
    """The steps of pay."""

    DUAL = "dual"
    CHIEF = "chief"
    DEPUTY = "deputy"
    MEMBER = "member"
    NONE = "none"


class Grade(StrEnum):
    """The grades of the yearly appraisal; "" is one that has not been given."""

    EXCELLENT = "excellent"
    COMPETENT = "competent"
    BASIC = "basic"
    INCOMPETENT = "incompetent"


class MonthRule(StrEnum):
    """How a month counts in which an office begins or ends."""

    DAYS = "days"
    FIRST_DAY = "first_day"


class Rhythm(StrEnum):
    """How often base pay is paid out."""

    MONTH = "month"
    QUARTER = "quarter"


class Split(StrEnum):
    """By what a village's incentive is divided: by months alone, or by months times coefficient."""

    MONTHS = "months"
    COEFFICIENT = "coefficient"


STEPS: Mapping[str, Step] = {
    Office.SECRETARY: Step.CHIEF,
    Office.DIRECTOR: Step.CHIEF,
    Office.DEPUTY_SECRETARY: Step.DEPUTY,
    Office.DEPUTY_DIRECTOR: Step.DEPUTY,
    Office.PARTY_MEMBER: Step.MEMBER,
    Office.COMMITTEE_MEMBER: Step.MEMBER,
    Office.SUPERVISION_HEAD: Step.MEMBER,
    Office.SUPERVISION_MEMBER: Step.MEMBER,
    Office.OTHER: Step.MEMBER,
    Office.RESERVE: Step.NONE,
}
BOTH = frozenset({Office.SECRETARY, Office.DIRECTOR})
UNGRADED = "ungraded"
"""How a table of factors by grade names the case that no grade has been given."""
ORDER: Mapping[str, int] = {step: place for place, step in enumerate(Step)}


@dataclass(frozen=True)
class Terms:
    """The numbers by which one place pays in one year; shares and coefficients are exact fractions, money is 分."""

    coefficients: tuple[tuple[str, Fraction], ...]
    floors: tuple[tuple[str, int], ...]
    base_share: Fraction
    by_grade: tuple[tuple[str, Fraction], ...]
    month_rule: str = MonthRule.DAYS
    month_days: int = 15
    use_registered_step: bool = True
    rounding: int = 1
    rhythm: str = Rhythm.MONTH
    due_day: int = 10
    settlement_days: int = 31
    incentive_share: Fraction = Fraction(0)
    incentive_cap: int = 0
    incentive_split: str = Split.COEFFICIENT
    grace_days: int = 30
    tolerance: int = 100

    def coefficient(self, step: str) -> Fraction:
        """How many times the county's income per head a full year at a step comes to."""
        return self._coefficients.get(step, Fraction(0))

    def standard(self, step: str, income: int) -> Fraction:
        """A full year's pay at a step, base and performance together, in 分: coefficient times income, not below the step's floor."""
        if step in ("", Step.NONE):
            return Fraction(0)
        return max(self.coefficient(step) * income, Fraction(self._floors.get(step, 0)))

    @cached_property
    def _coefficients(self) -> dict[str, Fraction]:
        return dict(self.coefficients)

    @cached_property
    def _floors(self) -> dict[str, int]:
        return dict(self.floors)

    def performance(self, grade: str) -> Fraction:
        """By what the performance share is multiplied for a grade; "" stands for none given yet."""
        return dict(self.by_grade).get(grade, Fraction(1))


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person's service in one village, as far as pay asks.

    `registered` is the step written in the register, "" if none; it speaks of the offices held last. `stops` ends what has no end of its
    own: the day on which the register learned of a death or a sentence.
    """

    key: int
    spans: tuple[Span, ...]
    income: int
    terms: Terms
    registered: str = ""
    stops: date | None = None


def rounded(amount: Fraction, unit: int) -> int:
    """To the nearest multiple of `unit` 分, half up."""
    return int((amount / unit + Fraction(1, 2)) // 1) * unit


def month_bounds(year: int, month: int) -> tuple[date, date]:
    """The first day of a month, and that of the next."""
    return date(year, month, 1), date(year + month // MONTHS, month % MONTHS + 1, 1)


def steps_of(tenure: Tenure, year: int, *, through: date) -> tuple[str, ...]:
    """The step of each month of the year, "" for one that does not count. Only days up to `through` are looked at."""
    return tuple(_step_of_month(tenure, year, month, through) for month in range(1, MONTHS + 1))


def _step_of_month(tenure: Tenure, year: int, month: int, through: date) -> str:
    first, after = month_bounds(year, month)
    after = min(after, through + timedelta(days=1))
    if first >= after:
        return ""
    if tenure.terms.month_rule == MonthRule.FIRST_DAY:
        return _step_on(tenure, first)
    return _most_days(tenure, first, after)


def _most_days(tenure: Tenure, first: date, after: date) -> str:
    """The best step that was held, itself or a better one, on enough days; "" if not even the lowest was."""
    cuts = _cuts(tenure, first, after)
    if len(cuts) == BOTH_ENDS:
        return _step_on(tenure, first) if (after - first).days >= tenure.terms.month_days else ""
    days: dict[str, int] = {}
    for start, end in pairwise(cuts):
        step = _step_on(tenure, start)
        if step:
            days[step] = days.get(step, 0) + (end - start).days
    held = 0
    for step in sorted(days, key=lambda one: _worth(tenure, one), reverse=True):
        held += days[step]
        if held >= tenure.terms.month_days:
            return step
    return ""


def _cuts(tenure: Tenure, first: date, after: date) -> list[date]:
    """The days in a month on which something begins or ends, with both ends of the month."""
    days = {day for span in tenure.spans for day in (span.start, _end(span, tenure)) if day is not None}
    days |= {day for day in (_latest_change(tenure),) if day is not None}
    return [first, *sorted(day for day in days if first < day < after), after]


def _end(span: Span, tenure: Tenure) -> date | None:
    return tenure.stops if span.end is None else span.end


def _latest_change(tenure: Tenure) -> date | None:
    """The day on which the offices held last began: from then on the registered step speaks."""
    starts = [span.start for span in tenure.spans if span.start is not None and _is_latest(span, tenure)]
    return max(starts, default=None)


def _is_latest(span: Span, tenure: Tenure) -> bool:
    end = _end(span, tenure)
    return end is None or all((other := _end(one, tenure)) is not None and other <= end for one in tenure.spans)


def _step_on(tenure: Tenure, day: date) -> str:
    """The best step held on a day, "" for none."""
    held = {span.office for span in tenure.spans if _holds(span, tenure, day)}
    paid = {STEPS[office] for office in held} - {Step.NONE}
    if not paid:
        return ""
    since = _latest_change(tenure)
    if tenure.registered and tenure.terms.use_registered_step and (since is None or since <= day):
        return "" if tenure.registered == Step.NONE else tenure.registered
    if held >= BOTH:
        paid.add(Step.DUAL)
    return paid.pop() if len(paid) == 1 else max(paid, key=lambda step: _worth(tenure, step))


def _holds(span: Span, tenure: Tenure, day: date) -> bool:
    end = _end(span, tenure)
    return (span.start is None or span.start <= day) and (end is None or day < end)


def _worth(tenure: Tenure, step: str) -> tuple[Fraction, int]:
    return tenure.terms.standard(step, tenure.income), -ORDER[step]


def months_paid(tenures: Iterable[Tenure], year: int, *, through: date) -> dict[int, tuple[str, ...]]:
    """The months of all of one person's services by their keys: a month is paid in one of them only, where it is worth most."""
    steps = {tenure.key: (tenure, steps_of(tenure, year, through=through)) for tenure in tenures}
    if len(steps) == 1:
        return {key: found for key, (_tenure, found) in steps.items()}
    paid: dict[int, list[str]] = {key: [""] * MONTHS for key in steps}
    for month in range(MONTHS):
        # The older record wins where two are worth the same.
        held = [(_worth(tenure, found[month])[0], -key) for key, (tenure, found) in steps.items() if found[month]]
        if held:
            key = -max(held)[1]
            paid[key][month] = steps[key][1][month]
    return {key: tuple(found) for key, found in paid.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """The months at one step: a full year's standard, and what so many twelfths of it come to, both exact, in 分."""

    step: str
    months: int
    coefficient: Fraction
    standard: Fraction
    at_floor: bool

    @property
    def amount(self) -> Fraction:
        """Standard ÷ 12 × months."""
        return self.standard * self.months / MONTHS


@dataclass(frozen=True, slots=True)
class Pay:
    """What a year comes to. `base` and `performance` are rounded and add up to the rounded whole."""

    lines: tuple[Line, ...]
    factor: Fraction
    base: int
    performance: int

    @property
    def months(self) -> int:
        """Months that count."""
        return sum(line.months for line in self.lines)

    @property
    def standard(self) -> Fraction:
        """What the lines come to."""
        return sum((line.amount for line in self.lines), Fraction(0))


def pay_of(steps: Sequence[str], income: int, grade: str, terms: Terms) -> Pay:
    """Base and performance pay of a year: each month a twelfth of its step's standard; without months nothing is due."""
    lines = tuple(
        Line(
            step,
            steps.count(step),
            terms.coefficient(step),
            terms.standard(step, income),
            terms.standard(step, income) > terms.coefficient(step) * income,
        )
        for step in sorted(set(steps) - {"", Step.NONE}, key=ORDER.__getitem__)
    )
    standard = sum((line.amount for line in lines), Fraction(0))
    factor = terms.performance(grade)
    base = rounded(standard * terms.base_share, terms.rounding)
    whole = rounded(standard * (terms.base_share + (1 - terms.base_share) * factor), terms.rounding)
    return Pay(lines, factor, base, whole - base)


def incentive_pool(before: int | None, now: int | None, terms: Terms) -> int:
    """What a village's cadres share of the growth of its collective income; nothing where a year is unknown or it has shrunk."""
    if before is None or now is None or now <= before:
        return 0
    return min(rounded(terms.incentive_share * (now - before), terms.rounding), terms.incentive_cap)


def weight_of(tenure: Tenure, paid: Sequence[str], year: int, *, through: date) -> Fraction:
    """By what somebody shares in the incentive: the paid months in which an office of the two committees was held as a month counts."""
    spans = tuple(span for span in tenure.spans if span.office in TWO_COMMITTEES)
    seated = steps_of(Tenure(tenure.key, spans, tenure.income, tenure.terms, stops=tenure.stops), year, through=through)
    by_step = tenure.terms.incentive_split == Split.COEFFICIENT
    return sum(
        (
            tenure.terms.coefficient(step) if by_step else Fraction(1)
            for step, seat in zip(paid, seated, strict=True)
            if step and seat
        ),
        Fraction(0),
    )


def shared(pool: int, weights: Mapping[int, Fraction], unit: int) -> dict[int, int]:
    """A pool divided by weights in multiples of `unit`: what is left over goes to the largest remainders, and the parts make the pool.

    A pool that is no multiple itself leaves its last 分 to the first share.
    """
    whole = sum(weights.values(), Fraction(0))
    if not whole or pool <= 0:
        return {}
    exact = {key: Fraction(pool) * weight / whole for key, weight in weights.items() if weight}
    parts = {key: int(share // unit) * unit for key, share in exact.items()}
    order = sorted(exact, key=lambda key: (parts[key] - exact[key], key))
    left = pool - sum(parts.values())
    for key in order[: left // unit]:
        parts[key] += unit
    parts[order[0]] += left % unit
    return parts


def main_step(steps: Sequence[str]) -> str:
    """The step of the most months; of two with as many the better."""
    counted = set(steps) - {""}
    return max(counted, key=lambda step: (steps.count(step), -ORDER[step])) if counted else Step.NONE
