"""The rules of vetting and appointing, on their edges."""

import datetime as dt

import pytest

from zugong.modules.villages.rules.appointing import Basis, basis_fits, needs_vetting
from zugong.modules.villages.rules.register import Limits, Service, Span, Village, unvetted_offices
from zugong.modules.villages.rules.vetting import Lasting, holds_on, last_day_of_validity, months_later

DAY = dt.date
SINCE = DAY(2023, 7, 1)


@pytest.mark.parametrize(
    ("decided", "months", "last"),
    [
        (DAY(2023, 1, 3), 6, DAY(2023, 7, 2)),
        (DAY(2023, 8, 31), 6, DAY(2024, 2, 28)),
        (DAY(2022, 8, 31), 6, DAY(2023, 2, 27)),
        (DAY(2023, 12, 1), 1, DAY(2023, 12, 31)),
        (DAY(2023, 1, 31), 1, DAY(2023, 2, 27)),
    ],
)
def test_the_last_day_of_validity(decided, months, last):
    assert last_day_of_validity(decided, months) == last


def test_months_pass_the_turn_of_the_year():
    assert months_later(DAY(2023, 11, 30), 3) == DAY(2024, 2, 29)


def test_a_vetting_holds_from_its_first_day_to_its_last():
    first, last = DAY(2023, 7, 11), DAY(2024, 1, 2)
    held = [holds_on(day, formal=first, last=last) for day in (DAY(2023, 7, 10), first, last, DAY(2024, 1, 3))]
    assert held == [False, True, True, False]
    assert not holds_on(first, formal=None, last=last)


def test_an_item_stands_on_its_last_day_and_not_on_the_next():
    item = Lasting(DAY(2023, 1, 1), DAY(2023, 7, 3))
    assert [item.in_force_on(DAY(2023, 7, day)) for day in (2, 3, 4)] == [True, True, False]
    assert not item.in_force_on(DAY(2022, 12, 31))
    assert Lasting(DAY(2023, 1, 1)).in_force_on(DAY(2099, 1, 1))
    lifted = Lasting(DAY(2023, 1, 1), None, DAY(2023, 7, 3))
    assert [lifted.in_force_on(DAY(2023, 7, day)) for day in (2, 3)] == [True, False]


@pytest.mark.parametrize(
    ("office", "basis", "fits"),
    [
        ("secretary", Basis.PARTY_PROCEDURE, True),
        ("secretary", Basis.ELECTION, True),
        ("secretary", Basis.PLACEMENT, False),
        ("director", Basis.PARTY_PROCEDURE, False),
        ("director", Basis.BY_ELECTION, True),
        ("supervision_member", Basis.TRANSFER, False),
        ("other", Basis.PLACEMENT, True),
        ("reserve", Basis.TRANSFER, True),
    ],
)
def test_what_gives_which_office(office, basis, fits):
    assert basis_fits(office, basis) == fits


def test_vetting_is_needed_from_the_day_on_and_for_the_committees_only():
    assert not needs_vetting("director", DAY(2023, 6, 30), SINCE)
    assert needs_vetting("director", SINCE, SINCE)
    assert not needs_vetting("reserve", SINCE, SINCE)
    assert not needs_vetting("director", None, SINCE)


def test_who_is_found_in_office_without_vetting():
    village = Village("甲河村", "341502100201", "village", "341502100")
    spans = [Span("director", SINCE), Span("secretary", DAY(2023, 6, 30)), Span("other", SINCE)]
    limits = Limits(vetted_from=SINCE)
    service = Service(village, spans=spans)
    assert unvetted_offices(service, DAY(2023, 7, 3), limits) == ["director"]
    vetted = Service(village, spans=spans, vetted_spans=[(SINCE, SINCE)])
    assert unvetted_offices(vetted, DAY(2023, 7, 3), limits) == []
    late = Service(village, spans=spans, vetted_spans=[(DAY(2023, 7, 2), DAY(2023, 12, 31))])
    assert unvetted_offices(late, DAY(2023, 7, 3), limits) == ["director"]
    assert unvetted_offices(service, DAY(2023, 7, 3), Limits()) == []
