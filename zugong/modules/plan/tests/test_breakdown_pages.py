"""The pages on which targets are handed out, as each role sees and uses them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.actions import add_unit
from zugong.modules.plan.actions import breakdowns
from zugong.modules.plan.models import Breakdown, BreakdownComment, Part, Target
from zugong.modules.plan.tests.handing_out import MEETING


@pytest.fixture
def target(handing):
    return handing.target()


def address(target):
    return f"/plan/targets/{target.pk}/breakdown/"


def typed(handing, values, **more):
    units = handing.city.units
    rows = {f"value-{units[name].pk}": value for name, value in values.items()}
    return {"unit": [units[name].pk for name in values], "kind": "split", "method": "by_hand"} | rows | more


def words_of(response):
    return response.content.decode()


def test_the_officer_sees_the_usual_recipients_and_what_is_missing(handing, as_, target):
    handing.draft(target, jinan=200, shucheng=90)
    page = words_of(as_("officer").get(address(target)))
    assert "还差 <strong>10</strong>" in page
    assert "六安经济开发区" in page


def test_saving_writes_the_draft(handing, as_, target):
    response = as_("officer").post(
        address(target), typed(handing, {"jinan": "200", "shucheng": "1,00"}) | {"do": "save"}
    )
    assert response.status_code == 200
    assert "不是数字" in words_of(response)
    response = as_("officer").post(
        address(target), typed(handing, {"jinan": "200", "shucheng": "100"}) | {"do": "save"}
    )
    assert response.status_code == 302
    assert Part.objects.filter(breakdown__target=target).count() == 2


@pytest.mark.parametrize("nonsense", ["二十", "NaN", "-3", "1e40", "", "40个"])
def test_what_is_no_number_is_named_beside_its_field_and_stays_typed(handing, as_, target, nonsense):
    given = typed(
        handing, {"jinan": nonsense, "shucheng": "100"}, **{f"note-{handing.city.units['shucheng'].pk}": "已商定"}
    )
    response = as_("officer").post(address(target), given | {"do": "save"})
    page = words_of(response)
    assert response.status_code == 200
    assert 'class="field-error"' in page
    assert f'value="{nonsense}"' in page
    assert 'value="已商定"' in page
    assert not Breakdown.objects.exists()


def test_computing_shares_fills_the_form_and_writes_nothing(handing, as_, target):
    given = typed(handing, {"jinan": "", "shucheng": ""}, method="in_proportion", register="villages", kind="split")
    page = words_of(as_("officer").post(address(target), given | {"do": "propose"}))
    assert 'value="200"' in page
    assert not Breakdown.objects.exists()


def test_trying_another_kind_writes_nothing_until_saved(handing, as_, target):
    as_("officer").post(address(target), typed(handing, {"jinan": "2"}, kind="replicate") | {"do": "propose"})
    assert Target.objects.get(pk=target.pk).kind == "split"
    as_("officer").post(address(target), typed(handing, {"jinan": "300"}, kind="replicate") | {"do": "save"})
    assert Target.objects.get(pk=target.pk).kind == "replicate"


def test_a_pasted_column_fills_the_rows_and_names_what_it_does_not_know(handing, as_, target):
    given = typed(handing, {"jinan": "0"}, column="金安区\t180\n舒城县\t120\n天长县\t5")
    page = words_of(as_("officer").post(address(target), given | {"do": "paste"}))
    assert 'value="180"' in page
    assert 'value="120"' in page
    assert "天长县" in page
    assert not Breakdown.objects.exists()


def test_an_uploaded_sheet_fills_the_rows(handing, as_, target):
    sheet = SimpleUploadedFile("分解.csv", "单位,任务数\n金安区,180\n".encode())
    page = words_of(as_("officer").post(address(target), typed(handing, {"jinan": "0"}, sheet=sheet) | {"do": "paste"}))
    assert 'value="180"' in page


@pytest.mark.parametrize("given", [{}, {"column": "　"}, {"sheet": SimpleUploadedFile("a.xlsx", b"%PDF-1.4")}])
def test_pasting_nothing_or_nonsense_says_so(handing, as_, target, given):
    response = as_("officer").post(address(target), typed(handing, {"jinan": "7"}, **given) | {"do": "paste"})
    assert response.status_code == 200
    assert 'value="7"' in words_of(response)


def test_redrafting_keeps_the_later_date_that_was_granted(handing, as_, target):
    part = handing.draft(target, jinan=300).parts.get()
    Part.objects.filter(pk=part.pk).update(due_date=date(2024, 1, 31))
    as_("officer").post(address(target), typed(handing, {"jinan": "310"}) | {"do": "save"})
    part.refresh_from_db()
    assert (part.value, part.due_date) == (310, date(2024, 1, 31))


def test_each_unit_can_be_given_a_date_of_its_own_and_lose_it_again(handing, as_, target):
    jinan = handing.city.units["jinan"].pk
    given = typed(handing, {"jinan": "200", "shucheng": "100"})
    as_("officer").post(address(target), given | {f"due-{jinan}": "2023-09-30", "do": "save"})
    due = dict(Part.objects.filter(breakdown__target=target).values_list("unit__name", "due_date"))
    assert due == {"金安区": date(2023, 9, 30), "舒城县": None}
    assert 'value="2023-09-30"' in words_of(as_("officer").get(address(target)))
    as_("officer").post(address(target), given | {f"due-{jinan}": "", "do": "save"})
    assert not Part.objects.filter(breakdown__target=target, due_date__isnull=False).exists()


def test_what_is_no_date_is_named_beside_its_field_and_nothing_is_saved(handing, as_, target):
    part = handing.draft(target, jinan=300).parts.get()
    given = typed(handing, {"jinan": "310"}) | {f"due-{part.unit_id}": "九月底", "do": "save"}
    assert "“九月底”不是日期" in words_of(as_("officer").post(address(target), given))
    part.refresh_from_db()
    assert (part.value, part.due_date) == (300, None)


@pytest.mark.parametrize("user", ["other_township_officer", "villager", "shucheng_officer"])
def test_who_owes_no_part_finds_no_page(handing, as_, target, user):
    handing.issue(target, jinan=300)
    assert as_(user).get(address(target)).status_code == 404


def test_a_recipient_sees_its_own_row_alone_and_cannot_write(handing, as_, target):
    handing.issue(target, jinan=200, shucheng=100)
    client = as_("jinan_officer")
    page = words_of(client.get(address(target)))
    assert "金安区" in page
    assert "舒城县" not in page
    client.post(address(target), typed(handing, {"jinan": "1"}) | {"do": "save"})
    assert Part.objects.get(unit=handing.city.units["jinan"]).value == 200


@pytest.fixture
def circulated(handing, target):
    breakdown = handing.draft(target, jinan=200, shucheng=100)
    take("plan.breakdown", "circulate", breakdown, by=handing.user("officer"))
    return breakdown


def test_an_opinion_is_given_and_answered_on_the_page(handing, as_, target, circulated):
    jinan = handing.city.units["jinan"].pk
    as_("jinan_officer").post(f"{address(target)}comment/", {"unit": jinan, "agrees": "no", "text": "偏重"})
    remark = BreakdownComment.objects.get()
    officer = as_("officer")
    assert "偏重" in words_of(officer.get(address(target)))
    officer.post(f"/plan/comments/{remark.pk}/answer/", {"answer": "调为 180"})
    page = words_of(as_("jinan_officer").get(address(target)))
    assert "调为 180" in page


@pytest.mark.parametrize("unit", ["", "x", "999999"])
def test_an_opinion_for_no_unit_is_not_found(handing, as_, target, circulated, unit):
    assert as_("jinan_officer").post(f"{address(target)}comment/", {"unit": unit, "agrees": "yes"}).status_code == 404


def test_nobody_answers_an_opinion_they_may_not_see(handing, as_, circulated):
    remark = breakdowns.comment(
        breakdown=circulated,
        unit=handing.city.units["jinan"],
        agrees=False,
        text="偏重",
        by=handing.user("jinan_officer"),
    )
    answer = as_("shucheng_officer").post(f"/plan/comments/{remark.pk}/answer/", {"answer": "好"})
    assert answer.status_code == 404
    assert BreakdownComment.objects.get().answer == ""


def test_changes_after_the_issue_are_told_with_their_reason(handing, as_, target):
    breakdown = handing.issue(target, jinan=200, shucheng=100)["jinan"].breakdown
    assert "下达以后的调整" not in words_of(as_("officer").get(address(target)))
    take("plan.breakdown", "reopen", breakdown, by=handing.user("officer"), why="区划调整")
    handing.draft(target, why="两县协商一致", jinan=220, shucheng=80)
    page = words_of(as_("officer").get(address(target)))
    assert "下达以后的调整" in page
    assert "两县协商一致" in page


def year(handing):
    return f"/plan/{handing.plan.year}/breakdowns/"


def test_several_are_submitted_and_approved_at_once(handing, as_, target):
    other = handing.target(what="示范小区")
    for one in target, other:
        handing.draft(one, jinan=300)
    chosen = {"target": [target.pk, other.pk]}
    as_("officer").post(year(handing), chosen | {"do": "submit"})
    as_("leader").post(
        year(handing), chosen | {"do": "approve", "document_number": "1号", "meeting_date": "2023-03-10"}
    )
    assert set(Breakdown.objects.values_list("state", "document_number")) == {("issued", "1号")}


def test_one_that_is_refused_does_not_hold_up_the_others(handing, as_, target):
    short, none = handing.target(what="缺数"), handing.target(what="未分")
    handing.draft(target, jinan=300)
    handing.draft(short, jinan=299)
    chosen = {"target": [target.pk, short.pk, none.pk], "do": "submit"}
    page = words_of(as_("officer").post(year(handing), chosen, follow=True))
    assert "还差 1" in page
    assert "还没有分解" in page
    assert target.breakdown.__class__.objects.get(target=target).state == "approving"


def test_without_the_meeting_nothing_is_approved_and_what_was_typed_stays(handing, as_, target):
    handing.draft(target, jinan=300)
    take("plan.breakdown", "submit", target.breakdown, by=handing.user("officer"))
    response = as_("leader").post(year(handing), {"target": target.pk, "do": "approve", "document_number": "七号"})
    page = words_of(response)
    assert 'value="七号"' in page
    assert f'value="{target.pk}" checked' in page
    assert Breakdown.objects.get().state == "approving"


@pytest.mark.parametrize("given", [{"do": "reopen"}, {"do": "nonsense"}, {"do": "submit", "target": []}])
def test_other_moves_and_empty_choices_change_nothing(handing, as_, target, given):
    handing.issue(target, jinan=300)
    assert as_("officer").post(year(handing), {"target": target.pk} | given).status_code == 200
    assert Breakdown.objects.get().state == "issued"


def test_a_county_begins_to_hand_on_from_its_part(handing, as_, target):
    part = handing.issue(target, jinan=300)["jinan"]
    response = as_("jinan_officer").post(f"/plan/parts/{part.pk}/hand-on/", follow=True)
    assert "木厂镇" in words_of(response)
    assert response.redirect_chain[-1][0] == address(Target.objects.get(from_part=part))


def test_others_do_not_hand_on(handing, as_, target):
    part = handing.issue(target, jinan=300)["jinan"]
    assert as_("shucheng_officer").post(f"/plan/parts/{part.pk}/hand-on/").status_code == 404
    as_("jinan_signer").post(f"/plan/parts/{part.pk}/hand-on/")
    assert not Target.objects.filter(from_part=part).exists()


def queries(client, where):
    client.get(where)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    return len(asked)


@pytest.mark.parametrize("state", ["draft", "issued"])
def test_the_page_asks_as_often_for_many_units_as_for_few(handing, as_, state):
    city, counts = handing.city.units["city"], []
    for number in range(2):
        target = handing.target(what=f"目标{number}")
        more = [
            add_unit(code=f"34159{number}{count}", name=f"试{number}{count}县", kind="county", parent=city, by=None)
            for count in range(5 * number)
        ]
        shares = handing.shares(jinan=200, shucheng=100)
        shares += [breakdowns.Share(unit=unit, value=1) for unit in more]
        breakdown = breakdowns.draft(target=target, shares=shares, by=handing.user("officer"))
        if state == "issued":
            take("plan.breakdown", "submit", breakdown, by=handing.user("officer"))
            take("plan.breakdown", "approve", breakdown, by=handing.user("leader"), changes=MEETING)
        counts.append(queries(as_("officer"), address(target)))
    assert counts[0] == counts[1]


def test_the_years_page_asks_as_often_for_many_targets_as_for_few(handing, as_, target):
    handing.draft(target, jinan=300)
    few = queries(as_("officer"), year(handing))
    for number in range(4):
        handing.draft(handing.target(what=f"目标{number}"), jinan=300)
    assert queries(as_("officer"), year(handing)) == few
