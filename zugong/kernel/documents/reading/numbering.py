"""The numbers that head the parts of a plan: 第一章, 一、, （一）, 1., （1）, ①."""

import re
from dataclasses import dataclass

_DIGITS = "〇零一二三四五六七八九"
_CHINESE = "[〇零一二三四五六七八九十百]{1,5}"
_NUMBER = rf"(?:{_CHINESE}|\d{{1,3}})"
# After these a point stands inside a number (3.2万名), not after an ordinal.
_NOT_A_QUANTITY = r"(?![\d.]*\s?(?:[万亿千百个名人户家%倍元米里吨亩件项次年月日岁公平立]|左右|以上))"

APPENDIX = 0
_STYLES = (
    (1, re.compile(rf"第({_NUMBER})(?:部分|板块|[篇编])[:：、]?\s*")),
    (2, re.compile(rf"第({_NUMBER})章[:：、]?\s*")),
    (3, re.compile(rf"第({_NUMBER})节[:：、]?\s*")),
    (4, re.compile(rf"第({_NUMBER})条[:：、]?\s*")),
    (5, re.compile(rf"({_CHINESE})\s?[、．.]\s*(?!{_CHINESE}[、．.])")),
    (6, re.compile(rf"[（(]\s?({_CHINESE})\s?[）)][、．.]?\s*")),
    (8, re.compile(r"(\d{1,2}\.\d{1,2})(?:[.．、]\s*|\s+|(?=[㐀-鿿]))" + _NOT_A_QUANTITY)),
    (9, re.compile(r"(\d{1,2}\.\d{1,2}\.\d{1,2})(?:[.．、]\s*|\s+|(?=[㐀-鿿]))")),
    (7, re.compile(r"(\d{1,3})\s?(?:[．、](?!\d)|\.(?![\d.]))\s*")),
    (10, re.compile(r"[（(]\s?(\d{1,2})\s?[）)][、．.]?\s*")),
    (11, re.compile(r"(\d{1,2})\s?[）)][、．.]?\s*")),
    (12, re.compile(r"([①-⑳])\s*")),
)
_APPENDIX = re.compile(rf"附\s?[件表录]\s?({_NUMBER})?(?![中所内的])\s*[：:]?\s*")


@dataclass(frozen=True, slots=True)
class Mark:
    """The number at the head of a text: its style (1 is the highest), its ordinal, itself, and the text after it."""

    style: int
    ordinal: int
    text: str
    rest: str


def read_mark(text: str) -> Mark | None:
    """Return the number that heads the text, or None."""
    for style, pattern in _STYLES:
        found = pattern.match(text)
        # `1.5万名` and the like are quantities; the styles with two points ask for what follows themselves.
        if found and not (style == 7 and _is_year_or_quantity(text, found)):
            return Mark(style, _ordinal(found[1]), found[0].strip(), text[found.end() :])
    found = _APPENDIX.match(text)
    if found:
        return Mark(APPENDIX, _ordinal(found[1] or "1"), found[0].strip(), text[found.end() :])
    return None


def chinese_number(text: str) -> int:
    """The value of a small Chinese numeral such as 二十三; of digits put side by side such as 二〇二三."""
    if not set(text) & set("十百"):
        return int("".join(str(max(_DIGITS.index(char) - 1, 0)) for char in text) or 0)
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = max(_DIGITS.index(char) - 1, 0)
    return total + digit


def _ordinal(text: str) -> int:
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    if text[0].isdecimal():
        return int(text.rsplit(".", maxsplit=1)[-1])
    return chinese_number(text)


def _is_year_or_quantity(text: str, found: re.Match[str]) -> bool:
    return found[0].rstrip()[-1] == "、" and bool(re.match(r"\d+\s?[个名月日年%、]", text[found.end() :]))
