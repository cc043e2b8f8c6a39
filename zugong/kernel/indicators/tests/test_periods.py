"""Periods and their codes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zugong.kernel.indicators.models import PeriodKind
from zugong.kernel.indicators.periods import NotAPeriod, Period, periods_of


@pytest.mark.parametrize(
    ("code", "start", "end", "name"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31), "2023年"),
        ("2023-Q2", date(2023, 4, 1), date(2023, 6, 30), "2023年二季度"),
        ("2023-Q4", date(2023, 10, 1), date(2023, 12, 31), "2023年四季度"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31), "2023年12月"),
        ("2023-to-06", date(2023, 1, 1), date(2023, 6, 30), "2023年1—6月"),
    ],
)
def test_a_code_names_its_days(code, start, end, name):
    period = Period.parse(code)
    assert (period.start, period.end, period.code, str(period)) == (start, end, code, name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "23",
        "2023-",
        "2023-Q0",
        "2023-Q5",
        "2023-00",
        "2023-13",
        "2023-6",
        "２０２３",
        "2023-to-Q1",
        "9999",
        "0000",
        "2023\n",
    ],
)
def test_other_texts_name_no_period(text):
    with pytest.raises(NotAPeriod):
        Period.parse(text)


@given(st.dates(date(2, 1, 1), date(9998, 11, 30)), st.sampled_from(PeriodKind.values))
def test_the_period_covering_a_day_contains_it_and_is_read_back(day, kind):
    period = Period.covering(day, kind)
    assert period.contains(day)
    assert Period.parse(period.code) == period


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["M", "Q", "Y"]))
def test_one_period_follows_another_without_a_gap(day, kind):
    period = Period.covering(day, kind)
    assert period.next.start == period.until
    assert period.next.previous == period


def test_the_periods_of_a_year_are_those_that_have_begun():
    found = [period.code for period in periods_of(2023, today=date(2023, 5, 2), to_date=False)]
    assert found == ["2023", "2023-Q1", "2023-Q2", "2023-01", "2023-02", "2023-03", "2023-04", "2023-05"]
    assert list(periods_of(2024, today=date(2023, 5, 2))) == []
    assert len(list(periods_of(2022, today=date(2023, 5, 2)))) == 1 + 4 + 12 + 12
