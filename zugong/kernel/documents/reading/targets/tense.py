"""Tells what a plan promises from what a report looks back on, by section, by paragraph and by clause."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from zugong.kernel.documents.reading.shapes import Block, BlockKind
from zugong.kernel.documents.reading.targets.comparators import STRIVES
from zugong.kernel.documents.reading.targets.setting import Passage
from zugong.kernel.documents.reading.targets.small_numbers import MAKES
from zugong.kernel.documents.reading.targets.words import any_of

_PAST_HEADING = re.compile(
    any_of(
        "回顾 总结 成效 成绩 成就 完成情况 执行情况 进展情况 基本情况 落实情况 运行情况 现状 发展基础 工作基础 面临 形势 背景 "
        "一年来 两年来 三年来 四年来 五年来 过去 去年 近年 以来 必要性 基本特点 主要特点"
    )
    + r"|存在的?(?:主要)?(?:问题|困难|不足)|(?:机遇|风险|问题|困难|形势)[与和、]?挑战"
    # 主要做法 alone is told; 推广典型做法 is to be done.
    + r"|^[一二三四五六七八九十\d（）()、.．\s■●]*(?:主要|特色|典型|经验|工作|亮点|创新){1,2}(?:做法|亮点|工作成果|成果|经验)$"
)
_FIRST_HALF = re.compile(r"上半年")
_SECOND_HALF = re.compile(r"下半年[^，。；]{0,8}(?:工作|安排|打算|计划|任务|重点|思路)")
_FUTURE_HEADING = re.compile(
    any_of(
        "今年 明年 下一步 下步 目标 安排 打算 思路 任务 要求 重点工作 措施 举措 今后 未来 部署 计划 规划 展望 工作要点"
    )
)
_TIME_TO_COME = re.compile(any_of("今年 明年 下一步 下步 今后 未来 打算 展望"))
_REVIEW = re.compile(any_of("回顾 完成情况 执行情况 进展情况 落实情况"))
_YEAR = re.compile(r"(20\d\d)\s?年")
# A year that a figure is only compared with does not turn the view.
_STATED_YEAR = re.compile(
    r"(?<![比较同与在])(?<![比较同与在]\s)(20\d\d)\s?[年届](?!(?:末|底|度)?(?:的?基础|的?基数|相比|水平|增长))"
)
# The five years of a national plan: 十二五期间 lies behind a plan of 2016.
_PLAN = re.compile(r"十([一二三四五六])五[”]?(?:期间|时期)")
_ASIDE = re.compile(r"[（(][^（）()]*[)）]")
# A word of time within so many characters of a clause's beginning holds for the sentences after it, too.
_OPENING = 4

_LAST_YEAR = (
    r"(?<![比较同与在于由从对照结合总结吸取])(?:去年|上年|上一年|前年)"
    r"(?!度?的?(?:同期|基础|末|底|基数|水平|实施情况|经验|工作经验|结转|度))"
)
_UP_TO_A_MONTH = r"[元1一][至—-]\d{1,2}月份?(?!底)|前(?:\d{1,2}|[一二三四五六七八九十]+)个?月(?!底)"
_PAST_CUE = re.compile(
    rf"{_LAST_YEAR}|今年前|今年上半年|五[”]?前[一二三四]年|{_UP_TO_A_MONTH}|近年来?|近[一二三五两几\d]+年(?:来|(?![^，。；\d]{{1,8}}的(?!基础)))|[一三五两四]年来|"
    + any_of("过去 以来 截至 截止 目前 至今 年初以来 五年间 此前")
)
_THIS_YEAR = r"今年(?!以来|上半年|前|\d)"
# 计划 as a verb looks ahead; 年度计划 and 行动计划 are things.
_INTENDS = r"(?<![度动项业生])计划(?=[新建改完实发引培到用在安三年全利通拟])"
_FUTURE_CUE = re.compile(
    rf"{_THIS_YEAR}|{_INTENDS}|{STRIVES}|要(?![素求点闻件事])|确保(?!了)|将(?!近)|季度末?前|目标(?:是|为)|"
    + any_of("明年 今后 未来 下一步 下步 接下来 年内 力争 新的一年 本年度 拟 年底前 月底前 务必 必须")
)
# In a section that looks back only words about the time to come turn the view; 要 and 确保 occur there too.
_FIRM_FUTURE_CUE = re.compile(
    rf"{_THIS_YEAR}|{_INTENDS}|" + any_of("明年 今后 未来 下一步 下步 接下来 力争 新的一年 拟")
)
_OPENS_PAST = re.compile(
    r"\s*(?:[一二三四五]年来|过去(?:的)?(?:一|五|三|两|几)?年|去年|刚刚过去|回顾|(?:五|三)年间|今年以来|近年来|截至)"
)
_OPENS_REVIEW = re.compile(r"(?:主要(?:做了|开展了|抓了|工作)|成效|成绩|工作(?:是|有|如下)|体现在)[^。]{0,24}[：:]\s*$")
_FINISHED = r"(?<![为除得不受])了(?![解结])"
_DONE_BEFORE = re.compile(
    # 对已就业的农民工 tells people apart by what they have done; 已建成的3个 counts what is done.
    rf"(?<![而业])已(?!知|[^，。；\d]{{1,14}}的(?!\s?(?:[\d约近]|$)))|{_FINISHED}|先后(?!开展)|成功(?:创建|入选|获批|引进)|"
    + any_of("业已 荣获 现有 共有 下辖 所辖 辖有 尚有 还有 仅有 只有 原有 仅占 仅为 只占 高达")
)
# 全村现有农户412户，党员43名，耕地2860亩: the sentence describes until a verb sets to work.
_DESCRIBES = re.compile(
    r"(?:现有|共有|现辖|下辖|所辖|辖有|位于|(?:总|户籍|常住)人口约?\d|[我全本][市县区乡镇村校院](?:共有?|辖)\s?\d)[^。]*$"
)
# 已超过50%，其中甲市达75%: the clause that gives details shares the tense of the one before it.
_DETAILS_OF_DONE = re.compile(r"(?<![而业])已(?!知)[^，。；]*，其中[^，。；]*$")
_DONE_AFTER = re.compile(rf"^[^，。；、]{{0,14}}(?:{_FINISHED}|(?<!而)已)")
_LOOKS_AHEAD = re.compile(
    r"到20\d\d年|" + any_of("力争 确保 目标 预期 计划 今年 明年 底前 要 达到 达 不少于 不低于 以上 全年")
)


class Outlook:
    """Follows a document block by block and says of any place in the present block whether it looks back."""

    def __init__(self, year: int | None, blocks: Sequence[Block] = ()) -> None:
        self._year = year
        # Where a heading plans the second half of the year, one of the first half reports it.
        self._after_first_half = any(
            block.kind in (BlockKind.HEADING, BlockKind.TITLE) and _SECOND_HALF.search(block.text) for block in blocks
        )
        self._sections: list[tuple[int, bool]] = []
        self._run = False
        self._review = False
        self._block_past = False
        self._cues: list[tuple[int, int, bool]] = []

    def enter(self, block: Block, passage: Passage) -> None:
        """Take the next block, whose text is the passage's, into account."""
        if block.kind is BlockKind.HEADING:
            while self._sections and self._sections[-1][0] >= block.level:
                self._sections.pop()
            inherited = self._sections[-1][1] if self._sections else False
            if self._review and (self._turns_ahead(block.text) or _FUTURE_HEADING.search(block.text)):
                self._review = False
            self._sections.append(
                (block.level, self._heading_looks_back(block.text, inherited=inherited or self._review))
            )
            self._run = False
        elif block.kind is BlockKind.PARAGRAPH:
            if _OPENS_PAST.match(block.text) or self._opens_with_past_year(block.text):
                self._run = True
                # Such a paragraph opens a review, which goes on below the headings that follow it.
                self._review = self._review or bool(_OPENS_REVIEW.search(block.text))
            elif self._turns_ahead(block.text[:30]):
                if self._review:
                    self._sections = [(level, False) for level, _ in self._sections]
                self._run = self._review = False
        self._block_past = self.section_looks_back or (self._run and block.kind is not BlockKind.HEADING)
        self._cues = self._cues_of(passage.plain)

    @property
    def section_looks_back(self) -> bool:
        """Whether the section of the present block looks back."""
        return bool(self._sections) and self._sections[-1][1]

    def _heading_looks_back(self, text: str, *, inherited: bool) -> bool:
        years = [int(y) for y in _YEAR.findall(text)]
        if self._after_first_half and _FIRST_HALF.search(text):
            return not _SECOND_HALF.search(text)
        if self._year and years:
            if max(years) >= self._year and not _PAST_HEADING.search(text):
                return False
            if max(years) < self._year and not _FUTURE_HEADING.search(text):
                return True
        if _PAST_HEADING.search(text):
            # 总结经验 or 形势与任务: words of both kinds in one heading leave the view ahead.
            return not _FUTURE_HEADING.search(text) or bool(_REVIEW.search(text))
        if _TIME_TO_COME.search(text):
            return False
        return inherited and not (_FUTURE_HEADING.search(text) and years)

    def _opens_with_past_year(self, text: str) -> bool:
        opening = re.match(r"\s*(20\d\d)年(?:以来|来|，|,|全[市县区省]|我)", text)
        return bool(opening) and self._year is not None and int(opening[1] if opening else 0) < self._year

    def _turns_ahead(self, text: str) -> bool:
        if _FIRM_FUTURE_CUE.search(text):
            return True
        return any(self._year is not None and int(y) >= self._year for y in _YEAR.findall(text))

    def looks_back(self, passage: Passage, start: int, end: int) -> bool:
        """Say whether the words at `start:end` of the present block tell what has been done, not what is to be done."""
        sentence, clause = passage.sentence(start, end), passage.clause(start, end)
        if self._view_at(passage, sentence[0], start):
            return True
        before, after = passage.plain[clause[0] : start], passage.plain[end : clause[1]]
        if _DONE_BEFORE.search(before) or _DONE_AFTER.search(after):
            return True
        if _DETAILS_OF_DONE.search(passage.plain[sentence[0] : start]):
            return True
        described = _DESCRIBES.search(passage.plain[sentence[0] : start])
        if described and not _LOOKS_AHEAD.search(described.group()) and not MAKES.search(described.group()):
            return True
        # A later clause shares the view of the one that opens its sentence.
        if clause[0] <= sentence[0] and "累计" in before:
            return not _LOOKS_AHEAD.search(passage.plain[sentence[0] : end + 4])
        return False

    def _is_behind(self, year: re.Match[str]) -> bool:
        return self._year is not None and int(year[1]) < self._year

    def _is_stage(self, year: re.Match[str]) -> bool:
        """到2022年 in a plan that ends with 2025 is a stage on the way; a year of an unknown plan says nothing."""
        return self._year is None or (self._is_behind(year) and year.string[: year.start()].endswith(("到", "至")))

    def _view_at(self, passage: Passage, sentence_start: int, place: int) -> bool:
        """Say whether the last word of time that holds at the place turns the view back."""
        for index in range(bisect_left(self._cues, (place,)) - 1, -1, -1):
            at, closed, turns_back = self._cues[index]
            if place < closed and (at >= sentence_start or at - passage.clause(at, at)[0] < _OPENING):
                return turns_back
        return self._block_past

    def _cues_of(self, plain: str) -> list[tuple[int, int, bool]]:
        """Return each word that turns the view: where it stands, where its bracket closes, whether it turns back."""
        future = _FIRM_FUTURE_CUE if self._block_past else _FUTURE_CUE
        cues = [(m.start(), True) for m in _PAST_CUE.finditer(plain)]
        cues += [(m.start(), False) for m in future.finditer(plain)]
        cues += [(m.start(), self._is_behind(m)) for m in _STATED_YEAR.finditer(plain) if not self._is_stage(m)]
        cues += [(m.start(), _last_year_of(m) < self._year) for m in _PLAN.finditer(plain) if self._year is not None]
        asides = [m.span() for m in _ASIDE.finditer(plain)]
        opens = [opening for opening, _ in asides]

        def closes(at: int) -> int:
            inside = bisect_left(opens, at) - 1
            return asides[inside][1] if inside >= 0 and at < asides[inside][1] else len(plain) + 1

        return sorted((at, closes(at), turns_back) for at, turns_back in cues)


def _last_year_of(plan: re.Match[str]) -> int:
    return 2005 + 5 * "一二三四五六".index(plan[1]) + 5
