import pytest

from zugong.kernel.access.erasing import CannotErase, ask_to_erase, decide_erasure, erasure_asked_for
from zugong.kernel.access.log import looks_at
from zugong.kernel.access.models import Erasure
from zugong.kernel.access.testing import small_city
from zugong.kernel.registry.models import Person
from zugong.kernel.registry.people import add_person


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def person(city):
    return add_person(name="测小甲", unit=city.village, phone="13812345678", by=None)


def phone_of(person) -> str:
    return Person.objects.get(pk=person.pk).phone.opened()


def test_two_people_destroy_what_is_sealed_and_the_name_stays(city, person):
    asked = ask_to_erase(person=person, by=city.user("officer"), ground="本人依法申请")
    done = decide_erasure(erasure=asked, by=city.user("other_officer"), agree=True)
    left = Person.objects.get(pk=person.pk)
    assert (done.state, left.name, left.is_erased, left.phone_digest) == (Erasure.State.DONE, "测小甲", True, "")
    assert [look.entry.kind for look in looks_at(person)] == ["erased"]


def test_nobody_decides_on_what_they_asked_for(city, person):
    asked = ask_to_erase(person=person, by=city.user("officer"), ground="本人依法申请")
    with pytest.raises(CannotErase, match="另一位"):
        decide_erasure(erasure=asked, by=city.user("officer"), agree=True)
    assert phone_of(person) == "13812345678"


def test_a_refusal_needs_a_reason_and_leaves_everything(city, person):
    asked = ask_to_erase(person=person, by=city.user("officer"), ground="本人依法申请")
    with pytest.raises(CannotErase, match="理由"):
        decide_erasure(erasure=asked, by=city.user("other_officer"), agree=False)
    decide_erasure(erasure=asked, by=city.user("other_officer"), agree=False, why="尚在保存期限内")
    assert phone_of(person) == "13812345678"
    assert erasure_asked_for(person) is None


@pytest.mark.parametrize("who", ["jinan_officer", "villager", "auditor", "security_admin", "leader"])
def test_who_may_neither_ask_nor_decide(city, person, who):
    with pytest.raises(CannotErase, match="权限"):
        ask_to_erase(person=person, by=city.user(who), ground="本人依法申请")
    asked = ask_to_erase(person=person, by=city.user("officer"), ground="本人依法申请")
    with pytest.raises(CannotErase, match="权限"):
        decide_erasure(erasure=asked, by=city.user(who), agree=True)


def test_it_is_asked_once_with_a_ground_and_decided_once(city, person):
    with pytest.raises(CannotErase, match="依据"):
        ask_to_erase(person=person, by=city.user("officer"), ground=" ")
    asked = ask_to_erase(person=person, by=city.user("officer"), ground="本人依法申请")
    with pytest.raises(CannotErase, match="正待复核"):
        ask_to_erase(person=person, by=city.user("other_officer"), ground="本人依法申请")
    decide_erasure(erasure=asked, by=city.user("other_officer"), agree=True)
    with pytest.raises(CannotErase, match="办结"):
        decide_erasure(erasure=asked, by=city.user("other_officer"), agree=True)


def test_where_nothing_is_sealed_there_is_nothing_to_destroy(city):
    person = add_person(name="测小乙", unit=city.village, by=None)
    with pytest.raises(CannotErase, match="没有可销毁"):
        ask_to_erase(person=person, by=city.user("officer"), ground="本人依法申请")
