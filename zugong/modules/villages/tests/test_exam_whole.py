"""A whole examination, from the gaps of the villages to placement and the election that closes a gap."""

import datetime as dt

import pytest

from zugong.kernel import calendar
from zugong.kernel.procedures.moving import CannotMove, SamePerson
from zugong.kernel.registry.models import Person
from zugong.modules.villages.actions.appointing import CannotAppoint, appoint
from zugong.modules.villages.actions.exam_placing import fills_gap
from zugong.modules.villages.actions.staffing import open_gaps
from zugong.modules.villages.models import (
    Applicant,
    Basis,
    Education,
    JointReview,
    Office,
    ServedGap,
    Source,
    VillageCadre,
)
from zugong.modules.villages.tests.conftest import number
from zugong.modules.villages.tests.exam_city import INTERVIEW, PLACED, PUBLISHED, VETTED, WRITTEN, an_exam

State = Applicant.State


@pytest.fixture
def exam(city, register):
    """One village lacks all three ones, so one post for a woman is derived from it."""
    register()
    return an_exam(city).to_applying()


def test_the_post_says_which_gap_it_serves(exam):
    (gap,) = ServedGap.objects.filter(post=exam.post)
    assert (gap.village, gap.missing) == (exam.city.village, ["college", "woman", "young"])
    assert exam.post.women_only
    assert (exam.post.number, exam.post.unit, exam.post.code) == (1, exam.city.muchang, "2023101001")


def test_from_the_gaps_to_placement(exam):
    for place, name in enumerate(["安小雨", "白晴雪", "程芳菲", "丁若兰"], start=1):
        exam.apply(name, sequence=2 * place)
    exam.to_written()
    assert [exam.of(name).admission_number for name in ("安小雨", "丁若兰")] == ["2023100001", "2023100004"]
    exam.to_vetting(
        {"安小雨": "80.5", "白晴雪": "78", "程芳菲": "缺考", "丁若兰": "60"},
        {"安小雨": "70", "白晴雪": "82.25", "丁若兰": "59.99"},
    )
    states = {name: exam.of(name).state for name in ("安小雨", "白晴雪", "程芳菲", "丁若兰")}
    assert states == {"安小雨": State.STANDBY, "白晴雪": State.VETTING, "程芳菲": State.ABSENT, "丁若兰": State.FAILED}

    exam.vet("白晴雪", passed=False)
    with pytest.raises(CannotMove, match="联审通过后"):
        exam.decide("clear", "白晴雪", on=VETTED, physical="passed")
    exam.decide("reject", "白晴雪", on=VETTED, why="联审不通过")
    exam.decide("step_up", "安小雨", on=VETTED)
    exam.vet("安小雨")
    exam.decide("clear", "安小雨", on=VETTED, physical="passed")
    exam.move("publish", on=PUBLISHED)
    with pytest.raises(CannotMove, match="公示到 2023-06-19 止"):
        exam.move("end_publicity", on=dt.date(2023, 6, 19))
    with pytest.raises(CannotMove, match="公示期满"):
        exam.decide("place", "安小雨", on=PUBLISHED, placed_on=PUBLISHED)
    exam.move("end_publicity", on=PLACED)
    exam.decide("place", "安小雨", on=PLACED, placed_on=PLACED)

    recruit = exam.of("安小雨")
    cadre = VillageCadre.objects.get(person=recruit.person)
    assert (cadre.unit, cadre.source, cadre.duties) == (exam.city.village, Source.RECRUITED, "后备干部")
    assert recruit.person.identity_digest == recruit.identity_digest
    assert Education.objects.get(person=recruit.person).full_time
    assert (recruit.steps_up, recruit.fills_gap, fills_gap(recruit)) == (True, True, True)
    exam.move("close", on=PLACED)

    _elected_later(exam, recruit)


def _elected_later(exam, recruit):
    """The committee's seat comes by election alone, and then the gap closes by itself."""
    day, officer = dt.date(2023, 7, 1), exam.user("jinan_officer")
    with calendar.on(day):
        assert [gap.unit for gap in open_gaps(exam.city.muchang)] == [exam.city.village]
        seat = {
            "person": recruit.person,
            "unit": exam.city.village,
            "office": Office.COMMITTEE_MEMBER,
            "on": day,
            "by": officer,
        }
        with pytest.raises(CannotAppoint):
            appoint(**seat, basis=Basis.PLACEMENT)
        appoint(**seat, basis=Basis.BY_ELECTION)
        assert list(open_gaps(exam.city.muchang)) == []


def test_nobody_is_placed_without_a_vetting_in_force(exam):
    for place, name in enumerate(["安小雨", "白晴雪", "程芳菲"], start=1):
        exam.apply(name, sequence=2 * place)
    exam.to_written().to_vetting(
        {"安小雨": "80", "白晴雪": "70", "程芳菲": "60"}, {"安小雨": "80", "白晴雪": "缺考", "程芳菲": "70"}
    )
    exam.vet("安小雨")
    exam.decide("clear", "安小雨", on=VETTED, physical="passed")
    exam.move("publish", on=PUBLISHED)
    exam.move("end_publicity", on=PLACED)
    JointReview.objects.update(valid_until=PUBLISHED)
    with pytest.raises(CannotMove, match="联审"):
        exam.decide("place", "安小雨", on=PLACED, placed_on=PLACED)
    assert not VillageCadre.objects.filter(person__name="安小雨").exists()
    assert exam.of("安小雨").state == State.PUBLIC


def test_whoever_brought_in_the_scores_does_not_publish_them(exam):
    for place, name in enumerate(["安小雨", "白晴雪", "程芳菲"], start=1):
        exam.apply(name, sequence=2 * place)
    exam.to_written().scores({"安小雨": "80", "白晴雪": "70", "程芳菲": "60"}, on=WRITTEN)
    with pytest.raises(SamePerson):
        exam.move("invite", by="other_officer", on=WRITTEN, interview_on=INTERVIEW)
    exam.move("invite", on=WRITTEN, interview_on=INTERVIEW)


def test_a_refusal_can_be_challenged_in_time_and_is_decided_by_somebody_else(exam, city):
    exam.apply("安小雨")
    exam.decide("refuse", "安小雨", on=dt.date(2023, 3, 30), refused_clause="level", why="学历证书未核实")
    with pytest.raises(CannotMove, match="申诉时限到 2023-04-04 止"):
        exam.decide("challenge", "安小雨", on=dt.date(2023, 4, 6), why="已补交")
    exam.decide("challenge", "安小雨", on=dt.date(2023, 4, 4), why="已补交认证报告")
    with pytest.raises(SamePerson):
        exam.decide("grant", "安小雨", on=dt.date(2023, 4, 4), why="核实属实")


def test_the_person_of_the_register_is_found_and_not_made_twice(exam, register):
    register(
        "other_village",
        name="安小雨",
        identity_number=number("1998-05-01", 2),
        phone=None,
        offices="后备干部",
        dual_post=None,
    )
    for place, name in enumerate(["安小雨", "白晴雪", "程芳菲"], start=1):
        exam.apply(name, sequence=2 * place)
    exam.to_written().to_vetting(
        {"安小雨": "80", "白晴雪": "70", "程芳菲": "60"}, {"安小雨": "80", "白晴雪": "70", "程芳菲": "70"}
    )
    exam.vet("安小雨")
    assert Person.objects.filter(name="安小雨").count() == 1
