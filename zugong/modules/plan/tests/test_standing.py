"""How parts and tasks stand: the confirmed figure, the lamp at the place's own thresholds, the whole of a target."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.parameters.reading import remembering
from zugong.modules.plan.actions import standing
from zugong.modules.plan.models import OutsideResult, Part
from zugong.modules.plan.rules import Lamp

HALF_YEAR = date(2023, 7, 2)


def standing_on(part, day=HALF_YEAR):
    with calendar.on(day):
        return standing.standing_of(part)


@pytest.fixture
def part(handing):
    return handing.issue(handing.target(), jinan=200, shucheng=100)["jinan"]


def test_a_part_stands_by_its_last_confirmed_figure(handing, part):
    handing.confirmed(part, 40, date(2023, 2, 28))
    handing.confirmed(part, 90, date(2023, 3, 10))
    handing.report(part, 199, date(2023, 3, 20))
    found = standing_on(part)
    assert (found.value, found.as_of, found.progress) == (90, date(2023, 3, 10), 45)
    assert found.lamp == Lamp.ON_TIME


def test_nothing_confirmed_is_no_data_and_not_zero(part):
    found = standing_on(part)
    assert (found.value, found.progress, found.lamp) == (None, None, Lamp.NO_DATA)


def test_a_standing_of_the_past_knows_nothing_of_later_reports(handing, part):
    handing.confirmed(part, 40, date(2023, 2, 28))
    handing.confirmed(part, 90, date(2023, 3, 10))
    assert standing.standing_of(part, on=date(2023, 3, 1)).value == 40


def test_a_part_of_its_own_due_date_goes_by_that(handing, part):
    handing.confirmed(part, 90)
    part.due_date = date(2023, 6, 30)
    writing.save(part, by=None)
    assert standing_on(part).lamp == Lamp.OVERDUE


def test_a_place_may_have_thresholds_of_its_own(handing, part):
    handing.confirmed(part, 90)
    Parameter.objects.create(
        code="plan.lamp.near_points",
        value=3,
        unit=handing.city.units["jinan"],
        valid_from=date(2023, 1, 1),
        source="区里的规定",
        state="approved",
    )
    assert standing_on(part).lamp == Lamp.NEAR


def test_the_due_date_of_last_resort_is_the_end_of_the_plans_year(handing):
    target = handing.target()
    target.task.due_date = None
    assert standing.due_of_target(target) == date(2023, 12, 31)
    target.deadline = date(2023, 9, 30)
    assert standing.due_of_target(target) == date(2023, 9, 30)


@pytest.mark.parametrize(
    ("kind", "value", "figures", "whole"),
    [
        ("split", 4, (3, 2), Decimal(5)),
        ("floor", 4, (3, 2), Decimal("2.5")),
        ("replicate", 3, (3, 2), Decimal(1)),
    ],
)
def test_the_whole_is_a_sum_a_mean_or_a_count_of_those_who_are_there(handing, kind, value, figures, whole):
    target = handing.target(kind, value)
    parts = handing.issue(target, jinan=value, shucheng=value, zone=value)
    handing.confirmed(parts["jinan"], figures[0])
    handing.confirmed(parts["shucheng"], figures[1], clerk="shucheng_officer", signer="shucheng_signer")
    assert standing.whole_value(target, standing.standings(Part.objects.all())) == whole


def test_of_nothing_known_the_whole_is_unknown(handing, part):
    assert standing.whole_value(part.breakdown.target, standing.standings(Part.objects.all())) is None


def test_a_task_shows_the_worst_lamp_of_its_parts(handing, part):
    handing.confirmed(part, 200)
    task = part.breakdown.target.task
    with calendar.on(date(2024, 1, 5)):
        assert standing.task_standings([task]) == {task.pk: Lamp.OVERDUE}


def test_a_closed_task_is_done_whatever_its_parts_say(part):
    task = part.breakdown.target.task
    task.state = "closed"
    assert standing.task_standings([task])[task.pk] == Lamp.DONE


def test_a_decision_from_outside_speaks_for_its_target(handing, part):
    target = part.breakdown.target
    OutsideResult.objects.create(
        target=target,
        unit=target.task.unit,
        decided_on=date(2023, 3, 1),
        decided_by="省委组织部",
        value=300,
        proof="通报",
        entered_by=handing.user("officer"),
        state="confirmed",
    )
    assert standing.task_standings([target.task])[target.task_id] == Lamp.DONE


def asked_for(parts):
    with remembering(), CaptureQueriesContext(connection) as queries:
        standing.standings(parts)
    return len(queries)


def test_many_parts_are_read_with_as_many_queries_as_one(handing, part):
    assert asked_for(Part.objects.filter(pk=part.pk)) == asked_for(Part.objects.all())
