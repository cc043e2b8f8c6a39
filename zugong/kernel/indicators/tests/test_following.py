"""Figures follow what is written: marked in the transaction of the change, counted by a worker, and then what a rebuild would say."""

import random
from dataclasses import replace
from datetime import date, timedelta
from unittest import mock

import pytest

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.indicators import following, refreshing
from zugong.kernel.indicators.actions import Aim, name_subject, set_goals
from zugong.kernel.indicators.declaring import MEASURES
from zugong.kernel.indicators.models import Cell, Goal, Standing, Touched
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure
from zugong.kernel.indicators.refreshing import postponed, refresh_all
from zugong.kernel.indicators.tests import loans
from zugong.kernel.jobs.models import Job

pytestmark = pytest.mark.django_db
LOANS = replace(loans.LOANS, follows={"indicators.Goal": "unit_id"})


def _over(tally):
    return None if tally is None else replace(tally, facts=LOANS)


ALL = {code: replace(one, part=_over(one.part), whole=_over(one.whole)) for code, one in loans.ALL.items()}


@pytest.fixture
def units():
    with mock.patch.dict(MEASURES, ALL, clear=True), calendar.on(date(2023, 7, 3)):
        following.follow_facts()
        units = loans.libraries()
        refresh_all()
        yield units


def cells():
    columns = ("measure", "subject", "unit", "period_kind", "period_start", "part", "whole", "rows")
    return set(Cell.objects.values_list(*columns))


def lent(unit, day=date(2023, 3, 5), value=10):
    return writing.save(loans.loan(unit, day, value), by=None)


def total(unit, period="2023"):
    found = figure("lent_so_far", "", unit, Period.parse(period))
    return None if found is None else found.value


def marked():
    return set(Touched.objects.values_list("unit", flat=True))


def test_a_written_record_is_marked_and_then_counted_in_every_unit_above(units):
    lent(units[2])
    assert marked() == {units[2].pk}
    assert total(units[0]) is None
    assert following.keep_up() > 0
    assert (total(units[2]), total(units[0])) == (10, 10)
    assert not Touched.objects.exists()
    assert following.keep_up() == 0


def test_a_record_that_moves_is_taken_from_the_unit_that_lost_it(units):
    loan = lent(units[2])
    following.keep_up()
    loan.unit = units[5]
    writing.save(loan, by=None)
    assert marked() == {units[2].pk, units[5].pk}
    following.keep_up()
    assert (total(units[2]), total(units[5]), total(units[0])) == (None, 10, 10)


def test_a_day_that_moves_to_another_year_changes_both(units):
    loan = lent(units[2], date(2022, 5, 1))
    following.keep_up()
    loan.start_date = date(2023, 5, 1)
    writing.save(loan, by=None)
    following.keep_up()
    assert (total(units[0], "2022"), total(units[0])) == (None, 10)


def test_a_voided_record_counts_no_more(units):
    loan = lent(units[2])
    following.keep_up()
    writing.void(loan, by=None, why="重复")
    following.keep_up()
    assert total(units[0]) is None


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_written_the_figures_are_those_of_a_rebuild(units, seed):
    chance = random.Random(seed)  # noqa: S311 - not a secret
    written = []
    for _step in range(8):
        for _one in range(chance.randint(1, 4)):
            loan = chance.choice(written) if written and chance.random() < 0.5 else loans.loan(units[1], None, 1)
            loan.unit, loan.value = chance.choice(units), chance.randint(0, 90)
            loan.start_date = date(2022, 1, 1) + timedelta(days=chance.randrange(560))
            loan.due_date = loan.start_date + timedelta(days=chance.randrange(90)) if chance.random() < 0.5 else None
            loan.source = chance.choice("甲乙丙")
            writing.save(loan, by=None)
            written.append(loan)
        if chance.random() < 0.6:
            following.keep_up()
    following.keep_up()
    kept = cells()
    refresh_all()
    assert kept == cells()


def test_what_is_broken_off_is_done_again(units):
    lent(units[2])
    with mock.patch.object(following, "refresh", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        following.keep_up()
    assert marked() == {units[2].pk}
    following.keep_up()
    assert total(units[0]) == 10


def test_where_much_is_touched_everything_is_counted_anew(units, monkeypatch):
    monkeypatch.setattr(following, "MOST_UNITS", 2)
    writing.create_all([loans.loan(unit, date(2023, 3, 5), 10) for unit in units], by=None)
    assert marked() == {None}
    following.keep_up()
    assert total(units[0]) == 10 * len(units)


def test_while_a_refresh_is_postponed_nothing_is_marked(units):
    with postponed():
        lent(units[2])
    assert not Touched.objects.exists()


def test_what_the_plan_asks_of_the_figure_stands_anew(units):
    name_subject(code="books", by=None, measure="lent_so_far", unit=units[0], year=2023, label="借书", position=1)
    set_goals(subject="books", period="2023", aims=[Aim(units[0], "lent_so_far", 100)], by=None)
    lent(units[2])
    following.keep_up()
    assert Standing.objects.get(subject__code="books", period="2023").value == 10


def test_one_waiting_job_is_enough(units, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        lent(units[2])
        lent(units[3])
    assert Job.objects.filter(name=following.FOLLOWING).count() == 1


def test_facts_are_read_once_for_all_measures_that_ask_for_the_same(units):
    lent(units[2])
    with mock.patch.object(refreshing, "load", wraps=refreshing.load) as load:
        following.keep_up()
    assert load.call_count < 2 * len(ALL)
    assert Goal.objects.count() == 1
