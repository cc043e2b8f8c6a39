"""How a statement's sum came about, line by line, with the numbers that made it; what was paid when, and what is still owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.access.sights import Sight
from zugong.kernel.ledger.columns import column
from zugong.kernel.ledger.seeing import sight
from zugong.kernel.parameters.versions import Used, explained
from zugong.modules.villages.actions.pay_keeping import sums_of
from zugong.modules.villages.actions.pay_terms import terms_of
from zugong.modules.villages.models import (
    CollectiveIncome,
    CountyIncome,
    PayPayment,
    PayStatement,
    PayStep,
    PaySupplement,
)
from zugong.modules.villages.models.money import fen, yuan
from zugong.modules.villages.rules.pay import SHARE, Line, Terms, pay_of
from zugong.modules.villages.rules.pay_due import dues_of

TOTAL = column(PayStatement, "computed_total")
OF_SUMS = ("coefficients", "floors", "base_share", "performance", "incentive_share", "incentive_cap")
OF_MONTHS = (
    "by_days",
    "month_days",
    "registered_step",
    "whole_yuan",
    "quarterly",
    "due_day",
    "settlement_days",
    "grace_days",
)


@dataclass(frozen=True, slots=True)
class StepLine:
    """So many months at one step: what a full year comes to, and what these months do; in 元, not rounded."""

    label: Any
    coefficient: str
    income: Decimal
    standard: Decimal
    months: int
    amount: Decimal
    at_floor: bool


@dataclass(frozen=True, slots=True)
class DueLine:
    """A sum that falls due, and whether it has."""

    label: Any
    due_on: date
    amount: Decimal
    has_fallen: bool


@dataclass(frozen=True, slots=True)
class Growth:
    """The growth of the village's collective income that the incentive comes from."""

    before: Decimal
    now: Decimal

    @property
    def more(self) -> Decimal:
        """By how much it grew."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Explanation:
    """A statement with all that explains it."""

    statement: PayStatement
    lines: Sequence[StepLine]
    base_share: str
    performance_share: str
    factor: str
    growth: Growth | None
    incentive_share: str
    months: Sequence[tuple[int, Any]]
    dues: Sequence[DueLine]
    payments: Sequence[PayPayment]
    supplements: Sequence[PaySupplement]
    sources: Sequence[Used]
    bulletin: CountyIncome | None

    @property
    def owed(self) -> Decimal:
        """What has fallen due and was not paid."""
        return max(self.statement.fallen_due - self.statement.paid, Decimal(0))


def may_see_amounts(statement: PayStatement, user: User) -> bool:
    """True if the amounts lie open to the user: to those above, and to the cadre."""
    return sight(TOTAL, statement, user) == Sight.CLEAR


def explain(statement: PayStatement) -> Explanation:
    """Everything that makes a statement understood; `statement` with its cadre, village and basis read along."""
    terms = terms_of(statement.basis) if statement.basis else None
    made_by = statement.basis.made_by if statement.basis else {}
    return Explanation(
        statement=statement,
        lines=_lines(statement, terms) if terms else [],
        base_share=_number(terms.base_share * SHARE) if terms else "",
        performance_share=_number((1 - terms.base_share) * SHARE) if terms else "",
        factor=_number(terms.performance(statement.grade)) if terms else "",
        growth=_growth(statement),
        incentive_share=_number(terms.incentive_share * SHARE) if terms else "",
        months=[(number, _step_label(step)) for number, step in enumerate(statement.steps, start=1)],
        dues=_dues(statement, terms) if terms else [],
        payments=list(
            PayPayment.objects.filter(cadre=statement.cadre_id, year=statement.year).order_by("paid_on", "pk")
        ),
        supplements=list(statement.supplements.filter(voided_at__isnull=True).order_by("found_on", "pk")),
        sources=_sources(made_by),
        bulletin=_bulletin(statement),
    )


def _lines(statement: PayStatement, terms: Terms) -> list[StepLine]:
    income = statement.income
    if income is None:
        return []
    pay = pay_of(tuple(statement.steps), fen(income), statement.grade, terms)
    return [_line(line, income) for line in pay.lines]


def _line(line: Line, income: Decimal) -> StepLine:
    return StepLine(
        label=_step_label(line.step),
        coefficient=_number(line.coefficient),
        income=income,
        standard=_money(line.standard),
        months=line.months,
        amount=_money(line.amount),
        at_floor=line.at_floor,
    )


def _dues(statement: PayStatement, terms: Terms) -> list[DueLine]:
    if statement.income is None:
        return []
    made = dues_of(
        tuple(statement.steps),
        fen(statement.income),
        terms,
        year=statement.year,
        sums=sums_of(statement),
    )
    today = calendar.today()
    return [DueLine(PayPayment.Kind(due.kind).label, due.due_on, yuan(due.amount), due.due_on <= today) for due in made]


def _growth(statement: PayStatement) -> Growth | None:
    years = (statement.year - 1, statement.year)
    rows = CollectiveIncome.objects.filter(unit=statement.cadre.unit_id, year__in=years)
    incomes = dict(rows.values_list("year", "income"))
    return Growth(incomes[years[0]], incomes[years[1]]) if len(incomes) == len(years) else None


def _bulletin(statement: PayStatement) -> CountyIncome | None:
    line = statement.cadre.unit.ancestor_ids
    rows = {row.unit_id: row for row in CountyIncome.objects.filter(unit__in=line, year=statement.year - 1)}
    return next((rows[unit] for unit in reversed(line) if unit in rows), None)


def _sources(made_by: dict[str, Any]) -> list[Used]:
    """Those parameters that make the sums first, then those that make months and days."""
    order = {f"villages.pay.{name}": place for place, name in enumerate((*OF_SUMS, *OF_MONTHS))}
    found = [used for used in explained(made_by) if used.code in order]
    return sorted(found, key=lambda used: order[used.code])


def _step_label(step: str) -> Any:
    return PayStep(step).label if step else ""


def _number(value: Fraction) -> str:
    """A fraction as people write it: 1.2, 70."""
    return f"{(Decimal(value.numerator) / value.denominator).normalize():f}"


def _money(amount: Fraction) -> Decimal:
    return (Decimal(amount.numerator) / amount.denominator / SHARE).quantize(Decimal("0.01"))
