"""Facts from ledgers: what is personal stays behind."""

from datetime import date

import pytest

from zugong.kernel.access.testing import small_city
from zugong.kernel.indicators.computing import load
from zugong.kernel.indicators.declaring import WronglyDeclared
from zugong.kernel.indicators.ledger_facts import facts_of
from zugong.kernel.ledger.declaring import Ledger, withdraw
from zugong.kernel.registry.models import Person, Taskforce


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def people():
    class TrialPeople(Ledger):
        """People, for a while."""

        model = Person
        name = "trial-people"
        columns = ("name", "sex", "birth_date", "unit")

    yield TrialPeople
    withdraw("trial-people")


@pytest.fixture
def taskforces():
    class TrialTaskforces(Ledger):
        """Task forces, for a while."""

        model = Taskforce
        name = "trial-taskforces"
        columns = ("name", "unit")

    yield TrialTaskforces
    withdraw("trial-taskforces")


@pytest.mark.parametrize("path", ["birth_date", "name", "identity_digest", "unit__name"])
def test_personal_fields_and_free_texts_are_refused(people, path):
    with pytest.raises(WronglyDeclared):
        facts_of(people, unit="unit_id", columns={"column": path})


def test_sex_birth_month_and_a_token_may_stay(people, city):
    facts = facts_of(
        people,
        unit="unit_id",
        columns={"sex": "sex", "version": "version", "home": "unit_id"},
        months={"birth_month": "birth_date"},
        persons={"person": "pk"},
    )
    person = Person.objects.create(name="甲", unit=city.city, birth_date=date(1980, 7, 20), sex="2")
    row = next(row for row in load(facts).to_pylist() if row["id"] == person.pk)
    assert (row["sex"], f"{row['birth_month']}", row["home"]) == ("2", "1980-07-01", person.unit_id)
    assert row["person"] not in {None, "", f"{person.pk}"}
    assert facts.shown == ("unit",)


def test_equal_persons_have_equal_tokens(people, city):
    for name in ("甲", "乙"):
        Person.objects.create(name=name, unit=city.city)
    facts = facts_of(people, unit="unit_id", columns={}, persons={"home": "unit_id", "person": "pk"})
    rows = [row for row in load(facts).to_pylist() if row["unit_id"] == city.city.pk]
    assert len({row["home"] for row in rows}) == 1
    assert len({row["person"] for row in rows}) == len(rows) > 1


def test_what_a_record_is_called_is_shown_unless_that_is_personal(taskforces):
    assert facts_of(taskforces, unit="unit_id", columns={}).shown == ("name", "unit")
