"""The pages of joint vetting: what each reader sees there, and what can be done from them."""

import datetime as dt

import pytest

from zugong.kernel import calendar
from zugong.modules.villages.models import JointReview, NegativeItem, VillageRole
from zugong.modules.villages.tests.vetting_city import Steps, add_departments, candidate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _departments(city):
    add_departments(city)


def page_of(client, unit="341502", query=""):
    found = client.get(f"/villages/vetting/{unit}/{query}")
    assert found.status_code == 200
    return found


def test_a_unit_without_vettings_says_what_they_are_for(as_):
    words = page_of(as_("jinan_officer")).content.decode()
    assert "还没有联审" in words
    assert "提请联审" in words


def test_the_answer_comes_first(as_, city):
    Steps(city, candidate(city)).answered()
    with calendar.on(dt.date(2023, 7, 11)):
        found = page_of(as_("jinan_officer"))
    words = found.content.decode()
    assert "金安区正在联审 <strong>1</strong> 人" in words
    assert found.context["whole"].answers.rate == 100
    assert "周立春" in words
    assert [part.unit.name for part in found.context["seen"].parts] == ["木厂镇"]


def test_an_overdue_answer_leads_to_its_case(as_, city):
    Steps(city, candidate(city)).asked()
    with calendar.on(dt.date(2023, 7, 11)):
        found = page_of(as_("jinan_officer"), query="?state=late")
    assert found.context["whole"].answers.overdue == 3
    assert [row.overdue for row in found.context["rows"]] == [3]
    assert page_of(as_("jinan_officer"), query="?state=late").context["rows"] == []


def test_the_city_sees_counties_and_no_departments(as_, city):
    Steps(city, candidate(city)).answered()
    seen = page_of(as_("officer"), "3415").context["seen"]
    assert [part.unit.name for part in seen.parts] == ["金安区"]
    assert seen.departments == []


@pytest.mark.parametrize(
    ("who", "unit", "status"),
    [
        ("township_officer", "341502100", 200),
        ("township_officer", "341502", 404),
        ("villager", "341502100201", 200),
        ("other_villager", "341502100201", 404),
        ("police_officer", "341502", 404),
        ("shucheng_officer", "341502", 404),
        ("resident", "341502100201", 404),
    ],
)
def test_who_may_open_the_page(as_, city, who, unit, status):
    Steps(city, candidate(city)).answered()
    assert as_(who).get(f"/villages/vetting/{unit}/").status_code == status


def test_an_unknown_stage_is_not_found(as_):
    assert as_("jinan_officer").get("/villages/vetting/341502/?state=nowhere").status_code == 404


def test_a_vetting_is_asked_for_by_page(as_, city):
    person = candidate(city)
    client = as_("township_officer")
    address = "/villages/vetting/341502100/new/"
    assert client.get(address).status_code == 200
    said = {"person": person.pk, "unit": city.unit("village").pk, "office": "director", "occasion": "term"}
    assert client.post(address, said).status_code == 302
    assert JointReview.objects.get().requested_by == city.user("township_officer")
    again = client.post(address, said)
    assert again.status_code == 422
    assert "不重复联审" in again.content.decode()
    assert as_("villager").get("/villages/vetting/341502100201/new/").status_code == 404


def test_somebody_is_appointed_and_leaves_by_page(as_, city):
    person = candidate(city)
    steps = Steps(city, person).formal()
    with calendar.on(dt.date(2023, 7, 12)):
        client = as_("jinan_officer")
        address = f"/villages/vetting/{steps.review.pk}/appoint/"
        assert client.get(address).status_code == 200
        said = {
            "office": "committee_member",
            "on": "2023-07-12",
            "basis": "by_election",
            "document": "村民会议 2023-07-12",
        }
        wrong = client.post(address, said | {"basis": "placement"})
        assert wrong.status_code == 422
        assert "任职方式只能是" in wrong.content.decode()
        assert client.post(address, said).status_code == 302
        role = VillageRole.objects.get(cadre__person=person)
        assert (role.basis, role.document) == ("by_election", "村民会议 2023-07-12")
        assert client.post(address, said).status_code == 422
        assert f"/villages/roles/{role.pk}/leave/" in client.get(f"/people/{person.pk}/").content.decode()
        leave = f"/villages/roles/{role.pk}/leave/"
        assert client.get(leave).status_code == 200
        assert client.post(leave, {"on": "2023-07-12", "leaving": "resigned", "why": ""}).status_code == 422
        assert client.post(leave, {"on": "2023-07-12", "leaving": "resigned", "why": "本人申请"}).status_code == 302
        role.refresh_from_db()
        assert (role.end_date, role.leaving, role.leaving_why) == (dt.date(2023, 7, 12), "resigned", "本人申请")
        assert client.get(leave).status_code == 404


def test_the_papers_are_handed_out_to_who_writes_them(as_, city):
    steps = Steps(city, candidate(city)).asked()
    address = f"/villages/vetting/{steps.review.pk}/letter.docx"
    assert as_("jinan_officer").get(address).content.startswith(b"PK")
    assert as_("township_officer").get(address).status_code == 404
    assert as_("shucheng_officer").get(address).status_code == 404


def test_the_person_page_says_the_status_only(as_, city):
    person = candidate(city)
    NegativeItem.objects.create(
        person=person,
        unit=city.unit("jinan"),
        source=city.unit("discipline"),
        item="discipline",
        from_date=dt.date(2023, 1, 1),
        until=dt.date(2023, 12, 31),
    )
    steps = Steps(city, person).asked()
    steps.answer("discipline", "objection", item="discipline", text="处分影响期内")
    steps.answer("police")
    steps.answer("civil")
    steps.take("review", "jinan_officer", "一个部门有异议").take("fail", "jinan_signer", "处分影响期内不宜提名")
    address = f"/people/{person.pk}/"
    for who, sees in (("jinan_officer", True), ("township_officer", False), ("officer", False), ("villager", False)):
        words = as_(who).get(address).content.decode()
        assert "不通过" in words, who
        assert ("处分影响期" in words) == sees, who
