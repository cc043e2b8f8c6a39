"""What may be asked, what it costs, what changed: without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zugong.modules.office.rules import (
    Asked,
    Rates,
    changed_cells,
    collected_nowhere,
    column_sum,
    kept_elsewhere,
    kind_of_label,
    known_share,
    minutes_asked,
    names_people,
)

RATES = Rates({"text": 2.0, "integer": 1.0, "choice": 0.5}, known_percent=20, list_rows=5)
ROWS = st.lists(st.dictionaries(st.sampled_from(["c1", "c2", "c3"]), st.sampled_from(["", "1", "2"])), max_size=4)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("党员人数", "integer"),
        ("在岗（人）", "integer"),
        ("年龄", "integer"),
        ("覆盖率（%）", "percent"),
        ("占比", "percent"),
        ("成立日期", "date"),
        ("收入（万元）", "decimal"),
        ("面积（平方米）", "decimal"),
        ("是否达标", "choice"),
        ("存在问题", "text"),
        ("备注", "text"),
    ],
)
def test_the_kind_of_a_column_is_seen_from_its_label(label, kind):
    assert kind_of_label(label) == kind


def test_health_and_religion_are_never_collected():
    assert collected_nowhere("宗教信仰")
    assert collected_nowhere("健康状况")
    assert not collected_nowhere("党员人数")


def test_what_identifies_a_person_is_kept_in_the_register():
    assert kept_elsewhere("身份证号码")
    assert kept_elsewhere("手机号")
    assert not kept_elsewhere("姓名")


def test_names_of_people_are_told_from_figures_about_them():
    assert names_people("书记姓名")
    assert names_people("联系人")
    assert not names_people("书记年龄")
    assert not names_people("主任人数（人）")
    assert not names_people("书记是否专职")


def test_a_known_column_costs_a_fifth_and_a_list_as_many_rows_as_are_reckoned():
    columns = [Asked("text", known=False), Asked("integer", known=True)]
    assert minutes_asked(columns, RATES, is_list=False) == Decimal("2.2")
    assert minutes_asked(columns, RATES, is_list=True) == Decimal("11.0")
    assert minutes_asked([], RATES, is_list=False) == 0


def test_a_kind_without_a_rate_costs_as_much_as_text():
    assert minutes_asked([Asked("date", known=False)], RATES, is_list=False) == Decimal("2.0")


def test_the_share_of_known_columns():
    assert known_share([]) == 0
    assert known_share([Asked("text", known=True), Asked("text", known=False), Asked("text", known=False)]) == 33


@given(ROWS)
def test_nothing_differs_from_itself(rows):
    assert changed_cells(rows, rows) == []


@given(ROWS, ROWS)
def test_what_changed_leads_from_the_one_answer_to_the_other(before, after):
    changed = [dict(row) for row in before] + [{} for _ in range(len(after) - len(before))]
    for cell in changed_cells(before, after):
        assert changed[cell.row].get(cell.key, "") == cell.before
        changed[cell.row][cell.key] = cell.after
    filled = [{key: text for key, text in row.items() if text} for row in changed]
    wanted = [{key: text for key, text in row.items() if text} for row in after]
    assert [row for row in filled if row] == [row for row in wanted if row]


def test_a_column_that_nobody_filled_in_has_no_sum():
    assert column_sum([{"c1": ""}, {}], "c1") is None
    assert column_sum([{"c1": "0"}], "c1") == 0
    assert column_sum([{"c1": "1.5"}, {"c1": "2"}], "c1") == Decimal("3.5")
