"""The rules of the examination, with their edges: ages on the very day, cuts with equals, the order of stepping up."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zugong.modules.villages.rules.exam_ranking import (
    ABSENT,
    MOST,
    NoScore,
    Result,
    finalists,
    next_in_rank,
    ranked,
    score_of,
    shortlist,
    total_in_points,
    total_of,
)
from zugong.modules.villages.rules.recruiting import (
    Candidate,
    Clause,
    Conditions,
    Verdict,
    VillageGap,
    admission_numbers,
    fills,
    judged,
    nearest_gaps,
    proposed_posts,
    too_few,
    verdict_of,
)

CLOSING = date(2023, 3, 31)
GOOD = {"birth_date": date(1998, 5, 1), "sex": "2", "level": 50, "full_time": True}


def verdict(conditions=None, **said):
    return verdict_of(judged(Candidate(**(GOOD | said)), conditions or Conditions(), closing=CLOSING))


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(1987, 4, 1), Verdict.MET),  # turns 36 the day after the closing day
        (date(1987, 3, 31), Verdict.UNMET),  # turns 36 on the closing day itself
        (date(2005, 3, 31), Verdict.MET),  # turns 18 on the closing day
        (date(2005, 4, 1), Verdict.UNMET),
        (None, Verdict.ASK),
    ],
)
def test_an_age_limit_is_asked_of_the_closing_day(born, expected):
    assert verdict(birth_date=born) == expected


def test_whoever_was_born_on_a_leap_day_is_a_year_older_in_march():
    candidate = Candidate(**(GOOD | {"birth_date": date(1988, 2, 29)}))
    conditions = Conditions(most_age=34)
    found = [verdict_of(judged(candidate, conditions, closing=day)) for day in (date(2023, 2, 28), date(2023, 3, 1))]
    assert found == [Verdict.MET, Verdict.UNMET]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, Verdict.MET),
        ({"full_time": None}, Verdict.ASK),
        ({"full_time": False}, Verdict.UNMET),
        ({"level": 40}, Verdict.UNMET),
        ({"level": None}, Verdict.ASK),
        ({"kin": "叔父任村委会主任"}, Verdict.ASK),
        ({"serves": True}, Verdict.ASK),
        ({"full_time": None, "level": 40}, Verdict.UNMET),
    ],
)
def test_what_is_unknown_is_a_question_and_what_is_not_met_decides(said, expected):
    assert verdict(**said) == expected


def test_a_post_for_women_asks_where_the_sex_is_not_known():
    women = Conditions(women_only=True)
    assert [verdict(women, sex=sex) for sex in ("2", "1", "0")] == [Verdict.MET, Verdict.UNMET, Verdict.ASK]


def test_another_condition_is_a_question_to_people():
    answers = judged(Candidate(**GOOD), Conditions(demand="限本乡镇户籍"), closing=CLOSING)
    assert (answers[-1].clause, answers[-1].verdict) == (Clause.OTHER, Verdict.ASK)


def test_posts_follow_the_gaps_by_township_and_whether_a_woman_is_missing():
    gaps = [VillageGap(key, 1 + key % 2, frozenset({"woman"} if key < 3 else {"young"})) for key in range(8)]
    posts = proposed_posts([*gaps, VillageGap(9, 1, frozenset())], largest=2)
    assert sum(post.number for post in posts) == 8
    assert all(post.number <= 2 for post in posts)
    assert [gap.village for post in posts if post.women_only for gap in post.villages] == [0, 2, 1]


def test_one_person_may_fill_several_ones():
    day = date(2023, 7, 1)
    assert fills({"young", "college", "woman"}, Candidate(**GOOD), young=35, day=day) == {"young", "college", "woman"}
    assert fills({"young", "college"}, Candidate(**(GOOD | {"full_time": None})), young=35, day=day) == {"young"}
    gaps = [VillageGap(1, 1, frozenset({"young"})), VillageGap(2, 1, frozenset({"young", "woman"}))]
    man, woman = Candidate(**(GOOD | {"sex": "1"})), Candidate(**GOOD)
    assert nearest_gaps(gaps, {7: woman, 8: man, 9: man}, young=35, day=day) == {7: 2, 8: 1}


def test_admission_numbers_have_no_gaps():
    assert admission_numbers(2023, 1, taken=2, wanted=2) == ["2023100003", "2023100004"]


def test_a_post_has_too_few_below_its_ratio():
    assert [too_few(count, 2, 3) for count in (5, 6)] == [True, False]


@pytest.mark.parametrize(
    ("text", "score"), [("86.5", 8650), (" 100 ", 10000), ("0", 0), ("0.01", 1), ("缺考", ABSENT), ("qk", ABSENT)]
)
def test_a_score_is_kept_in_hundredths(text, score):
    assert score_of(text) == score


@pytest.mark.parametrize("text", ["", " ", "86.555", "100.01", "-1", "优秀", "NaN", "Infinity", "1e3"])
def test_what_is_no_score_is_refused_and_a_blank_is_no_zero(text):
    with pytest.raises(NoScore):
        score_of(text)


def test_totals_are_exact():
    assert total_in_points(total_of(8050, 7975, weight=50)) == "80.125"
    assert total_in_points(total_of(10000, 10000, weight=60)) == "100.00"


def test_equal_totals_are_parted_by_the_declared_rule_and_share_a_rank_if_nothing_parts_them():
    results = [
        Result(1, 8000, 7000, level=50),
        Result(2, 7000, 8000, level=60),
        Result(3, 8000, 7000, level=60),
        Result(4, 8000, 7000, level=60),
    ]
    places = {one.key: (one.rank, one.shared) for one in ranked(results, weight=50, ties=["written", "level"])}
    assert places == {3: (1, True), 4: (1, True), 1: (3, False), 2: (4, False)}


def test_equals_at_the_cut_all_go_to_the_interview_but_nobody_below_the_mark():
    results = [Result(key, score) for key, score in enumerate((9000, 8000, 7000, 7000, 6000, None))]
    assert shortlist(results, places=1, ratio=3, pass_mark=0) == [0, 1, 2, 3]
    assert shortlist(results, places=1, ratio=3, pass_mark=7500) == [0, 1]


def test_equals_who_do_not_all_fit_are_left_to_people():
    ranking = ranked([Result(1, 9000, 9000), Result(2, 8000, 8000), Result(3, 8000, 8000)], weight=50, ties=["written"])
    assert finalists(ranking, places=2) == [1]
    assert finalists(ranking, places=3) == [1, 2, 3]
    assert next_in_rank(ranking, [2, 3]) == [2, 3]
    assert next_in_rank(ranking, []) == []


scores = st.none() | st.integers(0, MOST)
people = st.lists(st.tuples(scores, scores, st.sampled_from([40, 50, 60])), max_size=12).map(
    lambda rows: [Result(key, *row) for key, row in enumerate(rows)]
)


@given(people, st.integers(0, 100))
def test_a_ranking_is_a_total_order_that_never_contradicts_the_totals(results, weight):
    ranking = ranked(results, weight=weight, ties=["written", "level"])
    assert {one.key for one in ranking} == {r.key for r in results if None not in (r.written, r.interview)}
    for place, one in enumerate(ranking):
        assert one.rank <= place + 1
        assert one.shared == (sum(other.rank == one.rank for other in ranking) > 1)
    for better, worse in pairwise(ranking):
        assert better.total >= worse.total
        assert better.rank <= worse.rank
    assert ranking == ranked(reversed(results), weight=weight, ties=["written", "level"])


@given(people, st.integers(1, 3), st.integers(1, 3), st.integers(0, MOST))
def test_a_cut_keeps_equals_together_and_wastes_no_place(results, places, ratio, mark):
    chosen = set(shortlist(results, places=places, ratio=ratio, pass_mark=mark))
    inside = [r.written for r in results if r.key in chosen]
    outside = [r.written for r in results if r.key not in chosen and r.written is not None and r.written >= mark]
    assert all(score >= mark for score in inside)
    assert not outside or (len(inside) >= places * ratio and max(outside) < min(inside))


@given(people, st.integers(1, 4))
def test_who_steps_up_is_never_better_than_who_was_chosen(results, places):
    ranking = ranked(results, weight=50, ties=["written"])
    chosen = finalists(ranking, places=places)
    assert len(chosen) <= places
    waiting = [one.key for one in ranking if one.key not in chosen]
    ranks = {one.key: one.rank for one in ranking}
    turn = next_in_rank(ranking, waiting)
    assert bool(turn) == bool(waiting)
    for key in turn:
        assert all(ranks[key] > ranks[other] for other in chosen)
        assert all(ranks[key] <= ranks[other] for other in waiting)


@given(st.integers(0, MOST), st.integers(0, MOST), st.integers(0, 100))
def test_a_total_lies_between_its_two_scores(written, interview, weight):
    total = total_of(written, interview, weight=weight)
    assert min(written, interview) * 100 <= total <= max(written, interview) * 100
