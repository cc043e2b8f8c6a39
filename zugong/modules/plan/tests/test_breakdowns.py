"""Handing targets to units: what is drafted, refused, circulated, issued and changed afterwards."""

from datetime import date
from decimal import Decimal

import pytest

from zugong.kernel.history.writing import changes_of
from zugong.kernel.indicators.models import Goal
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import CannotMove, NotYours, SamePerson, SomethingMissing, take
from zugong.modules.plan.actions import breakdowns, reports
from zugong.modules.plan.actions.board import subject_of
from zugong.modules.plan.actions.breakdowns import CannotBreakDown, Share
from zugong.modules.plan.models import Breakdown, BreakdownComment, Part
from zugong.modules.plan.tests.handing_out import MEETING


def owed(breakdown):
    return {part.unit.name: part.value for part in breakdown.parts.select_related("unit")}


def test_a_draft_says_what_each_unit_owes(handing):
    breakdown = handing.draft(handing.target(), jinan=200, shucheng=100)
    assert breakdown.state == "draft"
    assert owed(breakdown) == {"金安区": 200, "舒城县": 100}


def test_a_unit_that_is_named_no_more_owes_nothing(handing):
    target = handing.target()
    handing.draft(target, jinan=200, shucheng=100)
    breakdown = handing.draft(target, jinan=300)
    assert owed(breakdown) == {"金安区": 300}
    assert Part.with_voided.filter(breakdown=breakdown, voided_at__isnull=False).count() == 1


@pytest.mark.parametrize("user", ["jinan_officer", "leader", "villager", "auditor"])
def test_only_who_may_break_down_at_the_unit_drafts(handing, user):
    target = handing.target()
    with pytest.raises(CannotBreakDown, match="不能分解"):
        handing.draft(target, by=user, jinan=300)
    assert not Breakdown.objects.exists()


def test_a_draft_without_units_is_refused(handing):
    with pytest.raises(CannotBreakDown, match="至少选择一个"):
        handing.draft(handing.target())


def test_a_unit_is_named_once(handing):
    jinan = handing.city.units["jinan"]
    twice = [Share(jinan, Decimal(100)), Share(jinan, Decimal(200))]
    with pytest.raises(CannotBreakDown, match="重复"):
        breakdowns.draft(target=handing.target(), shares=twice, by=handing.user("officer"))


def test_a_negative_share_is_refused(handing):
    with pytest.raises(CannotBreakDown, match="不能为负"):
        handing.draft(handing.target(), jinan=-1)


def test_what_waits_for_the_meeting_is_not_redrafted(handing):
    target = handing.target()
    take("plan.breakdown", "submit", handing.draft(target, jinan=300), by=handing.user("officer"))
    with pytest.raises(CannotBreakDown, match="待部务会审定"):
        handing.draft(target, jinan=200, shucheng=100)
    assert owed(Breakdown.objects.get()) == {"金安区": 300}


def test_the_kind_is_written_with_the_draft(handing):
    target = handing.target()
    breakdowns.draft(target=target, shares=handing.shares(jinan=300), by=handing.user("officer"), kind="replicate")
    target.refresh_from_db()
    assert target.kind == "replicate"


@pytest.mark.parametrize(
    ("kind", "comparator", "value", "value2", "second"),
    [("replicate", "between", 2, 3, 3), ("replicate", "ratio", 4, 1, 1), ("split", "between", 20, 30, None)],
)
def test_who_owes_a_range_or_a_ratio_in_full_owes_both_its_terms(handing, kind, comparator, value, value2, second):
    target = handing.target(kind, value, comparator=comparator, value2=value2)
    assert handing.draft(target, jinan=value).parts.get().value2 == second


@pytest.mark.parametrize(
    ("comparator", "value", "value2", "text"),
    [(">=", 1200, None, "1,200名"), ("<=", 6, None, "≤6名"), ("between", 2, 3, "2—3名"), ("ratio", 4, 1, "4:1")],
)
def test_what_a_part_owes_is_written_as_officers_write_it(handing, comparator, value, value2, text):
    target = handing.target("replicate", value, comparator=comparator, value2=value2)
    assert handing.draft(target, jinan=value).parts.get().owed_text == text


@pytest.mark.parametrize(
    ("kind", "comparator", "value", "shares", "words"),
    [
        ("split", ">=", 300, {"jinan": 200, "shucheng": 90}, "还差 10"),
        ("floor", ">=", 80, {"jinan": 80, "shucheng": 79}, "还差 0.5"),
        ("replicate", ">=", 2, {"jinan": 2, "shucheng": 1}, "还差 1"),
        ("replicate", "<=", 6, {"jinan": 6, "shucheng": 7}, "多 1"),
    ],
)
def test_parts_that_do_not_make_the_target_go_nowhere(handing, kind, comparator, value, shares, words):
    breakdown = handing.draft(handing.target(kind, value, comparator=comparator), **shares)
    for move in "circulate", "submit":
        with pytest.raises(CannotMove, match=words):
            take("plan.breakdown", move, breakdown, by=handing.user("officer"))
    breakdown.refresh_from_db()
    assert breakdown.state == "draft"


def test_a_stricter_limit_for_one_unit_may_be_issued(handing):
    parts = handing.issue(handing.target("replicate", 6, comparator="<="), jinan=5, shucheng=6)
    assert parts["jinan"].breakdown.state == "issued"


def test_a_part_without_weight_counts_like_the_others_until_weights_are_given(handing):
    target = handing.target("floor", 80)
    city = handing.city.units
    shares = [
        Share(city["jinan"], Decimal(85), weight=Decimal(3)),
        Share(city["shucheng"], Decimal(65), weight=Decimal(1)),
    ]
    breakdown = breakdowns.draft(target=target, shares=shares, by=handing.user("officer"))
    take("plan.breakdown", "submit", breakdown, by=handing.user("officer"))
    assert breakdown.state == "approving"


def test_circulating_asks_every_recipient_for_its_opinion(handing):
    breakdown = handing.draft(handing.target(), jinan=200, zone=100)
    take("plan.breakdown", "circulate", breakdown, by=handing.user("officer"))
    assert {duty.unit.name for duty in Duty.objects.open().about(breakdown)} == {"金安区", "六安经济开发区"}


@pytest.fixture
def circulated(handing):
    breakdown = handing.draft(handing.target(), jinan=200, shucheng=100)
    take("plan.breakdown", "circulate", breakdown, by=handing.user("officer"))
    return breakdown


def say(handing, breakdown, *, unit="jinan", by="jinan_officer", agrees=False, text="任务偏重，建议 150"):
    return breakdowns.comment(
        breakdown=breakdown, unit=handing.city.units[unit], agrees=agrees, text=text, by=handing.user(by)
    )


def test_an_opinion_closes_the_duty_of_its_unit_alone(handing, circulated):
    say(handing, circulated)
    assert [duty.unit.name for duty in Duty.objects.open().about(circulated)] == ["舒城县"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"by": "shucheng_officer"}, "不能代表"),
        ({"unit": "zone", "by": "zone_officer"}, "不承担"),
        ({"text": " "}, "写明理由"),
    ],
)
def test_an_opinion_is_refused_from_others_from_outsiders_and_without_a_reason(handing, circulated, given, words):
    with pytest.raises(CannotBreakDown, match=words):
        say(handing, circulated, **given)
    assert not BreakdownComment.objects.exists()


def test_who_agrees_needs_no_words(handing, circulated):
    assert say(handing, circulated, agrees=True, text="").agrees


def test_opinions_end_with_the_time_for_them(handing, circulated):
    take("plan.breakdown", "submit", circulated, by=handing.user("officer"))
    with pytest.raises(CannotBreakDown, match="不在征求意见期间"):
        say(handing, circulated)


def test_an_opinion_is_answered(handing, circulated):
    remark = breakdowns.answer(remark=say(handing, circulated), text=" 部分采纳，调为 180 ", by=handing.user("officer"))
    assert remark.answer == "部分采纳，调为 180"


@pytest.mark.parametrize(("by", "text", "words"), [("jinan_officer", "采纳", "不能答复"), ("officer", " ", "采纳情况")])
def test_an_answer_is_refused_from_recipients_and_without_words(handing, circulated, by, text, words):
    remark = say(handing, circulated)
    with pytest.raises(CannotBreakDown, match=words):
        breakdowns.answer(remark=remark, text=text, by=handing.user(by))
    assert BreakdownComment.objects.get().answer == ""


def test_the_meeting_issues_with_number_and_date_and_units_owe_on_the_board(handing):
    target = handing.target()
    part = handing.issue(target, jinan=200, shucheng=100)["jinan"]
    assert (part.breakdown.issued_on, part.breakdown.document_number) == (date(2023, 3, 20), "六组〔2023〕12号")
    goals = Goal.objects.filter(subject=subject_of(target))
    assert {goal.unit.name: goal.value for goal in goals} == {"六安市": 300, "金安区": 200, "舒城县": 100}
    assert not Duty.objects.open().about(part.breakdown).exists()


@pytest.fixture
def submitted(handing):
    breakdown = handing.draft(handing.target(), jinan=300)
    take("plan.breakdown", "submit", breakdown, by=handing.user("officer"))
    return breakdown


@pytest.mark.parametrize("missing", ["document_number", "meeting_date"])
def test_nothing_is_issued_without_document_and_meeting(handing, submitted, missing):
    with pytest.raises(SomethingMissing):
        take("plan.breakdown", "approve", submitted, by=handing.user("leader"), changes=MEETING | {missing: None or ""})
    submitted.refresh_from_db()
    assert (submitted.state, submitted.issued_on) == ("approving", None)


@pytest.mark.parametrize("user", ["officer", "jinan_leader", "supervisor"])
def test_only_a_leader_of_the_unit_issues(handing, submitted, user):
    with pytest.raises(NotYours):
        take("plan.breakdown", "approve", submitted, by=handing.user(user), changes=MEETING)


def test_whoever_submitted_does_not_approve(handing, submitted):
    handing.grant("officer", "leader", "city")
    with pytest.raises(SamePerson):
        take("plan.breakdown", "approve", submitted, by=handing.user("officer"), changes=MEETING)


def test_sending_back_needs_a_reason_and_ends_the_leaders_duty(handing, submitted):
    with pytest.raises(SomethingMissing):
        take("plan.breakdown", "send_back", submitted, by=handing.user("leader"))
    take("plan.breakdown", "send_back", submitted, by=handing.user("leader"), why="请再核实")
    assert submitted.state == "draft"
    assert not Duty.objects.open().about(submitted).exists()


def test_a_change_after_the_issue_needs_a_reason_that_stays_with_the_part(handing):
    target = handing.target()
    part = handing.issue(target, jinan=200, shucheng=100)["jinan"]
    take("plan.breakdown", "reopen", part.breakdown, by=handing.user("officer"), why="区划调整")
    with pytest.raises(CannotBreakDown, match="修改须写明原因"):
        handing.draft(target, jinan=220, shucheng=80)
    handing.draft(target, why="区划调整", jinan=220, shucheng=80)
    change = changes_of(part).first()
    assert (change.before["value"], change.after["value"], change.why) == ("200.0000", "220", "区划调整")


def test_a_reopened_breakdown_asks_for_no_report(handing):
    part = handing.issue(handing.target(), jinan=300)["jinan"]
    reports.ask_for_reports(date(2023, 4, 1))
    take("plan.breakdown", "reopen", part.breakdown, by=handing.user("officer"), why="调整")
    assert not Duty.objects.open().about(part).exists()


def test_the_signature_of_the_approval_stands_under_what_each_unit_owes(handing):
    target = handing.target()
    part = handing.issue(target, jinan=200, shucheng=100)["jinan"]
    signed = part.breakdown.signed_content()
    assert {row["unit_id"]: row["value"] for row in signed["parts"]}[part.unit_id] == 200
    assert "issued_on" not in signed


@pytest.mark.parametrize(
    ("register", "weights"),
    [("villages", {"jinan": 2, "shucheng": 1}), ("townships", {"jinan": 2, "shucheng": 1})],
)
def test_registers_count_what_stands_below_each_unit(handing, register, weights):
    units = [handing.city.units[name] for name in weights]
    assert breakdowns.weights_from(register, units) == dict(
        zip([unit.pk for unit in units], weights.values(), strict=True)
    )


def test_an_unknown_register_is_refused(handing):
    with pytest.raises(CannotBreakDown, match="没有名为"):
        breakdowns.weights_from("moons", [])


def test_the_usual_recipients_are_the_places_right_below(handing):
    below = breakdowns.recipients_below(handing.city.units["city"], by=handing.user("officer"))
    assert {unit.name for unit in below} == {"金安区", "舒城县", "六安经济开发区"}


@pytest.mark.parametrize(
    ("kind", "method", "values"),
    [
        ("split", "equally", [150, 150]),
        ("split", "in_proportion", [200, 100]),
        ("split", "by_hand", [0, 0]),
        ("floor", "equally", [300, 300]),
        ("replicate", "in_proportion", [300, 300]),
    ],
)
def test_what_is_proposed_follows_from_kind_and_method(handing, kind, method, values):
    units = [handing.city.units["jinan"], handing.city.units["shucheng"]]
    shared = breakdowns.propose(handing.target(kind), method=method, units=units, register="villages")
    assert [shared[unit.pk] for unit in units] == values


def test_recipients_see_nothing_of_a_draft_and_only_their_own_part_later(handing):
    breakdown = handing.draft(handing.target(), jinan=200, shucheng=100)
    reader = handing.user("jinan_officer")
    assert not Part.objects.visible_to(reader).exists()
    take("plan.breakdown", "circulate", breakdown, by=handing.user("officer"))
    assert [part.unit.name for part in Part.objects.visible_to(reader)] == ["金安区"]
