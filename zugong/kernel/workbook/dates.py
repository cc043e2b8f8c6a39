"""Dates as offices write them: 1980.5.12, 1980年5月, 198005, and the serial days that spreadsheets keep."""

import datetime as dt
import re
import unicodedata
from typing import TypeAlias

from django.utils.translation import gettext as _

from zugong.kernel.workbook.bad_cells import BadCell

DateContent: TypeAlias = str | int | float | bool | dt.date | dt.time | dt.timedelta | None

_FORMS = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\.?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?", re.ASCII),
    re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII),
)
_MONTHS = (
    re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})[月.]?份?", re.ASCII),
    re.compile(r"(\d{4})(\d{2})", re.ASCII),
)
_UNSURE = re.compile(r"(\d{4})\.1", re.ASCII)
_UNTIL_NOW = frozenset({"至今", "今", "现在", "现任", "在任"})
_DIGITS = re.compile(r"\d+", re.ASCII)
_FIRST_SERIAL_DAY = dt.date(1899, 12, 30)
_SERIALS = range(2101, 80_000)  # smaller numbers are years
_YEARS = range(1900, 2101)


def read_date(content: DateContent, text: str, *, month_enough: bool) -> dt.date | None:
    """The date a cell means; None where it says that something lasts still.

    A month without its day is the first of the month where that is enough. Raises `BadCell` for all else.
    """
    if isinstance(content, dt.datetime):
        return content.date()
    if isinstance(content, dt.date):
        return content
    if text in _UNTIL_NOW:
        return None
    plain = unicodedata.normalize("NFKC", text)
    if ":" not in plain:
        plain = "".join(plain.split())
    whole = isinstance(content, int | float) or _DIGITS.fullmatch(plain)
    if whole and (serial := _serial_day(plain)):
        return serial
    for form in _FORMS:
        if found := form.fullmatch(plain):
            return _calendar_day(*map(int, found.groups()))
    return _read_month(plain, unsure=isinstance(content, float), month_enough=month_enough)


def _read_month(plain: str, *, unsure: bool, month_enough: bool) -> dt.date:
    found = next(filter(None, (form.fullmatch(plain) for form in _MONTHS)), None)
    if found is None or int(found[2]) not in range(1, 13) or int(found[1]) not in _YEARS:
        raise BadCell(_("应为日期，如 2023-03-31"))
    year, month = int(found[1]), int(found[2])
    if unsure and _UNSURE.fullmatch(plain):
        reason = _("可能是 1 月，也可能是 10 月：数字末尾的 0 会丢失，请选定")
        raise BadCell(reason, f"{year}-01-01", (f"{year}-10-01",))
    first = dt.date(year, month, 1)
    if month_enough:
        return first
    raise BadCell(_("只有年月，缺少日"), first.isoformat())


def _serial_day(number: str) -> dt.date | None:
    try:
        days = int(float(number))
    except (ValueError, OverflowError):
        return None
    return _FIRST_SERIAL_DAY + dt.timedelta(days=days) if days in _SERIALS else None


def _calendar_day(year: int, month: int, day: int) -> dt.date:
    if year not in _YEARS:
        raise BadCell(_("年份不在 1900 至 2100 之间"))
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise BadCell(_("日历上没有这一天")) from None
