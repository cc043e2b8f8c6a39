from datetime import date

import pytest

from zugong.kernel.procedures.clocks import (
    CannotPause,
    clocks_of,
    due_of,
    pause_clock,
    resume_clock,
    standing_of,
    start_clock,
    stop_clock,
)
from zugong.kernel.procedures.duties import open_duty
from zugong.kernel.procedures.models import Clock


@pytest.fixture
def record(make):
    return make()


@pytest.fixture
def clock(record):
    return start_clock(record, "test.answer", label="答复", days=5, on=date(2023, 7, 3))


def test_a_running_clock_is_not_started_again(record, clock):
    assert start_clock(record, "test.answer", label="答复", days=9) == clock
    assert due_of(clock) == date(2023, 7, 10)


def test_a_reopened_case_gets_a_new_clock_and_the_closed_time_counts_nowhere(record, clock):
    stop_clock(clock, on=date(2023, 7, 5))
    again = start_clock(record, "test.answer", label="答复", days=5, on=date(2023, 8, 1))
    assert clocks_of(record) == [clock, again]
    assert standing_of(clock, at=None).used == 2
    assert standing_of(again, at=None, on=date(2023, 8, 1)).used == 0


def test_a_pause_moves_the_due_date_of_the_duty_that_hangs_on_the_clock(clock, record, city):
    duty = open_duty(
        kind="test.answer",
        record=record,
        unit=city.jinan,
        verb="report",
        title="答复",
        url="/",
        due=due_of(clock),
        clock=clock,
    )
    pause_clock(clock, why="等待补正", by=city.officer, on=date(2023, 7, 5))
    duty.refresh_from_db()
    assert duty.due is None
    assert resume_clock(clock, on=date(2023, 7, 12)) == date(2023, 7, 17)
    duty.refresh_from_db()
    assert duty.due == date(2023, 7, 17)


def test_a_pause_needs_a_reason_and_a_running_clock(clock, city):
    with pytest.raises(CannotPause, match="原因"):
        pause_clock(clock, why=" ", by=city.officer)
    pause_clock(clock, why="等待", by=city.officer, on=date(2023, 7, 5))
    with pytest.raises(CannotPause, match="2023-07-05"):
        pause_clock(clock, why="再等", by=city.officer)
    with pytest.raises(CannotPause, match="不能早于"):
        resume_clock(clock, on=date(2023, 7, 4))
    resume_clock(clock, on=date(2023, 7, 6))
    with pytest.raises(CannotPause, match="没有暂停"):
        resume_clock(clock)
    with pytest.raises(CannotPause, match="2023-07-06"):
        pause_clock(clock, why="再等", by=city.officer, on=date(2023, 7, 5))


def test_a_stopped_clock_cannot_be_paused_and_its_pause_ends_with_it(clock, city):
    pause_clock(clock, why="等待", by=city.officer, on=date(2023, 7, 5))
    stop_clock(clock, on=date(2023, 7, 7))
    assert Clock.objects.get().pauses.get().to_date == date(2023, 7, 7)
    with pytest.raises(CannotPause, match="停止"):
        pause_clock(clock, why="再等", by=city.officer)


def test_a_clock_is_not_paused_before_it_starts(clock, city):
    with pytest.raises(CannotPause, match="2023-07-03"):
        pause_clock(clock, why="等待", by=city.officer, on=date(2023, 7, 2))
