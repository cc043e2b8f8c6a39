"""Grounds against spans of time: ages, years of service, durations; and which spans are deadlines."""

import re

from zugong.kernel.documents.reading.targets.comparators import is_compared
from zugong.kernel.documents.reading.targets.setting import Setting
from zugong.kernel.documents.reading.targets.units import UnitClass
from zugong.kernel.documents.reading.targets.words import any_of

_SEASONED = re.compile(
    r"工作(?!时限|日|总)|"
    + any_of(
        "连续 任职 从事 有效期 任期 经历 经验 聘期 服务期 为期 试用 周期 服务满 满 入职 毕业 时隔 合同 期限为 最低服务 缴费"
    )
)
# How many characters before a span the word of service stands at most.
_NEAR = 7
_TO = "(?:到|至|在|为)?"
_KEEPS = any_of(
    "压缩 缩短 减少 压减 控制 精简 降 提速 提前 不超过 不少于 不低于 至少 达 达到 超过 增加 减 突破 高于 多于"
)
_TIME_LIMIT = re.compile(rf"{_KEEPS}{_TO}[^，。；、\d]{{0,6}}$")
_FREQUENT = re.compile(
    r"每个?"
    + any_of("季 季度 月 周 年 半年 学期 天 日 旬 两年 学年 人 名 位 村 户 县 镇 支部 干部 党员")
    + r"|人均|生均|全年|年度内?|年内|累计"
)
_LIMITS = re.compile(any_of("压缩 缩短 控制 压减 减至 减少 缩减 不超过 降至 降到"))
_HANDED_IN = re.compile(
    r"(?:将[^，。；]{0,14})?(?:书面|及时|统一)?(?:上?报(?:送|备|至|到|[省市县区]|我|请)|[^，。；]{0,10}备案)"
)
_SERVED = re.compile(any_of("办结 办理 回复 答复 反馈 响应 化解 处置 受理 办完 完成办理 到场 到达现场 办理完毕"))
_WORKING_SPANS = frozenset(["个工作日", "工作日", "分钟", "小时", "个小时"])
_SHORT_SPANS = frozenset(["个工作日", "工作日", "分钟", "小时", "天", "个小时"])


def is_age_or_seniority(s: Setting) -> bool:
    """Ages and years of service are conditions; life expectancy, an average age and years of schooling may be aimed at."""
    q = s.quantity
    if q.unit_class is UnitClass.AGE:
        return "寿命" not in s.clause_before and not ("平均年龄" in s.clause_before and is_compared(s))
    if q.unit == "年":
        return not q.within and not re.search(r"(?:教育年限|寿命)[^，。；]*$", s.clause_before)
    return q.unit_class is UnitClass.SPAN and not q.within and bool(_SEASONED.search(s.item_before[-_NEAR:]))


def is_mere_duration(s: Setting) -> bool:
    """A span of time is a target only when it is a limit, an aim, or due at a rhythm."""
    q = s.quantity
    if q.unit_class is not UnitClass.SPAN or q.within or q.unit == "年":
        return False
    if q.unit == "日" and re.search(r"每月\s?$", s.item_before):
        # 每月10日 is a day of the month.
        return True
    if _SERVED.match(s.item_after):
        return False
    if _TIME_LIMIT.search(s.clause_before) or _FREQUENT.search(s.clause_before):
        return False
    if q.unit in ("天", "日") and re.search(r"天数|优良|空气|达标", s.clause_before):
        return False
    return not (is_compared(s) and q.unit in _SHORT_SPANS)


def is_date_of_a_report(s: Setting) -> bool:
    """30日内报市委备案 says when papers are handed in."""
    return s.quantity.within and bool(_HANDED_IN.match(s.clause_after))


def is_relative_deadline(s: Setting) -> bool:
    """Say whether a span such as 三个月内 dates something; 压缩至20天内 and 3个工作日内办结 are limits to be kept."""
    q = s.quantity
    return q.within and q.unit not in _WORKING_SPANS and not _LIMITS.search(s.clause_before)


def is_limit_of_a_service(s: Setting) -> bool:
    """Say whether a span is how long a service may take, whatever else its clause counts: 纠纷7日内办结、复杂的不超过15日."""
    return s.quantity.within and bool(_SERVED.fullmatch(s.item_after))


def dates_what_follows(s: Setting) -> bool:
    """Say whether a relative deadline ends its clause, so that it dates the clauses after it: 三个月内，新建5所."""
    return not s.clause_after.strip()
