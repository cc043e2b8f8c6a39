import string
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zugong.kernel.registry import codes

DATES = st.dates(min_value=date(1930, 1, 1), max_value=date(2023, 7, 1))


def identity(division, born, serial):
    first = f"{division}{born:%Y%m%d}{serial:03d}"
    return first + codes.identity_check_digit(first)


IDENTITIES = st.builds(identity, st.integers(110101, 659001), DATES, st.integers(0, 999))
CREDIT_BODY = st.builds(
    lambda division, first: f"91{division}{first}{codes.organisation_check_digit(first)}",
    st.integers(110101, 659001),
    st.text(alphabet=codes.CREDIT_CHARACTERS, min_size=8, max_size=8),
)


def test_published_examples():
    assert codes.identity_check_digit("11010519491231002") == "X"
    assert codes.credit_check_digit("91350100M000100Y4") == "3"
    assert codes.credit_check_digit("91512081MA62K0260") == "E"
    assert codes.organisation_check_digit("D2143569") == "X"


@settings(deadline=None)
@given(IDENTITIES)
def test_a_right_identity_number_is_right(number):
    assert codes.identity_number_mistake(number) == ""
    assert codes.identity_number_mistake(number.lower()) == ""


@settings(deadline=None)
@given(IDENTITIES, st.integers(0, 16), st.sampled_from(string.digits))
def test_any_single_wrong_digit_shows(number, place, digit):
    wrong = number[:place] + digit + number[place + 1 :]
    assert (codes.identity_number_mistake(wrong) == "") == (wrong == number)


@settings(deadline=None)
@given(IDENTITIES, st.integers(0, 16))
def test_two_digits_in_wrong_order_show(number, place):
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert (codes.identity_number_mistake(wrong) == "") == (wrong == number)


def test_of_a_wrong_check_digit_is_said_what_can_be_told():
    assert "末位应为 X" in codes.identity_number_mistake("110105194912310021")
    assert "末三位是 000" in codes.identity_number_mistake("341502199001011000")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "18 位"),
        ("341502900101123", "15 位旧号码"),
        ("34150219900230123X", "不是有效日期"),
        (identity(341502, date(2099, 1, 1), 1), "晚于今天"),
        ("34150219900101A234", "应为数字"),
        ("34150219900101１２３４５", "18 位"),
    ],
)
def test_what_is_wrong_with_an_identity_number_is_said(number, words):
    assert words in codes.identity_number_mistake(number)


@settings(deadline=None)
@given(CREDIT_BODY)
def test_a_right_credit_code_is_right(body):
    assert codes.credit_code_mistake(body + codes.credit_check_digit(body)) == ""


@settings(deadline=None)
@given(CREDIT_BODY, st.integers(0, 17), st.sampled_from(codes.CREDIT_CHARACTERS))
def test_any_single_wrong_character_of_a_credit_code_shows(body, place, char):
    right = body + codes.credit_check_digit(body)
    wrong = right[:place] + char + right[place + 1 :]
    assert (codes.credit_code_mistake(wrong) == "") == (wrong == right)


def test_letters_that_credit_codes_avoid_are_named():
    assert "I、O、S、V、Z" in codes.credit_code_mistake("9135010OM000100Y43")


def test_organisation_codes_may_have_a_hyphen():
    assert codes.organisation_code_mistake("D2143569-X") == ""
    assert "校验位" in codes.organisation_code_mistake("D21435690")


@pytest.mark.parametrize(
    ("phone", "right"),
    [("13800000000", True), ("+86 138 0000 0000", True), ("12800000000", False), ("1380000000", False), ("", False)],
)
def test_phones(phone, right):
    assert (codes.phone_mistake(phone) == "") == right
