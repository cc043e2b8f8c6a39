"""What is written in some way is read as it was meant, whatever the value: tried with examples that nobody chose."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from zugong.kernel.workbook.cells import BadCell, note_in, read_cell
from zugong.kernel.workbook.columns import Column, Kind

DATES = some.dates(dt.date(1906, 1, 1), dt.date(2100, 12, 31))
DAY = Column("day", "任职时间", Kind.DATE)
MONTH = Column("month", "出生年月", Kind.DATE, month_enough=True)
NUMBER = Column("number", "人数", Kind.INTEGER)
CODE = Column("code", "身份证号", Kind.CODE)
CHOICE = Column("sex", "性别", Kind.CHOICE, choices=(("1", "男"), ("2", "女")))
COLUMNS = [Column(kind.value, "栏", kind, choices=CHOICE.choices, month_enough=True) for kind in Kind]
FULL_WIDTH = str.maketrans("0123456789.-/", "０１２３４５６７８９．－／")
DAY_FORMS = ["{d:%Y-%m-%d}", "{d:%Y/%m/%d}", "{d.year}.{d.month}.{d.day}", "{d:%Y%m%d}", "{d.year}年{d.month}月{d.day}日",
             " {d.year} 年 {d.month} 月 {d.day} 日", "{d:%Y-%m-%d} 00:00:00", "{d:%Y.%m.%d}."]  # fmt: skip
MONTH_FORMS = [
    "{d:%Y.%m}",
    "{d:%Y%m}",
    "{d:%Y-%m}",
    "{d.year}/{d.month}",
    "{d.year}年{d.month}月",
    "{d.year}.{d.month}月",
]


def refused(content, column):
    with pytest.raises(BadCell) as found:
        read_cell(content, column)
    return found.value


@given(DATES, some.sampled_from(DAY_FORMS), some.booleans())
def test_a_day_is_read_in_each_form_in_which_people_write_it(day, form, wide):
    written = form.format(d=day)
    assert read_cell(written.translate(FULL_WIDTH) if wide and ":" not in written else written, DAY) == day


@given(DATES)
def test_a_day_that_a_spreadsheet_keeps_as_a_number_is_that_day(day):
    serial = (day - dt.date(1899, 12, 30)).days
    assert [read_cell(content, DAY) for content in (serial, float(serial), str(serial))] == [day] * 3


@given(DATES, some.sampled_from(MONTH_FORMS))
def test_a_month_is_its_first_day_where_that_is_enough_and_else_asked_about(day, form):
    written = form.format(d=day)
    assert read_cell(written, MONTH) == day.replace(day=1)
    assert refused(written, DAY).suggestion == day.replace(day=1).isoformat()


@given(some.integers(1900, 2100), some.integers(1, 12))
def test_a_month_written_as_a_number_is_read_unless_its_last_zero_may_be_lost(year, month):
    number = float(f"{year}.{month:02d}")
    if month == 10:
        wrong = refused(number, MONTH)
        assert [wrong.suggestion, *wrong.others] == [f"{year}-01-01", f"{year}-10-01"]
    else:
        assert read_cell(number, MONTH) == dt.date(year, month, 1)


@given(some.integers(1900, 2100))
def test_one_who_typed_january_as_text_is_not_asked(year):
    assert read_cell(f"{year}.1", MONTH) == dt.date(year, 1, 1)
    assert read_cell(f"{year}.10", MONTH) == dt.date(year, 10, 1)


@given(
    some.integers(-9999, 10**9), some.sampled_from(["（含2名挂职）", " (其中女性 3 人)", "【含退休】", "[1]", "（）"])
)
def test_a_note_behind_a_number_is_set_aside_and_told(number, note):
    written = f"{number:,}{note}"
    assert read_cell(written, NUMBER) == number
    assert note_in(written, NUMBER) == note.strip(" （）()【】[]").strip()
    assert note_in(written, CODE) == ""


@given(some.integers(10**16, 10**18 - 1), some.sampled_from("0123456789X"))
def test_a_long_code_survives_as_text_and_is_refused_as_a_number(first, last):
    code = f"{first}{last}"[-18:]
    spaced = f" {code[:6]} {code[6:14]}　{code[14:]}".translate(FULL_WIDTH)
    assert read_cell(spaced, CODE) == code
    assert "15" in refused(float(first), CODE).reason
    assert "15" in refused(f"{first:.5E}", CODE).reason


@given(some.text("某张李明芳买提", min_size=1, max_size=4), some.sampled_from([" ", "　", "\u00a0", "  "]))
def test_blanks_between_the_characters_of_a_name_are_nothing(name, blank):
    assert read_cell(blank.join(name), Column("name", "姓名")) == name


@given(some.one_of(some.text(max_size=12), some.floats(), some.integers(), some.booleans(), DATES, some.times()),
       some.sampled_from(COLUMNS))  # fmt: skip
def test_whatever_stands_in_a_cell_is_read_or_refused_with_a_reason(content, column):
    assert reason_against(content, column) != ""


def reason_against(content, column):
    """The reason why a cell is refused; None where it is read."""
    try:
        read_cell(content, column)
    except BadCell as wrong:
        return wrong.reason
    return None


@given(some.text("0123456789.年月日-/人万亿约（）() 男女x", max_size=12), some.sampled_from(COLUMNS))
def test_what_is_suggested_can_be_read(content, column):
    try:
        read_cell(content, column)
    except BadCell as wrong:
        for suggestion in filter(None, [wrong.suggestion, *wrong.others]):
            read_cell(suggestion, column)


@given(some.decimals(-(10**9), 10**9, places=3))
def test_decimals_keep_each_of_their_digits(number):
    assert read_cell(str(number), Column("x", "金额", Kind.DECIMAL)) == Decimal(str(number))


@pytest.mark.parametrize("written", ["至今", "现任", "在任"])
def test_what_lasts_until_now_has_no_end_date(written):
    assert read_cell(written, DAY) is None


@pytest.mark.parametrize(("content", "month"), [("198013", None), ("1980.0", None), ("800512", None), (198005.0, 5)])
def test_six_digits_are_a_month_only_when_they_can_be(content, month):
    if month:
        assert read_cell(content, MONTH) == dt.date(1980, month, 1)
    else:
        assert refused(content, MONTH).suggestion == ""
