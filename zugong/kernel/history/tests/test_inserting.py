"""Inserting by few statements stores what Django's own way stores."""

from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.kernel import calendar
from zugong.kernel.access.testing import small_city
from zugong.kernel.history.inserting import insert_all
from zugong.kernel.history.models import Change
from zugong.kernel.registry.models import Person, Post


@pytest.fixture
def city(db):
    return small_city()


def changes(now):
    kind = ContentType.objects.get_for_model(Post)
    common = {"model": kind, "record_id": 1, "version": 1, "kind": Change.Kind.CREATED, "at": now}
    told = [{}, {"title": "书记", "start_date": date(2023, 1, 1)}, {"title": None}, {"title": "“%s”\n", "n": 0.5}]
    return [Change(**common, after=after, why=f"第{number}行") for number, after in enumerate(told)]


def stored(rows):
    names = [field.attname for field in Change._meta.concrete_fields if not field.primary_key]
    found = Change.objects.in_bulk([row.pk for row in rows])
    return [[getattr(found[row.pk], name) for name in names] for row in rows]


def test_every_value_is_stored_as_djangos_own_way_stores_it(city):
    now = calendar.now()
    ours, theirs = changes(now), changes(now)
    insert_all(ours)
    assert stored(ours) == stored(Change.objects.bulk_create(theirs))


def test_each_row_is_given_its_own_key(city):
    people = [Person(name=f"甲{number}", unit=city.village) for number in range(300)]
    insert_all(people)
    assert [Person.objects.get(pk=person.pk).name for person in people[::60]] == [one.name for one in people[::60]]
    assert not any(person._state.adding for person in people)


def test_rows_that_bring_their_keys_keep_them(city):
    insert_all([Person(pk=4711, name="甲", unit=city.village)])
    assert Person.objects.get(pk=4711).name == "甲"


def test_a_link_to_what_is_not_saved_is_refused(city):
    with pytest.raises(ValueError, match="unsaved"):
        insert_all([Post(person=Person(name="甲", unit=city.village), unit=city.village, title="委员")])


def test_equal_numbers_of_different_kinds_stay_apart(city):
    rows = changes(calendar.now())[:2]
    rows[0].version, rows[1].version = 1, True
    insert_all(rows)
    assert [type(row[2]) for row in stored(rows)] == [int, int]


def test_a_few_statements_write_many_rows(city):
    few, many = ([Person(name=f"甲{number}", unit=city.village) for number in range(count)] for count in (2, 60))
    with CaptureQueriesContext(connection) as first:
        insert_all(few)
    with CaptureQueriesContext(connection) as second:
        insert_all(many)
    assert len(first) == len(second)
