"""Standings: lamps, ranks, and their change."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from unittest import mock

import pytest

from zugong.kernel.indicators import refreshing
from zugong.kernel.indicators.actions import Aim, drop_subject, name_subject, set_goals
from zugong.kernel.indicators.declaring import MEASURES
from zugong.kernel.indicators.models import Goal, Standing
from zugong.kernel.indicators.standing import restand
from zugong.kernel.indicators.tests import loans

pytestmark = pytest.mark.django_db


@pytest.fixture
def counties():
    """Three counties that owe 100 novels each by the end of May."""
    with mock.patch.dict(MEASURES, loans.ALL, clear=True):
        units = loans.libraries((3, 1))
        city, counties = units[0], units[1::2]
        name_subject(
            code="novels", by=None, measure="lent_so_far", counted_as="", unit=city, year=2023, label="小说", position=1
        )
        yield counties


def owe(counties, values, **more):
    aims = [
        Aim(unit=unit, measure="lent_so_far", value=Decimal(value), due=date(2023, 5, 31), **more)
        for unit, value in zip(counties, values, strict=False)
    ]
    return set_goals(subject="novels", period="2023", aims=aims, by=None)


def lend(*amounts):
    Goal.objects.bulk_create([loans.loan(unit, day, value) for unit, day, value in amounts])
    refreshing.refresh_all()
    restand(subjects=["novels"], year=2023)


def standing(unit, period="2023"):
    return Standing.objects.get(unit=unit, period=period)


def test_a_goal_reached_is_done_and_one_missed_is_overdue_after_its_day(counties):
    owe(counties, [100, 100, 100])
    lend((counties[0], date(2023, 2, 1), 100), (counties[1], date(2023, 2, 1), 50))
    assert [standing(unit).lamp for unit in counties] == ["done", "overdue", "overdue"]
    assert [standing(unit, "2023-03").lamp for unit in counties] == ["done", "on_time", "no_data"]


def test_who_counts_units_is_not_done_while_of_some_nothing_is_known(counties):
    city = counties[0].parent
    with mock.patch.dict(MEASURES, lent_so_far=replace(loans.LENT_SO_FAR, counts_units=True)):
        owe([city, *counties], [300, 100, 100, 100])
        lend((counties[0], date(2023, 2, 1), 100))
    assert [standing(unit, "2023-03").lamp for unit in counties] == ["done", "no_data", "no_data"]
    assert standing(city, "2023-03").lamp == "on_time"


def test_who_counts_units_is_as_good_as_the_worst_of_them(counties):
    city = counties[0].parent
    with mock.patch.dict(MEASURES, lent_so_far=replace(loans.LENT_SO_FAR, counts_units=True)):
        owe([city, *counties], [300, 100, 100, 100])
        lend((counties[0], date(2023, 2, 1), 100), (counties[1], date(2023, 2, 1), 50))
    assert standing(city).lamp == "overdue"


def test_equal_figures_share_a_rank_and_no_figure_has_none(counties):
    owe(counties, [100, 100, 100])
    lend((counties[0], date(2023, 2, 1), 50), (counties[1], date(2023, 2, 1), 50))
    assert [standing(unit).rank for unit in counties] == [1, 1, None]
    assert standing(counties[0]).peers == 3


def test_ranks_go_by_the_share_of_the_goal(counties):
    owe(counties, [100, 10, 1000])
    lend(*[(unit, date(2023, 2, 1), value) for unit, value in zip(counties, [90, 10, 100], strict=True)])
    assert [standing(unit).rank for unit in counties] == [2, 1, 3]


def test_under_an_upper_limit_less_is_better(counties):
    owe(counties, [6, 6, 6], comparator="<=")
    lend(*[(unit, date(2023, 2, 1), value) for unit, value in zip(counties, [7, 2, 6], strict=True)])
    assert [standing(unit).rank for unit in counties] == [3, 1, 2]
    assert [standing(unit).lamp for unit in counties] == ["overdue", "done", "done"]


def test_the_rank_before_is_that_of_the_month_before(counties):
    owe(counties, [100, 100])
    lend(
        (counties[0], date(2023, 2, 1), 50),
        (counties[1], date(2023, 2, 1), 40),
        (counties[1], date(2023, 7, 1), 30),
    )
    assert (standing(counties[1]).rank, standing(counties[1]).rank_before) == (1, 2)
    assert (standing(counties[1], "2023-Q3").rank, standing(counties[1], "2023-Q3").rank_before) == (1, 2)
    assert standing(counties[0], "2023-01").rank_before is None


def test_a_goal_of_a_quarter_goes_before_that_of_the_year(counties):
    owe(counties, [100])
    set_goals(
        subject="novels",
        period="2023-Q1",
        aims=[Aim(unit=counties[0], measure="lent_so_far", value=Decimal(20))],
        by=None,
    )
    lend((counties[0], date(2023, 2, 1), 30))
    assert (standing(counties[0], "2023-Q1").goal, standing(counties[0], "2023-Q2").goal) == (20, 100)


def test_a_change_of_one_county_gives_what_standing_anew_gives(counties):
    owe(counties, [100, 100, 100])
    lend(*[(unit, date(2023, 2, 1), value) for unit, value in zip(counties, [30, 20, 10], strict=True)])
    Goal.objects.bulk_create([loans.loan(counties[2], date(2023, 6, 1), 70)])
    refreshing.refresh(units=[counties[2].pk], years=[2023], measures=["lent_so_far"])
    restand(subjects=["novels"], year=2023, units=[counties[2].pk])
    quick = set(Standing.objects.values_list("unit", "period", "value", "lamp", "rank", "rank_before", "progress"))
    restand(subjects=["novels"], year=2023)
    assert quick == set(
        Standing.objects.values_list("unit", "period", "value", "lamp", "rank", "rank_before", "progress")
    )
    assert standing(counties[2]).rank == 1


def test_a_goal_taken_away_takes_its_standing_with_it(counties):
    owe(counties, [100, 100])
    restand(subjects=["novels"], year=2023)
    owe(counties, [100])
    restand(subjects=["novels"], year=2023)
    assert set(Standing.objects.values_list("unit", flat=True)) == {counties[0].pk}


def test_a_subject_dropped_leaves_the_board_and_its_history_stays(counties):
    owe(counties, [100])
    restand(subjects=["novels"], year=2023)
    drop_subject(code="novels", by=None, why="计划调整")
    assert not Standing.objects.exists()
    assert not Goal.objects.exists()
    assert Goal.with_voided.get().voided_why == "计划调整"
