"""The plan's policy as pure functions: shares that add up, lamps at each threshold, colours, more time."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zugong.modules.plan import rules
from zugong.modules.plan.rules import Lamp, LampRule, Owed

RULE = LampRule(near_points=Decimal(10), overdue_points=Decimal(25), near_days=7, near_progress=Decimal(90))
START, DUE = date(2023, 1, 1), date(2023, 4, 11)
HUNDREDTH_DAYS = [START + timedelta(days=day) for day in range(101)]

totals = st.decimals(min_value=0, max_value=10**12, places=4, allow_nan=False)
weights = st.dictionaries(
    st.integers(1, 10**6), st.decimals(min_value=0, max_value=10**6, places=2, allow_nan=False), min_size=1, max_size=40
).filter(lambda found: any(found.values()))
amounts = st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False)


def owed(value=100, comparator=">=", value2=None, due=DUE):
    second = None if value2 is None else Decimal(value2)
    return Owed(comparator=comparator, value=Decimal(value), value2=second, start=START, due=due)


def lamp_on(day, value, what=None):
    """The lamp after `day` of a hundred days."""
    figure = None if value is None else Decimal(str(value))
    return rules.lamp(what or owed(), figure, today=HUNDREDTH_DAYS[day], rule=RULE)


@settings(deadline=None)
@given(totals, weights)
def test_shares_in_proportion_add_up_to_the_total_exactly(total, weights):
    assert sum(rules.split_in_proportion(total, weights).values()) == total


@settings(deadline=None)
@given(totals, weights)
def test_no_share_is_a_whole_step_away_from_its_exact_size(total, weights):
    shares = rules.split_in_proportion(total, weights)
    step = 1 if total == total.to_integral_value() else Decimal("0.01")
    whole = sum(weights.values())
    for unit, share in shares.items():
        assert abs(share - total * weights[unit] / whole) < step


@settings(deadline=None)
@given(st.integers(0, 10**9).map(Decimal), st.sets(st.integers(1, 10**6), min_size=1, max_size=40))
def test_equal_shares_add_up_and_differ_by_one_at_most(total, units):
    shares = rules.split_equally(total, sorted(units))
    assert sum(shares.values()) == total
    assert max(shares.values()) - min(shares.values()) <= 1


def test_a_whole_total_is_shared_in_whole_numbers():
    assert rules.split_equally(Decimal(300), [1, 2, 3, 4, 5, 6, 7]) == {1: 43, 2: 43, 3: 43, 4: 43, 5: 43, 6: 43, 7: 42}


def test_a_total_with_decimals_is_shared_in_hundredths():
    assert rules.split_equally(Decimal("0.1"), [1, 2, 3]) == {
        1: Decimal("0.04"),
        2: Decimal("0.03"),
        3: Decimal("0.03"),
    }


def test_a_unit_without_weight_gets_nothing():
    assert rules.split_in_proportion(Decimal(10), {1: Decimal(0), 2: Decimal(3)}) == {1: 0, 2: 10}


def test_nothing_can_be_shared_by_weights_that_are_all_zero():
    with pytest.raises(rules.CannotSplit):
        rules.split_in_proportion(Decimal(10), {1: Decimal(0), 2: Decimal(0)})


def test_a_split_says_how_much_is_missing():
    check = rules.check_split(Decimal(300), [Decimal(40)] * 7 + [Decimal(10)])
    assert (check.figure, check.missing, check.enough) == (290, 10, False)


def test_more_than_asked_is_enough():
    assert rules.check_split(Decimal(300), [Decimal(301)]).enough


@settings(deadline=None)
@given(st.lists(amounts, max_size=20), amounts)
def test_a_split_is_enough_exactly_when_the_sum_reaches_the_total(parts, total):
    assert rules.check_split(total, parts).enough == (sum(parts) >= total)


@pytest.mark.parametrize(("value", "enough"), [("79.9", False), ("80", True), ("80.1", True)])
def test_a_floor_holds_from_its_value_on(value, enough):
    assert rules.check_floor(Decimal(80), [(Decimal(value), Decimal(1))]).enough is enough


def test_a_floor_weighs_its_parts():
    parts = [(Decimal(90), Decimal(3)), (Decimal(50), Decimal(1))]
    assert rules.check_floor(Decimal(80), parts).figure == 80


def test_a_floor_without_weights_counts_every_unit_alike():
    parts = [(Decimal(90), Decimal(0)), (Decimal(50), Decimal(0))]
    assert rules.check_floor(Decimal(80), parts).figure == 70


@settings(deadline=None)
@given(st.lists(st.tuples(amounts, st.decimals(0, 1000, places=2)), min_size=1, max_size=20))
def test_a_weighted_mean_lies_between_the_least_and_the_greatest(parts):
    mean = rules.weighted_mean(parts)
    values = [value for value, _ in parts]
    assert min(values) - Decimal("0.0001") <= mean <= max(values) + Decimal("0.0001")


def test_the_mean_of_nothing_is_nothing():
    assert rules.weighted_mean([]) == 0


@pytest.mark.parametrize(("least", "missing"), [(1, 1), (2, 0), (3, -1)])
def test_every_unit_owes_a_replicated_target_in_full(least, missing):
    assert rules.check_replicate(Decimal(2), [Decimal(5), Decimal(least)]).missing == missing


@pytest.mark.parametrize(("months", "enough"), [([6, 6], True), ([5, 3], True), ([7, 1], False)])
def test_an_upper_limit_that_each_unit_keeps_may_be_stricter_but_not_laxer(months, enough):
    parts = [Decimal(value) for value in months]
    assert rules.check_replicate(Decimal(6), parts, at_most=True).enough is enough


def test_an_upper_limit_on_the_whole_is_exceeded_by_what_is_too_much():
    assert rules.check_split(Decimal(10), [Decimal(6), Decimal(7)], at_most=True).missing == 3


@pytest.mark.parametrize(
    ("comparator", "value", "value2", "reached", "missed"),
    [
        (">=", 100, None, 100, "99.9999"),
        ("<=", 6, None, 6, "6.0001"),
        ("=", 7, None, 7, "6.9"),
        ("~", 100, None, 90, "89.9999"),
        ("between", 2, 3, 2, "1.9"),
        ("ratio", 4, 1, 25, "24.99"),
    ],
)
def test_each_comparator_is_fulfilled_at_its_limit(comparator, value, value2, reached, missed):
    what = owed(value, comparator, value2)
    assert rules.is_reached(what, Decimal(reached))
    assert not rules.is_reached(what, Decimal(missed))


def test_more_than_the_upper_end_of_a_range_fulfils_it_too():
    assert rules.is_reached(owed(2, "between", 3), Decimal(4))


@settings(deadline=None)
@given(amounts, amounts, st.sampled_from([">=", "<=", "=", "~", "between", "ratio"]))
def test_progress_stays_between_nothing_and_all(value, figure, comparator):
    what = owed(value, comparator, value)
    assert 0 <= rules.progress(what, figure) <= 100
    assert (rules.progress(what, figure) == 100) >= rules.is_reached(what, figure)


def test_a_limit_that_is_broken_is_no_progress_at_all():
    assert rules.progress(owed(6, "<="), Decimal(7)) == 0


def test_a_duty_without_a_due_date_plans_nothing():
    assert rules.planned_progress(owed(due=None), DUE) == 0


@pytest.mark.parametrize(("day", "planned"), [(0, 0), (25, 25), (100, 100)])
def test_the_plan_is_a_straight_line_from_start_to_due(day, planned):
    assert rules.planned_progress(owed(), HUNDREDTH_DAYS[day]) == planned


def test_a_duty_that_begins_on_its_due_date_has_a_plan_too():
    what = Owed(comparator=">=", value=Decimal(1), value2=None, start=DUE, due=DUE)
    assert rules.planned_progress(what, DUE) == 0
    assert rules.planned_progress(what, DUE + timedelta(days=1)) == 100


@pytest.mark.parametrize(
    ("value", "lamp"),
    [("50", Lamp.ON_TIME), ("40", Lamp.ON_TIME), ("39.9", Lamp.NEAR), ("25", Lamp.NEAR), ("24.9", Lamp.OVERDUE)],
)
def test_at_half_time_the_lamp_changes_more_than_ten_and_more_than_twenty_five_points_behind(value, lamp):
    assert lamp_on(50, value) == lamp


@pytest.mark.parametrize(
    ("day", "value", "lamp"),
    [(92, 89, Lamp.ON_TIME), (93, 90, Lamp.ON_TIME), (93, "89.9", Lamp.NEAR), (100, "99.9", Lamp.ON_TIME)],
)
def test_in_the_last_seven_days_less_than_ninety_per_cent_is_near(day, value, lamp):
    assert lamp_on(day, value) == lamp


@pytest.mark.parametrize(("day", "lamp"), [(0, Lamp.NO_DATA), (100, Lamp.NO_DATA)])
def test_without_a_confirmed_figure_there_is_no_lamp_up_to_the_due_date(day, lamp):
    assert lamp_on(day, None) == lamp


@pytest.mark.parametrize(("value", "lamp"), [(None, Lamp.OVERDUE), (99, Lamp.OVERDUE), (100, Lamp.DONE)])
def test_after_the_due_date_only_what_is_done_is_not_overdue(value, lamp):
    figure = None if value is None else Decimal(value)
    assert rules.lamp(owed(), figure, today=DUE + timedelta(days=1), rule=RULE) == lamp


def test_what_is_done_early_is_done():
    assert lamp_on(1, 100) == Lamp.DONE


def test_zero_is_a_figure_and_not_missing_data():
    assert lamp_on(5, 0) == Lamp.ON_TIME
    assert lamp_on(50, 0) == Lamp.OVERDUE


def test_without_a_target_there_is_neither_good_nor_bad():
    assert rules.lamp(None, Decimal(5), today=DUE, rule=RULE) == Lamp.NO_TARGET


def test_a_limit_of_time_is_done_while_it_is_kept_and_red_once_it_is_broken():
    assert lamp_on(50, 6, owed(6, "<=")) == Lamp.DONE
    assert lamp_on(50, 7, owed(6, "<=")) == Lamp.OVERDUE


@pytest.mark.parametrize(
    ("closed", "day", "lamp"),
    [
        (True, 100, Lamp.DONE),
        (False, 92, Lamp.ON_TIME),
        (False, 93, Lamp.NEAR),
        (False, 100, Lamp.NEAR),
    ],
)
def test_a_task_without_a_number_goes_by_its_date_alone(closed, day, lamp):
    assert rules.task_lamp(closed=closed, due=DUE, today=HUNDREDTH_DAYS[day], near_days=7) == lamp


def test_an_open_task_is_overdue_on_the_day_after():
    assert rules.task_lamp(closed=False, due=DUE, today=DUE + timedelta(days=1), near_days=7) == Lamp.OVERDUE


def test_a_task_without_a_date_has_no_target():
    assert rules.task_lamp(closed=False, due=None, today=DUE, near_days=7) == Lamp.NO_TARGET


def test_the_worst_lamp_speaks_for_all():
    assert rules.worst([Lamp.DONE, Lamp.NEAR, Lamp.OVERDUE]) == Lamp.OVERDUE
    assert rules.worst([Lamp.DONE, Lamp.NO_DATA]) == Lamp.NO_DATA
    assert rules.worst([]) == Lamp.NO_TARGET


@pytest.mark.parametrize(
    ("previous", "overdue", "urgent", "colour"),
    [
        (None, False, False, "blue"),
        (None, True, False, "orange"),
        (None, False, True, "orange"),
        ("blue", True, False, "orange"),
        ("orange", True, False, "red"),
        ("red", True, False, "red"),
    ],
)
def test_slips_climb_from_blue_to_red(previous, overdue, urgent, colour):
    assert rules.next_colour(previous, overdue=overdue, urgent=urgent) == colour


def postponing(**given):
    asked = {"due": DUE, "new_due": DUE + timedelta(days=10), "today": DUE, "approved_before": 0, "most": 2}
    rules.check_postponement(**(asked | given))


def test_more_time_may_be_asked_for_on_the_due_date_itself():
    postponing()
    postponing(approved_before=1)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"due": None}, "没有完成时限"),
        ({"today": DUE + timedelta(days=1)}, "到期前提出"),
        ({"new_due": DUE}, "须晚于原时限"),
        ({"approved_before": 2}, "最多延期 2 次"),
    ],
)
def test_more_time_is_refused_too_late_for_no_later_date_and_too_often(given, words):
    with pytest.raises(rules.CannotPostpone, match=words):
        postponing(**given)
