"""What a state sets going, and what holds a record in it."""

from datetime import date

import pytest

from zugong.kernel import calendar
from zugong.kernel.access.roles import Role
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures import stages
from zugong.kernel.procedures.clocks import due_of, pause_clock, standing_of, watch
from zugong.kernel.procedures.models import Clock, Duty, Objection, Reply, Signature
from zugong.kernel.procedures.moving import NotYet, NotYours, SamePerson, SomethingMissing, begin, take
from zugong.kernel.procedures.objections import CannotObject, take_objection
from zugong.kernel.procedures.stages import OBJECTION, REPLY, replies_of, running_clock
from zugong.kernel.procedures.testing import somebody
from zugong.kernel.registry.models import Unit


class CannotSave(Exception):
    """Something outside fails."""


def objected(staged, record, city, **more):
    said = {"channel": "letter", "content": "任职不足两年", "by": city.jinan_officer}
    return take_objection(staged, record, **(said | more))


def answer(reply):
    by = somebody(Role.DEPARTMENT_OFFICER, reply.unit)
    return take(REPLY, "reply", reply, by=by, changes={"answer": "no_objection"})


def test_a_state_with_a_limit_starts_its_clock_and_opens_the_duty_of_who_acts_next(begun, city):
    clock = Clock.objects.get()
    assert (clock.code, clock.days, due_of(clock)) == ("test.staged.draft", 5, date(2023, 7, 10))
    duty = Duty.objects.get()
    assert (duty.unit, duty.verb, duty.due, duty.clock) == (city.jinan, "report", date(2023, 7, 10), clock)
    assert duty.title == "试办：送审"


def test_the_clock_keeps_the_parameter_version_that_made_it(staged, city, at_work):
    value = Parameter.objects.create(
        code="procedures.reply_days",
        value=3,
        unit=city.jinan,
        valid_from="2023-01-01",
        source="某办法",
        state="approved",
    )
    record = Parameter(code="test.days", value=5, unit=city.jinan, valid_from="2023-01-01", source="测试")
    begin(staged, record, by=city.jinan_officer)
    assert Clock.objects.get().made_by == {"procedures.reply_days": [{"value": 3, "row": value.pk, "version": 1}]}


def test_leaving_the_state_stops_the_clock_and_closes_its_duty(staged, begun, city):
    signature = take(staged, "ask", begun, by=city.jinan_officer)
    assert Clock.objects.get(code="test.staged.draft").stopped_on == date(2023, 7, 3)
    assert not Duty.objects.open().filter(kind="test.staged.draft").exists()
    assert "procedures.reply_days" in signature.made_by


def test_each_department_is_asked_with_a_deadline_of_its_own(staged, begun, city):
    take(staged, "ask", begun, by=city.jinan_officer)
    asked = Reply.objects.all()
    assert {reply.unit for reply in asked} == set(Unit.objects.filter(code__contains="D0"))
    assert {reply.asked_by for reply in asked} == {city.jinan}
    duties = Duty.objects.open().filter(kind="procedures.reply.asked")
    assert {duty.unit_id for duty in duties} == {reply.unit_id for reply in asked}
    assert {duty.due for duty in duties} == {date(2023, 7, 10)}


def test_no_reply_is_overdue_and_not_consent(staged, begun, city):
    take(staged, "ask", begun, by=city.jinan_officer)
    with calendar.on(date(2023, 7, 11)):
        duty = Duty.objects.open().filter(unit=city.labour).get()
        assert duty.is_overdue
        with pytest.raises(SomethingMissing, match="市人力资源和社会保障局"):
            take(staged, "publish", begun, by=city.jinan_officer)
        assert Reply.objects.get(unit=city.labour).answer == ""


def test_the_case_moves_on_once_all_have_replied(staged, begun, city):
    take(staged, "ask", begun, by=city.jinan_officer)
    replies = list(Reply.objects.all())
    for reply in replies[:-1]:
        answer(reply)
    with pytest.raises(SomethingMissing):
        take(staged, "publish", begun, by=city.jinan_officer)
    answer(replies[-1])
    take(staged, "publish", begun, by=city.jinan_officer)
    assert begun.state == "public"


def test_a_signer_may_go_on_for_a_stated_reason_and_then_nobody_owes_a_reply(staged, begun, city):
    take(staged, "ask", begun, by=city.jinan_officer)
    assert take(staged, "publish", begun, by=city.jinan_officer, why="换届在即").why == "换届在即"
    assert set(Reply.objects.values_list("state", flat=True)) == {"dropped"}
    assert not Duty.objects.open().filter(kind="procedures.reply.asked").exists()


def test_a_reply_says_what_it_is(staged, begun, city):
    take(staged, "ask", begun, by=city.jinan_officer)
    reply = Reply.objects.get(unit=city.labour)
    with pytest.raises(SomethingMissing):
        take(REPLY, "reply", reply, by=city.labour_officer)
    take(REPLY, "reply", reply, by=city.labour_officer, changes={"answer": "objection", "text": "在影响期内"})
    assert Reply.objects.get(unit=city.labour).text == "在影响期内"


def test_nobody_answers_for_a_department_not_even_who_asked(staged, begun, city):
    take(staged, "ask", begun, by=city.jinan_officer)
    reply = Reply.objects.get(unit=city.labour)
    for user in (city.officer, city.jinan_officer):
        with pytest.raises(NotYours):
            take(REPLY, "reply", reply, by=user, changes={"answer": "no_objection"})


def test_a_reply_is_read_by_the_department_and_by_who_asked_and_by_no_township(staged, begun, city):
    take(staged, "ask", begun, by=city.jinan_officer)
    own = Reply.objects.filter(unit=city.labour)
    assert own.visible_to(city.labour_officer).exists()
    assert own.visible_to(city.jinan_officer).exists()
    assert not Reply.objects.visible_to(city.township_officer).exists()
    assert Reply.objects.visible_to(city.labour_officer).count() == 1


def test_asked_again_the_departments_answer_anew(staged, begun, city):
    take(staged, "ask", begun, by=city.jinan_officer)
    Parameter.objects.filter(pk=begun.pk).update(state="draft")
    take(staged, "ask", begun, by=city.jinan_officer)
    assert {reply.turn for reply in replies_of(staged, begun, staged.state("asked"))} == {2}


def test_the_end_of_publicity_is_counted_by_the_clock(public, staged, city):
    assert due_of(running_clock(staged, public)) == date(2023, 7, 10)
    assert Duty.objects.open().get(kind="test.staged.public").due == date(2023, 7, 13)


@pytest.mark.parametrize("day", [date(2023, 7, 3), date(2023, 7, 10)])
def test_publicity_does_not_end_before_its_last_day_has_passed(public, staged, city, day):
    with calendar.on(day), pytest.raises(NotYet, match="2023-07-10"):
        take(staged, "finish", public, by=city.jinan_officer)


def test_publicity_without_objection_ends_on_the_day_after(public, staged, city):
    with calendar.on(date(2023, 7, 11)):
        take(staged, "finish", public, by=city.jinan_officer)
    assert public.state == "done"


def test_an_objection_opens_its_handling_with_a_deadline(public, staged, city):
    objection = objected(staged, public, city)
    assert (objection.state, objection.unit, objection.clock) == ("open", city.jinan, running_clock(staged, public))
    assert Duty.objects.open().get(kind="procedures.objection.open").due == date(2023, 7, 17)


def test_publicity_does_not_end_with_an_open_objection(public, staged, city):
    objection = objected(staged, public, city)
    with calendar.on(date(2023, 7, 11)):
        with pytest.raises(NotYet, match="正在核查"):
            take(staged, "finish", public, by=city.jinan_officer, why="急")
        take(OBJECTION, "dismiss", objection, by=city.officer, changes={"finding": "任职已满两年"})
        take(staged, "finish", public, by=city.jinan_officer)


def test_an_upheld_objection_leaves_only_the_way_back(public, staged, city):
    take(OBJECTION, "uphold", objected(staged, public, city), by=city.officer, changes={"finding": "属实"})
    with calendar.on(date(2023, 7, 11)):
        with pytest.raises(NotYet, match="成立"):
            take(staged, "finish", public, by=city.jinan_officer)
        take(staged, "stop", public, by=city.jinan_officer, why="异议成立")
    assert public.state == "stopped"


def test_who_took_an_objection_does_not_settle_it(public, staged, city):
    objection = objected(staged, public, city)
    with pytest.raises(SamePerson):
        take(OBJECTION, "dismiss", objection, by=city.jinan_officer, changes={"finding": "不实"})


def test_a_case_that_is_stopped_ends_what_was_open_beside_it(public, staged, city):
    objected(staged, public, city)
    take(staged, "stop", public, by=city.jinan_officer, why="本人放弃")
    assert Objection.objects.get().state == "lapsed"
    assert not Duty.objects.open().exists()
    assert not Clock.objects.filter(stopped_on=None).exists()


def test_objections_are_taken_during_publicity_only(public, staged, city, begun):
    for wrong in (
        {"raised_on": date(2023, 7, 2)},
        {"raised_on": date(2023, 7, 4)},
        {"content": "  "},
        {"by": city.resident},
    ):
        with pytest.raises(CannotObject):
            objected(staged, public, city, **wrong)
    with calendar.on(date(2023, 7, 12)):
        with pytest.raises(CannotObject, match="2023-07-10"):
            objected(staged, public, city)
        assert objected(staged, public, city, raised_on=date(2023, 7, 10))
    take(staged, "stop", public, by=city.jinan_officer, why="终止")
    with pytest.raises(CannotObject, match="不在公示期"):
        objected(staged, public, city)


def test_half_and_four_fifths_of_a_term_are_warned_of_once(begun):
    assert [watch(date(2023, 7, day)) for day in (4, 6, 6, 7, 10)] == [0, 1, 0, 1, 0]
    assert Clock.objects.get().warned == 80


def test_a_paused_clock_warns_of_nothing(begun, city):
    pause_clock(Clock.objects.get(), why="等待补正", by=city.officer, on=date(2023, 7, 4))
    assert watch(date(2023, 12, 1)) == 0


def test_a_due_date_is_counted_anew_when_the_calendar_has_changed(begun):
    Duty.objects.update(due=date(2023, 7, 12))
    watch(date(2023, 7, 3))
    assert Duty.objects.get().due == date(2023, 7, 10)


def test_a_due_date_in_a_year_without_published_holidays_is_provisional(begun):
    Clock.objects.update(started_on=date(2026, 12, 31))
    stands = standing_of(Clock.objects.get(), at=None, on=date(2026, 12, 31))
    assert (stands.due, stands.provisional) == (date(2027, 1, 8), True)


def test_nothing_is_left_behind_when_a_state_cannot_be_entered(staged, begun, city, monkeypatch):
    def broken(**said):
        raise CannotSave("满了")

    monkeypatch.setattr(stages, "open_duty", broken)
    with pytest.raises(CannotSave):
        take(staged, "ask", begun, by=city.jinan_officer)
    assert Parameter.objects.get(pk=begun.pk).state == "draft"
    assert Clock.objects.get().stopped_on is None
    assert not Reply.objects.exists()
    assert not Signature.objects.exists()
