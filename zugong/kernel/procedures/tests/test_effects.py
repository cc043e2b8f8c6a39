"""What other numbers would change of running clocks and overdue duties."""

from datetime import date

import pytest

from zugong.kernel import calendar
from zugong.kernel.parameters.effects import effects_of
from zugong.kernel.procedures.duties import open_duty


@pytest.fixture
def changes(city):
    def between(code, value, name="officer"):
        [effect] = effects_of(code, value, at=None, reader=city.users[name])
        return [(one.before, one.after) for one in effect.differences]

    return between


def test_other_warnings_change_what_a_running_clock_says(begun, changes):
    with calendar.on(date(2023, 7, 5)):
        assert changes("procedures.clock_warnings", [30, 80]) == [("不提醒", "已提醒到 30%")]
        assert changes("procedures.clock_warnings", [50, 90]) == []


def test_other_graces_change_how_far_an_overdue_duty_has_climbed(begun, changes):
    with calendar.on(date(2023, 7, 12)):
        assert changes("procedures.climb_grace_days", [3, 3, 5]) == [("上报 1 级", "不上报")]


def test_a_trial_tells_of_nothing_out_of_the_readers_reach(at_work, city, changes):
    open_duty(kind="test.x", record=None, unit=city.jinan, verb="report", title="办", url="/", due=date(2023, 7, 14))
    assert changes("procedures.soon_days", 10) == [("稍后", "列为即将到期")]
    assert changes("procedures.soon_days", 10, "shucheng_officer") == []
