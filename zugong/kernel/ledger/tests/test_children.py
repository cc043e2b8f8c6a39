"""Child rows: typed with their parent, judged by their own form, written all or not at all."""

import pytest

from zugong.kernel.history import writing
from zugong.kernel.history.models import Change
from zugong.kernel.ledger.declaring import Ledger, withdraw
from zugong.kernel.ledger.mistakes import LedgerMistake
from zugong.kernel.registry.models import Person, Taskforce, TaskforceMember


@pytest.fixture(autouse=True)
def _ledger():
    class Forces(Ledger):
        """Task forces with their members."""

        model = Taskforce
        name = "trial-forces"
        columns = ["name", "unit"]
        form_fields = ["name", "unit", "purpose"]
        children = {"members": ["person", "part", "start_date"]}

    yield
    withdraw("trial-forces")


@pytest.fixture
def force(city):
    return writing.save(Taskforce(name="换届专班", unit=city.jinan, purpose="换届"), by=None)


@pytest.fixture
def person(city):
    return lambda name: Person.objects.create(name=name, unit=city.jinan)


@pytest.fixture
def member(force, person):
    return lambda name: writing.save(TaskforceMember(taskforce=force, person=person(name)), by=None)


def row(number: int, **values) -> dict:
    return {
        f"members-{number}-{name}": value for name, value in ({"part": "member", "start_date": ""} | values).items()
    }


def old(number: int, member, **values) -> dict:
    present = {"id": member.pk, "person": member.person_id, "seen_version": member.version}
    return row(number, **present | values)


def typed(force, *rows: dict, had: int = 0, **more) -> dict:
    values = {"name": force.name, "unit": force.unit_id, "purpose": force.purpose, "seen_version": force.version}
    values |= {"members-TOTAL_FORMS": len(rows), "members-INITIAL_FORMS": had}
    for one in rows:
        values |= one
    return values | more


def url(force, verb="") -> str:
    return f"/ledgers/trial-forces/{force.pk}/{verb}"


def names() -> list[str]:
    return sorted(TaskforceMember.objects.values_list("person__name", flat=True))


def test_a_new_parent_and_its_rows_are_written_together(as_, city, person):
    parent = Taskforce(name="专班", unit=city.jinan, purpose="试")
    values = typed(parent, row(0, person=person("甲").pk), row(1, person=person("乙").pk), row(2, part="member"))
    assert as_("jinan_officer").post("/ledgers/trial-forces/new/", values).status_code == 302
    assert names() == sorted(["甲", "乙"])
    assert TaskforceMember.objects.filter(taskforce__name="专班").count() == 2


def test_rows_are_added_changed_and_voided_each_with_its_own_change(as_, city, force, member, person):
    stays, goes, new = member("甲"), member("乙"), person("丙")
    rows = old(0, stays, part="head"), old(1, goes, DELETE="on", why="调走"), row(2, person=new.pk)
    response = as_("jinan_officer").post(url(force, "edit/"), typed(force, *rows, had=2))
    assert response.status_code == 302
    assert names() == sorted(["甲", "丙"])
    changes = Change.objects.filter(model__model="taskforcemember", by=city.jinan_officer)
    assert sorted((change.kind, change.why) for change in changes) == [
        ("created", ""),
        ("edited", ""),
        ("voided", "调走"),
    ]
    assert Change.objects.filter(model__model="taskforce", record_id=force.pk).count() == 1


def test_a_wrong_row_is_shown_beside_its_cell_and_nothing_is_written(as_, force, member):
    kept = member("甲")
    values = typed(force, old(0, kept, start_date="昨天"), had=1, name="改名")
    response = as_("jinan_officer").post(url(force, "edit/"), values)
    assert response.status_code == 200
    assert response.context["children"][0].forms[0].errors["start_date"]
    force.refresh_from_db()
    assert force.name == "换届专班"


def test_a_row_is_not_voided_without_a_reason(as_, force, member):
    kept = member("甲")
    response = as_("jinan_officer").post(url(force, "edit/"), typed(force, old(0, kept, DELETE="on", why=" "), had=1))
    assert "请写明作废原因" in response.text
    assert names() == ["甲"]


def test_the_same_person_twice_is_refused_whether_stored_or_typed(as_, force, member, person):
    kept, new = member("甲"), person("乙")
    client = as_("jinan_officer")
    stored = typed(force, old(0, kept), row(1, person=kept.person_id), had=1)
    assert client.post(url(force, "edit/"), stored).status_code == 200
    twice = typed(force, old(0, kept), row(1, person=new.pk), row(2, person=new.pk), had=1)
    assert "与第 2 行重复" in client.post(url(force, "edit/"), twice).text
    assert names() == ["甲"]


def test_two_people_at_once_lose_nothing(as_, city, force, member):
    kept = member("甲")
    mine = typed(force, old(0, kept, part="deputy"), had=1)
    kept.part = "head"
    writing.save(kept, by=city.leader)
    client = as_("jinan_officer")
    response = client.post(url(force, "edit/"), mine)
    assert response.status_code == 409
    assert [(theirs, ours) for _, theirs, ours in response.context["differences"]] == [("组长", "副组长")]
    kept.refresh_from_db()
    assert kept.part == "head"
    again = mine | {"members-0-seen_version": response.context["children"][0].forms[0]["seen_version"].value()}
    assert client.post(url(force, "edit/"), again).status_code == 302
    kept.refresh_from_db()
    assert kept.part == "deputy"


def test_a_row_of_another_parent_cannot_be_slipped_in(as_, city, force, member):
    other = writing.save(Taskforce(name="别的", unit=city.shucheng, purpose="试"), by=None)
    far = Person.objects.create(name="远", unit=city.shucheng)
    theirs = writing.save(TaskforceMember(taskforce=other, person=far), by=None)
    as_("jinan_officer").post(url(force, "edit/"), typed(force, old(0, theirs, part="head"), had=1))
    theirs.refresh_from_db()
    assert (theirs.taskforce, theirs.part) == (other, "member")


def test_one_more_row_keeps_what_was_typed_and_writes_nothing(as_, force, person):
    new = person("甲")
    response = as_("jinan_officer").post(url(force, "edit/"), typed(force, row(0, person=new.pk), more="members"))
    forms = response.context["children"][0].forms
    assert (len(forms), forms[0]["person"].value()) == (2, str(new.pk))
    assert not forms[1].has_changed()
    assert names() == []


def test_the_page_shows_the_rows_and_their_changes(as_, city, force, member):
    gone, kept = member("甲"), member("乙")
    writing.void(gone, by=city.officer, why="调走")
    text = as_("officer").get(url(force)).text
    assert "乙" in text
    assert "调走" in text
    assert kept.get_part_display() in text


def test_who_may_not_edit_the_parent_writes_no_row(as_, force, person):
    response = as_("villager").post(url(force, "edit/"), typed(force, row(0, person=person("甲").pk)))
    assert response.status_code in {403, 404}
    assert names() == []


@pytest.mark.parametrize(
    ("children", "says"),
    [
        ({"membres": ["person"]}, "members"),
        ({"members": ["persn"]}, "person"),
        ({"members": ["version"]}, "cannot be typed"),
    ],
)
def test_misspelt_children_stop_the_start(children, says):
    body = {
        "__doc__": "A trial.",
        "model": Taskforce,
        "columns": ["name"],
        "form_fields": ["name"],
        "children": children,
    }
    with pytest.raises(LedgerMistake, match=says):
        type("Trial", (Ledger,), body)
