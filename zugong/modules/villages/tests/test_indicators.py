"""The measures over the register are what counting by hand gives, as of any day."""

import datetime as dt
from decimal import Decimal

import pytest

from zugong.kernel.indicators.declaring import MEASURES, Measure
from zugong.kernel.indicators.drilling import drill
from zugong.kernel.indicators.models import Cell
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure
from zugong.kernel.indicators.refreshing import refresh_all
from zugong.kernel.registry.models import Person
from zugong.modules.villages.indicators import register
from zugong.modules.villages.models import Office, TeamKind, VillageCadre, VillageRole, VillageTeam

CODES = sorted(one.code for one in vars(register).values() if isinstance(one, Measure))


@pytest.fixture
def village(city):
    return city.units["far_village"]


def serve(village, born, *offices, sex="1", level=None, person=None):
    """Somebody with offices, each (office, first day, last day); the summary is as the register would compute it."""
    person = person or Person.objects.create(name="某人", unit=village, birth_date=born, sex=sex)
    cadre = VillageCadre.objects.create(unit=village, person=person, level=level)
    for office, since, until in offices:
        VillageRole.objects.create(cadre=cadre, office=office, start_date=since, end_date=until)
    return cadre


@pytest.fixture
def served(village):
    """A secretary who became director too in March, a woman who left in May, a young man, a reserve."""
    since = dt.date(2021, 12, 1)
    head = serve(
        village,
        dt.date(1980, 7, 20),
        (Office.SECRETARY, None, None),
        (Office.DIRECTOR, dt.date(2023, 3, 10), None),
        level=50,
    )
    serve(village, dt.date(1990, 6, 1), (Office.PARTY_MEMBER, since, dt.date(2023, 5, 1)), sex="2", level=60)
    serve(village, dt.date(1987, 7, 31), (Office.COMMITTEE_MEMBER, since, None), sex="0", level=30)
    serve(village, None, (Office.RESERVE, since, None), sex="2")
    VillageTeam.objects.create(
        unit=village, kind=TeamKind.PARTY, term_from=dt.date(2018, 6, 1), term_to=dt.date(2023, 6, 1)
    )
    VillageTeam.objects.create(unit=village, kind=TeamKind.COMMITTEE, term_from=since, term_to=dt.date(2026, 12, 1))
    refresh_all(CODES)
    return head


def value(code, village, period="2023"):
    found = figure(f"villages.{code}", "", village, Period.parse(period))
    return None if found is None or found.value is None else round(found.value, 2)


def test_who_serves_is_counted_as_of_the_last_day(served, village):
    assert [value("cadres", village, period) for period in ("2022", "2023-04", "2023-05", "2023")] == [3, 3, 2, 2]


def test_a_person_with_two_offices_or_villages_is_one(served, village, city):
    elsewhere = (Office.PARTY_MEMBER, dt.date(2023, 1, 1), None)
    serve(city.units["other_village"], None, elsewhere, person=served.person)
    refresh_all(CODES)
    assert value("cadres", village) == 2
    assert value("cadres", city.city) == 2


def test_age_is_reached_in_the_month_of_birth(served, village):
    assert value("mean_age", village, "2023-06") == Decimal("38.5")
    assert value("mean_age", village, "2023-07") == Decimal("39.5")
    assert value("young_share", village, "2023-07") == 0
    assert value("young_share", village, "2023-06") == 50


def test_shares_are_of_those_of_whom_the_answer_is_known(served, village):
    assert value("college_share", village, "2023-04") == Decimal("66.67")
    assert value("college_share", village) == 50
    assert value("women_share", village, "2023-04") == 50
    assert value("women_share", village) == 0


def test_holding_both_offices_counts_from_the_later_of_them(served, village):
    assert [value("both_share", village, period) for period in ("2023-02", "2023-03")] == [0, 100]


def test_reserves_are_none_of_those_who_serve(served, village):
    assert value("reserve_per_village", village) == 1


def test_a_term_is_over_on_its_last_day_until_the_next_begins(served, village):
    assert [value("terms_over", village, period) for period in ("2023-05", "2023-06")] == [0, 50]
    VillageTeam.objects.create(unit=village, kind=TeamKind.PARTY, term_from=dt.date(2023, 6, 20))
    refresh_all(CODES)
    assert value("terms_over", village, "2023-06") == 0


@pytest.mark.parametrize("code", CODES)
def test_every_figure_opens_to_the_rows_that_make_it(served, code):
    measure = MEASURES[code]
    cells = Cell.objects.filter(measure=code, period_kind="Q").select_related("unit")
    assert cells
    for cell in cells:
        for side in measure.tallies:
            behind = drill(measure, "", cell.unit, Period(cell.period_kind, cell.period_start), side=side)
            count, total = behind.total()
            assert total == (cell.whole or 0 if side == "whole" else cell.part)
            assert behind.records.count() == count


def test_facts_carry_no_names_and_open_to_pages_that_exist(as_, served, village):
    assert as_("officer").get("/board/3415/2023/rows/villages.cadres/-/").status_code == 200
    assert "某人" not in as_("officer").get("/board/3415/2023/rows/villages.cadres/-/").text
