"""Finds the duties that are whole or nothing: 全覆盖, 应建尽建, 每个小区都要建立, 清零."""

import re
from collections.abc import Iterator

from zugong.kernel.documents.reading.shapes import Comparator
from zugong.kernel.documents.reading.targets.quantities import Quantity
from zugong.kernel.documents.reading.targets.units import UnitClass
from zugong.kernel.documents.reading.targets.words import any_of

_DONE = any_of(
    "完成 建成 达标 纳入 到位 整改 落实 覆盖 投用 竣工 开工 销号 清零 入驻 配备 实现 消除 拆除 接入 上线 退出 建立 出列 脱贫 解决 "
    "办结 投入使用 达到 化解 改造完 转化 淘汰 关停 清退 提档 升级 建立 组建 设立 拨付 兑现"
)
_NONE_LEFT_OUT = any_of(
    "一户不漏 不漏一户 不漏一人 不落一户 不落一人 一个不漏 一人不漏 一个不少 一个都不能少 一个不落 一个都不落"
)
_MUST = any_of("都要 均要 都应 均应 都须 都有 均有 必须 都能 都建有 都配有 全部")
_CN = "一二两三四五六七八九十"

_ALL = re.compile(
    rf"应([一-龥]{{1,2}})尽\1|(?<![个项])全(?:面|域|员|程|方位)?覆盖|全部(?:[^，。；、\d]{{0,4}}?)?{_DONE}|{_NONE_LEFT_OUT}"
)
_EACH = re.compile(rf"每[个名位家所户条支座]?[^，。；、\d{_CN}]{{1,8}}{_MUST}[^，。；\d]{{2,60}}")
# 年底前全面完成 closes a row of milestones; 全面完成任务 is a manner of speaking.
_WHOLLY = re.compile(r"(?:[底末日月度]|年内)(?:之?前)?[要须应将]?(?P<duty>全面(?:完成|建成|达标))(?=[，。；、\s]|$)")
_NONE = re.compile(
    r"动态清零|清零(?=[，。；、\s]|$)|(?<!社消)零(?:发生|事故|新增|增长(?!率)|上访|死亡|违规)|(?<=[为现持])零(?=[，。；、\s]|$)"
)
# The same words name a way of working when such a noun follows.
_NAMES_A_WAY = re.compile(
    r"的?(?:[^，。；]{1,4})?(?:监管|督查|格局|体系|网络|机制|行动|工程|任务|工作|攻坚|台账|模式|目标责任)|的?面(?![，。])|式"
)


def whole_duties(plain: str) -> Iterator[Quantity]:
    """Yield each duty to reach all, as 100 %, and each to leave none, as 0."""
    yield from (_all_of(m) for m in _ALL.finditer(plain) if not _names_a_way(m))
    for m in _WHOLLY.finditer(plain):
        yield Quantity(m.start("duty"), m.end(), 100, "%", UnitClass.SHARE, Comparator.EQUAL)
    for m in _NONE.finditer(plain):
        if not _names_a_way(m):
            yield Quantity(m.start(), m.end(), 0, "", UnitClass.COUNT, Comparator.EQUAL)


def duties_of_each(plain: str) -> Iterator[Quantity]:
    """Yield each duty that every one of a kind has, as 100 %: 每个小区都要建立机制."""
    yield from (_all_of(m) for m in _EACH.finditer(plain) if not _names_a_way(m))


def _all_of(m: re.Match[str]) -> Quantity:
    return Quantity(m.start(), m.end(), 100, "%", UnitClass.SHARE, Comparator.EQUAL)


def _names_a_way(m: re.Match[str]) -> bool:
    return bool(_NAMES_A_WAY.match(m.string[m.end() : m.end() + 12]))
