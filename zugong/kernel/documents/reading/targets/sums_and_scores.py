"""Grounds against the numbers of scorecards and of grants."""

import re

from zugong.kernel.documents.reading.shapes import Comparator
from zugong.kernel.documents.reading.targets.comparators import comparator
from zugong.kernel.documents.reading.targets.setting import Setting
from zugong.kernel.documents.reading.targets.units import UnitClass
from zugong.kernel.documents.reading.targets.words import any_of

_EARNED = re.compile(any_of("得分 满意度 评分 成绩 平均分 分数 测评 指数 评价"))
# 总分达到90分 is to be earned; 总分100分 is what can be earned.
_TOTAL_TO_EARN = re.compile(r"总分[^，。；]{0,4}(?:达|突破|超|不低于|不少于)[到过]?\s?$")
_WEIGHED = re.compile(r"占比?\s?$|[加扣计记减]\s?$|权重|满分|赋|各占|每[^，。；]{0,8}[加扣计减]")
_APPRAISED = any_of("考核 测评 评价 得分 成绩 考评 打分 评议 面试 笔试 评审")
_SHARE_OF_MARKS = re.compile(rf"{_APPRAISED}[^，。；]{{0,6}}[占按]\s?$")
_SHARE_OF_APPRAISAL = re.compile(rf"占[^，。；]{{0,10}}(?:{_APPRAISED}|总分|总成绩)的?\s?$")
_TAKEN_INTO_APPRAISAL = re.compile(
    rf"(?:纳入|列入|作为)[^，。；]{{0,16}}{_APPRAISED}[^，。；]*，(?:所?占)?(?:比重|权重|占比|分值)[^，。；]{{0,8}}$"
)
_LENT_FREE = re.compile(r"[^，。；、\d]{0,6}(?:免租|免费|租金减免)")
_GRADES = re.compile(
    r"的?(?:评?[为定]|列为|确定为)[“”]?" + any_of("优秀 良好 合格 不合格 好 较好 一般 差 优 基本合格 不称职 称职")
)
_SCORES = re.compile(r"[^，。；]{0,20}[加扣计记减得奖罚][^，。；、\d]{0,2}\d[\d.]*(?:分|万?元)")
_WEIGHS = re.compile(r"\s?的?" + any_of("权重 比重计 计入 折算 分值 计分 系数 股权 股份 持股"))

_AID = "奖励 补助 补贴 奖补 资助 津贴 贴息 补偿"
_GRANTS = re.compile(
    any_of(f"给予 最高 上限 一次性 {_AID} 扶持资金 罚款 处以 标准 单笔 单户 注册资本 注册资金 年薪 额度 报销 限额 起付")
    + r"|每[人户亩个家名台辆吨月次]|人均[^，。；]{0,6}补助"
)
_REWARDED = re.compile(any_of(f"给予 {_AID}"))
_GRANTED = re.compile(
    r"(?:以内|以下|以上|以?不等)?的?[^，。；、]{0,6}" + any_of(f"{_AID} 奖金 扶持 支持 罚款 授信 额度 生活费 租房 购房")
)
_EACH_RECEIVER = re.compile(r"给予|最高|上限|一次性|单笔|每[人户亩个家名台辆吨次]|每月[^，。；]{0,8}(?:补贴|补助|津贴)")
_PAID_OUT = re.compile(
    any_of("发放 兑现 筹集 安排 投入 落实 拨付 争取 整合 统筹 新增 完成 撬动 募集 减免 减税 下达 到位 支出")
    + r"[^，。；、]{0,14}$"
)
_PAID_BY_SHARE = re.compile(rf"的?(?:比例)?(?:标准)?(?:给予|予以|进行|发放)[^，。；]{{0,8}}{any_of(_AID + ' 扣除')}")
_AWARDED_BY_SHARE = re.compile(rf"的?(?:比例|标准)?(?:进行|发放)?(?:{any_of(_AID)})")
_GIVEN_SHARE = re.compile(r"给予[^，。；]{0,12}$|最高[^，。；]{0,8}$")
_FOR_EACH = re.compile(r"每[^，。；、\d]{0,8}$")
_RAISES_STANDARD = re.compile(r"(?:提高|提升|增加|上调|调整|不低于)[到至为]?[^，。；]{0,14}$")


def is_score_or_weight(s: Setting) -> bool:
    """Points in a scorecard and weights of a sum are rules of counting, not aims."""
    q = s.quantity
    if q.unit_class is UnitClass.SHARE and (
        _SHARE_OF_MARKS.search(s.clause_before) or _SHARE_OF_APPRAISAL.search(s.clause_before)
    ):
        return True
    if q.unit_class is UnitClass.SHARE and s.item_before.endswith("末位"):
        return True
    if _WEIGHS.match(s.clause_after) or re.search(r"权重|分值", s.item_before):
        return True
    if q.unit_class is UnitClass.COUNT:
        return bool(_SCORES.match(s.clause_after))
    if q.unit_class is UnitClass.SHARE and _is_weight_of_appraisal(s):
        return True
    if q.unit_class is not UnitClass.SCORE:
        return False
    if _GRADES.match(s.clause_after):
        return True
    earned = _EARNED.search(s.clause_before) or _TOTAL_TO_EARN.search(s.clause_before)
    return bool(_WEIGHED.search(s.clause_before)) or not earned


def _is_weight_of_appraisal(s: Setting) -> bool:
    """纳入述职评议，占比不低于10%: the share belongs to the appraisal that the clause before names."""
    return bool(_TAKEN_INTO_APPRAISAL.search(s.sentence_before))


def is_grant(s: Setting) -> bool:
    """What a grant gives each receiver, or gives at most, is no aim; a sum to be raised or paid out is."""
    if s.quantity.comparator is Comparator.RATIO:
        # 按1:1给予配套 is what the giver adds to another's money.
        return bool(re.match(r"(?:的?比例)?(?:给予|予以)", s.clause_after))
    if s.quantity.unit_class is UnitClass.COUNT:
        return bool(_FOR_EACH.search(s.item_before) and _REWARDED.search(s.clause_after))
    if s.quantity.unit_class in (UnitClass.SHARE, UnitClass.TIMES):
        by_share = "按" in s.clause_before and _AWARDED_BY_SHARE.match(s.clause_after)
        return bool(by_share or _PAID_BY_SHARE.match(s.clause_after)) or bool(
            _GIVEN_SHARE.search(s.clause_before) and _GRANTED.match(s.clause_after)
        )
    if s.quantity.unit_class is UnitClass.SIZE:
        return bool(_LENT_FREE.match(s.clause_after))
    if s.quantity.unit_class is not UnitClass.MONEY:
        return False
    if s.item_before.endswith(("奖", "扣", "罚")):
        return True
    if _is_floor_of_spending(s):
        return False
    if not _GRANTS.search(s.clause_before) and not _GRANTED.match(s.clause_after):
        return False
    raised = bool(_RAISES_STANDARD.search(s.clause_before))
    if _EACH_RECEIVER.search(s.clause_before):
        return not raised or bool(re.search(r"最高|给予", s.clause_before))
    return not raised and not _PAID_OUT.search(s.clause_before)


def _is_floor_of_spending(s: Setting) -> bool:
    """每村投入不少于50万元 binds the one who pays; only 最高 and 给予 make it a grant."""
    binds = comparator(s) is Comparator.AT_LEAST and re.search(r"不[得能应]?(?:少于|低于)|至少", s.item_before)
    return bool(binds) and not re.search(r"最高|给予|奖励|投资", s.clause_before)
