"""Bulletins: frozen when drawn up, shown to siblings once signed."""

from datetime import date

import pytest

from zugong.kernel.indicators.models import Publication
from zugong.kernel.procedures.moving import CannotMove, NotYours, SomethingMissing, take
from zugong.modules.plan.actions.bulletins import (
    CannotBulletin,
    discard,
    draw_figures_anew,
    draw_up,
    edit_draft,
    period_words,
)
from zugong.modules.plan.models import Bulletin

DAY = date(2023, 3, 20)


@pytest.fixture
def parts(handing):
    parts = handing.issue(handing.target(), jinan=200, shucheng=100)
    handing.confirmed(parts["jinan"], 180)
    handing.confirmed(parts["shucheng"], 1, clerk="shucheng_officer", signer="shucheng_signer")
    return parts


def drawn(handing, period="2023-Q1", as_of=DAY, by="officer"):
    return draw_up(plan=handing.plan, period=period, as_of=as_of, by=handing.user(by), remarks="抓紧")


def signed(handing, number="六组通〔2023〕1号"):
    bulletin = drawn(handing)
    take("plan.bulletin", "sign", bulletin, by=handing.user("leader"), changes={"number": number})
    return bulletin


def sees(handing, name):
    return Bulletin.objects.visible_to(handing.user(name)).exists()


def test_units_are_ranked_by_the_share_that_goes_well(handing, parts):
    rows = {row["unit"]: row for row in drawn(handing).figures["units"]}
    assert (rows["金安区"]["share"], rows["金安区"]["rank"]) == (100, 1)
    assert (rows["舒城县"]["share"], rows["舒城县"]["rank"]) == (0, 2)


def test_equal_shares_have_equal_rank(handing, parts):
    handing.confirmed(parts["shucheng"], 100, clerk="shucheng_officer", signer="shucheng_signer")
    assert {row["rank"] for row in drawn(handing).figures["units"]} == {1}


def test_departments_are_ranked_among_themselves(handing, parts):
    handing.grant("labour_signer", "unit_signer", "labour")
    handing.issue(handing.target(what="高层次人才"), labour=300)
    rows = {row["unit"]: row for row in drawn(handing).figures["units"]}
    assert (rows["市人力资源和社会保障局"]["group"], rows["市人力资源和社会保障局"]["rank"]) == ("others", 1)


def test_frozen_figures_stay_whatever_is_confirmed_afterwards(handing, parts):
    bulletin = drawn(handing)
    before = bulletin.figures
    handing.confirmed(parts["shucheng"], 100, clerk="shucheng_officer", signer="shucheng_signer")
    bulletin.refresh_from_db()
    assert bulletin.figures == before


def test_a_draft_can_take_its_figures_again(handing, parts):
    bulletin = drawn(handing)
    handing.confirmed(parts["shucheng"], 100, clerk="shucheng_officer", signer="shucheng_signer")
    draw_figures_anew(bulletin=bulletin, by=handing.user("officer"))
    bulletin.refresh_from_db()
    assert bulletin.figures["part_lamps"] == {"on_time": 1, "done": 1} or bulletin.figures["part_lamps"]["done"] >= 1


def test_figures_are_as_of_the_bulletins_day(handing, parts):
    handing.confirmed(parts["shucheng"], 100, day=date(2023, 3, 15), clerk="shucheng_officer", signer="shucheng_signer")
    rows = {row["unit"]: row for row in drawn(handing, as_of=date(2023, 3, 10)).figures["units"]}
    assert rows["舒城县"]["share"] == 0


def test_a_draft_is_seen_in_the_drafting_unit_only(handing, parts):
    drawn(handing)
    assert {name: sees(handing, name) for name in ("officer", "leader", "jinan_officer", "shucheng_officer")} == {
        "officer": True,
        "leader": True,
        "jinan_officer": False,
        "shucheng_officer": False,
    }


def test_a_signed_bulletin_is_seen_by_all_units_below_and_publishes_the_ranks(handing, parts):
    signed(handing)
    assert sees(handing, "jinan_officer")
    assert sees(handing, "shucheng_officer")
    assert Publication.objects.get().period == "2023-Q1"


def test_an_unsigned_bulletin_publishes_nothing(handing, parts):
    drawn(handing)
    assert not Publication.objects.exists()


def test_signing_needs_a_number(handing, parts):
    with pytest.raises(SomethingMissing):
        signed(handing, number="")


def test_a_number_is_used_once(handing, parts):
    signed(handing)
    with pytest.raises(CannotMove, match="已用过"):
        signed(handing)


def test_only_a_leader_signs(handing, parts):
    with pytest.raises(NotYours):
        take("plan.bulletin", "sign", drawn(handing), by=handing.user("officer"), changes={"number": "1"})


def test_words_change_while_it_is_a_draft(handing, parts):
    bulletin = edit_draft(bulletin=drawn(handing), title="通报", remarks="七月底前整改", by=handing.user("officer"))
    assert bulletin.remarks == "七月底前整改"


def test_nothing_changes_after_signing(handing, parts):
    bulletin = signed(handing)
    for change in (
        lambda: edit_draft(bulletin=bulletin, title="改", remarks="", by=handing.user("officer")),
        lambda: draw_figures_anew(bulletin=bulletin, by=handing.user("officer")),
        lambda: discard(bulletin=bulletin, by=handing.user("officer"), why="不用了"),
    ):
        with pytest.raises(CannotBulletin):
            change()


def test_a_discarded_draft_makes_room_for_another(handing, parts):
    discard(bulletin=drawn(handing), by=handing.user("officer"), why="期间选错")
    assert drawn(handing).state == Bulletin.State.DRAFT


def test_one_draft_a_period(handing, parts):
    drawn(handing)
    with pytest.raises(CannotBulletin, match="已有草稿"):
        drawn(handing)


def test_a_day_to_come_is_refused(handing, parts):
    with pytest.raises(CannotBulletin, match="晚于今天"):
        drawn(handing, as_of=date(2023, 3, 21))


def test_a_county_cannot_tell_of_the_citys_plan(handing, parts):
    with pytest.raises(CannotBulletin):
        drawn(handing, by="jinan_officer")


def test_without_parts_there_is_nothing_to_tell(handing):
    with pytest.raises(CannotBulletin, match="没有可通报"):
        drawn(handing)


@pytest.mark.parametrize(
    ("period", "words"),
    [("2023-Q2", "2023年第二季度"), ("2023-06", "2023年6月"), ("2023", "2023年")],
)
def test_periods_are_said_in_words(period, words):
    assert period_words(period) == words


@pytest.mark.parametrize("period", ["2023-Q5", "2023-13", "上半年", "", "2023-Q"])
def test_what_is_no_period_is_refused(handing, parts, period):
    with pytest.raises(CannotBulletin):
        drawn(handing, period=period)
