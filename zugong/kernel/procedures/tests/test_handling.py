"""What is done on the page of a case beside its moves."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zugong.kernel import calendar
from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures import declaring
from zugong.kernel.procedures.contents import content_hash
from zugong.kernel.procedures.declaring import Move
from zugong.kernel.procedures.models import Case, Clock, Objection, Signature
from zugong.kernel.procedures.moving import take
from zugong.kernel.procedures.stages import running_clock
from zugong.kernel.procedures.tests.conftest import STAGES, STEPS
from zugong.kernel.procedures.tests.test_paper_signing import PDF


@pytest.fixture
def as_(client, city):
    def signed_in(name):
        client.force_login(city.users[name])
        return client

    return signed_in


def at(record, more=""):
    return f"/cases/test.staged/{record.pk}/{more}"


def test_a_superior_pauses_the_clock_for_a_reason_and_lets_it_go_on(begun, as_):
    client = as_("officer")
    assert "暂停计时" in client.get(at(begun)).text
    client.post(at(begun, "clock/"), {"why": "等待补正材料"})
    assert Clock.objects.get().pauses.get().why == "等待补正材料"
    assert "等待补正材料" in client.get(at(begun)).text
    client.post(at(begun, "clock/"), {"resume": "1"})
    assert Clock.objects.get().pauses.get().to_date == date(2023, 7, 3)


def test_a_pause_without_a_reason_or_by_who_may_not_is_refused(begun, as_):
    as_("officer").post(at(begun, "clock/"), {"why": " "})
    response = as_("jinan_signer").post(at(begun, "clock/"), {"why": "拖一拖"}, follow=True)
    assert "您不能暂停" in response.text
    assert not Clock.objects.get().pauses.exists()


def test_what_set_the_days_stands_beside_the_clock(begun, as_):
    assert "征求意见的答复时限 5：系统默认值" in as_("officer").get(at(begun)).text


def test_an_objection_is_taken_on_the_page(public, as_):
    client = as_("jinan_officer")
    typed = {"objection-channel": "letter", "objection-raised_on": "2023-07-03", "objection-content": "不符合条件"}
    assert "到 <strong>2023-07-10</strong> 止" in client.get(at(public)).text
    assert client.post(at(public, "objections/"), typed).status_code == 302
    assert Objection.objects.get().content == "不符合条件"
    text = client.get(at(public)).text
    assert "不符合条件" in text
    assert "核查中" in text


def test_a_wrong_objection_stays_typed_and_says_why(public, as_):
    typed = {"objection-channel": "letter", "objection-raised_on": "2023-07-01", "objection-content": "不符合条件"}
    response = as_("jinan_officer").post(at(public, "objections/"), typed)
    assert response.status_code == 422
    assert "公示期内" in response.text
    assert "不符合条件" in response.text


def test_replies_show_to_who_asked_and_only_their_number_to_others(staged, begun, as_, city):
    take(staged, "ask", begun, by=city.jinan_officer)
    assert "市人力资源和社会保障局" in as_("jinan_officer").get(at(begun)).text
    assert "部门答复：0 / 7" in as_("jinan_officer").get(at(begun)).text


@pytest.fixture
def sheet(begun, staged, city, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def filled(**changed):
        values = {
            "paper-ask-signer": city.jinan_officer.pk,
            "paper-ask-signed_on": "2023-07-03",
            "paper-ask-code": content_hash(begun, staged)[:8],
            "paper-ask-scan": SimpleUploadedFile("签字.pdf", PDF, "application/pdf"),
            "asked-ask-source": "纸面补的依据",
            "asked-ask-seen_version": begun.version,
        }
        return values | changed

    return filled


def test_a_sheet_signed_by_hand_is_registered_on_the_page(begun, sheet, as_, city):
    client = as_("officer")
    assert "登记纸质签署" in client.get(at(begun)).text
    assert client.post(at(begun, "paper/ask/"), sheet()).status_code == 302
    signature = Signature.objects.get(procedure="test.staged")
    assert (signature.by, signature.registered_by) == (city.jinan_officer, city.officer)
    begun.refresh_from_db()
    assert begun.source == "纸面补的依据"
    assert "纸质签署" in client.get(at(begun)).text


@pytest.mark.parametrize("changed", [{"paper-ask-code": "00000000"}, {"paper-ask-signer": ""}])
def test_a_sheet_that_does_not_fit_is_refused_with_a_sentence(begun, sheet, as_, changed):
    response = as_("officer").post(at(begun, "paper/ask/"), sheet(**changed))
    assert response.status_code == 422
    assert "field-error" in response.text or "校验码" in response.text
    assert not Signature.objects.exists()


@pytest.fixture
def revised(begun, declare):
    declaring._procedures.pop("test.staged")
    moves = [*STEPS, Move("skip", "免审", ("draft",), "public", Verb.CONFIRM)]
    return declare(code="test.staged", version=2, states=STAGES, moves=moves)


def test_a_case_of_an_earlier_version_says_so(begun, revised, as_):
    text = as_("jinan_officer").get(at(begun)).text
    assert "按第 1 版程序办理" in text
    assert 'id="move-skip"' not in text
    assert "旧版" in as_("jinan_officer").get("/cases/test.staged/").text


def test_the_versions_page_shows_the_dry_run_and_the_leader_carries_it_out(begun, revised, as_):
    client = as_("leader")
    page = client.get("/cases/test.staged/versions/")
    assert "试算 1 件可以转入新版" in page.text
    token = page.context["shown"].token
    assert client.post("/cases/test.staged/versions/", {"token": token, "why": "办法修订"}).status_code == 302
    assert Case.objects.get().version.number == 2
    assert "都按现行版程序办理" in client.get("/cases/test.staged/versions/").text


def test_an_old_token_moves_nothing(begun, revised, as_):
    response = as_("leader").post("/cases/test.staged/versions/", {"token": "", "why": "办法修订"})
    assert "情况有变" in response.text
    assert Case.objects.get().version.number == 1


def test_versions_are_for_who_answers_for_the_rules(begun, revised, as_):
    assert as_("officer").get("/cases/test.staged/versions/").status_code == 200
    assert as_("jinan_officer").get("/cases/test.staged/versions/").status_code == 404
    assert as_("officer").get("/cases/test.none/versions/").status_code == 404


def test_publicity_on_the_page_ends_only_when_it_may(public, as_, staged):
    client = as_("jinan_officer")
    typed = {"finish-why": "", "finish-seen_version": public.version}
    assert "期满后才能办理" in client.post(at(public, "finish/"), typed, follow=True).text
    assert running_clock(staged, public) is not None
    with calendar.on(date(2023, 7, 11)):
        assert "办结" in client.post(at(public, "finish/"), typed, follow=True).text
