"""The demonstration's pay: incomes, grades, a settled year, one that runs, and the townships that owe."""

import random
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from zugong.kernel.history import writing
from zugong.kernel.history.batches import save_batch
from zugong.kernel.history.following import unfollowed
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.parameters.reading import remembering
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.villages.actions.pay_computing import Calculator, Computed
from zugong.modules.villages.actions.pay_keeping import keep_pay
from zugong.modules.villages.actions.pay_reading import read
from zugong.modules.villages.actions.pay_terms import Book
from zugong.modules.villages.demo.pay_settled import settle_all
from zugong.modules.villages.demo.people import TODAY
from zugong.modules.villages.models import (
    CollectiveIncome,
    CountyIncome,
    PayPayment,
    VillageCadre,
    YearAppraisal,
)
from zugong.modules.villages.models.money import yuan
from zugong.modules.villages.rules.pay_due import MONTHLY

SEED = 20230131
INCOMES = {2021: 15_480, 2022: 16_520}
"""About what the region's rural residents had per head; counties differ by some per cent."""
GROWING = 12
"""In so many of a hundred villages the collective's income is not registered yet."""
GRADES = {"excellent": 14, "competent": 82, "basic": 3, "incompetent": 1}
SETTLED_ON = date(2023, 1, 18)
PAYING_MONTHLY = "叶集区"
SKIPPED = ("settlement", "quarter")
"""What each of the townships that owe has not paid."""


@transaction.atomic
def build() -> None:
    """Fill pay where there is none: everything is written at once, and computed once at the end."""
    counties = list(Unit.objects.of_kind(UnitKind.CITY, UnitKind.COUNTY).order_by("code"))
    if CountyIncome.with_voided.exists() or not counties or not VillageCadre.objects.exists():
        return
    chance = random.Random(SEED)  # noqa: S311 - the demonstration is the same every time
    with unfollowed(), remembering():
        save_batch(_incomes(counties, chance), by=None)
        _write_parameters(counties)
        save_batch(_collective(chance), by=None)
        save_batch(_grades(chance), by=None)
        save_batch(_payments(chance), by=None)
    keep_pay()
    settle_all(2022)


def _incomes(counties: Iterable[Unit], chance: random.Random) -> list[CountyIncome]:
    made = []
    for county in counties:
        factor = 1 if county.kind == UnitKind.CITY else 0.9 + chance.random() * 0.2
        made += [
            CountyIncome(
                unit=county,
                year=year,
                amount=Decimal(round(income * factor)),
                document=f"{county.name}{year}年国民经济和社会发展统计公报",
                published_on=date(year + 1, 4, 20) if year < 2022 else date(2023, 3, 30),
            )
            for year, income in INCOMES.items()
        ]
    return made


def _write_parameters(counties: Iterable[Unit]) -> None:
    """The city pays by quarters, one county by months; another has a floor for chiefs."""
    since, approved = date(2021, 1, 1), Parameter.State.APPROVED
    city, *others = counties
    rows = [
        Parameter(code="villages.pay.quarterly", value=True, unit=city, valid_from=since, state=approved,
                  source="全市村干部报酬发放办法第八条（演示）"),
    ]  # fmt: skip
    monthly = next((county for county in others if county.name == PAYING_MONTHLY), None)
    if monthly is not None:
        rows.append(
            Parameter(code="villages.pay.quarterly", value=False, unit=monthly, valid_from=since, state=approved,
                      source="叶集区村干部报酬按月发放通知（演示）"),
        )  # fmt: skip
    if others:
        floors = {"dual": 42_000, "chief": 36_000, "deputy": 27_000, "member": 23_000}
        rows.append(
            Parameter(code="villages.pay.floors", value=floors, unit=others[0], valid_from=since, state=approved,
                      source=f"{others[0].name}村干部报酬保障意见第三条（演示）"),
        )  # fmt: skip
    writing.create_all(rows, by=None)


def _collective(chance: random.Random) -> list[CollectiveIncome]:
    made = []
    for village in Unit.objects.of_kind(UnitKind.VILLAGE).filter(valid_to__isnull=True).order_by("code"):
        before = Decimal(chance.randint(60, 600) * 1000)
        growth = Decimal(chance.randint(-8, 35))
        if chance.randrange(100) >= GROWING:
            incomes = {2021: before, 2022: (before * (100 + growth) / 100).quantize(Decimal(1))}
            made += [
                CollectiveIncome(unit=village, year=year, income=income, document="村集体资产年报")
                for year, income in incomes.items()
            ]
    return made


def _grades(chance: random.Random) -> list[YearAppraisal]:
    names, weights = list(GRADES), list(GRADES.values())
    cadres = VillageCadre.objects.filter(in_office=True).order_by("pk").values_list("pk", flat=True)
    return [
        YearAppraisal(
            cadre_id=cadre, year=2022, grade=chance.choices(names, weights)[0], document="2022年度村干部考核通报"
        )
        for cadre in cadres
    ]


def _payments(chance: random.Random) -> list[PayPayment]:
    """What was paid on time, but for the townships that owe and a few lines as finance offices send them."""
    reading = read(Q())
    calculator = Calculator(reading, Book())
    owing = dict(zip(_owing(), SKIPPED, strict=False))
    made: list[PayPayment] = []
    for year in (2022, 2023):
        for one in calculator.year(year):
            skips = owing.get(reading.villages[one.service.village].parent_id or 0, "")
            made += _paid(one, calculator, skips)
    # Here a little too much, there money for somebody who serves no month.
    for payment in chance.sample(made, min(6, len(made))):
        payment.amount += 600
    reserve = VillageCadre.objects.filter(in_office=False, rank=9).order_by("pk").values_list("pk", flat=True)[:3]
    made += [
        PayPayment(
            cadre_id=key, year=2023, paid_on=date(2023, 4, 8), kind=MONTHLY, amount=Decimal(900), note="误列入发放表"
        )
        for key in reserve
    ]
    return made


def _owing() -> list[int]:
    """One township in each of two counties, neither that of the demonstration's own officer."""
    found = []
    for county in Unit.objects.of_kind(UnitKind.COUNTY).order_by("code")[1:3]:
        township = Unit.objects.filter(parent=county, kind=UnitKind.TOWNSHIP).order_by("code")[3:4]
        found += [unit.pk for unit in township]
    return found


def _paid(one: Computed, calculator: Calculator, skips: str) -> Iterable[PayPayment]:
    """The payments of one cadre's year: what fell due by autumn together, the rest at the settlement; this year each sum alone."""
    by_day: dict[tuple[date, str], int] = {}
    for due in calculator.dues(one, steps=one.steps, sums=one.sums):
        if due.due_on > TODAY:
            continue
        if one.year == 2022:
            late = due.due_on > date(2022, 12, 31)
            place = (SETTLED_ON, "settlement") if late else (date(2022, 10, 9), MONTHLY)
        else:
            place = (due.due_on.replace(day=8), MONTHLY)
        by_day[place] = by_day.get(place, 0) + due.amount
    for (day, kind), amount in by_day.items():
        if (skips == "settlement" and kind == "settlement") or (
            skips == "quarter" and day.year == 2023 and kind == MONTHLY
        ):
            continue
        note = "2022年前三季度基本报酬合计" if day == date(2022, 10, 9) else ""
        yield PayPayment(
            cadre_id=one.service.key, year=one.year, paid_on=day, kind=kind, amount=yuan(amount), note=note
        )
