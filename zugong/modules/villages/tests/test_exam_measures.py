"""The measures over the examination are what counting by hand gives, and open to exactly their rows."""

import pytest

from zugong.kernel.indicators.declaring import MEASURES
from zugong.kernel.indicators.drilling import drill
from zugong.kernel.indicators.models import Cell
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure
from zugong.kernel.indicators.refreshing import refresh_all
from zugong.modules.villages.tests.exam_city import PLACED, PUBLISHED, VETTED, an_exam

CODES = [
    "villages.recruiting.applicants_per_place",
    "villages.recruiting.qualified_share",
    "villages.recruiting.filled_share",
    "villages.recruiting.placed",
    "villages.recruiting.fills_gap",
]
WOMEN = ["安小雨", "白晴雪", "程芳菲"]


@pytest.fixture
def placed(city, register):
    """Four applied for one place; one was refused, one of three came."""
    register()
    exam = an_exam(city).to_applying()
    for place, name in enumerate([*WOMEN, "丁若兰"], start=1):
        exam.apply(name, sequence=2 * place, level="30" if name == "丁若兰" else "60")
    exam.decide("refuse", "丁若兰", refused_clause="level", why="学历不符合", on=PLACED.replace(month=3, day=24))
    exam.to_written().to_vetting(dict.fromkeys(WOMEN, "80"), dict(zip(WOMEN, ("80", "75", "70"), strict=True)))
    exam.vet("安小雨")
    exam.decide("clear", "安小雨", on=VETTED, physical="passed")
    exam.move("publish", on=PUBLISHED)
    exam.move("end_publicity", on=PLACED)
    exam.decide("place", "安小雨", on=PLACED, placed_on=PLACED)
    refresh_all(CODES)
    return exam


def value(code, unit, period="2023"):
    found = figure(code, "", unit, Period.parse(period))
    return None if found is None or found.value is None else float(round(found.value, 2))


def test_the_figures_of_the_year_are_those_counted_by_hand(placed):
    assert [value(code, placed.city.city) for code in CODES] == [4.0, 75.0, 100.0, 1.0, 1.0]
    assert value(CODES[0], placed.city.shucheng) is None


def test_recruits_are_counted_in_the_month_they_came(placed):
    assert value("villages.recruiting.placed", placed.city.jinan, "2023-06") == 1.0
    assert value("villages.recruiting.placed", placed.city.jinan, "2023-03") in {None, 0.0}


@pytest.mark.parametrize("code", CODES)
def test_every_figure_opens_to_the_rows_that_make_it(placed, code):
    measure = MEASURES[code]
    cells = Cell.objects.filter(measure=code, period_kind="Q").select_related("unit")
    assert cells
    for cell in cells:
        for side in measure.tallies:
            behind = drill(measure, "", cell.unit, Period(cell.period_kind, cell.period_start), side=side)
            count, total = behind.total()
            assert total == (cell.whole or 0 if side == "whole" else cell.part)
            assert behind.records.count() == count
