"""The small city, and signing in to it."""

import pytest

from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.access.testing import SmallCity, small_city


@pytest.fixture
def city(db) -> SmallCity:
    """Units and one user of each role."""
    return small_city()


@pytest.fixture
def as_(client, city):
    """Sign in: `as_("officer")` is that user's client."""

    def sign_in(name: str):
        client.force_login(city.user(name))
        return client

    return sign_in


@pytest.fixture
def eyes(city):
    """Somebody who holds every role at the city and where the rows of a test lie, and so sees what anybody sees.

    Else a test of hiding could not fail; some rows are seen by the people of their own unit alone.
    """
    with_every_role(city, "officer", "chengguan")
    return with_every_role(city, "officer", "city")


@pytest.fixture
def sibling(city):
    """Somebody who holds every role in one county, while the rows of a test lie in another."""
    return with_every_role(city, "jinan_officer", "jinan")


def with_every_role(city: SmallCity, user: str, unit: str) -> User:
    for role in Role:
        Grant.objects.get_or_create(
            user=city.users[user], role=role, unit=city.units[unit], defaults={"reach": Grant.Extent.SUBTREE}
        )
    return city.user(user)
