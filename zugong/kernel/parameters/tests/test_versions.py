"""Every result keeps the parameter versions that made it."""

from datetime import date

import pytest

from zugong.kernel.parameters.models import Parameter
from zugong.kernel.parameters.reading import remembering, value_of
from zugong.kernel.parameters.versions import explained, noting

pytestmark = pytest.mark.usefixtures("days")


@pytest.fixture
def own(city):
    return Parameter.objects.create(
        code="test.days", value=7, unit=city.jinan, valid_from=date(2023, 1, 1), source="某办法", state="approved"
    )


def test_what_is_read_is_noted_with_the_row_that_it_came_from(city, own):
    with noting() as used:
        value_of("test.days", at=city.village)
        value_of("test.days", at=city.shucheng)
        value_of("test.days", at=city.village)
    assert used.stored() == {"test.days": [{"value": 7, "row": own.pk, "version": 1}, {"value": 5}]}


def test_what_is_remembered_in_a_request_is_noted_all_the_same(city, own):
    with remembering():
        value_of("test.days", at=city.jinan)
        with noting() as used:
            value_of("test.days", at=city.jinan)
    assert used.stored()["test.days"][0]["row"] == own.pk


def test_notings_stand_inside_each_other(city):
    with noting() as outer:
        with noting() as inner:
            value_of("test.days", at=None)
        assert inner.stored() == outer.stored() == {"test.days": [{"value": 5}]}
    value_of("test.days", at=city.jinan)
    assert outer.stored() == {"test.days": [{"value": 5}]}


def test_a_result_is_explained_by_value_and_clause(city, own):
    with noting() as used:
        value_of("test.days", at=city.jinan)
    [one] = explained(used.stored())
    assert (str(one.declaration.label), one.value, one.row, one.since_changed) == ("测试期限", "7", own, False)


@pytest.mark.parametrize("change", [{"version": 2}, {"voided_at": "2023-07-01T00:00Z"}])
def test_it_is_said_when_the_row_has_changed_since(city, own, change):
    with noting() as used:
        value_of("test.days", at=city.jinan)
    Parameter.with_voided.filter(pk=own.pk).update(**change)
    [one] = explained(used.stored())
    assert (one.value, one.since_changed) == ("7", True)


def test_the_default_and_a_parameter_that_is_no_more_are_explained_too():
    [default, gone] = explained({"test.days": [{"value": 5}], "gone.days": [{"value": 3}]})
    assert (default.row, default.value) == (None, "5")
    assert (gone.declaration, gone.value) == (None, "3")
