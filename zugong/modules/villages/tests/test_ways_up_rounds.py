"""A promotion round from its notice to its end, and the scores in between."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from zugong.kernel import calendar
from zugong.kernel.ledger.declaring import ledger_named
from zugong.kernel.ledger.saving import save_form
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.moving import CannotMove, SamePerson, SomethingMissing
from zugong.kernel.procedures.testing import refused_moves
from zugong.modules.villages.actions.ways_up import ROUND
from zugong.modules.villages.actions.ways_up_scores import CannotTakeScores, lines_of, take_scores
from zugong.modules.villages.forms.ways_up import PromotionRoundForm
from zugong.modules.villages.models import PromotionApplication, PromotionPost, PromotionRound
from zugong.modules.villages.tests.ways_up_city import CLOSES, Way, a_cadre, a_round, add_signers, move_round

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signers(city):
    add_signers(city)


@pytest.fixture
def candidates(city):
    """Four who passed the review, by admission number."""
    round_ = a_round(city, quota=2)
    names = {"101": "secretary", "102": "director", "103": "deputy_secretary", "104": "deputy_director"}
    for number, office in names.items():
        Way(city, round_, a_cadre(city, f"周{number}", office=office)).qualified(number)
    PromotionRound.objects.filter(pk=round_.pk).update(state="exam")
    round_.refresh_from_db()
    return round_


def standing() -> dict[str, tuple]:
    return {one.admission_number: (one.total, one.place) for one in PromotionApplication.objects.all()}


def test_a_draft_is_drawn_up_by_one_and_announced_by_another(city):
    typed = {
        "unit": city.unit("jinan").pk, "track": "county", "year": 2023, "title": "自主招聘", "quota": 3,
        "applies_from": "2023-07-03", "applies_to": "2023-07-07", "document_number": "",
    }  # fmt: skip
    form = PromotionRoundForm(typed, user=city.user("jinan_officer"))
    assert form.is_valid(), form.errors
    save_form(ledger=ledger_named("promotion-rounds"), form=form, by=city.user("jinan_officer"))
    round_ = PromotionRound.objects.get()
    assert (round_.state, round_.drawn_up_by) == ("notice", city.user("jinan_officer"))
    assert not PromotionRound.objects.visible_to(city.user("township_officer")).exists()
    with pytest.raises(SomethingMissing):
        move_round(city, round_, "announce", "jinan_signer")
    move_round(city, round_, "announce", "jinan_signer", document_number="金组〔2023〕9号")
    assert PromotionRound.objects.visible_to(city.user("township_officer")).exists()
    assert not PromotionRound.objects.visible_to(city.user("shucheng_officer")).exists()
    again = PromotionRoundForm(typed | {"quota": 9}, instance=round_, user=city.user("jinan_officer"))
    assert "公告已经发布" in str(again.errors)


def test_a_township_holds_no_round_and_the_days_are_in_order(city):
    typed = {"unit": city.unit("muchang").pk, "track": "county", "year": 2023, "title": "试", "quota": 0}
    form = PromotionRoundForm(
        typed | {"applies_from": "2023-07-03", "applies_to": "2023-07-01"}, user=city.user("officer")
    )
    assert {"unit", "quota", "applies_to"} <= set(form.errors)


def test_who_drew_it_up_does_not_announce_it(city):
    round_ = a_round(city, state="notice", drawn_up_by=city.user("jinan_signer"))
    with pytest.raises(SamePerson):
        move_round(city, round_, "announce", "jinan_signer", document_number="文")


def test_the_posts_add_up_to_the_number(city):
    round_ = a_round(city, state="notice", quota=3)
    PromotionPost.objects.create(round=round_, unit=city.unit("muchang"), title="农业站", quota=2)
    with pytest.raises(CannotMove, match="岗位合计 2 人"):
        move_round(city, round_, "announce", "jinan_signer", document_number="文")


def test_applications_close_after_their_last_day_and_nobody_is_left_behind(city):
    round_ = a_round(city)
    way = Way(city, round_, a_cadre(city))
    with calendar.on(CLOSES), pytest.raises(CannotMove, match="还不能截止"):
        move_round(city, round_, "close_applications", "jinan_officer")
    with calendar.on(CLOSES + dt.timedelta(days=1)):
        move_round(city, round_, "close_applications", "jinan_officer")
        with pytest.raises(CannotMove, match="还有 1 人停在“已报名”"):
            move_round(city, round_, "review", "jinan_officer")
        way.application.refresh_from_db()
        way.recommended()
        move_round(city, round_, "review", "jinan_officer")
        with pytest.raises(CannotMove, match="还有 1 人停在“乡镇已推荐”"):
            move_round(city, round_, "hold_exam", "jinan_officer")
        way.take("qualify", "jinan_officer", review="同意")
        with pytest.raises(CannotMove, match="没有准考证号"):
            move_round(city, round_, "hold_exam", "jinan_officer")
        PromotionApplication.objects.update(admission_number="101")
        move_round(city, round_, "hold_exam", "jinan_officer", exam_on=dt.date(2023, 7, 15))
        with pytest.raises(CannotMove, match="没有笔试成绩"):
            move_round(city, round_, "interview", "jinan_officer", interview_on=dt.date(2023, 8, 1))


def test_a_sheet_is_taken_whole_and_the_places_follow(city, candidates):
    taken = take_scores(
        round_=candidates, paper="written", lines=["101 80", "102 缺考", "103 90.5"], by=city.user("jinan_officer")
    )
    assert (taken.scores, taken.absent, [one.admission_number for one in taken.missing]) == (2, 1, ["104"])
    assert standing() == {
        "101": (Decimal("80.00"), 2), "102": (None, None), "103": (Decimal("90.50"), 1), "104": (None, None),
    }  # fmt: skip
    PromotionApplication.objects.filter(admission_number="104").update(written_absent=True)
    move_round(city, candidates, "interview", "jinan_officer", interview_on=dt.date(2023, 8, 1))
    with pytest.raises(CannotMove, match="还没有面试成绩"):
        move_round(city, candidates, "inspect", "jinan_officer")
    take_scores(round_=candidates, paper="interview", lines=["101 95", "103 70"], by=city.user("jinan_officer"))
    assert standing()["101"] == (Decimal("86.00"), 1)
    assert standing()["103"] == (Decimal("82.30"), 2)
    move_round(city, candidates, "inspect", "jinan_officer")


def test_one_bad_line_and_nothing_is_written(city, candidates):
    with pytest.raises(CannotTakeScores, match="有 3 行不能导入") as refusal:
        take_scores(
            round_=candidates, paper="written", lines=["101 80", "999 70", "102 120", "103"],
            by=city.user("jinan_officer"),
        )  # fmt: skip
    assert {(line.text, line.problem) for line, _words in refusal.value.lines} == {
        ("999", "unknown"), ("102 120", "out_of_range"), ("103", "no_score"),
    }  # fmt: skip
    assert not PromotionApplication.objects.filter(written__isnull=False).exists()


def test_scores_are_entered_by_who_holds_the_round_in_its_time(city, candidates):
    for name in ("township_officer", "shucheng_officer", "jinan_signer"):
        with pytest.raises(CannotTakeScores, match="没有录入"):
            take_scores(round_=candidates, paper="written", lines=["101 80"], by=city.user(name))
    with pytest.raises(CannotTakeScores, match="不能导入这项成绩"):
        take_scores(round_=candidates, paper="interview", lines=["101 80"], by=city.user("jinan_officer"))


def test_a_workbook_is_read_like_pasted_lines():
    book = Workbook()
    for row in (["准考证号", "姓名", "成绩"], [101, "某", 80.5], ["102", "某", "缺考"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    lines = lines_of(SimpleUploadedFile("成绩.xlsx", stream.getvalue()))
    assert lines == ["准考证号\t姓名\t成绩", "101\t某\t80.5", "102\t某\t缺考"]
    with pytest.raises(CannotTakeScores, match="不是能读的表格"):
        lines_of(SimpleUploadedFile("坏.xlsx", b"PK\x03\x04broken"))


def test_places_are_given_post_by_post(city):
    round_ = a_round(city, quota=2, state="exam")
    posts = [
        PromotionPost.objects.create(round=round_, unit=city.unit(name), title="农业站")
        for name in ("muchang", "matou")
    ]
    for number, office in enumerate(("secretary", "director", "deputy_secretary", "deputy_director")):
        cadre = a_cadre(city, f"周{number}", office=office)
        PromotionApplication.objects.create(
            round=round_, cadre=cadre, person=cadre.person, unit=cadre.unit, township=city.unit("muchang"),
            county=city.unit("jinan"), post=posts[number % 2], applied_on="2023-07-01", qualified_on="2023-07-02",
            state="qualified", admission_number=str(number),
        )  # fmt: skip
    take_scores(round_=round_, paper="written", lines=["0 60", "1 50", "2 70", "3 90"], by=city.user("jinan_officer"))
    assert {number: place for number, (_total, place) in standing().items()} == {"0": 2, "1": 2, "2": 1, "3": 1}


def test_a_round_is_not_closed_over_anybody_and_not_cancelled_over_the_appointed(city):
    round_ = a_round(city, state="appointing")
    way = Way(city, a_round(city, title="另一批"), a_cadre(city))
    PromotionApplication.objects.filter(pk=way.application.pk).update(round=round_, state="publicity")
    with pytest.raises(CannotMove, match="还有 1 人没有办结"):
        move_round(city, round_, "close", "jinan_officer")
    PromotionApplication.objects.update(state="appointed")
    PromotionRound.objects.filter(pk=round_.pk).update(state="publicity")
    with pytest.raises(CannotMove, match="已有人录用"):
        move_round(city, round_, "cancel", "jinan_signer", "试")
    PromotionRound.objects.filter(pk=round_.pk).update(state="appointing")
    move_round(city, round_, "close", "jinan_officer")
    assert round_.state == "closed"


def test_every_move_of_a_round_that_must_be_refused_is_refused(city):
    round_ = a_round(city, state="notice")

    def make(state):
        PromotionRound._base_manager.filter(pk=round_.pk).update(state=state)
        return PromotionRound.objects.get(pk=round_.pk)

    assert refused_moves(procedure_named(ROUND), make) == []
