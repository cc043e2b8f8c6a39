"""How an official document puts numbers, dates and headings into words.

Everything here is a pure function of plain values, so that pages, spreadsheets and documents can say a figure
in the same way.
"""

import datetime as dt
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import TypeAlias

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_LONGEST_TITLE_LINE = 18
# What may not begin or end a line of a title (a subset of the rules for Chinese line breaks).
_NEVER_FIRST = "，。、；：！？）》〉”’】〕%的"
_NEVER_LAST = "（《〈“‘【〔"
_GOOD_BEFORE = ("关于", "的通知", "的通报", "的意见", "的报告", "的请示", "的函", "的批复", "的决定")
_GOOD_AFTER = "、，》的和与及"
# Words of such titles, so that a line need not end inside one.
_WORD = re.compile(
    "组织工作要点|组织工作|组织|工作|要点|任务|推进|情况|通知|通报|意见|报告|请示|分解|落实|进展|督查|督办|评议|考核|全市|全县|"
    "年度|季度|干部|人才|党建|引领|基层|党员|教育|培训|学习|信用|乡村|社区|小区|治理|新业态|新就业|群体|建设|行动|方案|办法|实施|开展|加强|做好|"
    "进一步|有关|问题|整改|清单|工程|农村|城市|重点|项目|单位|管理|监督|选拔|任用|责任|制度|活动|会议|评选|示范|公示"
)

TableValue: TypeAlias = str | int | Decimal | dt.date | None


def chinese_numeral(number: int) -> str:
    """The Chinese numeral of a whole number from 0 to 9999, as headings use it: 12 is 十二, 105 is 一百零五."""
    if not 0 <= number <= 9999:
        raise ValueError(f"no Chinese numeral for {number}: only 0 to 9999 are written in words")
    if number < 10:
        return _DIGITS[number]
    written, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = bool(written)
    return written.removeprefix("一") if written.startswith("一十") else written


def heading_label(level: int, number: int) -> str:
    """The label in front of a heading: 一、 then （一） then 1. then （1）."""
    match level:
        case 1:
            return f"{chinese_numeral(number)}、"
        case 2:
            return f"（{chinese_numeral(number)}）"
        case 3:
            return f"{number}."
        case 4:
            return f"（{number}）"
    raise ValueError(f"headings have levels 1 to 4, not {level}")


def document_number(agency: str, year: int, serial: int) -> str:
    """The issue number: agency, year in hexagonal brackets, serial without 第 and without leading zeros."""
    if serial < 1:
        raise ValueError("the serial number of a document starts at 1")
    return f"{agency}〔{year:04d}〕{serial}号"


def long_date(date: dt.date) -> str:
    """A date in Arabic digits without leading zeros: 2023年7月3日."""
    return f"{date.year}年{date.month}月{date.day}日"


def percent(value: Decimal | float, places: int = 1) -> str:
    """A number of percent with a fixed number of decimals, rounded half up: 76.35 is 76.4%."""
    step = Decimal(1).scaleb(-places)
    # By way of its text a float keeps the digits that people see.
    return f"{Decimal(str(value)).quantize(step, ROUND_HALF_UP):,}%"


def table_text(value: TableValue) -> str:
    """A value as a table cell shows it: grouped thousands, ISO dates, text as it is, nothing for None."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int() | Decimal():
            return f"{value:,}"
        case dt.date():
            return f"{value:%Y-%m-%d}"
    return str(value)


def width_in_characters(text: str) -> float:
    """The width of a text in Chinese characters; Latin letters and digits take half of one."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def title_lines(title: str, longest: int = _LONGEST_TITLE_LINE) -> list[str]:
    """The lines of a title: as its author broke it, else in lines of like length that end at natural places."""
    if "\n" in title:
        return [line.strip() for line in title.splitlines() if line.strip()]
    count = -(-int(width_in_characters(title)) // longest)
    if count <= 1:
        return [title]
    places = [place for place in range(2, len(title) - 1) if _may_break(title, place)]
    ways = combinations(places, count - 1) if count <= 4 else iter(())
    best = min(ways, key=lambda breaks: _cost(title, breaks, longest), default=None)
    return [title] if best is None else _cut(title, best)


def _may_break(title: str, place: int) -> bool:
    before, after = title[place - 1], title[place]
    if title[place:].startswith(_GOOD_BEFORE):
        return True
    return not (after in _NEVER_FIRST or before in _NEVER_LAST or (before.isascii() and after.isascii()))


def _cut(title: str, breaks: tuple[int, ...]) -> list[str]:
    return [title[start:end] for start, end in zip((0, *breaks), (*breaks, len(title)), strict=True)]


def _cost(title: str, breaks: tuple[int, ...], longest: int) -> float:
    lines = _cut(title, breaks)
    widths = [width_in_characters(line) for line in lines]
    mean = sum(widths) / len(widths)
    uneven = sum((width - mean) ** 2 for width in widths)
    too_long = sum(1000 for width in widths if width > longest + 1)
    # A break inside a word reads worse than lines of unlike length.
    return uneven + too_long + sum(_unnatural(title, place) for place in breaks)


def _unnatural(title: str, place: int) -> int:
    if title[place:].startswith(_GOOD_BEFORE) or title[place - 1] in _GOOD_AFTER:
        return 0
    words = [match.span() for match in _WORD.finditer(title)]
    if any(start < place < end for start, end in words):
        return 80
    return 8 if any(place in span for span in words) else 30
