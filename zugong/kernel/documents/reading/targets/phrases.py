"""Cuts the shortest phrase that carries a number, and names what it counts."""

import re
from dataclasses import dataclass

from zugong.kernel.documents.reading.targets.quantities import Quantity
from zugong.kernel.documents.reading.targets.setting import Passage
from zugong.kernel.documents.reading.targets.units import CLASS_OF, UNIT, UnitClass
from zugong.kernel.documents.reading.targets.words import any_of

_TO = "[到至在为成]"
_LEADING_WORDS = any_of(
    "确保 力争 争取 力求 努力 要 将 实现 完成 推动 促进 保持 以及 并 和 与 及 其中 另 还 再 年内 今年 全年 全市 全县 全区 全省 每年 每月 "
    "每季度 年底前 组织 开展 举办 新建成 新建 建成 建设 打造 新增 培育 引进 选聘 选派 遴选 遴选培育 发展 创建 统筹 拿出 从 在 至少 "
    "不少于 继续 加快 累计 分别 均 各 进一步 持续 大力 积极 深入 评选 联系 实施 推进 做到 计划 到年底 按照 落实 完成整治 对 各 配备 "
    "新组建 组建 设立 储备"
)
_LEADING = re.compile(
    rf"^(?:[\s□—·、，]|{_LEADING_WORDS}|共(?=储备|计|选|培|建成|引进)|到?20\d\d年[底末]?前?|\d+月底?前?|[一二三四]季度末?|[上下]半年|(?:半年|[\d一二三四五六七八九十]+个?[年月])(?:之内|以内|内)|[（(]?\d[)）.、])"
)
_MOVES = any_of("提高 提升 增加 增长 下降 降低 压缩 压减 减少 缩短 扩大 稳定 保持 控制 上升 推广 发展")
_TRAILING_WORDS = any_of(
    "达到 达 突破 超过 超 破 不低于 不少于 不超过 不高于 至少 最多 最少 高于 低于 新增 新建 新建成 建成 完成 实现 力争 争取 确保 分别 同比 "
    "不得 不能 要 将 累计 平均 力求 年均 全面 率先 选派 选聘 引进 培育 培养 打造 建设 举办 开展 基本 增 升 约 近 各 共 总计 有 为 "
    "再 降 减 净增 净 动态 做到 不漏 在 采取 的要采取 的采取 要在 应在 须在"
)
_TRAILING = re.compile(rf"(?:[\s（(“]|{_MOVES}{_TO}?|降{_TO}|增{_TO}|(?<![人户年日月])均|{_TRAILING_WORDS})$")
# The base from which a figure moves is no part of its name: 治理率由38%提高到45%.
_FROM_BASE = re.compile(r"[由从比较][^由从比较]*(?:\d|年|上年|去年)[^由从比较]*$")
_NOUN_STOP = re.compile(
    r"(?<=.)在|[，。；、:：（(）)｜并且]|"
    + any_of("到 赴 进行 参加 参与 纳入 以上 左右 达到 实现 完成 用于 其中 均 分别 以及 担任 办结 内 下基层")
)
# What each of a kind owes stands after the must: 每个小区都要建立机制.
_OWED = re.compile(r"每[^，。；]{1,12}?(?:都要|均要|都应|均应|都须|都有|均有|必须|都能|都建有|都配有|全部)")
# 2个基础薄弱、发展滞后的村: what is counted stands behind a list of its traits.
_TRAITS_THEN_NOUN = re.compile(r"(?:、[^，。；、\d]{2,16}){1,3}?的(?P<noun>[^，。；、\d]{1,10})")
_NUMBERING = re.compile(
    r"\s*(?:[（(][\d一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]{1,3}、)"
)
_AT_RATE = re.compile(r"的?(?:比例|标准|要求)")
# An age tells the people apart and stays in their name: 35岁左右年轻干部.
_MEASURED = re.compile(rf"(?:\d[\d.,]*[至到—~-])?\d[\d.,]*[万亿]*(?![\d.,]|岁)(?P<unit>{UNIT})?(?:以上|左右|以内)?")
_NO_NOUN = re.compile(r"以上|左右|，|且|并|用于|的?比例|的?标准")
# 配备率 and 培训量 keep their verb: what would be left names nothing.
_NAMES_A_FIGURE = re.compile(r"[率量数度面额值比]|[率量数额](?:要|至少)?")
_LONGEST_NOUN = 24
_NOUN_BEFORE = frozenset(
    {UnitClass.SHARE, UnitClass.POINTS, UnitClass.TIMES, UnitClass.BARE, UnitClass.SPAN, UnitClass.AGE, UnitClass.HOURS}
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A span of a block and the noun that its number counts."""

    start: int
    end: int
    what: str


def cut(passage: Passage, quantity: Quantity, previous_end: int, next_start: int) -> Phrase:
    """Cut the phrase around a quantity, between the quantity before it and the one after it in the same block."""
    left, right = passage.item(quantity.start, quantity.end)
    left = _list_begins(passage, quantity, left)
    numbering = _NUMBERING.match(passage.plain, left, quantity.start)
    left = numbering.end() if numbering else left
    left = max(left, min(previous_end, quantity.start))
    noun_after = _noun_after(passage.plain, quantity, left, min(right, next_start), alone=next_start >= right)
    if next_start < right:
        right = quantity.end + len(noun_after)
    elif noun_after:
        list_of_traits = _TRAITS_THEN_NOUN.match(passage.plain, right)
        if list_of_traits and list_of_traits.end() <= next_start:
            right, noun_after = list_of_traits.end(), list_of_traits["noun"]
    left, right = _trim(passage.text, left, right, quantity)
    owed = _OWED.match(passage.plain[quantity.start : quantity.end])
    if owed:
        return Phrase(left, right, _tidy(name_in(passage.plain[quantity.start + owed.end() : quantity.end])))
    noun = noun_after or _noun_before(passage, quantity, left, right)
    return Phrase(left, right, _tidy(noun))


def _list_begins(passage: Passage, quantity: Quantity, left: int) -> int:
    """Return where a list of examples begins whose last item is at `left`: 选派到信访、招商等岗位不少于60名."""
    if "等" not in passage.plain[left : quantity.start] or passage.plain[left - 1 : left] != "、":
        return left
    return passage.clause(quantity.start, quantity.end)[0]


def _trim(text: str, left: int, right: int, quantity: Quantity) -> tuple[int, int]:
    while left < quantity.start and text[left] in " \t　”’）)》—·和与及":
        left += 1
    while right > quantity.end and text[right - 1] in " \t　“‘（(《":
        right -= 1
    return left, right


def _noun_after(plain: str, quantity: Quantity, left: int, right: int, *, alone: bool) -> str:
    """Return the noun that follows its number, or nothing where the noun stands before the number."""
    after = plain[quantity.end : right]
    if quantity.unit_class in _NOUN_BEFORE or not re.match(r"\s?[“一-龥A-Za-z]", after) or _NO_NOUN.match(after):
        return ""
    # Of 博士50名硕士200名 and 50名博士200名硕士, the words before the first number tell which it is.
    if not alone and _strip(_LEADING, plain[left : quantity.start]):
        return ""
    stop = _NOUN_STOP.search(after)
    if stop and stop.start() == 0:
        return after
    return after[: stop.start()] if stop else after


def _noun_before(passage: Passage, quantity: Quantity, left: int, right: int) -> str:
    noun = name_in(passage.plain[left : quantity.start])
    if len(noun) > 1:
        return noun
    at_rate = _AT_RATE.match(passage.plain[quantity.end : right])
    if at_rate:
        return name_in(passage.plain[quantity.end + at_rate.end() : right])
    sentence = passage.sentence(quantity.start, quantity.end)[0]
    for earlier in reversed(re.split(r"[，。；：、｜]", passage.plain[sentence:left])):
        noun = _counted_in(_strip(_LEADING, earlier))
        if len(noun) > 1:
            return noun
    return ""


def _counted_in(words: str) -> str:
    """Name what an earlier item counts: the noun behind its number (2个示范小区) or else before it."""
    measures = [m for m in _MEASURED.finditer(words) if CLASS_OF.get(m["unit"] or "") is UnitClass.COUNT]
    behind = name_in(words[measures[-1].end() :]) if measures else ""
    return behind if len(behind) > 1 else name_in(_MEASURED.sub("", words))


def name_in(words: str) -> str:
    """Return the name of what is counted: the words without the verbs before and after it and without its base value."""
    words = _FROM_BASE.sub("", _strip(_TRAILING, words))
    return _strip(_LEADING, _strip(_TRAILING, words))


def _strip(pattern: re.Pattern[str], words: str) -> str:
    while match := pattern.search(words):
        rest = words[: match.start()] + words[match.end() :]
        if rest and _NAMES_A_FIGURE.fullmatch(rest):
            break
        words = rest
    return words


def _tidy(noun: str) -> str:
    noun = noun.strip("、，的 　")[-_LONGEST_NOUN:]
    if noun.count("“") != noun.count("”"):
        noun = noun.replace("“", "").replace("”", "")
    return noun
