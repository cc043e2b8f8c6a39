"""The pages of the ways up and of role models, by each role; a cadre sees the own records only."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.modules.villages.actions.ways_up import apply_for
from zugong.modules.villages.models import (
    PromotionApplication,
    PromotionPost,
    PromotionRound,
    RoleModelNomination,
    RoleModelRound,
)
from zugong.modules.villages.tests.ways_up_city import Way, a_cadre, a_clue, a_round, add_signers, paper

pytestmark = pytest.mark.django_db

READERS = (
    "officer", "leader", "supervisor", "auditor", "jinan_officer", "jinan_signer", "township_officer", "muchang_signer",
)  # fmt: skip
OTHERS = (
    "shucheng_officer",
    "shucheng_signer",
    "other_township_officer",
    "enterprise",
    "system_admin",
    "labour_officer",
)


@pytest.fixture(autouse=True)
def _signers(city):
    add_signers(city)


@pytest.fixture
def own(city, client):
    """A cadre who has signed in, and the cadre's record."""
    cadre = a_cadre(city)
    user = User.objects.create_user("own", person=cadre.person, unit=cadre.unit)
    Grant.objects.create(user=user, role=Role.CADRE, unit=cadre.unit, reach=Grant.Extent.OWN)
    client.force_login(user)
    return client, cadre, user


@pytest.fixture
def applied(city):
    """A round of the county with an application of the township's."""
    return Way(city, a_round(city), a_cadre(city))


@pytest.mark.parametrize("name", READERS)
def test_who_reads_the_township_sees_the_ways_up(as_, city, applied, name):
    client = as_(name)
    for code in ("muchang", "jinan") if name not in {"township_officer", "muchang_signer"} else ("muchang",):
        page = client.get(f"/villages/ways-up/{city.unit(code).code}/")
        assert page.status_code == 200
        assert page.context["seen"].applied == 1
    page = client.get(f"/villages/ways-up/rounds/{applied.round.pk}/")
    assert page.status_code == 200
    shown = page.content.decode()
    assert ("周*春" if name == "auditor" else "周立春") in shown
    assert ("周立春" in shown) == (name != "auditor")


@pytest.mark.parametrize("name", OTHERS)
def test_who_does_not_read_there_finds_nothing(as_, city, applied, name):
    client = as_(name)
    assert client.get(f"/villages/ways-up/{city.unit('muchang').code}/").status_code == 404
    assert client.get(f"/villages/role-models/{city.unit('muchang').code}/").status_code == 404
    assert client.get(f"/villages/ways-up/applications/{applied.application.pk}/form.docx").status_code == 404
    page = client.get(f"/villages/ways-up/rounds/{applied.round.pk}/")
    assert page.status_code == 404 or "周立春" not in page.content.decode()


def test_every_number_of_the_funnel_opens_exactly_its_rows(as_, city, applied):
    applied.recommended()
    round_ = applied.round
    second = a_cadre(city, "范松涛", village="other_village")
    apply_for(round_=round_, cadre=second, by=city.user("township_officer"), paper=paper())
    client = as_("officer")
    seen = client.get(f"/villages/ways-up/{city.unit('jinan').code}/").context["seen"]
    [way] = [one for one in seen.ways if one.track == "county"]
    assert [one.count for one in way.stations] == [2, 1, 0, 0, 0, 0]
    for station in way.stations:
        listed = client.get(station.href).context["listing"].page.paginator.count
        assert listed == station.count, station.name
    [place] = seen.places
    assert (place.unit, place.counts["applied"]) == (city.unit("muchang"), 2)
    assert client.get(place.href).context["listing"].page.paginator.count == 2
    assert [duty.unit for duty in seen.due] == [city.unit("muchang"), city.unit("jinan")]


def test_the_pages_ask_the_database_as_often_for_many_as_for_few(as_, city, applied):
    client = as_("officer")
    addresses = [f"/villages/ways-up/{city.unit('jinan').code}/", f"/villages/ways-up/rounds/{applied.round.pk}/"]

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = [asked(address) for address in addresses]
    for number in range(6):
        cadre = a_cadre(city, f"周{number}", village="other_village", office="deputy_director")
        apply_for(round_=applied.round, cadre=cadre, by=city.user("township_officer"), paper=paper())
    assert [asked(address) for address in addresses] == few


def test_the_way_that_is_open_stands_on_the_own_page_with_each_condition(own, city):
    client, cadre, _user = own
    round_ = a_round(city)
    PromotionRound.objects.create(
        unit=city.unit("shucheng"), track="county", year=2023, title="外县招聘", quota=1, state="applying",
        applies_from="2023-06-01", applies_to="2023-07-31",
    )  # fmt: skip
    page = client.get(f"/people/{cadre.person_id}/").content.decode()
    assert "可走的路" in page
    assert round_.title in page
    assert "外县招聘" not in page
    assert page.count("符合") >= 5
    assert f"/villages/ways-up/rounds/{round_.pk}/apply/" in page


def test_the_cadre_applies_on_the_phone_and_gives_up(own, city):
    client, cadre, _user = own
    round_ = a_round(city)
    page = client.get(f"/villages/ways-up/rounds/{round_.pk}/apply/")
    assert "条件核对" in page.content.decode()
    assert "cadre" not in page.context["form"].fields
    answer = client.post(f"/villages/ways-up/rounds/{round_.pk}/apply/", {"statement": "愿意到乡镇工作"})
    assert answer.status_code == 302
    made = PromotionApplication.objects.get()
    assert (made.person, made.entered_by, made.statement) == (cadre.person, None, "愿意到乡镇工作")
    page = client.get(f"/villages/ways-up/rounds/{round_.pk}/").content.decode()
    assert "我的报名" in page
    assert client.get(f"/cases/villages.promotion_application/{made.pk}/").status_code == 200
    client.post(f"/villages/ways-up/applications/{made.pk}/give-up/", {"why": "家庭原因"})
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_the_cadre_sees_nothing_of_the_others(own, city):
    client, _cadre, _user = own
    way = Way(city, a_round(city), a_cadre(city, "范松涛", office="director"))
    page = client.get(f"/villages/ways-up/rounds/{way.round.pk}/")
    assert page.status_code == 200
    assert "范松涛" not in page.content.decode()
    pk = way.application.pk
    assert client.get(f"/cases/villages.promotion_application/{pk}/").status_code == 404
    assert client.post(f"/villages/ways-up/applications/{pk}/give-up/").status_code == 404
    assert client.get(f"/villages/ways-up/{city.unit('muchang').code}/").status_code == 404
    assert PromotionApplication.objects.get(pk=pk).state == "applied"


def test_the_township_needs_the_paper(as_, city):
    cadre, round_ = a_cadre(city), a_round(city)
    PromotionPost.objects.create(round=round_, unit=city.unit("muchang"), title="农业站")
    post = round_.posts.get().pk
    client, address = as_("township_officer"), f"/villages/ways-up/rounds/{round_.pk}/apply/"
    answer = client.post(address, {"cadre": cadre.pk, "post": post})
    assert answer.status_code == 422
    assert "paper" in answer.context["form"].errors
    answer = client.post(address, {"cadre": cadre.pk, "post": post, "paper": paper()})
    assert answer.status_code == 302
    assert PromotionApplication.objects.get().post_id == post


def test_a_warning_stands_beside_the_field_and_says_no_more(as_, city, applied):
    a_clue(city, applied.cadre.person, text="不得外传")
    client = as_("muchang_signer")
    address = f"/cases/villages.promotion_application/{applied.application.pk}/recommend/"
    answer = client.post(address, {"recommend-recommendation": "同意"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "有反映尚未办结" in shown
    assert "不得外传" not in shown
    client.post(address, {"recommend-recommendation": "同意", "recommend-warned_why": "镇党委研究"})
    applied.application.refresh_from_db()
    assert applied.application.state == "recommended"
    assert as_("township_officer").get("/ledgers/warned-signatures/").context["listing"].page.paginator.count == 0
    assert as_("jinan_officer").get("/ledgers/warned-signatures/").context["listing"].page.paginator.count == 1


def test_scores_are_pasted_and_bad_lines_named(as_, city, applied):
    applied.qualified().stands("exam")
    client, address = as_("jinan_officer"), f"/villages/ways-up/rounds/{applied.round.pk}/scores/"
    assert client.get(address).status_code == 200
    answer = client.post(address, {"paper": "written", "text": "999 80"})
    assert answer.status_code == 422
    assert "没有此准考证号" in answer.content.decode()
    assert client.post(address, {"paper": "written", "text": ""}).status_code == 422
    assert client.post(address, {"paper": "written", "text": "101 80"}).status_code == 302
    applied.application.refresh_from_db()
    assert (applied.application.total, applied.application.place) == (Decimal("80.00"), 1)
    answer = as_("township_officer").post(address, {"paper": "written", "text": "101 10"})
    assert answer.status_code == 422


def test_the_steps_of_the_round_are_taken_on_its_page(as_, city):
    round_ = a_round(city, applies_to=dt.date(2023, 7, 2))
    client = as_("jinan_officer")
    page = client.get(f"/villages/ways-up/rounds/{round_.pk}/").content.decode()
    assert "截止报名" in page
    client.post(
        f"/cases/villages.promotion_round/{round_.pk}/close_applications/",
        {"close_applications-seen_version": round_.version},
    )
    round_.refresh_from_db()
    assert round_.state == "recommending"


def named_round(city) -> RoleModelNomination:
    cadre = a_cadre(city)
    round_ = RoleModelRound.objects.create(
        unit=city.unit("jinan"), level="county", year=2022, quota=2, state="named",
        nominates_from="2022-10-01", nominates_to="2022-10-31",
    )  # fmt: skip
    return RoleModelNomination.objects.create(
        round=round_, cadre=cadre, person=cadre.person, unit=cadre.unit, township=city.unit("muchang"),
        county=city.unit("jinan"), nominated_on="2022-10-10", politics="带头学习", review="内部审查意见", votes_for=20,
        votes_present=22, state="named", named_on="2022-12-20", medal_document="金委〔2022〕8号",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["officer", "shucheng_officer", "villager", "resident", "enterprise", "cadre"])
def test_everybody_reads_the_roll_and_only_what_is_public(as_, city, name):
    named_round(city)
    page = as_(name).get(f"/villages/role-models/{city.unit('jinan').code}/named/")
    shown = page.content.decode()
    assert page.status_code == 200
    assert "周立春" in shown
    assert "带头学习" in shown
    assert "内部审查意见" not in shown
    assert as_(name).get(f"/villages/role-models/{city.unit('muchang').code}/named/").status_code == 404


def test_role_models_of_a_unit_and_of_a_round(as_, city):
    nomination = named_round(city)
    client = as_("jinan_officer")
    page = client.get(f"/villages/role-models/{city.unit('jinan').code}/")
    assert page.context["seen"].named == 1
    [line] = page.context["seen"].rounds
    for _name, _label, count, href in line.cells:
        assert client.get(href).context["listing"].page.paginator.count == count
    assert client.get(nomination.round.get_absolute_url()).status_code == 200
    address = f"/villages/role-models/nominations/{nomination.pk}/use/"
    client.post(address, {"kind": "teacher", "on": "2023-05-01", "note": "培训班"})
    assert nomination.uses.get().kind == "teacher"
    case = client.get(f"/cases/villages.role_model_nomination/{nomination.pk}/").content.decode()
    assert "担任讲师" in case
    assert "光荣榜" in client.get(f"/villages/role-models/{city.unit('jinan').code}/").content.decode()


def test_a_township_nominates_on_its_page(as_, city):
    cadre = a_cadre(city)
    round_ = RoleModelRound.objects.create(
        unit=city.unit("jinan"), level="county", year=2023, quota=2, state="nominating",
        nominates_from="2023-07-01", nominates_to="2023-07-31",
    )  # fmt: skip
    client, address = as_("township_officer"), f"/villages/role-models/rounds/{round_.pk}/nominate/"
    assert client.get(address).status_code == 200
    answer = client.post(address, {"cadre": cadre.pk, "politics": "带头学习", "votes_present": 3, "votes_for": 9})
    assert answer.status_code == 422
    assert client.post(address, {"cadre": cadre.pk, "politics": "带头学习"}).status_code == 302
    made = RoleModelNomination.objects.get()
    assert (made.township, made.entered_by) == (city.unit("muchang"), city.user("township_officer"))


def test_papers_are_handed_out_to_who_may_read_them(as_, city, applied):
    nomination = named_round(city)
    client = as_("jinan_officer")
    for address in (
        f"/villages/ways-up/applications/{applied.application.pk}/form.docx",
        f"/villages/ways-up/rounds/{applied.round.pk}/list.docx",
        f"/villages/role-models/nominations/{nomination.pk}/form.docx",
        f"/villages/role-models/rounds/{nomination.round_id}/list.docx",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.getvalue().startswith(b"PK")
    assert as_("muchang_signer").get(f"/villages/ways-up/rounds/{applied.round.pk}/list.docx").status_code == 404


def test_a_village_has_its_own_page_and_an_empty_place_teaches(as_, city):
    client = as_("officer")
    assert client.get(f"/villages/ways-up/{city.unit('village').code}/").status_code == 302
    assert client.get(f"/villages/role-models/{city.unit('village').code}/").status_code == 302
    assert "拟定第一个批次" in client.get(f"/villages/ways-up/{city.unit('city').code}/").content.decode()
    assert "拟定第一个批次" in client.get(f"/villages/role-models/{city.unit('city').code}/").content.decode()
