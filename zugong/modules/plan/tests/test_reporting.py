"""Reporting how far a part has come: what is taken, refused, signed, confirmed, returned; and the monthly asking."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.indicators.models import Standing
from zugong.kernel.ledger.attachments import attachments_of
from zugong.kernel.ledger.refusing import Refused
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import NotYours, SamePerson, SomethingMissing, WrongState, take
from zugong.modules.plan.actions import reports
from zugong.modules.plan.actions.board import subject_of
from zugong.modules.plan.actions.reports import CannotReport
from zugong.modules.plan.models import Report, Task


@pytest.fixture
def part(handing):
    return handing.issue(handing.target(), jinan=200, shucheng=100)["jinan"]


def open_kinds(record):
    return sorted(Duty.objects.open().about(record).values_list("kind", flat=True))


def test_a_report_waits_for_the_signer_of_its_unit(handing, part):
    entry = handing.report(part, 40)
    assert (entry.state, entry.unit, entry.value) == ("reported", part.unit, 40)
    assert open_kinds(entry) == ["plan.sign"]


def test_the_same_token_is_taken_once(handing, part):
    token = uuid4()
    first = handing.report(part, 40, token=token)
    assert handing.report(part, 41, token=token) == first
    assert Report.objects.get().value == 40


def test_the_same_token_with_its_files_is_taken_once(handing, part):
    token = uuid4()
    for _again in range(2):
        photo = SimpleUploadedFile("image.txt", "名单".encode())
        entry = handing.report(part, 40, token=token, files=[photo])
    assert attachments_of(entry).count() == 1


def test_a_report_with_two_files_of_one_name_keeps_both(handing, part):
    files = [SimpleUploadedFile("image.txt", words.encode()) for words in ("甲", "乙")]
    assert attachments_of(handing.report(part, 40, files=files)).count() == 2


def test_a_token_resent_after_the_report_was_voided_is_not_taken_again(handing, part):
    token = uuid4()
    entry = handing.report(part, 40, token=token)
    writing.void(entry, by=None, why="误报")
    assert handing.report(part, 40, token=token) == entry


@pytest.mark.parametrize(("other", "by"), [("shucheng", "shucheng_officer"), ("jinan", "jinan_leader")])
def test_somebody_elses_token_is_refused(handing, part, other, by):
    token = uuid4()
    handing.report(part, 40, token=token)
    theirs = part.breakdown.parts.get(unit=handing.city.units[other])
    with pytest.raises(CannotReport, match="提交凭证"):
        handing.report(theirs, 40, by=by, token=token)
    assert Report.objects.count() == 1


def test_two_requests_at_the_same_moment_make_one_report(handing, part, monkeypatch):
    token = uuid4()
    first = handing.report(part, 40, token=token)
    answers = iter([None, first])
    monkeypatch.setattr(reports, "_sent_before", lambda *_: next(answers))
    assert handing.report(part, 40, token=token) == first
    assert Report.objects.count() == 1


def test_a_file_that_is_refused_leaves_no_report(handing, part):
    with pytest.raises(Refused):
        handing.report(part, 40, files=[SimpleUploadedFile("a.exe", b"MZ\x90\x00" * 40)])
    assert not Report.objects.exists()


@pytest.mark.parametrize("by", ["shucheng_officer", "jinan_signer", "township_officer", "officer"])
def test_only_a_clerk_of_the_unit_reports(handing, part, by):
    with pytest.raises(CannotReport, match="不能代表"):
        handing.report(part, 40, by=by)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"day": date(2023, 3, 21)}, "as_of", "不能晚于今天"),
        ({"value": -1}, "value", "不能为负"),
    ],
)
def test_impossible_figures_are_refused_beside_their_field(handing, part, given, field, words):
    with pytest.raises(CannotReport, match=words) as refusal:
        handing.report(part, **({"value": 40} | given))
    assert refusal.value.field == field


def test_what_is_not_issued_is_not_reported(handing):
    breakdown = handing.draft(handing.target(), jinan=300)
    with pytest.raises(CannotReport, match="尚未下达"):
        handing.report(breakdown.parts.get(), 40)


def test_what_is_computed_is_not_reported(handing):
    part = handing.issue(handing.target(measure="plan.coverage"), jinan=300)["jinan"]
    with pytest.raises(CannotReport, match="由系统从台账计算"):
        handing.report(part, 40)


def test_what_is_closed_is_not_reported(handing, part):
    Task.objects.update(state="closed")
    part.breakdown.target.task.refresh_from_db()
    with pytest.raises(CannotReport, match="已办结"):
        handing.report(part, 40)


def test_a_lower_figure_needs_its_reason(handing, part):
    handing.confirmed(part, 40)
    with pytest.raises(CannotReport, match="下降的原因") as refusal:
        handing.report(part, 39, date(2023, 3, 10))
    assert refusal.value.field == "why_lower"
    assert handing.report(part, 39, date(2023, 3, 10), why_lower="一人离职").why_lower == "一人离职"


def test_an_equal_figure_needs_no_reason(handing, part):
    handing.confirmed(part, 40)
    assert handing.report(part, 40, date(2023, 3, 10)).value == 40


def test_a_figure_of_an_earlier_day_is_held_against_that_day(handing, part):
    handing.confirmed(part, 40, date(2023, 3, 10))
    assert handing.report(part, 30, date(2023, 2, 28)).value == 30


def test_the_latest_figure_is_that_of_the_latest_day_and_of_one_day_the_later_entered(handing, part):
    handing.confirmed(part, 40, date(2023, 3, 10))
    handing.confirmed(part, 30, date(2023, 2, 28))
    assert reports.latest_confirmed(part).value == 40
    handing.confirmed(part, 45, date(2023, 3, 10))
    assert reports.latest_confirmed(part).value == 45
    assert reports.latest_confirmed(part, on=date(2023, 3, 1)).value == 30


def test_signing_asks_the_section_to_confirm(handing, part):
    entry = handing.report(part, 40)
    take("plan.report", "sign", entry, by=handing.user("jinan_signer"))
    duty = Duty.objects.open().about(entry).get()
    assert (duty.kind, duty.unit.name) == ("plan.confirm", "组织一科")


@pytest.mark.parametrize("by", ["jinan_officer", "shucheng_signer", "leader"])
def test_only_the_units_own_signer_signs(handing, part, by):
    entry = handing.report(part, 40)
    with pytest.raises(NotYours):
        take("plan.report", "sign", entry, by=handing.user(by))


@pytest.fixture
def signed(handing, part):
    entry = handing.report(part, 40)
    take("plan.report", "sign", entry, by=handing.user("jinan_signer"))
    return entry


@pytest.mark.parametrize("by", ["other_officer", "jinan_officer", "leader", "jinan_signer"])
def test_only_the_tasks_own_section_confirms(handing, signed, by):
    with pytest.raises(NotYours):
        take("plan.report", "confirm", signed, by=handing.user(by))
    signed.refresh_from_db()
    assert (signed.state, signed.confirmed_at) == ("signed", None)


def test_whoever_signed_does_not_confirm(handing, part):
    handing.grant("jinan_signer", "city_officer", "section")
    entry = handing.report(part, 40)
    take("plan.report", "sign", entry, by=handing.user("jinan_signer"))
    with pytest.raises(SamePerson):
        take("plan.report", "confirm", entry, by=handing.user("jinan_signer"))


def test_a_confirmed_figure_counts_on_the_board_of_the_unit_and_above(handing, part, signed):
    take("plan.report", "confirm", signed, by=handing.user("officer"))
    signed.refresh_from_db()
    assert signed.confirmed_at.date() == date(2023, 3, 20)
    assert not Duty.objects.open().about(signed).exists()
    subject = subject_of(part.breakdown.target)
    found = Standing.objects.filter(subject__code=subject, period="2023", unit__code__in=["3415", "341502"])
    assert {standing.unit.name: standing.value for standing in found} == {"六安市": 40, "金安区": 40}


def test_what_is_not_confirmed_does_not_count(handing, part, signed):
    found = Standing.objects.filter(subject__code=subject_of(part.breakdown.target), period="2023")
    assert {standing.value for standing in found} == {None}


@pytest.mark.parametrize(
    ("move", "state", "by"), [("send_back", "reported", "jinan_signer"), ("return", "signed", "officer")]
)
def test_a_returned_report_goes_back_to_the_clerk_with_its_reason(handing, part, move, state, by):
    entry = handing.report(part, 40)
    if state == "signed":
        take("plan.report", "sign", entry, by=handing.user("jinan_signer"))
    with pytest.raises(SomethingMissing):
        take("plan.report", move, entry, by=handing.user(by))
    take("plan.report", move, entry, by=handing.user(by), why="与名单不符")
    duty = Duty.objects.open().about(entry).get()
    assert (entry.state, duty.unit, duty.detail) == ("returned", part.unit, "与名单不符")
    handing.report(part, 38)
    assert not Duty.objects.open().about(entry).exists()


def test_what_is_confirmed_cannot_be_returned(handing, part):
    entry = handing.confirmed(part, 40)
    with pytest.raises(WrongState):
        take("plan.report", "return", entry, by=handing.user("officer"), why="再看看")


def test_each_month_every_part_is_asked_for_once(handing, part):
    assert reports.ask_for_reports(date(2023, 4, 1)) == 2
    assert reports.ask_for_reports(date(2023, 4, 2)) == 0
    duty = Duty.objects.open().about(part).get()
    assert (duty.period, duty.due) == ("2023-03", calendar.add_working_days(date(2023, 3, 31), 5))
    assert duty.title == "填报进展（2023-03）：引进人才 ≥300名"


@pytest.fixture
def two_months(part):
    for first in (date(2023, 4, 1), date(2023, 5, 1)):
        reports.ask_for_reports(first)
    return part


def months_owed(part):
    return sorted(Duty.objects.open().about(part).values_list("period", flat=True))


def test_a_month_that_was_missed_stays_overdue_beside_the_next(two_months):
    assert months_owed(two_months) == ["2023-03", "2023-04"]
    with calendar.on(date(2023, 5, 4)):
        late = [duty.period for duty in Duty.objects.open().about(two_months) if duty.is_overdue]
    assert late == ["2023-03"]


def test_a_figure_of_a_month_answers_for_that_month_and_those_before(handing, two_months):
    with calendar.on(date(2023, 5, 4)):
        handing.report(two_months, 30, date(2023, 3, 31))
        assert months_owed(two_months) == ["2023-04"]
        handing.report(two_months, 40, date(2023, 4, 30))
        assert months_owed(two_months) == []


def test_one_cumulative_figure_makes_good_a_missed_month_which_stays_counted_as_late(handing, two_months):
    with calendar.on(date(2023, 5, 4)):
        entry = handing.report(two_months, 40, date(2023, 4, 30))
    closed = {
        duty.period: duty.closed_on <= duty.due for duty in Duty.objects.about(two_months).filter(kind="plan.report")
    }
    assert closed == {"2023-03": False, "2023-04": True}
    assert entry.due_date == calendar.add_working_days(date(2023, 4, 30), 5)


def test_a_figure_of_an_earlier_month_leaves_the_month_asked_for_owed(handing, part):
    reports.ask_for_reports(date(2023, 4, 1))
    with calendar.on(date(2023, 4, 3)):
        handing.report(part, 40, date(2023, 2, 28))
    assert months_owed(part) == ["2023-03"]


def test_who_has_answered_is_not_asked_again_until_next_month(handing, part):
    reports.ask_for_reports(date(2023, 4, 1))
    with calendar.on(date(2023, 4, 3)):
        assert handing.report(part, 40).due_date == calendar.add_working_days(date(2023, 3, 31), 5)
    assert reports.ask_for_reports(date(2023, 4, 4)) == 0
    assert not Duty.objects.open().about(part).exists()
    assert reports.ask_for_reports(date(2023, 5, 1)) == 2


def test_who_reported_before_being_asked_is_not_asked(handing, part):
    with calendar.on(date(2023, 4, 1)):
        handing.report(part, 40)
    assert reports.ask_for_reports(date(2023, 4, 2)) == 1
    assert not Duty.objects.open().about(part).exists()


def test_what_was_issued_this_month_is_asked_for_from_the_next_month_on(handing, part):
    assert reports.ask_for_reports(date(2023, 3, 31)) == 0


def test_a_worker_that_was_down_on_the_first_asks_later(handing, part):
    assert reports.ask_for_reports(date(2023, 4, 20)) == 2


@pytest.mark.parametrize("why", ["computed", "closed", "reopened"])
def test_nobody_is_asked_for_what_cannot_be_reported(handing, part, why):
    target = part.breakdown.target
    if why == "computed":
        target.measure = "plan.coverage"
        target.save()
    elif why == "closed":
        Task.objects.update(state="closed")
    else:
        take("plan.breakdown", "reopen", part.breakdown, by=handing.user("officer"), why="调整")
    assert reports.ask_for_reports(date(2023, 4, 1)) == 0


def test_a_withdrawn_report_is_owed_again(handing, part):
    reports.ask_for_reports(date(2023, 4, 1))
    with calendar.on(date(2023, 4, 3)):
        entry = handing.report(part, 40)
        take("plan.report", "withdraw", entry, by=handing.user("jinan_officer"))
    assert open_kinds(entry) == []
    assert open_kinds(part) == ["plan.report"]


def test_withdrawing_leaves_closed_what_an_earlier_report_answered(handing, two_months):
    with calendar.on(date(2023, 5, 4)):
        handing.report(two_months, 30, date(2023, 3, 31))
        entry = handing.report(two_months, 40, date(2023, 4, 30))
        take("plan.report", "withdraw", entry, by=handing.user("jinan_officer"))
    assert months_owed(two_months) == ["2023-04"]
