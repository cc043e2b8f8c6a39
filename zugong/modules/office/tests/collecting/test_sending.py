"""From the draft to the returns that units owe, and back."""

from decimal import Decimal

import pytest

from zugong.kernel.access.roles import Verb
from zugong.kernel.history.writing import changes_of
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import CannotMove, NotYours, take
from zugong.kernel.procedures.notices import recent
from zugong.kernel.procedures.testing import refused_moves
from zugong.modules.office.actions.collecting import answering, sending
from zugong.modules.office.actions.collecting.chasing import awaited, chase, group_text
from zugong.modules.office.actions.collecting.listing import why_refusable
from zugong.modules.office.models import FormReturn, OneOffForm
from zugong.modules.office.tests.collecting.asking import DUE

S = FormReturn.State


def duties(record, kind=None):
    found = Duty.objects.open().about(record)
    return list(found.filter(kind=kind) if kind else found)


def test_every_recipient_owes_a_return_by_the_due_date(asking):
    form = asking.send()
    assert form.state == "sent"
    for name in "village", "other_village", "far_village":
        (duty,) = duties(asking.entry(form, name))
        assert (duty.unit, duty.verb, duty.due) == (asking.city.units[name], Verb.REPORT, DUE)
        assert duty.title == "填报：党员情况"


def test_a_form_without_columns_or_recipients_is_not_sent(asking):
    with pytest.raises(CannotMove, match="没有列"):
        asking.send(columns=())
    with pytest.raises(CannotMove, match="填报单位"):
        asking.send(to=())


def test_only_units_below_can_be_asked(asking):
    with pytest.raises(Exception, match="不归您管"):
        asking.draft(by="jinan_officer", to=("far_village",))


def test_nobody_below_sees_a_draft_and_no_sibling_sees_a_return(asking):
    draft, form = asking.draft(), asking.send()
    villager, other = asking.user("villager"), asking.user("other_villager")
    assert list(OneOffForm.objects.visible_to(villager)) == [form]
    assert draft not in OneOffForm.objects.visible_to(asking.user("jinan_officer"))
    assert [entry.unit for entry in FormReturn.objects.visible_to(other)] == asking.units("other_village")


def test_who_confirms_is_the_sender_the_superior_or_the_named_unit(asking):
    unit = asking.city.units
    assert asking.entry(asking.send()).confirmer == unit["section"]
    assert asking.entry(asking.send(confirms="superior")).confirmer == unit["muchang"]
    named = asking.send(confirms="named", named_confirmer=unit["jinan_department"])
    assert asking.entry(named).confirmer == unit["jinan_department"]


def test_an_answer_asks_the_confirmer_once_and_settles_what_the_unit_owed(asking):
    form = asking.send()
    first, second = asking.fill(form), asking.fill(form, "other_village")
    assert duties(first) == duties(second) == []
    (duty,) = duties(form, answering.CONFIRM_DUTY)
    assert duty.unit == form.unit
    asking.confirm(first)
    assert duties(form, answering.CONFIRM_DUTY)
    asking.confirm(second)
    assert not duties(form, answering.CONFIRM_DUTY)


def test_once_all_is_settled_the_sender_is_asked_to_merge(asking):
    form = asking.send(to=("village",))
    entry = asking.fill(form)
    assert not duties(form, answering.MERGE_DUTY)
    asking.confirm(entry)
    assert duties(form, answering.MERGE_DUTY)
    take("office.form_return", "return", entry, by=asking.user("officer"), why="请核实")
    assert not duties(form, answering.MERGE_DUTY)


def test_whoever_filled_it_in_does_not_confirm_it(asking):
    entry = asking.fill(asking.send(), by="officer")
    with pytest.raises(CannotMove, match="以外的人"):
        asking.confirm(entry)


def test_a_higher_level_fills_in_for_a_lower_and_a_sibling_does_not(asking):
    form = asking.send()
    entry = asking.fill(form, by="jinan_officer")
    assert entry.filled_by == asking.user("jinan_officer")
    with pytest.raises(NotYours):
        asking.fill(form, "far_village", by="jinan_officer")


def test_a_returned_answer_is_owed_anew_with_the_reason(asking):
    entry = asking.fill(asking.send())
    take("office.form_return", "return", entry, by=asking.user("officer"), why="人数与党统不符")
    (duty,) = duties(entry)
    assert (duty.unit, duty.detail) == (entry.unit, "人数与党统不符")
    asking.fill(entry.form, c1="41")
    assert duties(entry) == []


def test_chasing_reminds_each_unit_once_a_day_and_names_no_person(asking):
    form = asking.send()
    asking.fill(form)
    late = awaited(form, asking.user("officer"))
    assert chase(entries=late, by=asking.user("officer")) == 2
    assert chase(entries=awaited(form, asking.user("officer")), by=asking.user("officer")) == 0
    assert duties(late[0])[0].detail == "第 1 次催报"
    text = group_text(form, late, "http://x/")
    assert "乙岗村村委会、丙畈村村委会" in text
    assert "甲河村" not in text
    assert not any(user.person.name in text for user in asking.city.users.values())


def test_a_township_sees_and_chases_only_its_own(asking):
    form = asking.send()
    mine = awaited(form, asking.user("township_officer"))
    assert {entry.unit for entry in mine} == set(asking.units("village", "other_village"))
    assert chase(entries=mine, by=asking.user("township_officer")) == 2
    assert chase(entries=[asking.entry(form, "far_village")], by=asking.user("township_officer")) == 0


def test_closing_drops_what_has_not_come_back(asking):
    form = asking.send()
    asking.confirm(asking.fill(form))
    take("office.one_off_form", "close", form, by=asking.user("officer"))
    assert asking.entry(form).state == S.CONFIRMED
    assert asking.entry(form, "far_village").state == S.DROPPED
    assert not Duty.objects.open().exists()


def test_a_form_that_was_withdrawn_cannot_be_filled_in(asking):
    form = asking.send()
    take("office.one_off_form", "withdraw", form, by=asking.user("officer"), why="重复发表")
    with pytest.raises(CannotMove):
        asking.fill(form)


@pytest.mark.parametrize(
    ("number", "reason"),
    [("组-01", ""), ("自编-7", "没有编号"), ("旧-02", "已于 2023-06-30 到期"), ("县-03", "没有编号")],
)
def test_a_form_is_listed_if_its_number_is_in_force_at_or_above_its_unit(asking, number, reason):
    from datetime import date

    asking.list_number("旧-02", valid_to=date(2023, 6, 30))
    asking.list_number("县-03", unit="shucheng")
    why = why_refusable(asking.draft(catalogue_number=number))
    assert reason in why
    assert bool(why) == bool(reason)


def test_a_listed_form_is_not_refused(asking):
    with pytest.raises(CannotMove, match="不能拒填"):
        answering.refuse(entry=asking.entry(asking.send()), by=asking.user("villager"))


def test_an_unlisted_form_is_refused_in_one_step_and_sender_and_superior_are_told(asking):
    form = asking.send(by="jinan_officer", to=("village",), catalogue_number="自编-7")
    why = answering.refuse(entry=asking.entry(form), by=asking.user("villager"))
    entry = asking.entry(form)
    assert (entry.state, entry.refused_why) == (S.REFUSED, why)
    (duty,) = duties(form, answering.REFUSED_DUTY)
    assert duty.unit == form.unit
    for name in "jinan_officer", "supervisor", "leader":
        assert any("拒填" in notice.title for notice in recent(asking.user(name)))
    assert not recent(asking.user("shucheng_officer"))
    assert changes_of(entry).first().why == why


def test_a_superior_does_not_refuse_for_a_village(asking):
    form = asking.send(catalogue_number="自编-7")
    with pytest.raises(NotYours):
        answering.refuse(entry=asking.entry(form), by=asking.user("township_officer"))


def test_a_refused_form_is_asked_for_again_only_once_it_is_listed(asking):
    form = asking.send(catalogue_number="自编-7", to=("village",))
    entry = asking.entry(form)
    answering.refuse(entry=entry, by=asking.user("villager"))
    entry = asking.entry(form)
    with pytest.raises(CannotMove, match="没有编号"):
        take("office.form_return", "ask_again", entry, by=asking.user("officer"))
    asking.list_number("自编-7")
    take("office.form_return", "ask_again", entry, by=asking.user("officer"))
    assert (entry.state, entry.refused_why) == (S.OPEN, "")
    assert duties(entry, answering.FILL_DUTY)
    assert not duties(form)


def test_the_cost_is_reckoned_before_sending_and_added_up_over_the_month(asking):
    asking.send()
    cost = sending.cost_of(asking.draft())
    assert cost.minutes_each == Decimal("4.5")
    assert cost.recipients == cost.villages == 3
    assert cost.most_this_month == Decimal("9.0")
    assert cost.over == 0


def test_what_was_withdrawn_costs_nobody_anything(asking):
    form = asking.send()
    take("office.one_off_form", "withdraw", form, by=asking.user("officer"), why="重复发表")
    assert sending.cost_of(asking.draft()).most_this_month == Decimal("4.5")


@pytest.mark.parametrize("code", ["office.one_off_form", "office.form_return"])
def test_everything_that_is_not_declared_is_refused(asking, code):
    def make(state):
        if code == "office.one_off_form":
            record = asking.draft()
        else:
            form = asking.send(catalogue_number="自编-7")
            record = asking.entry(form)
            record.rows = [{"c1": "1"}]
        type(record).objects.filter(pk=record.pk).update(state=state)
        record.refresh_from_db()
        return record

    assert refused_moves(procedure_named(code), make) == []
