"""Score sheets: by admission number, twice without a difference, absent is not zero; and what the registration workbook may say."""

import pytest

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.history.writing import changes_of
from zugong.kernel.ledger.declaring import ledger_named
from zugong.kernel.ledger.saving import save_form
from zugong.kernel.procedures.moving import CannotMove, SomethingMissing
from zugong.modules.villages.actions.exam_scores import CannotTakeScores, read_scores, score_form, take_scores
from zugong.modules.villages.forms.recruiting import ApplicantForm
from zugong.modules.villages.models import Applicant, RecruitmentPost
from zugong.modules.villages.tests.conftest import number
from zugong.modules.villages.tests.exam_city import CLOSING, NOTICED, WRITTEN, an_exam, workbook

WOMEN = ["安小雨", "白晴雪", "程芳菲"]
FIRST, SECOND, THIRD = ("2023100001", "2023100002", "2023100003")


@pytest.fixture
def exam(city, register):
    """Three women are admitted to the written examination."""
    register()
    made = an_exam(city).to_applying()
    for place, name in enumerate(WOMEN, start=1):
        made.apply(name, sequence=2 * place)
    return made.to_written()


def sheet_of(exam, rows):
    with calendar.on(WRITTEN):
        return read_scores(exam.exam, workbook(rows), "成绩.xlsx")


def test_taking_the_same_sheet_twice_changes_nothing(exam):
    rows = [(FIRST, "80.5"), (SECOND, "缺考"), (THIRD, "0")]
    sheet = sheet_of(exam, rows)
    assert sheet.new == {FIRST: 8050, SECOND: "absent", THIRD: 0}
    assert exam.scores(dict(zip(WOMEN, ("80.5", "缺考", "0"), strict=True)), on=WRITTEN) == 3
    entries = changes_of(exam.of("安小雨")).count()
    again = sheet_of(exam, rows)
    assert (again.new, again.changed, again.same, again.wrong) == ({}, {}, 3, [])
    with calendar.on(WRITTEN):
        assert take_scores(exam=exam.exam, kind="written", marks={FIRST: 8050}, by=exam.user("officer")) == 0
    assert changes_of(exam.of("安小雨")).count() == entries
    assert (exam.of("白晴雪").written_absent, exam.of("白晴雪").written_score) == (True, None)
    assert (exam.of("程芳菲").written_absent, exam.of("程芳菲").written_score) == (False, 0)


def test_every_line_that_cannot_be_taken_is_named(exam):
    sheet = sheet_of(exam, [(FIRST, "80.555"), (SECOND, ""), (THIRD, "70"), (THIRD, "71"), ("2023199999", "66")])
    found = {(line.number, line.reason.split("，")[0]) for line in sheet.wrong}
    assert (FIRST, "须为 0 至 100、最多两位小数") in found
    assert (THIRD, "与第 4 行重复") in found or any(number == THIRD for number, _reason in found)
    assert ("2023199999", "不在本次考试的名单中") in found
    assert sheet.new == {THIRD: 7000}
    assert SECOND not in sheet.new


def test_who_is_not_in_the_sheet_is_named_and_the_stage_does_not_end(exam):
    assert sheet_of(exam, [(FIRST, "80")]).missing == [SECOND, THIRD]
    exam.scores({"安小雨": "80"}, on=WRITTEN)
    with pytest.raises(CannotMove, match=f"还有 2 人没有成绩，也没有记为缺考：{SECOND}、{THIRD}"):
        exam.move("invite", on=WRITTEN, interview_on=WRITTEN)


def test_a_score_that_is_there_changes_for_a_stated_reason_only(exam):
    exam.scores({"安小雨": "80"}, on=WRITTEN)
    sheet = sheet_of(exam, [(FIRST, "81")])
    assert sheet.changes == [(FIRST, "80.00", "81.00")]
    with pytest.raises(CannotTakeScores, match="须说明原因"):
        exam.scores({"安小雨": "81"}, on=WRITTEN)
    assert exam.of("安小雨").written == "80.00"
    assert exam.scores({"安小雨": "81"}, on=WRITTEN, why="登分笔误，经复核") == 1


def test_only_the_city_takes_scores_and_only_in_their_stage(exam):
    with calendar.on(WRITTEN):
        for who, kind in (("jinan_officer", "written"), ("officer", "interview")):
            with pytest.raises(CannotTakeScores):
                take_scores(exam=exam.exam, kind=kind, marks={FIRST: 8000}, by=exam.user(who))


def test_the_sheet_to_be_filled_in_names_nobody(exam):
    with calendar.on(WRITTEN):
        content = score_form(exam.exam)
        assert read_scores(exam.exam, content, "成绩.xlsx").new == {}
    assert "安小雨".encode() not in content


def form(exam, instance=None, **said):
    data = {
        "post": said.pop("post", None) or exam.post.pk,
        "name": "丁若兰",
        "identity_number": number("1999-05-01", 8),
    } | said
    return ApplicantForm(data, user=exam.user("jinan_officer"), instance=instance or Applicant())


def test_nobody_applies_once_applications_are_closed(exam):
    with calendar.on(CLOSING):
        late = form(exam)
        assert not late.is_valid()
        assert "现在不接受报名" in str(late.errors)


def test_one_person_applies_for_one_post_of_an_examination(city, register):
    register()
    register(
        "other_village",
        name="宋小满",
        identity_number=number("1985-02-03", 2),
        phone=None,
        offices="村委会委员",
        dual_post=None,
    )
    exam = an_exam(city).to_applying(places=2)
    first, second = RecruitmentPost.objects.order_by("code")
    with calendar.on(NOTICED):
        for post, valid in ((first, True), (second, False)):
            one = form(exam, post=post.pk)
            assert one.is_valid() == valid, one.errors
            if valid:
                save_form(ledger=ledger_named("recruitment-applicants"), form=one, by=exam.user("jinan_officer"))
    assert "每人限报一个岗位" in str(one.errors)


def test_a_question_is_settled_in_words_and_the_verdict_follows_what_is_mended(city, register):
    register()
    exam = an_exam(city).to_applying()
    exam.apply("安小雨", full_time=None, kin="叔父任村委会主任")
    assert exam.of("安小雨").verdict == "ask"
    with pytest.raises(SomethingMissing, match="全日制、任职回避"):
        exam.decide("qualify", "安小雨", on=NOTICED)
    exam.decide("qualify", "安小雨", on=NOTICED, why="学信网核验为全日制；不在同一村任职")
    exam.apply("白晴雪", sequence=4)
    post = exam.post
    post.most_age = 20
    writing.save(post, by=None)
    assert exam.of("白晴雪").verdict == "unmet"
    assert exam.of("安小雨").verdict == "ask"


def test_the_identity_number_says_birth_and_sex(city, register):
    register()
    exam = an_exam(city).to_applying()
    one = exam.apply("安小雨")
    assert (str(one.birth_date), one.sex, str(one.identity_number)) == (
        "1998-05-01",
        "2",
        "3415****002" + str(one.identity_number)[-1],
    )
    with calendar.on(NOTICED):
        wrong = form(exam, birth_date="1999-05-02")
        assert not wrong.is_valid()
        assert "出生日期与身份证号不一致" in str(wrong.errors)
