"""Reads who owes a number: the whole city, each county, every village; or at what rhythm it is owed."""

import re

from zugong.kernel.documents.reading.targets.setting import Setting
from zugong.kernel.documents.reading.targets.words import any_of

_PERIOD = any_of("季度 季 月 周 年 半年 学期 学年 天 日 旬 两年 三年")
_UNIT = any_of(
    "县市区 县（市、区） 县(市、区) 市县区 县区 区县 市县 乡镇街道 乡镇（街道） 镇（街道） 镇街 乡镇 街道 村（社区） "
    "村社区 村居 社区 村 小区 网格 支部 党支部 党组织 基层党组织 单位 部门 企业 学校 园区 开发区 医院 机关 县 区 镇 乡 户 人 "
    "校 园 站 所 项目 党委（党组） 党委 党组 行业 党员 干部"
)
_WIDE_UNIT = any_of("县市区 县区 区县 市县 乡镇 镇街 街道 社区 单位 部门 企业 学校 园区 医院 党支部 党组织 党委")
_COUNTED = "[个名位家所户条支座处类批期项]"
_VERBS = any_of("至少 不少于 不低于 要 都 应 须 均 有 配 建 选 培 打 储 联 明 确 开 举 必须 每 各")
_NOT_A_DIVISOR = r"(?![\d.一二四五六七八九十百千万])"
_KIND = rf"{_COUNTED}[^，。；、\d]{{1,8}}?(?={_VERBS}|\d|$)"
_EACH = rf"每{_NOT_A_DIVISOR}(?:{_PERIOD}|{_COUNTED}?{_UNIT}|{_KIND})"
_BODY = r"[^\d，。、；要应须均都至可每一]{1,8}(?=[要应须均都至])"
_DESCRIBED = rf"(?<=[，。；：])[^，。；：]{{2,10}}的{_UNIT}(?=要|应|须|实现|均|都)"
_NARROW = re.compile(
    rf"(?:{_EACH})+|各(?:地|级|{_UNIT})(?:{_BODY})?|{_DESCRIBED}|{_WIDE_UNIT}(?=均|都|每)|"
    r"市县(?=[要应]|联动|两级)|全[市县区省州镇乡系域国]"
)
_WIDE = re.compile(r"全[市县区省州镇乡系域国]")
_COMPARING = re.compile(r"[居列于在达比入围冲]$|前列|跻身|争先")


def scope(setting: Setting) -> str | None:
    """Return the scope named last in the clause before the number, else the whole that the sentence speaks of, else None."""
    quantity = setting.quantity
    words = setting.clause_before + setting.passage.plain[quantity.start : quantity.end]
    return _last(_NARROW, "，" + words) or _last(_WIDE, setting.sentence_before)


def _last(pattern: re.Pattern[str], words: str) -> str | None:
    found = None
    for match in pattern.finditer(words):
        # 全省 in 位居全省 is the field of a comparison, not the one who owes.
        if not (_WIDE.fullmatch(match.group()) and _COMPARING.search(words[: match.start()])):
            found = match.group()
    return found
