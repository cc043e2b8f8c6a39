"""What waits for a decision below stands among the duties of whoever may decide, until somebody has."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zugong.kernel import calendar
from zugong.kernel.access.models import Deputy, Grant
from zugong.kernel.access.roles import Role
from zugong.kernel.access.testing import small_city
from zugong.kernel.jobs.worker import run_due
from zugong.kernel.ledger.export_requests import lapse_exports
from zugong.kernel.ledger.models import Export
from zugong.kernel.procedures import notices
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.worklist import worklist

ASK = "/ledgers/people/export/ask.xlsx"


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def as_(client, city):
    def sign_in(name: str):
        client.force_login(city.user(name))
        return client

    return sign_in


@pytest.fixture
def export(as_) -> Export:
    """An export of people with their phones in clear, which the county's officer has asked for."""
    as_("jinan_officer").post(ASK, {"why": "核对联系方式", "opened": ["phone"]})
    return Export.objects.get()


def owing(city) -> set[str]:
    return {
        name
        for name in city.users
        if any(duty.kind == "ledger.export" for duty in Duty.objects.owed_by(city.user(name)))
    }


def test_whoever_may_approve_finds_it_on_the_worklist_and_nobody_else(as_, city, export):
    assert owing(city) == {"jinan_signer", "leader"}
    assert worklist(city.user("jinan_signer")).count("to_sign") == 1
    page = as_("jinan_signer").get(reverse("work")).text
    assert f"/exports/#export-{export.pk}" in page
    assert "1 件待签发" in page


def test_the_title_names_no_person_whatever_was_filtered_by(as_, city):
    query = "?name__icontains=测某人&q=测某人"
    as_("jinan_officer").post(f"{ASK}{query}", {"why": "核对联系方式", "opened": ["phone"]})
    assert "测某人" not in " ".join(f"{duty.title}{duty.detail}" for duty in Duty.objects.all())


@pytest.mark.parametrize(("answer", "told"), [("approve", "可以下载"), ("refuse", "未获批准（不必要）")])
def test_decided_it_is_gone_from_every_worklist_and_the_asker_is_told(as_, city, export, answer, told):
    as_("jinan_signer").post(f"/exports/{export.pk}/{answer}/", {"why": "不必要"})
    run_due()
    assert owing(city) == set()
    assert told in as_("jinan_officer").get(reverse("work")).text
    assert notices.recent(city.user("leader")) == []


def test_past_its_time_it_closes_by_itself_and_the_asker_is_told(as_, city, export):
    with calendar.on(export.due + timedelta(days=1)):
        lapse_exports(lambda *_: None)
        assert owing(city) == set()
        assert "导出申请已失效" in as_("jinan_officer").get(reverse("work")).text


def test_who_asks_and_might_sign_does_not_owe_it_to_oneself(as_, city):
    Grant.objects.create(user=city.jinan_officer, role=Role.UNIT_SIGNER, unit=city.jinan)
    as_("jinan_officer").post(ASK, {"why": "核对联系方式", "opened": ["phone"]})
    assert owing(city) == {"jinan_signer", "leader"}


def test_the_deputy_of_a_signer_finds_it_too(as_, city, export):
    today = calendar.today()
    people = {"principal": city.jinan_signer, "deputy": city.township_officer}
    Deputy.objects.create(start_date=today, end_date=today, reason="出差", **people)
    assert "township_officer" in owing(city)
