"""What is written opens as it was meant, is never taken for a formula, and reads back the same."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zugong.kernel.workbook.cells import clean_text
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.reading import read_table
from zugong.kernel.workbook.template import write_template
from zugong.kernel.workbook.writing import Sheet, sheet_name, write_workbook

UNIT = Column("unit", "单位", required=True)
COLUMNS = (
    UNIT,
    Column("code", "代码", Kind.CODE),
    Column("count", "完成数", Kind.INTEGER),
    Column("rate", "完成率（%）", Kind.PERCENT),
    Column("day", "日期", Kind.DATE),
    Column("state", "状态", Kind.CHOICE, choices=[("ON", "序时推进"), ("LATE", "逾期")]),
)
ROW = ("甲县", "0101", 1234, Decimal("76.4"), dt.date(2023, 3, 31), "LATE")


def opened(sheet):
    return openpyxl.load_workbook(io.BytesIO(write_workbook([sheet]))).active


def test_the_lines_above_say_what_the_sheet_shows_and_the_header_stays_in_sight():
    sheet = opened(Sheet("进度", COLUMNS, [ROW], "任务进度", dt.date(2023, 7, 3), "任务台账", "全部"))
    assert sheet["A1"].value == "任务进度"
    assert sheet["A2"].value == "截至：2023-07-03　来源：任务台账　筛选：全部"
    assert [cell.value for cell in sheet[3]] == [column.label for column in COLUMNS]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A4", "A3:F4", "$3:$3")


def test_without_title_and_source_the_header_is_the_first_row():
    assert opened(Sheet("进度", COLUMNS, [])).freeze_panes == "A2"


def test_cells_have_the_format_of_their_kind():
    cells = opened(Sheet("进度", COLUMNS, [ROW]))[2]
    assert [cell.number_format for cell in cells] == ["@", "@", "#,##0", "0.0", "yyyy-mm-dd", "@"]
    assert [cell.value for cell in cells][1:] == ["0101", 1234, 76.4, dt.datetime.fromisoformat("2023-03-31"), "逾期"]


def test_a_moment_is_written_as_the_day_it_was_here():
    moment = dt.datetime(2023, 3, 30, 17, 0, tzinfo=dt.UTC)
    assert opened(Sheet("x", [Column("d", "日期", Kind.DATE)], [[moment]]))["A2"].value == dt.datetime.fromisoformat(
        "2023-03-31"
    )


def test_numbers_longer_than_a_spreadsheet_keeps_are_written_as_text():
    assert opened(Sheet("x", [Column("n", "数", Kind.INTEGER)], [[1234567890123456]]))["A2"].value == "1234567890123456"


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")', "'=1"])
def test_text_is_never_a_formula_and_reads_back_unchanged(text):
    cell = opened(Sheet("x", [UNIT], [[text]]))["A2"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert bool(cell.quotePrefix) is (text[0] != "'")


def test_a_look_does_not_stay_with_the_cells_below():
    rows = [["=1"], ["甲"], [dt.date(2023, 1, 1)], ["乙"]]
    sheet = opened(Sheet("x", [UNIT], rows))
    assert [bool(sheet.cell(row, 1).quotePrefix) for row in (2, 3, 4, 5)] == [True, False, False, False]
    assert {sheet.cell(row, 1).number_format for row in (2, 3, 4, 5)} == {"@"}


def test_control_characters_and_lookalike_escapes_do_no_harm():
    content = write_workbook([Sheet("x", [UNIT], [["甲\x00\x0b乙"], ["_x0041_"]])])
    assert [row.values["unit"] for row in read_table(content, "x", [UNIT]).rows] == ["甲乙", "_x0041_"]


def test_a_text_too_long_for_a_cell_says_that_it_was_cut():
    value = opened(Sheet("x", [UNIT], [["长" * 40_000]]))["A2"].value
    assert len(value) == 32_767
    assert value.endswith("已截断）")


def test_columns_are_as_wide_as_chinese_text_needs():
    sheet = opened(Sheet("x", [UNIT, Column("t", "说明")], [["甲县经济技术开发区管委会", "长" * 100]]))
    assert sheet.column_dimensions["A"].width == 26
    assert sheet.column_dimensions["B"].width == 50


def test_rows_are_taken_one_at_a_time():
    taken = []

    def rows():
        for number in range(1000):
            taken.append(number)
            yield {"unit": f"单位{number}"}

    assert opened(Sheet("x", [UNIT], rows())).max_row == 1001
    assert taken == list(range(1000))


def test_sheet_names_are_made_acceptable_and_distinct():
    taken = set()
    assert [sheet_name(name, taken) for name in ("a/b:c", "a b c", "'", "长" * 40, "长" * 40)] == [
        "a b c", "a b c 2", "Sheet", "长" * 31, "长" * 29 + " 2",
    ]  # fmt: skip


texts = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=30).map(clean_text)
plain = texts.filter(lambda text: text and text.upper()[0] not in "#〃″\"'同注备说填制审单" and "计" not in text)
rows_of_all_kinds = st.tuples(
    plain,
    st.none() | st.from_regex(r"[0-9]{1,18}", fullmatch=True),
    st.none() | st.integers(-(10**14), 10**14),
    st.none() | st.decimals(-1000, 1000, places=2),
    st.none() | st.dates(dt.date(1906, 1, 1), dt.date(2100, 12, 31)),
    st.none() | st.sampled_from(["ON", "LATE"]),
)


@given(st.lists(rows_of_all_kinds, max_size=8))
@settings(max_examples=60, deadline=None)
def test_any_table_reads_back_as_it_was_written(rows):
    reading = read_table(write_workbook([Sheet("表", COLUMNS, [*rows, ROW], "标题", source="台账")]), "表", COLUMNS)
    assert [tuple(row.values.values()) for row in reading.rows] == [*rows, ROW]
    assert reading.problems == []


def test_a_template_filled_in_is_read_back():
    book = openpyxl.load_workbook(io.BytesIO(write_template("进度", COLUMNS)))
    for number, value in enumerate(["甲县", "0101", 3, 76.4, dt.date(2023, 3, 31), "逾期"], start=1):
        book.active.cell(4, number, value)
    stream = io.BytesIO()
    book.save(stream)
    reading = read_table(stream.getvalue(), "进度.xlsx", COLUMNS)
    assert [tuple(row.values.values()) for row in reading.good_rows] == [("甲县", "0101", 3, *ROW[3:])]
    assert reading.problems == []


def test_a_template_helps_and_guards():
    book = openpyxl.load_workbook(io.BytesIO(write_template("进度", COLUMNS, title="填报表")))
    sheet = book.active
    assert [sheet["A1"].value, sheet["A3"].value, sheet["E2"].value] == ["填报表", "单位*", "填日期，如 2023-03-31"]
    assert sheet.column_dimensions["B"].number_format == "@"
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ("'选项'!$A$1:$A$2", "F4:F5003")
    assert book["选项"].sheet_state == "hidden"


def test_the_file_holds_no_formula_and_no_link_outwards():
    content = write_workbook([Sheet("x", [UNIT], [["=cmd|' /C calc'!A0"]])])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert not [name for name in archive.namelist() if "external" in name]
