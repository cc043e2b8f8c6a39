"""The grounds on which a quantity is no target. Each is a predicate over the quantity in its setting."""

import re
from collections.abc import Callable

from zugong.kernel.documents.reading.shapes import Comparator
from zugong.kernel.documents.reading.targets.comparators import is_compared
from zugong.kernel.documents.reading.targets.setting import Setting
from zugong.kernel.documents.reading.targets.units import UnitClass

Ground = Callable[[Setting], bool]

_REACHES = re.compile(
    r"(?:达到?|突破|破|超过?|不低于|不少于|不超过|不高于|至少|(?:提高|增加|提升|控制|保持|稳定|下降|降低|压缩|扩大|增长|发展|上升|维持|缩短|减少|压减|降|增|升|"
    r"推进|拓展|延伸|壮大|完善)(?:到|至|在|为)|迈上|跨过|跨越|高于|低于|约|近|上)\s?$"
)
_SUBSTANCE = re.compile(r"[级类星等年月日号型档版章届期度层代线位类—~:/%.+×xX\-]")
_PROJECT = r"(?:新?[^，。；、\d]{0,8}?)(?:项目|企业|工程|电站|电厂|污水处理厂|码头|园区|产业|集群|生产线|基地|公司|机组|变电站|线路|泊位|厂|大户|户|村|车间|冷库|单位|平台|品牌|储能|风电|光伏)"
_IN_FRONT_OF_THING = re.compile(rf"(?:级|规模|以上|及)?的?{_PROJECT}")
_ABSTRACT = re.compile(
    r"[“]?[^，。；、\d]{0,6}?(?:方面|环节|领域|维度|原则|步骤|阶段|层面|板块|要点|意识|自信|维护|突破|提升|转变|统筹|结合|到位|关系|常态|抓手|聚焦|坚持|战场|大局|"
    r"一批|层次|关键|梯次|专班|部门|字|问题|短板|弱项|重点任务|方向|时代|角度|结构)"
)
_EXISTING = re.compile(
    r"(?:全[市县区省国镇乡]|辖区|现有|共有|所有|所辖|下辖|原有|其余|剩余|余下|上述|以下|下列|这|该|其他|其它|另外|我[市县区省]|等|已|位于|涉及|联合|会同|上一|原|来自|前)的?\s?$"
)
_DIVISIONS = re.compile(
    r"(?:县区|县市区|区县|乡镇|街道|镇街|部门|市直|县直|成员单位|县（市|村（社|行政村|国家|省份|城市|区|县)"
)
_SPREADS = re.compile(
    r"试点|示范|打造|创建|建设|建成|选择|选取|覆盖|新增|推广|培育|遴选|扩大|完成|整治|改造|巡察|达标|推进|推动|实施"
)

_GIVES_TOTAL = re.compile(
    r"(?:发放|兑现|筹集|安排|投入|落实|拨付|争取|整合|统筹|新增|完成|撬动|募集|减免|减税|下达|到位|支出)[^，。；、]{0,14}$"
)
_GRANTS = re.compile(
    r"给予|最高|上限|一次性|奖励|补助|补贴|奖补|资助|津贴|贴息|补偿|扶持资金|罚款|处以|每[人户亩个家名台辆吨年月次]|人均|标准|单笔|单户|注册资本|注册资金|年薪|额度|报销|限额|起付"
)
_GRANTED_AFTER = re.compile(
    r"^(?:以内|以下|以上|以?不等)?的?[^，。；、]{0,6}(?:奖励|补助|补贴|奖补|资助|津贴|贴息|补偿|奖金|扶持|支持|罚款|授信|额度|生活费|租房|购房)"
)
_RAISES_STANDARD = re.compile(r"(?:提高|提升|增加|上调|调整|不低于)(?:到|至|为)?[^，。；、]{0,6}$")

_EARNED_SCORE = re.compile(r"得分|满意度|评分|成绩|平均分|分数|测评|指数|评价")
_WEIGHED = re.compile(r"占比?\s?$|权重|加\s?$|扣\s?$|计\s?$|满分|赋|各占|每[^，。；]{0,8}[加扣计减]|记\s?$|减\s?$")
_WEIGHED_AFTER = re.compile(r"^\s?的?(?:权重|比重计|计入|折算|分值|计分|系数|股权|股份|持股)")

_SEASONED = re.compile(
    r"连续|工作(?!时限|日|总)|任职|从事|有效期|任期|经历|经验|聘期|服务期|为期|试用|周期|服务满|满|入职|毕业|时隔|合同|期限为|不少于[^，。；]{0,3}$|最低服务|缴费"
)
_TIME_LIMIT = re.compile(
    r"(?:压缩|缩短|减少|压减|控制|精简|降|提速|提前|不超过|不少于|不低于|至少|达到?|超过|增加|减|突破|高于|多于)(?:到|至|在|为)?[^，。；、\d]{0,6}$"
)
_FREQUENT = re.compile(
    r"每(?:个)?(?:季度?|月|周|年|半年|学期|天|日|旬|两年|学年|人|名|位|村|户|县|镇|支部|干部|党员)|人均|年度?(?:内)?(?:累计|集中)?|生均|全年"
)

_CONDITION = re.compile(r"(?:^|[，。；：（])(?:对于?|凡是?|如果?|若|当)[^，。；]{0,40}$")
_HAVING = re.compile(
    r"(?:有|具有|具备|满|超过|达到|达|在|不足|含|为|且|年龄|规模|面积|注册|投资|人口|党员|收入|营收|额|值|造价|高于|低于)\s?$"
)
_CHANGES_TO = re.compile(
    r"^[^，。；、]{0,16}?(?:提高|增加|上升|增长|提升|扩大|下降|降低|减少|压缩|缩短|压减|调整|精简|升|降|增|减|改|合并|整合|优化|扩|变)[^，。；、\d]{0,3}(?:到|至|为|成)"
)
_STARTS_FROM = re.compile(r"(?:由|从|在)[^，。；、]{0,22}$")
_RANKED = re.compile(
    r"全省|全国|全市|全区|全县|列|位|进|跻身|排|争|冲|西部|中部|东部|省内|国内|市内|同类|同等|居|保|稳|行业|地区|第一方阵"
)
_RANK_NOT = re.compile(r"^[批轮届次期项个条款类年月天季置沿端后往景瞻提面来任述]")
_CLASSED = re.compile(r"^\s?(?:级(?!示范|以上党|党)|类|星级|等级|型)")

_DEGREE_NOUN = re.compile(r"^(?:工程|项目(?!储备|清单)|建设|厂|住房|地块|安置)")
_SCALE = re.compile(r"^[^，。；]{0,4}(?:地形图|比例尺|图)")
_RATIO_WORDS = re.compile(r"比|配|按|达到|不低于|不少于|不超过|控制|联系|帮扶|结对")


def is_bare_number(s: Setting) -> bool:
    """A number without a unit counts only where a verb of reaching or a comparator binds it."""
    q = s.quantity
    if q.unit_class is not UnitClass.BARE or q.comparator is Comparator.RATIO:
        return False
    if _SUBSTANCE.match(s.clause_after) or (q.chinese and not q.bare_place and q.value < 100):
        return True
    if re.match(r"[一-龥]", s.clause_after) and not re.match(
        r"大关|关口|以上|以内|左右|[，。；、的]|余|多", s.clause_after
    ):
        return True
    return not (_REACHES.search(s.item_before) or (q.comparator is not None and not q.chinese))


def is_clock_or_scale(s: Setting) -> bool:
    """12:30 is a time, 1:500 a scale and 3:0 a score; a ratio names what it relates."""
    q = s.quantity
    if q.comparator is not Comparator.RATIO or q.unit or s.passage.plain[q.start] == "选":
        return False
    if _SCALE.match(s.clause_after) or not (q.value and q.value2):
        return True
    return not _RATIO_WORDS.search(s.clause_before) and not re.match(
        r"[^，。；]{0,6}(?:比例|配|的?要求)", s.clause_after
    )


def is_age_or_seniority(s: Setting) -> bool:
    """Ages and years of service are conditions; only life expectancy and years of schooling are aimed at."""
    q = s.quantity
    if q.unit_class is UnitClass.AGE:
        return "寿命" not in s.clause_before
    if q.unit == "年":
        aimed = re.search(r"年限|寿命", s.clause_before) and _REACHES.search(s.item_before)
        return not aimed and not q.within
    return q.unit_class is UnitClass.SPAN and not q.within and bool(_SEASONED.search(s.item_before))


def is_mere_duration(s: Setting) -> bool:
    """A span of time is a target only when it is a limit, an aim, or due at a rhythm."""
    q = s.quantity
    if q.unit_class is not UnitClass.SPAN or q.within:
        return False
    if _TIME_LIMIT.search(s.clause_before) or _FREQUENT.search(s.clause_before):
        return False
    if q.unit in ("天", "日") and re.search(r"天数|优良|空气|达标", s.clause_before):
        return False
    return not (is_compared(s) and q.unit in ("个工作日", "工作日", "分钟", "小时", "天", "个小时"))


def is_score_or_weight(s: Setting) -> bool:
    """Points in a scorecard and weights of a sum are rules of counting, not aims."""
    q = s.quantity
    if _WEIGHED_AFTER.match(s.clause_after) or re.search(r"权重|分值", s.item_before):
        return True
    if q.unit_class is not UnitClass.SCORE:
        return False
    return bool(_WEIGHED.search(s.clause_before)) or not _EARNED_SCORE.search(s.clause_before)


def is_subsidy(s: Setting) -> bool:
    """What a grant gives each receiver, or gives at most, is no aim; a sum to be raised or paid out is."""
    if s.quantity.unit_class not in (UnitClass.MONEY, UnitClass.SHARE, UnitClass.TIMES):
        return False
    grants = _GRANTS.search(s.clause_before) or _GRANTED_AFTER.match(s.clause_after)
    if s.quantity.unit_class is not UnitClass.MONEY:
        return bool(re.search(r"给予[^，。；]{0,12}$|最高[^，。；]{0,8}$", s.clause_before)) and bool(grants)
    if not grants:
        return False
    strict = re.search(r"给予|最高|上限|一次性|单笔|每[人户亩个家名台辆吨次]", s.clause_before)
    if strict:
        return not _RAISES_STANDARD.search(s.clause_before) or bool(re.search(r"最高|给予", s.clause_before))
    return not (_GIVES_TOTAL.search(s.clause_before) or _RAISES_STANDARD.search(s.clause_before))


def is_size_of_a_thing(s: Setting) -> bool:
    """亿元 in 亿元以上项目 and 5万吨 in 5万吨污水处理厂 say which project is meant, not how many."""
    q, after = s.quantity, s.passage.plain[s.quantity.end : s.quantity.end + 24]
    if q.unit == "千伏" or _CLASSED.match(after):
        return True
    if q.unit_class in (UnitClass.MONEY, UnitClass.POWER) or q.unit in ("吨", "吨/日", "立方米", "立方米/日", "米"):
        return bool(_IN_FRONT_OF_THING.match(after))
    if q.bare_place and q.unit_class in (UnitClass.SIZE, UnitClass.BARE):
        return (
            bool(re.match(r"[一-龥]", after))
            and not _REACHES.search(s.item_before)
            and not re.search(r"新[增建]|建设", s.item_before)
        )
    return False


def is_attribute(s: Setting) -> bool:
    """A quantity that stands with 的 before a noun describes it: 投资5亿元的项目, 党员3名以上的村."""
    q = s.quantity
    if not re.match(
        r"\s?的(?!目标|要求|标准|比例|增速|速度|任务|幅度|预期|水平|增长|底线|红线|指标|$)", s.clause_after
    ):
        return False
    if q.comparator is Comparator.RATIO or q.unit_class is UnitClass.SHARE:
        return bool(re.search(r"持股|股权|出资|占比?|有|收入|超过?\s?$", s.item_before[-8:]))
    if q.unit_class in (UnitClass.COUNT, UnitClass.HOURS):
        return bool(_HAVING.search(s.item_before)) or (
            q.comparator is not None and bool(_CONDITION.search(s.clause_before))
        )
    return True


def is_condition(s: Setting) -> bool:
    """A clause that opens with 对, 凡 or 若 and closes with 的 says to whom a rule applies."""
    return bool(_CONDITION.search(s.clause_before)) and bool(
        re.match(r"[^，。；]{0,20}的(?:[^，。；]{0,8})?$", s.clause_after)
    )


def is_existing_number(s: Setting) -> bool:
    """全市12个乡镇 says how many there are."""
    q = s.quantity
    if q.unit_class is not UnitClass.COUNT or q.rank or is_compared(s):
        return False
    if _EXISTING.search(s.item_before):
        return not (re.search(r"全[市县区省]$", s.item_before) and _SPREADS.search(s.clause_after + s.clause_before))
    return bool(_DIVISIONS.match(s.clause_after)) and not _SPREADS.search(s.clause_before + s.clause_after)


def is_base_value(s: Setting) -> bool:
    """The first number of 由70%提高到80% is where the way begins."""
    return bool(_STARTS_FROM.search(s.clause_before)) and bool(_CHANGES_TO.match(s.clause_after))


def is_slogan(s: Setting) -> bool:
    """围绕五个方面, 8个环节: the number only announces a list."""
    q = s.quantity
    if q.unit_class is not UnitClass.COUNT or q.rank:
        return False
    return (
        bool(_ABSTRACT.match(s.item_after))
        and q.unit in ("个", "项", "条", "种", "类", "件", "张", "方", "轮", "")
        and not is_compared(s)
    )


def is_idle_rank(s: Setting) -> bool:
    """前三 is a rank only among others: in the province, in the trade."""
    if not s.quantity.rank:
        return False
    return bool(_RANK_NOT.match(s.clause_after)) or not (
        _RANKED.search(s.clause_before[-16:]) or _RANKED.match(s.clause_after)
    )


def is_stage(s: Setting) -> bool:
    """2期工程 names a stage of a project."""
    return s.quantity.unit in ("期", "批", "标段", "号") and bool(_DEGREE_NOUN.match(s.item_after))


GROUNDS: tuple[Ground, ...] = (
    is_bare_number,
    is_clock_or_scale,
    is_age_or_seniority,
    is_mere_duration,
    is_score_or_weight,
    is_subsidy,
    is_size_of_a_thing,
    is_attribute,
    is_condition,
    is_existing_number,
    is_base_value,
    is_slogan,
    is_idle_rank,
    is_stage,
)


def ground_against(s: Setting) -> str | None:
    """Return the name of the first ground on which the quantity is no target, or None when there is none."""
    return next((ground.__name__ for ground in GROUNDS if ground(s)), None)
