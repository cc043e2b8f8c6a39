"""Which months count, what they come to, when it falls due: the properties of pay, and an oracle that computes it another way."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zugong.modules.villages.rules.pay import (
    Grade,
    MonthRule,
    Rhythm,
    Split,
    Step,
    Tenure,
    Terms,
    incentive_pool,
    main_step,
    months_paid,
    pay_of,
    rounded,
    shared,
    steps_of,
    weight_of,
)
from zugong.modules.villages.rules.pay_due import MONTHLY, SETTLEMENT, Due, Sums, dues_of, owed_on, year_of
from zugong.modules.villages.rules.register import Office, Span
from zugong.modules.villages.tests import pay_oracle

INCOME = 1_600_000
COEFFICIENTS = {"dual": 2.5, "chief": 2.0, "deputy": 1.6, "member": 1.4}
END = dt.date(2022, 12, 31)


def terms(**other) -> Terms:
    usual = {
        "coefficients": tuple((step, Fraction(str(number))) for step, number in COEFFICIENTS.items()),
        "floors": (),
        "base_share": Fraction(7, 10),
        "by_grade": (("excellent", Fraction(6, 5)), ("basic", Fraction(4, 5)), ("incompetent", Fraction(0))),
        "rounding": 100,
    }
    return Terms(**(usual | other))


def tenure(*spans, key=1, income=INCOME, registered="", stops=None, **of_terms) -> Tenure:
    made = tuple(Span(office, start and dt.date.fromisoformat(start), end and dt.date.fromisoformat(end))
                 for office, start, end in spans)  # fmt: skip
    return Tenure(key, made, income, terms(**of_terms), registered, stops)


def of(one, year=2022, through=None):
    return steps_of(one, year, through=through or dt.date(year, 12, 31))


def year_with(**months):
    """Twelve months, all of them one step but for those named: year_with(m1="", rest="chief")."""
    rest = months.pop("rest", "")
    return tuple(months.get(f"m{month}", rest) for month in range(1, 13))


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param([("secretary", "2021-12-01", None)], year_with(rest="chief"), id="the whole year"),
        pytest.param([("secretary", None, None)], year_with(rest="chief"), id="since nobody knows when"),
        pytest.param([("committee_member", "2022-03-31", None)],
                     year_with(m1="", m2="", m3="", rest="member"), id="appointed on the last day of a month"),
        pytest.param([("committee_member", "2022-03-17", None)],
                     year_with(m1="", m2="", rest="member"), id="fifteen days of March"),
        pytest.param([("committee_member", "2022-03-18", None)],
                     year_with(m1="", m2="", m3="", rest="member"), id="fourteen days of March"),
        pytest.param([("secretary", "2021-12-01", "2022-06-16")],
                     year_with(**{f"m{n}": "chief" for n in range(1, 7)}), id="left mid-month after fifteen days"),
        pytest.param([("secretary", "2021-12-01", "2022-06-15")],
                     year_with(**{f"m{n}": "chief" for n in range(1, 6)}), id="the day of leaving is not held"),
        pytest.param([("committee_member", None, "2022-05-11"), ("deputy_director", "2022-05-11", None)],
                     year_with(**{f"m{n}": "member" for n in range(1, 5)}, rest="deputy"), id="two roles in a month"),
        pytest.param([("committee_member", None, "2022-02-15"), ("deputy_director", "2022-02-15", None)],
                     year_with(m1="member", m2="member", rest="deputy"), id="neither role long enough, both together are"),
        pytest.param([("secretary", "2021-12-01", None), ("director", "2021-12-01", "2022-08-01")],
                     year_with(**{f"m{n}": "dual" for n in range(1, 8)}, rest="chief"), id="both posts for part of the year"),
        pytest.param([("reserve", None, None)], year_with(), id="the reserve is not paid"),
        pytest.param([("secretary", "2022-09-01", "2022-03-01")], year_with(), id="an end before the start"),
        pytest.param([], year_with(), id="no office"),
    ],
)  # fmt: skip
def test_months_follow_the_offices(spans, expected):
    assert of(tenure(*spans)) == expected


def test_a_leap_february_has_a_day_more_to_reach_fifteen():
    one = tenure(("secretary", "2024-02-15", None))
    assert of(one, 2024)[1] == "chief"
    assert of(tenure(("secretary", "2023-02-15", None)), 2023)[1] == ""
    assert of(tenure(("secretary", "2024-02-29", None)), 2024)[1] == ""


def test_by_the_first_day_a_month_counts_for_whoever_holds_the_office_then():
    one = tenure(
        ("secretary", None, "2022-06-02"), ("party_member", "2022-06-02", None), month_rule=MonthRule.FIRST_DAY
    )
    assert of(one) == year_with(**{f"m{n}": "chief" for n in range(1, 7)}, rest="member")


def test_a_year_that_is_not_over_counts_the_days_that_have_passed():
    one = tenure(("secretary", None, None))
    assert sum(map(bool, of(one, 2023, dt.date(2023, 7, 3)))) == 6
    assert sum(map(bool, of(one, 2023, dt.date(2023, 7, 15)))) == 7


def test_the_registered_step_speaks_of_the_present_offices():
    spans = [("committee_member", None, "2022-07-01"), ("deputy_director", "2022-07-01", None)]
    raised = tenure(*spans, registered=Step.CHIEF)
    assert of(raised) == year_with(**{f"m{n}": "member" for n in range(1, 7)}, rest="chief")
    assert of(tenure(*spans, registered=Step.NONE))[6:] == ("",) * 6
    assert of(tenure(*spans, registered=Step.CHIEF, use_registered_step=False))[6:] == ("deputy",) * 6


def test_who_has_died_is_paid_until_the_register_knew_unless_an_end_is_written():
    spans = [("secretary", None, None)]
    assert of(tenure(*spans, stops=dt.date(2022, 4, 20))) == year_with(**{f"m{n}": "chief" for n in range(1, 5)})
    ended = tenure(("secretary", None, "2022-02-20"), stops=dt.date(2022, 4, 20))
    assert of(ended) == year_with(m1="chief", m2="chief")


def test_two_villages_pay_a_month_once_where_it_is_worth_most():
    chief = tenure(("secretary", "2022-04-01", None), key=2)
    member = tenure(("committee_member", None, None), key=1)
    paid = months_paid([member, chief], 2022, through=END)
    assert paid == {
        1: year_with(m1="member", m2="member", m3="member"),
        2: year_with(m1="", m2="", m3="", rest="chief"),
    }
    assert paid == months_paid([chief, member], 2022, through=END)


def test_of_two_alike_the_older_record_is_paid():
    twins = [tenure(("party_member", None, None), key=key) for key in (8, 5)]
    assert months_paid(twins, 2022, through=END) == {5: year_with(rest="member"), 8: year_with()}


def test_a_full_year_is_coefficient_times_income():
    pay = pay_of(year_with(rest="chief"), INCOME, "competent", terms())
    assert (pay.base, pay.performance, pay.months) == (2_240_000, 960_000, 12)
    assert pay_of(year_with(rest="chief"), INCOME, Grade.EXCELLENT, terms()).performance == 1_152_000
    assert pay_of(year_with(rest="chief"), INCOME, Grade.INCOMPETENT, terms()).performance == 0


def test_no_months_no_pay():
    pay = pay_of(year_with(), INCOME, "excellent", terms(floors=(("chief", 4_000_000),)))
    assert (pay.base, pay.performance, pay.lines) == (0, 0, ())


def test_a_floor_lifts_the_year_and_says_so():
    [line] = pay_of(year_with(rest="chief"), INCOME, "", terms(floors=(("chief", 4_000_000),))).lines
    assert (line.standard, line.at_floor, line.amount) == (4_000_000, True, 4_000_000)


def test_half_a_unit_goes_up():
    assert rounded(Fraction(150), 100) == 200
    assert rounded(Fraction(149), 100) == 100
    assert rounded(Fraction(1, 2), 1) == 1


def test_a_quarter_is_paid_at_its_end():
    sums = Sums(2_240_000, 960_000, 0)
    dues = dues_of(year_with(rest="chief"), INCOME, terms(rhythm=Rhythm.QUARTER), year=2022, sums=sums)
    assert [due.due_on for due in dues if due.kind == MONTHLY] == [
        dt.date(2022, 4, 10), dt.date(2022, 7, 10), dt.date(2022, 10, 10), dt.date(2023, 1, 10),
    ]  # fmt: skip
    assert [due for due in dues if due.kind == SETTLEMENT] == [Due(SETTLEMENT, dt.date(2023, 1, 31), 960_000)]


def test_arrears_begin_when_the_grace_is_over_and_end_with_the_payment():
    due = [Due(MONTHLY, dt.date(2023, 5, 10), 100_000), Due(MONTHLY, dt.date(2023, 6, 10), 100_000)]
    assert owed_on(dt.date(2023, 6, 9), due, [], grace=30).arrears == 0
    late = owed_on(dt.date(2023, 6, 10), due, [], grace=30)
    assert (late.arrears, late.since, late.fallen_due) == (100_000, dt.date(2023, 5, 10), 200_000)
    paid = owed_on(dt.date(2023, 7, 3), due, [(dt.date(2023, 6, 20), 100_000)], grace=30)
    assert (paid.arrears, paid.since, paid.paid) == (0, None, 100_000)
    assert owed_on(dt.date(2023, 6, 19), due, [(dt.date(2023, 6, 20), 100_000)], grace=30).arrears == 100_000


def test_a_supplement_below_nought_covers_what_is_owed():
    due = [Due(MONTHLY, dt.date(2023, 2, 10), 100_000), Due("supplement", dt.date(2023, 3, 1), -40_000)]
    assert owed_on(dt.date(2023, 7, 3), due, [(dt.date(2023, 2, 10), 60_000)], grace=30).arrears == 0


def test_the_incentive_is_a_share_of_growth_below_a_cap():
    of_growth = terms(incentive_share=Fraction(1, 10), incentive_cap=1_000_000)
    assert incentive_pool(10_000_000, 15_000_000, of_growth) == 500_000
    assert incentive_pool(10_000_000, 99_000_000, of_growth) == 1_000_000
    assert incentive_pool(10_000_000, 9_000_000, of_growth) == 0
    assert incentive_pool(None, 9_000_000, of_growth) == 0


def test_only_the_two_committees_share_in_the_incentive():
    head = tenure(("supervision_head", None, None))
    chief = tenure(("secretary", None, None))
    assert weight_of(head, year_with(rest="member"), 2022, through=END) == 0
    assert weight_of(chief, year_with(rest="chief"), 2022, through=END) == 24
    by_months = tenure(("secretary", None, None), incentive_split=Split.MONTHS)
    assert weight_of(by_months, year_with(rest="chief"), 2022, through=END) == 12


def test_a_payment_is_for_the_year_that_its_kind_says():
    assert year_of(dt.date(2023, 1, 18), "settlement") == 2022
    assert year_of(dt.date(2023, 1, 8), "monthly") == 2022
    assert year_of(dt.date(2023, 2, 8), "monthly") == 2023


days = st.dates(dt.date(2021, 6, 1), dt.date(2023, 6, 30))
spans = st.lists(
    st.tuples(st.sampled_from([office.value for office in Office]), st.none() | days, st.none() | days), max_size=5
)
some_steps = st.lists(st.sampled_from(["", "dual", "chief", "deputy", "member"]), min_size=12, max_size=12)


def made(held) -> tuple[Span, ...]:
    return tuple(Span(*span) for span in held)


@settings(max_examples=300, deadline=None)
@given(held=spans, year=st.sampled_from([2021, 2022, 2023]), needed=st.integers(1, 28), through=days)
def test_the_oracle_counts_the_same_months(held, year, needed, through):
    one = Tenure(1, made(held), INCOME, terms(month_days=needed))
    last = min(through, dt.date(year, 12, 31))
    found = steps_of(one, year, through=last)
    assert list(found) == [
        pay_oracle.step_of_month(held, year, month, COEFFICIENTS, days=needed, through=last) for month in range(1, 13)
    ]


@settings(max_examples=100, deadline=None)
@given(first=spans, second=spans, order=st.randoms())
def test_no_month_is_paid_twice_and_order_does_not_matter(first, second, order):
    tenures = [Tenure(1, made(first), INCOME, terms()), Tenure(2, made(second), 2 * INCOME, terms())]
    paid = months_paid(tenures, 2022, through=END)
    assert all(not (one and other) for one, other in zip(paid[1], paid[2], strict=True))
    assert sum(bool(step) for steps in paid.values() for step in steps) <= 12
    mixed = [Tenure(one.key, tuple(order.sample(one.spans, len(one.spans))), one.income, one.terms) for one in tenures]
    assert months_paid(reversed(mixed), 2022, through=END) == paid


@settings(max_examples=200, deadline=None)
@given(
    steps=some_steps,
    income=st.integers(1, 9_000_000),
    grade=st.sampled_from(["", "excellent", "basic", "incompetent"]),
    incentive=st.integers(0, 10_000).map(lambda yuan: yuan * 100),
    rhythm=st.sampled_from(list(Rhythm)),
)
def test_parts_add_up_to_the_whole_and_dues_to_the_parts(steps, income, grade, incentive, rhythm):
    ruled = terms(rhythm=rhythm)
    pay = pay_of(steps, income, grade, ruled)
    factor = Decimal(ruled.performance(grade).numerator) / ruled.performance(grade).denominator
    assert pay.base + pay.performance == pay_oracle.whole_year(steps, income, COEFFICIENTS, factor)
    assert pay.base % 100 == pay.performance % 100 == 0
    sums = Sums(pay.base, pay.performance, incentive)
    dues = dues_of(steps, income, ruled, year=2022, sums=sums)
    assert sum(due.amount for due in dues) == sums.whole
    assert all(due.amount > 0 for due in dues)
    paid = [(due.due_on, due.amount) for due in dues]
    assert owed_on(dt.date(2024, 1, 1), dues, paid, grace=0).arrears == 0
    assert owed_on(dt.date(2024, 1, 1), dues, [], grace=0).arrears == sums.whole


@settings(max_examples=100, deadline=None)
@given(steps=some_steps, lower=st.integers(10, 60), more=st.integers(0, 30), income=st.integers(1, 9_000_000))
def test_pay_never_falls_when_a_coefficient_rises(steps, lower, more, income):
    whole = []
    for tenths in (lower, lower + more):
        ruled = terms(coefficients=(("dual", Fraction(5, 2)), ("chief", Fraction(tenths, 10)), ("deputy", Fraction(1)),
                                    ("member", Fraction(1))))  # fmt: skip
        pay = pay_of(steps, income, "excellent", ruled)
        whole.append(pay.base + pay.performance)
    assert whole[0] <= whole[1]


@settings(max_examples=200, deadline=None)
@given(
    pool=st.integers(1, 10_000_000),
    weights=st.dictionaries(st.integers(1, 50), st.fractions(0, 30), max_size=12),
    unit=st.sampled_from([1, 100]),
)
def test_what_is_shared_adds_up_to_the_pool(pool, weights, unit):
    parts = shared(pool, weights, unit)
    assert sum(parts.values()) == (pool if any(weights.values()) else 0)
    assert all(amount >= 0 for amount in parts.values())
    assert parts == shared(pool, dict(reversed(weights.items())), unit)


@given(steps=some_steps)
def test_the_main_step_is_one_of_the_months(steps):
    assert main_step(steps) in (set(steps) - {""} or {Step.NONE})
