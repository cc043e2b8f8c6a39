"""Finds every quantity in a text: a number with its unit and the words that bind to it. It does not judge whether one is a target."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import zip_longest

from zugong.kernel.documents.reading.shapes import Comparator
from zugong.kernel.documents.reading.targets.numerals import (
    ARABIC,
    CHINESE,
    LARGE_PLACES,
    NUMBER,
    SMALL_PLACES,
    Number,
    is_bare_place,
    read_number,
    simplest,
)
from zugong.kernel.documents.reading.targets.units import CLASS_OF, UNIT, UNIT_AFTER_CHINESE, UnitClass

# One sign for each character, so that positions stay those of the text.
_ONE_FORM = str.maketrans("０１２３４５６７８９％．：∶﹕～〜－–－﹣", "0123456789%.:::~~————")
_DASH = r"[—~至到-]{1,2}"
_VAGUE = r"[余多来]"
_SUFFIX = r"[(（]?(?:及其?)?(?:含)?[)）]?(?:以上|以下|以内|之内|左右|上下|内)(?:[(（]含[^)）]{0,6}[)）])?(?:以上)?"

_QUANTITY = re.compile(
    rf"""
    选(?P<choose>{NUMBER})[人名个]?[配选](?P<fill>{NUMBER})
  | (?<![\d:.])(?P<left>\d+(?:\.\d+)?)\s?:\s?(?P<right>\d+(?:\.\d+)?)(?![\d:])
  | (?P<whole>{CHINESE})分之(?P<part>{CHINESE}(?:{_DASH}(?:百分之)?{CHINESE})?|{ARABIC})(?P<fraction_tail>{_SUFFIX})?
  | (?<![\d/.])(?P<upper>\d)/(?P<lower>[2-9]|10)(?![\d/万])(?P<slash_tail>{_SUFFIX})?
  | (?P<half>一半|过半数?|半数)(?P<half_tail>{_SUFFIX})?
  | (?<![数几])(?P<tenths>[一二两三四五六七八九])成(?P<fifth>[一二三四五六七八九半])?(?P<tenths_tail>{_SUFFIX})?
      (?=[^一-龥]|[以的党干村企群左目]|$)
  | 前(?P<rank>\d+|[一二两三四五六七八九十百]+)(?P<rank_unit>[名位强])?(?P<rank_tail>以内|之内)?
  | 翻(?P<doublings>[一两二三四\d]?)番(?P<fold_tail>{_SUFFIX})?
  | 半(?P<half_span>年|个月)(?P<half_span_tail>{_SUFFIX})?
  | (?<![\d.])(?P<low>{NUMBER})(?P<low_vague>{_VAGUE})?\s?(?P<low_unit>{UNIT})?{_DASH}
      (?P<high>{NUMBER})\s?(?P<high_unit>{UNIT})?(?P<range_tail>{_SUFFIX})?
  | (?<![几第\d.])(?P<number>{ARABIC})(?P<vague>{_VAGUE})?(?:\s?(?P<late_place>[万亿]))?\s?
      (?P<unit>{UNIT})?(?P<late_vague>[多余])?(?P<tail>\s?{_SUFFIX})?
  | (?<![几第])(?<!(?<!办)好)(?<!(?<![人户总件场次位])数)(?P<chinese>{CHINESE})(?P<chinese_vague>[余多来])?(?P<chinese_late_place>[万亿])?
      (?P<chinese_unit>{UNIT_AFTER_CHINESE})?(?P<chinese_late_vague>[多余])?(?P<chinese_tail>{_SUFFIX})?
    """,
    re.VERBOSE,
)
_AND = re.compile(r"\s?[、和与]\s?")
_PAIRED_DIGITS = re.compile(r"[两二三四五六七八九][二三四五六七八九]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit at `text[start:end]`; `comparator` is the one its own words carry, if any."""

    start: int
    end: int
    value: Number
    unit: str
    unit_class: UnitClass
    comparator: Comparator | None = None
    value2: Number | None = None
    chinese: bool = False
    rank: bool = False
    within: bool = False
    bare_place: bool = False


def plain_forms(text: str) -> str:
    """Return the text with full-width digits and signs made half-width, every character at its place."""
    return text.translate(_ONE_FORM)


def quantities(text: str) -> Iterator[Quantity]:
    """Yield the quantities of a text whose signs are in plain form, in order and without overlap."""
    found = [quantity for match in _QUANTITY.finditer(text) if (quantity := _read(match)) is not None]
    for quantity, following in zip_longest(found, found[1:]):
        yield _with_unit_of(following, quantity, text) if following else quantity


def _with_unit_of(following: Quantity, quantity: Quantity, text: str) -> Quantity:
    """提高5个和3个百分点: a number that leaves its unit to the one after it counts the same."""
    bound = following.unit_class is UnitClass.POINTS and _AND.fullmatch(text, quantity.end, following.start)
    if bound and quantity.unit in ("个", ""):
        return replace(quantity, unit=following.unit, unit_class=following.unit_class)
    return quantity


def _read(m: re.Match[str]) -> Quantity | None:
    if m["choose"]:
        return _of(m, read_number(m["choose"]), "", UnitClass.BARE, Comparator.RATIO, read_number(m["fill"]))
    if m["left"]:
        return _of(m, read_number(m["left"]), "", UnitClass.BARE, Comparator.RATIO, read_number(m["right"]))
    if m["whole"]:
        return _read_fraction(m)
    if m["upper"]:
        share = simplest(round(Decimal(m["upper"]) * 100 / Decimal(m["lower"]), 2))
        return _of(m, share, "%", UnitClass.SHARE, comparator_of_tail(m["slash_tail"]))
    if m["half"]:
        over = Comparator.AT_LEAST if m["half"].startswith("过") else None
        return _of(m, 50, "%", UnitClass.SHARE, over or comparator_of_tail(m["half_tail"]))
    if m["tenths"]:
        fifth = {None: 0, "半": 5}.get(m["fifth"])
        value = (read_number(m["tenths"]) or 0) * 10 + ((read_number(m["fifth"]) or 0) if fifth is None else fifth)
        return _of(m, value, "%", UnitClass.SHARE, comparator_of_tail(m["tenths_tail"]))
    if m["rank"]:
        found = _of(m, read_number(m["rank"]), m["rank_unit"] or "名", UnitClass.COUNT, Comparator.AT_MOST)
        return replace(found, rank=True) if found else None
    if m["fold_tail"] is not None or m["doublings"] is not None:
        return _of(
            m,
            2 ** int(read_number(m["doublings"] or "一") or 1),
            "倍",
            UnitClass.TIMES,
            comparator_of_tail(m["fold_tail"]),
        )
    if m["half_span"]:
        return _read_half_span(m)
    if m["low"]:
        return _read_range(m)
    return _read_plain(m)


def _of(
    m: re.Match[str],
    value: Number | None,
    unit: str,
    unit_class: UnitClass,
    comparator: Comparator | None = None,
    value2: Number | None = None,
) -> Quantity | None:
    if value is None:
        return None
    return Quantity(m.start(), m.end(), value, unit, unit_class, comparator, value2)


def comparator_of_tail(tail: str | None) -> Comparator | None:
    """Return the comparator of the words after a number, such as 以上 or 左右."""
    if not tail:
        return None
    if "以上" in tail:
        return Comparator.AT_LEAST
    if "左右" in tail or "上下" in tail:
        return Comparator.ABOUT
    return Comparator.AT_MOST


def _read_fraction(m: re.Match[str]) -> Quantity | None:
    whole = read_number(m["whole"])
    parts = [read_number(part.removeprefix("百分之")) for part in re.split(_DASH, m["part"])]
    if not whole or None in parts:
        return None
    unit, scale = ("‰", 1000) if whole == 1000 else ("%", 100)
    shares = [simplest(round(Decimal(str(part)) * scale / Decimal(str(whole)), 2)) for part in parts]
    if len(shares) == 2:
        return _of(m, shares[0], unit, UnitClass.SHARE, Comparator.BETWEEN, shares[1])
    return _of(m, shares[0], unit, UnitClass.SHARE, comparator_of_tail(m["fraction_tail"]))


def _read_half_span(m: re.Match[str]) -> Quantity | None:
    value, unit = (6, "个月") if m["half_span"] == "年" else (15, "天")
    tail = m["half_span_tail"]
    found = _of(m, value, unit, UnitClass.SPAN, comparator_of_tail(tail))
    return replace(found, within=_is_within(tail, UnitClass.SPAN)) if found else None


def _is_within(tail: str | None, unit_class: UnitClass) -> bool:
    return unit_class is UnitClass.SPAN and bool(tail) and "内" in (tail or "")


def _read_range(m: re.Match[str]) -> Quantity | None:
    unit = m["high_unit"] or m["low_unit"] or ""
    if m["low_unit"] and m["high_unit"] and m["low_unit"] != m["high_unit"]:
        return None
    low, high = read_number(m["low"]), read_number(m["high"])
    if low is None or high is None or (not unit and not m["range_tail"]):
        return None
    place = (
        re.search(r"[十百千万亿]+$", m["high"])
        if m["high"][0].isdigit() and m["low"].replace(".", "").isdigit()
        else None
    )
    if place:
        scaled = Decimal(str(low))
        for c in place.group():
            scaled *= SMALL_PLACES.get(c) or LARGE_PLACES[c]
        # 5—8亿元 is five to eight hundred million, but 8000—1万元 begins at eight thousand.
        low = simplest(scaled) if scaled < high else low
    if low >= high:
        return None
    return replace(
        Quantity(m.start(), m.end(), low, unit, CLASS_OF.get(unit, UnitClass.BARE), Comparator.BETWEEN, high),
        chinese=not m["high"][0].isdigit(),
        within=_is_within(m["range_tail"], CLASS_OF.get(unit, UnitClass.BARE)),
    )


def _read_plain(m: re.Match[str]) -> Quantity | None:
    chinese = m["chinese"] is not None
    key = "chinese_" if chinese else ""
    words = m["chinese"] if chinese else m["number"]
    vague, unit, tail = m[key + "vague"] or m[key + "late_vague"], m[key + "unit"] or "", m[key + "tail"]
    if chinese and not unit and not tail and not is_bare_place(words) and len(words) < 2:
        return None
    several = _PAIRED_DIGITS.fullmatch(words) if chinese else None
    value = read_number(words[0] if several else words)
    if value is None:
        return None
    place = LARGE_PLACES.get(m[key + "late_place"] or "", 1)
    found = Quantity(
        m.start(),
        m.end(),
        simplest(Decimal(str(value)) * place),
        unit,
        CLASS_OF.get(unit, UnitClass.BARE),
        comparator_of_tail(tail)
        or (Comparator.AT_LEAST if vague in ("余", "多") else Comparator.ABOUT if vague else None),
        chinese=chinese,
        within=_is_within(tail, CLASS_OF.get(unit, UnitClass.BARE)),
        bare_place=is_bare_place(words),
    )
    if several:
        return replace(found, comparator=Comparator.BETWEEN, value2=read_number(words[1]))
    return found
