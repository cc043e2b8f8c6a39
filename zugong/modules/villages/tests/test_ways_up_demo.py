"""The demonstration's ways up and role models, tried on a small city with a few cadres."""

import datetime as dt

import pytest

from zugong.modules.villages.demo import role_models, ways_up
from zugong.modules.villages.models import (
    Finding,
    PromotionApplication,
    PromotionRound,
    RoleModelNomination,
    RoleModelRound,
    VillageRole,
)
from zugong.modules.villages.tests.ways_up_city import a_cadre

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(city, monkeypatch):
    """Six cadres and a secretary in each of two villages, some of whom are left for the rounds of the counties."""
    monkeypatch.setattr(ways_up, "IN_CITY", 3)
    for village in ("village", "far_village"):
        a_cadre(city, f"书记{village}"[:8], village=village)
        for number in range(6):
            a_cadre(city, f"副{village}{number}"[-8:], village=village, office="deputy_director")
    for build in (ways_up.build, role_models.build):
        # These people have no identity numbers, and nobody of whom something is amiss is picked.
        Finding.objects.all().delete()
        build()
    return city


def test_three_rounds_in_three_stages(built):
    states = {one.unit.code: one.state for one in PromotionRound.objects.all()}
    assert states == {"3415": "exam", "341523": "closed", "341502": "applying"}
    open_round = PromotionRound.objects.get(state="applying")
    assert open_round.posts.count() == 3


def test_who_was_appointed_left_the_village_on_that_day(built):
    appointed = PromotionApplication.objects.filter(state="appointed")
    for one in appointed:
        assert one.serves_until == dt.date(2028, 5, 31)
        assert not VillageRole.objects.filter(cadre=one.cadre, end_date=None).exists()
    assert 1 <= appointed.count() <= 4
    places = [one.place for one in PromotionApplication.objects.exclude(place=None).order_by("place")]
    assert places == list(range(1, len(places) + 1))


def test_role_models_of_last_year_are_named_and_those_of_this_year_are_on_their_way(built):
    assert {one.state for one in RoleModelRound.objects.all()} == {"named", "nominating"}
    assert RoleModelNomination.objects.filter(state="named", named_on__year=2022).count() == 2


def test_a_second_start_builds_nothing(built):
    before = PromotionApplication.objects.count(), RoleModelNomination.objects.count()
    ways_up.build()
    role_models.build()
    assert (PromotionApplication.objects.count(), RoleModelNomination.objects.count()) == before
