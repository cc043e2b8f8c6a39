import pytest

from zugong.kernel.access.testing import small_city
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import Reach

EVERYTHING = 18


@pytest.fixture
def city(db):
    return small_city()


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        *[
            (name, EVERYTHING)
            for name in ("officer", "auditor", "leader", "system_admin", "security_admin", "audit_admin")
        ],
        *[("jinan_officer", 6), ("jinan_signer", 6), ("shucheng_officer", 4), ("zone_officer", 3)],
        *[("township_officer", 3), ("villager", 1), ("labour_officer", 1)],
        *[("resident", 0), ("cadre", 0), ("enterprise", 0)],
    ],
)
def test_which_units_each_role_sees(city, who, sees):
    assert Unit.objects.visible_to(city.user(who)).count() == sees


def test_a_sibling_unit_is_not_there(city):
    seen = Unit.objects.visible_to(city.user("jinan_officer"))
    assert city.village in seen
    assert not seen.filter(pk__in=[city.shucheng.pk, city.far_village.pk, city.city.pk, city.zone.pk]).exists()


def test_a_path_does_not_reach_a_unit_whose_number_begins_alike():
    assert Reach(paths=("/1/7/",)).covers("/1/7/52/")
    assert not Reach(paths=("/1/7/",)).covers("/1/71/")


def test_who_reaches_nothing_sees_nothing(city):
    class Nobody:
        def reach(self):
            return Reach()

    assert not Unit.objects.visible_to(Nobody()).exists()
