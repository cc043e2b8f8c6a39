"""A promotion application from the own application to the appointment, and everything that must be refused on the way."""

import datetime as dt

import pytest

from zugong.kernel import calendar
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.history.models import Change
from zugong.kernel.ledger.attachments import attachments_of
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import CannotMove, NotYet, NotYours, SamePerson, SomethingMissing, signatures_of
from zugong.kernel.procedures.testing import refused_moves
from zugong.modules.villages.actions.ways_up import APPLICATION, CannotApply, apply_for, own_applications, withdraw_own
from zugong.modules.villages.models import JointReview, PromotionApplication, VillageRole, WarnedSignature
from zugong.modules.villages.tests.ways_up_city import (
    CLOSES,
    Way,
    a_cadre,
    a_clue,
    a_round,
    add_signers,
    after_publicity,
    paper,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signers(city):
    add_signers(city)


def own_account(cadre) -> User:
    """The cadre's own account, which sees nothing but the own records."""
    user = User.objects.create_user(f"own-{cadre.pk}", person=cadre.person, unit=cadre.unit)
    Grant.objects.create(user=user, role=Role.CADRE, unit=cadre.unit, reach=Grant.Extent.OWN)
    return user


def test_from_application_to_appointment(city):
    cadre = a_cadre(city)
    way = Way(city, a_round(city), cadre).public()
    assert way.application.public_on == dt.date(2023, 7, 3)
    with after_publicity():
        on = calendar.today()
        way.take("appoint", "jinan_signer", appointed_on=on, appointed_document="人字〔2023〕1号")
        application = PromotionApplication.objects.get()
        assert application.state == "appointed"
        assert application.appointed_unit == city.unit("muchang")
        assert application.serves_until == dt.date(2028, 7, 10)
        role = VillageRole.objects.get(cadre=cadre)
        assert (role.end_date, role.leaving) == (on, "transferred")
        cadre.refresh_from_db()
        assert not cadre.in_office


def test_the_duty_of_the_next_step_stands_where_it_is_owed(city):
    way = Way(city, a_round(city), a_cadre(city))
    [duty] = Duty.objects.open().about(way.application)
    assert (duty.unit, duty.due) == (city.unit("muchang"), dt.date(2023, 7, 10))
    way.recommended()
    [duty] = Duty.objects.open().about(way.application)
    assert (duty.unit, duty.due) == (city.unit("jinan"), dt.date(2023, 7, 17))


def test_a_cadre_applies_for_oneself_and_only_for_oneself(city):
    cadre, other = a_cadre(city), a_cadre(city, "程雨田", office="deputy_secretary")
    round_, user = a_round(city), own_account(cadre)
    made = apply_for(round_=round_, cadre=cadre, by=user)
    assert made.entered_by is None
    with pytest.raises(CannotApply, match="只有本人或所在乡镇"):
        apply_for(round_=round_, cadre=other, by=user)
    apply_for(round_=round_, cadre=other, by=city.user("township_officer"), paper=paper())
    assert [one.person for one in own_applications(user)] == [cadre.person]
    assert list(PromotionApplication.objects.visible_to(user)) == [made]


def test_the_township_applies_on_behalf_with_the_signed_paper(city):
    cadre, round_ = a_cadre(city), a_round(city)
    with pytest.raises(CannotApply, match="签名的报名表"):
        apply_for(round_=round_, cadre=cadre, by=city.user("township_officer"))
    with pytest.raises(CannotApply, match="只有本人或所在乡镇"):
        apply_for(round_=round_, cadre=cadre, by=city.user("other_township_officer"), paper=paper())
    made = apply_for(round_=round_, cadre=cadre, by=city.user("township_officer"), paper=paper())
    assert made.entered_by == city.user("township_officer")
    assert attachments_of(made).count() == 1


def test_applications_are_taken_through_the_last_day(city):
    cadre, round_ = a_cadre(city), a_round(city)
    with calendar.on(CLOSES + dt.timedelta(days=1)), pytest.raises(CannotApply, match="不接受报名"):
        apply_for(round_=round_, cadre=cadre, by=city.user("township_officer"), paper=paper())
    with calendar.on(CLOSES):
        apply_for(round_=round_, cadre=cadre, by=city.user("township_officer"), paper=paper())
        with pytest.raises(CannotApply, match="不重复报名"):
            apply_for(round_=round_, cadre=cadre, by=city.user("township_officer"), paper=paper())


@pytest.mark.parametrize(("unit", "words"), [("shucheng", "不面向"), ("city", "")])
def test_a_round_is_open_to_the_villages_below_it(city, unit, words):
    cadre, round_ = a_cadre(city), a_round(city, unit=unit, track="civil")
    if not words:
        assert (
            apply_for(round_=round_, cadre=cadre, by=city.user("township_officer"), paper=paper()).county == city.jinan
        )
        return
    with pytest.raises(CannotApply, match=words):
        apply_for(round_=round_, cadre=cadre, by=city.user("township_officer"), paper=paper())


def test_who_does_not_serve_does_not_apply(city):
    cadre = a_cadre(city, office="reserve")
    with pytest.raises(CannotApply, match="没有担任"):
        apply_for(round_=a_round(city), cadre=cadre, by=city.user("township_officer"), paper=paper())


def test_the_same_person_never_signs_both_steps(city):
    way = Way(city, a_round(city), a_cadre(city))
    both = city.user("jinan_officer")
    Grant.objects.create(user=both, role=Role.UNIT_SIGNER, unit=city.unit("muchang"))
    way.take("recommend", "jinan_officer", recommendation="同意推荐")
    with pytest.raises(SamePerson):
        way.take("qualify", "jinan_officer", review="符合条件")


def test_who_entered_it_does_not_recommend(city):
    Grant.objects.create(user=city.user("township_officer"), role=Role.UNIT_SIGNER, unit=city.unit("muchang"))
    way = Way(city, a_round(city), a_cadre(city))
    with pytest.raises(SamePerson):
        way.take("recommend", "township_officer", recommendation="同意推荐")


def test_nobody_decides_about_oneself(city):
    cadre = a_cadre(city)
    user = own_account(cadre)
    city.users["self"] = user
    Grant.objects.create(user=user, role=Role.UNIT_SIGNER, unit=city.unit("muchang"))
    way = Way(city, a_round(city), cadre)
    with pytest.raises(CannotMove, match="本人的事项"):
        way.take("recommend", "self", recommendation="同意推荐")


def test_another_township_and_another_county_cannot_step_in(city):
    way = Way(city, a_round(city), a_cadre(city))
    with pytest.raises(NotYours):
        way.take("recommend", "matou_signer", recommendation="同意推荐")
    way.recommended()
    with pytest.raises(NotYours):
        way.take("qualify", "shucheng_officer", review="符合条件")


def test_a_condition_that_is_not_met_needs_a_reason_and_is_kept(city):
    way = Way(city, a_round(city), a_cadre(city, birth_date=dt.date(1980, 1, 1), grade="")).recommended()
    with pytest.raises(SomethingMissing, match="年龄、上年度考核"):
        way.take("qualify", "jinan_officer", review="同意")
    way.take("qualify", "jinan_officer", "县委会议研究同意放宽", review="同意")
    kept = {one["term"]: one["verdict"] for one in way.application.checked}
    assert (kept["age"], kept["appraisal"], kept["service"]) == ("not_met", "unknown", "met")
    assert "villages.ways_up.county.most_age" in way.application.made_by
    assert way.application.qualified_on == dt.date(2023, 7, 3)


def test_a_named_village_has_the_looser_limit_and_the_day_of_age_is_the_closing_day(city):
    born = dt.date(CLOSES.year - 41, CLOSES.month, CLOSES.day)
    way = Way(city, a_round(city), a_cadre(city, birth_date=born)).recommended()
    with pytest.raises(SomethingMissing, match="年龄"):
        way.take("qualify", "jinan_officer", review="同意")
    Parameter.objects.create(
        code="villages.ways_up.county.named_places",
        value=[city.unit("muchang").code],
        unit=city.unit("jinan"),
        valid_from="2023-01-01",
        state="approved",
    )
    way.take("qualify", "jinan_officer", review="同意")
    assert way.application.checked[1]["requirement"] == {"limit": 45, "named": True}


def test_a_day_younger_is_still_within_the_limit(city):
    born = dt.date(CLOSES.year - 41, CLOSES.month, CLOSES.day + 1)
    way = Way(city, a_round(city), a_cadre(city, birth_date=born)).qualified()
    assert way.application.state == "qualified"


def test_an_appraisal_that_the_township_states_stands_in_where_the_register_has_none(city):
    way = Way(city, a_round(city), a_cadre(city, grade="")).recommended(appraisal="excellent")
    way.take("qualify", "jinan_officer", review="同意")
    assert way.application.state == "qualified"


def test_an_open_clue_warns_and_the_reason_is_kept_apart(city):
    cadre = a_cadre(city)
    a_clue(city, cadre.person, text="不得外传")
    way = Way(city, a_round(city), cadre)
    with pytest.raises(SomethingMissing) as refusal:
        way.recommended()
    assert refusal.value.fields == ("warned_why",)
    assert "不得外传" not in str(refusal.value)
    way.recommended(warned_why="镇党委研究认为不影响推荐")
    [signed] = WarnedSignature.objects.all()
    assert (signed.step, signed.why) == ("recommend", "镇党委研究认为不影响推荐")
    assert way.application.warned_why == ""
    told = Change.objects.filter(record_id=way.application.pk, model__model="promotionapplication")
    assert not any("不影响" in str(change.after) + change.why for change in told)
    assert not any("不影响" in one.why for one in signatures_of(way.application))
    readers = {"jinan_officer": 1, "officer": 1, "township_officer": 0, "villager": 0, "shucheng_officer": 0}
    for name, count in readers.items():
        assert WarnedSignature.objects.visible_to(city.user(name)).count() == count, name
    assert not WarnedSignature.objects.visible_to(own_account(cadre)).exists()


@pytest.mark.parametrize(
    "settled",
    [
        {"finding": "substantiated", "settled_on": dt.date(2023, 6, 20)},
        {"closed_on": dt.date(2023, 6, 30), "handled_on": dt.date(2023, 6, 1), "effect_until": dt.date(2023, 7, 3)},
    ],
)
def test_a_settled_finding_or_an_effect_period_blocks(city, settled):
    cadre = a_cadre(city)
    a_clue(city, cadre.person, **settled)
    way = Way(city, a_round(city), cadre)
    with pytest.raises(CannotMove, match="目前不能推荐"):
        way.recommended(warned_why="仍要推荐")
    assert PromotionApplication.objects.get().state == "applied"
    assert not WarnedSignature.objects.exists()


def test_conduct_is_looked_at_again_at_review_and_at_appointment(city):
    cadre = a_cadre(city)
    way = Way(city, a_round(city), cadre).recommended()
    clue = a_clue(city, cadre.person)
    with pytest.raises(SomethingMissing):
        way.take("qualify", "jinan_officer", review="同意")
    clue.delete()
    way = Way(city, a_round(city, title="另一批"), cadre).public()
    a_clue(city, cadre.person, finding="substantiated", settled_on=dt.date(2023, 7, 4))
    with after_publicity(), pytest.raises(CannotMove, match="目前不能"):
        way.take("appoint", "jinan_signer", appointed_on=calendar.today(), appointed_document="文")
    assert VillageRole.objects.get(cadre=cadre).end_date is None


def test_without_a_place_nobody_is_inspected_and_beyond_the_number_for_a_reason(city):
    way = Way(city, a_round(city), a_cadre(city)).qualified().stands("interview")
    with pytest.raises(CannotMove, match="还没有名次"):
        way.take("select", "jinan_officer")
    PromotionApplication.objects.update(place=3)
    with pytest.raises(SomethingMissing, match="前 2 名以外"):
        way.take("select", "jinan_officer")
    way.take("select", "jinan_officer", "前两名放弃")


def test_nobody_is_published_unvetted_or_beyond_the_quota(city):
    round_ = a_round(city)
    way = Way(city, round_, a_cadre(city)).vetted().stands("publicity")
    JointReview.objects.update(valid_until=dt.date(2023, 7, 2))
    with pytest.raises(CannotMove, match="联审"):
        way.take("publish", "jinan_signer")
    JointReview.objects.update(valid_until=dt.date(2023, 7, 3))
    way.take("publish", "jinan_signer")
    other = Way.__new__(Way)
    other.city, other.round, other.cadre = city, round_, a_cadre(city, "范松涛", office="director")
    other.application = PromotionApplication.objects.create(
        round=round_, cadre=other.cadre, person=other.cadre.person, unit=other.cadre.unit, township=city.unit("muchang"),
        county=city.unit("jinan"), applied_on=dt.date(2023, 7, 1), state="vetting", place=1,
    )  # fmt: skip
    JointReview.objects.create(
        person=other.cadre.person, unit=other.cadre.unit, township=city.unit("muchang"), county=city.unit("jinan"),
        occasion="promotion", requested_on="2023-07-01", state="formal", formal_on="2023-07-01", valid_until="2024-01-01",
    )  # fmt: skip
    with pytest.raises(CannotMove, match="计划 1 人"):
        other.take("publish", "jinan_signer")


def test_vetting_is_asked_for_after_the_inspection_and_not_twice(city):
    cadre = a_cadre(city)
    way = Way(city, a_round(city), cadre).selected().stands("inspection")
    way.take("inspected", "jinan_officer", inspected_on=dt.date(2023, 7, 3), inspection="合格")
    [review] = JointReview.objects.filter(person=cadre.person)
    assert (review.occasion, review.state) == ("promotion", "self_check")


def test_publicity_holds_until_its_last_day_has_passed(city):
    way = Way(city, a_round(city), a_cadre(city)).public()
    changes = {"appointed_on": dt.date(2023, 7, 10), "appointed_document": "文"}
    with calendar.on(dt.date(2023, 7, 10)), pytest.raises(NotYet):
        way.take("appoint", "jinan_signer", **changes)
    with calendar.on(dt.date(2023, 7, 11)):
        with pytest.raises(SomethingMissing, match="还没有到"):
            way.take("appoint", "jinan_signer", **(changes | {"appointed_on": dt.date(2023, 7, 12)}))
        way.take("appoint", "jinan_signer", **changes)


def test_the_cadre_gives_up_and_nobody_else_in_the_cadres_name(city):
    cadre, round_ = a_cadre(city), a_round(city)
    user = own_account(cadre)
    made = apply_for(round_=round_, cadre=cadre, by=user)
    with pytest.raises(CannotApply, match="只有本人"):
        withdraw_own(application=made, by=city.user("township_officer"), why="")
    withdraw_own(application=made, by=user, why="家庭原因")
    assert PromotionApplication.objects.get().state == "withdrawn"
    with pytest.raises(CannotApply, match="已经办结"):
        withdraw_own(application=made, by=user, why="")


def test_a_step_waits_for_its_round(city):
    way = Way(city, a_round(city), a_cadre(city)).stands("reviewing")
    with pytest.raises(CannotMove, match="还不到或已过"):
        way.recommended()


def test_every_move_that_must_be_refused_is_refused(city):
    way = Way(city, a_round(city), a_cadre(city))

    def make(state):
        PromotionApplication._base_manager.filter(pk=way.application.pk).update(state=state)
        return PromotionApplication.objects.get(pk=way.application.pk)

    assert refused_moves(procedure_named(APPLICATION), make) == []
