"""The real page from upload to targets; it is not in the repository: PLAN_PAGE names the file."""

import os
from pathlib import Path

import pytest

from zugong.modules.plan.actions.accepting import accept
from zugong.modules.plan.actions.coverage import coverage_of
from zugong.modules.plan.actions.editions import upload
from zugong.modules.plan.models import Line, Target, Task

PAGE = os.environ.get("PLAN_PAGE")
pytestmark = pytest.mark.skipif(not PAGE, reason="PLAN_PAGE names no page")


@pytest.fixture
def plan(printed):
    path = Path(PAGE)
    officer = printed.user("officer")
    accept(edition=upload(unit=printed.city.city, content=path.read_bytes(), name=path.name, by=officer), by=officer)
    return printed.plan


def test_the_page_is_read_as_the_plan_of_2023(plan):
    assert plan.year == 2023


def test_all_seventeen_targets_hang_on_tasks(plan):
    assert Target.objects.count() == 17
    assert Task.objects.filter(targets__isnull=False, group__isnull=True).count() == 0


def test_every_sentence_is_exactly_one_line(plan):
    edition = plan.editions.get()
    for place, block in enumerate(edition.blocks):
        lines = Line.objects.filter(edition=edition, block=place).order_by("start")
        expected = "" if block["kind"] == "title" else block["text"].replace(" ", "")
        assert "".join(line.text for line in lines).replace(" ", "") == expected


def test_little_is_left_to_place(plan):
    counted = coverage_of(plan)
    assert counted.open < counted.lines / 4
    assert counted.tasks > counted.open
