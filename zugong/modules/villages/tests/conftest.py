"""A small city, and rosters typed into its register."""

import datetime as dt

import pytest
from django.db import transaction

from zugong.kernel import calendar
from zugong.kernel.access.testing import SmallCity, small_city
from zugong.kernel.ledger.declaring import ledger_named
from zugong.kernel.ledger.saving import save_form
from zugong.kernel.registry.codes import identity_check_digit
from zugong.modules.villages.forms import CadreForm
from zugong.modules.villages.models import VillageCadre

TODAY = dt.date(2023, 7, 3)


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker):
    """Built once for a module of tests; what each test changes is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with calendar.on(TODAY):
            yield small_city()
        transaction.set_rollback(True)


@pytest.fixture
def city(_built, db) -> SmallCity:
    """Units and users of the tests, on a day in July 2023."""
    users = dict(_built.users)
    with calendar.on(TODAY):
        yield _built
    _built.users = users


@pytest.fixture
def as_(client, city):
    """Sign in: `as_("officer")` is that user's client."""

    def sign_in(name: str):
        client.force_login(city.user(name))
        return client

    return sign_in


def number(born: str, sequence: int = 1, division: str = "341599") -> str:
    """A made-up identity number of a division that does not exist; an odd sequence is a man's."""
    first = f"{division}{born.replace('-', '')}{sequence:03d}"
    return first + identity_check_digit(first)


LINE = {
    "name": "程雨田",
    "identity_number": number("1980-05-17", 1),
    "phone": "19900001111",
    "offices": "党总支书记、村委会主任",
    "start_date": "2021-12-01",
    "dual_post": "true",
    "source": "elected",
    "politics": "01",
    "condition": "normal",
    "vetting": "none",
    "level": "50",
    "full_time": "false",
}


@pytest.fixture
def line_form(city):
    """The form of one line: `line_form("village", name="某某")`; what is not said is that of a secretary in good order."""

    def make(unit: str = "village", *, by: str = "township_officer", instance: VillageCadre | None = None, **said):
        data = LINE | {"unit": city.unit(unit).pk} | said
        if instance is not None:
            data["seen_version"] = instance.version
        return CadreForm(
            {name: value for name, value in data.items() if value is not None},
            user=city.user(by),
            instance=instance or VillageCadre(),
        )

    return make


@pytest.fixture
def register(line_form, city):
    """Enter one line: `register("village", name="某某")` is the cadre."""

    def enter(unit: str = "village", *, by: str = "officer", **said) -> VillageCadre:
        form = line_form(unit, by=by, **said)
        assert form.is_valid(), form.errors
        save_form(ledger=ledger_named("village-cadres"), form=form, by=city.user(by))
        return VillageCadre.objects.get(pk=form.instance.pk)

    return enter
