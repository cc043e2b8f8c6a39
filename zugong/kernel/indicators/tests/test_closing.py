"""Closing a period: frozen figures stay, corrections show beside them, and every closed figure opens to its frozen rows."""

import os
from datetime import date
from decimal import Decimal
from unittest import mock

import pytest

from zugong.kernel.access.testing import small_city
from zugong.kernel.indicators import freezing, refreshing
from zugong.kernel.indicators.closed import frozen_rows, restatements
from zugong.kernel.indicators.closing import CannotClose, close, verify
from zugong.kernel.indicators.declaring import MEASURES, FactTable, Measure, Tally
from zugong.kernel.indicators.jobs import verify_closings
from zugong.kernel.indicators.models import Cell, ClosedCell, Closing, Goal, IsClosed
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure
from zugong.kernel.indicators.tests import loans
from zugong.kernel.registry.actions import move

SECOND_QUARTER = Period.parse("2023-Q2")


@pytest.fixture
def folder(tmp_path, settings):
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def units(db, folder):
    """Libraries with loans in two counties, one of them given back, one after the quarter."""
    with mock.patch.dict(MEASURES, loans.ALL, clear=True):
        units = loans.libraries()
        Goal.objects.bulk_create(
            [
                loans.loan(units[2], date(2023, 4, 5), 60, shelf="a"),
                loans.loan(units[3], date(2023, 5, 5), 7, shelf="a", returned=date(2023, 6, 1)),
                loans.loan(units[5], date(2023, 6, 30), 3, shelf="b"),
                loans.loan(units[5], date(2023, 7, 1), 90, shelf="c"),
                loans.loan(units[5], date(2023, 1, 9), 2, shelf="b", returned=date(2023, 4, 4)),
            ]
        )
        refreshing.refresh_all()
        yield units


@pytest.fixture
def closed(units) -> Closing:
    return close(unit=units[0], period=SECOND_QUARTER, by=None)


def correct(unit, day=date(2023, 5, 9), value=100):
    """Somebody finds a loan of the closed quarter that nobody had told of."""
    Goal.objects.bulk_create([loans.loan(unit, day, value, shelf="late")])
    refreshing.refresh_all()


def lent(unit):
    return figure("lent", "novels", unit, SECOND_QUARTER).value


def test_what_is_closed_is_what_was_counted(units, closed):
    running = {
        (cell.measure, cell.subject, cell.unit_id): (cell.part, cell.whole, cell.rows)
        for cell in Cell.objects.filter(period_kind="Q", period_start=date(2023, 4, 1))
    }
    frozen = {
        (cell.measure, cell.subject, cell.unit_id): (cell.part, cell.whole, cell.rows) for cell in closed.cells.all()
    }
    assert frozen == running
    assert {key[0] for key in frozen} >= {"lent", "readers", "out", "worn"}
    assert restatements(SECOND_QUARTER, units) == []


def test_a_correction_leaves_the_closed_figure_and_shows_beside_it(units, closed):
    correct(units[2])
    assert lent(units[0]) == 70
    found = {(one.measure.code, one.subject): one for one in restatements(SECOND_QUARTER, units[:1])}
    told = found["lent", "novels"]
    assert (told.said, told.now, told.is_open) == ((70,), 170, True)


def test_a_restatement_needs_a_reason_and_stays_to_be_seen(units, closed):
    correct(units[2])
    with pytest.raises(CannotClose, match="原因"):
        close(unit=units[0], period=SECOND_QUARTER, by=None, why=" ")
    again = close(unit=units[0], period=SECOND_QUARTER, by=None, why="漏报补录")
    assert (again.number, again.why) == (2, "漏报补录")
    assert lent(units[0]) == 170
    told = next(one for one in restatements(SECOND_QUARTER, units[:1]) if one.measure.code == "lent")
    assert (told.said, told.is_open) == ((70, 170), False)
    assert closed.cells.get(measure="lent", subject="novels", unit=units[0]).part == 70


def test_a_correction_taken_back_is_none(units, closed):
    correct(units[2])
    Goal.objects.filter(source="late").delete()
    refreshing.refresh_all()
    assert restatements(SECOND_QUARTER, units) == []


def test_a_figure_that_was_not_there_when_it_was_closed_shows_too(units, closed):
    correct(units[1])
    told = next(one for one in restatements(SECOND_QUARTER, [units[1]]) if one.measure.code == "large")
    assert (told.said, told.now) == ((1,), 2)
    correct(units[4], value=5)
    assert figure("readers", "novels", units[6], SECOND_QUARTER) is None


def test_what_comes_after_the_period_is_no_correction(units, closed):
    correct(units[2], day=date(2023, 7, 2))
    assert restatements(SECOND_QUARTER, units) == []


@pytest.mark.parametrize("code", sorted(loans.ALL))
def test_every_closed_figure_opens_to_the_frozen_rows_that_made_it(units, closed, code):
    Goal.objects.filter(measure="loan").update(value=1, start_date=date(2021, 1, 1))
    move(unit=units[2], under=units[4], on=date(2023, 7, 2), document="批复", by=None)
    measure = loans.ALL[code]
    cells = closed.cells.filter(measure=code).select_related("unit")
    assert cells
    for cell in cells:
        for side in measure.tallies:
            rows = frozen_rows(closed, measure, cell.subject, cell.unit, side=side)
            assert sum(row.amount for row in rows) == (cell.part if side == "part" else cell.whole or 0)
            if side == ("whole" if measure.whole else "part") and not measure.part.flag:
                assert len(rows) == cell.rows


def test_closed_figures_are_not_written_again(units, closed):
    cell = closed.cells.first()
    for forbidden in (cell.save, cell.delete):
        with pytest.raises(IsClosed):
            forbidden()


def test_whoever_changes_a_figure_or_a_fact_behind_the_platform_is_found_out(units, closed):
    verify(closed)
    ClosedCell.objects.filter(pk=closed.cells.first().pk).update(part=Decimal(9999))
    with pytest.raises(freezing.Damaged, match="figures"):
        verify(closed)
    for path in (freezing.root() / closed.digest).rglob("900.parquet"):
        path.write_bytes(b"")
    with pytest.raises(freezing.Damaged, match="parquet"):
        verify(closed)


def test_facts_are_kept_by_county_and_without_persons(units, closed):
    assert {f"loans/{code}.parquet" for code in ("900", "901")} <= set(closed.manifest["files"])
    readers = freezing.Frozen(closed.digest, closed.manifest).table("loans")["reader"].to_pylist()
    assert all(len(reader) == 64 for reader in readers if reader)


@pytest.mark.parametrize("period", ["2023", "2023-Q3", "2023-07", "2023-to-06"])
def test_only_what_is_over_is_closed(units, period):
    with pytest.raises(CannotClose):
        close(unit=units[0], period=Period.parse(period), by=None)
    with pytest.raises(CannotClose):
        close(unit=units[1], period=SECOND_QUARTER, by=None)


def test_only_whoever_signs_for_the_city_closes(folder, db):
    city = small_city()
    with mock.patch.dict(MEASURES, {"lent_so_far": loans.LENT_SO_FAR}, clear=True):
        with pytest.raises(CannotClose, match="签发"):
            close(unit=city.units["city"], period=SECOND_QUARTER, by=city.user("officer"))
        assert close(unit=city.units["city"], period=SECOND_QUARTER, by=city.user("leader")).number == 1


def test_every_day_it_is_seen_whether_what_was_frozen_is_whole(units, closed):
    assert verify_closings(lambda *_: None) == {"closings": 1, "damaged": [], "swept": 0}
    (freezing.root() / closed.digest / "ancestors.parquet").unlink()
    assert verify_closings(lambda *_: None)["damaged"] == ["2023-Q2 1: ancestors.parquet"]


def test_folders_of_closings_that_never_came_about_are_swept_after_a_day(units, closed):
    left, young = freezing.root() / ".draft-x", freezing.root() / ".draft-y"
    for folder in (left, young):
        folder.mkdir()
    os.utime(left, (0, 0))
    os.utime(freezing.root() / closed.digest, (0, 0))
    assert verify_closings(lambda *_: None)["swept"] == 1
    assert young.exists()
    verify(closed)


def test_what_was_not_declared_when_it_was_closed_has_no_frozen_rows(units, closed):
    other = FactTable("others", loans.LOANS.rows, "unit_id", loans.LOANS.columns)
    assert frozen_rows(closed, Measure("others", "", Tally(other)), "", units[0]) == []
