"""The examination's pages: who may open which, what stands there, and what each button brings about."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.kernel import calendar
from zugong.modules.villages.models import Applicant, RecruitmentExam, RecruitmentPost, RecruitmentQuota
from zugong.modules.villages.tests.exam_city import DRAFTED, INTERVIEW, PUBLISHED, VETTED, WRITTEN, an_exam, workbook

WOMEN = ["安小雨", "白晴雪", "程芳菲"]


@pytest.fixture
def exam(city, register):
    """Applications are open for one post of one county."""
    register()
    return an_exam(city).to_applying()


@pytest.fixture
def examined(exam):
    """Both examinations have been held."""
    for place, name in enumerate(WOMEN, start=1):
        exam.apply(name, sequence=2 * place)
    return exam.to_written().to_vetting(
        dict(zip(WOMEN, ("80.5", "78", "60"), strict=True)), dict(zip(WOMEN, ("70", "82.25", "65"), strict=True))
    )


def test_who_may_open_which_page(examined, as_):
    addresses = {
        "/villages/recruiting/3415/": {"officer": 200, "auditor": 200, "leader": 200, "jinan_officer": 404, "villager": 404},
        "/villages/recruiting/341502/": {"jinan_officer": 200, "shucheng_officer": 404},
        "/villages/recruiting/341502100/": {"township_officer": 200, "other_township_officer": 404},
        "/villages/recruiting/341502100201/": {"villager": 302},
        examined.exam.get_absolute_url(): {
            "officer": 200, "jinan_officer": 200, "shucheng_officer": 200, "township_officer": 200, "resident": 404,
        },
        examined.post.get_absolute_url(): {
            "officer": 200, "jinan_officer": 200, "township_officer": 200, "shucheng_officer": 404, "auditor": 200,
        },
        f"/villages/recruiting/exams/{examined.exam.pk}/scores/": {"officer": 302, "jinan_officer": 302},
    }  # fmt: skip
    for address, people in addresses.items():
        for who, status in people.items():
            assert as_(who).get(address).status_code == status, (address, who)


def test_the_front_page_answers_and_its_funnel_opens_to_its_rows(examined, as_):
    client = as_("officer")
    page = client.get("/villages/recruiting/3415/")
    words = " ".join(page.content.decode().replace("<strong>", "").replace("</strong>", "").split())
    assert "2023 年统一招考正在“体检考察和联审”：1 个岗位招 1 人，3 人报名，每个名额 3.0 人" in words
    stages = page.context["seen"].funnel
    assert [stage.number for stage in stages] == [3, 3, 3, 1]
    for stage in stages:
        assert client.get(stage.href).context["listing"].page.paginator.count == stage.number


def test_a_county_sees_its_own_posts_alone(examined, as_):
    assert len(as_("jinan_officer").get(examined.exam.get_absolute_url()).context["rows"]) == 1
    assert as_("shucheng_officer").get(examined.exam.get_absolute_url()).context["rows"] == []


def test_those_who_only_look_on_read_masked_names_and_no_scores(examined, as_):
    page = as_("auditor").get(examined.post.get_absolute_url()).content.decode()
    assert "安小雨" not in page
    assert "安*雨" in page
    assert "80.50" not in page
    page = as_("jinan_officer").get(examined.post.get_absolute_url()).content.decode()
    assert "白晴雪" in page
    assert "80.125" in page


def test_the_next_in_rank_is_shown_once_a_place_is_free(examined, as_):
    examined.decide("withdraw", "白晴雪", on=INTERVIEW, why="本人放弃")
    context = as_("jinan_officer").get(examined.post.get_absolute_url()).context
    assert context["vacant"] == 1
    assert [line.name for line in context["lines"] if line.turn] == ["安小雨"]


def test_the_papers_are_handed_out(examined, as_):
    client = as_("jinan_officer")
    base = f"/villages/recruiting/exams/{examined.exam.pk}/papers/"
    assert client.get(base + "notice.docx").content[:2] == b"PK"
    assert client.get(base + "posts.xlsx").content[:2] == b"PK"
    assert client.get(base + "publicity.docx").status_code == 404
    examined.vet("白晴雪")
    examined.decide("clear", "白晴雪", on=VETTED, physical="passed")
    examined.move("publish", on=PUBLISHED)
    for name in ("publicity.docx", "publicity.xlsx"):
        answer = client.get(base + name)
        assert answer.status_code == 200
        assert "白晴雪".encode() not in answer.content


def test_scores_are_compared_first_and_taken_in_once_confirmed(exam, as_):
    for place, name in enumerate(WOMEN, start=1):
        exam.apply(name, sequence=2 * place)
    exam.to_written()
    with calendar.on(WRITTEN):
        client, address = as_("officer"), f"/villages/recruiting/exams/{exam.exam.pk}/scores/"
        assert client.get(f"/villages/recruiting/exams/{exam.exam.pk}/score-sheet/").content[:2] == b"PK"
        file = io.BytesIO(workbook([("2023100001", "80.5"), ("2023100009", "77"), ("2023100002", "缺考")]))
        file.name = "成绩.xlsx"
        page = client.post(address, {"file": file})
        assert [line.number for line in page.context["sheet"].wrong] == ["2023100009"]
        assert page.context["sheet"].missing == ["2023100003"]
        assert not Applicant.objects.filter(written_score__isnull=False).exists()
        assert client.post(address, {"taken": page.context["taken"]}).status_code == 302
    assert exam.of("安小雨").written == "80.50"
    assert exam.of("白晴雪").written_absent


def test_what_was_confirmed_cannot_be_forged(exam, as_):
    exam.apply("安小雨")
    RecruitmentPost.objects.update(opening_ratio=1)
    exam.to_written()
    page = as_("officer").post(f"/villages/recruiting/exams/{exam.exam.pk}/scores/", {"taken": "W10:x:y"}, follow=True)
    assert "核对结果已过期" in page.content.decode()
    assert exam.of("安小雨").written_score is None


def test_from_the_plan_to_a_countys_posts_by_buttons(city, register, as_):
    register()
    with calendar.on(DRAFTED):
        client = as_("officer")
        page = client.post("/villages/recruiting/3415/new/", follow=True)
        exam = RecruitmentExam.objects.get()
        assert page.redirect_chain[0][0] == exam.get_absolute_url()
        RecruitmentExam.objects.update(quota=1)
        client.post(f"{exam.get_absolute_url()}shares/", {"do": "suggest"})
        quota = RecruitmentQuota.objects.get()
        assert (quota.unit, quota.number) == (city.jinan, 1)
        client.post(f"{exam.get_absolute_url()}shares/", {f"share-{city.jinan.pk}": "1", "share-x": "9"})
        client.post(f"/cases/villages.recruitment_exam/{exam.pk}/call_for_posts/", {"call_for_posts-seen_version": "1"})
        address = f"/villages/recruiting/quotas/{quota.pk}/derive/"
        assert as_("shucheng_officer").post(address).status_code == 404
        assert "已按缺口编制 1 个岗位" in as_("jinan_officer").post(address, follow=True).content.decode()
        assert "没有可以编制岗位的缺口" in as_("jinan_officer").post(address, follow=True).content.decode()
    assert RecruitmentPost.objects.get().gaps.get().village == city.village


def test_a_county_confirms_all_who_meet_every_clause(exam, as_):
    for place, name in enumerate(WOMEN, start=1):
        exam.apply(name, sequence=2 * place, full_time=None if place == 3 else "true")
    with calendar.on(WRITTEN):
        exam.move("close_applications")
        as_("jinan_officer").post(f"{exam.exam.get_absolute_url()}confirm/", {"unit": "341502"})
    assert [exam.of(name).state for name in WOMEN] == ["qualified", "qualified", "applied"]


def test_the_pages_ask_as_often_for_many_as_for_few(exam, as_):
    client = as_("officer")
    addresses = ["/villages/recruiting/3415/", exam.exam.get_absolute_url(), exam.post.get_absolute_url()]
    exam.apply("安小雨")
    before = [_queries(client, address) for address in addresses]
    for place, name in enumerate(["白晴雪", "程芳菲", "丁若兰"], start=2):
        exam.apply(name, sequence=2 * place)
    assert [_queries(client, address) for address in addresses] == before


def _queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)
