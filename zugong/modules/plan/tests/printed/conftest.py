"""The small city on a day in March, before its plan has come."""

from datetime import date, time

import pytest
from django.db import transaction
from django.template import engines

from zugong.kernel import calendar
from zugong.kernel.access.testing import small_city
from zugong.modules.plan.tests.printed.papers import PrintedCity

TODAY = date(2023, 3, 20)


@pytest.fixture(scope="module")
def _small_city(django_db_setup, django_db_blocker):
    """Built once for a module of tests; what each test changes is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield small_city()
        transaction.set_rollback(True)


@pytest.fixture
def printed(_small_city, db, settings, tmp_path) -> PrintedCity:
    """The small city without a plan; what is attached is kept for the test only."""
    settings.MEDIA_ROOT = tmp_path / "attachments"
    with calendar.on(TODAY, at=time(9)):
        yield PrintedCity(_small_city)


@pytest.fixture
def accepted(printed) -> PrintedCity:
    """The small city with its plan accepted."""
    printed.accept()
    return printed


class Missing(str):
    """Stands where a template names something that it was not given, and does not let it pass."""

    __slots__ = ()

    def __mod__(self, variable: object) -> str:
        raise AssertionError(f"a template names {variable}, which it was not given")


@pytest.fixture
def as_(client, printed, monkeypatch):
    """Sign in: `as_("officer")` is that user's client."""

    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Missing("%s is missing"))

    def sign_in(name: str):
        client.force_login(printed.user(name))
        return client

    return sign_in
