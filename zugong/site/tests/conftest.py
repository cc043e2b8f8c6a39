"""The small city for the tests of the shell."""

import pytest

from zugong.kernel.access.testing import SmallCity, small_city


@pytest.fixture
def city(db) -> SmallCity:
    """Units and one user of each role."""
    return small_city()


@pytest.fixture
def officer(client, city):
    """A client signed in as an officer of a city section."""
    client.force_login(city.user("officer"))
    return client
