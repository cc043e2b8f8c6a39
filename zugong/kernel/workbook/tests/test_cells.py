"""Each kind of cell: what is taken, what is refused and what is suggested."""

import datetime as dt
from decimal import Decimal

import pytest

from zugong.kernel.workbook.cells import BadCell, clean_text, read_cell
from zugong.kernel.workbook.columns import Column, Kind

STATES = [("ON", "序时推进"), ("LATE", "逾期"), ("DONE", "已完成")]


def read(kind, content):
    return read_cell(content, Column("x", "栏", kind, choices=STATES if kind is Kind.CHOICE else ()))


@pytest.mark.parametrize(
    "content",
    ["2023-03-31", "2023/3/31", "2023.3.31", "2023年3月31日", "2023 年 3 月 31 日", "２０２３年３月３１日", "20230331",
     20230331.0, 45016.0, "45016", "2023-03-31 00:00:00", dt.date(2023, 3, 31), dt.datetime.fromisoformat("2023-03-31T09:00")],
)  # fmt: skip
def test_dates_are_read_in_every_form_in_which_they_are_written(content):
    assert read(Kind.DATE, content) == dt.date(2023, 3, 31)


@pytest.mark.parametrize(
    ("content", "suggestion"),
    [("2023-02-30", ""), ("2023年3月", "2023-03-01"), ("2023.3", "2023-03-01"), ("2023", ""), (2023.0, ""),
     ("三月底", ""), ("23-3-31", ""), ("0223-03-31", ""), ("2023-13", "")],
)  # fmt: skip
def test_what_is_no_date_is_refused(content, suggestion):
    with pytest.raises(BadCell) as refused:
        read(Kind.DATE, content)
    assert refused.value.suggestion == suggestion


@pytest.mark.parametrize(
    ("content", "number"),
    [("1,234", 1234), ("１２", 12), (" 12 ", 12), (12.0, 12), ("-3", -3), ("12.0", 12), (True, None)],
)
def test_whole_numbers_are_read_with_separators_and_full_width_digits(content, number):
    if number is None:
        with pytest.raises(BadCell):
            read(Kind.INTEGER, content)
    else:
        assert read(Kind.INTEGER, content) == number


@pytest.mark.parametrize(
    ("content", "suggestion"),
    [("12人", "12"), ("0.6万", "6000"), ("8.14亿元", "814000000"), (12.5, "12"), ("约12", ""), ("1,23", ""), ("NaN", ""),
     ("12/13", "")],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused_with_what_may_be_meant(content, suggestion):
    with pytest.raises(BadCell) as refused:
        read(Kind.INTEGER, content)
    assert refused.value.suggestion == suggestion


@pytest.mark.parametrize(("content", "number"), [(0.1, "0.1"), ("1e-05", "0.00001"), ("1,234.50", "1234.50")])
def test_decimals_are_exact(content, number):
    assert read(Kind.DECIMAL, content) == Decimal(number)


@pytest.mark.parametrize("content", ["76.4%", "76.4％", 76.4, "76.4"])
def test_per_cents_are_numbers_of_per_cent(content):
    assert read(Kind.PERCENT, content) == Decimal("76.4")


@pytest.mark.parametrize(("content", "code"), [("0100", "0100"), (340102.0, "340102"), ("３４ ０１", "3401")])
def test_codes_stay_text(content, code):
    assert read(Kind.CODE, content) == code


def test_a_code_whose_last_digits_a_spreadsheet_lost_is_refused():
    with pytest.raises(BadCell, match="15"):
        read(Kind.CODE, 340102199001011200.0)


@pytest.mark.parametrize("content", ["逾期", " 逾 期", "LATE", "late", "逾期（30天）"])
def test_a_choice_is_known_by_its_label_or_code(content):
    assert read(Kind.CHOICE, content) == "LATE"


def test_an_unknown_choice_names_the_allowed_and_the_nearest():
    with pytest.raises(BadCell, match="序时推进") as refused:
        read(Kind.CHOICE, "按序时推进")
    assert refused.value.suggestion == "序时推进"


@pytest.mark.parametrize("kind", [Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT, Kind.DATE, Kind.CODE, Kind.CHOICE])
@pytest.mark.parametrize("content", ["—", "/", "无", "-", "  ", None])
def test_signs_for_nothing_are_nothing(kind, content):
    assert read(kind, content) is None


def test_a_text_keeps_what_would_be_nothing_elsewhere():
    assert read(Kind.TEXT, "无") == "无"


@pytest.mark.parametrize("kind", list(Kind))
def test_the_error_of_a_formula_is_never_a_value(kind):
    with pytest.raises(BadCell, match="公式"):
        read(kind, "#REF!")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("　张　三 ", "张三"),
        ("Li  Lei", "Li Lei"),
        ("ＡＢ１２", "AB12"),
        ("（一）", "（一）"),
        ("甲\n\n 乙 ", "甲\n乙"),
        ("\u200b甲", "甲"),
    ],
)
def test_texts_lose_only_what_nobody_meant(written, kept):
    assert clean_text(written) == kept
