"""A closed quarter and the “three ones”: a change that is dated back leaves the closed rate and shows beside it."""

import datetime as dt

import pytest

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.indicators.closed import restatements
from zugong.kernel.indicators.closing import close
from zugong.kernel.indicators.following import keep_up
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure
from zugong.kernel.indicators.refreshing import refresh_all
from zugong.modules.villages.actions.appointing import leave_office
from zugong.modules.villages.actions.staffing import keep_all_staffing, open_gaps
from zugong.modules.villages.models import StaffingSpan, VillageRole
from zugong.modules.villages.tests.conftest import TODAY, number

SECOND_QUARTER = Period.parse("2023-Q2")
RATE = "villages.three_ones"


@pytest.fixture
def woman(register, city, tmp_path, settings) -> VillageRole:
    """The office of the only woman of a village that has the three ones; the second quarter is closed."""
    settings.VAR = tmp_path
    register()
    register(
        name="陆云舟", identity_number=number("1996-03-09", 1), phone=None, offices="村委会委员", dual_post=None,
        level="60", full_time="true",
    )  # fmt: skip
    cadre = register(
        name="孟秋禾", identity_number=number("1979-11-20", 2), phone=None, offices="党总支委员", dual_post=None
    )
    keep_all_staffing()
    refresh_all()
    close(unit=city.city, period=SECOND_QUARTER, by=city.user("leader"))
    return cadre.roles.get()


def restated(city):
    """What later corrections made of the closed rate, by the code of the unit."""
    keep_up()
    units = [city.city, city.jinan, city.muchang]
    return {one.unit.code: one for one in restatements(SECOND_QUARTER, units) if one.measure.code == RATE}


def rate(unit, period="2023-Q2"):
    return figure(RATE, "", unit, Period.parse(period)).value


def test_who_leaves_after_the_quarter_changes_nothing_that_was_closed(woman, city):
    leave_office(role=woman, on=TODAY, leaving="resigned", why="本人辞职", by=city.user("officer"))
    assert restated(city) == {}
    assert (rate(city.muchang), rate(city.muchang, "2023")) == (50, 0)


def test_an_end_dated_back_into_the_quarter_shows_beside_the_closed_rate(woman, city):
    leave_office(role=woman, on=TODAY, leaving="resigned", why="本人辞职", by=city.user("officer"))
    woman.end_date = dt.date(2023, 6, 15)
    writing.save(woman, by=city.user("officer"), why="离任日期更正")
    found = restated(city)
    assert set(found) == {city.city.code, city.jinan.code, city.muchang.code}
    told = found[city.muchang.code]
    assert (told.said, told.now, told.is_open) == ((50,), 0, True)
    assert rate(city.muchang) == 50
    assert open_gaps(city.muchang).get().since == dt.date(2023, 6, 15)
    assert not StaffingSpan.objects.filter(unit=woman.cadre.unit, day=dt.date(2023, 6, 15), loose=True).exists()
    assert StaffingSpan.objects.filter(unit=woman.cadre.unit, until=dt.date(2023, 6, 15), loose=True).exists()


def test_the_day_that_ends_the_quarter_is_the_first_that_counts(woman, city):
    woman.end_date = SECOND_QUARTER.until
    writing.save(woman, by=None)
    assert restated(city) == {}
    woman.end_date = SECOND_QUARTER.end
    writing.save(woman, by=None)
    assert restated(city)[city.muchang.code].now == 0


def test_a_correction_that_is_signed_is_the_figure_from_then_on(woman, city):
    woman.end_date = dt.date(2023, 6, 15)
    writing.save(woman, by=None)
    keep_up()
    with calendar.on(TODAY + dt.timedelta(days=7)):
        close(unit=city.city, period=SECOND_QUARTER, by=city.user("leader"), why="离任日期补登")
    told = restated(city)[city.muchang.code]
    assert (told.said, told.is_open) == ((50, 0), False)
    assert rate(city.muchang) == 0
    woman.end_date = None
    writing.save(woman, by=None)
    again = restated(city)[city.muchang.code]
    assert (again.said, again.now, again.is_open) == ((50, 0), 50, True)
