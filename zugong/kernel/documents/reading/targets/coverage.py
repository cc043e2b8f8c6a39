"""Finds the duties that are whole or nothing: 全覆盖, 应建尽建, 每个小区都要建立, 清零."""

import re
from collections.abc import Iterator

from zugong.kernel.documents.reading.shapes import Comparator
from zugong.kernel.documents.reading.targets.quantities import Quantity
from zugong.kernel.documents.reading.targets.units import UnitClass

_WHOLE = re.compile(
    r"""
    (?P<all>应(?P<verb>[一-龥]{1,2})尽(?P=verb)
      | 全(?:面|域|员|程|方位)?覆盖(?!的?(?:面|网络|体系|格局|式|工作机制|监督体系))(?<!推进全面覆盖)
      | 全部(?:完成|建成|达标|纳入|到位|整改|落实|覆盖|投用|竣工|开工|销号|清零|入驻|配备|实现|消除|拆除|接入|上线|退出|建立|出列|脱贫|解决|办结|投入使用|达到|化解|改造完)
      | 一户不漏 | 不漏一[户人] | 不落一[户人] | 一[个人]不漏 | 一个(?:都)?不(?:能)?[少落]
    )
    | 每(?:个|名|位|家|所|户|条|支|座)?(?P<each>[^，。；、\d一二两三四五六七八九十]{1,8})(?:都要|均要|都应|均应|都须|都有|均有|必须|都能|都建有|都配有|全部)
      (?P<duty>[^，。；、\d]{2,})
    | (?P<none>动态清零 | (?<!动态)清零(?:行动)? | 零(?:发生|事故|新增|增长(?!率)|上访|死亡|违规) )
    """,
    re.VERBOSE,
)
_IN_NAME = re.compile(r"^(?:监管|督查体系|格局|体系|网络|机制|行动|工程|的[^，。；]{1,6}(?:体系|网络|格局))")


def coverage(plain: str) -> Iterator[Quantity]:
    """Yield each duty to reach all, as 100 %, and each to leave none, as 0; in order."""
    for m in _WHOLE.finditer(plain):
        if m["none"]:
            if not re.match(r"行动|工作|任务|攻坚|机制", plain[m.end() : m.end() + 2]) and "行动" not in m["none"]:
                yield Quantity(m.start(), m.end(), 0, "", UnitClass.COUNT, Comparator.EQUAL)
        elif not _IN_NAME.match(plain[m.end() : m.end() + 12]):
            yield Quantity(m.start(), m.end(), 100, "%", UnitClass.SHARE, Comparator.EQUAL)
