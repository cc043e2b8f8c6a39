"""The pages of the “three ones”: the answer, the villages behind each figure, a village's ones, what an appointment would change."""

import datetime as dt
from decimal import Decimal

import pytest

from zugong.kernel.history import writing
from zugong.kernel.indicators.models import Goal
from zugong.kernel.parameters.effects import effects_of
from zugong.kernel.registry.models import Person
from zugong.modules.villages.actions.staffing import Facts, keep_all_staffing, open_gaps, what_if
from zugong.modules.villages.rules.staffing import Degree
from zugong.modules.villages.tests.conftest import TODAY, number


@pytest.fixture
def staffed(register, city):
    """One village that has all three ones, one that lacks a woman, one of which nobody is registered."""
    young = {
        "identity_number": number("1996-03-09", 1),
        "level": "60",
        "full_time": "true",
        "dual_post": None,
        "phone": None,
    }
    register(**young, name="陆云舟", offices="村委会委员")
    register(name="孟秋禾", identity_number=number("1979-11-20", 2), phone=None, offices="党总支委员", dual_post=None)
    lacking = young | {"identity_number": number("1995-03-09", 1)}
    register("other_village", **lacking, name="卫东阳", offices="村委会委员")
    keep_all_staffing()
    Goal.objects.create(subject="x", unit=city.muchang, period="2023", measure="villages.three_ones", value=80)
    return city


def test_the_answer_comes_first_with_the_distance_to_the_goal(staffed, as_):
    page = as_("township_officer").get("/villages/staffing/341502100/")
    text = page.content.decode()
    assert page.context["whole"].count.loose_rate == 50
    assert "距目标 30.0 个百分点，差 <strong>1</strong> 个村" in text
    assert page.context["stands"].to_reach(Decimal(80)) == 1


def test_without_a_goal_it_says_so(staffed, as_):
    assert "本级没有设目标" in as_("officer").get("/villages/staffing/341502/").content.decode()


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("short", ["乙岗村村委会"]),
        ("met", ["甲河村村委会"]),
        ("no-woman", ["乙岗村村委会"]),
        ("no-young", []),
        ("open", ["乙岗村村委会"]),
        ("overdue", []),
        ("distinct", ["甲河村村委会"]),
        ("all", ["甲河村村委会", "乙岗村村委会"]),
    ],
)
def test_each_figure_opens_to_exactly_its_villages(staffed, as_, kind, names):
    page = as_("township_officer").get(f"/villages/staffing/341502100/?kind={kind}")
    assert [str(one.span.unit) for one in page.context["villages"]] == names


def test_villages_of_which_nobody_is_registered_are_told_apart(staffed, as_):
    page = as_("officer").get("/villages/staffing/3415/?kind=unregistered")
    assert [str(one.span.unit) for one in page.context["villages"]] == ["丙畈村村委会", "丁桥社区"] or page.context[
        "page"
    ].paginator.count == 2
    assert page.context["whole"].count.base == 4


def test_the_table_of_the_units_below_adds_up(staffed, as_):
    page = as_("officer").get("/villages/staffing/3415/")
    whole = page.context["whole"]
    rows = [row for row, _cells in page.context["rows"]]
    for figure in ("base", "loose", "strict", "unregistered"):
        assert sum(getattr(row.count, figure) for row in rows) == getattr(whole.count, figure)
    assert sum(row.open for row in rows) == whole.open == 1


def test_an_unknown_list_and_a_unit_beyond_reach_are_not_found(staffed, as_):
    assert as_("officer").get("/villages/staffing/3415/?kind=x").status_code == 404
    assert as_("township_officer").get("/villages/staffing/341523100/").status_code == 404
    assert as_("other_township_officer").get("/villages/staffing/341502100/what-if/").status_code == 404
    assert as_("resident").get("/villages/staffing/3415/").status_code in {403, 404}


def test_a_village_shows_who_meets_which_one(staffed, as_):
    text = as_("township_officer").get(staffed.village.get_absolute_url()).content.decode()
    assert "有人一人兼两项" in text
    assert "孟秋禾" in text
    lacking = as_("township_officer").get(staffed.other_village.get_absolute_url()).content.decode()
    assert "缺女性" in lacking
    assert f"/cases/villages.staffing_gap/{open_gaps(staffed.other_village).get().pk}/" in lacking
    assert as_("township_officer").get("/villages/staffing/341502100201/").status_code == 302


def test_what_an_appointment_would_change(staffed):
    found = what_if(staffed.other_village, office="committee_member", facts=Facts(sex="2"))
    assert found.turns == "gained"
    assert [(line.one.code, line.before, line.after, line.proposed) for line in found.lines] == [
        ("young", 1, 1, False), ("college", 1, 1, False), ("woman", 0, 1, True),
    ]  # fmt: skip
    township = found.rates[0]
    assert (township.unit, township.before.loose, township.after.loose) == (staffed.muchang, 1, 2)
    assert [rate.unit for rate in found.rates] == [staffed.muchang, staffed.jinan, staffed.city]


def test_somebody_registered_counts_with_what_the_register_knows(staffed):
    woman = Person.objects.get(name="孟秋禾")
    assert what_if(staffed.other_village, office="committee_member", person=woman).turns == "gained"
    assert what_if(staffed.village, office="secretary", person=woman).turns == "kept"
    young = Person.objects.get(name="陆云舟")
    other = Facts("1", dt.date(1970, 1, 1), [Degree(50, True)])
    assert what_if(staffed.village, office="committee_member", facts=other, leaving=young).turns == "lost"


def test_an_office_outside_the_two_committees_changes_nothing(staffed):
    assert what_if(staffed.other_village, office="supervision_head", facts=Facts(sex="2")).turns == "still_missing"


def test_the_page_answers_and_stores_nothing(staffed, as_):
    village = staffed.other_village
    asked = {"village": village.pk, "office": "committee_member", "sex": "2", "born": "1988-05", "level": "50"}
    page = as_("township_officer").get(f"/villages/staffing/{village.code}/what-if/", asked)
    assert "将<strong>补齐</strong>“三个一”" in page.content.decode()
    assert open_gaps(village).exists()


def test_the_page_says_what_is_wrong(staffed, as_):
    village = staffed.other_village
    asked = {"village": village.pk, "office": "committee_member", "born": "88-5"}
    text = as_("township_officer").get(f"/villages/staffing/{village.code}/what-if/", asked).content.decode()
    assert "应是年和月" in text
    nothing = as_("township_officer").get("/villages/staffing/341502100/what-if/", {"office": "secretary"})
    assert nothing.status_code == 200


def test_nobody_beyond_reach_can_be_proposed(staffed, as_):
    stranger = writing.save(Person(name="外人", unit=staffed.far_village, sex="2"), by=None)
    asked = {"village": staffed.other_village.pk, "office": "committee_member", "person": stranger.pk}
    page = as_("township_officer").get(f"/villages/staffing/{staffed.other_village.code}/what-if/", asked)
    assert page.context["found"] is None


def test_the_number_of_queries_does_not_grow_with_the_villages(staffed, as_, django_assert_max_num_queries):
    reader = as_("officer")
    with django_assert_max_num_queries(40):
        reader.get("/villages/staffing/3415/?kind=all")


def test_the_township_plans_explains_and_the_county_confirms(staffed, as_):
    gap = open_gaps(staffed.other_village).get()
    address = f"/cases/villages.staffing_gap/{gap.pk}/"
    township = as_("township_officer")
    assert township.get(address).status_code == 200
    township.post(f"{address}plan/", {"plan-plan": "八月补选", "plan-planned_for": "2023-08-20", "seen": gap.version})
    gap.refresh_from_db()
    assert (gap.plan, gap.planned_for, gap.state) == ("八月补选", dt.date(2023, 8, 20), "open")
    township.post(f"{address}explain/", {"explain-explanation": "待统一招考", "seen": gap.version})
    gap.refresh_from_db()
    assert gap.state == "explained"
    refused = {"accept-accepted_until": "2023-09-30", "seen": gap.version}
    township.post(f"{address}accept/", refused)
    gap.refresh_from_db()
    assert gap.state == "explained"
    as_("jinan_officer").post(f"{address}accept/", refused)
    gap.refresh_from_db()
    assert (gap.state, gap.accepted_until) == ("accepted", dt.date(2023, 9, 30))
    assert open_gaps(staffed.other_village).exists()
    assert dt.date(2023, 9, 30) > TODAY


def test_it_is_said_what_another_definition_would_change(staffed):
    older = [{"code": "young", "label": "20岁及以下", "age_most": 20}]
    (effect,) = effects_of("villages.three_ones.definition", older, at=None, reader=staffed.officer)
    assert effect.looked_at == 4
    told = {one.name: (one.before, one.after) for one in effect.differences}
    assert told["甲河村村委会"] == ("齐全", "缺20岁及以下")
    assert told["乙岗村村委会"] == ("缺女性", "缺20岁及以下")
    (strict,) = effects_of("villages.three_ones.several", False, at=staffed.jinan, reader=staffed.officer)
    assert [one.name for one in strict.differences] == ["甲河村村委会"]
