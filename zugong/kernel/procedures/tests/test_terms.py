import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zugong.kernel.calendar import add_working_days
from zugong.kernel.procedures.terms import Gap, Term, days_used, due_date, standing

VECTORS = json.loads(Path(__file__).with_name("clock_vectors.json").read_text(encoding="utf-8"))
MONDAY = date(2023, 7, 3)


def day(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_the_public_vectors(vector):
    gaps = [Gap(day(start), day(end)) for start, end in vector["gaps"]]
    assert due_date(day(vector["start"]), Term(vector["days"], vector["working"]), gaps) == day(vector["due"])


@given(st.dates(date(2020, 1, 1), date(2025, 12, 1)), st.integers(0, 40))
def test_without_pauses_a_working_term_is_the_calendars(start, days):
    assert due_date(start, Term(days)) == add_working_days(start, days)


@given(
    st.dates(date(2020, 1, 1), date(2024, 1, 1)),
    st.integers(1, 30),
    st.lists(st.integers(0, 40), min_size=2, max_size=2),
)
def test_on_the_due_day_the_term_is_used_up_and_a_pause_never_shortens_it(start, days, ends):
    gap = Gap(start + timedelta(min(ends)), start + timedelta(max(ends)))
    term, due = Term(days), due_date(start, Term(days), [gap])
    assert days_used(start, term, [gap], due) == days
    assert due >= due_date(start, term)


@pytest.mark.parametrize(
    ("on", "warning", "overdue"),
    [
        (date(2023, 7, 7), 0, False),
        (date(2023, 7, 10), 50, False),
        (date(2023, 7, 13), 80, False),
        (date(2023, 7, 17), 80, False),
        (date(2023, 7, 18), 80, True),
    ],
)
def test_it_warns_at_half_and_at_four_fifths_and_is_overdue_the_day_after(on, warning, overdue):
    stands = standing(MONDAY, Term(10), [], on)
    assert (stands.warning, stands.overdue) == (warning, overdue)


def test_while_paused_it_is_never_overdue():
    stands = standing(MONDAY, Term(2), [Gap(date(2023, 7, 4))], date(2023, 12, 1))
    assert (stands.paused, stands.overdue, stands.used, stands.left, stands.due) == (True, False, 0, 2, None)
