"""Whatever stands around and between the records of a table, the records come out as they went in."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl import Workbook

from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.reading import open_table, read_table
from zugong.kernel.workbook.tests.sheets import saved, workbook

VILLAGE = Column("village", "村", required=True, aliases=("所在村", "村名称"))
NAME = Column("name", "姓名", required=True)
POST = Column("post", "职务")
COUNT = Column("count", "人数", Kind.INTEGER)
COLUMNS = (VILLAGE, NAME, POST, COUNT)

NOISE = [
    [],
    ["", "　", None],
    ["合计", None, None, 12],
    [None, "小计：3人"],
    ["一、城关镇"],
    ["村", "姓名", "职务", "人数"],
    ["注：数据截至六月底"],
    ["示例", "张三", "村支书", 3],
]
RECORDS = some.lists(
    some.tuples(some.sampled_from(["甲村", "乙村"]), some.text("李明张芳", min_size=1, max_size=3),
                some.sampled_from(["村支书", "村主任"]), some.integers(0, 99)),
    min_size=1, max_size=8,
)  # fmt: skip


def values(content, columns=COLUMNS):
    return [tuple(row.values.values()) for row in read_table(content, "表.xlsx", columns).rows]


@given(RECORDS, some.data())
@settings(deadline=None, max_examples=40)
def test_records_come_out_of_a_messy_sheet_as_they_went_in(records, data):
    titles = data.draw(some.lists(some.sampled_from([["某县村干部一览表"], [], ["填报单位：某县"]]), max_size=3))
    sheet = [*titles, ["村", "姓 名", "职务*", "人数（人）"]]
    previous = None
    for village, *rest in records:
        sheet += data.draw(some.lists(some.sampled_from(NOISE), max_size=2))
        written = "同上" if village == previous and data.draw(some.booleans()) else f" {village}　"
        sheet.append([written, *rest])
        previous = village
    assert values(workbook(*sheet)) == records


def test_two_groups_with_the_same_label_are_told_apart():
    content = workbook(
        ["村", "家庭情况", None, "基本情况", None],
        [None, "姓名", "人数", "姓名", "职务"],
        ["甲村", "张芳", 4, "李明", "村支书"],
        merge=("A1:A2", "B1:C1", "D1:E1"),
    )
    table = open_table(content, "表.xlsx", COLUMNS)
    assert table.unknown == ["家庭情况/姓名", "家庭情况/人数"]
    assert values(content) == [("甲村", "李明", "村支书")]


def test_a_plain_label_goes_before_one_within_a_group():
    content = workbook(
        ["村", "社会关系", None, "姓名"], [None, "姓名", "职务", None], ["甲村", "张芳", "教师", "李明"],
        merge=("A1:A2", "B1:C1", "D1:D2"),
    )  # fmt: skip
    assert values(content, (VILLAGE, NAME)) == [("甲村", "李明")]


def test_groups_are_known_in_a_csv_which_has_no_merged_cells():
    content = "村,任职情况,\n,姓名,职务\n甲村,李明,村支书\n".encode("gb18030")
    assert values(content) == [("甲村", "李明", "村支书")]


def test_a_second_header_row_that_nobody_knows_is_no_record():
    content = workbook(
        ["村", "姓名", "家庭情况", None], [None, None, "父亲", "母亲"], ["甲村", "李明", "张三", "王芳"],
        merge=("A1:A2", "B1:B2", "C1:D1"),
    )  # fmt: skip
    table = open_table(content, "表.xlsx", COLUMNS)
    assert (table.header_row, table.unknown) == (2, ["家庭情况/父亲", "家庭情况/母亲"])


def test_the_line_that_numbers_the_columns_is_no_record():
    content = workbook(["村", "姓名", "职务", "人数"], ["甲", "乙", 1, 2], ["甲村", "李明", "村支书", 3])
    assert values(content) == [("甲村", "李明", "村支书", 3)]


def test_a_merged_heading_within_the_table_is_no_record():
    content = workbook(["村", "姓名", "职务"], ["城关镇"], ["甲村", "李明", "村支书"], merge=("A2:C2",))
    reading = read_table(content, "表.xlsx", COLUMNS)
    assert [(p.row, p.reason, p.blocks) for p in reading.problems] == [(2, "表中的小标题，没有读取", False)]


def test_a_row_that_is_filled_in_but_for_its_first_cell_is_bad_and_not_passed_over():
    reading = read_table(workbook(["村", "姓名"], ["甲村"], [None, "李明"]), "表.xlsx", COLUMNS)
    assert [(p.row, p.column) for p in reading.problems if p.blocks] == [(2, "姓名"), (3, "村")]


def test_ditto_with_nothing_above_is_bad():
    reading = read_table(workbook(["村", "姓名"], ["同上", "李明"]), "表.xlsx", COLUMNS)
    assert [(p.row, p.column, p.reason) for p in reading.problems] == [(2, "村", "上面没有可以照抄的内容")]


def test_a_merged_header_does_not_reach_into_the_records():
    content = workbook(["村", "姓名"], [None, "李明"], ["甲村", "张芳"], merge=("A1:A2",))
    assert values(content, (Column("village", "村"), NAME)) == [(None, "李明"), ("甲村", "张芳")]


def test_a_note_behind_a_number_is_told_and_the_row_taken():
    reading = read_table(workbook(["村", "姓名", "人数"], ["甲村", "李明", "12（含2名挂职）"]), "表.xlsx", COLUMNS)
    assert [row.values["count"] for row in reading.good_rows] == [12]
    assert [p.reason for p in reading.problems] == ["括号里的说明“含2名挂职”没有读取"]


@pytest.mark.parametrize("written", ["1980.1", "1980.10"])
def test_a_csv_is_asked_what_its_spreadsheet_may_have_lost(written):
    columns = (VILLAGE, Column("month", "出生年月", Kind.DATE, month_enough=True))
    reading = read_table(f"村,出生年月\n甲村,{written}\n".encode(), "表.csv", columns)
    asked = [(p.suggestion, *p.others) for p in reading.problems]
    assert asked == ([("1980-01-01", "1980-10-01")] if written == "1980.1" else [])


def test_a_sheet_that_does_not_begin_in_its_first_cell_is_read_in_place():
    book = Workbook()
    for cell, text in {"C4": "村", "D4": "姓名", "C6": "甲村", "D6": "李明"}.items():
        book.active[cell] = text
    reading = read_table(saved(book), "表.xlsx", COLUMNS)
    assert (reading.header_row, [row.number for row in reading.rows]) == (4, [6])


def test_a_long_table_is_read_line_by_line():
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["村", "姓名"])
    for _number in range(3_000):
        sheet.append(["甲村", "李明"])
    stream = io.BytesIO()
    book.save(stream)
    lines = open_table(stream.getvalue(), "表.xlsx", COLUMNS).lines()
    assert next(lines).number == 2
    assert sum(1 for _line in lines) == 2_999
