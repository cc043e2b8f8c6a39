"""Numbers as plans write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zugong.kernel.documents.reading.targets.numerals import is_bare_place, read_number

_DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """Write a whole number below a trillion as it is spoken."""
    if number == 0:
        return "零"
    for size, place in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            head, rest = divmod(number, size)
            linked = "零" if 0 < rest < size // 10 else ""
            return in_chinese(head) + place + (linked + in_chinese(rest) if rest else "")
    return _DIGITS[number]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("30", 30),
        ("1,200", 1200),
        ("0.6万", 6000),
        ("8.14亿", 814_000_000),
        ("1. 6万", 16_000),
        ("3千", 3000),
        ("5百万", 5_000_000),
        ("1.2万亿", 1_200_000_000_000),
        ("三百", 300),
        ("一百二十", 120),
        ("一百二", 120),
        ("一百零二", 102),
        ("一万二", 12_000),
        ("两", 2),
        ("十", 10),
        ("二十三", 23),
        ("三万亿", 3_000_000_000_000),
        ("一亿三千万", 130_000_000),
        ("百", 100),
        ("千亿", 100_000_000_000),
        ("三点五", 3.5),
        ("二〇二五", 2025),
    ],
)
def test_a_number_is_read_as_it_is_meant(words, number):
    assert read_number(words) == number


@pytest.mark.parametrize("words", ["", "个", "三点", "约三百", "12a"])
def test_words_that_write_no_number_give_none(words):
    assert read_number(words) is None


def test_a_whole_value_is_an_int_and_a_broken_one_a_float():
    assert isinstance(read_number("0.6万"), int)
    assert isinstance(read_number("0.55"), float)


@pytest.mark.parametrize(("words", "bare"), [("万", True), ("千亿", True), ("三万", False), ("十", False), ("", False)])
def test_a_place_without_a_digit_is_known(words, bare):
    assert is_bare_place(words) is bare


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_a_number_written_in_chinese_is_read_back(number):
    assert read_number(in_chinese(number)) == number


@given(st.integers(min_value=0, max_value=10**9))
def test_a_number_with_thousands_parted_by_commas_is_read_back(number):
    assert read_number(f"{number:,}") == number


@given(st.text(alphabet="零一二两三四五六七八九十百千万亿点半0123456789.,", max_size=12))
def test_no_words_make_the_reader_fail(words):
    read_number(words)
