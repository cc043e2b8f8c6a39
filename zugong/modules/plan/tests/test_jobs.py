"""What the platform does for the plan every day, and that doing it twice changes nothing."""

from datetime import date

import pytest

from zugong.kernel import calendar
from zugong.kernel.jobs import queue, worker
from zugong.kernel.jobs.declaring import daily_names
from zugong.kernel.procedures.models import Duty
from zugong.modules.plan.models import Slip


def run(name):
    job = queue.enqueue(name)
    worker.run_due()
    job.refresh_from_db()
    return job


@pytest.fixture
def part(handing):
    return handing.issue(handing.target(), jinan=200, shucheng=100)["jinan"]


def test_asking_and_slips_are_daily_jobs():
    assert {"plan.ask_for_reports", "plan.propose_slips"} <= set(daily_names())


def test_units_are_asked_once_a_month(part):
    with calendar.on(date(2023, 4, 1)):
        assert run("plan.ask_for_reports").result == {"asked": 2}
        assert run("plan.ask_for_reports").result == {"asked": 0}
    assert Duty.objects.open().filter(kind="plan.report").count() == 2


def test_slips_are_drawn_up_once_for_what_shows_red(part):
    with calendar.on(date(2024, 1, 5)):
        assert run("plan.propose_slips").result == {"drawn_up": 2}
        assert run("plan.propose_slips").result == {"drawn_up": 0}
    assert set(Slip.objects.values_list("state", flat=True)) == {"draft"}
