"""The demonstration's register: believable, and wrong in known numbers. Tried on a few townships of the same make."""

from collections import Counter

import pytest
from django.db import transaction

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.history.models import Change
from zugong.kernel.registry.codes import identity_number_mistake
from zugong.kernel.registry.models import PartyBody, Person, Unit
from zugong.kernel.registry.tree import load_tree
from zugong.kernel.registry.tree_rules import TreeRow
from zugong.modules.villages import demo
from zugong.modules.villages.actions.keeping import keep_up_with_all
from zugong.modules.villages.models import Finding, VillageCadre, VillageRole
from zugong.modules.villages.tests.conftest import TODAY

TOWNSHIPS, VILLAGES = 6, 40


def _rows() -> list[TreeRow]:
    rows = [("3415", "", "city", "六安市"), ("341502", "3415", "county", "金安区")]
    for township in range(100, 100 + TOWNSHIPS):
        code = f"341502{township}"
        rows.append((code, "341502", "township", f"{township}试镇"))
        rows += [(f"{code}{n}", code, "village", f"{township}之{n}村村委会") for n in range(201, 201 + VILLAGES)]
    return [TreeRow(number, *row) for number, row in enumerate(rows, start=1)]


@pytest.fixture(scope="module")
def _register(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic(), calendar.on(TODAY):
        load_tree(_rows(), by=None)
        villages = list(Unit.objects.of_kind("village"))
        secretaries = [Person(name=f"书记{n}", unit=unit, sex="1", birth_date=TODAY.replace(year=1970 + n % 20))
                       for n, unit in enumerate(villages)]  # fmt: skip
        writing.create_all(secretaries, by=None)
        bodies = [PartyBody(name=f"{one.unit}党支部", unit=one.unit, secretary=one) for one in secretaries]
        writing.create_all(bodies, by=None)
        demo.build()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def register(_register, db):
    with calendar.on(TODAY):
        yield


def test_every_kind_of_bad_data_is_found_as_often_as_it_was_put_in(register):
    assert Counter(Finding.objects.values_list("kind", flat=True)) == demo.BAD
    assert set(demo.BAD) == set(Finding.Kind.values)


def test_saving_one_by_one_would_have_come_to_the_same(register):
    kept = keep_up_with_all()
    assert (kept.cadres, kept.found, kept.mended) == (0, 0, 0)


def test_a_village_has_four_to_eight_people_and_mostly_one_who_holds_both_posts(register):
    sizes = Counter(VillageCadre.objects.filter(unit__kind="village").values_list("unit", flat=True))
    assert len(sizes) == TOWNSHIPS * VILLAGES
    assert 4.5 < sum(sizes.values()) / len(sizes) < 7
    assert VillageCadre.objects.filter(holds_both=True).count() > 0.85 * len(sizes)


def test_numbers_are_of_a_division_that_does_not_exist_and_none_is_double(register):
    people = Person.objects.exclude(identity_digest="").select_related("data_key")[:40]
    opened = [person.identity_number.opened() for person in people]
    assert all(number.startswith("341599") and not identity_number_mistake(number) for number in opened)
    digests = Person.objects.exclude(identity_digest="").values_list("identity_digest", flat=True)
    assert len(digests) == len(set(digests))


def test_each_record_has_its_history(register):
    created = Change.objects.filter(kind=Change.Kind.CREATED, model__model="villagerole").count()
    assert created == VillageRole.objects.count()


def test_a_second_start_builds_nothing(register):
    before = VillageCadre.objects.count()
    demo.build()
    assert VillageCadre.objects.count() == before
