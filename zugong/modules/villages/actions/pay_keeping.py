"""Keeps up what is computed of pay: statements, supplements, sums due and arrears, in one transaction with what they follow from."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from zugong.kernel import calendar
from zugong.kernel.history.inserting import insert_all
from zugong.kernel.parameters.reading import remembering
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.pay_arrears import keep_arrears
from zugong.modules.villages.actions.pay_closing import close_paid
from zugong.modules.villages.actions.pay_computing import NO_MONTHS, Calculator, Computed
from zugong.modules.villages.actions.pay_reading import Reading, read
from zugong.modules.villages.actions.pay_terms import Book
from zugong.modules.villages.models import PayDue, PayStatement, PaySupplement, VillageCadre
from zugong.modules.villages.models.money import fen, yuan
from zugong.modules.villages.rules.pay import main_step
from zugong.modules.villages.rules.pay_due import SUPPLEMENT, Due, Owed, Sums, owed_on

BATCH = 500
GONE = "村干部记录已作废"
DueKey = tuple[int, int, str, date]
"""Village, year, kind, day."""


@dataclass(slots=True)
class Kept:
    """What keeping up has changed."""

    statements: int = 0
    supplements: int = 0
    dues: int = 0
    arrears: int = 0


def keep_pay_of_people(people: Iterable[int]) -> Kept:
    """Compute anew what the cadres are due of the villages in which these people serve or served."""
    villages = set(VillageCadre.with_voided.filter(person__in=set(people)).values_list("unit_id", flat=True))
    return keep_pay(Q(unit__in=villages)) if villages else Kept()


def keep_pay_of_villages(villages: Iterable[int]) -> Kept:
    """Compute anew what the cadres of these villages are due."""
    keys = set(villages)
    return keep_pay(Q(unit__in=keys)) if keys else Kept()


def keep_pay_below(unit: Unit) -> Kept:
    """Compute anew what the cadres of all villages at and below a unit are due."""
    return keep_pay(Q(unit__path__startswith=unit.path or "-"))


@transaction.atomic
def keep_pay(villages: Q | None = None) -> Kept:
    """Compute pay anew for the villages that meet a condition, said of a cadre's unit; without one for all.

    Computed are this year, the year before, and every year of which there is a statement or a payment.
    """
    with remembering():
        reading = read(villages or Q())
        keeper = _Keeper(reading)
        for year in sorted(reading.years | {keeper.day.year - 1, keeper.day.year}):
            keeper.keep(year)
        return keeper.write()


class _Keeper:
    """The work of one keeping-up."""

    def __init__(self, reading: Reading) -> None:
        self.day = calendar.today()
        self._reading = reading
        self._book = Book()
        self._calculator = Calculator(reading, self._book)
        self._new: list[PayStatement] = []
        self._changed: list[PayStatement] = []
        self._supplements: list[PaySupplement] = []
        self._dues: dict[DueKey, list[int]] = defaultdict(lambda: [0, 0])
        self._standing: list[tuple[PayStatement, Unit]] = []

    def keep(self, year: int) -> None:
        """Compute one year."""
        for one in self._calculator.year(year):
            key = (one.service.key, year)
            statement = self._reading.statements.get(key)
            if statement is None and not any(one.steps) and key not in self._reading.payments:
                continue
            if statement is None:
                statement = PayStatement(cadre_id=one.service.key, year=year)
            self._restate(statement, one)

    def _restate(self, statement: PayStatement, one: Computed) -> None:
        before = _values(statement)
        if statement.is_settled:
            self._supplement(statement, one)
        else:
            self._compute(statement, one)
        sums = sums_of(statement)
        steps = tuple(statement.steps) or NO_MONTHS
        later = [Due(SUPPLEMENT, day, amount) for day, amount in self._reading.supplements.get(statement.pk or 0, ())]
        dues = (*self._calculator.dues(one, steps=steps, sums=sums), *later)
        paid = self._reading.payments.get((one.service.key, one.year), ())
        owed = owed_on(self.day, dues, paid, grace=one.terms.grace_days)
        self._stand(statement, owed, one.terms.tolerance)
        self._add_dues(one, dues)
        village = self._calculator.village(one.service)
        self._standing.append((statement, village))
        if statement.pk is None:
            self._new.append(statement)
        elif before != _values(statement):
            self._changed.append(statement)

    def _compute(self, statement: PayStatement, one: Computed) -> None:
        """Write what was computed onto a statement that nobody has signed yet."""
        statement.months = sum(map(bool, one.steps))
        statement.steps = list(one.steps)
        statement.main_step = main_step(one.steps)
        statement.income = None if one.income is None else yuan(one.income)
        statement.grade = one.grade
        sums = one.sums
        statement.base, statement.performance = yuan(sums.base), yuan(sums.performance)
        statement.incentive, statement.computed_total = yuan(sums.incentive), yuan(sums.whole)
        statement.basis_id = self._book.basis(self._calculator.village(one.service), one.year)

    def _supplement(self, statement: PayStatement, one: Computed) -> None:
        """A settled statement stays; what it would come to now, beyond all that was found out before, is added."""
        known = self._reading.supplements[statement.pk]
        difference = one.sums.whole - fen(statement.computed_total) - sum(amount for _day, amount in known)
        if difference:
            known.append((self.day, difference))
            self._supplements.append(
                PaySupplement(
                    statement=statement,
                    found_on=self.day,
                    months=sum(map(bool, one.steps)),
                    amount=yuan(difference),
                    result=_told(one),
                )
            )
        statement.supplements_total = yuan(sum(amount for _day, amount in known))

    def _stand(self, statement: PayStatement, owed: Owed, tolerance: int) -> None:
        """Write how the statement stands against what was paid."""
        statement.fallen_due, statement.paid = yuan(owed.fallen_due), yuan(owed.paid)
        in_arrears = owed.arrears > tolerance
        statement.arrears = yuan(owed.arrears if in_arrears else 0)
        statement.arrears_since = owed.since if in_arrears else None
        statement.standing = _standing(statement, owed, tolerance)

    def _add_dues(self, one: Computed, dues: Iterable[Due]) -> None:
        for due in dues:
            if due.due_on <= self.day and due.amount:
                cell = self._dues[one.service.village, one.year, due.kind, due.due_on]
                cell[0] += due.amount
                cell[1] += 1

    def write(self) -> Kept:
        """Write what differs from what stands."""
        gone = self._void_orphans()
        insert_all(self._new)
        upsert(PayStatement, self._changed, STATED)
        insert_all(self._supplements)
        kept = Kept(len(self._new) + len(self._changed) + gone, len(self._supplements))
        kept.dues = self._write_dues()
        kept.arrears = keep_arrears(self._standing)
        close_paid({statement.settlement_id for statement, _village in self._standing if statement.settlement_id})
        return kept

    def _void_orphans(self) -> int:
        """Statements go when the cadre's record goes, but for those that somebody has signed."""
        gone = [
            statement
            for (cadre, _year), statement in self._reading.statements.items()
            if cadre not in self._reading.written and not statement.is_settled
        ]
        now: Any = calendar.now()
        for statement in gone:
            statement.voided_at, statement.voided_why = now, GONE
        PayStatement.with_voided.bulk_update(gone, ("voided_at", "voided_why"), batch_size=BATCH)
        return len(gone)

    def _write_dues(self) -> int:
        villages = {self._calculator.village(service).pk for service in self._reading.services
                    if service.key in self._reading.written}  # fmt: skip
        standing = {(one.unit_id, one.year, one.kind, one.due_on): one for one in _dues_of(villages)}
        changed, new = [], []
        for key, (amount, persons) in self._dues.items():
            one = standing.pop(key, None)
            if one is None:
                unit, year, kind, due_on = key
                new.append(
                    PayDue(unit_id=unit, year=year, kind=kind, due_on=due_on, amount=yuan(amount), persons=persons)
                )
            elif (one.amount, one.persons) != (yuan(amount), persons):
                one.amount, one.persons = yuan(amount), persons
                changed.append(one)
        for one in standing.values():
            if one.amount or one.persons:
                one.amount, one.persons = Decimal(0), 0
                changed.append(one)
        insert_all(new)
        upsert(PayDue, changed, ("amount", "persons"))
        return len(new) + len(changed)


STATED = (
    "months", "steps", "main_step", "income", "grade", "base", "performance", "incentive", "computed_total",
    "supplements_total", "fallen_due", "paid", "arrears", "arrears_since", "standing", "basis",
)  # fmt: skip
COLUMNS = tuple("basis_id" if name == "basis" else name for name in STATED)


def _values(statement: PayStatement) -> list[Any]:
    return [getattr(statement, name) for name in COLUMNS]


def sums_of(statement: PayStatement) -> Sums:
    """The parts of a statement, in 分."""
    return Sums(fen(statement.base), fen(statement.performance), fen(statement.incentive))


def _standing(statement: PayStatement, owed: Owed, tolerance: int) -> str:
    if not statement.months and owed.paid:
        return PayStatement.Standing.NO_MONTHS
    if owed.paid < owed.fallen_due - tolerance:
        return PayStatement.Standing.SHORT
    if owed.paid > fen(statement.whole) + tolerance and statement.income is not None:
        return PayStatement.Standing.OVER
    return PayStatement.Standing.EVEN


def _told(one: Computed) -> dict[str, Any]:
    """What a settled year would come to now, so that a supplement can be explained."""
    sums = one.sums
    parts = {"base": sums.base, "performance": sums.performance, "incentive": sums.incentive}
    return {
        "steps": list(one.steps),
        "grade": one.grade,
        "income": None if one.income is None else str(yuan(one.income)),
        **{name: str(yuan(amount)) for name, amount in parts.items()},
    }


def _dues_of(villages: Collection[int]) -> Iterable[PayDue]:
    if len(villages) <= BATCH:
        return PayDue.objects.filter(unit__in=villages)
    return [one for one in PayDue.objects.all() if one.unit_id in villages]


def upsert(model: Any, records: list[Any], fields: Iterable[str]) -> None:
    """Write columns of rows that exist: one statement for many, which no series of updates comes near."""
    if records:
        model._base_manager.bulk_create(
            records, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=list(fields)
        )
