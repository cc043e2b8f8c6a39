"""Covers the numbers that are parts of names, dates and labels, so that no quantity is read from them."""

import re

from zugong.kernel.documents.reading.targets.units import UNIT
from zugong.kernel.documents.reading.targets.words import any_of

COVER = "□"

_CN = "一二三四五六七八九十"
_YEAR = r"(?:(?:19|20)\d\d|[〇零○一二三四五六七八九]{4})"
_QUOTED = re.compile(r"[“‘「\"]([^”’」\"“‘「]{1,24})[”’」\"]")
# Inside quotation marks a number names something, unless the words are a rule that could stand without the marks.
_RULE_IN_QUOTES = re.compile(
    r"选[\d一二三四五六七八九]+[人名个]?[配选]|^\d+\s?[:：∶]\s?\d+$|不少于|不低于|至少|以上|[，。]"
)

_IDIOMS = any_of(
    "一件事 一件大 一条龙 一条心 一条线 一张网 一张图 一张表 一张纸 一张蓝 一本账 一本册 一本通 一盘棋 一揽子 一窗 一口子 一个口 一家人 "
    "一家亲 一户一 一次性 一次办 一次不 一次都不 一次也 最多跑一次 只跑一次 跑一次 进一步 一方面 一部分 一系列 一条条 一个个 一项项 逐一 "
    "统一 唯一 一个也 一套 百家争 千家万 万家灯 百姓 百年 百货 千方百计 万无一 万众 万物 千里 两个一百年 两个维护 两个确立 两个毫不 "
    "两个结合 两个覆盖 两个先锋 三个代表 三个务必 三个区分 四个意识 四个自信 四个全面 四个服务 四个最严"
)
_LABELS = re.compile(
    "|".join(
        [
            r"《[^》]{1,80}》",
            # Years, months, days and the plans named after years.
            rf"{_YEAR}年?\s?[-—~至到]{{1,2}}\s?{_YEAR}(?:学)?年(?:度)?",
            rf"{_YEAR}\s?[-—~/]\s?(?:{_YEAR}|\d\d)\s?学?年(?:度)?",
            rf"{_YEAR}\s?年(?:度|底|末|初|版|级)?",
            r"(?<!\d)\d{2}年(?=底|初|末|度)",
            r"(?<![\d.])(?:1[0-2]|0?[1-9])\s?[-—~至到]{1,2}\s?(?:1[0-2]|0?[1-9])月份?",
            r"(?<![\d.])(?:1[0-2]|0?[1-9])\s?月(?:\s?[1-3]?\d\s?[日号])?(?:\s?[-—~至到]{1,2}\s?(?:\d+月)?\s?\d+[日号])?",
            rf"[{_CN}]{{1,2}}月(?:[{_CN}]{{1,3}}日)?(?=[^一-龥]|底|末|初|份|中|上|下|前|以|之|完|起|开)",
            r"(?<![\d.])[1-3]?\d[日号](?=前|起|止|之前|以前|上午|下午)",
            rf"前?[{_CN}1-4](?:个)?季度",
            r"[上下]半年|(?<=每)半年|半年(?=报|度|一次)|前[一二两三四五\d]+个?[年月]",
            rf"[“]?十[{_CN}]五[”]?(?=期|规|时|末|以|开|收|。|，|\s|、|”|$)",
            # Ordinals, congresses, sessions and the numbers of documents.
            rf"第\s?(?:\d+|[{_CN}百千零〇两]+)\s?(?:个|名|位|批|期|次|届|条|款|项|章|节|轮|季|方|书|产|种|人|家|代|三)?",
            rf"(?:二)?十[{_CN}]?大(?=[^一-龥]|[精报代以闭召胜和对作确提擘宣学的])",
            rf"\d+届(?=[一-龥])|[{_CN}]+届(?=[一-龥])|[{_CN}]+中全会",
            r"[〔\[（(【]\s?(?:19|20)\d\d\s?[〕\])）】]\s?\d+\s?号|\d+\s?号",
            # Codes: letters with digits, sums of digits, versions, telephone numbers.
            r"(?:PM|pm)\s?(?:2\.5|10)|[A-Za-z]+-?\d+(?:\.\d+)?(?![\d.]*[%个万亿])",
            r"\d+(?:\.\d+)?(?!(?:k|K|M|G)[WV]|km|TEU|kg|mg|μ|m²|mm|cm)[A-Za-z]+(?:级)?",
            rf"(?:\d+|[{_CN}N])\s?[+＋]\s?(?:\d+|[{_CN}NXn])(?:\s?[+＋]\s?(?:\d+|[{_CN}NXn]))*|\d+\s?[+＋](?=[“A-Za-z一-龥])",
            rf"(?<!\d)\d\.0(?:版|时代|升级)|(?<!\d)\d\.0(?![\d%‰]|\s?[万亿]|\s?{UNIT})",
            r"(?<!\d)0\d{2,3}\s?[-—]\s?\d{7,8}|(?<!\d)1\d{10}(?!\d)|(?<!\d)1[12]\d{1,3}(?=[^\d.%个名人家户项件次场处所座条支万亿元亩]{0,8}(?:热线|平台|报警|政务))",
            r"\d{1,2}:\d{2}\s?[-—~至]{1,2}\s?\d{1,2}:\d{2}|(?:上午|下午)\d{1,2}:\d{2}",
            # Lists, grades, circles and habits called by a number.
            r"(?:\d+|[百千])强|(?:985|211|863|973|996)(?!\d)",
            rf"(?:\d+|[{_CN}百]+)大(?=[一-龥“])(?!专|学|型)",
            r"\d+\s?(?:分钟|小时|公里)(?=[^，。；、\d]{0,10}圈)",
            rf"(?:7\s?[×xX*]\s?)?24\s?(?:个)?小时(?!内|以内|之内)|二十四小时|[{_CN}八]小时(?:之外|外|以外|工作)|8\s?小时(?:之外|外|以外)",
            r"[万亿]元(?=GDP|国内生产|地区生产总值|生产总值|国内|工业增加值|产值能耗|增加值)",
            rf"[{_CN}\d]年(?:行动|规划|计划|攻坚|工程|目标|滚动|方案|提升|专项)|[{_CN}]年级|九年(?:制|义务|一贯)",
            # Words in which a number counts nothing.
            r"一[一-龥]一[一-龥]|[百千万][企村人][一-龥]{0,2}[百千万][企村人户]|[万千百]人(?:计划|工程|行动)",
            _IDIOMS,
            r"(?<![百千万])零(?=[一-龥])|千万(?=不)",
        ]
    )
)
_EACH = re.compile(r"每(?:百分之)?(?P<n>(?:\d[\d.,]*|[一二两三四五六七八九十]*)[百千万亿]*)(?=[一-龥%])")
_LEADING_NUMBER = re.compile(
    rf"\s*(?:[（(]?(?:\d{{1,3}}|[{_CN}]{{1,3}})[)）]|\d{{1,2}}(?:\.\d{{1,2}})*[.．、](?!\d)|\d{{1,2}}(?:\.\d{{1,2}})+(?=[\s一-龥])|[{_CN}]{{1,3}}、)"
)
_POINT_WORD = re.compile(rf"(?:^|(?<=[，。；：、\s]))[{_CN}]是")


def cover_names(text: str) -> str:
    """Return the text with every name, date and label covered, each character at its place."""
    covered = _QUOTED.sub(_cover_quoted, text)
    head = _LEADING_NUMBER.match(covered)
    if head and not _is_measured(covered[head.start() :]):
        covered = COVER * head.end() + covered[head.end() :]
    covered = _LABELS.sub(_cover_all, covered)
    covered = _POINT_WORD.sub(_cover_all, covered)
    return _EACH.sub(_cover_divisor, covered)


def _is_measured(text: str) -> bool:
    """Say whether a block begins with a decimal that has its unit (1.5万亩), not with the number of a section."""
    return bool(re.match(r"\s*\d+\.\d+(?:[万亿%]|个百分点|公里)", text))


def _cover_quoted(m: re.Match[str]) -> str:
    return m.group() if _RULE_IN_QUOTES.search(m[1]) else m.group()[0] + COVER * len(m[1]) + m.group()[-1]


def _cover_all(m: re.Match[str]) -> str:
    return COVER * len(m.group())


def _cover_divisor(m: re.Match[str]) -> str:
    number = m["n"]
    return m.group().replace(number, COVER * len(number)) if number else m.group()
