from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from zugong.kernel.access.testing import small_city
from zugong.kernel.history import writing
from zugong.kernel.history.batches import save_batch
from zugong.kernel.history.models import Change
from zugong.kernel.registry.models import Person, Post


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def posts(city):
    people = [Person.objects.create(name=f"甲{number}", unit=city.village) for number in range(4)]
    return [writing.save(Post(person=person, unit=city.village, title="委员"), by=None) for person in people]


def changed(posts, city):
    """One post left as it is, one changed twice over, one voided field by field, one new."""
    same, titled, moved, dated = posts
    titled.title, titled.rank = "书记", "一级"
    moved.unit = city.other_village
    dated.start_date = date(2023, 1, 1)
    return [same, titled, moved, dated, Post(person=titled.person, unit=city.village, title="兼职")]


def told(posts):
    changes = [writing.changes_of(post).first() for post in posts]
    stored = Post.objects.in_bulk([post.pk for post in posts])
    return [
        (change.kind, change.before, change.after | {"id": None}, change.why, change.version, stored[post.pk].version)
        for post, change in zip(posts, changes, strict=True)
    ]


def test_each_record_fares_as_with_save(city, posts):
    with transaction.atomic():
        one_by_one = changed([Post.objects.get(pk=post.pk) for post in posts], city)
        for post in one_by_one:
            writing.save(post, by=city.officer, why="调整")
        expected = told(one_by_one)
        transaction.set_rollback(True)
    together = changed([Post.objects.get(pk=post.pk) for post in posts], city)
    written = save_batch(together, by=city.officer, why="调整")
    assert told(together) == expected
    assert [one.record for one in written if one.stored is None] == [together[-1]]
    assert len(written) == 4


def test_a_record_changed_meanwhile_keeps_the_whole_batch_from_being_written(city, posts):
    first, second, *_rest = (Post.objects.get(pk=post.pk) for post in posts)
    theirs = Post.objects.get(pk=second.pk)
    theirs.title = "主任"
    writing.save(theirs, by=None)
    first.title = second.title = "书记"
    before = Change.objects.count()
    with pytest.raises(writing.ChangedMeanwhile):
        save_batch([first, second], by=None)
    assert Post.objects.get(pk=first.pk).title == "委员"
    assert Change.objects.count() == before


def test_the_number_of_statements_does_not_grow_with_the_records(city, posts):
    def statements(some):
        for post in some:
            post.title += "长"
        with CaptureQueriesContext(
            connection,
        ) as queries:
            save_batch(some, by=None)
        return len(queries)

    assert statements(posts[:2]) == statements(posts)


def test_a_record_may_point_to_one_that_was_saved_after_it_was_made(city):
    person = Person(name="乙", unit=city.village)
    post = Post(person=person, unit=city.village, title="委员")
    save_batch([person], by=None)
    save_batch([post], by=None)
    assert Post.objects.get(title="委员").person == person


def test_a_record_that_stands_twice_in_a_batch_is_a_mistake(posts):
    with pytest.raises(ValueError, match="twice"):
        save_batch([posts[0], Post.objects.get(pk=posts[0].pk)], by=None)
