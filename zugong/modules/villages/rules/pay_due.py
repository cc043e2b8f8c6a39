"""When the pay of village cadres falls due, and what of it is owed on a day; money is a whole number of 分, see `rules.pay`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from zugong.modules.villages.rules.pay import MONTHS, Rhythm, Terms, month_bounds, rounded


@dataclass(frozen=True, slots=True)
class Due:
    """An amount that falls due on a day; `kind` is monthly, settlement or incentive."""

    kind: str
    due_on: date
    amount: int


MONTHLY, SETTLEMENT, INCENTIVE, SUPPLEMENT = "monthly", "settlement", "incentive", "supplement"


@dataclass(frozen=True, slots=True)
class Sums:
    """The three parts of a year's pay, in 分."""

    base: int
    performance: int
    incentive: int

    @property
    def whole(self) -> int:
        """All of it."""
        return self.base + self.performance + self.incentive


def settled_on(year: int, terms: Terms) -> date:
    """By when a year is settled."""
    return date(year, MONTHS, 31) + timedelta(days=terms.settlement_days)


def dues_of(steps: Sequence[str], income: int, terms: Terms, *, year: int, sums: Sums) -> tuple[Due, ...]:
    """When a year's pay falls due: base pay after each month or quarter, the rest at the settlement after the year's end.

    What is rounded in one month is made good in the next, and the last one takes what is left, so that the dues add up to `sums`.
    """
    dues: list[Due] = []
    before = 0
    twelfths = {step: terms.standard(step, income) * terms.base_share / MONTHS for step in set(steps)}
    exact = Fraction(0)
    for month in range(1, MONTHS + 1):
        exact += twelfths[steps[month - 1]]
        if terms.rhythm == Rhythm.QUARTER and month % 3:
            continue
        so_far = rounded(exact, terms.rounding)
        if so_far > before:
            dues.append(Due(MONTHLY, month_bounds(year, month)[1].replace(day=terms.due_day), so_far - before))
        before = so_far
    left = sums.base - sum(due.amount for due in dues)
    if left and dues:
        dues[-1] = replace(dues[-1], amount=dues[-1].amount + left)
        left = 0
    rest = [(SETTLEMENT, sums.performance + left), (INCENTIVE, sums.incentive)]
    return (*dues, *(Due(kind, settled_on(year, terms), amount) for kind, amount in rest if amount))


@dataclass(frozen=True, slots=True)
class Owed:
    """How dues and payments stand on a day: what had fallen due, what was paid, what has been owed longer than the grace and since when."""

    fallen_due: int
    paid: int
    arrears: int
    since: date | None


def owed_on(day: date, dues: Iterable[Due], payments: Iterable[tuple[date, int]], *, grace: int) -> Owed:
    """Payments cover the oldest dues first; what is uncovered more than `grace` days after it fell due is in arrears.

    What lowers the whole, as a supplement below nought, counts from its own day like a payment.
    """
    dues = sorted(dues, key=lambda due: due.due_on)
    paid = sum(amount for paid_on, amount in payments if paid_on <= day)
    covered = paid - sum(due.amount for due in dues if due.amount < 0 and due.due_on <= day)
    arrears, since = 0, None
    for due in dues:
        if due.amount < 0 or due.due_on > day:
            continue
        missing = max(due.amount - max(covered, 0), 0)
        covered -= due.amount
        if missing and (day - due.due_on).days > grace:
            arrears += missing
            since = since or due.due_on
    return Owed(sum(due.amount for due in dues if due.due_on <= day), paid, arrears, since)


def year_of(paid_on: date, kind: str) -> int:
    """For which year a payment is, where nobody says: what is settled is for the year before, and so is what is paid in January."""
    if kind in (SETTLEMENT, INCENTIVE) or paid_on.month == 1:
        return paid_on.year - 1
    return paid_on.year
