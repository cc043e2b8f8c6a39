"""What a plan says of itself: its title, its year, the date it bears."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from zugong.kernel.documents.reading import phrases
from zugong.kernel.documents.reading.joining import Paragraph
from zugong.kernel.documents.reading.lines import width
from zugong.kernel.documents.reading.numbering import read_mark
from zugong.kernel.documents.reading.shapes import Block, BlockKind

_REACH = 14
_LONGEST = 90
_MOST_PIECES = 5
_PAPERS = "通知|意见|报告|决定|方案|建议|函|公告|批复|请示|通告"
_KINDS = (
    "通知|意见|方案|要点|计划|规划|报告|安排|办法|措施|决定|纲要|清单|任务书|责任书|细则|分工|讲话|打算|思路|部署"
    "|条例|指引|分解|任务|公报|目标|实录|行动|工程|举措|工作总结|重点工作|建议|实事"
)
_TITLE = re.compile(
    rf"(?:.*关于.+的(?:实施)?(?:{_PAPERS})|(?!.*关于)[^。；：]+(?:{_KINDS}))(?:\s?[（(【].{{2,20}}[）)】])?"
)
_ABOUT_PAPER = re.compile(rf"的(?:实施)?(?:{_PAPERS})(?:[（(].*)?$")
_APPENDED = re.compile(r"[（(].{0,12}(?:\d{4}\s?年?\s?[—\-–~至]|试行|征求意见|草案|送审).{0,14}[）)]")
_ABOUT = re.compile(r"关于(?:印发|下发|转发|公布|做好|开展|进一步)|关于.{2,40}的$")
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s?年?(?:度)?(?!\d)")
_CHINESE_YEAR = re.compile(r"二[〇○零][一二三四五六七八九〇○零]{2}年")
_YEAR_NAMED = re.compile(r"(?<!\d)(20\d{2})\s?年")
_PLAIN_YEAR = re.compile(
    r"(?<![\d到至前比较—\-–~─－])(20\d{2})\s?年(?!\s?\d{1,2}\s?月|度?\s?[—\-–~─－至]|以来|以前|之前|末以来)"
)
"""A year by itself: no part of a date, no horizon (到2025年), no yardstick (比2020年), no end of a span or beginning of the past."""
_REVIEW_AND_PLAN = re.compile(
    r"(?:总结|执行情况|完成情况|进展情况|工作情况|回顾).*(?:计划|安排|打算|思路|要点|目标|任务|部署)"
)
_STAGE_YEAR = re.compile(r"(20\d{2})年为[^，。；：]{0,6}(?:(?<![一之])年|阶段)")
_LAST_QUARTER = 10
_SPOKEN = re.compile(r"[（(—─－\-\s]*\d{4}年\d{1,2}月\d{1,2}日.{0,12}在.{2,50}(?:会议|大会|全会)上")
_ON_CARD = re.compile(
    r"(?:成文|发文|发布|印发|生成|公开)(?:日期|时间)\s*[:：]?\s*(\d{4}\s?[年/-]\s?\d{1,2}\s?[月/-]\s?\d{1,2})"
)
_FIVE_YEARS = re.compile(r"第?十([二三四五六七])个?五(?:年规划|”?规划|”)|“?十([二三四五六七])五”?")
_PRINTED = re.compile(r"印发|发布|发文|成文|签发")


def title_places(paragraphs: Sequence[Paragraph]) -> range:
    """The places of the paragraphs that together make up the title; empty when no title stands at the head."""
    reach = _head(paragraphs)
    for first in range(reach):
        for after in range(first + 1, min(first + _MOST_PIECES, reach) + 1):
            piece = paragraphs[after - 1]
            if not _may_be_title(piece.text):
                break
            if is_title("".join(paragraph.text for paragraph in paragraphs[first:after])):
                return range(first, _with_rest(paragraphs[:reach], first, after))
    return _bold_or_first(paragraphs, reach)


def is_title(text: str) -> bool:
    """Whether the text is a whole title, ending in the kind of paper it names."""
    if not 5 <= len(text) <= _LONGEST or phrases.open_bracket(text) or not _TITLE.fullmatch(text):
        return False
    # `关于印发……计划` still waits for `的通知` on the next line.
    return not (_ABOUT.search(text) and not _ABOUT_PAPER.search(text))


def inner_title_places(title: str, paragraphs: Sequence[Paragraph]) -> set[int]:
    """The places where the paper that a notice sends out bears its own title."""
    named = re.search(r"《(.+)》", title)
    if not named:
        return set()
    wanted = _letters(named[1])
    for first, paragraph in enumerate(paragraphs):
        start = _letters(paragraph.text)
        if not start or len(start) > len(wanted) or not wanted.startswith(start):
            continue
        joined = ""
        for after in range(first, min(first + _MOST_PIECES, len(paragraphs))):
            joined += _letters(paragraphs[after].text)
            if joined == wanted:
                return set(range(first, after + 1))
    return set()


def year_of(title: str, blocks: Sequence[Block], issued_on: date | None) -> int | None:
    """The year the plan is for: named in its title, else in its headings, else the year its text speaks of most, else that of its date.

    A plan dated in December is usually for the year to come; none is for a year before its date.
    """
    if title_year := _year_named(title):
        return title_year
    headings = Counter(
        int(year)
        for block in blocks
        if block.kind in {BlockKind.HEADING, BlockKind.TITLE}
        for year in _YEAR_NAMED.findall(block.text)
        if not re.search(r"回顾|总结|过去", block.text)
    )
    if headings:
        return _foremost(headings)
    stages = [int(year) for block in blocks for year in _STAGE_YEAR.findall(block.text)]
    if len(set(stages)) > 1:
        # 2023年为启动年，2024年为攻坚年: a plan of several years is read from its first.
        return min(stages)
    if issued_on:
        return _year_at(issued_on, Counter(int(year) for block in blocks for year in _PLAIN_YEAR.findall(block.text)))
    named = Counter(int(year) for block in blocks for year in _YEAR_NAMED.findall(block.text))
    return _foremost(named) if named else None


def _year_at(issued_on: date, plain: Counter[int]) -> int:
    """The year that a plan of this date speaks of most; of two spoken of alike the one that its season suggests."""
    to_come = [year for year in plain if year >= issued_on.year]
    suggested = issued_on.year + (issued_on.month >= _LAST_QUARTER)
    return max(to_come, key=lambda year: (plain[year], year == suggested, -year), default=issued_on.year)


def _year_named(title: str) -> int | None:
    """The year in a title; of a five-year plan its first, unless a year within it is named."""
    years = [int(year) for year in _YEAR.findall(title)] + [
        _chinese_year(year) for year in _CHINESE_YEAR.findall(title)
    ]
    if _REVIEW_AND_PLAN.search(title):
        # 2022年工作总结暨2023年工作计划 is the plan of the later year.
        return max(years, default=None)
    five = _FIVE_YEARS.search(title)
    if five:
        # The tenth plan began in 2001.
        first = 2001 + 5 * ("一二三四五六七".index(five[1] or five[2]) + 1)
        return next((year for year in years if first <= year < first + 5), first)
    return years[0] if years else None


def date_of(paragraphs: Sequence[Paragraph]) -> date | None:
    """The date the document bears: on a line of its own, or beside the words that it was issued."""
    for paragraph in paragraphs:
        text = paragraph.text
        if len(text) <= 24 and phrases.is_date_line(text):
            return phrases.date_in(text)
    for paragraph in paragraphs[:_REACH]:
        if _SPOKEN.match(paragraph.text):
            return phrases.date_in(paragraph.text)
    near = [*paragraphs[:_REACH], *paragraphs[-_REACH:]]
    for paragraph in near:
        text = paragraph.text
        signed = len(text) <= 40 and re.search(r"日[）)]?$", text) and not phrases.has_prose(text)
        if (signed or (len(text) <= 60 and _PRINTED.search(text))) and phrases.date_in(text):
            return phrases.date_in(text)
    return None


def date_on_card(text: str) -> date | None:
    """The date that a card of particulars gives (发布日期：2023-02-01)."""
    found = _ON_CARD.search(text)
    return phrases.date_in(found[1]) if found else None


def _with_rest(paragraphs: Sequence[Paragraph], first: int, after: int) -> int:
    """Where a title ends that goes on in brackets or with `和……纲要` on the next line."""
    if after == len(paragraphs):
        return after
    rest = paragraphs[after].text
    joined = "".join(paragraph.text for paragraph in paragraphs[first : after + 1])
    goes_on = rest.startswith(("和", "及", "暨")) and _may_be_title(rest) and is_title(joined)
    return after + (goes_on or bool(_APPENDED.fullmatch(rest)))


def _head(paragraphs: Sequence[Paragraph]) -> int:
    """How far a title may stand from the beginning: before the first numbered part."""
    for at, paragraph in enumerate(paragraphs[:_REACH]):
        mark = read_mark(paragraph.text)
        if mark and mark.style <= 7 and at:
            return at
    return min(_REACH, len(paragraphs))


def _may_be_title(text: str) -> bool:
    if width(text) > 60 or phrases.ends(text) or phrases.is_date_line(text) or phrases.is_document_number(text):
        return False
    return not read_mark(text) and not phrases.is_label(text) and "，" not in re.sub(r"《[^》]*》", "", text)


def _bold_or_first(paragraphs: Sequence[Paragraph], reach: int) -> range:
    for at in range(reach):
        if paragraphs[at].bold and phrases.fits_a_heading(paragraphs[at].text) and not read_mark(paragraphs[at].text):
            after = at + 1
            while after < reach and paragraphs[after].bold and not paragraphs[after].gap:
                after += 1
            return range(at, after)
    if reach > 1 and not paragraphs[0].level:
        first, second = paragraphs[0], paragraphs[1]
        fits = phrases.fits_a_heading(first.text, longest=50) and not read_mark(first.text)
        if fits and not phrases.is_signature(first.text) and len(first.text) >= 6 and not second.row:
            return range(1)
    return range(0)


def _letters(text: str) -> str:
    return re.sub(r"[^\w]", "", text)


def _foremost(years: Counter[int]) -> int:
    return max(years, key=lambda year: (years[year], year))


def _chinese_year(text: str) -> int:
    return int("".join(str("〇一二三四五六七八九".index({"○": "〇", "零": "〇"}.get(char, char))) for char in text[:4]))
