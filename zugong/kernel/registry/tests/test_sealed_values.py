"""Sealed values as a model declares them, tried on people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.kernel.access.testing import small_city
from zugong.kernel.history import writing
from zugong.kernel.history.batches import save_batch
from zugong.kernel.registry.models import Person, Post
from zugong.kernel.registry.people import add_person, find_by_phone
from zugong.kernel.sealing import renewing, values
from zugong.kernel.sealing.fields import digests
from zugong.kernel.sealing.keys import Erased, destroy, digest_keys, remembering
from zugong.kernel.sealing.masks import mask_account
from zugong.kernel.sealing.models import DataKey
from zugong.kernel.sealing.values import KeyTaken, Sealed, store_new_keys

PHONE = "13812345678"


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def person(city):
    return add_person(name="测小甲", unit=city.village, phone=PHONE, by=None)


def read_anew(person) -> Person:
    return Person.objects.get(pk=person.pk)


def test_wherever_it_is_printed_a_value_is_its_mask(person):
    for text in (str(person.phone), repr(person.phone), f"{person.phone}", f"{[person.phone]}"):
        assert "138****5678" in text
    assert person.phone
    assert not person.identity_number


def test_a_key_is_made_with_the_first_value_and_stored_with_the_record(city):
    person = Person(name="测小乙", unit=city.village)
    keys = DataKey.objects.count()
    person.phone = PHONE
    assert DataKey.objects.filter(purpose="person").count() == keys
    writing.save(person, by=None)
    assert read_anew(person).phone.opened() == PHONE


def test_the_same_value_again_is_no_change(person):
    token = person.sealed_phone
    person.phone = " 138-1234 5678"
    assert person.sealed_phone == token


def test_a_value_taken_out_leaves_nothing_behind(person):
    person.phone = ""
    assert (person.sealed_phone, person.phone_digest, person.phone.opened()) == ("", "", "")


def test_nothing_is_sealed_under_a_destroyed_key(person):
    destroy(person.data_key)
    person = read_anew(person)
    assert person.phone.opened() == ""
    with pytest.raises(Erased):
        person.phone = "13912345678"


def test_many_people_are_sealed_and_stored_with_a_few_statements(city):
    people = [Person(name="测小丙", unit=city.village) for _ in range(20)]
    digest_keys()
    with CaptureQueriesContext(connection) as queries, remembering():
        for number, person in enumerate(people):
            person.phone = f"138000000{number:02}"
        save_batch(people, by=None)
    assert len(queries) < 12
    assert find_by_phone("13800000007") == [people[7]]
    assert len({person.data_key_id for person in people}) == 20


@pytest.fixture
def account():
    """A post with a sealed value under its person's key, as a bank account would have: the rank stands for the column."""
    sealed = Sealed("账号", token="rank", key="person__data_key", mask=mask_account)
    before = Post.sealed, Post.untracked, getattr(Post, "field_classes", {})
    sealed.contribute_to_class(Post, "account")
    yield sealed
    values._declared.remove(sealed)
    Post.sealed, Post.untracked, Post.field_classes = before
    del Post.account


class TestUnderAnothersKey:
    def test_it_is_sealed_with_the_key_of_its_person(self, city, person, account):
        post = Post(person=person, unit=city.village, title="书记")
        post.account = "6222020200112233"
        assert (str(post.account), post.account.opened()) == ("****2233", "6222020200112233")
        assert post.person.data_key == person.data_key

    def test_a_person_without_a_key_gets_one(self, city, account):
        person = add_person(name="测小乙", unit=city.village, by=None)
        post = Post(person=person, unit=city.village, title="书记")
        post.account = "6222020200112233"
        store_new_keys([post])
        assert read_anew(person).data_key == post.person.data_key

    def test_two_at_once_do_not_take_each_others_key(self, city, account):
        person = add_person(name="测小乙", unit=city.village, by=None)
        posts = [Post(person=read_anew(person), unit=city.village, title=title) for title in ("书记", "主任")]
        for post in posts:
            post.account = "6222020200112233"
        store_new_keys(posts[:1])
        with pytest.raises(KeyTaken):
            store_new_keys(posts[1:])


class TestRenewing:
    def test_while_it_goes_on_values_are_found_under_both_keys(self, person):
        renewing._begin()
        assert len(digests(PHONE)) == 2
        assert find_by_phone(PHONE) == [person]
        new = add_person(name="测小乙", unit=person.unit, phone=PHONE, by=None)
        assert set(find_by_phone(PHONE)) == {person, new}

    def test_killed_it_goes_on_with_the_key_it_had_begun(self, person):
        renewing._begin()
        begun = digest_keys()[0]
        assert renewing.renew_digests() == 1
        assert digest_keys() == [begun]
        assert find_by_phone(PHONE) == [person]

    def test_afterwards_nothing_is_found_by_the_former_key(self, person):
        former = digest_keys()[0]
        renewing.renew_digests()
        assert former not in digest_keys()
        assert DataKey.objects.get(purpose="former").wrapped == ""

    def test_the_history_takes_no_note_of_it(self, person):
        before = writing.changes_of(person).count()
        renewing.renew_digests()
        assert writing.changes_of(person).count() == before
