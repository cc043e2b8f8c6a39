"""Down the line: a county hands its part on to townships, a township to villages, and figures come up again."""

from datetime import date
from decimal import Decimal

import pytest

from zugong.kernel.procedures.moving import take
from zugong.modules.plan.actions import handing_on
from zugong.modules.plan.actions.handing_on import CannotHandOn
from zugong.modules.plan.models import Part, Target
from zugong.modules.plan.tests.handing_out import MEETING


@pytest.fixture
def part(handing):
    return handing.issue(handing.target(), jinan=200, shucheng=100)["jinan"]


@pytest.fixture
def county_target(handing, part):
    return handing_on.hand_on(part=part, by=handing.user("jinan_officer"))


@pytest.fixture
def townships(handing, county_target):
    return handing.issue(county_target, officer="jinan_officer", leader="jinan_leader", muchang=150, matou=50)


def tell_from_below(handing, townships):
    names = {"clerk": "township_officer", "signer": "muchang_signer", "by": "jinan_officer"}
    handing.confirmed(townships["muchang"], 60, date(2023, 3, 5), **names)


def test_what_is_handed_on_is_a_task_of_the_unit_with_its_number(handing, part, county_target):
    assert (county_target.value, county_target.from_part, county_target.kind) == (200, part, "split")
    assert (county_target.task.unit, county_target.task.due_date) == (part.unit, date(2023, 12, 31))
    assert county_target.task.source == "六安市 六组〔2023〕12号"


def test_handing_on_twice_gives_the_same_target(handing, part, county_target):
    assert handing_on.hand_on(part=part, by=handing.user("jinan_officer")) == county_target
    assert Target.objects.filter(from_part=part).count() == 1


@pytest.mark.parametrize("by", ["jinan_signer", "shucheng_officer", "township_officer", "villager"])
def test_only_who_may_break_down_at_the_unit_hands_on(handing, part, by):
    with pytest.raises(CannotHandOn, match="不能分解"):
        handing_on.hand_on(part=part, by=handing.user(by))
    assert not Target.objects.filter(from_part=part).exists()


def test_a_part_that_is_not_issued_is_not_handed_on(handing):
    part = handing.draft(handing.target(), jinan=300).parts.get()
    with pytest.raises(CannotHandOn, match="尚未下达"):
        handing_on.hand_on(part=part, by=handing.user("jinan_officer"))


def test_what_is_computed_is_not_handed_on(handing):
    part = handing.issue(handing.target(measure="plan.coverage"), jinan=300)["jinan"]
    with pytest.raises(CannotHandOn, match="由系统"):
        handing_on.hand_on(part=part, by=handing.user("jinan_officer"))


@pytest.mark.parametrize(
    ("kind", "comparator", "below"),
    [
        ("split", ">=", "split"),
        ("floor", ">=", "floor"),
        ("replicate", ">=", "split"),
        ("replicate", "<=", "replicate"),
        ("replicate", "ratio", "replicate"),
    ],
)
def test_a_number_is_split_up_and_a_limit_holds_for_each(handing, kind, comparator, below):
    target = handing.target(kind, 4, comparator=comparator, value2=1 if comparator == "ratio" else None)
    part = handing.issue(target, jinan=4)["jinan"]
    assert handing_on.hand_on(part=part, by=handing.user("jinan_officer")).kind == below


def test_townships_see_their_own_part_and_nothing_of_the_county_above(handing, part, townships):
    seen = Part.objects.visible_to(handing.user("township_officer"))
    assert list(seen) == [townships["muchang"]]


def test_the_county_confirms_what_its_townships_report(handing, townships):
    tell_from_below(handing, townships)
    assert townships["muchang"].reports.get().state == "confirmed"


def test_what_townships_have_confirmed_is_proposed_for_the_county(handing, part, townships):
    assert handing_on.proposed_for(part).value is None
    tell_from_below(handing, townships)
    proposal = handing_on.proposed_for(part)
    assert (proposal.value, proposal.as_of, proposal.known, len(proposal.rows)) == (60, date(2023, 3, 5), 1, 2)


def test_nothing_is_proposed_where_nothing_is_handed_on(part):
    assert handing_on.proposed_for(part) is None


def test_nothing_is_proposed_before_the_breakdown_below_is_issued(part, county_target):
    assert handing_on.proposed_for(part) is None


def test_a_township_hands_its_part_on_to_its_villages(handing, townships):
    target = handing_on.hand_on(part=townships["muchang"], by=handing.user("township_officer"))
    villages = handing.issue(target, officer="township_officer", leader="muchang_leader", village=100, other_village=50)
    assert villages["village"].breakdown.target.task.unit.name == "木厂镇"
    assert [part.unit.name for part in Part.objects.visible_to(handing.user("villager"))] == ["甲河村村委会"]


def reissue(handing, part, **values):
    target = part.breakdown.target
    take("plan.breakdown", "reopen", part.breakdown, by=handing.user("officer"), why="调整")
    handing.draft(target, why="调整", **values)
    part.breakdown.refresh_from_db()
    take("plan.breakdown", "submit", part.breakdown, by=handing.user("officer"))
    take("plan.breakdown", "approve", part.breakdown, by=handing.user("leader"), changes=MEETING)


def test_a_new_number_from_above_is_owed_below_as_well(handing, part, county_target):
    reissue(handing, part, jinan=220, shucheng=80)
    county_target.refresh_from_db()
    assert county_target.value == Decimal(220)


def test_who_owes_nothing_any_more_has_nothing_to_hand_on(handing, part, county_target, townships):
    reissue(handing, part, shucheng=300)
    assert not Target.objects.filter(pk=county_target.pk).exists()
    assert not Part.objects.filter(breakdown__target=county_target).exists()


@pytest.mark.parametrize(
    ("kind", "comparator", "figures", "proposed"),
    [
        ("floor", ">=", (90, 60), Decimal(75)),
        ("replicate", ">=", (3, 2), Decimal(2)),
        ("replicate", "<=", (5, 6), Decimal(6)),
        ("split", ">=", (3, 2), Decimal(5)),
    ],
)
def test_a_floor_is_proposed_as_a_mean_and_what_each_owes_as_the_weakest(handing, kind, comparator, figures, proposed):
    target = handing.target(kind, 4, comparator=comparator)
    part = handing.issue(target, jinan=4)["jinan"]
    below = handing_on.hand_on(part=part, by=handing.user("jinan_officer"))
    Target.objects.filter(pk=below.pk).update(kind=kind)
    below.refresh_from_db()
    parts = handing.issue(below, officer="jinan_officer", leader="jinan_leader", muchang=4, matou=4)
    for name, clerk, signer, value in (
        ("muchang", "township_officer", "muchang_signer", figures[0]),
        ("matou", "other_township_officer", "matou_signer", figures[1]),
    ):
        handing.confirmed(parts[name], value, clerk=clerk, signer=signer, by="jinan_officer")
    assert handing_on.proposed_for(part).value == proposed
