"""Figures of units as a whole on the board: by topic, with target, lamp, rank and its change, whether or not a plan is there."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.kernel import calendar
from zugong.kernel.access.testing import small_city
from zugong.kernel.indicators import declaring, effects, refreshing
from zugong.kernel.indicators.board import board_of
from zugong.kernel.indicators.declaring import MEASURES, Direction, WronglyDeclared, declare_topic, topic_of
from zugong.kernel.indicators.models import Goal, Lamp
from zugong.kernel.indicators.overall import aim_of
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.tests import loans
from zugong.kernel.parameters import declaring as parameters
from zugong.kernel.parameters.effects import effects_of
from zugong.kernel.parameters.models import Parameter

TODAY = date(2023, 7, 3)
AIM = "indicators.test_returned"
RETURNED = replace(loans.RETURNED, target=AIM, measure_unit="%", decimals=1)


@pytest.fixture
def city(db, monkeypatch):
    monkeypatch.setattr(parameters, "_declared", dict(parameters._declared))
    monkeypatch.setattr(declaring, "TOPICS", {})
    parameters.declare(code=AIM, label="归还率目标", default=50, unit="%", source="试")
    city = small_city()
    with mock.patch.dict(MEASURES, {"returned": RETURNED, "large": loans.LARGE}, clear=True), calendar.on(TODAY):
        yield city


def lend(unit, month, *returned):
    return [
        loans.loan(unit, date(2023, month, 3), 60, returned=date(2023, month, 9) if back else None) for back in returned
    ]


@pytest.fixture
def lent(city):
    """Until May Jin'an returns half and Shucheng nothing; in June Shucheng returns all of three."""
    rows = [
        *lend(city.jinan, 5, True, False),
        *lend(city.shucheng, 5, False),
        *lend(city.shucheng, 6, True, True, True),
    ]
    Goal.objects.bulk_create(rows)
    refreshing.refresh_all()
    return city


def line(city, unit, period="2023", user=None, code="returned"):
    return board_of(unit, Period.parse(period), user or city.leader).line_of(code)


def marks(found):
    return {str(mark.column.unit): mark for mark in found.marks}


def test_a_figure_stands_with_target_lamp_rank_and_its_change(lent):
    found = marks(line(lent, lent.city, "2023-06"))
    jinan, shucheng = found[str(lent.jinan)], found[str(lent.shucheng)]
    assert (jinan.value, jinan.aim.value, jinan.lamp, jinan.rank) == (Decimal(50), Decimal(50), Lamp.DONE, 2)
    assert (shucheng.value, shucheng.rank, shucheng.change) == (Decimal(75), 1, 1)
    assert jinan.change == -1


def test_the_running_year_is_compared_with_the_end_of_last_month(lent):
    assert marks(line(lent, lent.city))[str(lent.shucheng)].change == 0


def test_a_figure_without_a_target_shows_no_lamp_and_a_mere_number_no_rank(lent):
    mark = marks(line(lent, lent.city, code="large"))[str(lent.jinan)]
    assert (mark.value, mark.lamp, mark.aim, mark.rank) == (2, Lamp.NO_TARGET, None, None)


def test_what_nobody_knows_is_no_zero(lent):
    assert line(lent, lent.city, "2023-01").own.figure is None
    assert line(lent, lent.city, "2023-01").own.lamp == Lamp.NO_DATA
    assert line(lent, lent.village) is None


def test_the_target_of_the_nearest_place_counts(lent):
    Parameter.objects.create(
        code=AIM, value=80, unit=lent.shucheng, valid_from=date(2023, 1, 1), source="试", state="approved"
    )
    found = marks(line(lent, lent.city))
    assert [found[str(unit)].aim.value for unit in (lent.jinan, lent.shucheng)] == [50, 80]


@pytest.mark.parametrize(
    ("value", "direction", "lamp"),
    [
        ("50", "up", "done"), ("45", "up", "near"), ("44.9", "up", "overdue"),
        ("50", "down", "done"), ("55", "down", "near"), ("55.1", "down", "overdue"),
    ],
)  # fmt: skip
def test_the_lamp_goes_by_how_much_is_missing(city, value, direction, lamp):
    measure = replace(RETURNED, direction=Direction(direction))
    assert aim_of(measure, city.city, TODAY, Decimal(value)).lamp == lamp


def test_siblings_are_not_shown_and_the_own_rank_only_to_who_sees_the_unit_above(lent):
    found = line(lent, lent.jinan, user=lent.jinan_officer)
    assert [str(mark.column.unit) for mark in found.marks] == [str(lent.jinan)]
    assert found.own.rank is None
    assert line(lent, lent.jinan).own.rank == 2


def test_the_number_of_queries_does_not_grow_with_the_measures(lent):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as context:
            board_of(lent.city, Period.parse("2023"), lent.leader)
        return len(context)

    queries()  # the user's reach is known from now on
    few = queries()
    for number in range(30):
        code = f"{AIM}{number}"
        parameters.declare(code=code, label="目标", default=5, unit="%", source="试")
        MEASURES[f"returned{number}"] = replace(RETURNED, code=f"returned{number}", target=code)
    refreshing.refresh_all()
    assert queries() == few


def test_measures_are_shown_under_the_longest_topic_that_fits(city):
    declare_topic("re", "归还")
    declare_topic("returned", "归还率")
    assert topic_of(RETURNED) == "归还率"
    assert topic_of(loans.LARGE) == "large"


def test_a_target_must_be_a_parameter(city):
    MEASURES["returned"] = replace(RETURNED, target="indicators.nothing")
    with pytest.raises(WronglyDeclared, match="returned"):
        effects.declare_effects()


def test_another_target_says_whose_lamps_it_turns(lent):
    effects.declare_effects()
    [effect] = effects_of(AIM, 60, at=None, reader=lent.leader)
    assert {one.name: one.after for one in effect.differences} == {f"{lent.jinan} 归还率": str(Lamp.OVERDUE.label)}


def test_the_page_lists_figures_without_any_plan_and_draws_map_and_trend(lent, client):
    client.force_login(lent.leader)
    page = client.get("/board/3415/2023/?figure=returned")
    assert "归还率：66.7 %，目标 50 %" in page.text
    assert f"/board/{lent.jinan.code}/2023/rows/returned/-/" in page.text
    assert "在 2 项中找" in page.text
    picture = client.get("/board/3415/2023/picture/?figure=returned")
    assert [str(place.unit) for place in picture.context["places"]] == [str(lent.jinan), str(lent.shucheng)]
    assert {point.goal for point in picture.context["points"]} == {50}
