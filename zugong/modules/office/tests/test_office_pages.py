import io

import pytest
from django_otp.oath import totp
from openpyxl import Workbook

from zugong.kernel.access import second_factor
from zugong.kernel.access.activation import issue_code
from zugong.kernel.access.granting import request_grant
from zugong.kernel.access.models import AccessLog, Deputy, Erasure, Grant, User
from zugong.kernel.access.testing import small_city
from zugong.kernel.history.writing import save
from zugong.kernel.registry.models import PartyBody, Person, Unit
from zugong.kernel.registry.people import add_person

BACKEND = "django.contrib.auth.backends.ModelBackend"
PASSWORD = "梧桐更兼细雨-2023"
HEADS = ["代码", "上级代码", "类别", "名称"]


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def as_(client, city):
    def sign_in(name):
        client.force_login(city.user(name), backend=BACKEND)
        return client

    return sign_in


def sheet(*lines):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    stream.name = "表.xlsx"
    return stream


ADDRESSES = {
    "/units/341502/": {
        "officer": 200,
        "jinan_officer": 200,
        "system_admin": 200,
        "shucheng_officer": 404,
        "resident": 404,
    },
    "/units/341523/": {"jinan_officer": 404, "shucheng_officer": 200, "auditor": 200, "villager": 404},
    "/units/999/": {"officer": 404},
    "/units/341502100/rename/": {"officer": 200, "system_admin": 200, "jinan_officer": 403, "shucheng_officer": 404},
    "/units/341502100/explode/": {"officer": 404},
    "/units/import/": {"officer": 200, "system_admin": 200, "jinan_officer": 403, "auditor": 403, "resident": 403},
    "/units/export.xlsx": {"officer": 200, "auditor": 200, "villager": 403, "resident": 403, "security_admin": 403},
    "/accounts/": {"system_admin": 200, "security_admin": 200, "audit_admin": 200, "officer": 403, "resident": 403},
    "/accounts/new/": {"system_admin": 200, "security_admin": 403, "audit_admin": 403, "leader": 403},
    "/accounts/import/": {"system_admin": 200, "security_admin": 403, "officer": 403},
    "/account/password/": {"resident": 200, "officer": 200},
    "/account/totp/": {"resident": 200},
    "/account/deputies/": {"officer": 200, "resident": 200},
    "/audit/": {
        "audit_admin": 200,
        "auditor": 200,
        "system_admin": 403,
        "security_admin": 403,
        "officer": 403,
        "leader": 403,
    },
    "/audit/changes/": {"audit_admin": 200, "auditor": 200, "officer": 403, "resident": 403},
}


@pytest.mark.parametrize(
    ("address", "who", "status"), [(a, w, s) for a, rows in ADDRESSES.items() for w, s in rows.items()]
)
def test_who_may_open_what(as_, address, who, status):
    assert as_(who).get(address).status_code == status


@pytest.mark.parametrize("address", [*ADDRESSES, "/units/", "/people/1/"])
def test_nobody_sees_anything_without_signing_in(client, city, address):
    assert client.get(address).status_code == 302


def test_the_units_page_leads_to_ones_own_place(as_):
    assert as_("jinan_officer").get("/units/").url == "/units/341502/"
    assert "没有您可查看的单位" in as_("resident").get("/units/").text


class TestUnits:
    def test_the_first_line_counts_what_stands_below(self, as_):
        assert "六安市辖 2 个县区、1 个开发区、3 个乡镇街道、4 个村社区" in as_("officer").get("/units/3415/").text

    def test_a_page_shows_people_bodies_and_history(self, as_, city):
        save(PartyBody(name="甲河村党总支", unit=city.village), by=None)
        page = as_("jinan_officer").get("/units/341502100201/").text
        assert "甲河村党总支" in page
        assert city.villager.person.name in page
        assert "至今" in page

    def test_the_auditor_sees_names_masked(self, as_, city):
        person = add_person(name="测小甲", unit=city.village, by=None)
        page = as_("auditor").get("/units/341502100201/").text
        assert "测*甲" in page
        assert "测小甲" not in page
        assert "测小甲" not in as_("auditor").get(f"/people/{person.pk}/").text

    def test_renaming_leads_to_the_unit(self, as_, city):
        given = {"name": "木厂新镇", "on": "2023-06-01", "document": "某发〔2023〕9号"}
        response = as_("officer").post("/units/341502100/rename/", given, follow=True)
        assert "木厂新镇" in response.text
        assert "某发〔2023〕9号" in response.text

    def test_a_refusal_stands_in_the_form(self, as_, city):
        given = {"under": city.village.pk, "on": "2023-06-01", "document": "某发"}
        response = as_("officer").post("/units/341502100/move/", given)
        assert response.status_code == 422
        assert "自身或自己的下级" in response.text

    def test_an_earlier_code_leads_to_the_present_unit(self, as_):
        given = {"kind": "subdistrict", "code": "341502006", "name": "木厂街道", "on": "2023-06-01", "document": "某发"}
        as_("officer").post("/units/341502100/convert/", given)
        assert as_("jinan_officer").get("/units/341502100/").url == "/units/341502006/"
        assert as_("shucheng_officer").get("/units/341502100/").status_code == 404

    def test_two_villages_merge_into_a_new_one(self, as_, city):
        given = {
            "other": city.other_village.pk,
            "code": "341502100299",
            "name": "甲乙村",
            "on": "2023-06-01",
            "document": "某发",
        }
        response = as_("officer").post("/units/341502100201/merge/", given, follow=True)
        assert "甲乙村" in response.text
        assert Unit.objects.get(pk=city.village.pk).merged_into.code == "341502100299"

    @pytest.mark.parametrize("given", [{}, {"into": "x"}, {"code": "1", "name": "甲"}])
    def test_a_merger_without_a_partner_says_what_is_missing(self, as_, given):
        given |= {"on": "2023-06-01", "document": "某发"}
        assert as_("officer").post("/units/341502100201/merge/", given).status_code == 422

    def test_a_new_unit_is_set_up_below(self, as_, city):
        given = {
            "kind": "village",
            "code": "341502100288",
            "name": "新设村委会",
            "on": "2023-06-01",
            "document": "某发",
        }
        as_("officer").post("/units/341502100/add/", given)
        assert Unit.objects.get(code="341502100288").parent == city.muchang

    def test_the_unsaid_post_of_somebody_without_the_right_changes_nothing(self, as_, city):
        as_("jinan_officer").post("/units/341502100/rename/", {"name": "改", "on": "2023-06-01", "document": "x"})
        assert Unit.objects.get(pk=city.muchang.pk).name == "木厂镇"


class TestTreeSheets:
    def test_a_good_sheet_is_loaded(self, as_):
        upload = sheet(HEADS, ["341502100203", "341502100", "村", "丙村委会"])
        response = as_("officer").post("/units/import/", {"sheet": upload, "on": "2023-06-01", "document": "某发"})
        assert "新增 1 个单位" in response.text

    def test_bad_rows_are_named_and_nothing_is_loaded(self, as_):
        upload = sheet(HEADS, ["341502100203", "341502100", "村", "丙村委会"], ["999", "998", "村", "丁村委会"])
        response = as_("officer").post("/units/import/", {"sheet": upload})
        assert response.status_code == 422
        assert "上级代码 998 不存在" in response.text
        assert not Unit.objects.filter(code="341502100203").exists()

    def test_what_is_no_sheet_is_said(self, as_):
        upload = io.BytesIO(b"%PDF-1.4")
        upload.name = "x.pdf"
        assert as_("officer").post("/units/import/", {"sheet": upload}).status_code == 422

    def test_what_was_exported_is_imported_without_a_change(self, as_):
        client = as_("officer")
        upload = io.BytesIO(client.get("/units/export.xlsx").content)
        upload.name = "units.xlsx"
        response = client.post("/units/import/", {"sheet": upload})
        assert "新增 0 个单位，改名 0 个，18 个没有变化" in response.text
        assert AccessLog.objects.get(kind="exported").rows == 18

    def test_a_county_exports_only_its_own(self, as_):
        as_("jinan_officer").get("/units/export.xlsx")
        assert AccessLog.objects.get(kind="exported").rows == 6

    def test_the_empty_sheets_can_be_read_back(self, as_):
        for address in ("/units/template.xlsx", "/accounts/template.xlsx"):
            assert as_("system_admin").get(address).content.startswith(b"PK")


class TestPeople:
    @pytest.fixture
    def person(self, city):
        return add_person(name="测小甲", unit=city.village, phone="13812345678", by=None)

    @pytest.mark.parametrize(
        ("who", "status"),
        [("officer", 200), ("villager", 200), ("shucheng_officer", 404), ("resident", 404), ("system_admin", 404)],
    )
    def test_who_opens_a_persons_page(self, as_, person, who, status):
        assert as_(who).get(f"/people/{person.pk}/").status_code == status

    def test_everybody_opens_their_own(self, as_, city):
        assert as_("resident").get(f"/people/{city.resident.person_id}/").status_code == 200

    def test_the_phone_is_masked_until_a_reason_is_given(self, as_, person):
        client = as_("jinan_officer")
        assert "13812345678" not in client.get(f"/people/{person.pk}/").text
        response = client.post(f"/ledgers/people/{person.pk}/unmask/", {"place": "phone", "why": "核实情况"})
        assert "13812345678" in response.text
        assert "no-store" in response["Cache-Control"]
        assert AccessLog.objects.get(kind="unmasked").why == "核实情况"
        assert "13812345678" not in client.get(f"/people/{person.pk}/").text

    @pytest.mark.parametrize(("who", "why"), [("villager", "核实情况"), ("jinan_officer", "")])
    def test_without_right_or_reason_it_stays_masked(self, as_, person, who, why):
        given = {"place": "phone", "why": why}
        response = as_(who).post(f"/ledgers/people/{person.pk}/unmask/", given, follow=True)
        assert "13812345678" not in response.text
        assert not AccessLog.objects.filter(kind="unmasked").exists()

    def test_a_person_reads_the_own_values_and_who_looked_at_them(self, as_, city, person):
        user = city.user("resident")
        User.objects.filter(pk=user.pk).update(person=person)
        as_("jinan_officer").post(f"/ledgers/people/{person.pk}/unmask/", {"place": "phone", "why": "核实情况"})
        page = as_("resident").get(f"/people/{person.pk}/")
        assert "13812345678" in page.text
        assert [look.entry.why for look in page.context["looks"]] == ["核实情况"]

    @pytest.mark.parametrize("who", ["villager", "jinan_officer"])
    def test_who_may_not_ask_for_an_erasure(self, as_, person, who):
        as_(who).post(f"/people/{person.pk}/erase/", {"why": "本人申请"})
        assert not Erasure.objects.exists()

    def test_one_asks_for_an_erasure_and_another_one_destroys(self, as_, person):
        as_("officer").post(f"/people/{person.pk}/erase/", {"why": "本人申请"})
        assert "须由另一位同事复核" in as_("officer").get(f"/people/{person.pk}/").text
        as_("officer").post(f"/people/{person.pk}/erase/answer/", {"answer": "destroy"})
        assert Person.objects.get(pk=person.pk).phone.opened() == "13812345678"
        assert "同意销毁" in as_("other_officer").get(f"/people/{person.pk}/").text
        as_("other_officer").post(f"/people/{person.pk}/erase/answer/", {"answer": "destroy"})
        assert Person.objects.get(pk=person.pk).is_erased
        assert AccessLog.objects.get(kind="erased").why == "本人申请"


class TestAccounts:
    def test_a_sheet_becomes_accounts_and_codes_are_shown_once(self, as_, client):
        upload = sheet(
            ["姓名", "单位代码", "角色", "手机"], ["测子", "341502100201", "村（社区）工作者", "13812345678"]
        )
        response = as_("system_admin").post("/accounts/import/", {"sheet": upload})
        (made,) = response.context["made"]
        assert made.code in response.text
        assert "no-store" in response["Cache-Control"]
        client.logout()
        given = {"username": "cezi", "code": made.code, "password": PASSWORD, "again": PASSWORD}
        assert client.post("/activate/", given).url == "/sign-in/"
        assert client.post("/sign-in/", {"username": "cezi", "password": PASSWORD}).status_code == 302

    def test_bad_rows_are_named(self, as_):
        upload = sheet(["姓名", "单位代码", "角色"], ["测子", "999", "村（社区）工作者"])
        response = as_("system_admin").post("/accounts/import/", {"sheet": upload})
        assert response.status_code == 422
        assert "单位代码 999 不存在" in response.text
        assert not User.objects.filter(person__name="测子").exists()

    def test_one_account_is_made_by_form(self, as_, city):
        given = {"name": "测子", "unit": city.village.pk, "role": "village_worker"}
        assert "cezi" in as_("system_admin").post("/accounts/new/", given).text
        assert as_("system_admin").post("/accounts/new/", given).status_code == 422

    def test_the_security_administrator_approves(self, as_, city):
        asked = request_grant(user=city.resident, role="village_worker", unit=city.village, by=None)
        assert as_("system_admin").post(f"/grants/{asked.pk}/approve/").status_code == 403
        as_("security_admin").post(f"/grants/{asked.pk}/approve/", {"next": "/accounts/"})
        assert Grant.objects.get(pk=asked.pk).state == "granted"

    def test_others_grants_are_not_there(self, as_, city):
        asked = request_grant(user=city.resident, role="village_worker", unit=city.village, by=None)
        assert as_("officer").post(f"/grants/{asked.pk}/approve/").status_code == 404

    def test_a_role_is_given_and_taken_back(self, as_, city):
        client, address = as_("security_admin"), f"/accounts/{city.resident.pk}/"
        given = {"role": "village_worker", "unit": city.village.pk, "why": "换届"}
        client.post(address + "grant/", given)
        grant = Grant.objects.get(user=city.resident, role="village_worker")
        assert client.post(address + "grant/", given).status_code == 422
        client.post(f"/grants/{grant.pk}/take-back/", {"why": "离任"})
        assert not Grant.objects.filter(pk=grant.pk).exists()

    @pytest.mark.parametrize("who", ["system_admin", "audit_admin"])
    def test_others_give_no_roles(self, as_, city, who):
        given = {"role": "village_worker", "unit": city.village.pk, "why": "换届"}
        assert as_(who).post(f"/accounts/{city.resident.pk}/grant/", given).status_code == 403

    @pytest.mark.parametrize(
        ("who", "status"), [("system_admin", 200), ("security_admin", 200), ("resident", 200), ("officer", 404)]
    )
    def test_who_sees_an_account(self, as_, city, who, status):
        assert as_(who).get(f"/accounts/{city.resident.pk}/").status_code == status

    def test_a_reset_shows_a_new_code(self, as_, city):
        response = as_("system_admin").post(f"/accounts/{city.villager.pk}/reset/")
        assert response.context["made"][0].user == city.villager

    @pytest.mark.parametrize("who", ["security_admin", "audit_admin"])
    def test_nobody_else_resets(self, as_, city, who):
        response = as_(who).post(f"/accounts/{city.villager.pk}/reset/", follow=True)
        assert "您不能管理" in response.text

    def test_an_account_is_closed_with_a_reason_and_signs_in_no_more(self, as_, city):
        client = as_("system_admin")
        client.post(f"/accounts/{city.villager.pk}/switch/", {"why": ""})
        assert city.user("villager").is_active
        client.post(f"/accounts/{city.villager.pk}/switch/", {"why": "调离"})
        assert not city.user("villager").is_active

    def test_handing_over(self, as_, city):
        given = {"successor": city.jinan_signer.pk, "on": "2023-07-03", "why": "任免文件"}
        address = f"/accounts/{city.jinan_officer.pk}/hand-over/"
        assert as_("security_admin").get(address).status_code == 403
        assert as_("system_admin").post(address, given | {"on": "2023-07-09"}).status_code == 422
        assert "已移交" in as_("system_admin").post(address, given, follow=True).text
        assert not city.user("jinan_officer").is_active


class TestOwnAccount:
    @pytest.fixture
    def villager(self, city, client):
        code = issue_code(user=city.villager, by=None)
        client.post("/activate/", {"username": "villager", "code": code, "password": PASSWORD, "again": PASSWORD})
        client.post("/sign-in/", {"username": "villager", "password": PASSWORD})
        return client

    def test_activation_says_what_is_wrong(self, city, client):
        given = {"username": "villager", "code": "22222-22222", "password": PASSWORD, "again": PASSWORD}
        assert "账号与激活码不符" in client.post("/activate/", given).text
        assert "两次输入的密码不一致" in client.post("/activate/", given | {"again": "别的"}).text

    def test_the_password_changes_and_the_session_stays(self, villager):
        given = {"old_password": PASSWORD, "new_password1": PASSWORD + "改", "new_password2": PASSWORD + "改"}
        villager.post("/account/password/", given)
        assert villager.get("/account/password/").status_code == 200
        assert villager.post("/account/password/", given).status_code == 422

    def test_a_second_factor_is_set_up_and_asked_for(self, villager, city):
        assert "<svg" in villager.get("/account/totp/").text
        device = second_factor.begin(city.villager)
        assert villager.post("/account/totp/", {"code": "000000"}).status_code in {302, 422}
        device.throttle_reset()
        villager.post("/account/totp/", {"code": f"{totp(device.bin_key):06d}"})
        assert second_factor.is_on(city.villager)
        villager.logout()
        assert villager.post("/sign-in/", {"username": "villager", "password": PASSWORD}).url == "/sign-in/code/"

    def test_a_deputy_is_appointed_and_dismissed(self, as_, city):
        client = as_("jinan_signer")
        given = {
            "deputy": city.jinan_officer.pk,
            "start_date": "2023-07-03",
            "end_date": "2023-07-07",
            "reason": "休假",
        }
        client.post("/account/deputies/", given)
        held = Deputy.objects.get()
        assert client.post("/account/deputies/", given).status_code == 422
        assert as_("officer").post(f"/account/deputies/{held.pk}/dismiss/", {"why": "试"}).status_code == 404
        as_("jinan_signer").post(f"/account/deputies/{held.pk}/dismiss/", {"why": "提前返岗"})
        assert not Deputy.objects.exists()

    def test_somebody_elsewhere_cannot_be_a_deputy(self, as_, city):
        given = {
            "deputy": city.shucheng_officer.pk,
            "start_date": "2023-07-03",
            "end_date": "2023-07-07",
            "reason": "休假",
        }
        assert as_("jinan_signer").post("/account/deputies/", given).status_code == 422


class TestAudit:
    def test_the_chain_is_checked_on_request(self, as_):
        assert "日志链完整" in as_("audit_admin").get("/audit/?check").text
        AccessLog.objects.update(why="改")
        assert "日志链在第 1 条断开" in as_("audit_admin").get("/audit/?check").text

    def test_entries_are_found_by_who_what_and_when(self, as_, city):
        client = as_("audit_admin")
        assert client.get("/audit/", {"who": "audit_admin", "kind": "signed_in"}).context["page"].paginator.count == 1
        assert client.get("/audit/", {"who": "officer"}).context["page"].paginator.count == 0
        assert client.get("/audit/", {"until": "2023-07-02"}).context["page"].paginator.count == 0

    def test_changes_are_listed_without_what_stands_in_them(self, as_, city):
        save(PartyBody(name="甲河村党总支", unit=city.village), by=city.officer)
        page = as_("audit_admin").get("/audit/changes/").text
        assert "党组织" in page
        assert "甲河村党总支" not in page


class TestPartyBodies:
    @pytest.fixture
    def body(self, city):
        return save(PartyBody(name="联合党支部", unit=city.jinan, kind="joint"), by=None)

    def test_units_are_added_and_taken_away(self, as_, city, body):
        client, address = as_("jinan_officer"), f"/party-bodies/{body.pk}/"
        client.post(address, {"unit": city.village.pk})
        assert list(body.units.all()) == [city.village]
        assert client.post(address, {"unit": city.village.pk}).status_code == 422
        client.post(f"{address}uncover/{city.village.pk}/")
        assert not body.units.exists()

    def test_a_single_body_covers_one_unit(self, as_, city, body):
        body.kind = "single"
        save(body, by=None)
        client = as_("jinan_officer")
        client.post(f"/party-bodies/{body.pk}/", {"unit": city.village.pk})
        assert client.post(f"/party-bodies/{body.pk}/", {"unit": city.other_village.pk}).status_code == 422

    @pytest.mark.parametrize(
        ("who", "get", "post"), [("villager", 404, 404), ("auditor", 200, 403), ("shucheng_officer", 404, 404)]
    )
    def test_who_sees_and_who_changes(self, as_, city, body, who, get, post):
        assert as_(who).get(f"/party-bodies/{body.pk}/").status_code == get
        assert as_(who).post(f"/party-bodies/{body.pk}/", {"unit": city.village.pk}).status_code == post
        assert not body.units.exists()
