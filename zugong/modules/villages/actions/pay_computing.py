"""Computes what each cadre of some villages is due for a year; writes nothing."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.pay_reading import Reading, Service
from zugong.modules.villages.actions.pay_terms import Book, last_day
from zugong.modules.villages.rules.pay import (
    MONTHS,
    Pay,
    Tenure,
    Terms,
    incentive_pool,
    months_paid,
    pay_of,
    shared,
    steps_of,
    weight_of,
)
from zugong.modules.villages.rules.pay_due import INCENTIVE, Due, Sums, dues_of, settled_on

NO_MONTHS = ("",) * MONTHS


@dataclass(frozen=True, slots=True)
class Computed:
    """What one cadre is due for one year. `income` is None where the county's income is not registered: then nothing can be said yet."""

    service: Service
    year: int
    steps: tuple[str, ...]
    income: int | None
    grade: str
    terms: Terms
    pay: Pay
    incentive: int

    @property
    def sums(self) -> Sums:
        """The parts of the whole, in 分."""
        return Sums(self.pay.base, self.pay.performance, self.incentive)


class Calculator:
    """Computes; what has been computed for one cadre is known for all to whom the same holds."""

    def __init__(self, reading: Reading, book: Book) -> None:
        self._reading = reading
        self._book = book
        self._steps: dict[tuple[object, ...], tuple[str, ...]] = {}
        self._pays: dict[tuple[object, ...], Pay] = {}
        self._dues: dict[tuple[object, ...], tuple[Due, ...]] = {}
        self._weights: dict[tuple[object, ...], Fraction] = {}

    def village(self, service: Service) -> Unit:
        """The village of a service."""
        return self._reading.villages[service.village]

    def year(self, year: int) -> Iterator[Computed]:
        """What all cadres of the villages asked for are due for a year, those of whom nothing counts included."""
        through = last_day(year)
        steps = self._steps_of_all(year, through)
        incentives = self._incentives(year, through, steps)
        for service in self._reading.services:
            if service.key in self._reading.written:
                yield self._computed(service, year, steps[service.key], incentives.get(service.key, 0))

    def _computed(self, service: Service, year: int, steps: tuple[str, ...], incentive: int) -> Computed:
        village = self.village(service)
        terms, income = self._book.terms(village, year), self._book.income(village, year)
        grade = self._reading.grades.get((service.key, year), "")
        known = steps if income is not None else NO_MONTHS
        pay = self._pay(known, income or 0, grade, terms)
        return Computed(service, year, steps, income, grade, terms, pay, incentive)

    def _pay(self, steps: tuple[str, ...], income: int, grade: str, terms: Terms) -> Pay:
        place = (steps, income, grade, id(terms))
        if place not in self._pays:
            self._pays[place] = pay_of(steps, income, grade, terms)
        return self._pays[place]

    def dues(self, one: Computed, *, steps: tuple[str, ...], sums: Sums) -> tuple[Due, ...]:
        """When these sums fall due; they are the computed ones, or those that were settled."""
        # Incentives differ from person to person; all else is the same for many.
        shared = replace(sums, incentive=0)
        place = (steps, one.income, id(one.terms), one.year, shared)
        if place not in self._dues:
            self._dues[place] = dues_of(steps, one.income or 0, one.terms, year=one.year, sums=shared)
        if not sums.incentive:
            return self._dues[place]
        return (*self._dues[place], Due(INCENTIVE, settled_on(one.year, one.terms), sums.incentive))

    def _steps_of_all(self, year: int, through: date) -> dict[int, tuple[str, ...]]:
        """The months of every service; those of people with several are compared."""
        of_person: dict[int, list[Service]] = defaultdict(list)
        for service in self._reading.services:
            of_person[service.person].append(service)
        steps: dict[int, tuple[str, ...]] = {}
        for services in of_person.values():
            if len(services) == 1:
                steps[services[0].key] = self._steps_alone(services[0], year, through)
            else:
                steps |= months_paid([self.tenure(one, year) for one in services], year, through=through)
        return steps

    def tenure(self, service: Service, year: int) -> Tenure:
        """A service as the rules want it."""
        village = self.village(service)
        return Tenure(
            key=service.key,
            spans=service.spans,
            income=self._book.income(village, year) or 0,
            terms=self._book.terms(village, year),
            registered=service.registered,
            stops=service.stops,
        )

    def _steps_alone(self, service: Service, year: int, through: date) -> tuple[str, ...]:
        tenure = self.tenure(service, year)
        place = (service.spans, service.registered, service.stops, tenure.income, id(tenure.terms), year)
        if place not in self._steps:
            self._steps[place] = steps_of(tenure, year, through=through)
        return self._steps[place]

    def pool(self, village: Unit, year: int) -> int:
        """What the cadres of a village share in a year, in 分."""
        of_year = self._reading.collective.get
        return incentive_pool(
            of_year((village.pk, year - 1)), of_year((village.pk, year)), self._book.terms(village, year)
        )

    def _incentives(self, year: int, through: date, steps: dict[int, tuple[str, ...]]) -> dict[int, int]:
        of_village: dict[int, list[Service]] = defaultdict(list)
        for service in self._reading.services:
            if service.key in self._reading.written:
                of_village[service.village].append(service)
        found: dict[int, int] = {}
        for key, services in of_village.items():
            village = self._reading.villages[key]
            pool = self.pool(village, year)
            if pool:
                weights = {one.key: self.weight(one, steps[one.key], year, through) for one in services}
                found |= shared(pool, weights, self._book.terms(village, year).rounding)
        return found

    def weight(self, service: Service, steps: tuple[str, ...], year: int, through: date) -> Fraction:
        """By what a cadre shares in the village's incentive."""
        tenure = self.tenure(service, year)
        place = ("weight", service.spans, service.stops, steps, id(tenure.terms), year)
        if place not in self._weights:
            self._weights[place] = weight_of(tenure, steps, year, through=through)
        return self._weights[place]
