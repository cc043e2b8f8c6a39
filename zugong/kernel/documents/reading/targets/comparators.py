"""Reads how a number is meant: at least, at most, about; and what softens the promise."""

import re

from zugong.kernel.documents.reading.shapes import Comparator
from zugong.kernel.documents.reading.targets.setting import Setting
from zugong.kernel.documents.reading.targets.words import any_of

_NOT = "不(?:得|能|应|要|可)?"
_TO = "[在到至为]"
_NOT_LESS = re.compile(rf"(?:{_NOT}(?:少于|低于|小于|短于|亚于|下)|[≥>＞]=?)\s?$")
_AT_MOST = re.compile(
    rf"(?:{_NOT}(?:超过?|高于|大于|多于|突破|长于|迟于|超出)|至多|最多|最长|最高|低于|少于|小于|短于|控制|[≤<＜]=?|"
    rf"(?:控制|压缩|压减|缩短|下降|降低|减少|精简|缩减|压降|降|减|缩|压|限){_TO})\s?$"
)
_AT_LEAST = re.compile(
    r"(?:至少|最少|最低|起码|超过|超出|超|达到|达|达成|突破|破|大于|高于|多于|跨越|跨过|迈上|迈过|站上|冲刺|冲击|跃上|跃升至|(?<!以)上|不止)\s?$"
)
# 产值过百亿 reaches a height; 过一次组织生活会 holds one.
_PAST = re.compile(r"(?<![通超不])过\s?$")
_HEIGHT = 10
_ABOUT = re.compile(r"(?:大约|约|接近|将近|近|大概|大体)\s?$")
# Such words stand before the verb or the noun, too: 至少建设3个, 不超过总数的30%.
_NO_NUMBER = "[^\\d，。；、一二两三四五六七八九十百]"
_AT_LEAST_EARLIER = re.compile(rf"(?:至少|最少|起码|{_NOT}(?:少于|低于)){_NO_NUMBER}{{0,20}}$")
_AT_MOST_EARLIER = re.compile(rf"(?:{_NOT}超过|至多|最多|控制在){_NO_NUMBER}{{0,20}}$")

# 争取 is a verb of its own before what is to be won from above: 争取上级资金5亿元.
_WON = any_of("上级 中央 国家 省 各类 各级 专项 资金 政策 项目 到 债券 获")
STRIVES = rf"争取(?!{_WON}|[^，。；]{{0,4}}资金)"
_HEDGE = re.compile(rf"{STRIVES}|努力(?!工)|" + any_of("力争 力求 力促 原则上 尽量 尽可能 尽力 有望"))


def comparator(setting: Setting) -> Comparator:
    """Return how the reported figure is to be held against the number."""
    quantity, before = setting.quantity, setting.item_before.rstrip(" “（(")
    if quantity.comparator is not None:
        return quantity.comparator
    for pattern, meant in (
        (_NOT_LESS, Comparator.AT_LEAST),
        (_AT_MOST, Comparator.AT_MOST),
        (_AT_LEAST, Comparator.AT_LEAST),
        (_ABOUT, Comparator.ABOUT),
        (_AT_LEAST_EARLIER, Comparator.AT_LEAST),
        (_AT_MOST_EARLIER, Comparator.AT_MOST),
    ):
        if pattern.search(before):
            return meant
    if _PAST.search(before) and quantity.value >= _HEIGHT:
        return Comparator.AT_LEAST
    return Comparator.ABOUT if quantity.bare_place else Comparator.EQUAL


def is_compared(setting: Setting) -> bool:
    """Say whether the number carries a comparator of its own or in the words before it."""
    return setting.quantity.comparator is not None or comparator(setting) not in (Comparator.EQUAL, Comparator.ABOUT)


def hedge(part_before: str) -> str | None:
    """Return the last softening word before a number in its part of the sentence."""
    found = None
    for match in _HEDGE.finditer(part_before):
        found = match.group()
    if found and re.search(r"确保(?!.*(?:力争|争取|力求|努力))", part_before):
        return None
    return found
