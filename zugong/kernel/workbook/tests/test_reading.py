"""A table is found and read whatever people did to the sheet; what cannot be understood is named."""

import datetime as dt
from decimal import Decimal

import pytest
from openpyxl import Workbook

from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.reading import CannotReadTable, read_table
from zugong.kernel.workbook.tests.sheets import saved, workbook

UNIT = Column("unit", "单位", required=True, aliases=("单位名称", "填报单位名称"))
COUNT = Column("count", "完成数", Kind.INTEGER)
DAY = Column("day", "完成日期", Kind.DATE)
COLUMNS = (UNIT, COUNT, DAY)


def values(reading):
    return [dict(row.values) for row in reading.rows]


def blocking(reading):
    return [(p.row, p.column, p.value, p.suggestion) for p in reading.problems if p.blocks]


def test_the_header_is_found_beneath_titles_and_blank_rows():
    content = workbook(["2023年任务完成情况表"], [], ["填报日期：2023年7月3日"], ["单位", "完成数"], ["甲县", 3])
    reading = read_table(content, "表.xlsx", [UNIT, COUNT])
    assert reading.header_row == 4
    assert values(reading) == [{"unit": "甲县", "count": 3}]
    assert reading.rows[0].number == 5


@pytest.mark.parametrize("label", ["单 位", "单位*", "*单位：", "单位（全称）", "单位名称", "单\n位", "【必填】单位"])
def test_a_label_is_known_by_its_words_and_not_its_dress(label):
    assert values(read_table(workbook([label], ["甲县"]), "表.xlsx", [UNIT])) == [{"unit": "甲县"}]


def test_full_width_letters_and_brackets_in_a_label_do_not_matter():
    column = Column("gdp", "GDP(万元)", Kind.DECIMAL)
    reading = read_table(workbook(["ＧＤＰ（万元）"], ["１２．５"]), "表.xlsx", [column])
    assert values(reading) == [{"gdp": Decimal("12.5")}]


def test_remarks_in_brackets_tell_two_columns_apart():
    columns = [Column("male", "人数（男）", Kind.INTEGER), Column("female", "人数（女）", Kind.INTEGER)]
    reading = read_table(workbook(["人数（女）", "人数（男）"], [1, 2]), "表.xlsx", columns)
    assert values(reading) == [{"male": 2, "female": 1}]


def test_a_title_merged_over_the_labels_is_no_group_of_them():
    content = workbook(["某市任务表", None], ["单位", "完成数"], ["甲县", 1], merge=("A1:B1",))
    assert read_table(content, "表.xlsx", [UNIT, COUNT]).labels == {"unit": "单位", "count": "完成数"}


def test_a_name_that_two_columns_share_but_for_their_remarks_is_neither():
    columns = [UNIT, Column("male", "人数（男）", Kind.INTEGER), Column("female", "人数（女）", Kind.INTEGER)]
    reading = read_table(workbook(["单位", "人数"], ["甲县", 1]), "表.xlsx", columns)
    assert values(reading) == [{"unit": "甲县"}]
    assert [(p.column, p.blocks) for p in reading.problems] == [("人数", False)]


@pytest.mark.parametrize(
    ("label", "blocked"), [("金额（元）", True), ("金额（万元）", False), ("金额", False), ("金额（必填）", False)]
)
def test_figures_in_another_unit_are_not_taken(label, blocked):
    columns = [UNIT, Column("money", "金额（万元）", Kind.DECIMAL)]
    reading = read_table(workbook(["单位", label], ["甲县", 5]), "表.xlsx", columns)
    assert [(p.column, p.value, p.suggestion) for p in reading.problems] == (
        [("金额（万元）", label, "金额（万元）")] if blocked else []
    )
    assert bool(reading.good_rows) is not blocked


def test_a_column_of_running_numbers_is_nothing_to_speak_of():
    assert read_table(workbook(["序号", "单位"], [1, "甲县"]), "表.xlsx", [UNIT]).problems == []


def test_labels_grouped_under_merged_cells_are_read_together():
    content = workbook(
        ["单位", "党员", None, "群众", None],
        [None, "男", "女", "男", "女"],
        ["甲县", 1, 2, 3, 4],
        merge=("A1:A2", "B1:C1", "D1:E1"),
    )
    columns = [UNIT, Column("m", "党员男", Kind.INTEGER), Column("f", "群众女", Kind.INTEGER)]
    reading = read_table(content, "表.xlsx", columns)
    assert values(reading) == [{"unit": "甲县", "m": 1, "f": 4}]
    assert reading.header_row == 2


def test_the_sheet_that_answers_best_is_read_and_hidden_ones_are_not():
    book = Workbook()
    book.active.append(["填表说明"])
    hidden = book.create_sheet("旧")
    hidden.sheet_state = "hidden"
    for row in (["单位", "完成数", "完成日期"], ["旧县", 1, None]):
        hidden.append(row)
    for row in (["单位", "完成数"], ["甲县", 1]):
        book.create_sheet("数据").append(row) if "数据" not in book.sheetnames else book["数据"].append(row)
    reading = read_table(saved(book), "表.xlsx", COLUMNS)
    assert (reading.sheet, values(reading)[0]["unit"]) == ("数据", "甲县")


def test_a_cell_merged_downwards_counts_for_each_of_its_rows():
    content = workbook(["单位", "完成数"], ["甲县", 1], [None, 2], ["乙县", 3], merge=("A2:A3",))
    assert [row["unit"] for row in values(read_table(content, "表.xlsx", [UNIT, COUNT]))] == ["甲县", "甲县", "乙县"]


def test_ditto_takes_the_value_above_even_through_several_rows():
    content = workbook(["单位", "完成数"], ["甲县", 1], ["同上", 2], ["〃", 3])
    assert [row["unit"] for row in values(read_table(content, "表.xlsx", [UNIT, COUNT]))] == ["甲县"] * 3


@pytest.mark.parametrize("label", ["合计", "合 计", "总计：", "小计", "甲县小计"])
def test_sums_are_passed_over_and_said_to_be(label):
    reading = read_table(workbook(["单位", "完成数"], ["甲县", 1], [label, 1]), "表.xlsx", [UNIT, COUNT])
    assert len(reading.good_rows) == 1
    assert [(p.row, p.blocks) for p in reading.problems] == [(3, False)]


def test_a_sum_is_known_by_its_second_cell_behind_a_running_number():
    content = workbook(["序号", "单位", "完成数"], [1, "甲县", 1], [2, "合计", 1])
    assert len(read_table(content, "表.xlsx", [UNIT, COUNT]).rows) == 1


def test_blank_rows_and_the_remark_below_are_no_records():
    content = workbook(["单位", "完成数"], ["甲县", 1], [" ", "　"], ["注：数据截至六月底"])
    assert len(read_table(content, "表.xlsx", [UNIT, COUNT]).rows) == 1


def test_rows_keep_the_numbers_that_people_see():
    content = workbook(["单位", "完成数"], ["甲县", 1], [], ["乙县", "三"])
    reading = read_table(content, "表.xlsx", [UNIT, COUNT])
    assert [row.number for row in reading.rows] == [2, 4]
    assert blocking(reading) == [(4, "完成数", "三", "")]


def test_bad_cells_are_named_and_only_their_rows_kept_back():
    content = workbook(
        ["单位", "完成数", "完成日期"], ["甲县", "12人", "2023-2-30"], [None, 1, None], ["丙县", 2, None]
    )
    reading = read_table(content, "表.xlsx", COLUMNS)
    assert blocking(reading) == [(2, "完成数", "12人", "12"), (2, "完成日期", "2023-2-30", ""), (3, "单位", "", "")]
    assert [row.number for row in reading.good_rows] == [4]
    assert reading.rows[0].texts["count"] == "12人"


def test_a_missing_required_column_blocks_every_row():
    columns = [UNIT, Column("code", "单位代码", Kind.CODE, required=True)]
    reading = read_table(workbook(["单位", "备注"], ["甲县", "x"]), "表.xlsx", columns)
    assert [(p.column, p.row, p.blocks) for p in reading.problems] == [("单位代码", None, True), ("备注", 1, False)]
    assert reading.good_rows == []


def test_of_a_column_that_comes_twice_the_first_is_read():
    reading = read_table(workbook(["单位", "单位名称"], ["甲县", "乙县"]), "表.xlsx", [UNIT])
    assert values(reading) == [{"unit": "甲县"}]
    assert [p.column for p in reading.problems] == ["单位"]


def test_a_cell_shown_as_per_cent_is_read_as_the_number_of_per_cent():
    book = Workbook()
    for row in (["单位", "完成率"], ["甲县", 0.764], ["乙县", 76.4], ["丙县", "76.4%"]):
        book.active.append(row)
    book.active["B2"].number_format = "0.0%"
    reading = read_table(saved(book), "表.xlsx", [UNIT, Column("rate", "完成率（%）", Kind.PERCENT)])
    assert [row["rate"] for row in values(reading)] == [Decimal("76.4")] * 3


def test_real_dates_come_as_dates():
    content = workbook(
        ["单位", "完成日期"], ["甲县", dt.date(2023, 3, 31)], ["乙县", dt.datetime.fromisoformat("2023-03-31T08:30")]
    )
    assert {row["day"] for row in values(read_table(content, "表.xlsx", [UNIT, DAY]))} == {dt.date(2023, 3, 31)}


def test_nothing_that_answers_is_said_with_the_columns_wanted():
    with pytest.raises(CannotReadTable, match=r"表\.xlsx.*单位"):
        read_table(workbook(["姓名"], ["某人"]), "表.xlsx", [UNIT])
