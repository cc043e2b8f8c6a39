"""Refreshing: what is replaced, what stays, and what a figure opens to."""

from datetime import date
from decimal import Decimal
from unittest import mock

import pytest

from zugong.kernel.indicators import refreshing
from zugong.kernel.indicators.declaring import MEASURES, Column, FactTable, Measure, Tally, WronglyDeclared, declare
from zugong.kernel.indicators.drilling import drill
from zugong.kernel.indicators.models import Cell, Goal, Refresh
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure
from zugong.kernel.indicators.tests import loans

pytestmark = pytest.mark.django_db


@pytest.fixture
def measures():
    with mock.patch.dict(MEASURES, loans.ALL, clear=True):
        yield loans.ALL


@pytest.fixture
def lent(measures):
    """Two townships have lent books, one of them twice."""
    _, county, first, second, *_ = units = loans.libraries()
    Goal.objects.bulk_create(
        [
            loans.loan(first, date(2023, 1, 5), 10),
            loans.loan(first, date(2023, 3, 5), 60, returned=date(2023, 4, 1)),
            loans.loan(second, date(2023, 3, 7), 5, subject="maps"),
            loans.loan(county, date(2022, 12, 31), 7),
        ]
    )
    refreshing.refresh_all()
    return units


def value(code, unit, period, subject=""):
    found = figure(code, subject, unit, Period.parse(period))
    return None if found is None else found.value


def test_figures_roll_up_from_every_level(lent):
    city, county, first, *_ = lent
    assert value("lent_so_far", city, "2023") == 75
    assert value("lent", county, "2022", "novels") == 7
    assert value("lent", first, "2023-01", "novels") == 10


def test_missing_is_not_zero(lent):
    assert figure("lent", "novels", lent[0], Period.parse("2023-02")) is None
    assert figure("lent", "maps", lent[4], Period.parse("2023")) is None


def test_a_stock_is_the_last_of_its_period_and_a_flow_adds_up(lent):
    assert value("held", lent[2], "2023", "novels") == 60
    assert value("lent", lent[2], "2023", "novels") == 70


def test_the_year_to_date_adds_up_the_months(lent):
    assert value("lent", lent[0], "2023-to-02", "novels") == 10
    assert value("lent", lent[0], "2023-to-03", "novels") == 70
    assert value("held_so_far", lent[0], "2023-to-02", "novels") == 10


def test_a_ratio_divides_after_adding_up(lent):
    assert value("returned", lent[0], "2023-to-06") == Decimal(100) / 3


def test_a_part_without_a_whole_is_no_ratio(lent):
    Goal.objects.filter(source="").update(start_date=None)
    refreshing.refresh_all(["returned"])
    assert figure("returned", "", lent[0], Period.parse("2023")).value is None


def test_a_refresh_of_one_measure_leaves_the_others(lent):
    Goal.objects.all().delete()
    refreshing.refresh_all(["lent"])
    assert not Cell.objects.filter(measure="lent").exists()
    assert Cell.objects.filter(measure="held").exists()


def test_a_refresh_that_is_killed_leaves_the_old_cells(lent):
    before = sorted(Cell.objects.values_list("pk", flat=True))
    with mock.patch.object(refreshing, "_write", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        refreshing.refresh_all()
    assert sorted(Cell.objects.values_list("pk", flat=True)) == before


def test_nothing_is_counted_while_postponed(lent):
    Goal.objects.all().delete()
    with refreshing.postponed():
        refreshing.refresh(units=[lent[2].pk], years=[2023])
    assert value("lent_so_far", lent[0], "2023") == 75


def test_a_refresh_says_when_it_was(lent):
    assert {refresh.measure for refresh in Refresh.objects.all()} == set(loans.ALL)


@pytest.mark.parametrize("code", sorted(loans.ALL))
def test_every_cell_opens_to_rows_with_its_sum(lent, code):
    measure = MEASURES[code]
    for cell in Cell.objects.filter(measure=code, unit__in=lent[:3]).select_related("unit"):
        for side in measure.tallies:
            behind = drill(measure, cell.subject, cell.unit, Period(cell.period_kind, cell.period_start), side=side)
            count, total = behind.total()
            assert total == ((cell.whole or 0) if side == "whole" else cell.part)
            assert sum(behind.amounts_of(list(behind.records)).values()) == total
            assert behind.records.count() == count


def test_personal_columns_are_refused():
    with pytest.raises(WronglyDeclared, match="phone"):
        FactTable("people", rows=Goal.objects.all, unit="unit_id", columns={"phone": Column("string", "source")})


def test_a_measure_is_declared_once_and_over_columns_that_exist(measures):
    with pytest.raises(WronglyDeclared, match="twice"):
        declare(loans.LENT)
    with pytest.raises(WronglyDeclared, match="author"):
        declare(Measure("by_author", "", Tally(loans.LOANS), subject="author"))
