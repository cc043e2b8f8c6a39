from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zugong.kernel.access.models import Deputy
from zugong.kernel.access.testing import USERS, small_city
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures import notices
from zugong.kernel.procedures.digests import write_digests
from zugong.kernel.procedures.duties import climb, open_duty

TODAY = date(2023, 7, 3)


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def owe(city):
    record = Parameter.objects.create(code="plan.sign.days", value=1, valid_from=TODAY, source="试")

    def opened(unit="jinan", verb="report", kind="test.report", title="填报培训人数", due=TODAY, **more):
        place = city.units[unit]
        return open_duty(kind=kind, record=record, unit=place, verb=verb, title=title, url="/plan/x/", due=due, **more)

    return opened


@pytest.fixture
def page(client, city):
    """The work page as a user sees it."""

    def seen(name):
        client.force_login(city.users[name])
        response = client.get("/")
        assert response.status_code == 200
        return response.content.decode()

    return seen


@pytest.mark.parametrize("name", [name for name, *_ in USERS])
def test_the_page_opens_for_every_role(page, name):
    assert "今天的事都办完了" in page(name)


def test_a_stranger_is_asked_to_sign_in(client, db):
    assert client.get("/").status_code == 302


def test_the_first_line_answers_and_each_row_has_its_action(page, owe):
    owe()
    owe(kind="test.late", due=date(2023, 6, 29), title="反馈督查单")
    text = page("jinan_officer")
    assert "今天有 1 件到期、1 件逾期" in text
    assert "逾期 2 个工作日" in text
    assert text.index("反馈督查单") < text.index("填报培训人数")
    assert 'href="/plan/x/"' in text


def test_a_sibling_sees_nothing_of_it(page, owe):
    owe()
    assert "填报培训人数" not in page("shucheng_officer")


def test_whoever_has_no_verbs_is_told_what_will_appear_here(page):
    assert "没有等您处理的事" in page("resident")
    assert "没有要办的事" in page("jinan_officer")


def test_a_duty_in_person_reaches_a_resident(page, owe, city):
    owe(user=city.resident, unit="village", title="回复意见")
    assert "回复意见" in page("resident")


def test_what_has_climbed_is_shown_above_with_a_text_for_the_group_without_names(page, owe, city):
    owe(unit="muchang", due=date(2023, 6, 20))
    climb(TODAY)
    text = page("jinan_officer")
    assert "下级逾期" in text
    assert "【督办】“填报培训人数”以下单位逾期：木厂镇。办理：http://testserver/" in text


def test_deputy_and_principal_are_told(page, city):
    days = {"start_date": TODAY, "end_date": date(2023, 7, 10)}
    Deputy.objects.create(principal=city.jinan_officer, deputy=city.jinan_signer, reason="休假", **days)
    assert "您正在代" in page("jinan_signer")
    assert "您已委托" in page("jinan_officer")


def test_the_digest_is_shown_until_it_is_put_away(page, owe, city, client):
    owe()
    write_digests(TODAY)
    assert "今日提醒" in page("jinan_officer")
    client.post(reverse("put_digest_away"))
    assert "今日提醒" not in page("jinan_officer")


def test_notices_of_modules_are_shown_newest_first(page, monkeypatch):
    told = [
        notices.Notice("a", "旧通报", "/a/", date(2023, 5, 1)),
        notices.Notice("b", "新通报", "/b/", date(2023, 6, 1)),
    ]
    monkeypatch.setattr(notices, "_providers", [lambda user, limit: told])
    text = page("jinan_officer")
    assert text.index("新通报") < text.index("旧通报")


def test_many_duties_ask_as_many_queries_as_few(page, owe, client):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        return len(asked)

    owe()
    page("jinan_officer")
    few = queries()
    for kind in range(40):
        owe(kind=f"test.{kind}")
    assert queries() == few <= 22
