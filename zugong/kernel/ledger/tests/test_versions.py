"""Two versions of a record side by side: found by taking changes back, masked as everywhere, child rows too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from zugong.kernel.access.testing import small_city
from zugong.kernel.history import writing
from zugong.kernel.ledger.declaring import Ledger, withdraw
from zugong.kernel.ledger.versions import values_after, versions_of
from zugong.kernel.registry.models import Person, Post, Taskforce, TaskforceMember
from zugong.kernel.sealing.classes import FieldClass


@pytest.fixture(autouse=True)
def _ledger(posts):
    return posts


@pytest.fixture
def post(appoint, city):
    made = appoint("书记", "village")
    for title, unit in ("主任", city.village), ("副主任", city.other_village):
        made.title, made.unit = title, unit
        writing.save(made, by=city.officer)
    return made


def url(record, query="") -> str:
    return f"/ledgers/trial-posts/{record.pk}/versions/{query}"


def differing(response) -> list[tuple[str, str, str]]:
    return [(str(one.label), one.before, one.after) for one in response.context["differences"] if one.differs]


def test_unsaid_the_last_two_versions_are_compared_the_differing_fields_first(as_, post):
    response = as_("officer").get(url(post))
    assert differing(response) == [
        ("单位", "甲河村村委会", "乙岗村村委会"),
        ("职务", "主任", "副主任"),
    ]
    assert [one.differs for one in response.context["differences"]][:3] == [True, True, False]


def test_any_two_versions_can_be_chosen_in_whatever_order(as_, post):
    newest, _, oldest = versions_of(post)
    client = as_("officer")
    there = differing(client.get(url(post, f"?a={oldest.pk}&b={newest.pk}")))
    assert ("职务", "书记", "副主任") in there
    assert differing(client.get(url(post, f"?a={newest.pk}&b={oldest.pk}"))) == there


@pytest.mark.parametrize("query", ["?a=x&b=1", "?a=999999", "?a=&b="])
def test_a_version_that_does_not_exist_breaks_nothing(as_, post, query):
    assert as_("officer").get(url(post, query)).status_code == 200


def test_a_record_with_one_version_says_so(as_, appoint):
    assert "只有一个版本" in as_("officer").get(url(appoint("书记", "village"))).text


def test_a_sibling_finds_no_version(as_, post):
    assert as_("shucheng_officer").get(url(post)).status_code == 404


def test_masked_values_stay_masked_and_are_said_to_differ(as_, post, monkeypatch):
    monkeypatch.setattr(Post, "field_classes", {"title": FieldClass.SENSITIVE}, raising=False)
    found = {label: (before, after) for label, before, after in differing(as_("officer").get(url(post)))}
    assert not {"主任", "副主任"} & set(found["职务"])


def test_voiding_and_restoring_are_versions_too(as_, post, city):
    writing.void(post, by=city.officer, why="重复")
    assert ("作废原因", "", "重复") in differing(as_("officer").get(url(post)))


def test_child_rows_are_compared_as_they_stood(as_, city):
    class Forces(Ledger):
        """Task forces with their members."""

        model = Taskforce
        name = "trial-forces"
        columns = ["name"]
        form_fields = ["name"]
        children = {"members": ["person", "part"]}

    try:
        force = writing.save(Taskforce(name="专班", unit=city.jinan, purpose="换届"), by=None)
        gone, stays = (
            writing.save(
                TaskforceMember(taskforce=force, person=Person.objects.create(name=name, unit=city.jinan)), by=None
            )
            for name in ("甲", "乙")
        )
        force.name = "换届专班"
        writing.save(force, by=None)
        writing.void(gone, by=None, why="调走")
        stays.part = "head"
        writing.save(stays, by=None)
        force.name = "换届工作专班"
        writing.save(force, by=None)
        response = as_("officer").get(f"/ledgers/trial-forces/{force.pk}/versions/")
        rows = [(row.before, row.after) for row in response.context["children"][0].rows]
        assert rows == [(["甲", "成员"], None), (["乙", "成员"], ["乙", "组长"])]
    finally:
        withdraw("trial-forces")


class TestEveryState(TestCase):
    @given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(["", "一级"])), min_size=1, max_size=6))
    def test_taking_changes_back_finds_every_state_that_was(self, states):
        city = small_city()
        person = Person.objects.create(name="某人", unit=city.village)
        post, stood = Post(person=person, unit=city.village, title="起"), []
        writing.save(post, by=None)
        stood.append(writing.values_of(post))
        for post.title, post.rank in states:
            if writing.values_of(post) != stood[-1]:
                writing.save(post, by=None)
                stood.append(writing.values_of(post))
        changes = versions_of(post)
        found = [values_after(post, changes[:number]) for number in range(len(changes))]
        assert found == stood[::-1]
        assert values_after(post, changes) is None
