from datetime import date

import pytest

from zugong.kernel.access.testing import small_city
from zugong.kernel.history.models import Change
from zugong.kernel.history.writing import save
from zugong.kernel.registry import people
from zugong.kernel.registry.codes import identity_check_digit
from zugong.kernel.registry.models import PartyBody, Person, Post, Sex, Taskforce, TaskforceMember

NUMBER = "34150219900101001" + identity_check_digit("34150219900101001")


@pytest.fixture
def city(db):
    return small_city()


def add(city, name="测甲", **more):
    return people.add_person(name=name, unit=city.village, by=None, **more)


def test_birth_date_and_sex_come_from_the_identity_number(city):
    person = add(city, identity_number=NUMBER)
    assert (person.birth_date, person.sex) == (date(1990, 1, 1), Sex.MALE)


def test_personal_values_are_stored_sealed_and_shown_masked(city):
    person = add(city, identity_number=NUMBER, phone="13812345678")
    row = str(Person.objects.filter(pk=person.pk).values().get())
    history = str(list(Change.objects.values_list("before", "after")))
    assert NUMBER not in row + history
    assert "13812345678" not in row + history
    assert person.sealed_phone not in history
    assert (str(person.identity_number), str(person.phone)) == (f"3415****{NUMBER[-4:]}", "138****5678")


@pytest.mark.parametrize("number", ["341502199001010010", "3415", NUMBER[:17] + "!"])
def test_a_wrong_identity_number_is_not_kept(city, number):
    with pytest.raises(people.CannotKeepPerson):
        add(city, identity_number=number)
    assert not Person.objects.filter(name="测甲").exists()


def test_one_identity_number_is_one_person(city):
    add(city, identity_number=NUMBER)
    with pytest.raises(people.AlreadyKnown, match="已登记"):
        add(city, name="测乙", identity_number=NUMBER.lower())


def test_people_without_numbers_are_many(city):
    assert add(city).pk != add(city).pk


def test_what_contradicts_the_identity_number_is_refused(city):
    with pytest.raises(people.CannotKeepPerson, match="出生日期"):
        add(city, identity_number=NUMBER, birth_date=date(1991, 1, 1))
    with pytest.raises(people.CannotKeepPerson, match="性别"):
        add(city, identity_number=NUMBER, sex=Sex.FEMALE)


def test_the_history_tells_that_a_sealed_value_changed_and_not_what_it_was(city):
    person = add(city, phone="13812345678")
    people.set_sealed(person=person, phone="13912345678")
    save(person, by=None)
    change = Change.objects.filter(record_id=person.pk).first()
    assert (change.before, change.after) == ({"sealed_phone": "******"}, {"sealed_phone": "******"})


def test_people_are_found_by_sealed_values(city):
    person = add(city, identity_number=NUMBER, phone="13812345678")
    assert people.find_by_identity_number(f" {NUMBER}") == person
    assert people.find_by_phone("138 1234 5678") == [person]
    assert people.find_by_phone("") == []


def test_each_person_has_a_key_of_their_own(city):
    one, other = add(city, phone="13812345678"), add(city, phone="13812345678")
    assert one.data_key_id != other.data_key_id


def test_erasing_leaves_the_person_and_nothing_personal(city):
    person = add(city, identity_number=NUMBER, phone="13812345678")
    token = person.sealed_phone
    people.erase(person=person, by=None, why="本人依法申请")
    person = Person.objects.get(pk=person.pk)
    assert (person.name, str(person.phone), person.is_erased) == ("测甲", "", True)
    assert people.find_by_identity_number(NUMBER) is None
    person.sealed_phone = token
    assert person.phone.opened() == ""


def test_erasing_needs_a_reason_and_is_final(city):
    person = add(city, phone="13812345678")
    with pytest.raises(people.CannotKeepPerson, match="依据"):
        people.erase(person=person, by=None, why=" ")
    people.erase(person=person, by=None, why="本人依法申请")
    with pytest.raises(people.CannotKeepPerson, match="已依法销毁"):
        people.set_sealed(person=Person.objects.get(pk=person.pk), phone="13812345678")


def test_a_post_ends_once_and_not_before_it_began(city):
    post = save(Post(person=add(city), unit=city.village, title="书记", start_date=date(2023, 3, 1)), by=None)
    with pytest.raises(people.CannotEndPost):
        people.end_post(post=post, on=date(2023, 2, 1), by=None, why="")
    people.end_post(post=post, on=date(2023, 4, 1), by=None, why="任免")
    with pytest.raises(people.CannotEndPost, match="已于"):
        people.end_post(post=post, on=date(2023, 5, 1), by=None, why="")
    assert people.posts_today(post.person) == []


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("officer", 1),
        ("jinan_officer", 1),
        ("township_officer", 1),
        ("villager", 1),
        ("shucheng_officer", 0),
        ("other_township_officer", 0),
        ("other_villager", 0),
        ("resident", 0),
        ("system_admin", 0),
        ("audit_admin", 0),
    ],
)
def test_who_sees_the_people_and_posts_of_a_village(city, who, sees):
    person = add(city)
    save(Post(person=person, unit=city.village, title="书记"), by=None)
    user = city.user(who)
    assert Person.objects.visible_to(user).filter(pk=person.pk).count() == sees
    assert Post.objects.visible_to(user).count() == sees


def test_everybody_sees_their_own_record(city):
    for name in ("resident", "cadre", "enterprise"):
        user = city.user(name)
        assert list(Person.objects.visible_to(user)) == [user.person]


def test_a_joint_body_is_seen_by_every_unit_it_covers(city):
    body = save(PartyBody(name="联合党支部", unit=city.jinan, kind="joint"), by=None)
    body.units.add(city.far_village, city.village, city.other_village)
    for name in ("officer", "jinan_officer", "shucheng_officer", "villager"):
        assert PartyBody.objects.visible_to(city.user(name)).count() == 1
    for name in ("other_township_officer", "zone_officer", "resident"):
        assert not PartyBody.objects.visible_to(city.user(name)).exists()


def test_a_taskforce_is_seen_by_its_unit_and_its_members_part_by_theirs(city):
    force = save(Taskforce(name="专班", unit=city.jinan, purpose="试点"), by=None)
    part = save(TaskforceMember(taskforce=force, person=city.resident.person), by=None)
    assert list(TaskforceMember.objects.visible_to(city.user("resident"))) == [part]
    assert list(Taskforce.objects.visible_to(city.user("jinan_officer"))) == [force]
    assert not Taskforce.objects.visible_to(city.user("shucheng_officer")).exists()
    assert not TaskforceMember.objects.visible_to(city.user("shucheng_officer")).exists()
