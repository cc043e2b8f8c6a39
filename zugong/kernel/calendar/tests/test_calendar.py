from datetime import UTC, date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zugong.kernel import calendar

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2025, 12, 1))


def test_the_fixed_date_holds_and_the_hours_run(settings):
    settings.TODAY = date(2023, 7, 3)
    assert calendar.today() == date(2023, 7, 3)
    assert calendar.now().tzinfo == calendar.SHANGHAI


def test_without_a_fixed_date_it_is_shanghais_date(settings):
    settings.TODAY = None
    assert calendar.now().utcoffset() == timedelta(hours=8)
    assert abs(calendar.now() - calendar.instant()) < timedelta(minutes=1)


def test_the_real_moment_ignores_the_fixed_date(settings):
    settings.TODAY = date(1999, 1, 1)
    assert calendar.instant().year > 2000
    assert calendar.instant().tzinfo == UTC


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2023, 6, 21), True),
        (date(2023, 6, 22), False),
        (date(2023, 6, 25), True),
        (date(2023, 7, 1), False),
        (date(2023, 10, 7), True),
        (date(2023, 10, 8), True),
    ],
)
def test_holidays_and_swapped_weekends(day, works):
    assert calendar.is_working_day(day) is works


def test_a_year_not_yet_published_is_provisional():
    assert calendar.is_provisional(2090)
    assert not calendar.is_provisional(2023)
    assert not calendar.is_working_day(date(2090, 10, 2))
    assert calendar.is_working_day(date(2090, 10, 9))


def test_working_days_pass_over_the_dragon_boat_holiday():
    assert calendar.add_working_days(date(2023, 6, 21), 1) == date(2023, 6, 25)
    assert calendar.add_working_days(date(2023, 6, 25), -1) == date(2023, 6, 21)
    assert calendar.working_days_between(date(2023, 6, 21), date(2023, 6, 26)) == 2


@settings(deadline=None)
@given(DAYS, st.integers(0, 40))
def test_adding_and_counting_agree(start, count):
    assert calendar.working_days_between(start, calendar.add_working_days(start, count)) == count


@settings(deadline=None)
@given(DAYS, DAYS)
def test_counting_backwards_is_negative(one, other):
    assert calendar.working_days_between(one, other) == -calendar.working_days_between(other, one)
