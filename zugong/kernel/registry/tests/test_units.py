import pytest

from zugong.kernel.access.testing import small_city

pytestmark = pytest.mark.django_db


def test_small_city_stands():
    city = small_city()
    assert city.village.path == f"/{city.city.pk}/{city.jinan.pk}/{city.muchang.pk}/{city.village.pk}/"
    assert city.user("officer").reach().paths == (city.city.path,)
