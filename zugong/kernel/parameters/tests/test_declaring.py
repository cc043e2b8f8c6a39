import pytest

from zugong.kernel.parameters import declaring
from zugong.kernel.parameters.declaring import UnfitValue, declare, in_words


@pytest.fixture(autouse=True)
def _own_declarations(monkeypatch):
    monkeypatch.setattr(declaring, "_declared", {})


def declared(default):
    return declare(code="test.value", label="某数", default=default, unit="", source="测试")


@pytest.mark.parametrize(
    ("default", "value"),
    [(5, 7), (0.5, 1), (0.5, 0.25), (True, False), ("甲", "乙"), ([2, 3], [1]), ([2], []), ({}, {"a": 1})],
)
def test_a_value_of_the_defaults_kind_fits(default, value):
    declared(default).check(value)


@pytest.mark.parametrize(
    ("default", "value"),
    [(5, "7"), (5, 7.5), (5, True), (0.5, "x"), (True, 1), ("甲", 1), ([2, 3], 1), ([2, 3], ["x"]), (5, None)],
)
def test_a_value_of_another_kind_is_refused(default, value):
    with pytest.raises(UnfitValue, match="某数"):
        declared(default).check(value)


def test_one_code_is_declared_once():
    declared(5)
    declared(5)
    with pytest.raises(ValueError, match=r"test\.value"):
        declared(6)


def test_a_code_begins_with_its_module():
    with pytest.raises(ValueError, match="dot"):
        declare(code="days", label="某数", default=5, unit="", source="测试")


@pytest.mark.parametrize("value", [5, 0.5, True, False, "甲", [2, 3, 5], ["甲", "乙"], {"a": 1}])
def test_a_value_in_words_is_read_back_as_it_was(value):
    assert declared(value).parse(in_words(value)) == value


@pytest.mark.parametrize("typed", ["2,3", "2，3", " 2、 3 "])
def test_the_items_of_a_list_may_be_parted_as_people_do(typed):
    assert declared([1]).parse(typed) == [2, 3]


@pytest.mark.parametrize(("default", "typed"), [(5, "五"), (5, ""), (True, "也许"), ([2], "二、三"), ({}, "{")])
def test_what_cannot_be_read_is_refused(default, typed):
    with pytest.raises(UnfitValue):
        declared(default).parse(typed)
