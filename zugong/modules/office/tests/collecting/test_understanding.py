"""A sheet that asks for something is understood: header, titles, groups, kinds, options."""

import io

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from zugong.kernel.workbook.files import CannotReadTable
from zugong.modules.office.actions.collecting.understanding import understand


def saved(book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def book_of(*rows, merged=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    return book


def kinds(content) -> dict[str, str]:
    return {idea.draft.label: idea.draft.kind for idea in understand(content, "表.xlsx").ideas}


def test_the_header_is_found_below_titles_and_running_numbers_and_units_need_no_column():
    book = book_of(["党员情况统计表"], ["填报单位："], ["序号", "村名", "人数", "备注"], merged=["A1:D1"])
    seen = understand(saved(book), "表.xlsx")
    assert (seen.header_row, seen.title) == (3, "党员情况统计表")
    assert [idea.draft.label for idea in seen.ideas] == ["人数", "备注"]
    assert list(seen.passed_over) == ["序号", "村名"]


def test_labels_under_a_group_are_led_by_it():
    book = book_of(["单位", "党员", None, "备注"], [None, "人数", "其中女", None], merged=["B1:C1", "A1:A2", "D1:D2"])
    assert kinds(saved(book)) == {"党员人数": "integer", "党员其中女": "text", "备注": "text"}


def test_what_stands_below_goes_before_the_label():
    book = book_of(["单位", "情况", "总数", "时间"], ["甲村", "好", 3.5, "2023-05-01"], ["乙村", "中", 4, "2023-06-01"])
    assert kinds(saved(book)) == {"情况": "text", "总数": "decimal", "时间": "date"}


def test_a_rate_stays_a_per_cent_though_plain_numbers_stand_below():
    assert kinds(saved(book_of(["单位", "覆盖率"], ["甲村", 76.4]))) == {"覆盖率": "percent"}


@pytest.mark.parametrize("formula", ['"自有,租用,无"', "选项!$A$1:$A$3"])
def test_the_options_of_a_drop_down_list_are_taken_over(formula):
    book = book_of(["单位", "活动场所"])
    options = book.create_sheet("选项")
    for option in "自有", "租用", "无":
        options.append([option])
    rule = DataValidation("list", formula1=formula)
    rule.add("B2:B50")
    book.active.add_data_validation(rule)
    (idea,) = understand(saved(book), "表.xlsx").ideas
    assert (idea.draft.kind, idea.draft.options) == ("choice", "自有、租用、无")


def test_a_sheet_without_a_header_is_refused():
    with pytest.raises(CannotReadTable, match="没有找到表头"):
        understand(saved(book_of(["只有一个标题"])), "表.xlsx")
