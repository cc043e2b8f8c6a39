"""Numbers, dates and titles in the words of official documents."""

import datetime as dt
from decimal import Decimal

import pytest

from zugong.kernel.documents.writing.wording import (
    chinese_numeral,
    document_number,
    heading_label,
    long_date,
    percent,
    table_text,
    title_lines,
    width_in_characters,
)


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "零"), (1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (21, "二十一"), (100, "一百"), (105, "一百零五"),
     (110, "一百一十"), (1005, "一千零五"), (1050, "一千零五十"), (9999, "九千九百九十九")],
)  # fmt: skip
def test_numerals_are_written_in_words(number, words):
    assert chinese_numeral(number) == words


@pytest.mark.parametrize("number", [-1, 10_000])
def test_numbers_beyond_the_words_are_refused(number):
    with pytest.raises(ValueError, match=str(number)):
        chinese_numeral(number)


def test_headings_of_four_levels_have_four_kinds_of_labels():
    assert [heading_label(level, 3) for level in (1, 2, 3, 4)] == ["三、", "（三）", "3.", "（3）"]


def test_document_numbers_have_hexagonal_brackets_and_no_leading_zero():
    assert document_number("甲组", 2023, 5) == "甲组〔2023〕5号"
    with pytest.raises(ValueError, match="1"):
        document_number("甲组", 2023, 0)


def test_dates_have_no_leading_zeros():
    assert long_date(dt.date(2023, 7, 3)) == "2023年7月3日"


@pytest.mark.parametrize(
    ("value", "written"),
    [(Decimal("76.35"), "76.4%"), (76.25, "76.3%"), (100, "100.0%"), (Decimal("1234.5"), "1,234.5%")],
)
def test_per_cents_are_rounded_half_up(value, written):
    assert percent(value) == written


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (0, "0"), (-1234, "-1,234"), (Decimal("1234.50"), "1,234.50"), ("甲", "甲"), (True, "是")],
)
def test_values_in_tables(value, shown):
    assert table_text(value) == shown


def test_letters_and_digits_are_half_as_wide_as_characters():
    assert width_in_characters("2023年7月3日") == 6


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于开展走访的通知", ["关于开展走访的通知"]),
        ("关于2023年第二季度组织工作要点任务推进情况的通报", ["关于2023年第二季度", "组织工作要点任务推进情况的通报"]),
        ("甲\n乙", ["甲", "乙"]),
    ],
)
def test_titles_break_between_words(title, lines):
    assert title_lines(title) == lines


def test_a_title_of_any_length_keeps_all_its_characters():
    title = "关于进一步加强和改进城市社区党建引领基层治理工作若干问题的意见" * 4
    lines = title_lines(title)
    assert "".join(lines) == title
    assert not any(line.startswith("的意见") for line in title_lines("甲" * 19 + "的意见"))
