"""When answers are late, what holds a vetting back, who may sign, and what stands against somebody on which day."""

import datetime as dt

import pytest

from zugong.kernel import calendar
from zugong.kernel.access.models import Grant
from zugong.kernel.access.roles import Role
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure
from zugong.kernel.indicators.refreshing import refresh_all
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.models import Duty, Objection
from zugong.kernel.procedures.moving import CannotMove, NotYet, NotYours, SamePerson, SomethingMissing, take
from zugong.kernel.procedures.objections import take_objection
from zugong.kernel.procedures.testing import refused_moves
from zugong.modules.villages.actions.vetting import VETTING, CannotRequest, request_vetting
from zugong.modules.villages.actions.vetting_steps import answers
from zugong.modules.villages.indicators.vetting import ANSWERED_IN_TIME
from zugong.modules.villages.models import JointReview, NegativeItem, VillageCadre
from zugong.modules.villages.tests.vetting_city import NAMES, WHY, Steps, account, add_departments, candidate

pytestmark = pytest.mark.django_db
LAST_MINUTE = dt.time(23, 59)


@pytest.fixture(autouse=True)
def _departments(city):
    add_departments(city)


@pytest.mark.parametrize(
    ("asked", "due", "next_day"),
    [
        (dt.date(2023, 4, 14), dt.date(2023, 4, 21), dt.date(2023, 4, 22)),
        (dt.date(2023, 4, 17), dt.date(2023, 4, 23), dt.date(2023, 4, 24)),
        (dt.date(2023, 9, 28), dt.date(2023, 10, 11), dt.date(2023, 10, 12)),
    ],
    ids=["the Friday before a Sunday of work", "a Sunday of work", "over a holiday and a Saturday of work"],
)
def test_an_answer_is_in_time_until_the_last_minute_of_its_day(city, asked, due, next_day):
    with calendar.on(asked):
        steps = Steps(city, candidate(city)).asked()
    with calendar.on(due, at=LAST_MINUTE):
        in_time = steps.answer("police")
    with calendar.on(next_day, at=dt.time(0, 0)):
        late = steps.answer("civil")
    assert (in_time.due_on, in_time.replied_on, in_time.is_late) == (due, due, False)
    assert (late.due_on, late.replied_on, late.is_late) == (due, next_day, True)


def test_no_answer_is_overdue_and_never_consent(city):
    steps = Steps(city, candidate(city)).asked()
    steps.answer("police")
    with calendar.on(dt.date(2023, 7, 14)):
        owed = answers(steps.review).filter(state="asked")
        assert [reply.is_late for reply in owed] == [True, True]
        with pytest.raises(SomethingMissing, match="尚未答复"):
            steps.take("review", "jinan_officer")
        steps.take("review", "jinan_officer", "两部门逾期未复，已电话催办")
    assert steps.review.replied == 1
    assert set(answers(steps.review).values_list("state", flat=True)) == {"replied", "dropped"}


def test_departments_that_are_missing_are_named(city):
    review = Steps(city, candidate(city)).asked().review
    assert review.asked == len(NAMES)
    assert set(review.missing.split("、")) == {
        "委政法委",
        "人民法院",
        "司法局",
        "自然资源和规划局",
        "卫生健康委员会",
        "信访局",
    }


def test_missing_departments_need_a_word(city):
    steps = Steps(city, candidate(city)).answered()
    with pytest.raises(SomethingMissing, match="未设答复单位"):
        steps.take("review", "jinan_officer")


def test_an_objection_names_an_item(city):
    steps = Steps(city, candidate(city)).asked()
    for item in ("", "nothing_known"):
        with pytest.raises(SomethingMissing, match="所涉事项"):
            steps.answer("police", "objection", item=item)
    assert steps.answer("police", "objection", item="criminal").item == "criminal"
    assert steps.answer("civil", "no_objection", item="criminal").item == ""


def test_a_pass_over_an_objection_needs_a_reason(city):
    steps = Steps(city, candidate(city)).asked()
    steps.answer("police", "objection", item="disturbance")
    steps.answer("civil")
    steps.answer("discipline")
    steps.take("review", "jinan_officer", WHY)
    with pytest.raises(SomethingMissing, match="提出异议"):
        steps.take("pass", "jinan_signer")
    steps.take("pass", "jinan_signer", "经核查不属实")
    assert steps.review.state == "feedback"


def item(city, person, **said):
    values = {"item": "discipline", "from_date": dt.date(2023, 1, 1), "until": dt.date(2023, 7, 3)} | said
    return NegativeItem.objects.create(person=person, unit=city.unit("jinan"), **values)


def test_an_item_blocks_on_its_last_day_and_not_on_the_next(city):
    person = candidate(city)
    steps = Steps(city, person).deciding()
    item(city, person)
    with pytest.raises(CannotMove, match="负面清单"):
        steps.take("pass", "jinan_signer")
    with calendar.on(dt.date(2023, 7, 4)):
        steps.take("pass", "jinan_signer")
    assert steps.review.result == "passed"


@pytest.mark.parametrize(
    "said", [{"until": None, "lasting": True}, {"lifted_on": dt.date(2023, 7, 4), "lifted_why": "误登"}]
)
def test_what_lasts_blocks_until_it_is_lifted(city, said):
    person = candidate(city)
    steps = Steps(city, person).deciding()
    item(city, person, **({"until": dt.date(2023, 12, 31)} | said))
    with pytest.raises(CannotMove, match="负面清单"):
        steps.take("pass", "jinan_signer")
    with pytest.raises(SomethingMissing):
        steps.take("fail", "jinan_signer")
    steps.take("fail", "jinan_signer", "处分影响期内")
    assert (steps.review.state, steps.review.result) == ("failed", "failed")


def test_a_failed_candidate_is_not_vetted_again_for_the_occasion(city):
    person = candidate(city)
    Steps(city, person).deciding().take("fail", "jinan_signer", "不宜提名")
    asked = {"person": person, "unit": city.unit("village"), "office": "", "by": city.user("township_officer")}
    with pytest.raises(CannotRequest, match="不重复联审"):
        request_vetting(occasion="by_election", **asked)
    assert request_vetting(occasion="role_model", **asked).pk
    with calendar.on(dt.date(2024, 1, 3)):
        assert request_vetting(occasion="by_election", **asked).pk


def test_who_reviewed_does_not_decide(city):
    jinan = city.unit("jinan")
    city.users["both"] = account("both", city.unit("jinan_department"), Role.COUNTY_OFFICER, jinan)
    Grant.objects.create(user=city.users["both"], role=Role.UNIT_SIGNER, unit=jinan, reach="subtree")
    for move, why in (("pass", ""), ("fail", "不宜"), ("defer", "待查")):
        steps = Steps(city, candidate(city, f"甲{move[0]}")).answered().take("review", "both", WHY)
        later = {"look_again_on": dt.date(2023, 8, 1)} if move == "defer" else {}
        with pytest.raises(SamePerson):
            steps.take(move, "both", why, **later)
        steps.take(move, "jinan_signer", why, **later)


def test_what_is_deferred_is_looked_at_again_on_its_day(city):
    steps = Steps(city, candidate(city)).deciding()
    with pytest.raises(SomethingMissing):
        steps.take("defer", "jinan_signer", "待核查", look_again_on=dt.date(2023, 7, 3))
    steps.take("defer", "jinan_signer", "待核查", look_again_on=dt.date(2023, 8, 1))
    duty = Duty.objects.open().about(steps.review).get()
    assert (duty.unit, duty.due) == (city.unit("jinan"), dt.date(2023, 8, 1))
    steps.take("look_again", "jinan_officer")
    assert steps.review.state == "joint"
    assert not Duty.objects.open().filter(pk=duty.pk).exists()
    assert answers(steps.review).count() == len(NAMES)


def test_publicity_lasts_its_days_and_an_objection_holds_its_end(city):
    steps = Steps(city, candidate(city)).public()
    procedure = procedure_named(VETTING)
    raised = take_objection(
        procedure, steps.review, channel="letter", content="任职年限不足", by=city.user("township_officer")
    )
    with calendar.on(dt.date(2023, 7, 10)), pytest.raises(NotYet, match="公示到 2023-07-10"):
        steps.take("conclude", "jinan_officer")
    with calendar.on(dt.date(2023, 7, 11)):
        with pytest.raises(NotYet, match="有异议"):
            steps.take("conclude", "jinan_officer")
        take("procedures.objection", "dismiss", raised, by=city.user("jinan_officer"), changes={"finding": "不属实"})
        steps.take("conclude", "jinan_officer")
    assert (steps.review.state, Objection.objects.get().state) == ("formal", "dismissed")


def test_every_other_move_is_refused(city):
    kept = {}

    def make(state):
        if not kept:
            kept["row"] = Steps(city, candidate(city)).review
        JointReview.objects.filter(pk=kept["row"].pk).update(state=state)
        kept["row"].refresh_from_db()
        return kept["row"]

    assert refused_moves(procedure_named(VETTING), make) == []
    with pytest.raises(NotYours):
        take(VETTING, "pass", make("deciding"), by=city.user("shucheng_signer"))


def test_the_register_shows_the_result(city):
    person = candidate(city)
    cadre = VillageCadre.objects.create(unit=city.unit("village"), person=person)
    Steps(city, person).formal()
    cadre.refresh_from_db()
    assert (cadre.vetting, cadre.vetting_replies) == ("passed", 3)


def test_answers_in_time_are_measured(city):
    steps = Steps(city, candidate(city)).asked()
    steps.answer("police")
    steps.answer("civil")
    with calendar.on(dt.date(2023, 7, 12)):
        steps.answer("discipline")
        refresh_all([ANSWERED_IN_TIME.code])
        found = figure(ANSWERED_IN_TIME.code, "", city.unit("jinan"), Period.parse("2023-07"))
    assert found is not None
    assert str(round(found.value, 1)) == "66.7"
