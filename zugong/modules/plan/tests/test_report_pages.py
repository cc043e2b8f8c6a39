"""The pages on which parts are reported, signed and confirmed, as each role sees and uses them."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.kernel.procedures.moving import take
from zugong.modules.plan.actions import handing_on
from zugong.modules.plan.models import Report


@pytest.fixture
def part(handing):
    return handing.issue(handing.target(), jinan=200, shucheng=100)["jinan"]


def address(part):
    return f"/plan/parts/{part.pk}/report/"


def given(**more):
    return {"value": "40", "as_of": "2023-03-10", "text": "已召开推进会", "why_lower": "", "token": str(uuid4())} | more


def words_of(response):
    return response.content.decode()


def test_the_clerk_reports_a_number_with_a_photo(as_, part):
    photo = SimpleUploadedFile("名单.txt", "甲".encode())
    response = as_("jinan_officer").post(address(part), given(files=photo), follow=True)
    assert "名单.txt" in words_of(response)
    assert Report.objects.get().value == 40


def test_sending_again_leads_to_the_first_report(as_, part):
    client, sent = as_("jinan_officer"), given()
    first = client.post(address(part), sent)
    again = client.post(address(part), sent | {"value": "41"})
    assert first.url == again.url == f"/plan/reports/{Report.objects.get().pk}/"


def test_a_form_that_waited_for_a_signal_is_taken_once_and_told_where_it_went(as_, part):
    client, sent = as_("jinan_officer"), given()
    headers = {"Accept": "application/json", "Idempotency-Key": sent["token"]}
    answers = [client.post(address(part), sent, headers=headers).json() for _again in range(2)]
    assert answers == [{"location": f"/plan/reports/{Report.objects.get().pk}/"}] * 2


def test_a_page_that_sends_later_is_told_what_is_wrong(as_, part):
    response = as_("jinan_officer").post(
        address(part), given(as_of="2023-03-21"), headers={"Accept": "application/json"}
    )
    assert response.status_code == 422
    assert "不能晚于今天" in response.json()["errors"]["as_of"][0]
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"value": "很多"}, {"value": "NaN"}, {"value": "-1"}, {"as_of": "昨天"}, {"token": "x"}, {"value": "9" * 30}],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(as_, part, wrong):
    response = as_("jinan_officer").post(address(part), given(**wrong))
    assert response.status_code == 200
    assert "已召开推进会" in words_of(response)
    assert not Report.objects.exists()


def test_a_lower_number_asks_for_its_reason(handing, as_, part):
    handing.confirmed(part, 50)
    page = words_of(as_("jinan_officer").post(address(part), given()))
    assert "请写明下降的原因" in page
    assert as_("jinan_officer").post(address(part), given(why_lower="一人离职")).status_code == 302


def test_the_form_begins_with_the_last_confirmed_number_written_plainly(handing, as_, part):
    handing.confirmed(part, 100)
    assert 'value="100"' in words_of(as_("jinan_officer").get(address(part)))


def test_a_computed_part_says_where_its_number_comes_from(handing, as_):
    part = handing.issue(handing.target(measure="plan.coverage"), jinan=300)["jinan"]
    page = words_of(as_("jinan_officer").get(address(part)))
    assert "由系统从台账计算" in page
    assert "data-report=" not in page


@pytest.mark.parametrize(
    ("user", "status", "form"),
    [("jinan_officer", 200, True), ("jinan_signer", 200, False), ("officer", 200, False), ("leader", 200, False)],
)
def test_only_the_clerk_gets_the_form(as_, part, user, status, form):
    response = as_(user).get(address(part))
    assert response.status_code == status
    assert ("data-offline-form" in words_of(response)) is form


@pytest.mark.parametrize("user", ["shucheng_officer", "township_officer", "cadre"])
def test_others_find_neither_part_nor_report(handing, as_, part, user):
    entry = handing.report(part, 40)
    assert as_(user).get(address(part)).status_code == 404
    assert as_(user).get(f"/plan/reports/{entry.pk}/").status_code == 404


def test_somebody_who_may_read_but_not_report_is_refused(as_, part):
    response = as_("jinan_signer").post(address(part), given())
    assert "不能代表" in words_of(response)
    assert not Report.objects.exists()


def test_a_returned_report_shows_its_reason_on_its_page(handing, as_, part):
    entry = handing.report(part, 40)
    take("plan.report", "send_back", entry, by=handing.user("jinan_signer"), why="与名单不符")
    client = as_("jinan_officer")
    assert "被退回" in words_of(client.get(address(part)))
    assert "与名单不符" in words_of(client.get(f"/plan/reports/{entry.pk}/"))


def test_the_confirming_section_sees_the_neighbours_and_the_unit_does_not(handing, as_, part):
    entry = handing.report(part, 40)
    assert "舒城县" in words_of(as_("officer").get(f"/plan/reports/{entry.pk}/"))
    assert "舒城县" not in words_of(as_("jinan_officer").get(f"/plan/reports/{entry.pk}/"))


def signed_reports(handing, part):
    theirs = part.breakdown.parts.get(unit=handing.city.units["shucheng"])
    entries = [handing.report(part, 40), handing.report(theirs, 20, by="shucheng_officer")]
    for entry, signer in zip(entries, ["jinan_signer", "shucheng_signer"], strict=True):
        take("plan.report", "sign", entry, by=handing.user(signer))
    return entries


def test_a_section_confirms_several_at_once(handing, as_, part):
    entries = signed_reports(handing, part)
    as_("officer").post("/plan/reports/?state=signed", {"report": [one.pk for one in entries], "do": "confirm"})
    assert set(Report.objects.values_list("state", flat=True)) == {"confirmed"}


def test_only_what_waits_for_the_reader_can_be_chosen(handing, as_, part):
    mine, _theirs = signed_reports(handing, part)
    box = f'name="report" value="{mine.pk}"'
    assert box in words_of(as_("officer").get("/plan/reports/"))
    for other in "other_officer", "jinan_signer":
        assert box not in words_of(as_(other).get("/plan/reports/"))


def test_the_list_tells_what_was_confirmed_before(handing, as_, part):
    handing.confirmed(part, 33, date(2023, 2, 28))
    assert "首次" in words_of(as_("officer").get("/plan/reports/"))
    handing.report(part, 40)
    page = words_of(as_("officer").get("/plan/reports/?state=reported"))
    assert "首次" not in page
    assert "33" in page


def test_returning_several_needs_a_reason(handing, as_, part):
    entries = signed_reports(handing, part)
    chosen = {"report": [one.pk for one in entries], "do": "return"}
    assert "须说明原因" in words_of(as_("officer").post("/plan/reports/", chosen, follow=True))
    as_("officer").post("/plan/reports/", chosen | {"why": "与名单不符"})
    assert set(Report.objects.values_list("state", flat=True)) == {"returned"}


def test_another_section_confirms_nothing(handing, as_, part):
    entries = signed_reports(handing, part)
    chosen = {"report": [one.pk for one in entries], "do": "confirm"}
    assert "您不能" in words_of(as_("other_officer").post("/plan/reports/", chosen, follow=True))
    assert set(Report.objects.values_list("state", flat=True)) == {"signed"}


@pytest.mark.parametrize("chosen", [{"report": "x", "do": "confirm"}, {"do": "confirm"}, {"do": "nonsense"}])
def test_nonsense_and_empty_choices_change_nothing(handing, as_, part, chosen):
    signed_reports(handing, part)
    assert as_("officer").post("/plan/reports/", chosen, follow=True).status_code == 200
    assert set(Report.objects.values_list("state", flat=True)) == {"signed"}


def test_what_the_own_units_owe_comes_worst_first(handing, as_, part):
    other = handing.issue(handing.target(what="示范小区"), jinan=300)["jinan"]
    other.due_date = date(2023, 3, 1)
    other.save()
    page = words_of(as_("jinan_officer").get("/plan/mine/"))
    assert page.index("示范小区") < page.index("引进人才")
    assert "舒城县" not in page


def test_who_owes_nothing_is_told_so(as_, part):
    assert "还没有分解给本单位的任务" in words_of(as_("zone_officer").get("/plan/mine/"))


def test_figures_from_below_are_proposed_with_their_rows(handing, as_, part):
    target = handing_on.hand_on(part=part, by=handing.user("jinan_officer"))
    below = handing.issue(target, officer="jinan_officer", leader="jinan_leader", muchang=150, matou=50)
    names = {"clerk": "township_officer", "signer": "muchang_signer", "by": "jinan_officer"}
    handing.confirmed(below["muchang"], 61, date(2023, 3, 5), **names)
    page = words_of(as_("jinan_officer").get(address(part)))
    assert 'value="61"' in page
    assert 'value="2023-03-05"' in page
    assert "马头镇" in page


def queries(client, where):
    client.get(where)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    return len(asked)


@pytest.mark.parametrize("place", ["/plan/mine/", "/plan/reports/", "part"])
def test_pages_ask_as_often_for_many_rows_as_for_few(handing, as_, part, place):
    where = address(part) if place == "part" else place
    handing.report(part, 1)
    few = queries(as_("jinan_officer"), where)
    for number in range(3):
        more = handing.issue(handing.target(what=f"目标{number}"), jinan=300)["jinan"]
        handing.report(more, 1)
        handing.report(part, number + 2)
    assert queries(as_("jinan_officer"), where) == few


def test_a_reports_page_asks_as_often_with_many_neighbours_and_a_long_past(handing, as_, part):
    entry = handing.report(part, 40)
    few = queries(as_("officer"), f"/plan/reports/{entry.pk}/")
    more = handing.issue(handing.target(what="多"), jinan=100, shucheng=100, zone=100)
    for day in 1, 5, 9:
        handing.confirmed(more["jinan"], day, date(2023, 3, day))
    last = handing.report(more["jinan"], 40)
    assert queries(as_("officer"), f"/plan/reports/{last.pk}/") == few


def test_the_number_typed_is_told_what_it_must_reach(as_, handing):
    floor = handing.issue(handing.target("floor", 80), jinan=80)["jinan"]
    page = words_of(as_("jinan_officer").get(address(floor)))
    assert 'data-required="80' in page
    assert 'data-enough="80' in page
    assert "data-at-most" not in page


def test_of_a_limit_and_of_about_the_figure_that_is_enough_is_said(as_, handing):
    limit = handing.issue(handing.target("replicate", 6, comparator="<="), jinan=6)["jinan"]
    about = handing.issue(handing.target("replicate", 30, comparator="~"), jinan=30)["jinan"]
    assert "data-at-most" in words_of(as_("jinan_officer").get(address(limit)))
    assert 'data-enough="27' in words_of(as_("jinan_officer").get(address(about)))


def test_the_parts_figures_are_drawn_once_there_are_two(as_, handing, part):
    client = as_("jinan_officer")
    handing.confirmed(part, 40, date(2023, 2, 28))
    assert client.get(address(part)).context["trend"] is None
    entry = handing.report(part, 60, date(2023, 3, 10))
    trend = client.get(address(part)).context["trend"]
    assert [(dot.x, dot.report.value) for dot in trend.dots] == [("10.0", 40), ("310.0", 60)]
    assert [dot.report for dot in client.get(f"/plan/reports/{entry.pk}/").context["trend"].dots][-1] == entry


def test_what_came_back_or_was_withdrawn_is_not_drawn(as_, handing, part):
    handing.confirmed(part, 40, date(2023, 2, 28))
    entry = handing.report(part, 60, date(2023, 3, 10))
    take("plan.report", "withdraw", entry, by=handing.user("jinan_officer"))
    assert as_("jinan_officer").get(address(part)).context["trend"] is None
