"""Last days, what warns and what blocks, as plain rules."""

import datetime as dt

import pytest

from zugong.modules.villages.rules.conduct import Matter, effect_end, may_recheck, months_later, weigh

D = dt.date


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (D(2023, 1, 5), 6, D(2023, 7, 5)),
        (D(2023, 8, 31), 6, D(2024, 2, 29)),
        (D(2023, 11, 30), 3, D(2024, 2, 29)),
        (D(2022, 11, 30), 3, D(2023, 2, 28)),
        (D(2023, 12, 31), 12, D(2024, 12, 31)),
        (D(2023, 7, 3), -12, D(2022, 7, 3)),
    ],
)
def test_a_term_of_months_ends_on_the_same_day_or_on_the_months_last(day, months, end):
    assert months_later(day, months) == end


def test_a_measure_without_an_effect_period_has_no_end():
    months = {"admonition": 6}
    assert effect_end("reminder", D(2023, 1, 5), months) is None
    assert effect_end("admonition", D(2023, 1, 5), months) == D(2023, 7, 5)


def test_a_recheck_may_come_on_the_last_day_of_the_waiting_time_and_not_before():
    assert not may_recheck(D(2023, 4, 3), 3, D(2023, 7, 2))
    assert may_recheck(D(2023, 4, 3), 3, D(2023, 7, 3))


def test_the_last_day_of_an_effect_period_blocks_and_the_next_day_does_not():
    matter = Matter(D(2023, 1, 1), "substantiated", D(2023, 1, 4), D(2023, 6, 1), D(2023, 1, 5), D(2023, 7, 5))
    assert weigh([matter], D(2023, 7, 5)).in_effect
    assert not weigh([matter], D(2023, 7, 6)).in_effect
    assert not weigh([matter], D(2023, 1, 4)).in_effect


def test_the_longest_of_several_periods_rules_and_one_without_end_is_the_longest():
    short = Matter(D(2023, 1, 1), handled=D(2023, 1, 5), effect_until=D(2023, 7, 5))
    long = Matter(D(2023, 1, 1), handled=D(2023, 3, 1), effect_until=D(2024, 3, 1))
    endless = Matter(D(2023, 1, 1), handled=D(2023, 3, 1), outcome="prosecuted")
    assert weigh([short, long], D(2023, 6, 1)).until == D(2024, 3, 1)
    assert weigh([short, endless], D(2023, 6, 1)).until is None
    assert weigh([endless], D(2033, 6, 1)).in_effect


def test_a_clue_is_open_from_its_first_day_to_the_day_before_its_end():
    matter = Matter(D(2023, 5, 10), ended=D(2023, 6, 10))
    assert [weigh([matter], day).open for day in (D(2023, 5, 9), D(2023, 5, 10), D(2023, 6, 9), D(2023, 6, 10))] == [
        0,
        1,
        1,
        0,
    ]


def test_what_is_proven_blocks_until_it_is_mended_and_what_is_untrue_never():
    proven = Matter(D(2023, 5, 10), "partly", D(2023, 6, 1))
    assert not weigh([proven], D(2023, 5, 31)).settled
    assert weigh([proven], D(2023, 6, 1)).settled
    assert not weigh([Matter(D(2023, 5, 10), "untrue", D(2023, 6, 1))], D(2023, 6, 1)).settled
