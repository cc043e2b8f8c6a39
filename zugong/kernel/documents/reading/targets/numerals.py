"""Numbers as Chinese plans write them: Arabic, Chinese, and the two mixed (0.6万, 三百, 一百二十, 1,200, 3千)."""

import re
from decimal import Decimal

Number = int | float

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
SMALL_PLACES = {"十": 10, "百": 100, "千": 1000}
LARGE_PLACES = {"万": 10_000, "亿": 100_000_000}

# A place word belongs to the unit after it in 千瓦, 千米, 千克, 千伏 and in 百分点.
_PLACE = r"(?:[百千](?![瓦米克伏分])|万|亿)"
ARABIC = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?:\.\s?\d+)?(?:十?{_PLACE}{{1,2}})?"
CHINESE = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
NUMBER = rf"(?:{ARABIC}|{CHINESE})"

_MIXED = re.compile(r"(?P<head>\d[\d,]*(?:\.\d+)?)(?P<places>[十百千万亿]*)")
_FRACTION = re.compile(r"[零〇○一二两三四五六七八九]+")
_WHOLE = re.compile(r"[零〇○一二两三四五六七八九十百千万亿]+")


def read_number(words: str) -> Number | None:
    """Return the number that the words write, whole where it is whole; None when they write none."""
    mixed = _MIXED.fullmatch(words.replace(" ", ""))
    if mixed:
        value = Decimal(mixed["head"].replace(",", ""))
        for place in mixed["places"]:
            value *= SMALL_PLACES.get(place) or LARGE_PLACES[place]
        return simplest(value)
    whole, point, fraction = words.partition("点")
    if not _WHOLE.fullmatch(whole) or (point and not _FRACTION.fullmatch(fraction)):
        return None
    value = Decimal(_read_whole(whole))
    if fraction:
        value += Decimal("0." + "".join(str(DIGITS[c]) for c in fraction))
    return simplest(value)


def simplest(value: Decimal) -> Number:
    """Return the value as an int where it is whole, else as a float."""
    return int(value) if value == value.to_integral_value() else float(value)


def is_bare_place(words: str) -> bool:
    """Say whether the words are a place without a digit before it, as in 万名, 百名, 千亿."""
    return bool(words) and words[0] in "百千万亿" and all(c in "百千万亿" for c in words)


def _read_whole(words: str) -> int:
    if len(words) > 1 and all(c in DIGITS for c in words):
        return int("".join(str(DIGITS[c]) for c in words))
    total = section = digit = 0
    last_place = 1
    for c in words:
        if c in DIGITS:
            digit = DIGITS[c]
            last_place = 1 if c in "零〇○" else last_place
        elif c in SMALL_PLACES:
            last_place = SMALL_PLACES[c]
            section += (digit or 1) * last_place
            digit = 0
        else:
            last_place = LARGE_PLACES[c]
            carried = section + digit
            # 万亿 multiplies what stands before it; 亿 then 万 adds.
            total = (
                (total + carried or 1) * last_place if last_place > total > 0 else total + (carried or 1) * last_place
            )
            section = digit = 0
    # A last digit right after a place counts in tenths of it: 一百二 is 120.
    return total + section + (digit * last_place // 10 if last_place > 10 else digit)
