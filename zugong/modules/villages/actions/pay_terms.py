"""Reads by which numbers a village's cadres are paid in a year: once for all villages that the same values rule."""

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from zugong.kernel import calendar
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.parameters.versions import noting
from zugong.kernel.registry.models import Unit
from zugong.kernel.sealing.chains import canonical
from zugong.kernel.sealing.keys import sm3
from zugong.modules.villages.models import CountyIncome, PayBasis
from zugong.modules.villages.models.money import FEN_PER_YUAN, fen
from zugong.modules.villages.rules.pay import SHARE, UNGRADED, MonthRule, Rhythm, Split, Terms

PREFIX = "villages.pay."
Ruled = tuple[tuple[int, ...], int]
"""The units above a village, and it itself, that have values of their own, and the year."""


class Book:
    """The terms of pay and the incomes of a number of villages and years.

    The values of a year are those in force on its last day, or today in a year that is not over. `tried` are units at which a value is
    only being tried.
    """

    def __init__(self, tried: Iterable[int] = ()) -> None:
        own = Parameter.objects.in_force().filter(code__startswith=PREFIX, unit__isnull=False)
        self._own = {*own.values_list("unit_id", flat=True), *tried}
        self._terms: dict[Ruled, Terms] = {}
        self._made_by: dict[Ruled, dict[str, Any]] = {}
        self._bases: dict[Ruled, int] = {}
        rows = CountyIncome.objects.values_list("unit_id", "year", "amount")
        self._incomes = {(unit, year): fen(amount) for unit, year, amount in rows}

    def terms(self, village: Unit, year: int) -> Terms:
        """The numbers that rule a village in a year."""
        ruled = self._ruled(village, year)
        if ruled not in self._terms:
            with noting() as used:
                self._terms[ruled] = terms_at(village, on=last_day(year))
            self._made_by[ruled] = used.stored()
        return self._terms[ruled]

    def basis(self, village: Unit, year: int) -> int:
        """The key of the row that keeps these numbers; written where there is none yet."""
        self.terms(village, year)
        ruled = self._ruled(village, year)
        if ruled not in self._bases:
            made_by = self._made_by[ruled]
            place = ruled[0][-1] if ruled[0] else (village.ancestor_ids or [village.pk])[0]
            row, _new = PayBasis.objects.get_or_create(
                unit_id=place, year=year, digest=sm3(canonical(made_by)), defaults={"made_by": made_by}
            )
            self._bases[ruled] = row.pk
        return self._bases[ruled]

    def income(self, village: Unit, year: int) -> int | None:
        """The income per head, in 分, of the year before, at the nearest unit above the village that has one; None if none has."""
        line = [*village.ancestor_ids, village.pk]
        found = (self._incomes.get((unit, year - 1)) for unit in reversed(line))
        return next((amount for amount in found if amount is not None), None)

    def _ruled(self, village: Unit, year: int) -> Ruled:
        line = [*village.ancestor_ids, village.pk]
        return tuple(unit for unit in line if unit in self._own), year


def last_day(year: int) -> date:
    """The last day of a year that has been reached."""
    return min(date(year, 12, 31), calendar.today())


def terms_at(place: Unit | None, *, on: date) -> Terms:
    """The numbers by which cadres are paid at a place, as they hold on a day."""
    return _terms(lambda name: value_of(f"{PREFIX}{name}", at=place, on=on))


def terms_of(basis: PayBasis) -> Terms:
    """The numbers that made the statements of a basis, whatever holds today; what was not yet asked for then is as it is now."""
    kept = basis.made_by

    def value(name: str) -> Any:
        code = f"{PREFIX}{name}"
        found = kept.get(code)
        return found[-1]["value"] if found else value_of(code, at=basis.unit)

    return _terms(value)


def _terms(value: Callable[[str], Any]) -> Terms:
    graded = {"" if name == UNGRADED else name: factor for name, factor in value("performance").items()}
    return Terms(
        coefficients=_fractions(value("coefficients")),
        floors=tuple((step, int(floor) * FEN_PER_YUAN) for step, floor in value("floors").items()),
        base_share=Fraction(str(value("base_share"))) / SHARE,
        by_grade=_fractions(graded),
        month_rule=MonthRule.DAYS if value("by_days") else MonthRule.FIRST_DAY,
        month_days=value("month_days"),
        use_registered_step=value("registered_step"),
        rounding=FEN_PER_YUAN if value("whole_yuan") else 1,
        rhythm=Rhythm.QUARTER if value("quarterly") else Rhythm.MONTH,
        due_day=value("due_day"),
        settlement_days=value("settlement_days"),
        incentive_share=Fraction(str(value("incentive_share"))) / SHARE,
        incentive_cap=int(value("incentive_cap")) * FEN_PER_YUAN,
        incentive_split=Split.COEFFICIENT if value("incentive_by_coefficient") else Split.MONTHS,
        grace_days=value("grace_days"),
        tolerance=int(value("tolerance")) * FEN_PER_YUAN,
    )


def _fractions(numbers: dict[str, float]) -> tuple[tuple[str, Fraction], ...]:
    # By their decimal writing: 1.2 is six fifths, not the nearest binary fraction.
    return tuple((name, Fraction(str(number))) for name, number in numbers.items())
