"""Values that are tables: what they may be, how they read, how people edit them."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from zugong.kernel.parameters import declaring
from zugong.kernel.parameters.declaring import Key, UnfitValue, declare
from zugong.kernel.parameters.fields import field_of

OFFICES = (("secretary", "书记"), ("director", "主任"))
KEYS = (
    Key("code", "代码", unique=True),
    Key("age_most", "年龄上限", int, blank=True),
    Key("full_time", "须全日制", bool),
    Key("offices", "职务", list, choices=OFFICES, blank=True),
)
ROW = {"code": "young", "age_most": 35, "full_time": True, "offices": ["director"]}


@pytest.fixture(autouse=True)
def _own_declarations(monkeypatch):
    monkeypatch.setattr(declaring, "_declared", {})


@pytest.fixture
def rows():
    return declare(code="test.rows", label="三个一", default=[ROW], unit="", source="测试", keys=KEYS)


@pytest.fixture
def numbers():
    default = {"secretary": 1.0, "director": 0.9}
    return declare(code="test.numbers", label="系数", default=default, unit="倍", source="测试", allowed=OFFICES)


def cleaned(declaration, data):
    field = field_of(declaration, label="新的值")
    return field.clean(field.widget.value_from_datadict(data, {}, "value"))


def test_rows_fit_if_every_cell_does(rows):
    rows.check([ROW, {"code": "b", "full_time": False}])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"full_time": True}, "第 1 行：“代码”没有填"),
        (ROW | {"age_most": "三十五"}, "第 1 行：“年龄上限”应是整数"),
        (ROW | {"age_most": True}, "“年龄上限”应是整数"),
        (ROW | {"offices": ["mayor"]}, "“职务”须是下列之一：书记、主任"),
        (ROW | {"height": 3}, "没有“height”这一列"),
        ("young", "应按列填写"),
    ],
)
def test_what_is_wrong_is_said_with_row_and_column(rows, row, said):
    with pytest.raises(UnfitValue, match=said):
        rows.check([row])


def test_two_rows_do_not_share_what_is_unique(rows):
    with pytest.raises(UnfitValue, match="“代码”各行不能相同"):
        rows.check([ROW, ROW])


def test_a_table_reads_as_words(rows, numbers):
    assert rows.words([ROW]) == "代码 young，年龄上限 35，须全日制，职务 主任"
    assert rows.briefly([ROW]) == "1 行"
    assert numbers.words(numbers.default) == "书记 1.0、主任 0.9"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"secretary": 1, "director": "九成"}, "“主任”应是数"),
        ({"secretary": 1, "director": 1, "mayor": 2}, "没有“mayor”"),
        ({"secretary": 1}, "还缺：主任"),
    ],
)
def test_numbers_by_key_are_complete_and_numbers(numbers, table, said):
    with pytest.raises(UnfitValue, match=said):
        numbers.check(table)


def test_a_default_that_would_be_refused_stops_the_start():
    with pytest.raises(UnfitValue, match="某数"):
        declare(code="test.x", label="某数", default=120, unit="%", source="测试", most=100)


@pytest.mark.parametrize("value", [-1, 101])
def test_a_number_keeps_within_its_bounds(value):
    with pytest.raises(UnfitValue, match="不能"):
        declare(code="test.x", label="某数", default=80, unit="%", source="测试", most=100).check(value)


def test_rows_are_typed_cell_by_cell_and_empty_rows_do_not_count(rows):
    first = "value-0-code=a&value-0-age_most=30&value-0-offices=director&value-0-offices=secretary"
    data = QueryDict(f"{first}&value-3-code=&value-3-full_time=1")
    assert cleaned(rows, data) == [
        {"code": "a", "age_most": 30, "full_time": False, "offices": ["director", "secretary"]}
    ]


def test_a_typed_cell_that_is_no_number_is_named(rows):
    with pytest.raises(ValidationError, match="第 1 行：“年龄上限”应是整数"):
        cleaned(rows, QueryDict("value-0-code=a&value-0-age_most=三十"))


def test_numbers_are_typed_beside_their_names(numbers):
    data = QueryDict("value-0-key=secretary&value-0-value=1.2&value-1-key=director&value-1-value=1")
    assert cleaned(numbers, data) == {"secretary": 1.2, "director": 1.0}


def test_the_table_shows_what_is_there_and_spare_rows(rows):
    field = field_of(rows, label="新的值")
    html = field.widget.render("value", [ROW], {})
    assert 'name="value-0-age_most" value="35"' in html
    assert 'name="value-2-code" value=""' in html
    assert 'value="director" checked' in html


def test_codes_are_ticked():
    chosen = declare(code="test.x", label="角色", default=[], unit="", source="测试", allowed=OFFICES)
    assert cleaned(chosen, QueryDict("value=director&value=secretary")) == ["secretary", "director"]
