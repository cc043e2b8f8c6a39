"""The rules of the register: offices, ages, and what cannot be right, with the very days on which they turn."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zugong.modules.villages.rules.register import (
    DECEASED,
    SENTENCED,
    Fault,
    Limits,
    Office,
    Service,
    Span,
    Study,
    Village,
    age,
    born_after,
    faults,
    offices_on,
    summary,
    village_fault,
    village_faults,
)

DAY = date(2023, 7, 3)
VILLAGE = Village("甲河村", "341502100201", "village", "341502100")
SECRETARY = (Span(Office.SECRETARY, date(2021, 12, 1)), Span(Office.DIRECTOR, date(2021, 12, 1)))
MEMBER = (Span(Office.COMMITTEE_MEMBER, date(2021, 12, 1)),)
DAYS = st.dates(date(1940, 1, 1), date(2030, 12, 31))


def kinds(**said) -> list[str]:
    """The faults of a member in good order, but for what is said."""
    service = Service(**({"village": VILLAGE, "spans": MEMBER, "birth_date": date(1980, 1, 1)} | said))
    return [fault for fault, _ in faults(service, day=DAY, limits=Limits())]


def test_a_member_in_good_order_has_no_fault():
    assert kinds() == []
    assert kinds(spans=SECRETARY, dual_post=True) == []


@pytest.mark.parametrize(
    ("born", "years"), [(date(2005, 7, 3), 18), (date(2005, 7, 4), 17), (date(2004, 2, 29), 19), (date(2023, 7, 3), 0)]
)
def test_a_year_is_completed_on_the_birthday(born, years):
    assert age(born, DAY) == years


def test_who_is_born_on_the_29_february_is_a_year_older_from_1_march_on():
    assert age(date(2004, 2, 29), date(2023, 2, 28)) == 18
    assert age(date(2004, 2, 29), date(2023, 3, 1)) == 19


@given(born=DAYS, day=DAYS, years=st.integers(1, 80))
def test_born_after_tells_the_same_as_the_age(born, day, years):
    assert (born > born_after(years, day)) == (age(born, day) <= years)


def test_a_cadre_may_serve_from_the_eighteenth_birthday_on():
    assert kinds(birth_date=date(2005, 7, 3)) == []
    assert kinds(birth_date=date(2005, 7, 4)) == [Fault.TOO_YOUNG]


def test_a_cadre_is_too_old_from_the_seventy_sixth_birthday_on():
    assert kinds(birth_date=date(1947, 7, 4)) == []
    assert kinds(birth_date=date(1947, 7, 3)) == [Fault.TOO_OLD]


def test_who_left_office_has_no_age_to_answer_for():
    ended = (Span(Office.COMMITTEE_MEMBER, date(2000, 1, 1), DAY),)
    assert kinds(spans=ended, birth_date=date(1930, 1, 1)) == []


@pytest.mark.parametrize(
    ("start", "end", "held"),
    [
        (None, None, True),
        (DAY, None, True),
        (DAY + timedelta(days=1), None, False),
        (None, DAY, False),
        (None, DAY + timedelta(days=1), True),
    ],
)
def test_an_office_is_held_from_its_first_day_and_no_longer_on_its_last(start, end, held):
    assert Span(Office.SECRETARY, start, end).open_on(DAY) == held


def test_an_office_may_end_on_the_day_it_began_but_not_before():
    begun = date(2021, 12, 1)
    assert kinds(spans=(*MEMBER, Span(Office.OTHER, begun, begun))) == []
    assert kinds(spans=(*MEMBER, Span(Office.OTHER, begun, begun - timedelta(days=1)))) == [Fault.ENDS_BEFORE_START]


@pytest.mark.parametrize(
    ("study", "found"),
    [
        (Study(50, None), [Fault.NO_FULL_TIME_FLAG]),
        (Study(50, False), []),
        (Study(50, True), []),
        (Study(40, None), []),
        (Study(60, None), []),
    ],
)
def test_college_needs_to_say_whether_it_was_full_time(study, found):
    assert kinds(studies=(study,)) == found


def test_a_secretary_says_whether_both_posts_are_held_and_says_it_rightly():
    assert kinds(spans=SECRETARY) == [Fault.NO_DUAL_VALUE]
    assert kinds(spans=SECRETARY, dual_post=False) == [Fault.DUAL_CONTRADICTS]
    assert kinds(spans=SECRETARY[:1], dual_post=True) == [Fault.DUAL_CONTRADICTS]
    assert kinds(spans=SECRETARY[:1], dual_post=False) == []


def test_a_member_need_not_say_it_but_must_not_claim_it():
    assert kinds(dual_post=None) == []
    assert kinds(dual_post=False) == []
    assert kinds(dual_post=True) == [Fault.DUAL_CONTRADICTS]


def test_a_second_village_is_a_fault_until_it_is_marked():
    assert kinds(also_in=("乙岗村",)) == [Fault.TWO_VILLAGES]
    assert kinds(also_in=("乙岗村",), crosses_villages=True) == []


@pytest.mark.parametrize(
    ("condition", "found"), [(DECEASED, Fault.DECEASED_ACTIVE), (SENTENCED, Fault.SENTENCED_ACTIVE)]
)
def test_the_dead_and_the_sentenced_hold_no_office(condition, found):
    assert kinds(condition=condition) == [found]
    assert kinds(condition=condition, spans=(Span(Office.DIRECTOR, None, date(2023, 1, 1)),)) == []


def test_pay_needs_months_and_a_vetting_replies():
    assert kinds(paid_amount=100, paid_months=0) == [Fault.PAID_NO_MONTHS]
    assert kinds(paid_amount=100) == [Fault.PAID_NO_MONTHS]
    assert kinds(paid_amount=0, paid_months=0) == []
    assert kinds(vetted=True, vetting_replies=0) == [Fault.VETTED_WITHOUT_REPLIES]
    assert kinds(vetted=True, vetting_replies=1) == []


def test_a_serving_cadre_has_an_identity_number():
    assert kinds(has_identity_number=False) == [Fault.NO_IDENTITY_NUMBER]
    assert kinds(has_identity_number=False, spans=()) == []


@pytest.mark.parametrize(
    ("village", "why"),
    [
        (VILLAGE, ""),
        (Village("木厂镇", "341502100", "township", "341502"), "kind"),
        (Village("试点村", "341502100T1", "village", "341502100"), "code"),
        (Village("甲河村", "341502100201", "village", "341502100", DAY), "closed"),
        (Village("甲河村", "341502100201", "village", "341502100", DAY + timedelta(days=1)), ""),
    ],
)
def test_a_village_stands_in_the_division_table(village, why):
    assert village_fault(village, DAY) == why


def test_a_village_has_one_secretary():
    assert village_faults([[Office.SECRETARY], [Office.DIRECTOR]]) == []
    assert [fault for fault, _ in village_faults([[Office.DIRECTOR]])] == [Fault.NO_SECRETARY]
    assert [fault for fault, _ in village_faults([[Office.SECRETARY]] * 2)] == [Fault.TWO_SECRETARIES]


def test_no_fault_carries_a_birth_date_or_a_number():
    service = Service(VILLAGE, MEMBER, birth_date=date(1940, 5, 6), has_identity_number=False, doubles=("乙岗村",))
    assert "1940" not in str(faults(service, day=DAY, limits=Limits()))


def test_the_summary_puts_the_first_office_first():
    said = summary((*MEMBER, *SECRETARY), (Study(50, True), Study(60, False)), DAY)
    assert said.offices == (Office.SECRETARY, Office.DIRECTOR, Office.COMMITTEE_MEMBER)
    assert (said.rank, said.in_office, said.holds_both, said.level, said.full_time_college) == (0, True, True, 60, True)


def test_the_reserve_is_not_in_office():
    said = summary((Span(Office.RESERVE),), (), DAY)
    assert (said.in_office, said.rank, said.level) == (False, 9, None)


@given(st.lists(st.builds(Span, st.sampled_from(list(Office)), st.none() | DAYS, st.none() | DAYS), max_size=6), DAYS)
def test_the_order_in_which_offices_were_entered_does_not_matter(spans, day):
    assert offices_on(spans, day) == offices_on(reversed(spans), day)
