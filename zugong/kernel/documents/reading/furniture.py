"""What stands on a page without belonging to the plan: page numbers, running heads, buttons of a web page, contents lists."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from zugong.kernel.documents.reading.lines import Line, width
from zugong.kernel.documents.reading.shapes import Repair

_NUMERAL = r"(?:\d{1,4}|[一二三四五六七八九十百〇○]{1,4})"
_DASH = r"[-—–－―─~·•]"
_PAGE_MARK = re.compile(
    rf"{_DASH}+\s*{_NUMERAL}\s*{_DASH}+|第\s*{_NUMERAL}\s*页(?:\s*[,，/（(]?\s*共\s*{_NUMERAL}\s*页\s*[)）]?)?"
    rf"|共\s*{_NUMERAL}\s*页|\d{{1,4}}\s*/\s*\d{{1,4}}|[Pp]age\s*\d+(?:\s*(?:of|/)\s*\d+)?|\d{{1,3}}\s*{_DASH}?\s*PDF\s*版面"
    rf"|第?\s*[A-Z]?\d{{1,3}}\s*版(?:[：:].{{0,12}})?|PDF\s*版面"
)
_BARE_NUMBER = re.compile(r"\d{1,4}")
_BUTTONS = re.compile(
    r"[【\[［(（]?\s*(?:打印(?:本页|此页)?|关闭(?:窗口|本页)?|分享(?:到|至)?[:：]?(?:\s*(?:微信|微博|朋友圈|QQ(?:空间)?))*|收藏(?:本页)?|返回(?:顶部|列表|首页|上一页)?|回到顶部|纠错|我要纠错|朗读|语音播报"
    r"|字号|字体|大|中|小|大中小|上一篇.*|下一篇.*|上一页|下一页|扫一扫.*|微信|微博|QQ空间|下载|附件下载|复制链接|无障碍(?:浏览|阅读)?|长者模式|首页|网站地图"
    r"|关于我们|联系我们|设为首页|加入收藏|相关(?:阅读|链接|文章|信息|附件|稿件)[:：]?|阅读全文|点击(?:下载|查看|进入).{0,12}|扫码.{0,16})\s*[】\]］)）]?"
    r"(?:\s*[|｜\s]\s*(?:打印|关闭|分享|大|中|小|字号|收藏|返回顶部)\S{0,4})*"
)
_BUTTON_ROW = re.compile(
    r"(?=.*(?:打印|关闭|字号|字体|分享))[【\[［(（|｜\s]*"
    r"(?:(?:打印|关闭|分享|字号|字体|收藏|返回顶部|大|中|小|[:：])(?:本页|窗口|到)?[【\[［(（】\]］)）|｜\s]*){2,}"
)
_CREDITS = re.compile(
    r"[（(]?(?:责任编辑|责编|编辑|版式|版面|美编|校对|组版|审核|初审|复审|终审|供稿|图片来源|本报记者|稿件来源|信息来源|文章来源|来源|作者|发布人|录入)\s*[：:].{0,40}"
)
_SITE_FOOT = re.compile(
    r".*(?:版权所有|ICP备|公网安备|网站标识码|主办单位[:：].{0,20}(?:人民政府|办公室|办公厅)|承办单位[:：].{0,20}中心|技术支持[:：].{0,20}公司|未经授权|不得转载|当前位置\s*[:：]|您(?:现在)?的?位置\s*[:：]|您所在的位置|Copyright).*",
    re.IGNORECASE,
)
_CARD = re.compile(
    r"(?:[-•·]\s*)?(?:索\s*引\s*号|信息索引号?|主题分类|组配分类|发文机[关构]|发布机构|发文字号|文\s*号|成文日期|生成日期|发文日期|发布日期|发布时间|公开日期|印发日期|发布单位"
    r"|时\s*效\s*性?|有效性|效力状态|公文种类|主\s*题\s*词|关键词|信息名称|标\s*题|名\s*称|内容概述|公开方式|公开时限|公开形式|访问量|浏览次数|浏览量|阅读次数|点击数|点击率|点击量)\s*[/／：:].*"
)
_COUNTER = re.compile(r"(?:浏览|阅读|访问|点击)(?:次数|量)\s*[:：]|字[体号]\s*[:：]")
_PRINTED_PAGE = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}[,，]?\s*(?:上午|下午)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:AM|PM)?.{0,80}|(?:https?|file)[:：]\s*/.*|www\.\S+",
    re.IGNORECASE,
)
_HEAD_REACH = 25
_LONGEST = 120
_WIDEST_HEAD = 32
_FOOT_REACH = 25
_CONTENTS = re.compile(r"目\s*录|CONTENTS|Contents")
_LEADER = re.compile(r"(?:[.．。…·]{3,}|…{2,}|-{4,}|_{4,}|\t|\s{3,})\s*[(（]?\d{1,4}[)）]?$")


def drop_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Drop lines that are no part of the plan; every one of them is kept as a repair."""
    dropped = set(_page_marks(lines))
    dropped |= set(_running_heads(lines, dropped))
    dropped |= set(_web_furniture(lines))
    dropped |= set(_contents(lines, dropped))
    repairs = [Repair("furniture", lines[at].number, lines[at].text, "") for at in sorted(dropped)]
    return [line for at, line in enumerate(lines) if at not in dropped], repairs


def _page_marks(lines: Sequence[Line]) -> Iterable[int]:
    bare: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        text = line.text.strip()
        if line.row or len(text) > 24:
            continue
        if _PAGE_MARK.fullmatch(text):
            yield at
        elif _BARE_NUMBER.fullmatch(text):
            bare.append((at, int(text)))
    for index, (at, number) in enumerate(bare):
        before = bare[index - 1] if index else (at - 99, number - 1)
        after = bare[index + 1] if index + 1 < len(bare) else (at + 99, number + 1)
        counts_on = (before[1] == number - 1 and index > 0) or (after[1] == number + 1 and index + 1 < len(bare))
        if _turns_page(lines, at) or (counts_on and at - before[0] > 6 and after[0] - at > 6):
            yield at


def _turns_page(lines: Sequence[Line], at: int) -> bool:
    page = lines[at].page
    return (at > 0 and lines[at - 1].page != page) or (at + 1 < len(lines) and lines[at + 1].page != page)


def _running_heads(lines: Sequence[Line], marks: set[int]) -> Iterable[int]:
    beside_a_turn: set[int] = set()
    for at in range(len(lines)):
        if at in marks or (at and lines[at].page != lines[at - 1].page):
            beside_a_turn |= set(range(max(at - 2, 0), min(at + 3, len(lines))))
    seen: Counter[str] = Counter()
    for at in beside_a_turn - marks:
        if _may_run(lines[at]):
            seen[_same_on_each_page(lines[at].text)] += 1
    heads = {text for text, count in seen.items() if count >= 2 and re.search(r"[㐀-鿿A-Za-z]", text)}
    for at in beside_a_turn - marks:
        if _same_on_each_page(lines[at].text) in heads and _may_run(lines[at]):
            yield at
    if lines and _same_on_each_page(lines[0].text) in heads and _returns_soon(lines):
        yield 0


def _may_run(line: Line) -> bool:
    return width(line.text) <= _WIDEST_HEAD and not line.row and not line.text.endswith(("。", "；", "，"))


def _returns_soon(lines: Sequence[Line]) -> bool:
    first = _same_on_each_page(lines[0].text)
    return any(_same_on_each_page(line.text) == first for line in lines[1:6])


def _same_on_each_page(text: str) -> str:
    return re.sub(r"^\d+(?!\d|\s*年)|\d+$|\s+", "", text)


def _web_furniture(lines: Sequence[Line]) -> Iterable[int]:
    for at, line in enumerate(lines):
        text = line.text.strip()
        if len(text) > _LONGEST or line.row:
            continue
        head, foot = at < _HEAD_REACH, at >= len(lines) - _FOOT_REACH
        credited = head or foot or text.startswith(("责任编辑", "责编"))
        if (
            any(pattern.fullmatch(text) for pattern in (_BUTTON_ROW, _BUTTONS, _SITE_FOOT, _PRINTED_PAGE))
            or (head and (_CARD.fullmatch(text) or _COUNTER.search(text)))
            or (credited and _CREDITS.fullmatch(text))
        ):
            yield at


def _contents(lines: Sequence[Line], dropped: set[int]) -> Iterable[int]:
    for at, line in enumerate(lines):
        if (
            not line.row
            and _LEADER.search(line.text)
            and width(line.text) < 60
            and not line.text.strip()[0].isdecimal()
        ):
            yield at
        elif _CONTENTS.fullmatch(line.text.strip()):
            yield from _contents_list(lines, at, dropped)


def _contents_list(lines: Sequence[Line], head: int, dropped: set[int]) -> Iterable[int]:
    """The list under a contents head ends where its first entry comes again as a heading of the plan."""
    entries = [at for at in range(head + 1, min(head + 200, len(lines))) if at not in dropped]
    if not entries:
        return
    first = _entry(lines[entries[0]].text)
    for at in entries[1:]:
        if first and _entry(lines[at].text) == first:
            yield from range(head, at)
            return
        if re.search(r"[。；]", lines[at].text):
            break
    yield head


def _entry(text: str) -> str:
    return re.sub(r"[\s.．…·\d()（）]+$|\s+", "", text)
