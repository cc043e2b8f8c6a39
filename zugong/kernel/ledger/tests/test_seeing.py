"""Who sees how much of which class of value, through every door."""

import csv
import datetime as dt
import io

import pytest

from zugong.kernel.access.models import AccessLog, Grant
from zugong.kernel.access.roles import VERBS, Role, Verb
from zugong.kernel.access.sights import SIGHTS, Sight
from zugong.kernel.access.unmasking import CannotUnmask
from zugong.kernel.ledger import seeing
from zugong.kernel.ledger.columns import column
from zugong.kernel.ledger.declaring import Ledger, ledger_named, withdraw
from zugong.kernel.ledger.unmasking import open_values
from zugong.kernel.registry.models import Person, Post, Taskforce, TaskforceMember
from zugong.kernel.registry.people import add_person
from zugong.kernel.sealing.classes import FieldClass, class_of, stricter

PHONE, MASKED = "13812345678", "138****5678"
URL = "/ledgers/trial-people/"
WHOLE = {"unit": "甲河村村委会", "name": "测小甲", "birth_date": "1990-01-02", "phone": PHONE}
PART = {"name": "测*甲", "birth_date": "1990-**-**", "phone": MASKED}


@pytest.fixture
def person(city):
    return add_person(name="测小甲", unit=city.village, phone=PHONE, birth_date=dt.date(1990, 1, 2), by=None)


@pytest.fixture(autouse=True)
def people(city):
    """A ledger over people that everybody may open."""

    class People(Ledger):
        """People, for trial."""

        model = Person
        name = "trial-people"
        columns = ["unit", "name", "birth_date", "phone"]
        filters = {"name": ["icontains"], "birth_date": ["gte"], "phone": ["exact"], "unit": ["within"]}
        form_fields = ["name", "unit", "birth_date", "phone"]
        search_fields = ["name", "phone"]
        ordering = ["name"]
        verbs = {"export": Verb.READ}

    yield ledger_named("trial-people")
    withdraw("trial-people")


@pytest.fixture
def holder(city):
    """Somebody who holds one role alone, at the city: `holder(Role.AUDITOR)`."""

    def give(*roles: str, unit: str = "city"):
        Grant.objects.filter(user=city.officer).delete()
        for role in roles:
            Grant.objects.create(user=city.officer, role=role, unit=city.units[unit])
        return city.user("officer")

    return give


def expected(role: str) -> dict[str, str]:
    """What a role sees of the person, by the table."""
    classes = {"unit": FieldClass.INTERNAL, "name": FieldClass.PERSONAL, "birth_date": FieldClass.PERSONAL}
    sights = {name: SIGHTS[role][one] for name, one in (classes | {"phone": FieldClass.SENSITIVE}).items()}
    return {
        name: WHOLE[name] if sight == Sight.CLEAR else PART.get(name, "****")
        for name, sight in sights.items()
        if sight > Sight.HIDDEN
    }


@pytest.mark.parametrize("role", Role.values)
def test_each_role_sees_of_each_class_what_the_table_says(role, person, holder):
    user = holder(role)
    found = {
        name: seeing.shown(column(Person, name), person, user)
        for name in WHOLE
        if seeing.sight(column(Person, name), person, user) > Sight.HIDDEN
    }
    assert found == expected(role)


READERS = [role for role in Role.values if Verb.READ in VERBS[role]]


@pytest.mark.parametrize("role", READERS)
def test_list_page_history_and_export_show_the_same(role, person, holder, client):
    user, seen = holder(role), expected(role)
    client.force_login(user)
    [line] = client.get(URL, {"unit__within": person.unit_id, "q": "测小甲"}).context["lines"]
    by_label = {cell["label"]: cell["text"] for cell in line["cells"]}
    assert {name: by_label.get(column(Person, name).label, "") for name in WHOLE} == {
        name: seen.get(name, "") for name in WHOLE
    }
    page = client.get(f"{URL}{person.pk}/")
    assert {fact.column.name: fact.text for fact in page.context["parts"][0][1]} == seen
    sheet = b"".join(client.get(f"{URL}export.csv")).decode()
    for text in (page.text, sheet):
        assert PHONE not in text
        assert ("测小甲" in text) == (seen["name"] == "测小甲")
        assert ("1990-01-02" in text) == (seen["birth_date"] == "1990-01-02")
    assert list(csv.reader(io.StringIO(sheet)))


@pytest.mark.parametrize(("role", "orders"), [(Role.COUNTY_OFFICER, True), (Role.AUDITOR, False)])
def test_what_is_masked_can_be_neither_ordered_nor_ranged_nor_searched_in_part(role, orders, person, holder, client):
    client.force_login(holder(role))
    listing = client.get(URL, {"sort": "birth_date"}).context["listing"]
    assert (listing.sort == "birth_date") == orders
    assert listing.order == (["birth_date", "pk"] if orders else ["pk"])
    assert ("birth_date__gte" in listing.form.fields) == orders
    assert ("name__icontains" in listing.form.fields) == orders
    assert bool(client.get(URL, {"q": "小甲"}).context["lines"]) == orders
    assert client.get(URL, {"q": "测小甲"}).context["lines"]


def test_a_sealed_value_is_found_whole_by_filter_and_search_and_never_written_down(person, holder, client):
    client.force_login(holder(Role.COUNTY_OFFICER))
    for query in ({"phone": PHONE}, {"phone": "138 1234-5678"}, {"q": PHONE}):
        page = client.get(URL, query, follow=True)
        assert len(page.context["lines"]) == 1
        listing = page.context["listing"]
        assert PHONE not in listing.in_words
        assert PHONE not in listing.lasting_query
        assert len(client.get(f"{URL}?{listing.lasting_query}").context["lines"]) == 1
    assert not client.get(URL, {"phone": "1381234"}, follow=True).context["lines"]


def test_who_does_not_see_a_class_at_all_has_neither_column_nor_filter_nor_search(person, holder, client):
    client.force_login(holder(Role.SUPERVISOR))
    page = client.get(URL, {"phone": PHONE}, follow=True)
    assert "phone" not in page.context["listing"].form.fields
    assert not client.get(URL, {"q": PHONE}, follow=True).context["lines"]
    assert MASKED not in page.text


def test_where_the_roles_differ_the_place_decides(city, person, holder):
    user = holder(Role.AUDITOR)
    Grant.objects.create(user=user, role=Role.COUNTY_OFFICER, unit=city.jinan)
    far = add_person(name="测小乙", unit=city.far_village, by=None)
    user = city.user("officer")
    assert [seeing.named(one, user) for one in (person, far)] == ["测小甲", "测*乙"]


def test_own_values_lie_open_to_oneself_and_to_nobody_beside(city, person, holder):
    user = holder(Role.RESIDENT)
    assert seeing.shown(column(Person, "phone"), person, user) == ""
    user.person = person
    assert seeing.shown(column(Person, "phone"), person, user) == PHONE


def test_a_column_across_a_link_has_the_class_of_where_it_ends(city, person, holder):
    post = Post(person=person, unit=city.village, title="书记")
    auditor = holder(Role.AUDITOR)
    for name, text in (("person", "测*甲"), ("person__name", "测*甲"), ("person__phone", MASKED), ("title", "书记")):
        assert seeing.shown(column(Post, name), post, auditor) == text
    assert seeing.named(TaskforceMember(taskforce=Taskforce(name="专班"), person=person), auditor) == "专班 测*甲"
    assert column(Post, "person__phone").field_class == FieldClass.SENSITIVE
    assert class_of(Person, "sealed_phone") == FieldClass.SENSITIVE
    assert stricter(FieldClass.PUBLIC, FieldClass.PERSONAL) == FieldClass.PERSONAL


class TestForms:
    def test_what_is_typed_is_sealed_and_what_is_left_empty_stays(self, as_, city, person):
        client = as_("jinan_officer")
        form = client.get(f"{URL}{person.pk}/edit/")
        assert MASKED in form.text
        assert PHONE not in form.text
        given = {"name": "测小甲", "unit": city.village.pk, "birth_date": "1990-01-02", "seen_version": 1, "phone": ""}
        assert client.post(f"{URL}{person.pk}/edit/", given).status_code == 302
        assert Person.objects.get(pk=person.pk).phone.opened() == PHONE
        client.post(f"{URL}{person.pk}/edit/", given | {"phone": "139 1234 5678"})
        assert Person.objects.get(pk=person.pk).phone.opened() == "13912345678"
        client.post(f"{URL}{person.pk}/edit/", given | {"phone": "无", "seen_version": 2})
        assert Person.objects.get(pk=person.pk).phone.opened() == ""

    def test_a_new_record_gets_a_key_with_its_first_sealed_value(self, as_, city):
        given = {"name": "测小丙", "unit": city.village.pk, "phone": PHONE}
        assert as_("jinan_officer").post(f"{URL}new/", given).status_code == 302
        assert Person.objects.get(name="测小丙").phone.opened() == PHONE

    def test_a_wrong_number_is_said_beside_its_field(self, as_, city, person):
        response = as_("jinan_officer").post(f"{URL}new/", {"name": "测小丙", "unit": city.village.pk, "phone": "123"})
        assert "11 位" in str(response.context["form"].errors["phone"])

    def test_the_history_says_that_it_changed_and_not_what_it_is(self, as_, person):
        page = as_("jinan_officer").get(f"{URL}{person.pk}/")
        assert "******" in page.text
        assert PHONE not in page.text


class TestUnmasking:
    def test_one_value_takes_the_place_of_its_mask(self, as_, person):
        headers = {"HX-Request": "true"}
        client = as_("jinan_officer")
        answer = client.post(f"{URL}{person.pk}/unmask/", {"place": "phone", "why": "核实情况"}, headers=headers)
        assert PHONE in answer.text
        assert "<html" not in answer.text
        assert "no-store" in answer["Cache-Control"]
        assert PHONE not in client.get(f"{URL}{person.pk}/").text

    def test_a_page_of_people_is_opened_at_once_and_counted(self, as_, city, person):
        add_person(name="测小乙", unit=city.village, phone="13912345678", by=None)
        page = as_("jinan_officer").post(f"{URL}unmask/?unit__within={city.village.pk}", {"why": "核实情况"})
        assert PHONE in page.text
        assert "13912345678" in page.text
        entry = AccessLog.objects.get(kind="unmasked")
        assert entry.rows == len(page.context["lines"]) == len(entry.people)

    @pytest.mark.parametrize("who", ["villager", "township_officer", "auditor", "shucheng_officer", "supervisor"])
    def test_who_may_not_open(self, city, person, who):
        with pytest.raises(CannotUnmask):
            open_values([column(Person, "phone")], [person], by=city.user(who), why="核实情况")

    def test_only_what_the_page_shows_can_be_asked_for(self, as_, person):
        client = as_("jinan_officer")
        for place in ("sealed_phone", "data_key", "identity_number", ""):
            answer = client.post(f"{URL}{person.pk}/unmask/", {"place": place, "why": "核实情况"})
            assert answer.status_code == 404
