"""The city with a plan to hand out, on a day in March."""

from datetime import date, time

import pytest
from django.db import transaction

from zugong.kernel import calendar
from zugong.modules.plan.tests.handing_out import HandedOutCity, handed_out_city

TODAY = date(2023, 3, 20)


@pytest.fixture(scope="module")
def _handing(django_db_setup, django_db_blocker):
    """Built once for a module of tests; what each test changes is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield handed_out_city()
        transaction.set_rollback(True)


@pytest.fixture
def handing(_handing, db) -> HandedOutCity:
    """The small city with an accepted plan; whatever the test does happens on one day in March 2023."""
    users = dict(_handing.city.users)
    with calendar.on(TODAY, at=time(9)):
        yield _handing
    _handing.city.users = users


@pytest.fixture
def as_(client, handing):
    """Sign in: `as_("officer")` is that user's client."""

    def sign_in(name: str):
        client.force_login(handing.user(name))
        return client

    return sign_in
