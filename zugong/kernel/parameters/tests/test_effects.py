"""What another value would change is asked before anybody approves it."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zugong.kernel.parameters import effects
from zugong.kernel.parameters.declaring import UnfitValue, UnknownParameter
from zugong.kernel.parameters.effects import Result, can_be_tried, effects_of, evaluates
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.parameters.reading import trying, value_of

pytestmark = pytest.mark.usefixtures("days")


@pytest.fixture
def lateness(monkeypatch, city):
    """Whether five units are late, each being as many days behind as it stands in the row."""
    monkeypatch.setattr(effects, "_evaluators", {})
    units = [city.jinan, city.muchang, city.village, city.shucheng, city.zone]

    @evaluates("test.days", label="拖延")
    def late(reader, place):
        for behind, unit in enumerate(units, start=3):
            if place is None or unit.path.startswith(place.path):
                yield Result(unit.code, unit.name, "逾期" if behind > value_of("test.days", at=unit) else "正常", unit)

    return units


def effect(value, at=None):
    [found] = effects_of("test.days", value, at=at, reader=None)
    return found


def test_only_what_differs_is_told_and_all_that_was_looked_at_is_counted(lateness):
    found = effect(4)
    assert found.looked_at == 5
    assert [(one.unit, one.before, one.after) for one in found.differences] == [(lateness[2], "正常", "逾期")]
    assert found.turns == [("正常", "逾期", 1)]


def test_the_value_of_today_changes_nothing(lateness):
    assert effect(5).differences == []


def test_a_trial_at_a_place_leaves_its_siblings_alone(lateness, city):
    with trying("test.days", 9, at=city.jinan):
        assert [value_of("test.days", at=unit) for unit in (city.village, city.jinan, city.shucheng, None)] == [
            9,
            9,
            5,
            5,
        ]
    assert value_of("test.days", at=city.village) == 5


def test_a_nearer_place_that_has_decided_keeps_its_own(lateness, city):
    Parameter.objects.create(
        code="test.days", value=8, unit=city.muchang, valid_from=date(2023, 1, 1), source="试", state="approved"
    )
    with trying("test.days", 9, at=city.jinan):
        assert [value_of("test.days", at=unit) for unit in (city.village, city.jinan)] == [8, 9]
    with trying("test.days", 9, at=city.muchang):
        assert value_of("test.days", at=city.village) == 9


def test_a_result_that_there_is_only_before_or_after_is_a_difference(monkeypatch, db):
    monkeypatch.setattr(effects, "_evaluators", {})

    @evaluates("test.days", label="名单")
    def listed(reader, place):
        yield from (Result(str(n), f"第{n}项", "在列") for n in range(value_of("test.days", at=None)))

    assert [(one.name, one.before, one.after) for one in effect(4).differences] == [("第4项", "在列", "")]
    assert [(one.name, one.before, one.after) for one in effect(6).differences] == [("第5项", "", "在列")]


def test_nothing_is_stored_by_a_trial(lateness):
    effect(1)
    assert not Parameter.with_voided.exists()


def test_an_unfit_value_is_not_tried(lateness):
    with pytest.raises(UnfitValue):
        effect("五")


def test_an_evaluator_names_a_declared_parameter(lateness):
    with pytest.raises(UnknownParameter):
        evaluates("test.nothing", label="无")(lambda reader, place: [])
    assert can_be_tried("test.days")
    assert not can_be_tried("plan.sign.days")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 12))
def test_the_differences_are_those_that_a_stored_value_would_make(lateness, value):
    before = {unit: 3 + n > 5 for n, unit in enumerate(lateness)}
    after = {unit: 3 + n > value for n, unit in enumerate(lateness)}
    assert {one.unit for one in effect(value).differences} == {unit for unit in lateness if before[unit] != after[unit]}
