"""Grounds against numbers that are mentioned in passing: sizes, attributes, counts of what exists, ranks and ratios of no aim."""

import re

from zugong.kernel.documents.reading.shapes import Comparator
from zugong.kernel.documents.reading.targets.comparators import is_compared
from zugong.kernel.documents.reading.targets.conditions import FUND
from zugong.kernel.documents.reading.targets.setting import Setting
from zugong.kernel.documents.reading.targets.small_numbers import MAKES
from zugong.kernel.documents.reading.targets.units import UnitClass
from zugong.kernel.documents.reading.targets.words import any_of

_TO = "(?:到|至|在|为)"
_MOVES = any_of(
    "提高 增加 提升 控制 保持 稳定 下降 降低 压缩 扩大 增长 发展 上升 维持 缩短 减少 压减 降 增 升 推进 拓展 延伸 壮大 完善"
)
_REACHES = re.compile(
    rf"(?:达到?|突破|破|超过?|不低于|不少于|不超过|不高于|至少|{_MOVES}{_TO}|迈上|跨过|跨越|高于|低于|约|近|上|过|[≥≤<>＞＜]=?)\s?$"
)
_NAMES_SOMETHING = re.compile(r"[级类星等年月日号型档版章届期度层代线位—~:/%.+×xX\-]")
# A single sign between number and comma counts something, though no list of units knows it: 开行班列20列.
_ODD_UNIT = re.compile(rf"(?!{_NAMES_SOMETHING.pattern})[一-龥]")
_ROUNDED_OFF = re.compile(r"大关|关口|以上|以内|左右|的|余|多")
# Ten thousand and more may count people without a classifier: 惠及10万学生家庭.
_CROWD = 10_000
_PEOPLE = re.compile(
    r"[^，。；、\d]{0,6}?"
    + any_of("学生 群众 农户 家庭 居民 师生 农民 人口 老人 老年人 劳动力 职工 市民 村民 党员 干部 用户 网民 游客")
)

_SCALE = re.compile(r"[^，。；]{0,4}(?:地形图|比例尺|图)")
_OF_CANDIDATES = re.compile(any_of("面试 笔试 差额 开考 入围") + r"[^，。；]{0,6}$")
_RELATES = re.compile(any_of("比 配 按 达到 不低于 不少于 不超过 控制 联系 帮扶 结对"))
_RELATED = re.compile(r"[^，。；]{0,6}(?:比例|配|的?要求)")

_WORKS = any_of(
    "项目 企业 工程 电站 电厂 污水处理厂 码头 园区 产业 集群 生产线 基地 公司 机组 变电站 线路 泊位 厂 大户 户 村 车间 冷库 单位 "
    "平台 品牌 储能 风电 光伏 主体"
)
_SPENT = any_of("用于 支持 投入 推动 用来 建设 发展 实施 改造 扶持")
_IN_FRONT_OF_WORKS = re.compile(rf"(?!{_SPENT})(?:级|规模|以上|及)?的?[^，。；、\d]{{0,9}}?{_WORKS}")
_CAPACITY = re.compile(any_of("年产 日产 年处理 日处理 年加工 年出栏 年屠宰 总装机") + r"\s?$")
_WORKS_IN_SENTENCE = re.compile(any_of("项目 生产线 工程 基地 厂"))
_CLASSED = re.compile(r"\s?(?:级(?!示范|以上党|党)|类|星级|等级|型)")

_WAY_TO = re.compile(
    any_of("半径 运距 时速 每小时 距离 全长 长度 长 站点 周边 方圆 相距 路宽 宽 高") + r"[在为约]?\s?$"
)
_WAY_AROUND = re.compile(r"范围|半径|覆盖|以内的?(?:区域|范围)")
_COUNT_FOLLOWS = re.compile(r"(?:以上)?[一-龥][^，。；、\d]{0,12}\d")
_CALLS_PEOPLE = re.compile(r"(?:组织|动员|发动|引导)$")
_BUILDS = re.compile(r"新[增建]|建设")

_DIMENSION = re.compile(any_of("总投资 投资额 概算 全长 占地 总面积 建筑面积 用地面积") + r"约?\s?$")
_SITE = re.compile(r"(?:占地|全长|总建筑面积|用地面积)(?:面积)?约?\s?$")
_EXISTING = re.compile(
    r"(?:全[市县区省国镇乡]|我[市县区省]|"
    + any_of(
        "辖区 现有 共有 所有 所辖 下辖 原有 其余 剩余 余下 上述 以下 下列 这 该 其他 其它 另外 已 位于 涉及 联合 会同 上一 原 来自 "
        "前 后 部分 分为"
    )
    + r")的?\s?$"
)
# 26个乡镇卫生院 are institutions and no townships.
_DIVISIONS = re.compile(
    any_of("县区 县市区 区县 乡镇 街道 镇街 部门 市直 县直 成员单位 县（市 村（社 行政村 国家 省份 城市 区、县 区县")
    + r"(?![^，。；、]{0,10}?(?:院|站|所|中心|校|园|馆|场|厅|工程|项目|品牌))"
)
# Such units count what happens, not what there is.
_HAPPENINGS = frozenset(
    ["人次", "户次", "家次", "场次", "车次", "件次", "班次", "批次", "例次", "次", "场", "期", "批"]
)
_TIED_TO_EACH = re.compile(
    r"(?:每[人名位个]|各|均)[^，。；]{0,12}?"
    + any_of("联系 包保 包抓 包联 包村 结对 挂钩 挂点 挂联 帮扶 服务 对接")
    + "$"
)
# 推动9个社区、286个支部: what is listed beside an existing number exists, too.
_BESIDE_EXISTING = re.compile(
    r"(?:全[市县区省镇乡]|我[市县区省]|辖区|现有|共有|下辖|所辖|团结|带领|引领)[^，。；、\d]{0,6}\d[\d.]*[万千百]?[个家名户人所][^，。；、\d]{1,12}[、和]$"
)
_YEAR_OF_SCHOOL = re.compile(r"20\d\d届[^，。；、\d]{0,8}$")
_OPENING_COUNT = re.compile(r"\d+[支个名家][^，。；、\d]{1,6}")
_EACH_OWES = re.compile(
    r"[^，。；\d]{1,8}(?:\d+[支个名家][^，。；、\d]{1,6})?(?:每[月周年季天人名个]|均|都)[^，。；]*\d"
)
_TURNS_TO = re.compile(r"^(?:要|紧紧|突出|坚持)?(?:围绕|聚焦|紧扣|瞄准|依托|立足|紧盯|锚定)[^，。；：]*$")
_TOTAL_OF = re.compile(r"[^（(，。；、\d]{1,12}(?<!其)中(?![心小共央医学型等层长专高低])(?=，|$|[^，。；]{0,10}\d)")
_PART_OF_TOTAL = re.compile(r"\d[名人个家户][^，。；、\d]{1,12}(?<!其)中(?![心小共央医学型等学层长专高低])[^，。；]*$")
_LOOKED_INTO = re.compile(r"(?:开展|进行|实施)[^，。；]{0,12}(?:检查|审计|督查|巡察|评估|考察|回访)")
_LED = re.compile(
    r"(?:团结|带领|引领|凝聚|依靠)(?:全|广大|辖区|本)[^，。；]{0,4}$|(?:用好|用活|用足|发挥好?)[^，。；]{0,6}$"
)
_SPREADS = re.compile(
    any_of("试点 示范 打造 创建 建设 建成 选择 选取 新增 推广 培育 遴选 扩大 完成 整治 改造 巡察 达标 推进 推动 实施")
)
_STARTS_FROM = re.compile(r"[由从在][^，。；、]{0,22}$")
_CHANGE = any_of(
    "提高 增加 上升 增长 提升 扩大 下降 降低 减少 压缩 缩短 压减 调整 精简 升 降 增 减 改 合并 整合 优化 扩 变"
)
_CHANGES_TO = re.compile(rf"[^，。；、]{{0,16}}?{_CHANGE}[^，。；、\d]{{0,3}}[到至为成]")
# 从现在的54%，提高到60%
_CHANGES_NEXT = re.compile(rf"，{_CHANGE}[^，。；、\d]{{0,3}}[到至为成]")
# 1条主线、2个重点: a slogan only where the word ends the item; 2个重点项目 counts.
_ENDS_IN_ABSTRACT = re.compile(
    r"“?[^，。；、\d]{0,4}?(?:主线|渠道|路径|重点|支撑|目标|方向|理念|保障|主题|任务|引领|优先)[”]?(?=[，。；、：]|$)"
)
_ABSTRACT = re.compile(
    r"“?[^，。；、\d]{0,6}?"
    + any_of(
        "方面 环节 领域 维度 原则 步骤 阶段 层面 板块 要点 意识 自信 维护 突破 提升 转变 统筹 结合 到位 关系 常态 抓手 聚焦 坚持 战场 "
        "大局 一批 层次 关键 梯次 专班 督导组 督查组 检查组 工作组 专项小组 领导小组 部门 字 "
        "问题 短板 弱项 重点任务 工作任务 任务清单 重点工作 专项行动 方向 时代 角度 结构"
    )
)
# So many measures are only a target where they are to be laid down: 出台20条措施.
_MEASURES = re.compile(r"[^，。；、\d]{0,6}?(?:措施|举措|制度|规定|机制|政策)")
_LAID_DOWN = re.compile(r"出台|制定|推出|新增")
_LISTS = frozenset(["个", "项", "条", "种", "类", "件", "张", "方", "轮"])
_AMONG = re.compile(
    any_of(
        "全省 全国 全市 全区 全县 列 位 进 跻身 排 争 冲 西部 中部 东部 省内 国内 市内 同类 同等 居 保 稳 行业 地区 第一方阵"
    )
)
_RANKS_NOTHING = re.compile(r"[批轮届次期项个条款类年月天季置沿端后往景瞻提面来任述]")
_STANDS_OR_OPENS = re.compile(r"(?:落成|投用|竣工|建成|开工|投产)?")
_BUILT_IN_STAGES = re.compile(any_of("项目 工程 社区 小区 园区 公园 公寓 厂 电站 水库 管网 产业园") + "$")
_STAGE = re.compile(r"工程|项目(?!储备|清单)|建设|厂|住房|地块|安置")


def is_bare_number(s: Setting) -> bool:
    """A number without a unit counts only where a verb of reaching or a comparator binds it."""
    q = s.quantity
    if q.unit_class is not UnitClass.BARE or q.comparator is Comparator.RATIO:
        return False
    after = s.clause_after
    if q.value >= _CROWD and _PEOPLE.match(after) and not q.bare_place:
        return False
    if not q.chinese and len(s.item_before) > 1 and _ODD_UNIT.fullmatch(s.item_after):
        return False
    if _NAMES_SOMETHING.match(after) or (q.chinese and not q.bare_place and q.value < 100):
        return True
    if re.match(r"[一-龥]", after) and not _ROUNDED_OFF.match(after):
        return True
    return not (_REACHES.search(s.item_before) or (q.comparator is not None and not q.chinese))


def is_clock_or_scale(s: Setting) -> bool:
    """12:30 is a time, 1:500 a scale and 3:0 a score; a ratio names what it relates."""
    q = s.quantity
    if q.comparator is not Comparator.RATIO or s.passage.plain[q.start] == "选":
        return False
    if _SCALE.match(s.clause_after) or not (q.value and q.value2):
        return True
    if _OF_CANDIDATES.search(s.clause_before):
        return True
    return not _RELATES.search(s.clause_before) and not _RELATED.match(s.clause_after)


def is_size_of_a_thing(s: Setting) -> bool:
    """亿元 in 亿元以上项目 and 5万吨 in 5万吨污水处理厂 say which project is meant, not how many."""
    q, after = s.quantity, s.passage.plain[s.quantity.end : s.quantity.end + 24]
    if q.unit == "千伏" or _CLASSED.match(after):
        return True
    if (
        q.unit_class in (UnitClass.MONEY, UnitClass.SIZE)
        and q.comparator is Comparator.AT_LEAST
        and re.match(r"[≥≤]?\d", after)
    ):
        return True
    if q.unit_class in (UnitClass.SIZE, UnitClass.POWER) and _CAPACITY.search(s.item_before):
        # 年产30万吨碳酸锂、5GWh储能电池项目
        return bool(_WORKS_IN_SENTENCE.search(s.passage.plain, q.end, s.passage.part(q.start, q.end)[1]))
    if q.unit_class is UnitClass.SIZE and (_WAY_TO.search(s.item_before) or _WAY_AROUND.match(after)):
        return True
    if q.unit_class in (UnitClass.MONEY, UnitClass.POWER) or q.unit in ("吨", "吨/日", "立方米", "立方米/日", "米"):
        return bool(_IN_FRONT_OF_WORKS.match(after)) and not FUND.match(after)
    if q.bare_place and _COUNT_FOLLOWS.match(after) and not _CALLS_PEOPLE.search(s.item_before):
        return True
    if q.bare_place and q.unit_class in (UnitClass.SIZE, UnitClass.BARE) and re.match(r"[一-龥]", after):
        return not _REACHES.search(s.item_before) and not _BUILDS.search(s.item_before)
    return False


def is_dimension_of_a_project(s: Setting) -> bool:
    """总投资12亿元 in brackets, or in front of 的项目, describes a project that is known already."""
    if s.quantity.unit_class not in (UnitClass.MONEY, UnitClass.SIZE) or not _DIMENSION.search(s.item_before):
        return False
    if _SITE.search(s.item_before):
        return True
    before = s.sentence_before
    bracketed = max(before.rfind("（"), before.rfind("(")) > max(before.rfind("）"), before.rfind(")"))
    return bracketed or bool(re.match(r"[^，。；]{0,20}的[一-龥]", s.clause_after))


def is_existing_number(s: Setting) -> bool:
    """全市12个乡镇 says how many there are."""
    q = s.quantity
    if q.unit_class is not UnitClass.COUNT or q.rank or is_compared(s):
        return False
    if q.unit in _HAPPENINGS or _TIED_TO_EACH.search(s.item_before):
        return False
    if _TOTAL_OF.match(s.clause_after) or _PART_OF_TOTAL.search(s.clause_before):
        # 318名第一书记中省派12名: a total and its parts are told, not promised.
        return not MAKES.search(s.clause_before)
    if _YEAR_OF_SCHOOL.search(s.item_before) or _who_owes(s):
        return True
    if _BESIDE_EXISTING.search(s.clause_before) or _LED.search(s.item_before):
        return True
    spread = bool(_SPREADS.search(s.clause_before + s.clause_after))
    if _EXISTING.search(s.item_before):
        return not (spread and re.search(r"全[市县区省]$", s.item_before))
    return not spread and not _LOOKED_INTO.search(s.clause_after) and bool(_DIVISIONS.match(s.clause_after))


def _who_owes(s: Setting) -> bool:
    """Say whether the number opens its clause and counts those of whom each owes another: 28名队员每月驻村不少于20天."""
    opens = not s.clause_before or bool(_OPENING_COUNT.fullmatch(s.clause_before))
    return opens and bool(_EACH_OWES.match(s.clause_after))


def is_in_view(s: Setting) -> bool:
    """围绕3大产业、5条产业链: what the work turns to is there already."""
    q = s.quantity
    if q.unit_class is not UnitClass.COUNT or q.rank or is_compared(s) or q.value2 is not None:
        return False
    return bool(_TURNS_TO.search(s.clause_before)) and not MAKES.search(s.clause_before)


def is_base_value(s: Setting) -> bool:
    """The first number of 由70%提高到80%, and that of 在20家的基础上, is where the way begins."""
    if re.match(r"[^，。；]{0,8}基础上", s.clause_after):
        return True
    if not _STARTS_FROM.search(s.clause_before):
        return False
    after = s.passage.plain[s.quantity.end : s.quantity.end + 12]
    return bool(_CHANGES_TO.match(s.clause_after) or _CHANGES_NEXT.match(after))


def is_slogan(s: Setting) -> bool:
    """围绕五个方面, 8个环节: the number only announces a list."""
    q = s.quantity
    if q.unit_class is not UnitClass.COUNT or q.rank or q.unit not in _LISTS:
        return False
    if is_compared(s):
        return False
    if _MEASURES.match(s.item_after):
        return not _LAID_DOWN.search(s.item_before)
    return bool(_ABSTRACT.match(s.item_after) or _ENDS_IN_ABSTRACT.match(s.item_after))


def is_idle_rank(s: Setting) -> bool:
    """前三 is a rank only among others: in the province, in the trade."""
    if not s.quantity.rank:
        return False
    ranked = _AMONG.search(s.clause_before[-16:]) or _AMONG.match(s.clause_after)
    return not ranked or bool(_RANKS_NOTHING.match(s.clause_after))


def is_stage(s: Setting) -> bool:
    """2期工程 names a stage of a project."""
    if s.quantity.unit not in ("期", "批"):
        return False
    if _STAGE.match(s.item_after):
        return True
    return bool(_STANDS_OR_OPENS.fullmatch(s.item_after)) and bool(_BUILT_IN_STAGES.search(s.item_before))
