"""Slips: who sees them, which colour they have, who answers and closes them."""

from datetime import date, time

import pytest

from zugong.kernel import calendar
from zugong.kernel.procedures.contents import content_hash
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import CannotMove, NotYours, SamePerson, SomethingMissing, signatures_of, take
from zugong.modules.plan.actions.lateness import group_text, late_things
from zugong.modules.plan.actions.supervision import CannotSupervise, chain_of, draft_slip, edit_draft, propose_slips
from zugong.modules.plan.actions.tasks import assign
from zugong.modules.plan.models import Slip


@pytest.fixture
def part(handing):
    """A part of which nothing was reported: far behind by the summer."""
    part = handing.issue(handing.target(), jinan=200, shucheng=100)["jinan"]
    handing.confirmed(part, 1)
    return part


def on(day):
    return calendar.on(day, at=time(10))


def drafted(handing, part, **more):
    return draft_slip(task=part.breakdown.target.task, part=part, by=handing.user("officer"), **more)


def issued(handing, part, **more):
    slip = drafted(handing, part, **more)
    take("plan.slip", "issue", slip, by=handing.user("leader"))
    return slip


def replied(handing, slip, words="已补齐", by="jinan_officer"):
    take("plan.slip", "reply", slip, by=handing.user(by), changes={"reply": words})
    return slip


def sees(handing, name, slip):
    return Slip.objects.visible_to(handing.user(name)).filter(pk=slip.pk).exists()


def test_a_draft_is_seen_where_it_is_drawn_up_and_nowhere_else(handing, part):
    slip = drafted(handing, part)
    seen = {name: sees(handing, name, slip) for name in ("officer", "leader", "jinan_officer", "shucheng_officer")}
    assert seen == {"officer": True, "leader": True, "jinan_officer": False, "shucheng_officer": False}


def test_a_signed_slip_is_seen_by_the_late_unit_and_its_siblings(handing, part):
    slip = issued(handing, part)
    assert sees(handing, "jinan_officer", slip)
    assert sees(handing, "shucheng_officer", slip)


def test_colours_climb_with_every_slip_that_stays_without_an_answer(handing, part):
    colours = []
    for day in (date(2023, 6, 1), date(2023, 6, 20), date(2023, 7, 10), date(2023, 7, 30)):
        with on(day):
            colours.append(issued(handing, part).colour)
    assert colours == ["blue", "orange", "red", "red"]


def test_the_slip_that_another_one_follows_is_escalated_and_owes_no_reply(handing, part):
    with on(date(2023, 6, 1)):
        first = issued(handing, part)
    with on(date(2023, 6, 20)):
        issued(handing, part)
    first.refresh_from_db()
    assert first.state == Slip.State.FOLLOWED
    assert not Duty.objects.open().about(first).exists()


def test_what_is_overdue_starts_orange(handing, part):
    with on(date(2024, 1, 5)):
        assert drafted(handing, part).colour == "orange"


def test_what_is_urgent_starts_orange(handing, part):
    assert drafted(handing, part, urgent=True).colour == "orange"


def test_after_a_closed_slip_the_next_one_is_blue_again(handing, part):
    slip = replied(handing, issued(handing, part))
    take("plan.slip", "close", slip, by=handing.user("supervisor"))
    assert drafted(handing, part).colour == "blue"


def test_the_reason_names_the_numbers_of_the_lamp(handing, part):
    with on(date(2023, 7, 3)):
        slip = drafted(handing, part)
    for words in ("200名", "2023-12-31", "1名", "0.5%", "50.3%", "49.8个百分点"):
        assert words in slip.reason


def test_no_second_slip_while_one_waits_for_its_signature(handing, part):
    drafted(handing, part)
    with pytest.raises(CannotSupervise):
        drafted(handing, part)


def test_no_second_slip_before_the_reply_is_due(handing, part):
    issued(handing, part)
    with pytest.raises(CannotSupervise):
        drafted(handing, part)


def test_a_county_cannot_draw_up_a_slip_for_the_city(handing, part):
    with pytest.raises(CannotSupervise):
        draft_slip(task=part.breakdown.target.task, part=part, by=handing.user("shucheng_officer"))
    assert not Slip.objects.exists()


def test_numbers_are_given_at_signing_so_that_dropped_drafts_leave_no_gap(handing, part):
    dropped = drafted(handing, part)
    take("plan.slip", "drop", dropped, by=handing.user("leader"), why="已当面说明")
    assert dropped.number == ""
    assert issued(handing, part).number == "督〔2023〕1号"


def test_dropping_needs_a_reason(handing, part):
    with pytest.raises(SomethingMissing):
        take("plan.slip", "drop", drafted(handing, part), by=handing.user("leader"))


def test_only_a_leader_signs(handing, part):
    with pytest.raises(NotYours):
        take("plan.slip", "issue", drafted(handing, part), by=handing.user("officer"))


def test_a_reply_date_that_passed_while_the_draft_lay_is_set_anew(handing, part):
    slip = drafted(handing, part)
    with on(date(2023, 4, 10)):
        take("plan.slip", "issue", slip, by=handing.user("leader"))
    assert slip.due_date == date(2023, 4, 17)


def test_a_draft_can_be_edited_and_a_signed_slip_cannot(handing, part):
    slip = drafted(handing, part)
    words = {"reason": "进度滞后", "demand": "三日内反馈", "due_date": date(2023, 3, 24)}
    edit_draft(slip=slip, by=handing.user("officer"), **words)
    take("plan.slip", "issue", slip, by=handing.user("leader"))
    with pytest.raises(CannotSupervise):
        edit_draft(slip=slip, by=handing.user("officer"), **words)


def test_a_reply_date_in_the_past_is_refused(handing, part):
    with pytest.raises(CannotSupervise):
        edit_draft(
            slip=drafted(handing, part),
            reason="一",
            demand="二",
            due_date=date(2023, 3, 20),
            by=handing.user("officer"),
        )


def test_a_sibling_cannot_reply(handing, part):
    slip = issued(handing, part)
    with pytest.raises(NotYours):
        replied(handing, slip, by="shucheng_officer")


def test_a_reply_needs_words(handing, part):
    with pytest.raises(SomethingMissing):
        replied(handing, issued(handing, part), words="")


def test_a_refused_reply_gives_the_full_time_again_and_tells_why(handing, part):
    slip = replied(handing, issued(handing, part), "正在推进")
    take("plan.slip", "refuse_reply", slip, by=handing.user("officer"), why="没有措施")
    duty = Duty.objects.open().about(slip).get()
    assert (duty.unit, duty.due, duty.detail) == (part.unit, date(2023, 3, 27), "没有措施")


def test_whoever_signed_does_not_close(handing, part):
    slip = replied(handing, issued(handing, part))
    handing.grant("leader", "supervisor", "city")
    with pytest.raises(SamePerson):
        take("plan.slip", "close", slip, by=handing.user("leader"))


def test_the_late_unit_does_not_close_its_own_slip(handing, part):
    slip = replied(handing, issued(handing, part))
    handing.grant("jinan_inspector", "supervisor", "city", home="jinan_department")
    with pytest.raises(CannotMove, match="责任单位"):
        take("plan.slip", "close", slip, by=handing.user("jinan_inspector"))


def test_the_lead_section_does_not_close_slips_about_its_own_task(handing, part):
    slip = replied(handing, issued(handing, part))
    handing.grant("section_inspector", "supervisor", "city", home="section")
    with pytest.raises(CannotMove, match="牵头科室"):
        take("plan.slip", "close", slip, by=handing.user("section_inspector"))


def test_closing_closes_the_whole_chain(handing, part):
    with on(date(2023, 6, 1)):
        issued(handing, part)
    with on(date(2023, 6, 20)):
        second = replied(handing, issued(handing, part))
        take("plan.slip", "close", second, by=handing.user("supervisor"))
    assert set(Slip.objects.values_list("state", flat=True)) == {"closed"}
    assert [slip.colour for slip in chain_of(second)] == ["blue", "orange"]


def test_a_signature_stands_under_the_words_until_they_change(handing, part):
    slip = replied(handing, issued(handing, part))
    take("plan.slip", "close", slip, by=handing.user("supervisor"))
    slip.refresh_from_db()
    last = signatures_of(slip).last()
    assert last.content_hash == content_hash(slip, procedure_named("plan.slip"))


def test_the_night_proposes_one_slip_for_what_is_red(handing, part):
    day = date(2023, 7, 3)
    with on(day):
        made = propose_slips(day)
        assert part.pk in {slip.part_id for slip in made}
        assert propose_slips(day) == []


def test_the_night_leaves_alone_what_is_not_red(handing, part):
    assert propose_slips(date(2023, 3, 20)) == []


def test_the_night_does_not_propose_again_what_the_leader_has_just_dropped(handing, part):
    with on(date(2023, 7, 3)):
        for slip in propose_slips(date(2023, 7, 3)):
            take("plan.slip", "drop", slip, by=handing.user("leader"), why="再看看")
        assert propose_slips(date(2023, 7, 4)) == []


def test_the_night_proposes_the_next_colour_when_a_reply_is_overdue(handing, part):
    with on(date(2023, 4, 3)):
        issued(handing, part, reason="领导交办")
    handing.confirmed(part, 200)
    with on(date(2023, 4, 20)):
        assert [slip.colour for slip in propose_slips(date(2023, 4, 20))] == ["orange"]


def test_a_task_without_a_number_is_chased_after_its_due_date(handing):
    task = assign(
        unit=handing.city.city,
        section=handing.city.section,
        title="报送名单",
        due_date=date(2023, 3, 22),
        by=handing.user("leader"),
    )
    with on(date(2023, 3, 27)):
        slip = next(slip for slip in propose_slips(date(2023, 3, 27)) if slip.task == task)
    assert (slip.addressee, slip.colour) == (handing.city.section, "orange")


def test_the_group_hears_only_of_what_a_leader_has_signed(handing, part):
    with on(date(2023, 7, 3)):
        slip = drafted(handing, part)
        unsigned = [one for one in late_things(handing.user("officer")) if one.seen_by_all]
        take("plan.slip", "issue", slip, by=handing.user("leader"))
        signed = [one for one in late_things(handing.user("officer")) if one.seen_by_all]
    assert group_text(unsigned, "https://zugong.test/") == ""
    assert "金安区" in group_text(signed, "https://zugong.test/")


def test_the_text_for_the_group_names_no_person(handing, part):
    with on(date(2023, 7, 3)):
        issued(handing, part)
        text = group_text(late_things(handing.user("officer")), "https://zugong.test/")
    assert "https://zugong.test/" in text
    assert not any(str(user) in text for user in handing.city.users.values())
