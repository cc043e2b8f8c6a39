"""Repair and headings of the printed page that PLAN_PAGE names; its text is not part of this repository."""

import os
from pathlib import Path

import pytest

from zugong.kernel.documents.reading.plan import read_plan
from zugong.kernel.documents.reading.shapes import BlockKind

PAGE = os.environ.get("PLAN_PAGE", "")
pytestmark = pytest.mark.skipif(not PAGE, reason="PLAN_PAGE names no page")


@pytest.fixture(scope="module")
def reading():
    return read_plan(Path(PAGE))


@pytest.fixture(scope="module")
def headings(reading):
    return [block for block in reading.blocks if block.kind is BlockKind.HEADING]


def test_the_year_is_2023(reading):
    assert reading.year == 2023


def test_eleven_lines_were_doubled_and_the_couriers_are_fifty(reading):
    text = "".join(block.text for block in reading.blocks)
    assert sum(mend.kind == "doubled" for mend in reading.repairs) == 11
    assert "50名" in text
    assert "5500" not in text


def test_the_slogans_are_the_highest_headings(headings):
    highest = [block.text for block in headings if block.level == 1]
    assert len(highest) == 3
    assert all("“" in text for text in highest)


def test_the_levels_below_are_plain_and_run_in_headings(headings):
    assert [sum(block.level == level for block in headings) for level in (2, 3)] == [13, 24]
    assert ("扩增量", 3) in {(block.text, block.level) for block in headings}


def test_no_block_but_a_list_entry_is_torn(reading):
    bodies = [block.text for block in reading.blocks if block.kind is BlockKind.PARAGRAPH and len(block.text) > 20]
    assert all(text[-1] in "。”：" for text in bodies)


def test_the_furniture_of_the_page_is_dropped_and_recorded(reading):
    assert not any("版面" in block.text for block in reading.blocks)
    assert any("版面" in mend.before for mend in reading.repairs if mend.kind == "furniture")
