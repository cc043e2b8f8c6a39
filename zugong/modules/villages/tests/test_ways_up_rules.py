"""Conditions, months of service, scores and places: the days on which they turn."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zugong.modules.villages.rules.register import Office, Span
from zugong.modules.villages.rules.role_models import Votes, carried, is_secretary, places_left, too_soon
from zugong.modules.villages.rules.score_sheet import read_lines
from zugong.modules.villages.rules.ways_up import (
    CHIEFS,
    DEPUTIES,
    Facts,
    Requirements,
    Sheet,
    Term,
    Verdict,
    conditions,
    months_between,
    placed,
    served,
    serves_until,
    within_quota,
)

CLOSING = dt.date(2023, 6, 30)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def verdict(term: Term, facts: Facts, asked: Requirements | None = None, closing: dt.date = CLOSING) -> Verdict:
    found = {one.term: one.verdict for one in conditions(facts, asked or Requirements(), closing=closing)}
    return found[term]


@pytest.mark.parametrize(
    ("born", "named", "expected"),
    [
        ("1982-07-01", False, Verdict.MET),
        ("1982-06-30", False, Verdict.NOT_MET),
        ("1977-07-01", True, Verdict.MET),
        ("1977-06-30", True, Verdict.NOT_MET),
        ("1982-06-30", True, Verdict.MET),
    ],
)
def test_the_limit_of_age_turns_on_the_very_day(born, named, expected):
    assert verdict(Term.AGE, Facts(birth_date=day(born), named_village=named)) == expected


def test_born_on_29_february_is_a_year_older_on_1_march():
    facts = Facts(birth_date=day("1980-02-29"))
    assert verdict(Term.AGE, facts, Requirements(most_age=40), day("2021-02-28")) == Verdict.MET
    assert verdict(Term.AGE, facts, Requirements(most_age=40), day("2021-03-01")) == Verdict.NOT_MET


def test_what_the_register_does_not_tell_is_unknown_and_not_refused():
    facts = Facts()
    asked = Requirements(least_level=50, party=True, grades=("competent",))
    for term in (Term.AGE, Term.EDUCATION, Term.PARTY, Term.APPRAISAL, Term.IN_OFFICE):
        assert verdict(term, facts, asked) == Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("start", "closing", "expected"),
    [
        ("2021-07-01", "2023-06-30", Verdict.MET),
        ("2021-07-01", "2023-06-29", Verdict.NOT_MET),
        ("2021-07-02", "2023-06-30", Verdict.NOT_MET),
    ],
)
def test_two_years_as_chief_are_full_with_the_last_day(start, closing, expected):
    facts = Facts(spans=[Span(Office.SECRETARY, day(start))])
    assert verdict(Term.SERVICE, facts, closing=day(closing)) == expected


def test_years_as_deputy_and_chief_add_up_to_three():
    spans = [
        Span(Office.DEPUTY_DIRECTOR, day("2020-07-01"), day("2022-07-01")),
        Span(Office.DIRECTOR, day("2022-07-01")),
    ]
    assert verdict(Term.SERVICE, Facts(spans=spans)) == Verdict.MET
    assert served(spans, CHIEFS, until=CLOSING).months == 12
    assert served(spans, CHIEFS | DEPUTIES, until=CLOSING).months == 36


def test_two_offices_at_a_time_count_once_and_a_gap_does_not_count():
    both = [Span(Office.SECRETARY, day("2022-07-01")), Span(Office.DIRECTOR, day("2022-07-01"))]
    assert served(both, CHIEFS, until=CLOSING).months == 12
    broken = [
        Span(Office.SECRETARY, day("2021-01-01"), day("2021-07-01")),
        Span(Office.SECRETARY, day("2022-01-01"), day("2022-07-01")),
    ]
    assert served(broken, CHIEFS, until=CLOSING).months == 12


def test_days_left_over_make_a_month_at_thirty():
    spans = [
        Span(Office.SECRETARY, day("2021-01-01"), day("2021-01-16")),
        Span(Office.SECRETARY, day("2021-03-01"), day("2021-03-16")),
    ]
    assert served(spans, CHIEFS, until=CLOSING).months == 1
    assert served(spans[:1], CHIEFS, until=CLOSING).months == 0


def test_an_office_without_a_first_day_leaves_it_open():
    unclear = [Span(Office.SECRETARY, None)]
    assert verdict(Term.SERVICE, Facts(spans=unclear)) == Verdict.UNKNOWN
    enough = [*unclear, Span(Office.DIRECTOR, day("2020-01-01"))]
    assert verdict(Term.SERVICE, Facts(spans=enough)) == Verdict.MET
    upside_down = [Span(Office.SECRETARY, day("2022-01-01"), day("2021-01-01"))]
    assert verdict(Term.SERVICE, Facts(spans=upside_down)) == Verdict.UNKNOWN


def test_the_reserve_does_not_serve_and_the_last_day_is_no_day_of_office():
    assert verdict(Term.IN_OFFICE, Facts(spans=[Span(Office.RESERVE, day("2022-01-01"))])) == Verdict.NOT_MET
    left = [Span(Office.SECRETARY, day("2020-01-01"), CLOSING)]
    assert verdict(Term.IN_OFFICE, Facts(spans=left)) == Verdict.NOT_MET
    assert verdict(Term.IN_OFFICE, Facts(spans=left), closing=CLOSING - dt.timedelta(days=1)) == Verdict.MET


def test_education_party_and_appraisal():
    asked = Requirements(least_level=50, party=True, grades=("excellent", "competent"))
    good = Facts(level=50, politics="02", appraisal="competent")
    poor = Facts(level=40, politics="13", appraisal="basic")
    for term in (Term.EDUCATION, Term.PARTY, Term.APPRAISAL):
        assert verdict(term, good, asked) == Verdict.MET
        assert verdict(term, poor, asked) == Verdict.NOT_MET


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2023-01-31", "2023-02-28", (1, 0)),
        ("2023-01-31", "2023-03-30", (1, 30)),
        ("2023-01-31", "2023-03-31", (2, 0)),
        ("2023-01-15", "2023-02-14", (0, 30)),
        ("2024-02-29", "2025-02-28", (12, 0)),
        ("2023-12-15", "2024-01-15", (1, 0)),
    ],
)
def test_months_between(start, end, expected):
    assert months_between(day(start), day(end)) == expected


DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2030, 12, 31))
SPANS = st.lists(st.builds(Span, st.sampled_from([*CHIEFS, *DEPUTIES]), DAYS, st.none() | DAYS), max_size=6)


@given(SPANS, DAYS)
def test_service_never_counts_a_day_twice_nor_beyond_the_day(spans, until):
    months = served(spans, CHIEFS | DEPUTIES, until=until).months
    held = {
        span.start + dt.timedelta(days=n)
        for span in spans
        for n in range(max(0, (min(span.end or dt.date.max, until + dt.timedelta(days=1)) - span.start).days))
    }
    assert months <= len(held) / 28
    assert months >= len(held) // 31 - 2 * len(spans)
    assert served(spans, CHIEFS, until=until).months <= months
    assert served(spans, CHIEFS | DEPUTIES, until=until + dt.timedelta(days=40)).months >= months


@given(SPANS, DAYS)
def test_the_order_of_the_spans_does_not_matter(spans, until):
    assert served(spans, CHIEFS, until=until) == served(spans[::-1], CHIEFS, until=until)


def sheet(key: int, written: str | None, interview: str | None = None, **more) -> Sheet:
    return Sheet(key, written and Decimal(written), interview and Decimal(interview), **more)


TIES = ("written", "bonus")


def places(*sheets: Sheet, ties=TIES) -> dict[int, int | None]:
    return {key: one.place for key, one in placed(sheets, written_share=60, ties=ties).items()}


def test_the_written_score_places_until_there_are_interviews():
    assert places(sheet(1, "70"), sheet(2, "80"), sheet(3, None)) == {1: 2, 2: 1, 3: None}
    assert places(sheet(1, "70", "90"), sheet(2, "80")) == {1: 1, 2: None}


def test_absent_is_not_nought():
    found = placed(
        [
            sheet(1, None, written_absent=True),
            sheet(2, "0"),
            sheet(3, "70", interview_absent=True),
            sheet(4, "60", "60"),
        ],
        written_share=60,
        ties=TIES,
    )
    assert (found[1].total, found[1].place) == (None, None)
    assert (found[3].total, found[3].place) == (None, None)
    assert found[4].place == 1
    assert places(sheet(1, None, written_absent=True), sheet(2, "0")) == {1: None, 2: 1}


def test_equal_totals_are_told_apart_by_the_declared_rule_and_else_share_the_place():
    pair = (sheet(1, "80", "60"), sheet(2, "60", "90"), sheet(3, "50", "50"))
    assert places(*pair) == {1: 1, 2: 2, 3: 3}
    assert places(*pair, ties=("interview",)) == {1: 2, 2: 1, 3: 3}
    assert places(*pair, ties=()) == {1: 1, 2: 1, 3: 3}


def test_the_bonus_counts_with_the_written_score():
    found = placed([sheet(1, "80", "70", bonus=Decimal(5))], written_share=60, ties=TIES)
    assert found[1].total == Decimal("79.00")


def test_a_shared_last_place_is_more_than_the_quota():
    found = placed([sheet(1, "90"), sheet(2, "80"), sheet(3, "80")], written_share=60, ties=())
    assert within_quota(found, 2) == {1, 2, 3}
    assert within_quota(found, 1) == {1}


SCORES = st.none() | st.decimals(0, 100, places=1)


@given(st.lists(st.tuples(SCORES, SCORES), max_size=12), st.permutations(range(12)))
def test_places_follow_the_totals_whatever_the_order(scores, order):
    sheets = [Sheet(key, written, interview) for key, (written, interview) in enumerate(scores)]
    found = placed(sheets, written_share=60, ties=TIES)
    again = placed(sorted(sheets, key=lambda one: order[one.key]), written_share=60, ties=TIES)
    assert found == again
    ranked = sorted((one for one in found.values() if one.place is not None), key=lambda one: one.place or 0)
    assert all((one.total is None) == (one.place is None) for one in found.values())
    assert [one.total for one in ranked] == sorted((one.total for one in ranked), reverse=True)
    assert {one.place for one in ranked} <= set(range(1, len(ranked) + 1))
    assert not ranked or ranked[0].place == 1


def test_the_least_service_ends_the_day_before():
    assert serves_until(day("2023-07-01"), 5) == day("2028-06-30")
    assert serves_until(day("2024-02-29"), 5) == day("2029-02-28")


def test_a_score_sheet_is_read_and_its_mistakes_are_named():
    lines = ["准考证号\t成绩", "101 78.5", "", "102，缺考", "103\t１０１", "104", "101\t60", "105,八十"]
    found = read_lines(lines)
    assert [(one.number, one.score, one.absent) for one in found.scores] == [
        ("101", Decimal("78.5"), False),
        ("102", None, True),
    ]
    assert [(one.line, one.problem) for one in found.bad] == [
        (5, "out_of_range"),
        (6, "no_score"),
        (7, "twice"),
        (8, "no_number"),
    ]


def test_the_same_title_comes_again_after_three_years_to_the_day():
    named = [day("2020-07-01"), day("2016-01-01")]
    assert too_soon(named, day=day("2023-06-30"), years=3) == day("2023-07-01")
    assert too_soon(named, day=day("2023-07-01"), years=3) is None
    assert too_soon([], day=day("2023-07-01"), years=3) is None
    assert too_soon([day("2024-02-29")], day=day("2027-02-28"), years=3) == day("2027-03-01")


def test_votes_carry_with_the_share_and_are_unknown_without():
    assert carried(Votes(30, 20), least_share=67) is False
    assert carried(Votes(100, 67), least_share=67) is True
    assert carried(Votes(None, 20), least_share=67) is None
    assert carried(Votes(30, None), least_share=67) is None
    assert carried(Votes(0, 0), least_share=67) is None


def test_only_a_serving_secretary_and_only_within_the_number():
    spans = [Span(Office.SECRETARY, day("2021-01-01"), day("2023-01-01"))]
    assert is_secretary(spans, day("2022-12-31"))
    assert not is_secretary(spans, day("2023-01-01"))
    assert [places_left(10, named) for named in (9, 10, 11)] == [1, 0, 0]
