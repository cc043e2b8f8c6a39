"""The small city, and signing in to it."""

import pytest

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
