"""Tells the small Chinese number that promises (每村至少一名, 新建两所学校) from the one that is a manner of speaking (三个转变)."""

import re

from zugong.kernel.documents.reading.targets.comparators import is_compared
from zugong.kernel.documents.reading.targets.setting import Setting
from zugong.kernel.documents.reading.targets.units import UnitClass
from zugong.kernel.documents.reading.targets.words import any_of

_LARGEST = 10
_RECURRING = frozenset("次场期轮批遍届")
_HELD = frozenset("场期批轮届")
_HOLDS = re.compile(r"(?:培训|培训班|轮训|宣讲|演练|招聘会|活动|比赛|竞赛|讲座|巡察|演出)$")
_SHARED_OUT = re.compile(r"(?:每|各|均|人均)[^，。；]{0,16}$")
_RHYTHM = re.compile(r"每(?:个)?(?:季度?|月|周|年|半年|学期|天|日|旬|两年|学年)|全年|年内")
_MAKING = any_of(
    "新建 建成 建设 建立 新增 创建 打造 培育 引进 开工 改造 成立 组建 举办 召开 选派 选聘 选拔 培养 招录 "
    "招聘 扶持 实施 创成 争创 新改扩建 改扩建 修建 开办 设立 布局 谋划 储备 推出 选树 评选 遴选 开展 组织 "
    "安排 完成 办好 落实 建 办 争取 引育 招引 落地 投用 开通 出版 编印 摄制 拍摄 制定 出台 命名 表彰 认定 获批 获评"
)
_MADE = re.compile(rf"{_MAKING}[^，。；、]{{0,6}}$")
MAKES = re.compile(_MAKING)
_THING = re.compile(
    r"[^，。；、]{0,14}?"
    + any_of(
        "示范 试点 点位 基地 园区 项目 企业 村 社区 中心 站 小区 党支部 党组织 学校 幼儿园 小学 中学 高中 医院 "
        "卫生院 卫生室 公园 广场 停车场 市场 厂 馆 路 桥 道路 线路 景区 产品 合作社 农场 集群 实验室 人才 干部 "
        "党员 专家 教师 医生 岗位 活动 培训班 会议 比赛 大赛 论坛 招聘会 对接会 讲座 演练 案例 典型 标兵 车间 港 "
        "码头 公司 银行 队伍 协会 联盟 基金 专利 阵地 场所 驿站 食堂 机构 街区 品牌 民生实事 实事 特派员 指导员 "
        "员 驾驶舱 样板 片区 书记 技能"
    )
)


def is_manner_of_speaking(s: Setting) -> bool:
    """Say whether a Chinese number of ten or less, with no comparator, promises no count."""
    q = s.quantity
    if not q.chinese or q.bare_place or q.rank or is_compared(s) or q.value2 is not None:
        return False
    if q.unit_class is UnitClass.COUNT and q.value <= _LARGEST:
        if q.value > 1 and q.unit not in _RECURRING and not s.item_after.strip() and MAKES.search(s.item_before):
            return False
        if q.value > 1 and q.unit in _HELD and not s.item_after.strip() and _HOLDS.search(s.item_before):
            return False
        if q.unit in _RECURRING:
            return not _RHYTHM.search(s.clause_before) and not (_SHARED_OUT.search(s.item_before) and q.unit != "批")
        if _SHARED_OUT.search(s.item_before) and not re.match(r"[一-龥]{2}$", s.item_after):
            return q.unit in ("种", "类", "项", "条", "轮", "批") or not _stands_for_a_thing(s)
        one = q.value == 1
        made = _MADE.search(s.item_before)
        return not (made and _THING.match(s.item_after)) or (one and q.unit in ("支", "项", "套", "条", "批", "种"))
    return False


def _stands_for_a_thing(s: Setting) -> bool:
    return bool(_THING.match(s.item_after)) or not s.item_after.strip()
