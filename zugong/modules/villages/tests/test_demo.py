"""The demonstration's register: believable, and wrong in known numbers. Tried on a few townships of the same make."""

from collections import Counter

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.html import escape

from zugong.kernel import calendar
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.history import writing
from zugong.kernel.history.models import Change
from zugong.kernel.procedures.models import Duty
from zugong.kernel.registry.codes import identity_number_mistake
from zugong.kernel.registry.models import PartyBody, Person, Unit
from zugong.kernel.registry.tree import load_tree
from zugong.kernel.registry.tree_rules import TreeRow
from zugong.modules.villages import demo
from zugong.modules.villages.actions.keeping import keep_up_with_all
from zugong.modules.villages.models import Clue, Finding, VillageCadre, VillageRole, WeakVillage
from zugong.modules.villages.rules.register import Fault
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
    # Nobody in the demonstration takes office without having been vetted first.
    assert set(demo.BAD) == set(Finding.Kind.values) - {Fault.NOT_VETTED}


KNOWN_FROM_PRACTICE = {
    "the village is not in the division table": Fault.UNKNOWN_VILLAGE,
    "somebody serves in two villages and nothing says so": Fault.TWO_VILLAGES,
    "college without a word on full time": Fault.NO_FULL_TIME_FLAG,
    "a secretary of whom nothing says whether both posts are held": Fault.NO_DUAL_VALUE,
    "younger than eighteen": Fault.TOO_YOUNG,
    "older than seventy-five": Fault.TOO_OLD,
    "an office that ends before it starts": Fault.ENDS_BEFORE_START,
    "vetted without any department's reply": Fault.VETTED_WITHOUT_REPLIES,
    "paid for no month": Fault.PAID_NO_MONTHS,
    "dead and still in office": Fault.DECEASED_ACTIVE,
    "sentenced and still in office": Fault.SENTENCED_ACTIVE,
    "one human registered twice": Fault.DUPLICATE_PERSON,
}
"""The kinds of bad data that offices name. The same identity number twice is refused at the door: see the test below."""


@pytest.fixture
def reader(register, client):
    """A client of somebody who reads the whole city."""
    city = Unit.objects.get(code="3415")
    user = User.objects.create_user("reader", person=Person.objects.create(name="测读", unit=city), unit=city)
    Grant.objects.create(user=user, role=Role.CITY_OFFICER, unit=city, reach="subtree")
    client.force_login(user)
    return client


def test_each_kind_known_from_practice_is_found_and_shown_with_its_rows_and_what_to_do(reader):
    page = reader.get("/villages/findings/?unit=3415")
    shown = {one.kind: one for one in page.context["kinds"]}
    assert set(KNOWN_FROM_PRACTICE.values()) <= set(shown)
    for words, kind in KNOWN_FROM_PRACTICE.items():
        rows = reader.get(shown[kind].href).context["listing"].page
        assert rows.paginator.count == shown[kind].total == demo.BAD[kind] > 0, words
        finding = Finding.objects.filter(kind=kind).first()
        text = reader.get(f"/ledgers/village-findings/{finding.pk}/").content.decode()
        assert escape(finding.says) in text, words
        assert escape(str(finding.mending)) in text, words


def test_an_identity_number_cannot_be_registered_twice(register):
    first, second = Person.objects.exclude(identity_digest="").select_related("data_key")[:2]
    second.identity_number = first.identity_number.opened()
    with pytest.raises(ValidationError, match="身份证号"):
        second.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        writing.save(second, by=None)


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


def test_the_drive_has_clues_in_every_routine_and_some_overdue_and_repeated(register):
    stages = Counter(Clue.objects.values_list("state", flat=True))
    assert sum(stages.values()) >= 100
    assert {"checking", "concluded", "rectifying", "rechecking", "closed", "cleared", "shelved", "outcome"} <= set(
        stages
    )
    model = ContentType.objects.get_for_model(Clue)
    assert Duty.objects.open().filter(model=model, due__lt=TODAY).count() >= 5
    assert max(Counter(Clue.objects.values_list("person", flat=True)).values()) == 2
    for clue in Clue.objects.exclude(handed_on=None):
        assert {getattr(clue, name) for name in Clue.content} == {""}


def test_there_are_weak_villages_in_every_state(register):
    stages = Counter(WeakVillage.objects.filter(year=2023).values_list("state", flat=True))
    assert sum(stages.values()) == 24
    assert stages["rectifying"] == 11
    assert WeakVillage.objects.filter(year=2022, state="closed").count() == 5
