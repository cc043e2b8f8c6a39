"""Clues on their way: who may take which step, what each step needs, and what somebody's conduct means for others."""

import datetime as dt

import pytest

from zugong.kernel import calendar
from zugong.kernel.access.models import Grant
from zugong.kernel.access.roles import Role
from zugong.kernel.parameters.effects import effects_of
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures.duties import climb
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import CannotMove, NotYours, SamePerson, SomethingMissing, WrongState
from zugong.modules.villages.actions.clues import CannotRegister, keepers_for
from zugong.modules.villages.actions.conduct import conduct_of
from zugong.modules.villages.models import Clue
from zugong.modules.villages.tests.conduct_city import FACTS, Handlers

D = dt.date
TODAY = D(2023, 7, 3)


@pytest.fixture
def handlers(city):
    return Handlers(city)


def test_a_clue_goes_the_whole_way_through_the_four_routines(handlers, city):
    with calendar.on(D(2023, 3, 1)):
        clue = handlers.rectified(handlers.clue())
    assert clue.state == "rechecking"
    assert clue.recheck_from == D(2023, 6, 1)
    handlers.move(
        clue, "close", "jinan_second",
        recheck_result="已公示", institutional_fix="建立评议公示制度", education_on=D(2023, 6, 15),
    )  # fmt: skip
    assert (clue.state, clue.closed_on, clue.rechecked_on) == ("closed", TODAY, TODAY)
    assert clue.effect_until == D(2023, 9, 1)
    assert "villages.conduct.effect_months" in clue.made_by
    assert not Duty.objects.open().about(clue).exists()


def test_a_number_is_given_by_the_year(handlers):
    assert [handlers.clue().number for _ in range(2)] == ["2023-0001", "2023-0002"]
    assert handlers.clue(received=D(2022, 12, 30)).number == "2022-0001"


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"by": "shucheng_officer"}, "名义"),
        ({"unit": "jinan"}, "名义"),
        ({"village": "far_village"}, "所辖"),
        ({"team": "party", "person": "both"}, "二者选一"),
        ({"received": D(2023, 7, 4)}, "今天"),
        ({"text": " "}, "反映内容"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_with_a_reason(handlers, said, word):
    if said.get("person") == "both":
        said = said | {"person": handlers.cadre()}
    with pytest.raises(CannotRegister, match=word):
        handlers.clue(**said)


def test_a_clue_is_about_a_cadre_of_that_village(handlers):
    with pytest.raises(CannotRegister, match="没有登记"):
        handlers.clue(handlers.cadre(unit="other_village"))


def test_the_innermost_units_take_clues_in(city):
    assert keepers_for(city.user("officer")) == [city.section]
    assert keepers_for(city.user("jinan_officer")) == [city.unit("jinan_department")]
    assert keepers_for(city.user("villager")) == []


def test_only_units_in_charge_of_the_village_can_be_charged(handlers, city):
    clue = handlers.clue()
    assert set(clue.choices_for("handler")) == {city.unit("muchang"), city.unit("jinan_department")}
    for wrong in ("matou", "shucheng", "village"):
        with pytest.raises(CannotMove, match="可以交给"):
            handlers.move(clue, "assign", "jinan_officer", handler=city.unit(wrong))
    from_city = handlers.clue(by="officer", unit="section")
    assert set(from_city.choices_for("handler")) == {city.section, city.jinan, city.muchang}


def test_the_last_working_day_of_a_check_is_in_time(handlers, city):
    clue = handlers.clue()
    handlers.move(clue, "assign", "jinan_officer", handler=city.unit("muchang"))
    assert clue.due == calendar.add_working_days(TODAY, 20)
    with calendar.on(clue.due):
        assert not clue.is_overdue
    with calendar.on(clue.due + dt.timedelta(days=1)):
        assert clue.is_overdue


def test_the_same_checker_cannot_sign_twice(handlers, city):
    clue = handlers.clue()
    handlers.move(clue, "assign", "jinan_officer", handler=city.unit("muchang"))
    handlers.move(clue, "check", "township_officer", finding="partly", facts=FACTS)
    with pytest.raises(SamePerson):
        handlers.move(clue, "countercheck", "township_officer")
    handlers.move(clue, "countercheck_above", "jinan_officer")
    assert clue.settled_on == TODAY
    with pytest.raises(SamePerson):
        handlers.move(clue, "handle", "jinan_officer", measure="reminder", handled_on=TODAY, opinion="提醒")


def test_nobody_checks_oneself_nor_for_somebody_who_is_concerned(handlers, city):
    clue = handlers.clue()
    handlers.move(clue, "assign", "jinan_officer", handler=city.unit("muchang"))
    concerned = city.user("township_officer")
    Clue.objects.filter(pk=clue.pk).update(person=concerned.person)
    clue.refresh_from_db()
    with pytest.raises(CannotMove, match="本人"):
        handlers.move(clue, "check", "township_officer", finding="untrue", facts=FACTS)
    handlers.move(clue, "check", "muchang_second", finding="untrue", facts=FACTS)


def test_a_finding_needs_its_facts_and_takes_no_reason(handlers, city):
    clue = handlers.clue()
    handlers.move(clue, "assign", "jinan_officer", handler=city.unit("muchang"))
    with pytest.raises(SomethingMissing):
        handlers.move(clue, "check", "township_officer", finding="untrue", facts="")
    from zugong.kernel.procedures.moving import take

    with pytest.raises(CannotMove, match="不另写原因"):
        take(
            "villages.clue", "check", clue, by=city.user("township_officer"), why="某人说的",
            changes={"finding": "untrue", "facts": FACTS},
        )  # fmt: skip


def test_what_is_untrue_is_cleared_and_never_punished(handlers):
    clue = handlers.checked(handlers.clue(), "untrue")
    with pytest.raises(CannotMove, match="不属实"):
        handlers.move(clue, "handle", "jinan_second", measure="reminder", handled_on=TODAY, opinion="提醒")
    with pytest.raises(CannotMove, match="存查"):
        handlers.move(clue, "shelve", "jinan_second", opinion="存查")
    handlers.move(clue, "clear", "jinan_second", clearing="在村民代表会议上说明")
    assert clue.state == "cleared"
    assert conduct_of(clue.person, on=TODAY).open_clues == 0


def test_what_cannot_be_checked_is_kept_on_file(handlers):
    clue = handlers.checked(handlers.clue(), "unclear")
    with pytest.raises(CannotMove, match="澄清"):
        handlers.move(clue, "clear", "jinan_second", clearing="说明")
    handlers.move(clue, "shelve", "jinan_second", opinion="线索要素不全")
    assert clue.state == "shelved"


def test_a_return_begins_the_check_anew_and_two_sign_again(handlers):
    clue = handlers.checked(handlers.clue())
    handlers.move(clue, "return", "jinan_second", remark="请补充走访")
    assert (clue.state, clue.settled_on) == ("checking", None)
    with pytest.raises(WrongState):
        handlers.move(clue, "countercheck", "muchang_second")
    handlers.move(clue, "check", "muchang_second", finding="partly", facts=FACTS)
    handlers.move(clue, "countercheck", "township_officer")
    assert clue.state == "concluded"


def test_a_team_can_only_be_reminded_or_criticised(handlers):
    clue = handlers.checked(handlers.clue(team="party"))
    with pytest.raises(CannotMove, match="班子"):
        handlers.move(clue, "handle", "jinan_second", measure="removal", handled_on=TODAY, opinion="免职")
    handlers.move(clue, "handle", "jinan_second", measure="criticism", handled_on=TODAY, opinion="批评")


@pytest.mark.parametrize(("day", "word"), [(D(2023, 7, 4), "晚于今天"), (D(2023, 7, 2), "早于")])
def test_a_measure_is_dated_after_the_finding_and_not_ahead(handlers, day, word):
    clue = handlers.checked(handlers.clue())
    with pytest.raises(CannotMove, match=word):
        handlers.move(clue, "handle", "jinan_second", measure="reminder", handled_on=day, opinion="提醒")


def test_the_effect_period_is_the_places_parameter(handlers, city):
    Parameter.objects.create(
        code="villages.conduct.effect_months", value={"reminder": 2}, unit=city.jinan, valid_from="2020-01-01",
        state="approved",
    )  # fmt: skip
    assert handlers.handled(handlers.clue(), "reminder").effect_until == D(2023, 9, 3)


def test_a_recheck_waits_for_its_day_and_for_somebody_else(handlers):
    given = {"recheck_result": "好", "institutional_fix": "制度", "education_on": TODAY}
    with calendar.on(D(2023, 4, 3)):
        clue = handlers.rectified(handlers.clue())
    with calendar.on(D(2023, 7, 2)), pytest.raises(CannotMove, match="2023-07-03"):
        handlers.move(clue, "close", "jinan_second", **given | {"education_on": D(2023, 7, 1)})
    with pytest.raises(NotYours):
        handlers.move(clue, "close", "township_officer", **given)
    Grant.objects.create(
        user=handlers.city.users["township_officer"],
        role=Role.COUNTY_OFFICER,
        unit=handlers.city.unit("jinan_department"),
    )
    with pytest.raises(SamePerson):
        handlers.move(clue, "close", "township_officer", **given)
    handlers.move(clue, "close", "jinan_second", **given)
    assert clue.state == "closed"


def test_a_failed_recheck_leads_back_to_mending(handlers):
    with calendar.on(D(2023, 3, 1)):
        clue = handlers.rectified(handlers.clue())
    handlers.move(clue, "fail", "jinan_second", recheck_result="没有公示")
    assert clue.state == "rectifying"
    assert conduct_of(clue.person, on=TODAY).blocks


def test_conduct_warns_while_open_and_blocks_when_proven_and_in_effect(handlers):
    person = handlers.cadre()
    assert conduct_of(person, on=TODAY) == conduct_of(handlers.cadre("另一人"), on=TODAY)
    clue = handlers.clue(person)
    assert conduct_of(person, on=TODAY).open_clues == 1
    assert conduct_of(person, on=TODAY).blocks == ()
    handlers.handled(clue)
    conduct = conduct_of(person, on=TODAY)
    assert conduct.open_clues == 1
    assert len(conduct.blocks) == 2
    assert not any(FACTS in said or "低保" in said for said in conduct.blocks)
    Clue.objects.filter(pk=clue.pk).update(closed_on=D(2023, 12, 1))
    assert "2024-01-03" in conduct_of(person, on=D(2024, 1, 3)).blocks[0]
    assert conduct_of(person, on=D(2024, 1, 4)).blocks == ()


def test_an_overdue_clue_climbs_and_its_duty_names_nobody(handlers, city):
    clue = handlers.clue(handlers.cadre("许明河"))
    late = calendar.add_working_days(TODAY, 30)
    assert climb(late) >= 1
    duty = Duty.objects.open().about(clue).get()
    assert duty.level >= 1
    assert "许明河" not in str(duty)
    assert "甲河" not in duty.title


def test_another_effect_period_is_tried_on_the_clues_that_the_reader_handles(handlers, city):
    handlers.handled(handlers.clue())
    months = {"admonition": 12}
    [effect] = effects_of("villages.conduct.effect_months", months, at=None, reader=city.user("jinan_officer"))
    assert [(one.before, one.after) for one in effect.differences] == [("影响期到 2024-01-03", "影响期到 2024-07-03")]
    [outside] = effects_of("villages.conduct.effect_months", months, at=None, reader=city.user("officer"))
    assert outside.looked_at == 0
