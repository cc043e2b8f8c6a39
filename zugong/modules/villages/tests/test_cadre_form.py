"""One line of a roster: whom it means, and what it writes."""

import datetime as dt

import pytest

from zugong.kernel.access.models import User
from zugong.kernel.history.writing import changes_of
from zugong.kernel.registry.models import Person
from zugong.kernel.sealing.fields import digest
from zugong.modules.villages.models import Education, VillageCadre, VillageRole
from zugong.modules.villages.tests.conftest import LINE, number


def test_one_line_enters_person_cadre_offices_and_education(register):
    cadre = register()
    assert cadre.person.name == "程雨田"
    assert cadre.person.birth_date == dt.date(1980, 5, 17)
    assert cadre.person.sex == "1"
    assert [role.office for role in cadre.roles.order_by("office")] == ["director", "secretary"]
    assert cadre.roles.get(office="secretary").start_date == dt.date(2021, 12, 1)
    assert Education.objects.get(person=cadre.person).full_time is False


def test_the_summary_tells_at_once_what_the_offices_come_to(register):
    cadre = register()
    assert (cadre.in_office, cadre.holds_both, cadre.level, cadre.full_time_college) == (True, True, 50, False)
    assert cadre.duties == "党组织书记、村（居）委会主任"


def test_number_and_phone_are_sealed_and_found_by_their_digests(register):
    person = register().person
    assert LINE["identity_number"] not in person.sealed_identity_number
    assert person.identity_digest == digest(LINE["identity_number"])
    assert str(person.identity_number) == "3415****" + LINE["identity_number"][-4:]
    assert str(person.phone) == "199****1111"


def test_the_same_line_twice_changes_nothing(register, line_form, city):
    cadre = register()
    counts = [model.objects.count() for model in (Person, VillageCadre, VillageRole, Education)]
    form = line_form(by="officer", instance=cadre)
    assert form.is_valid(), form.errors
    before = changes_of(cadre).count(), changes_of(cadre.person).count()
    register_again(form, city)
    assert [model.objects.count() for model in (Person, VillageCadre, VillageRole, Education)] == counts
    assert (changes_of(cadre).count(), changes_of(cadre.person).count()) == before


def register_again(form, city):
    from zugong.kernel.ledger.declaring import ledger_named
    from zugong.kernel.ledger.saving import save_form

    save_form(ledger=ledger_named("village-cadres"), form=form, by=city.user("officer"))


def test_a_person_already_in_the_village_cannot_be_entered_twice(register, line_form):
    register()
    form = line_form()
    assert not form.is_valid()
    assert "此人已登记为该村干部" in str(form.errors)


def test_a_person_serving_in_a_second_village_stays_one_person(register):
    first = register()
    second = register("other_village", offices="村委会委员", dual_post=None, crosses_villages="on")
    assert second.person_id == first.person_id
    assert second.pk != first.pk


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"identity_number": "34150219800517001"}, "identity_number", "18 位"),
        ({"identity_number": number("1980-05-17", 1)[:-1] + "*"}, "identity_number", "末位"),
        ({"birth_date": "1981-05-17"}, "birth_date", "出生日期不一致"),
        ({"sex": "2"}, "sex", "性别不一致"),
        ({"phone": "12345"}, "phone", "11 位"),
        ({"offices": "委员"}, "offices", "看不出"),
        ({"offices": "第一书记"}, "offices", "看不出"),
        ({"offices": None}, "offices", "请填写职务"),
        ({"end_date": "2021-11-30"}, "end_date", "早于任职时间"),
        ({"level": None}, "level", "一并填写学历"),
        ({"paid_months": "13"}, "paid_months", "12"),
    ],
)
def test_a_line_that_cannot_be_right_is_refused_beside_its_field(line_form, said, field, words):
    form = line_form(**said)
    assert not form.is_valid()
    assert words in str(form.errors[field])


def test_an_office_may_end_on_the_day_it_began(line_form):
    assert line_form(end_date="2021-12-01").is_valid()


def test_a_month_alone_is_no_contradiction_to_the_number(line_form):
    assert line_form(birth_date="1980-05-01").is_valid()
    assert not line_form(birth_date="1980-05-02").is_valid()


def test_a_number_registered_under_another_name_is_refused_without_telling_whose(register, line_form):
    register("far_village")
    form = line_form(name="别人")
    assert not form.is_valid()
    assert "另一姓名下" in str(form.errors["identity_number"])
    assert "丙畈" not in str(form.errors)


def test_without_a_number_the_name_in_the_village_is_enough(register, line_form):
    cadre = register()
    form = line_form(identity_number=None, instance=None)
    form.is_valid()
    assert form.instance.person == cadre.person


def test_a_namesake_with_another_birth_date_is_somebody_else(register, line_form):
    cadre = register()
    form = line_form(identity_number=None, birth_date="1991-02-03")
    assert form.is_valid(), form.errors
    assert form.instance.person.pk is None
    assert cadre.person.birth_date == dt.date(1980, 5, 17)


def test_two_namesakes_ask_for_the_number(city, line_form):
    for _ in range(2):
        Person.objects.create(name="程雨田", unit=city.village)
    form = line_form(identity_number=None)
    assert not form.is_valid()
    assert "同名人员" in str(form.errors["identity_number"])


def test_the_number_of_a_namesake_makes_another_person(register, line_form):
    cadre = register()
    form = line_form(identity_number=number("1990-01-01", 3))
    assert form.is_valid(), form.errors
    assert form.instance.person.pk is None
    assert cadre.person.name == form.instance.person.name


def test_names_written_with_spaces_are_the_same_name(line_form):
    form = line_form(name="李　明")
    assert form.is_valid()
    assert form.cleaned_data["name"] == "李明"


def test_only_villages_and_communities_can_be_chosen(line_form):
    assert "unit" in line_form("muchang", by="officer").errors
    assert "unit" in line_form("far_village", by="township_officer").errors


def test_what_is_left_empty_of_person_and_education_stays(register, line_form, city):
    cadre = register()
    form = line_form(by="officer", instance=cadre, identity_number=None, phone=None, level=None, full_time=None)
    assert form.is_valid(), form.errors
    register_again(form, city)
    person = Person.objects.get(pk=cadre.person_id)
    assert str(person.phone) == "199****1111"
    assert Education.objects.get(person=person).level == 50


def test_a_new_office_ends_the_one_no_longer_named_on_its_first_day(register, line_form, city):
    cadre = register(offices="村委会委员", dual_post=None)
    form = line_form(by="officer", instance=cadre, offices="村委会副主任", start_date="2022-09-01", dual_post=None)
    assert form.is_valid(), form.errors
    register_again(form, city)
    assert cadre.roles.get(office="committee_member").end_date == dt.date(2022, 9, 1)
    assert VillageCadre.objects.get(pk=cadre.pk).duties == "村（居）委会副主任"


def test_an_office_is_not_dropped_in_silence(register, line_form):
    cadre = register()
    form = line_form(by="officer", instance=cadre, offices="党总支书记")
    assert not form.is_valid()
    assert "先在任职记录中填写离任时间" in str(form.errors["offices"])


def test_a_line_of_a_former_office_leaves_the_present_one_alone(register, line_form, city):
    cadre = register()
    form = line_form(by="officer", instance=cadre, offices="村委会委员", start_date="2016-01-01", end_date="2021-12-01")
    assert form.is_valid(), form.errors
    register_again(form, city)
    assert VillageCadre.objects.get(pk=cadre.pk).holds_both
    assert cadre.roles.count() == 3


def test_somebody_elses_person_is_linked_and_not_changed(register, line_form, city):
    register("far_village")
    form = line_form("village", by="township_officer", phone="19900002222")
    assert form.is_valid(), form.errors
    register_by(form, city.user("township_officer"))
    assert str(Person.objects.get(name="程雨田").phone) == "199****1111"


def register_by(form, user: User):
    from zugong.kernel.ledger.declaring import ledger_named
    from zugong.kernel.ledger.saving import save_form

    save_form(ledger=ledger_named("village-cadres"), form=form, by=user)
