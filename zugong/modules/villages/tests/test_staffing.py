"""How villages stand with the “three ones” follows the register: spans, cases, figures."""

import datetime as dt

import pytest

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.staffing import open_gaps
from zugong.modules.villages.models import StaffingSpan, VillageCadre
from zugong.modules.villages.tests.conftest import number

MEASURES = ("villages.three_ones", "villages.three_ones_strict", "villages.without_woman", "villages.staffing_gaps")


@pytest.fixture
def team(register, city):
    """A village whose secretary is neither young nor a woman, and two members who make up the three ones between them."""
    head = register()
    young = register(
        name="陆云舟", identity_number=number("1996-03-09", 1), phone=None, offices="村委会委员", dual_post=None,
        level="60", full_time="true",
    )  # fmt: skip
    woman = register(
        name="孟秋禾", identity_number=number("1979-11-20", 2), phone=None, offices="党总支委员", dual_post=None
    )
    return {"head": head, "young": young, "woman": woman}


def now(unit: Unit) -> StaffingSpan:
    """How the village stands today."""
    today = calendar.today()
    return next(
        span
        for span in StaffingSpan.objects.filter(unit=unit, day__lte=today).order_by("-day")
        if span.until is None or span.until > today
    )


def leave(cadre: VillageCadre, on: dt.date) -> None:
    for role in cadre.roles.all():
        role.end_date = on
        writing.save(role, by=None)


def test_the_spans_tell_how_a_village_stands(team, city):
    span = now(city.village)
    assert (span.loose, span.strict, span.missing, span.registered) == (True, False, {}, True)
    assert not open_gaps(city.city).exists()
    assert "villages.three_ones.definition" in span.made_by
