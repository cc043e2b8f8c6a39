"""Grounds against numbers that say to whom or to what a rule applies: attributes, classes of bodies, conditions."""

import re

from zugong.kernel.documents.reading.shapes import Comparator
from zugong.kernel.documents.reading.targets.setting import Setting
from zugong.kernel.documents.reading.targets.small_numbers import MAKES
from zugong.kernel.documents.reading.targets.units import UnitClass
from zugong.kernel.documents.reading.targets.words import any_of

FUND = re.compile(r"(?:的|规模)?[^，。；、\d]{0,10}(?:基金|资金池|专项资金|专项经费)")
_PURPOSE = any_of("要求 标准 比例 增速 速度 任务 幅度 预期 水平 增长 底线 红线 指标")
_DESCRIBES = re.compile(rf"\s?的(?!(?:工作|总体|年度|预期|任务)?目标|{_PURPOSE})")
_OWNED_SHARE = re.compile(r"持股|股权|出资|占比?|[拥持含具]有|收入|超过?\s?$")
_HAVING = re.compile(
    any_of(
        "有 具有 具备 满 超过 达到 达 在 不足 含 为 且 年龄 规模 面积 注册 投资 人口 党员 收入 营收 额 值 造价 高于 低于"
    )
    + r"\s?$"
)
_CONDITION = re.compile(r"(?:^|[，。；：（])(?:对于?|凡是?|如果?|若|当)[^，。；]{0,40}$")
_IS_DONE_TO = re.compile(any_of("开展 进行 实施 组织 提供 完成"))
_TAIL = re.compile(r"以[上下]")
_BODY = "企业 单位 村 小区 社区 机构 学校 医院 园区 乡镇 组织 党组织 支部"
_BODIES = re.compile(
    rf"[^，。；、\d]{{0,6}}的[^，。；、\d]{{0,4}}{any_of(_BODY)}|[^，。；、\d]{{0,6}}{any_of(_BODY)}[^，。；]*\d"
)
_BODY_NEXT = re.compile(rf"[^，。；、\d]{{0,4}}{any_of(_BODY)}")
_TOLD_APART_AFTER = ("的", "推动", "推进", "督促", "指导", "引导", "要求", "确保", "力争")
_STAFF = frozenset(["人", "名", "户"])
_LEAST = re.compile(r"不(?:得|能|应)?(?:少于|低于)\s?$")
_PARTS = re.compile(r"(?:左右)?(?:为|作为|设置?)?(?:一个|1个)?(?:单元|单位|标准|规模|网格|基准)")
_USUALLY = re.compile(r"(?:一般|通常|原则上)(?:由|为|设|按)?\s?$")
_SHORT_OF = re.compile(r"(?:未完成|未达到?|达不到|没有达到|完不成|低于|不足|少于)[^，。；、]{0,10}$")
_LAST_AGAIN = re.compile(r"[^，。；、]{0,8}(?:末位|倒数|靠后|排名)[^，。；]{0,10}的")
_NOT_DONE = re.compile(r"[^，。；]{0,3}(?:未|没有|仍不)[^，。；、]{1,10}的")
_WHO_FALLS_SHORT = re.compile(
    rf"[^，。；]{{0,24}}的(?:{any_of('农户 家庭 人员 人口 对象 干部 党员 单位 企业 村 乡镇 县区 部门 项目')}|[^，。；]{{0,4}}"
    rf"{any_of('通报 约谈 问责 批评 扣 取消 不得 不予 不能 视为 予以 给予')})"
)
_HARM = re.compile(r"(?:消除|杜绝|遏制|防止|严防|死亡|重伤|发生)\s?$")


def is_attribute(s: Setting) -> bool:
    """A quantity that stands with 的 before a noun describes it: 投资5亿元的项目, 党员3名以上的村."""
    q = s.quantity
    if not _DESCRIBES.match(s.clause_after) or FUND.match(s.clause_after):
        return False
    if q.unit_class is UnitClass.SPAN and _LEAST.search(s.item_before):
        # 参加不少于1个月的培训 binds whoever takes part.
        return False
    if q.comparator is Comparator.RATIO or q.unit_class is UnitClass.SHARE:
        return bool(_OWNED_SHARE.search(s.item_before[-8:]))
    if q.unit_class in (UnitClass.COUNT, UnitClass.HOURS):
        # 职工500人以上的企业 describes; 选派200名以上的干部 promises.
        described = q.comparator is not None and not MAKES.search(s.item_before)
        return described or bool(_HAVING.search(s.item_before))
    return True


def is_class_of_bodies(s: Setting) -> bool:
    """50人以上 in 50人以上企业组建率达到90%, and in 3名以上党员的村, says which bodies are meant."""
    q = s.quantity
    if q.unit_class is not UnitClass.COUNT or q.comparator is not Comparator.AT_LEAST or MAKES.search(s.item_before):
        return False
    told_apart = not s.item_before or s.item_before.endswith(_TOLD_APART_AFTER) or _HAVING.search(s.item_before)
    if not _TAIL.search(s.passage.plain[q.start : q.end]) or not told_apart:
        return False
    # A staff of so many tells bodies apart, whatever follows: 百人以上非公企业应建尽建.
    return bool(_BODIES.match(s.clause_after)) or (q.unit in _STAFF and bool(_BODY_NEXT.match(s.clause_after)))


def is_condition(s: Setting) -> bool:
    """A clause that opens with 对, 凡 or 若 and closes with 的 says to whom a rule applies."""
    closes = re.match(r"[^，。；]{0,20}的(?:[^，。；]{0,8})?$", s.clause_after)
    # 对转移的30万劳动力开展就业前的培训: the 的 belongs to what is done.
    return bool(closes) and bool(_CONDITION.search(s.clause_before)) and not _IS_DONE_TO.search(s.clause_after)


def is_class_of_harm(s: Setting) -> bool:
    """3人以上 in 一次死亡3人以上事故 is the gravity of what must not happen."""
    q = s.quantity
    return q.unit_class is UnitClass.COUNT and q.comparator is Comparator.AT_LEAST and bool(_HARM.search(s.item_before))


def is_measure_of_parts(s: Setting) -> bool:
    """以100—300户为单元划分网格 says how large each part is."""
    return bool(re.search(r"[以按][照]?\s?$", s.item_before)) and bool(_PARTS.match(s.clause_after))


def is_norm(s: Setting) -> bool:
    """支委会一般3至5人 tells what is usual."""
    q = s.quantity
    counted = q.unit_class is UnitClass.COUNT and q.comparator is Comparator.BETWEEN
    return counted and bool(_USUALLY.search(s.item_before))


def is_shortfall(s: Setting) -> bool:
    """低于6500元且有返贫风险的农户, 未完成任务50%的通报批评, 3个月内未开工的: the number says who falls short."""
    if re.search(r"不(?:得|能|应)?(?:低于|少于)", s.item_before[-8:]):
        return False
    if s.quantity.unit_class is UnitClass.SPAN and _NOT_DONE.match(s.clause_after):
        return True
    if s.item_before.endswith("连续") and _LAST_AGAIN.match(s.clause_after):
        return True
    return bool(_SHORT_OF.search(s.item_before)) and bool(_WHO_FALLS_SHORT.match(s.clause_after))
