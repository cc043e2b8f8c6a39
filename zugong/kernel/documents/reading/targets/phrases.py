"""Cuts the shortest phrase that carries a number, and names what it counts."""

import re
from dataclasses import dataclass

from zugong.kernel.documents.reading.targets.quantities import Quantity
from zugong.kernel.documents.reading.targets.setting import Passage
from zugong.kernel.documents.reading.targets.units import UnitClass

_LEADING = re.compile(
    r"^(?:[\s“”□—·]|确保|力争|争取|力求|努力|要|将|实现|完成|推动|促进|保持|以及|并|和|与|及|其中|另|还|再|年内|今年|全年|全市|全县|全区|全省|每年|每月|每季度|"
    r"到?20\d\d年(?:底|末)?(?:前)?|\d+月底前|年底前|组织|开展|举办|新建成|新建|建成|建设|打造|新增|培育|引进|选聘|选派|遴选|遴选培育|发展|创建|统筹|拿出|从|在|使|至少|不少于|"
    r"继续|加快|累计|分别|均|各|进一步|持续|大力|积极|深入|评选|联系|实施|推进|[（(]?\d[)）.、])"
)
_TRAILING = re.compile(
    r"(?:[\s“”（(约近超达破过上均各总计共有为在到至比以]|达到|突破|超过|不低于|不少于|不超过|不高于|至少|最多|最少|高于|低于|控制在|提高到?|提高至|提升到?|提升至|增加到?|增加至|"
    r"增长到?|稳定在|保持在|下降到?|下降至|降低到?|降低至|降至|降到|压缩到?|压缩至|压减至?|减少到?|减少至|缩短到?|缩短至|新增|新建成?|建成|完成|实现|力争|争取|确保|分别|同比|"
    r"扩大到?|扩大至|不得|不能|要|将|累计|平均|力求|占比(?=达)|年均|全面|率先|选派|选聘|引进|培育|培养|打造|建设|发展|组织|举办|开展|改造|增|升|至少达到)$"
)
_NOUN_STOP = re.compile(
    r"(?:到|赴|进行|参加|参与|在(?=[^，]{1,8}$)|纳入|以上|左右|，|；|。|、|：|:|（|\(|\)|）|并|且|达到|实现|完成|用于|，|｜|，|其中|均|分别|以及)"
)
_LONGEST_NOUN = 18


@dataclass(frozen=True, slots=True)
class Phrase:
    """A span of a block and the noun that its number counts."""

    start: int
    end: int
    what: str


def cut(passage: Passage, quantity: Quantity, previous_end: int, next_start: int) -> Phrase:
    """Cut the phrase around a quantity, between the quantity before it and the one after it in the same block."""
    left, right = passage.item(quantity.start, quantity.end)
    after_noun = _noun_comes_after(passage, quantity, left, right, next_start)
    if previous_end > left:
        left = previous_end
    if next_start < right:
        right = quantity.end + _noun_length(passage.plain[quantity.end : next_start]) if after_noun else quantity.end
    left, right = _trim(passage.text, left, right, quantity)
    return Phrase(left, right, _what(passage, quantity, left, right, after_noun=after_noun))


def _trim(text: str, left: int, right: int, quantity: Quantity) -> tuple[int, int]:
    while left < quantity.start and text[left] in " \t　”’）)》—·":
        left += 1
    while right > quantity.end and text[right - 1] in " \t　“‘（(《":
        right -= 1
    return left, right


def _noun_comes_after(passage: Passage, quantity: Quantity, left: int, right: int, next_start: int) -> bool:
    if quantity.unit_class in (UnitClass.SHARE, UnitClass.POINTS, UnitClass.TIMES, UnitClass.BARE, UnitClass.SPAN):
        return False
    after = passage.plain[quantity.end : min(right, next_start)]
    if not re.match(r"\s?[“一-龥A-Za-z]", after) or re.match(r"以上|左右|，|且|并|用于", after):
        return False
    if next_start < right:
        # Of 博士50名硕士200名 and 50名博士200名硕士, the words before the first number tell which it is.
        return not _strip_leading(passage.plain[left : quantity.start])
    return True


def _noun_length(words: str) -> int:
    stop = _NOUN_STOP.search(words)
    return stop.start() if stop else len(words)


def _what(passage: Passage, quantity: Quantity, left: int, right: int, *, after_noun: bool) -> str:
    plain = passage.plain
    if after_noun:
        noun = plain[quantity.end : right]
        noun = noun[: _noun_length(noun)].strip(" 的“”")
        if noun:
            return noun[-_LONGEST_NOUN:]
    noun = _strip_leading(_strip_trailing(plain[left : quantity.start]))
    if not noun:
        clause = passage.part(quantity.start, quantity.end)[0]
        noun = _strip_leading(_strip_trailing(re.split(r"[，。；：]", plain[clause:left].rstrip("，、。；："))[-1]))
    if not noun and quantity.unit_class is UnitClass.SHARE:
        noun = plain[quantity.start : quantity.end]
    return noun.strip("“”、，的 ")[-_LONGEST_NOUN:]


def _strip_leading(words: str) -> str:
    while match := _LEADING.match(words):
        words = words[match.end() :]
    return words


def _strip_trailing(words: str) -> str:
    while match := _TRAILING.search(words):
        words = words[: match.start()]
    return words
