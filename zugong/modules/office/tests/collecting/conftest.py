"""The small city on a day in July, with one number in the catalogue of forms."""

from datetime import time

import pytest

from zugong.kernel import calendar
from zugong.kernel.access.testing import small_city
from zugong.modules.office.tests.collecting.asking import TODAY, AskingCity


@pytest.fixture
def asking(db) -> AskingCity:
    with calendar.on(TODAY, at=time(9)):
        found = AskingCity(small_city())
        found.list_number()
        yield found


@pytest.fixture
def as_(client, asking):
    """Sign in: `as_("officer")` is that user's client."""

    def sign_in(name: str):
        client.force_login(asking.user(name))
        return client

    return sign_in
