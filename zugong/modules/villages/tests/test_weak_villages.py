"""Weak villages from the proposal to the day they are taken off, and on the list once more."""

import datetime as dt

import pytest

from zugong.kernel.procedures.moving import CannotMove, NotYours, SamePerson, SomethingMissing, take
from zugong.kernel.procedures.testing import refused_moves
from zugong.modules.villages.actions.weak_villages import PROCEDURE, CannotList, add_measure, propose, report_measure
from zugong.modules.villages.models import WeakMeasure, WeakVillage
from zugong.modules.villages.procedures.weak_villages import WEAK_VILLAGE
from zugong.modules.villages.rules.weak_villages import Measure, late, progress
from zugong.modules.villages.tests.conduct_city import Handlers

D = dt.date
TODAY = D(2023, 7, 3)


@pytest.fixture
def handlers(city):
    return Handlers(city)


@pytest.fixture
def step(city):
    def go(weak, name, by, why="", **changes):
        return take(PROCEDURE, name, weak, by=city.user(by), why=why, changes=changes)

    return go


@pytest.fixture
def proposed(city):
    def make(unit="village", year=2023, by="township_officer"):
        return propose(
            unit=city.unit(unit), year=year, reasons=["team", "idle"], situation="书记长期缺位", by=city.user(by)
        )

    return make


@pytest.fixture
def rectifying(proposed, step, city):
    def make():
        weak = proposed()
        step(weak, "list", "jinan_officer", document="区委〔2023〕9号")
        due = D(2023, 9, 30)
        measure = add_measure(
            weak=weak, what="补选书记", responsible="木厂镇", due=due, by=city.user("township_officer")
        )
        given = {"leader": city.user("jinan_signer").person, "sending_unit": city.unit("labour"), "goal": "选优配强"}
        step(weak, "adopt", "township_officer", **given)
        return weak, measure

    return make


def test_a_village_goes_the_whole_way_and_comes_back(rectifying, step, city, handlers):
    weak, measure = rectifying()
    report_measure(measure=measure, progress="已补选", done_on=TODAY, by=city.user("township_officer"))
    step(weak, "apply", "township_officer", self_report="达到目标")
    step(weak, "pass", "jinan_officer", county_result="合格")
    step(weak, "close", "officer", city_result="抽查合格")
    assert (weak.state, weak.closed_on, weak.county_checked_on) == ("closed", TODAY, TODAY)
    with pytest.raises(CannotList, match="再次列入"):
        propose(unit=weak.unit, year=2023, reasons=["team"], situation="又散了", by=city.user("township_officer"))
    step(weak, "relist", "jinan_officer", why="书记辞职后又无人管事")
    assert (weak.state, weak.closed_on, weak.relisted_on) == ("planning", None, TODAY)


def test_the_proposer_does_not_decide(city, step, proposed, handlers):
    weak = proposed(by="jinan_officer")
    with pytest.raises(SamePerson):
        step(weak, "list", "jinan_officer", document="9号")
    step(weak, "list", "jinan_second", document="9号")
    assert weak.listed_on == TODAY


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"reasons": []}, "至少选择"),
        ({"reasons": ["none"]}, "至少选择"),
        ({"situation": " "}, "主要问题"),
        ({"unit": "far_village"}, "所辖"),
        ({"unit": "muchang"}, "所辖"),
    ],
)
def test_what_cannot_be_proposed_is_refused(city, said, word):
    given = {"unit": "village", "reasons": ["team"], "situation": "缺书记"} | said
    given["unit"] = city.unit(given["unit"])
    with pytest.raises(CannotList, match=word):
        propose(year=2023, by=city.user("township_officer"), **given)


def test_an_unclosed_listing_of_an_earlier_year_stands_in_the_way(proposed):
    proposed(year=2022)
    with pytest.raises(CannotList, match="以前年度"):
        proposed()


def test_a_policy_needs_measures_a_leader_and_a_unit(proposed, step, city):
    weak = proposed()
    step(weak, "list", "jinan_officer", document="9号")
    given = {"leader": city.user("jinan_signer").person, "sending_unit": city.unit("labour"), "goal": "好"}
    with pytest.raises(CannotMove, match="还没有整顿措施"):
        step(weak, "adopt", "township_officer", **given)
    with pytest.raises(SomethingMissing):
        step(weak, "adopt", "township_officer", **given | {"leader": None})


def test_measures_are_dated_and_kept_by_those_in_charge(rectifying, city):
    weak, measure = rectifying()
    by = city.user("township_officer")
    for said, word in [({"due": None}, "时限"), ({"due": D(2023, 7, 2)}, "早于"), ({"what": ""}, "整顿措施")]:
        with pytest.raises(CannotList, match=word):
            add_measure(**{"weak": weak, "what": "补", "responsible": "镇", "due": TODAY, "by": by} | said)
    with pytest.raises(CannotList, match="不能由您"):
        add_measure(weak=weak, what="补", responsible="镇", due=TODAY, by=city.user("villager"))
    with pytest.raises(CannotList, match="今天"):
        report_measure(measure=measure, progress="", done_on=D(2023, 7, 4), by=by)


def test_a_check_waits_for_all_measures_and_is_another_units(rectifying, step, city, handlers):
    weak, measure = rectifying()
    with pytest.raises(CannotMove, match="1 条"):
        step(weak, "apply", "township_officer", self_report="好")
    report_measure(measure=measure, progress="好", done_on=TODAY, by=city.user("township_officer"))
    step(weak, "apply", "township_officer", self_report="好")
    with pytest.raises(NotYours):
        step(weak, "pass", "township_officer", county_result="好")
    step(weak, "fail", "jinan_officer", county_result="不行", why="群众不认可")
    assert weak.state == "rectifying"


def test_the_rules_count_measures():
    measures = [Measure(D(2023, 7, 2)), Measure(TODAY), Measure(D(2023, 6, 1), D(2023, 7, 1))]
    assert progress([]) is None
    assert progress(measures) == 33
    assert late(measures, TODAY) == 1


def test_every_move_that_must_be_refused_is(proposed, city):
    weak = proposed()

    def make(state):
        WeakVillage.objects.filter(pk=weak.pk).update(state=state)
        weak.refresh_from_db()
        return weak

    assert refused_moves(WEAK_VILLAGE, make) == []


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("officer", 200),
        ("jinan_officer", 200),
        ("township_officer", 200),
        ("villager", 404),
        ("shucheng_officer", 404),
        ("resident", 404),
    ],
)
def test_the_list_is_read_by_those_who_read_the_county(rectifying, as_, name, status):
    rectifying()
    answer = as_(name).get("/villages/weak/341502100/")
    assert answer.status_code == status
    if status == 200:
        assert "甲河村" in answer.content.decode()
        assert "1 条，完成 0%" in answer.content.decode()


def test_pages_propose_add_and_report(city, as_, step):
    client = as_("township_officer")
    answer = client.post(
        "/villages/weak/new/", {"unit": city.village.pk, "year": 2023, "reasons": ["team"], "situation": "缺书记"}
    )
    weak = WeakVillage.objects.get()
    assert answer.status_code == 302
    assert client.post("/villages/weak/new/", {"unit": "", "year": 2023}).status_code == 422
    step(weak, "list", "jinan_officer", document="9号")
    client.post(f"/villages/weak/{weak.pk}/measures/", {"what": "补选", "responsible": "镇", "due": "2023-08-01"})
    measure = WeakMeasure.objects.get()
    client.post(f"/villages/weak/measures/{measure.pk}/", {"progress": "已办", "done_on": "2023-07-03"})
    measure.refresh_from_db()
    assert measure.done_on == TODAY
    page = client.get(weak.get_absolute_url()).content.decode()
    assert "补选" in page
    assert as_("other_township_officer").post(f"/villages/weak/measures/{measure.pk}/", {}).status_code == 404
