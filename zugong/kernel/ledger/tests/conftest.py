"""A small city and a ledger of its posts."""

import datetime as dt
from collections.abc import Iterator

import pytest

from zugong.kernel.access.testing import SmallCity, small_city
from zugong.kernel.history import writing
from zugong.kernel.ledger.declaring import Ledger, ledger_named, withdraw
from zugong.kernel.registry.models import Person, Post


@pytest.fixture
def city(db) -> SmallCity:
    """Units and users of the tests."""
    return small_city()


@pytest.fixture
def posts() -> Iterator[Ledger]:
    """A ledger of posts, for as long as a test runs."""

    class Posts(Ledger):
        """Who holds which post in which unit."""

        model = Post
        name = "trial-posts"
        columns = ["title", "person", "unit", "unit__code", "start_date"]
        filters = {"title": ["icontains"], "unit": ["within"], "start_date": ["gte", "lte"], "end_date": ["isnull"]}
        form_fields = ["person", "unit", "title", "start_date"]
        search_fields = ["title", "person__name"]
        ordering = ["-start_date"]

    yield ledger_named("trial-posts")
    withdraw("trial-posts")


@pytest.fixture
def appoint(city):
    """Make a post: `appoint("村书记", "village")`."""

    def make(title: str, unit: str, *, name: str = "某人", day: str = "2023-01-01") -> Post:
        person = Person.objects.create(name=name, unit=city.units[unit])
        return writing.save(
            Post(person=person, unit=city.units[unit], title=title, start_date=dt.date.fromisoformat(day)), by=None
        )

    return make


@pytest.fixture
def as_(client, city):
    """Sign in: `as_("officer")` is that user's client."""

    def sign_in(name: str):
        client.force_login(city.user(name))
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _kept_in(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "attachments"
