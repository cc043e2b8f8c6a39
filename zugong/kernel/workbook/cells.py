"""Turns what stands in a cell into a value of the column's kind, or says why it cannot and what may be meant."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from typing import TypeAlias

from django.utils.translation import gettext as _

from zugong.kernel.workbook.bad_cells import BadCell
from zugong.kernel.workbook.columns import Column, Kind, label_forms
from zugong.kernel.workbook.dates import read_date

CellContent: TypeAlias = str | int | float | bool | dt.date | dt.time | dt.timedelta | None
CellValue: TypeAlias = str | int | Decimal | dt.date | None

NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT})
# Offices write these where there is nothing to say.
_NOTHING = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "无", "暂无", "N/A", "n/a"})
_ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
_MULTIPLES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_SPACES = re.compile(r"[\s\u200b\u2060\ufeff]+")
_UNTIDY = re.compile(r"[\s\u200b\u2060\ufeff\uff10-\uff5a]")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])[ \u3000\xa0]+(?=[\u3400-\u9fff])")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_NUMBER_WITH_UNIT = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*([百千万亿]?)\s*([^\d\s]{0,6})")
_NOTE = re.compile(r"(.*?\S)\s*[(（\[【]([^()（）\[\]【】]*)[)）\]】]", re.DOTALL)
_LOST = re.compile(r"\d(?:\.\d+)?[Ee]\+?(\d{2})", re.ASCII)
_EXACT_DIGITS = 15


def read_cell(content: CellContent, column: Column) -> CellValue:
    """The value of a cell for a column; None when nothing stands there.

    Raises `BadCell` when something stands there that the column cannot hold.
    """
    return read_text(content, cell_text(content), column)


def read_text(content: CellContent, text: str, column: Column) -> CellValue:
    """`read_cell` for a cell whose text is known already."""
    if text in _NOTHING and not (column.kind in (Kind.TEXT, Kind.CHOICE) and text):
        return None
    if text.startswith("#") and text.upper() in _ERRORS:
        raise BadCell(_("公式出错，没有结果"))
    return _READERS[column.kind](content, text, column)


def cell_text(content: CellContent) -> str:
    """What a cell shows as text: outer blanks gone, full-width letters and digits made half-width."""
    if isinstance(content, str):
        return clean_text(content) if _UNTIDY.search(content) else content
    match content:
        case None:
            return ""
        case bool():
            return _("是") if content else _("否")
        case float():
            return str(int(content)) if content.is_integer() else repr(content)
        case dt.datetime():
            return content.date().isoformat() if content.time() == dt.time() else content.isoformat(" ", "seconds")
        case dt.date():
            return content.isoformat()
    return clean_text(str(content))


def clean_text(text: str) -> str:
    """A text as it is kept: no blanks outside or between Chinese characters, half-width letters and digits."""
    halved = text.translate(_HALF_WIDTH)
    if not _SPACES.search(halved):
        return halved
    lines = (_SPACES.sub(" ", line).strip() for line in halved.splitlines())
    return _BETWEEN_CHINESE.sub("", "\n".join(line for line in lines if line))


def _read_text(content: CellContent, text: str, column: Column) -> str:
    return text


def _read_code(content: CellContent, text: str, column: Column) -> str:
    code = "".join(unicodedata.normalize("NFKC", text).split())
    lost = _LOST.fullmatch(code)
    if (isinstance(content, float) and abs(content) >= 10**_EXACT_DIGITS) or (lost and int(lost[1]) >= _EXACT_DIGITS):
        raise BadCell(_("数字超过 15 位，表格软件已丢掉末尾几位；请把这一列设为文本后重新填写"))
    return code


def note_in(text: str, column: Column) -> str:
    """The remark in brackets that follows the number in a cell of numbers, such as 含2名挂职; empty where there is none."""
    return _without_note(text)[1] if column.kind in NUMBERS else ""


def _without_note(text: str) -> tuple[str, str]:
    found = _NOTE.fullmatch(text)
    return (found[1], found[2].strip()) if found else (text, "")


def _read_integer(content: CellContent, text: str, column: Column) -> int:
    number = _number(text)
    if number != number.to_integral_value():
        raise BadCell(_("应为整数"), str(int(number.to_integral_value())))
    return int(number)


def _read_decimal(content: CellContent, text: str, column: Column) -> Decimal:
    return _number(text)


def _read_percent(content: CellContent, text: str, column: Column) -> Decimal:
    return _number(unicodedata.normalize("NFKC", _without_note(text)[0]).removesuffix("%"))


def _number(text: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", _without_note(text)[0]).replace(" ", "").replace("−", "-")
    if _NUMBER.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    try:
        # What a spreadsheet keeps of very small and very large numbers: 1e-05.
        number = Decimal(plain)
    except InvalidOperation:
        raise BadCell(_("应为数字"), _meant_number(plain)) from None
    if not number.is_finite():
        raise BadCell(_("应为数字"))
    return number


def _meant_number(text: str) -> str:
    found = _NUMBER_WITH_UNIT.fullmatch(text)
    if not found:
        return ""
    value = Decimal(found[1].replace(",", "")) * _MULTIPLES[found[2]]
    return f"{value.normalize():f}"


def _read_date(content: CellContent, text: str, column: Column) -> dt.date | None:
    return read_date(content, text, month_enough=column.month_enough)


def _read_choice(content: CellContent, text: str, column: Column) -> str | None:
    codes = _codes(tuple(column.choices))
    for form in label_forms(text):
        if form in codes:
            return codes[form]
    if text in _NOTHING:
        return None
    labels = [label for _code, label in column.choices]
    close = get_close_matches(text, labels, n=1, cutoff=0.5)
    raise BadCell(_("应为其中之一：{choices}").format(choices="、".join(labels[:12])), close[0] if close else "")


@cache
def _codes(choices: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The stored code by every form in which its label, or the code itself, may be written."""
    codes: dict[str, str] = {}
    for code, label in choices:
        for form in (*label_forms(label), *label_forms(code)):
            codes.setdefault(form, code)
    return codes


_READERS: dict[Kind, Callable[[CellContent, str, Column], CellValue]] = {
    Kind.TEXT: _read_text,
    Kind.CODE: _read_code,
    Kind.INTEGER: _read_integer,
    Kind.DECIMAL: _read_decimal,
    Kind.PERCENT: _read_percent,
    Kind.DATE: _read_date,
    Kind.CHOICE: _read_choice,
}
