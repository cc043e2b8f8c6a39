"""Joint vetting from the village's own check to its formal end."""

import datetime as dt

import pytest

from zugong.kernel import calendar
from zugong.modules.villages.actions.appointing import CannotAppoint, appoint
from zugong.modules.villages.actions.vetting import CannotRequest, request_vetting, vetting_in_force
from zugong.modules.villages.models import Office
from zugong.modules.villages.tests.vetting_city import Steps, add_departments, candidate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _departments(city):
    add_departments(city)


def test_from_request_to_office(city):
    person = candidate(city)
    steps = Steps(city, person).formal()
    review = steps.review
    assert (review.state, review.result, review.asked, review.replied) == ("formal", "passed", 3, 3)
    assert review.formal_on == dt.date(2023, 7, 11)
    assert review.valid_until == dt.date(2024, 1, 2)
    village, by = city.unit("village"), city.user("jinan_officer")
    with calendar.on(dt.date(2023, 7, 12)):
        assert vetting_in_force(person, unit=village, on=dt.date(2024, 1, 2)) == review
        assert vetting_in_force(person, unit=village, on=dt.date(2024, 1, 3)) is None
        assert vetting_in_force(person, unit=city.unit("other_village"), on=dt.date(2023, 8, 1)) is None
        role = appoint(
            person=person,
            unit=village,
            office=Office.COMMITTEE_MEMBER,
            on=dt.date(2023, 7, 12),
            basis="by_election",
            by=by,
        )
        role.cadre.refresh_from_db()
        assert role.cadre.in_office


def test_nobody_is_appointed_unvetted(city):
    person = candidate(city)
    with pytest.raises(CannotAppoint, match="须先通过县级联审"):
        appoint(
            person=person,
            unit=city.unit("village"),
            office=Office.DIRECTOR,
            on=dt.date(2023, 7, 3),
            basis="election",
            by=city.user("jinan_officer"),
        )


def test_the_same_candidate_is_not_vetted_twice(city):
    person = candidate(city)
    Steps(city, person)
    with pytest.raises(CannotRequest, match="不重复联审"):
        request_vetting(
            person=person,
            unit=city.unit("village"),
            office="",
            occasion="by_election",
            by=city.user("township_officer"),
        )
