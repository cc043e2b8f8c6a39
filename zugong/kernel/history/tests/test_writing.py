from datetime import date

import pytest

from zugong.kernel.access.testing import small_city
from zugong.kernel.history import writing
from zugong.kernel.history.models import Change
from zugong.kernel.registry.models import Person, Post, Unit

Kind = Change.Kind


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def post(city):
    return writing.save(Post(person=city.villager.person, unit=city.village, title="书记"), by=city.officer)


def test_a_new_record_is_written_with_all_its_values(city, post):
    change = writing.changes_of(post).get()
    assert (change.kind, change.by, change.before, change.version) == (Kind.CREATED, city.officer, {}, 1)
    assert (change.after["title"], change.after["unit_id"]) == ("书记", city.village.pk)


def test_an_edit_writes_only_what_differs(city, post):
    post.title = "主任"
    writing.save(post, by=city.officer, why="换届")
    change = writing.changes_of(post)[0]
    assert (change.before, change.after, change.why) == ({"title": "书记"}, {"title": "主任"}, "换届")
    assert post.version == 2


def test_saving_without_a_difference_writes_nothing(city, post):
    post.start_date = None
    writing.save(post, by=city.officer)
    assert writing.changes_of(post).count() == post.version == 1


def test_a_date_given_as_text_is_no_difference(city, post):
    post.start_date = date(2023, 3, 1)
    writing.save(post, by=None)
    post.start_date = "2023-03-01"
    writing.save(post, by=None)
    assert post.version == 2


def test_who_read_an_older_version_does_not_overwrite(city, post):
    mine, theirs = Post.objects.get(pk=post.pk), Post.objects.get(pk=post.pk)
    theirs.title = "主任"
    writing.save(theirs, by=None)
    mine.title = "副书记"
    with pytest.raises(writing.ChangedMeanwhile):
        writing.save(mine, by=None)
    assert Post.objects.get(pk=post.pk).title == "主任"
    assert writing.changes_of(post).count() == 2


def test_untracked_fields_are_saved_but_not_told(city):
    user = city.user("officer")
    user.language = "en"
    writing.save(user, by=None)
    assert city.user("officer").language == "en"
    assert not writing.changes_of(user).exists()


def test_a_derived_field_is_never_written_back(city):
    stale = Unit.objects.get(pk=city.village.pk)
    Unit.objects.filter(pk=stale.pk).update(path="/new/")
    stale.name = "新名村委会"
    writing.save(stale, by=None)
    assert Unit.objects.get(pk=stale.pk).path == "/new/"


def test_a_voided_record_leaves_the_lists_and_stays_in_the_history(city, post):
    writing.void(post, by=city.officer, why="录重了")
    assert not Post.objects.filter(pk=post.pk).exists()
    assert Post.with_voided.get(pk=post.pk).voided_why == "录重了"
    assert writing.changes_of(post)[0].kind == Kind.VOIDED


@pytest.mark.parametrize("why", ["", "  "])
def test_voiding_needs_a_reason(post, why):
    with pytest.raises(ValueError, match="reason"):
        writing.void(post, by=None, why=why)
    assert Post.objects.filter(pk=post.pk).exists()


def test_a_voided_record_comes_back(city, post):
    writing.void(post, by=None, why="录重了")
    writing.restore(post, by=city.officer, why="没有重")
    assert Post.objects.get(pk=post.pk).voided_why == ""
    assert [change.kind for change in writing.changes_of(post)] == [Kind.RESTORED, Kind.VOIDED, Kind.CREATED]


def test_many_records_are_created_with_their_changes(city):
    people = [Person(name=name, unit=city.village) for name in ("测子", "测丑")]
    writing.create_all(people, by=city.officer, why="导入")
    assert [writing.changes_of(person).get().after["name"] for person in people] == ["测子", "测丑"]
    assert writing.create_all([], by=None) == []


def test_nothing_is_written_when_one_of_many_fails(city, post):
    stale = Post.objects.get(pk=post.pk)
    post.title = "主任"
    writing.save(post, by=None)
    stale.title = "委员"
    with pytest.raises(writing.ChangedMeanwhile):
        writing.save_all([Person(name="测寅", unit=city.village), stale], by=None)
    assert not Person.objects.filter(name="测寅").exists()
