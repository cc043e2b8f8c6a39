"""More time: asked for in time, decided by a leader, at most twice."""

from datetime import date, time

import pytest

from zugong.kernel import calendar
from zugong.kernel.indicators.models import Goal
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import CannotMove, NotYours, SomethingMissing, take
from zugong.modules.plan.actions.board import subject_of
from zugong.modules.plan.actions.postponing import ask_for_more_time
from zugong.modules.plan.actions.tasks import assign
from zugong.modules.plan.models import Postponement
from zugong.modules.plan.rules import CannotPostpone


@pytest.fixture
def part(handing):
    return handing.issue(handing.target(), jinan=200, shucheng=100)["jinan"]


def ask(handing, part, until=date(2024, 1, 31), by="jinan_officer", reason="汛期停工"):
    task = part.breakdown.target.task
    return ask_for_more_time(task=task, part=part, new_due_date=until, reason=reason, by=handing.user(by))


def granted(handing, part, until):
    request = ask(handing, part, until)
    take("plan.postponement", "approve", request, by=handing.user("leader"))
    part.refresh_from_db()
    return request


def test_more_time_that_is_granted_moves_the_due_date_and_the_goal(handing, part):
    granted(handing, part, date(2024, 1, 31))
    assert part.due_date == date(2024, 1, 31)
    goal = Goal.objects.get(subject=subject_of(part.breakdown.target), unit=part.unit)
    assert goal.due_date == date(2024, 1, 31)


def test_more_time_that_is_refused_leaves_the_due_date(handing, part):
    request = ask(handing, part)
    take("plan.postponement", "refuse", request, by=handing.user("leader"), why="年度任务不跨年")
    part.refresh_from_db()
    assert part.due_date is None
    assert not Duty.objects.open().about(request).exists()


def test_refusing_needs_a_reason(handing, part):
    with pytest.raises(SomethingMissing):
        take("plan.postponement", "refuse", ask(handing, part), by=handing.user("leader"))


def test_the_third_time_is_refused(handing, part):
    granted(handing, part, date(2024, 1, 31))
    granted(handing, part, date(2024, 2, 28))
    with pytest.raises(CannotPostpone, match="最多延期 2 次"):
        ask(handing, part, date(2024, 3, 31))


def test_refused_requests_do_not_count(handing, part):
    for _ in range(3):
        take("plan.postponement", "refuse", ask(handing, part), by=handing.user("leader"), why="不同意")
    assert ask(handing, part).state == Postponement.State.REQUESTED


def test_on_the_due_date_it_can_still_be_asked_for(handing, part):
    with calendar.on(date(2023, 12, 31), at=time(9)):
        assert ask(handing, part).old_due_date == date(2023, 12, 31)


def test_after_the_due_date_it_is_too_late_to_ask(handing, part):
    with calendar.on(date(2024, 1, 1), at=time(9)), pytest.raises(CannotPostpone, match="到期前"):
        ask(handing, part)


def test_after_the_due_date_it_is_too_late_to_grant(handing, part):
    request = ask(handing, part)
    with calendar.on(date(2024, 1, 1), at=time(9)), pytest.raises(CannotMove):
        take("plan.postponement", "approve", request, by=handing.user("leader"))
    part.refresh_from_db()
    assert part.due_date is None


def test_an_earlier_day_is_not_more_time(handing, part):
    with pytest.raises(CannotPostpone, match="晚于原时限"):
        ask(handing, part, date(2023, 12, 31))


def test_two_requests_at_once_are_refused(handing, part):
    ask(handing, part)
    with pytest.raises(CannotPostpone, match="在审批"):
        ask(handing, part)


def test_a_reason_is_needed(handing, part):
    with pytest.raises(CannotPostpone, match="理由"):
        ask(handing, part, reason=" ")


def test_nobody_asks_for_another_unit(handing, part):
    with pytest.raises(CannotPostpone):
        ask(handing, part, by="shucheng_officer")
    assert not Postponement.objects.exists()


def test_a_county_cannot_grant_itself_more_time(handing, part):
    handing.grant("jinan_head", "leader", "jinan")
    with pytest.raises(NotYours):
        take("plan.postponement", "approve", ask(handing, part), by=handing.user("jinan_head"))


def test_siblings_do_not_see_the_request(handing, part):
    request = ask(handing, part)
    seen = {n: Postponement.objects.visible_to(handing.user(n)).exists() for n in ("jinan_officer", "shucheng_officer")}
    assert seen == {"jinan_officer": True, "shucheng_officer": False}
    assert request.unit == part.unit


def test_a_section_gets_more_time_for_a_task_and_its_duty_moves_along(handing):
    task = assign(
        unit=handing.city.city,
        section=handing.city.section,
        title="建库",
        due_date=date(2023, 3, 31),
        by=handing.user("leader"),
    )
    request = ask_for_more_time(
        task=task, part=None, new_due_date=date(2023, 4, 28), reason="分两批报送", by=handing.user("officer")
    )
    take("plan.postponement", "approve", request, by=handing.user("leader"))
    task.refresh_from_db()
    assert task.due_date == date(2023, 4, 28)
    assert Duty.objects.open().about(task).get().due == date(2023, 4, 28)
