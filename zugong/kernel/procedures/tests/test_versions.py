"""A case ends under the version it began under, or is moved after a dry run."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from zugong.kernel import calendar
from zugong.kernel.access.roles import Verb
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures import declaring, versions
from zugong.kernel.procedures.clocks import due_of
from zugong.kernel.procedures.crossing import SeenAnother, cross, dry_run, versions_in_use
from zugong.kernel.procedures.declaring import Limit, Move, State
from zugong.kernel.procedures.models import Case, Clock, Duty, ProcedureVersion, Signature
from zugong.kernel.procedures.moving import CannotMove, NotYours, WrongState, moves_open_to, take
from zugong.kernel.procedures.stages import running_clock
from zugong.kernel.procedures.tests.conftest import STAGES, STEPS
from zugong.kernel.procedures.way import steps_of

CHECKING = [
    State("draft", "草拟", limit=Limit("procedures.objection_days")),
    State("checked", "初审"),
    State("asked", "联审"),
    State("done", "办结"),
]
CHECKS = [
    Move("check", "初审", ("draft",), "checked", Verb.REPORT),
    Move("ask", "送审", ("checked",), "asked", Verb.REPORT),
    Move("finish", "办结", ("asked",), "done", Verb.CONFIRM),
]


@pytest.fixture
def revised(declare):
    """Declares the procedure anew, as a later release does."""

    def again(**changed):
        declaring._procedures.pop("test.staged", None)
        values = {"code": "test.staged", "version": 2, "states": CHECKING, "moves": CHECKS}
        return declare(**(values | changed))

    return again


def test_the_first_move_keeps_what_the_declaration_said(staged, begun):
    [kept] = ProcedureVersion.objects.all()
    assert (kept.code, kept.number, kept.digest) == ("test.staged", 1, versions.digest_of(staged))
    assert Case.objects.get(procedure="test.staged").version == kept
    assert [state["name"] for state in kept.content["states"]] == ["draft", "asked", "public", "done", "stopped"]


def test_what_was_kept_is_the_same_procedure_again(staged, begun):
    again = versions.former_version(staged, ProcedureVersion.objects.get())
    assert versions.digest_of(again) == versions.digest_of(staged)
    assert again.former


def test_other_words_are_no_other_version_and_another_rule_is(staged, revised):
    same = revised(version=1, states=[replace(STAGES[0], label="起草"), *STAGES[1:]], moves=STEPS)
    other = revised(version=1, states=STAGES, moves=[replace(STEPS[0], needs=("why",)), *STEPS[1:]])
    assert versions.digest_of(same) == versions.digest_of(staged) != versions.digest_of(other)


def test_a_running_case_goes_on_under_the_version_it_began_under(begun, revised, city):
    present = revised()
    assert [move.name for move in moves_open_to(begun, city.jinan_officer, present)] == ["ask", "stop"]
    take(present, "ask", begun, by=city.jinan_officer)
    assert begun.state == "asked"
    assert Signature.objects.latest("pk").procedure_version == 1
    assert [str(step.label) for step in steps_of(present, begun, [])][-1] == "办结"


def test_a_move_that_only_the_later_version_has_is_refused_with_a_sentence(begun, revised, city):
    with pytest.raises(WrongState, match="第 1 版"):
        take(revised(), "check", begun, by=city.jinan_officer)


def test_a_new_case_begins_under_the_present_version(begun, revised, make, city):
    record = make("draft")
    take(revised(), "check", record, by=city.jinan_officer)
    assert Case.objects.get(record_id=record.pk).version.number == 2


def test_a_dry_run_says_who_goes_where_and_who_cannot_and_changes_nothing(begun, public, revised, city):
    present = revised()
    [one] = dry_run(present).crossings
    assert (one.before.name, one.after) == ("public", None)
    assert "公示" in one.problem
    assert [state.name for state in dry_run(present).homeless] == ["public"]
    [one] = dry_run(present, {"public": "checked"}).able
    assert one.after.name == "checked"
    assert Case.objects.get(procedure="test.staged").version.number == 1
    assert Parameter.objects.get(pk=public.pk).state == "public"


def test_a_later_declaration_may_say_itself_where_a_state_has_gone(public, revised):
    [one] = dry_run(revised(renamed={"public": "asked"})).able
    assert one.after.name == "asked"


def test_a_case_that_crosses_keeps_its_running_clock(begun, revised, city):
    present = revised()
    shown = dry_run(present)
    assert shown.able[0].due_before == shown.able[0].due_after == date(2023, 7, 10)
    with calendar.on(date(2023, 7, 5)):
        cross(present, by=city.leader, why="办法修订", token=dry_run(present).token)
    assert due_of(running_clock(present, begun)) == date(2023, 7, 10)
    assert Duty.objects.open().get().due == date(2023, 7, 10)
    assert take(present, "check", begun, by=city.jinan_officer).procedure_version == 2


def test_a_case_that_crosses_into_another_state_ends_the_old_and_begins_the_new(public, revised, city):
    present = revised()
    choices = {"public": "draft"}
    cross(present, choices=choices, by=city.leader, why="改版", token=dry_run(present, choices).token)
    assert Parameter.objects.get(pk=public.pk).state == "draft"
    [clock] = Clock.objects.filter(stopped_on=None)
    assert (clock.code, due_of(clock)) == ("test.staged.draft", date(2023, 7, 17))
    signature = Signature.objects.latest("pk")
    assert (signature.move, signature.from_state, signature.to_state) == ("crossed", "public", "draft")


def test_what_cannot_cross_stays_where_it_is(begun, public, revised, city):
    present = revised()
    assert cross(present, by=city.leader, why="改版", token=dry_run(present).token) == []
    assert Case.objects.get(procedure="test.staged").version.number == 1


def test_cases_that_have_ended_are_left_alone(begun, revised, staged, city):
    take(staged, "stop", begun, by=city.jinan_officer, why="终止")
    assert dry_run(revised()).crossings == []


def test_only_what_was_shown_is_done_by_who_decides_with_a_reason(begun, revised, city):
    present = revised()
    token = dry_run(present).token
    with pytest.raises(NotYours):
        cross(present, by=city.officer, why="改版", token=token)
    with pytest.raises(CannotMove, match="原因"):
        cross(present, by=city.leader, why=" ", token=token)
    take(present, "ask", begun, by=city.jinan_officer)
    with pytest.raises(SeenAnother):
        cross(present, by=city.leader, why="改版", token=token)


def test_versions_are_counted_with_the_cases_under_way(begun, revised, make, city):
    present = revised()
    take(present, "check", make("draft"), by=city.jinan_officer)
    assert [(version.number, count) for version, count in versions_in_use(present)] == [(2, 1), (1, 1)]


def test_the_command_shows_and_then_does_what_it_has_shown(begun, revised, city, capsys):
    revised()
    call_command("move_cases", "test.staged")
    assert "1 can cross, 0 cannot" in capsys.readouterr().out
    assert Case.objects.get(procedure="test.staged").version.number == 1
    call_command("move_cases", "test.staged", "--by", "leader", "--why", "改版")
    assert Case.objects.get(procedure="test.staged").version.number == 2


@pytest.mark.parametrize("more", [["--by", "nobody"], ["--by", "leader"], ["--by", "officer", "--why", "改"]])
def test_the_command_refuses_in_a_sentence(begun, revised, more):
    revised()
    with pytest.raises(CommandError):
        call_command("move_cases", "test.staged", *more)
