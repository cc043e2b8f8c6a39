"""Role models from the nomination by the township to the naming and what follows."""

import datetime as dt

import pytest

from zugong.kernel import calendar
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.moving import CannotMove, NotYet, SamePerson, SomethingMissing, take
from zugong.kernel.procedures.testing import refused_moves
from zugong.modules.villages.actions.role_model_overview import roll_of
from zugong.modules.villages.actions.role_models import NOMINATION, ROUND, CannotNominate, nominate, note_use
from zugong.modules.villages.models import (
    JointReview,
    RoleModelNomination,
    RoleModelRound,
    RoleModelUse,
    VillageRole,
    WarnedSignature,
)
from zugong.modules.villages.tests.ways_up_city import a_cadre, a_clue, add_signers, after_publicity

pytestmark = pytest.mark.django_db

MERITS = {name: f"{name}的事迹" for name in ("politics", "development", "results", "governance", "conduct")}
VOTES = {"meeting_on": dt.date(2023, 7, 1), "votes_present": 30, "votes_for": 28}


@pytest.fixture(autouse=True)
def _signers(city):
    add_signers(city)


def a_round(city, *, unit="jinan", state="nominating", **said):
    values = {
        "level": "city" if unit == "city" else "county", "year": 2023, "quota": 1,
        "nominates_from": dt.date(2023, 7, 1), "nominates_to": dt.date(2023, 7, 10),
    } | said  # fmt: skip
    return RoleModelRound.objects.create(unit=city.unit(unit), state=state, **values)


class Nomination:
    """The way of one nomination."""

    def __init__(self, city, round_, cadre, **said):
        self.city, self.round, self.cadre = city, round_, cadre
        self.record = nominate(round_=round_, cadre=cadre, by=city.user("township_officer"), said=MERITS | said)

    def take(self, move, by, why="", **changes):
        take(NOMINATION, move, self.record, by=self.city.user(by), why=why, changes=changes)
        return self

    def stands(self, state):
        RoleModelRound.objects.filter(pk=self.round.pk).update(state=state)
        return self

    def recommended(self, **said):
        return self.take("recommend", "muchang_signer", **(VOTES | said))

    def vetted(self):
        self.recommended().take("review", "jinan_officer", review="同意").stands("contest")
        self.take("shortlist", "jinan_officer", score=92).stands("publicity")
        JointReview.objects.filter(person=self.cadre.person_id).update(
            state="formal", result="passed", formal_on=calendar.today(), valid_until=dt.date(2024, 1, 1)
        )
        return self

    def named(self):
        self.vetted().take("publish", "jinan_signer")
        with after_publicity():
            return self.take("name", "jinan_signer", named_on=calendar.today(), medal_document="金委〔2023〕20号")


def test_from_nomination_to_naming_and_later_use(city):
    one = Nomination(city, a_round(city), a_cadre(city)).named()
    assert (one.record.state, one.record.named_on) == ("named", dt.date(2023, 7, 11))
    with calendar.on(dt.date(2023, 9, 1)):
        note_use(
            nomination=one.record, kind="teacher", on=dt.date(2023, 9, 1), note="全区村书记培训班",
            by=city.user("jinan_officer"),
        )  # fmt: skip
        with pytest.raises(CannotNominate, match="早于命名"):
            note_use(
                nomination=one.record, kind="teacher", on=dt.date(2023, 7, 1), note="", by=city.user("jinan_officer")
            )
    assert RoleModelUse.objects.get().kind == "teacher"


def test_only_serving_secretaries_of_the_own_township_in_the_days_of_nomination(city):
    round_, by = a_round(city), city.user("township_officer")
    with pytest.raises(CannotNominate, match="在任的村"):
        nominate(round_=round_, cadre=a_cadre(city, "甲", office="director"), by=by, said={})
    cadre = a_cadre(city)
    with pytest.raises(CannotNominate, match="不能推荐"):
        nominate(round_=round_, cadre=cadre, by=city.user("other_township_officer"), said={})
    with calendar.on(dt.date(2023, 7, 11)), pytest.raises(CannotNominate, match="推荐期"):
        nominate(round_=round_, cadre=cadre, by=by, said={})
    with pytest.raises(CannotNominate, match="不面向"):
        nominate(round_=a_round(city, unit="shucheng"), cadre=cadre, by=by, said={})
    with pytest.raises(CannotNominate, match="多于到会"):
        nominate(round_=round_, cadre=cadre, by=by, said={"votes_present": 3, "votes_for": 4})
    nominate(round_=round_, cadre=cadre, by=by, said={})
    with pytest.raises(CannotNominate, match="已在这个批次"):
        nominate(round_=round_, cadre=cadre, by=by, said={})


def test_the_recommendation_needs_merits_and_votes(city):
    one = Nomination(city, a_round(city), a_cadre(city), results="")
    with pytest.raises(SomethingMissing) as refusal:
        one.recommended()
    assert refusal.value.fields == ("results",)
    with pytest.raises(SomethingMissing, match="67%"):
        one.recommended(results="增收", votes_for=20)
    one.take("recommend", "muchang_signer", "镇党委集体研究", **(VOTES | {"results": "增收", "votes_for": 20}))
    assert one.record.state == "recommended"


def test_the_same_title_is_not_given_again_within_three_years(city):
    cadre = a_cadre(city)
    earlier = Nomination(city, a_round(city, year=2020), cadre)
    RoleModelNomination.objects.filter(pk=earlier.record.pk).update(state="named", named_on=dt.date(2020, 7, 4))
    one = Nomination(city, a_round(city), cadre)
    with pytest.raises(CannotMove, match="3 年内不重复命名，2023-07-04 起"):
        one.recommended()
    with calendar.on(dt.date(2023, 7, 4)):
        one.recommended()
    other = Nomination(city, a_round(city, award="另一称号"), cadre)
    other.recommended()
    assert other.record.state == "recommended"


def test_an_open_clue_warns_a_settled_one_blocks(city):
    cadre = a_cadre(city)
    one = Nomination(city, a_round(city), cadre)
    clue = a_clue(city, cadre.person)
    with pytest.raises(SomethingMissing) as refusal:
        one.recommended()
    assert refusal.value.fields == ("warned_why",)
    one.recommended(warned_why="镇党委研究过")
    assert WarnedSignature.objects.get().step == "recommend"
    clue.finding, clue.settled_on = "substantiated", dt.date(2023, 7, 2)
    clue.save()
    with pytest.raises(CannotMove, match="目前不能"):
        one.take("review", "jinan_officer", review="同意", warned_why="仍要")


def test_who_left_the_office_is_not_named(city):
    one = Nomination(city, a_round(city), a_cadre(city)).recommended()
    VillageRole.objects.filter(cadre=one.cadre).update(end_date=dt.date(2023, 7, 3))
    with pytest.raises(CannotMove, match="已不是在任"):
        one.take("review", "jinan_officer", review="同意")


def test_recommending_and_reviewing_are_two_people(city):
    one = Nomination(city, a_round(city), a_cadre(city)).recommended()
    from_township = city.user("jinan_officer")
    city.users["both"] = from_township
    RoleModelNomination.objects.filter(pk=one.record.pk).update(
        state="nominated", entered_by=city.user("muchang_signer")
    )
    with pytest.raises(SamePerson):
        one.recommended()


def test_the_quota_holds_and_publicity_is_waited_for(city):
    round_ = a_round(city)
    first = Nomination(city, round_, a_cadre(city)).vetted().take("publish", "jinan_signer")
    with pytest.raises(NotYet):
        first.take("name", "jinan_signer", named_on=dt.date(2023, 7, 3), medal_document="文")
    RoleModelRound.objects.update(state="nominating")
    round_.refresh_from_db()
    second = Nomination(city, round_, a_cadre(city, "范松涛", village="other_village")).vetted()
    with pytest.raises(CannotMove, match="命名名额 1 个"):
        second.take("publish", "jinan_signer")


def test_a_round_goes_on_only_when_nobody_is_left_behind(city):
    round_ = a_round(city)
    one = Nomination(city, round_, a_cadre(city))
    officer = city.user("jinan_officer")
    with pytest.raises(CannotMove, match="还不能截止"):
        take(ROUND, "review", round_, by=officer)
    with calendar.on(dt.date(2023, 7, 11)):
        with pytest.raises(CannotMove, match="停在“拟推荐”"):
            take(ROUND, "review", round_, by=officer)
        one.take("drop", "jinan_officer", "超过推荐期限")
        take(ROUND, "review", round_, by=officer)
        take(ROUND, "contest", round_, by=officer)
        with pytest.raises(CannotMove, match="没有入选"):
            take(ROUND, "publish", round_, by=city.user("jinan_signer"))


def test_the_roll_holds_only_those_named_and_only_what_is_public(city):
    Nomination(city, a_round(city), a_cadre(city)).named()
    RoleModelNomination.objects.update(votes_for=28, review="内部意见")
    Nomination(city, a_round(city, award="另一称号"), a_cadre(city, "范松涛", village="other_village"))
    roll = roll_of(city.unit("city"))
    [(year, [one])] = roll.years
    assert (year, one.name, one.document, len(one.merits)) == (2023, "周立春", "金委〔2023〕20号", 5)
    assert "内部意见" not in str(one)
    assert roll_of(city.unit("shucheng")).total == 0


@pytest.mark.parametrize("code", [NOMINATION, ROUND])
def test_every_move_that_must_be_refused_is_refused(city, code):
    made = Nomination(city, a_round(city), a_cadre(city))
    record = made.record if code == NOMINATION else made.round

    def make(state):
        type(record)._base_manager.filter(pk=record.pk).update(state=state)
        return type(record).objects.get(pk=record.pk)

    assert refused_moves(procedure_named(code), make) == []
