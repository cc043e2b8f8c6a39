from datetime import date

import pytest

from zugong.kernel.parameters.declaring import UnknownParameter
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.parameters.reading import forget, remembering, value_of, version_of

pytestmark = pytest.mark.usefixtures("days")
JANUARY, JULY = date(2023, 1, 1), date(2023, 7, 3)


def put(value, unit=None, start=JANUARY, end=None, state=Parameter.State.APPROVED):
    return Parameter.objects.create(
        code="test.days", value=value, unit=unit, valid_from=start, valid_to=end, source="测试", state=state
    )


def test_without_a_value_the_declared_default_holds(city):
    assert value_of("test.days", at=city.jinan) == 5
    assert version_of("test.days", at=city.jinan) == "test.days=5"


def test_a_value_for_everywhere_beats_the_default(city):
    put(6)
    assert value_of("test.days", at=city.village) == 6
    assert value_of("test.days", at=None) == 6


def test_the_nearest_enclosing_place_wins(city):
    put(6)
    put(7, city.city)
    put(8, city.jinan)
    assert [value_of("test.days", at=unit) for unit in (city.village, city.jinan, city.shucheng, None)] == [8, 8, 7, 6]


def test_the_nearer_place_wins_even_if_the_farther_value_is_newer(city):
    put(8, city.jinan)
    put(9, city.city, start=date(2023, 6, 1))
    assert value_of("test.days", at=city.village) == 8


def test_a_value_of_a_sibling_does_not_hold(city):
    put(8, city.shucheng)
    assert value_of("test.days", at=city.jinan) == 5


@pytest.mark.parametrize(
    ("day", "value"),
    [(date(2023, 2, 28), 5), (date(2023, 3, 1), 6), (date(2023, 3, 31), 6), (date(2023, 4, 1), 5)],
)
def test_a_value_holds_from_its_first_to_its_last_day_both_included(city, day, value):
    put(6, start=date(2023, 3, 1), end=date(2023, 3, 31))
    assert value_of("test.days", at=city.jinan, on=day) == value


def test_of_two_open_values_the_later_begun_holds_and_the_earlier_keeps_its_past(city):
    put(6)
    put(7, start=JULY)
    assert value_of("test.days", at=None, on=date(2023, 7, 2)) == 6
    assert value_of("test.days", at=None, on=JULY) == 7


def test_of_two_values_begun_on_one_day_the_later_written_holds(city):
    put(6)
    put(7)
    assert value_of("test.days", at=None) == 7


def test_a_scheduled_value_does_not_hold_yet(city):
    put(6, start=date(2023, 7, 4))
    assert value_of("test.days", at=None) == 5


@pytest.mark.parametrize("state", [Parameter.State.DRAFT, Parameter.State.PROPOSED, Parameter.State.REFUSED])
def test_a_value_that_nobody_approved_does_not_hold(city, state):
    put(6, state=state)
    assert value_of("test.days", at=None) == 5


def test_a_voided_value_does_not_hold(city):
    row = put(6)
    Parameter.objects.filter(pk=row.pk).update(voided_at="2023-07-01T00:00Z")
    assert value_of("test.days", at=None) == 5


def test_the_version_names_the_row_and_changes_with_it(city):
    row = put(6)
    assert version_of("test.days", at=city.jinan) == f"test.days#{row.pk}v1"


def test_a_misspelt_code_is_refused_with_what_comes_near():
    with pytest.raises(UnknownParameter, match=r"test\.days"):
        value_of("test.day", at=None)


def test_a_parameter_is_read_once_while_remembered(city, django_assert_num_queries):
    put(6, city.jinan)
    with remembering(), django_assert_num_queries(1):
        assert [value_of("test.days", at=unit) for unit in (city.jinan, city.shucheng, None)] == [6, 5, 5]


def test_what_is_remembered_can_be_forgotten(city):
    with remembering():
        assert value_of("test.days", at=None) == 5
        put(6)
        forget()
        assert value_of("test.days", at=None) == 6


def test_nothing_is_remembered_outside(city):
    assert value_of("test.days", at=None) == 5
    put(6)
    assert value_of("test.days", at=None) == 6


def test_values_are_read_by_those_whom_they_rule(city):
    everywhere, above, own = put(1), put(2, city.city), put(3, city.jinan)
    below, beside = put(4, city.muchang), put(5, city.shucheng)
    seen = set(Parameter.objects.visible_to(city.jinan_officer))
    assert {everywhere, above, own, below} <= seen
    assert beside not in seen
