"""Cells are what plain counting gives, however they were computed."""

from datetime import date
from decimal import Decimal
from unittest import mock

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from zugong.kernel.indicators import refreshing
from zugong.kernel.indicators.declaring import MEASURES
from zugong.kernel.indicators.models import Cell, Goal
from zugong.kernel.indicators.tests import loans, oracle

TODAY = date(2023, 7, 3)
WITHOUT_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]
FACTS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.none() | st.integers(0, 545),
        st.decimals(-99, 99, places=4),
        st.sampled_from(["novels", "maps"]),
        st.none() | st.decimals(0, 9, places=2),
        st.none() | st.integers(0, 545),
        st.sampled_from(["a", "b"]),
    ),
    max_size=14,
)
A_PRODUCT_ENDING_IN_HALF = [(4, 400, Decimal("0.1425"), "maps", Decimal("2.42"), 220, "a")]


def cells() -> dict[tuple, tuple]:
    return {
        (cell.measure, cell.subject, cell.unit_id, cell.period_kind, cell.period_start): (
            cell.part,
            cell.whole,
            cell.rows,
        )
        for cell in Cell.objects.all()
    }


def loan_of(units, unit, day, value, subject, weight, returned, shelf) -> Goal:
    day = None if day is None else loans.day_of(day)
    returned = None if returned is None else loans.day_of(returned)
    return loans.loan(units[unit], day, value, subject=subject, weight=weight, returned=returned, shelf=shelf)


@mock.patch.dict(MEASURES, loans.ALL, clear=True)
class CellsTest(TestCase):
    @given(FACTS)
    @example(A_PRODUCT_ENDING_IN_HALF)
    @settings(max_examples=12, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=list(HealthCheck))
    def test_a_full_refresh_gives_what_plain_counting_gives(self, facts):
        units = loans.libraries()
        Goal.objects.bulk_create([loan_of(units, *fact) for fact in facts])
        refreshing.refresh_all()
        assert cells() == oracle.cells(list(loans.ALL.values()), today=TODAY)

    @given(FACTS, FACTS)
    @settings(max_examples=12, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=list(HealthCheck))
    def test_refreshing_what_changed_gives_the_cells_of_a_full_refresh(self, before, added):
        units = loans.libraries()
        Goal.objects.bulk_create([loan_of(units, *fact) for fact in before])
        refreshing.refresh_all()
        new = Goal.objects.bulk_create([loan_of(units, *fact) for fact in added])
        gone = list(Goal.objects.filter(pk__in=[goal.pk for goal in new[1:]]).order_by("pk")[:2])
        gone += list(Goal.objects.order_by("pk")[:1])
        Goal.objects.filter(pk__in=[goal.pk for goal in gone]).delete()
        touched = new + gone
        refreshing.refresh(
            units={goal.unit_id for goal in touched},
            years={2022, 2023},
            subjects={goal.subject for goal in touched},
        )
        quick = cells()
        refreshing.refresh_all()
        assert quick == cells()
