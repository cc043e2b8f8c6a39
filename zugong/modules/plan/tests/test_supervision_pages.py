"""The pages of slips, postponements, bulletins, assignments, results and papers: who sees what, and that typing is not lost."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zugong.kernel import calendar
from zugong.kernel.access.models import AccessLog
from zugong.kernel.procedures.moving import take
from zugong.modules.plan.actions.bulletins import draw_up
from zugong.modules.plan.actions.handing_on import hand_on
from zugong.modules.plan.actions.postponing import ask_for_more_time
from zugong.modules.plan.actions.supervision import draft_slip
from zugong.modules.plan.actions.tasks import enter_outside_result
from zugong.modules.plan.models import Bulletin, OutsideResult, Postponement, Slip, Task


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def part(handing):
    part = handing.issue(handing.target(), jinan=200, shucheng=100)["jinan"]
    handing.confirmed(part, 1)
    return part


@pytest.fixture
def draft(handing, part):
    return draft_slip(task=part.breakdown.target.task, part=part, by=handing.user("officer"))


@pytest.fixture
def issued(handing, draft):
    take("plan.slip", "issue", draft, by=handing.user("leader"))
    return draft


@pytest.fixture
def bulletin(handing, part):
    return draw_up(plan=handing.plan, period="2023-Q1", as_of=date(2023, 3, 20), by=handing.user("officer"))


@pytest.fixture
def request_(handing, part):
    return ask_for_more_time(
        task=part.breakdown.target.task,
        part=part,
        new_due_date=date(2024, 1, 31),
        reason="汛期",
        by=handing.user("jinan_officer"),
    )


@pytest.fixture
def result(handing):
    return enter_outside_result(
        target=handing.target(value=5),
        unit=handing.city.city,
        value=Decimal(2),
        decided_on=date(2023, 3, 15),
        decided_by="省有关部门",
        proof="命名通知",
        by=handing.user("officer"),
    )


def test_what_was_handed_on_is_not_listed_among_the_assignments(as_, handing, part):
    task = hand_on(part=part, by=handing.user("jinan_officer")).task
    given = handing.target(unit="jinan").task
    shown = [row for row, _lamp in as_("jinan_officer").get("/plan/assignments/").context["rows"]]
    assert (task in shown, given in shown) == (False, True)


@pytest.mark.parametrize(("name", "ways"), [("jinan_officer", True), ("enterprise", False), ("resident", False)])
def test_only_readers_of_units_are_shown_the_ways_to_the_lists(as_, part, name, ways):
    assert ('href="/plan/slips/"' in as_(name).get("/plan/").text) is ways


LISTS = ("/plan/slips/", "/plan/bulletins/", "/plan/assignments/", "/plan/2023/papers/")


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("name", ["officer", "leader", "jinan_officer", "villager", "auditor"])
def test_lists_open_for_everybody_who_reads(as_, part, name, address):
    assert as_(name).get(address).status_code == 200


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("officer", 200),
        ("leader", 200),
        ("auditor", 200),
        ("jinan_officer", 404),
        ("shucheng_officer", 404),
        ("resident", 404),
    ],
)
def test_a_draft_slip_is_not_found_outside_the_drafting_unit(as_, draft, name, status):
    assert as_(name).get(draft.get_absolute_url()).status_code == status
    assert as_(name).get(f"{draft.get_absolute_url()}slip.docx").status_code == status


@pytest.mark.parametrize(("name", "status"), [("shucheng_officer", 200), ("villager", 200), ("resident", 404)])
def test_a_signed_slip_is_found_by_all_units_below(as_, issued, name, status):
    assert as_(name).get(issued.get_absolute_url()).status_code == status


@pytest.mark.parametrize(("name", "status"), [("officer", 200), ("jinan_officer", 404), ("shucheng_officer", 404)])
def test_a_draft_bulletin_and_its_prints_are_not_found_below(as_, bulletin, name, status):
    for ending in ("", "bulletin.docx", "bulletin.xlsx"):
        assert as_(name).get(bulletin.get_absolute_url() + ending).status_code == status


@pytest.mark.parametrize(("name", "status"), [("leader", 200), ("jinan_officer", 200), ("shucheng_officer", 404)])
def test_a_request_for_time_is_found_by_the_two_sides(as_, request_, name, status):
    assert as_(name).get(request_.get_absolute_url()).status_code == status


@pytest.mark.parametrize(("name", "status"), [("officer", 200), ("jinan_officer", 404)])
def test_a_result_is_found_where_it_counts(as_, result, name, status):
    assert as_(name).get(result.get_absolute_url()).status_code == status


@pytest.mark.parametrize(
    ("address", "name", "status"),
    [
        ("/plan/slips/new", "officer", 200),
        ("/plan/slips/new", "villager", 403),
        ("/plan/bulletins/new", "officer", 200),
        ("/plan/bulletins/new", "jinan_officer", 403),
        ("/plan/assignments/new", "leader", 200),
        ("/plan/assignments/new", "township_officer", 403),
    ],
)
def test_forms_open_for_those_who_may_use_them(as_, part, address, name, status):
    assert as_(name).get(address).status_code == status


def test_one_click_draws_up_a_slip(as_, part):
    answer = as_("officer").post("/plan/slips/new", {"part": part.pk})
    assert answer.headers["Location"] == Slip.objects.get().get_absolute_url()


def test_a_refused_slip_says_why_and_makes_none(as_, part, draft):
    page = as_("officer").post("/plan/slips/new", {"part": part.pk}, follow=True)
    assert "尚未处理完" in page.content.decode()
    assert Slip.objects.count() == 1


def test_the_late_unit_replies_with_its_proof(as_, issued):
    given = {"reply": "已整改到位", "file": SimpleUploadedFile("台账.txt", "逐项销号".encode())}
    as_("jinan_officer").post(f"{issued.get_absolute_url()}reply/", given)
    issued.refresh_from_db()
    page = as_("supervisor").get(issued.get_absolute_url()).content.decode()
    assert issued.state == Slip.State.REPLIED
    assert "台账.txt" in page


def test_a_bad_file_leaves_the_slip_unanswered_and_the_words_typed(as_, issued):
    given = {"reply": "已整改到位", "file": SimpleUploadedFile("台账.pdf", b"MZ\x90\x00")}
    page = as_("jinan_officer").post(f"{issued.get_absolute_url()}reply/", given)
    issued.refresh_from_db()
    assert page.status_code == 422
    assert "已整改到位" in page.content.decode()
    assert issued.state == Slip.State.ISSUED


def test_a_sibling_does_not_reply(as_, issued):
    as_("shucheng_officer").post(f"{issued.get_absolute_url()}reply/", {"reply": "代答"})
    issued.refresh_from_db()
    assert (issued.state, issued.reply) == ("issued", "")


def test_a_draft_is_edited_on_its_page(as_, draft):
    given = {"reason": "进度滞后", "demand": "限期整改", "due_date": "2023-03-28"}
    as_("officer").post(f"{draft.get_absolute_url()}edit/", given)
    draft.refresh_from_db()
    assert (draft.reason, draft.due_date) == ("进度滞后", date(2023, 3, 28))


def test_a_wrong_reply_date_stands_beside_what_was_typed(as_, draft):
    given = {"reason": "进度滞后得很", "demand": "限期整改", "due_date": "2023-03-01"}
    page = as_("officer").post(f"{draft.get_absolute_url()}edit/", given)
    assert page.status_code == 422
    assert "须晚于今天" in page.content.decode()
    assert "进度滞后得很" in page.content.decode()


def test_time_is_asked_for_on_the_page(as_, part):
    given = {"new_due_date": "2024-01-31", "reason": "汛期停工"}
    as_("jinan_officer").post(f"/plan/postponements/new?part={part.pk}", given)
    assert Postponement.objects.get().new_due_date == date(2024, 1, 31)


def test_a_refused_request_keeps_what_was_typed(as_, part):
    given = {"new_due_date": "2023-06-30", "reason": "汛期停工"}
    page = as_("jinan_officer").post(f"/plan/postponements/new?part={part.pk}", given).content.decode()
    assert "须晚于原时限" in page
    assert "汛期停工" in page


@pytest.mark.parametrize(("name", "status"), [("jinan_officer", 200), ("shucheng_officer", 404), ("officer", 403)])
def test_only_who_owes_the_part_asks_for_time(as_, part, name, status):
    assert as_(name).get(f"/plan/postponements/new?part={part.pk}").status_code == status


@pytest.mark.parametrize("query", ["", "?part=abc", "?task=0", "?part=999999"])
def test_asking_for_time_for_nothing_is_not_found(as_, part, query):
    assert as_("officer").get(f"/plan/postponements/new{query}").status_code == 404


def test_a_bulletin_is_drawn_up_edited_recounted_and_signed_on_its_pages(as_, handing, part):
    officer = as_("officer")
    given = {"plan": handing.plan.pk, "period": "2023-Q1", "as_of": "2023-03-20", "remarks": "抓紧"}
    officer.post("/plan/bulletins/new", given)
    bulletin = Bulletin.objects.get()
    officer.post(f"{bulletin.get_absolute_url()}edit/", {"title": "一季度通报", "remarks": "再抓紧"})
    officer.post(f"{bulletin.get_absolute_url()}recount/")
    as_("leader").post(
        f"/cases/plan.bulletin/{bulletin.pk}/sign/", {"sign-number": "六组通〔2023〕1号", "sign-why": ""}
    )
    bulletin.refresh_from_db()
    assert (bulletin.title, bulletin.remarks, bulletin.number) == ("一季度通报", "再抓紧", "六组通〔2023〕1号")


def test_a_day_to_come_is_named_beside_its_field(as_, handing, part):
    given = {"plan": handing.plan.pk, "period": "2023-Q1", "as_of": "2023-12-31"}
    assert "不能晚于今天" in as_("officer").post("/plan/bulletins/new", given).content.decode()


def test_a_draft_is_discarded_with_a_reason(as_, bulletin):
    officer = as_("officer")
    officer.post(f"{bulletin.get_absolute_url()}discard/", {"why": ""})
    assert Bulletin.objects.exists()
    officer.post(f"{bulletin.get_absolute_url()}discard/", {"why": "期间选错"})
    assert not Bulletin.objects.exists()


def test_a_line_fills_the_fields_as_it_is_typed(as_, handing):
    page = as_("officer").get("/plan/assignments/understood", {"line": "请组织二科4月15日前报送名单"}).content.decode()
    for expected in ("组织二科", "报送名单", "2023-04-15"):
        assert expected in page


def test_what_was_filled_in_by_hand_stays_when_the_line_goes_on(as_, handing):
    given = {
        "line": "请组织二科4月15日前报送名单",
        "understood": "请组织二科",
        "title": "我写的事项",
        "due_date": "2023-05-01",
    }
    page = as_("officer").get("/plan/assignments/understood", given).content.decode()
    assert "我写的事项" in page
    assert "2023-05-01" in page


def test_a_line_alone_is_shown_as_understood_before_it_is_assigned(as_, handing):
    before = Task.objects.count()
    page = as_("officer").post("/plan/assignments/new", {"line": "请组织二科4月15日前报送名单"}).content.decode()
    assert "报送名单" in page
    assert Task.objects.count() == before


def test_an_assignment_is_made_on_the_page(as_, handing):
    section = handing.city.other_section
    given = {
        "line": "一",
        "section": section.pk,
        "title": "报送名单",
        "due_date": "2023-04-15",
        "source": "部务会",
        "deliverable": "list",
    }
    as_("leader").post("/plan/assignments/new", given)
    task = Task.objects.get(title="报送名单")
    assert (task.section, task.due_date, task.source, task.plan) == (section, date(2023, 4, 15), "部务会", None)


def test_nobody_assigns_to_a_unit_outside_the_own(as_, handing):
    given = {"section": handing.city.shucheng.pk, "title": "报送名单"}
    assert as_("jinan_officer").post("/plan/assignments/new", given).status_code == 422
    assert not Task.objects.filter(title="报送名单").exists()


def test_a_past_day_is_named_and_the_words_stay(as_, handing):
    given = {"section": handing.city.section.pk, "title": "报送名单", "due_date": "2023-03-01"}
    page = as_("leader").post("/plan/assignments/new", given).content.decode()
    assert "已经过去" in page
    assert "报送名单" in page


def test_a_result_is_entered_with_its_proof(as_, handing):
    target = handing.target(value=5)
    given = {
        "unit": handing.city.city.pk,
        "value": "2",
        "decided_on": "2023-03-15",
        "decided_by": "省有关部门",
        "proof": "命名通知",
        "file": SimpleUploadedFile("命名通知.txt", "名单".encode()),
    }
    as_("officer").post(f"/plan/results/new?target={target.pk}", given)
    assert OutsideResult.objects.get().value == 2


def test_a_result_without_the_file_is_not_entered(as_, handing):
    target = handing.target(value=5)
    given = {
        "unit": handing.city.city.pk,
        "value": "2",
        "decided_on": "2023-03-15",
        "decided_by": "省",
        "proof": "通知",
    }
    assert as_("officer").post(f"/plan/results/new?target={target.pk}", given).status_code == 200
    assert not OutsideResult.objects.exists()


def test_every_paper_taken_away_is_noted(as_, part, draft, bulletin):
    officer = as_("officer")
    for address in (
        f"{draft.get_absolute_url()}slip.docx",
        f"{bulletin.get_absolute_url()}bulletin.docx",
        f"{bulletin.get_absolute_url()}bulletin.xlsx",
        "/plan/2023/breakdown.docx",
        "/plan/2023/breakdown.xlsx",
    ):
        answer = officer.get(address)
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert AccessLog.objects.filter(kind="downloaded").count() == 5


def test_the_number_of_queries_does_not_grow_with_the_slips(as_, handing, django_assert_max_num_queries):
    officer = as_("officer")
    counts = []
    for _ in range(2):
        for part in handing.issue(handing.target(), jinan=200, shucheng=100).values():
            draft_slip(task=part.breakdown.target.task, part=part, by=handing.user("officer"))
        with django_assert_max_num_queries(60) as seen:
            officer.get("/plan/slips/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_number_of_queries_does_not_grow_with_the_late(as_, handing, django_assert_max_num_queries):
    officer = as_("officer")
    counts = []
    for _ in range(2):
        handing.issue(handing.target(), jinan=200, shucheng=100)
        with calendar.on(date(2024, 1, 3)), django_assert_max_num_queries(80) as seen:
            officer.get("/plan/slips/new")
        counts.append(len(seen))
    assert counts[0] == counts[1]
