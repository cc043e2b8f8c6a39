"""The rules of the “three ones” without a database: edge cases, and properties that hold for every team."""

import datetime as dt
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zugong.modules.villages.rules.register import Office, Span, age
from zugong.modules.villages.rules.staffing import (
    Degree,
    Member,
    One,
    Regime,
    definition_of,
    judge,
    matched,
    meets,
    segments,
    timeline,
    turning,
    who_meets,
)

DAY = dt.date(2023, 7, 3)
YOUNG = One("young", "35岁及以下", age_most=35)
COLLEGE = One("college", "全日制大专及以上", education_least=50, full_time=True)
WOMAN = One("woman", "女性", sex="2")
THREE = (YOUNG, COLLEGE, WOMAN)


def somebody(
    office=Office.COMMITTEE_MEMBER, born=dt.date(1970, 1, 1), sex="1", degrees=(), gone=None, start=None, end=None
):
    return Member([Span(office, start, end)], born, sex, degrees, gone)


def test_on_the_day_before_the_birthday_one_is_still_young():
    member = somebody(born=dt.date(1987, 7, 4))
    assert age(member.birth_date, DAY) == 35
    assert meets(member, YOUNG, DAY)
    assert not meets(member, YOUNG, dt.date(2023, 7, 4))


@pytest.mark.parametrize(
    ("born", "last", "first"),
    [
        (dt.date(1988, 2, 29), dt.date(2024, 2, 28), dt.date(2024, 2, 29)),
        (dt.date(1984, 2, 29), dt.date(2020, 2, 28), dt.date(2020, 2, 29)),
        (dt.date(1987, 3, 1), dt.date(2023, 2, 28), dt.date(2023, 3, 1)),
    ],
)
def test_who_is_born_on_the_29th_of_february_passes_the_limit_like_everybody(born, last, first):
    member = somebody(born=born)
    assert meets(member, YOUNG, last)
    assert not meets(member, YOUNG, first)


def test_in_a_year_without_29_february_it_is_the_first_of_march():
    member = somebody(born=dt.date(1988, 2, 29))
    limit = One("thirty", "34岁及以下", age_most=34)
    assert meets(member, limit, dt.date(2023, 2, 28))
    assert not meets(member, limit, dt.date(2023, 3, 1))
    assert turning(dt.date(1988, 2, 29), 35) == dt.date(2023, 3, 1)


def test_a_least_age_is_reached_on_the_birthday():
    limit = One("grown", "18周岁以上", age_least=18)
    assert not meets(somebody(born=dt.date(2005, 7, 4)), limit, DAY)
    assert meets(somebody(born=dt.date(2005, 7, 3)), limit, DAY)


def test_what_is_unknown_does_not_meet():
    assert not meets(somebody(born=None), YOUNG, DAY)
    assert not meets(somebody(degrees=[Degree(50, None)]), COLLEGE, DAY)
    assert not meets(somebody(sex="0"), WOMAN, DAY)
    assert not meets(somebody(degrees=[]), COLLEGE, DAY)


def test_full_time_and_level_are_asked_of_one_degree():
    assert not meets(somebody(degrees=[Degree(60, False), Degree(40, True)]), COLLEGE, DAY)
    assert meets(somebody(degrees=[Degree(60, False), Degree(50, True)]), COLLEGE, DAY)


def test_a_degree_counts_from_the_day_it_was_reached():
    member = somebody(degrees=[Degree(50, True, dt.date(2023, 7, 4))])
    assert not meets(member, COLLEGE, DAY)
    assert meets(member, COLLEGE, dt.date(2023, 7, 4))


@pytest.mark.parametrize("office", [Office.SUPERVISION_HEAD, Office.SUPERVISION_MEMBER, Office.OTHER, Office.RESERVE])
def test_only_members_of_the_two_committees_count(office):
    assert not meets(somebody(office, sex="2"), WOMAN, DAY)


def test_an_office_that_ends_mid_month_no_longer_counts_on_its_last_day():
    member = somebody(sex="2", start=dt.date(2021, 12, 1), end=dt.date(2023, 6, 15))
    assert meets(member, WOMAN, dt.date(2023, 6, 14))
    assert not meets(member, WOMAN, dt.date(2023, 6, 15))


def test_who_died_counts_no_more():
    assert not meets(somebody(sex="2", gone=DAY), WOMAN, DAY)
    assert meets(somebody(sex="2", gone=DAY), WOMAN, DAY - dt.timedelta(days=1))


def test_one_person_meets_all_three_loosely_and_not_strictly():
    found = judge([somebody(born=dt.date(1995, 1, 1), sex="2", degrees=[Degree(60, True)])], THREE, DAY)
    assert (found.loose, found.strict, found.missing) == (True, False, ())


def test_strictly_a_greedy_count_would_be_wrong():
    # The first meets two; only if the first takes the one that nobody else meets, do all three find somebody.
    all_round = somebody(born=dt.date(1995, 1, 1), sex="2", degrees=[Degree(60, True)])
    young = somebody(born=dt.date(1995, 1, 1))
    woman = somebody(sex="2")
    assert judge([all_round, young, woman], THREE, DAY).strict
    assert not judge([all_round, young], THREE, DAY).strict


def test_it_is_said_which_one_is_missing():
    found = judge([somebody(sex="2")], THREE, DAY)
    assert found.missing == ("young", "college")
    assert not found.loose
    assert not found.strict


def test_a_village_is_registered_once_anybody_has_taken_an_office():
    assert not judge([], THREE, DAY).registered
    assert not judge([somebody(Office.RESERVE)], THREE, DAY).registered
    assert judge([somebody(start=dt.date(2021, 1, 1), end=dt.date(2022, 1, 1))], THREE, DAY).registered
    assert not judge([somebody(start=dt.date(2023, 7, 4))], THREE, DAY).registered


def test_a_definition_is_read_from_rows_in_which_cells_may_be_empty():
    rows = [
        {
            "code": "a",
            "label": "甲",
            "age_most": None,
            "education_least": "",
            "full_time": False,
            "sex": None,
            "offices": [],
        },
        {"code": "b", "label": "乙", "education_least": "60", "offices": ["secretary"]},
    ]
    first, second = definition_of(rows)
    assert (first.age_most, first.education_least, first.sex) == (None, None, "")
    assert (second.education_least, second.offices) == (60, {"secretary"})


def test_a_definition_may_ask_of_offices():
    secretary = One("head", "年轻书记", age_most=35, offices=frozenset({Office.SECRETARY}))
    assert not meets(somebody(born=dt.date(1995, 1, 1)), secretary, DAY)
    assert meets(somebody(Office.SECRETARY, born=dt.date(1995, 1, 1)), secretary, DAY)


def test_another_definition_changes_the_verdict_from_its_first_day():
    team = [somebody(born=dt.date(1985, 1, 1), sex="2", degrees=[Degree(60, True)])]
    older = One("young", "40岁及以下", age_most=40)
    turn = dt.date(2023, 4, 1)
    regimes = [Regime(dt.date(1900, 1, 1), turn, THREE), Regime(turn, None, (older, COLLEGE, WOMAN))]
    found = timeline(team, regimes, since=dt.date(2022, 1, 1), until=dt.date(2024, 1, 1))
    assert [(one.start, one.met) for one in found] == [(dt.date(2022, 1, 1), False), (turn, True)]
    assert found[-1].until == dt.date(2024, 1, 1)


def test_where_several_may_not_be_met_by_one_the_strict_reading_counts():
    team = [somebody(born=dt.date(1995, 1, 1), sex="2", degrees=[Degree(60, True)])]
    found = timeline(team, [Regime(DAY, None, THREE, several=False)], since=DAY, until=dt.date(2024, 1, 1))
    assert [one.met for one in found] == [False]


def test_nothing_is_told_of_a_village_that_was_closed_before():
    assert timeline([], [Regime(dt.date(1900, 1, 1), None, THREE)], since=DAY, until=DAY) == []


def test_days_are_cut_where_something_begins():
    assert segments([DAY], since=dt.date(2022, 1, 1)) == [(dt.date(2022, 1, 1), DAY), (DAY, None)]
    assert segments([], since=DAY) == [(DAY, None)]


SINCE, UNTIL = dt.date(2022, 1, 1), dt.date(2024, 3, 10)
days = st.dates(dt.date(2021, 6, 1), dt.date(2024, 6, 1))
spans = st.builds(Span, st.sampled_from(list(Office)), st.none() | days, st.none() | days)
degrees = st.builds(Degree, st.sampled_from([30, 50, 60]), st.sampled_from([None, True, False]), st.none() | days)
births = st.none() | st.dates(dt.date(1986, 1, 1), dt.date(1989, 12, 31)) | st.just(dt.date(1988, 2, 29))
members = st.builds(
    Member,
    st.lists(spans, max_size=3),
    births,
    st.sampled_from(["0", "1", "2"]),
    st.lists(degrees, max_size=2),
    st.none() | days,
)
teams = st.lists(members, max_size=5)


@given(team=teams, turn=days, several=st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_timeline_agrees_with_the_judgement_of_every_day(team, turn, several):
    other = (One("young", "30岁及以下", age_most=30), WOMAN)
    regimes = [Regime(dt.date(1900, 1, 1), turn, THREE, several), Regime(turn, None, other, not several)]
    found = timeline(team, regimes, since=SINCE, until=UNTIL)
    day = SINCE
    for stretch in found:
        assert stretch.start == day
        assert stretch.until is not None
        while day < stretch.until:
            definition = THREE if day < turn else other
            verdict = judge(team, definition, day)
            assert (verdict.registered, verdict.missing, verdict.strict) == (
                stretch.verdict.registered, stretch.verdict.missing, stretch.verdict.strict,
            )  # fmt: skip
            loosely = several if day < turn else not several
            assert stretch.met == (verdict.loose if loosely else verdict.strict)
            day += dt.timedelta(days=1)
    assert day == UNTIL


@given(team=teams, day=days)
@settings(max_examples=200, deadline=None)
def test_strictly_implies_loosely(team, day):
    verdict = judge(team, THREE, day)
    assert verdict.loose or not verdict.strict


@given(candidates=st.lists(st.lists(st.integers(0, 4), max_size=4, unique=True), max_size=4))
@settings(max_examples=300, deadline=None)
def test_the_matching_is_as_large_as_any_that_trying_all_finds(candidates):
    people = range(5)
    best = max(
        (
            sum(person in ones for person, ones in zip(order, candidates, strict=False))
            for order in permutations(people, min(len(candidates), 5))
        ),
        default=0,
    )
    assert matched(candidates) == best


@given(team=teams, day=days)
@settings(max_examples=100, deadline=None)
def test_who_meets_a_one_is_who_is_asked_singly(team, day):
    for one in THREE:
        assert who_meets(team, THREE, day)[one.code] == [
            at for at, member in enumerate(team) if meets(member, one, day)
        ]
