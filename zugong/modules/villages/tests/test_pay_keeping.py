"""What follows from offices, incomes, grades and payments, is kept up with each of them, and stands once it is signed."""

import datetime as dt
from decimal import Decimal

import pytest

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import CannotMove, SamePerson, take
from zugong.modules.villages.actions.pay_keeping import keep_pay
from zugong.modules.villages.actions.pay_settling import CannotSettle, open_settlement
from zugong.modules.villages.jobs import keep_pay_up
from zugong.modules.villages.models import (
    ArrearsSpan,
    CollectiveIncome,
    CountyIncome,
    PayArrears,
    PayDue,
    PayPayment,
    PaySettlement,
    PayStatement,
    PaySupplement,
    VillageRole,
    YearAppraisal,
)
from zugong.modules.villages.models.money import fen, yuan

CHIEF_2022 = Decimal(32_000)


@pytest.fixture
def income(city):
    """The county's incomes of two years: 16,000 元 in 2021, 17,000 in 2022."""
    return [
        writing.save(
            CountyIncome(unit=city.unit("jinan"), year=year, amount=amount, document="统计公报"),
            by=city.user("jinan_officer"),
        )
        for year, amount in ((2021, Decimal(16_000)), (2022, Decimal(17_000)))
    ]


@pytest.fixture
def secretary(register):
    """A secretary since before 2022, nothing else."""
    return register(offices="党总支书记", dual_post="false")


def statement(cadre, year=2022) -> PayStatement:
    return PayStatement.objects.get(cadre=cadre, year=year)


def pay(cadre, amount, day, kind="monthly", year=2022):
    return writing.save(PayPayment(cadre=cadre, year=year, paid_on=day, kind=kind, amount=Decimal(amount)), by=None)


def test_money_is_kept_in_fen_and_read_in_yuan(city, income):
    assert fen(Decimal("12.34")) == 1234
    assert yuan(1234) == Decimal("12.34")
    assert CountyIncome.objects.filter(amount__gte=Decimal("16000.01")).count() == 1
    stored = CountyIncome.objects.raw("SELECT id, amount AS raw FROM villages_countyincome ORDER BY year")[0]
    assert stored.raw == 1_600_000


def test_a_statement_is_computed_for_each_year_in_office(income, secretary):
    one, running = statement(secretary), statement(secretary, 2023)
    assert (one.months, one.main_step, one.income) == (12, "chief", Decimal(16_000))
    assert (one.base, one.performance, one.computed_total) == (Decimal(22_400), Decimal(9_600), CHIEF_2022)
    assert (running.months, running.computed_total) == (6, Decimal(17_000))
    assert running.fallen_due == sum(due.amount for due in PayDue.objects.filter(year=2023)) == Decimal(9917)


def test_without_the_countys_income_months_are_known_and_money_is_not(secretary):
    one = statement(secretary)
    assert (one.months, one.income, one.computed_total) == (12, None, 0)


def test_a_change_of_office_changes_the_statement(income, secretary):
    role = VillageRole.objects.get(cadre=secretary)
    role.end_date = dt.date(2022, 6, 16)
    writing.save(role, by=None)
    assert (statement(secretary).months, statement(secretary).computed_total) == (6, Decimal(16_000))
    assert statement(secretary, 2023).months == 0


def test_a_grade_changes_performance_pay_alone(city, income, secretary):
    writing.save(YearAppraisal(cadre=secretary, year=2022, grade="excellent"), by=None)
    assert (statement(secretary).base, statement(secretary).performance) == (Decimal(22_400), Decimal(11_520))


def test_a_countys_own_coefficient_changes_its_cadres_and_says_what_made_them(city, income, secretary, register):
    beside = register("far_village", name="陶望舒", identity_number=None, offices="党总支书记")
    writing.save(
        Parameter(code="villages.pay.coefficients", value={"dual": 3.0, "chief": 2.5, "deputy": 2.0, "member": 1.5},
                  unit=city.unit("jinan"), valid_from=dt.date(2022, 1, 1), source="县方案", state="approved"), by=None,
    )  # fmt: skip
    one = statement(secretary)
    assert one.computed_total == Decimal(40_000)
    [said] = one.basis.made_by["villages.pay.coefficients"]
    assert said["value"]["chief"] == 2.5
    assert "row" not in statement(beside).basis.made_by["villages.pay.coefficients"][0]


def test_growth_of_the_collective_is_shared_by_the_two_committees(city, income, secretary, register):
    head = register(name="程望", identity_number=None, offices="监委会主任", dual_post=None)
    for year, amount in ((2021, 100_000), (2022, 150_000)):
        writing.save(CollectiveIncome(unit=city.unit("village"), year=year, income=Decimal(amount)), by=None)
    assert statement(secretary).incentive == Decimal(5_000)
    assert statement(head).incentive == 0


def test_payments_stand_against_what_is_due(income, secretary):
    pay(secretary, 22_400, dt.date(2022, 12, 20))
    assert statement(secretary).standing == "short"
    pay(secretary, 9_599, dt.date(2023, 1, 20), "settlement")
    one = statement(secretary)
    assert (one.standing, one.difference, one.arrears) == ("even", Decimal(-1), 0)
    pay(secretary, 500, dt.date(2023, 2, 20), "supplement")
    assert statement(secretary).standing == "over"


def test_money_without_months_is_seen(income, register):
    reserve = register(name="程念", identity_number=None, offices="后备干部", dual_post=None)
    assert not PayStatement.objects.filter(cadre=reserve).exists()
    pay(reserve, 800, dt.date(2022, 6, 1))
    assert (statement(reserve).months, statement(reserve).standing) == (0, "no_months")


def test_arrears_open_the_countys_item_and_payment_closes_it(city, income, secretary):
    item = PayArrears.objects.get()
    assert (item.unit, item.state, item.persons) == (city.unit("muchang"), "open", 2)
    assert Duty.objects.open().filter(unit=city.unit("jinan"), kind="villages.pay_arrears.open").count() == 1
    owed = sum(one.arrears for one in PayStatement.objects.all())
    assert item.amount == owed > 0
    pay(secretary, 32_000, dt.date(2023, 1, 20), "settlement")
    item.refresh_from_db()
    assert (item.persons, item.state) == (1, "open")
    pay(secretary, 9_000, dt.date(2023, 6, 20), year=2023)
    item.refresh_from_db()
    assert (item.state, item.amount, item.cleared_on) == ("cleared", 0, calendar.today())
    assert not ArrearsSpan.objects.filter(until_date__isnull=True).exists()
    assert not Duty.objects.open().filter(kind="villages.pay_arrears.open").exists()


def test_a_promise_that_is_not_kept_comes_back(city, income, secretary):
    item, officer = PayArrears.objects.get(), city.user("jinan_officer")
    with pytest.raises(CannotMove, match="今天或以后"):
        take("villages.pay_arrears", "plan", item, by=officer,
             changes={"plan": "从县财政预拨", "promised_on": dt.date(2023, 7, 1)})  # fmt: skip
    take("villages.pay_arrears", "plan", item, by=officer,
         changes={"plan": "从县财政预拨", "promised_on": dt.date(2023, 7, 20)})  # fmt: skip
    with calendar.on(dt.date(2023, 7, 20)):
        keep_pay_up(None)
    item.refresh_from_db()
    assert item.state == "planned"
    with calendar.on(dt.date(2023, 7, 21)):
        assert keep_pay_up(None)["lapsed"] == 1
    item.refresh_from_db()
    assert item.state == "open"


def settled(city, year=2022) -> PaySettlement:
    settlement = open_settlement(unit=city.unit("muchang"), year=year, by=city.user("township_officer"))
    take("villages.pay_settlement", "submit", settlement, by=city.user("township_officer"))
    take("villages.pay_settlement", "confirm", settlement, by=city.user("jinan_officer"))
    return settlement


def test_township_and_county_settle_a_year_that_is_over(city, income, secretary):
    with pytest.raises(CannotSettle, match="还没有结束"):
        open_settlement(unit=city.unit("muchang"), year=2023, by=city.user("township_officer"))
    with pytest.raises(CannotSettle, match="权限"):
        open_settlement(unit=city.unit("muchang"), year=2022, by=city.user("other_township_officer"))
    settlement = settled(city)
    assert (settlement.state, settlement.persons, settlement.computed_total) == ("confirmed", 1, CHIEF_2022)
    assert statement(secretary).settlement == settlement
    pay(secretary, 32_000, dt.date(2023, 1, 20), "settlement")
    settlement.refresh_from_db()
    assert settlement.state == "paid"


def test_the_township_does_not_confirm_its_own(city, income, secretary):
    settlement = open_settlement(unit=city.unit("muchang"), year=2022, by=city.user("township_officer"))
    take("villages.pay_settlement", "submit", settlement, by=city.user("township_officer"))
    with pytest.raises(CannotMove):
        take("villages.pay_settlement", "confirm", settlement, by=city.user("township_officer"))
    assert statement(secretary).settlement is None


def test_what_changed_after_submitting_must_be_submitted_anew(city, income, secretary):
    settlement = open_settlement(unit=city.unit("muchang"), year=2022, by=city.user("township_officer"))
    take("villages.pay_settlement", "submit", settlement, by=city.user("township_officer"))
    writing.save(YearAppraisal(cadre=secretary, year=2022, grade="basic"), by=None)
    with pytest.raises(CannotMove, match="有变动"):
        take("villages.pay_settlement", "confirm", settlement, by=city.user("jinan_officer"))
    take("villages.pay_settlement", "return", settlement, by=city.user("jinan_officer"), why="等次有调整")
    take("villages.pay_settlement", "submit", settlement, by=city.user("township_officer"))
    take("villages.pay_settlement", "confirm", settlement, by=city.user("jinan_officer"))
    assert statement(secretary).performance == Decimal(7_680)


def test_without_income_nothing_is_submitted(city, secretary):
    settlement = open_settlement(unit=city.unit("muchang"), year=2022, by=city.user("township_officer"))
    with pytest.raises(CannotMove, match="没有登记"):
        take("villages.pay_settlement", "submit", settlement, by=city.user("township_officer"))


def test_after_settlement_corrections_are_supplements(city, income, secretary):
    settled(city)
    role = VillageRole.objects.get(cadre=secretary)
    role.end_date = dt.date(2022, 10, 1)
    writing.save(role, by=None)
    one = statement(secretary)
    assert (one.months, one.computed_total, one.supplements_total) == (12, CHIEF_2022, Decimal(-8_000))
    role.end_date = dt.date(2022, 11, 1)
    writing.save(role, by=None)
    one = statement(secretary)
    assert (one.computed_total, one.whole) == (CHIEF_2022, Decimal(26667))
    assert [row.amount for row in PaySupplement.objects.order_by("pk")] == [Decimal(-8_000), Decimal(2_667)]
    keep_pay()
    assert PaySupplement.objects.count() == 2


def test_computing_again_changes_nothing(city, income, secretary):
    kept = keep_pay()
    assert (kept.statements, kept.supplements, kept.dues, kept.arrears) == (0, 0, 0, 0)


def test_a_voided_cadre_takes_the_statements_along(city, income, secretary):
    for role in VillageRole.objects.filter(cadre=secretary):
        writing.void(role, by=None, why="误登")
    writing.void(secretary, by=None, why="误登")
    assert not PayStatement.objects.filter(cadre=secretary).exists()
    assert not PayDue.objects.exclude(amount=0).exists()


def test_the_same_person_does_not_sign_twice(city, income, secretary):
    settlement = open_settlement(unit=city.unit("muchang"), year=2022, by=city.user("township_officer"))
    take("villages.pay_settlement", "submit", settlement, by=city.user("township_officer"))
    both = city.user("township_officer")
    with pytest.raises((SamePerson, CannotMove)):
        take("villages.pay_settlement", "confirm", settlement, by=both)
