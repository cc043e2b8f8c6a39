"""Codes with check digits: identity numbers, unified social credit codes, organisation codes, division codes.

Each `..._mistake` answers with what is wrong, for people, or with nothing when the code is right.
"""

from datetime import date

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.sealing.fields import normalised

IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"
CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LEGACY_IDENTITY_LENGTH = 15


def identity_check_digit(first_17: str) -> str:
    """The 18th character of an identity number (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, IDENTITY_WEIGHTS, strict=True))
    return IDENTITY_CHECKS[total % 11]


def birth_date_of(number: str) -> date | None:
    """The birth date in an 18-digit identity number, or None where it is no date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """GB/T 2261.1 of an 18-digit identity number: 1 male, 2 female."""
    return "1" if int(number[16]) % 2 else "2"


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def identity_number_mistake(number: str) -> str:
    """What is wrong with an identity number. The division in it may be one that no longer exists."""
    number = normalised(number)
    if len(number) == LEGACY_IDENTITY_LENGTH and _digits(number):
        return _("这是 15 位旧号码，请填写 18 位号码")
    if len(number) != 18:
        return _("身份证号应为 18 位，现为 %(length)d 位") % {"length": len(number)}
    if not _digits(number[:17]) or number[17] not in IDENTITY_CHECKS:
        return _("身份证号前 17 位应为数字，末位为数字或 X")
    born = birth_date_of(number)
    if born is None:
        return _("身份证号第 7 至 14 位不是有效日期")
    if born > calendar.today():
        return _("身份证号中的出生日期晚于今天")
    if number[17] != identity_check_digit(number[:17]):
        return _("身份证号校验位不符，请核对是否录错") + _told_of_wrong_identity(number)
    return ""


def _told_of_wrong_identity(number: str) -> str:
    """What can be told of a number whose check digit is wrong; which digit it is nobody can know without the card."""
    if number.endswith("000"):
        return _("：末三位是 000，多半曾按数字保存，末尾几位已丢失")
    return _("：若前 17 位无误，末位应为 %(check)s") % {"check": identity_check_digit(number[:17])}


def organisation_check_digit(first_8: str) -> str:
    """The ninth character of an organisation code (GB 11714)."""
    values = (int(char) if char.isdigit() else ord(char) - ord("A") + 10 for char in first_8)
    rest = 11 - sum(value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def organisation_code_mistake(code: str) -> str:
    """What is wrong with an organisation code; a hyphen before the check digit is ignored."""
    code = normalised(code)
    if len(code) != 9 or not (code.isascii() and code.isalnum()):
        return _("组织机构代码应为 9 位数字或大写字母")
    if code[8] != organisation_check_digit(code[:8]):
        return _("组织机构代码校验位不符")
    return ""


def credit_check_digit(first_17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100)."""
    total = sum(CREDIT_CHARACTERS.index(char) * pow(3, place, 31) for place, char in enumerate(first_17))
    return CREDIT_CHARACTERS[(31 - total % 31) % 31]


def credit_code_mistake(code: str) -> str:
    """What is wrong with a unified social credit code; the organisation code inside is checked as well."""
    code = normalised(code)
    if len(code) != 18:
        return _("统一社会信用代码应为 18 位，现为 %(length)d 位") % {"length": len(code)}
    if any(char not in CREDIT_CHARACTERS for char in code):
        return _("统一社会信用代码不使用字母 I、O、S、V、Z")
    if not _digits(code[2:8]):
        return _("统一社会信用代码第 3 至 8 位应为行政区划码")
    if code[17] != credit_check_digit(code[:17]):
        return _("统一社会信用代码校验位不符")
    return organisation_code_mistake(code[8:17])


def phone_mistake(phone: str) -> str:
    """What is wrong with a mobile number of the mainland."""
    phone = normalised(phone).removeprefix("+86")
    if len(phone) != 11 or not _digits(phone) or phone[0] != "1" or phone[1] in "012":
        return _("手机号应为 11 位，以 13 至 19 开头")
    return ""


def division_mistake(code: str, parent_code: str | None, length: int) -> str:
    """What is wrong with a division code: digits, its length, and that it begins with the code of its parent."""
    if not _digits(code):
        return _("区划代码应全为数字")
    if len(code) != length:
        return _("区划代码应为 %(expected)d 位，现为 %(length)d 位") % {"expected": length, "length": len(code)}
    if parent_code is not None and not code.startswith(parent_code):
        return _("代码 %(code)s 不以上级代码 %(parent)s 开头") % {"code": code, "parent": parent_code}
    return ""
