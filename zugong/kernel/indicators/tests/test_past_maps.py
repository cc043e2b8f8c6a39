"""A past period under the map of its time is what plain counting gave before the map was changed."""

from datetime import date
from decimal import Decimal
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from zugong.kernel.access.testing import small_city
from zugong.kernel.indicators import refreshing
from zugong.kernel.indicators.declaring import MEASURES
from zugong.kernel.indicators.models import Goal
from zugong.kernel.indicators.past_maps import figures_under, past_map
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.tests import loans, oracle
from zugong.kernel.indicators.tests.test_cells import FACTS, WITHOUT_SHRINKING, loan_of
from zugong.kernel.registry.actions import merge, move

TODAY = date(2023, 7, 3)
CHANGED_ON = date(2023, 7, 2)
MAY = Period.parse("2023-05")
CHANGES = {
    "nothing": lambda units: None,
    "a township goes to the other county": lambda units: move(
        unit=units[2], under=units[4], on=CHANGED_ON, document="批复", by=None
    ),
    "two townships merge": lambda units: merge(
        units=[units[2]], into=units[3], on=CHANGED_ON, document="批复", by=None
    ),
    "two counties merge": lambda units: merge(units=[units[1]], into=units[4], on=CHANGED_ON, document="批复", by=None),
}


@mock.patch.dict(MEASURES, loans.ALL, clear=True)
class PastMapsTest(TestCase):
    @given(FACTS, st.sampled_from(sorted(CHANGES)))
    @settings(max_examples=12, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=list(HealthCheck))
    def test_figures_are_those_counted_one_by_one_before_the_change(self, facts, change):
        units = loans.libraries()
        Goal.objects.bulk_create([loan_of(units, *fact) for fact in facts])
        expected = oracle.cells(list(loans.ALL.values()), today=TODAY)
        CHANGES[change](units)
        refreshing.refresh_all()
        for measure, subject, kind, start in {(key[0], key[1], *key[3:]) for key in expected}:
            found = figures_under(loans.ALL[measure], subject, Period(kind, start), date(2023, 6, 30))
            counted = {
                key[2]: sums
                for key, sums in expected.items()
                if (key[0], key[1], *key[3:]) == (measure, subject, kind, start)
            }
            told = {unit: (sums.part, sums.whole, sums.rows) for unit, sums in found.items()}
            assert {unit: sums for unit, sums in told.items() if sums[2] or sums[0]} == {
                unit: sums for unit, sums in counted.items() if sums[2] or sums[0]
            }


@pytest.fixture
def moved(db):
    """A township that lent books in May and went over to the other county in July."""
    with mock.patch.dict(MEASURES, loans.ALL, clear=True):
        units = loans.libraries()
        Goal.objects.bulk_create(
            [loans.loan(units[2], date(2023, 5, 9), 60), loans.loan(units[3], date(2023, 5, 9), 7)]
        )
        move(unit=units[2], under=units[4], on=CHANGED_ON, document="批复", by=None)
        refreshing.refresh_all()
        yield units


def values(found):
    return {one.unit.pk: (one.then and one.then.value, one.now and one.now.value) for one in [found.own, *found.below]}


def test_a_county_has_the_township_that_was_its_own_then(moved):
    old, township, stayed, new = moved[1], moved[2], moved[3], moved[4]
    found = past_map(old, loans.LENT, "novels", MAY)
    assert values(found) == {old.pk: (67, 7), township.pk: (60, 60), stayed.pk: (7, 7)}
    assert [one.unit for one in (found.own, *found.below) if one.differs] == [old]
    assert values(past_map(new, loans.LENT, "novels", MAY))[new.pk] == (None, 60)


def test_the_whole_is_the_same_under_either_map(moved):
    assert values(past_map(moved[0], loans.LENT, "novels", MAY))[moved[0].pk] == (67, 67)


def test_queries_do_not_grow_with_the_units(moved, django_assert_num_queries):
    for unit in (moved[0], moved[2]):
        with django_assert_num_queries(5):
            past_map(unit, loans.LENT, "novels", MAY)


@pytest.fixture
def lent(db):
    """The small city with books lent in May by a township that has since gone to another county."""
    city = small_city()
    with mock.patch.dict(MEASURES, {"lent_so_far": loans.LENT_SO_FAR}, clear=True):
        Goal.objects.bulk_create([loans.loan(city.units["muchang"], date(2023, 5, 9), 60)])
        move(unit=city.units["muchang"], under=city.units["shucheng"], on=CHANGED_ON, document="批复", by=None)
        refreshing.refresh_all()
        yield city


def test_the_page_shows_both_maps_side_by_side_and_leads_back(client, lent):
    client.force_login(lent.user("officer"))
    page = client.get("/board/341502/2023-05/then/?figure=lent_so_far")
    rows = {row.name: (row.then and row.then.value, row.now and row.now.value) for row in page.context["rows"]}
    assert rows["金安区"] == (Decimal(60), None)
    assert 'href="/board/341502/2023-05/?figure=lent_so_far"' in page.text
    assert page.context["changed"]


def test_a_county_is_not_shown_the_township_that_is_another_countys_today(client, lent):
    client.force_login(lent.user("jinan_officer"))
    page = client.get("/board/341502/2023-05/then/?figure=lent_so_far")
    assert "木厂镇" not in [row.name for row in page.context["rows"]]
    assert page.context["hidden"] == 1
    assert client.get("/board/341523/2023-05/then/").status_code == 404


def test_a_period_that_is_not_over_has_only_todays_map(client, lent):
    client.force_login(lent.user("officer"))
    assert client.get("/board/3415/2023-07/then/").url == "/board/3415/2023-07/"
    assert client.get("/board/3415/2023-05/then/?figure=nothing").status_code == 404
