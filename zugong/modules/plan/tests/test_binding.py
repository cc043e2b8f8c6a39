"""A target that is bound to a measure is counted from records: nobody types it, and the board and the plan show the same figure."""

from datetime import date

import pytest

from zugong.kernel import calendar
from zugong.kernel.indicators.models import Cell, Standing
from zugong.modules.plan.actions import standing
from zugong.modules.plan.actions.board import CannotBind, bind_target, subject_of
from zugong.modules.plan.actions.reports import CannotReport, ask_for_reports
from zugong.modules.plan.models import Report

MEASURE = "villages.three_ones"
DAY = date(2023, 7, 3)


@pytest.fixture
def bound(handing):
    """A floor of 80 per cent, counted by a measure, with cells of which the county has 60 and the city 75 per cent."""
    target = handing.target("floor", 80, what="“三个一”配备率")
    with calendar.on(DAY):
        for unit, part in ("jinan", 6), ("city", 15):
            place = handing.city.units[unit]
            for kind, start in ("M", date(2023, 7, 1)), ("Y", date(2023, 1, 1)):
                Cell.objects.create(
                    measure=MEASURE, unit=place, period_kind=kind, period_start=start, part=part,
                    whole=10 if unit == "jinan" else 20, rows=1,
                )  # fmt: skip
        bind_target(target=target, measure=MEASURE, by=handing.user("officer"))
        part = handing.issue(target, jinan=80)["jinan"]
    return target, part


def test_the_board_shows_the_measures_figure_with_its_lamp(bound):
    target, part = bound
    shown = Standing.objects.get(subject__code=subject_of(target), unit=part.unit, period="2023")
    assert (shown.measure, shown.value, shown.goal) == (MEASURE, 60, 80)
    whole = Standing.objects.get(subject__code=subject_of(target), unit=target.task.unit, period="2023")
    assert (whole.value, whole.goal) == (75, 80)


def test_the_plan_shows_the_same_figure(bound):
    _target, part = bound
    with calendar.on(DAY):
        found = standing.standing_of(part)
    assert (found.value, found.progress, found.as_of) == (60, 75, DAY)


def test_nobody_types_it_and_nobody_is_asked_to(handing, bound):
    _target, part = bound
    with calendar.on(DAY):
        with pytest.raises(CannotReport, match="由系统从台账计算"):
            handing.report(part, 90, date(2023, 7, 1))
        ask_for_reports(DAY)
    assert not Report.objects.exists()


def test_only_a_measure_that_there_is_can_count(handing):
    with pytest.raises(CannotBind, match=r"villages\.no_such"):
        bind_target(target=handing.target(), measure="villages.no_such", by=handing.user("officer"))
