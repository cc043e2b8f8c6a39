"""Reads by when a thing is due from the words before it, and from those right after it."""

import calendar as months
import re
from datetime import date, timedelta

from zugong.kernel.documents.reading.targets.numerals import read_number

_N = r"(?:\d{1,3}|[一二两三四五六七八九十百]+)"
_YEAR = r"(?P<year>20\d\d)\s?年"
_DEADLINE = re.compile(
    rf"""
    (?P<end_of_plan>[“]?十(?P<plan>[二三四五六七八九])五[”]?(?:规划)?(?:期末|时期末|末))
  | (?:(?P<dated>20\d\d)\s?年)?(?P<this>今年|本年度?)?\s?(?P<month>1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])\s?月
      (?:\s?(?P<day>[1-3]?\d)\s?[日号]|(?P<month_end>底|末|份|中旬|上旬|下旬)?)(?P<before>(?:之|以)?前|底前|止)?
  | (?:(?P<quarter_year>20\d\d)\s?年)?(?P<first>前)?(?P<quarter>[一二三四1-4])季度(?:末|底|内|前|结束前)?
  | (?:(?P<half_year>20\d\d)\s?年)?(?P<half>[上下])半年(?!以来)
  | (?P<span>半年|{_N}个月|{_N}个?工作日|{_N}天|{_N}日|{_N}年|{_N}周)(?:之|以)?内
  | (?P<years>20\d\d)\s?[-—~至]\s?(?P<last_year>20\d\d)\s?年
  | 到?(?P<full_year>20\d\d)\s?年(?:年?底|末|度)?(?!级|版|度?以来)
  | (?P<year_end>今年年底|本年度?末|年末|年底|今年底|今年内|年内)(?:之?前)?
  | (?P<this_year>今年|本年度)(?!以来)
  | (?P<next_year>明年)
    """,
    re.VERBOSE,
)
_COMPARED = re.compile(r"(?:[比较同与从由自]|相比|对照)$")
_COMPARED_AFTER = re.compile(r"(?:的?基础|的?基数|水平|相比|以来|增长|的\d)")
# 压缩至20天内 is a limit to be kept, not a day by which something is due.
_LIMIT = re.compile(r"(?:压缩|缩短|控制|压减|减|降|不超过)[在到至为]?$")
_SHARES_OUT = re.compile(r"分别[^，。；：]*$")
_BETWEEN = re.compile(r"[、和与及前,\s]*")
_HALF_ENDS = {"上": (6, 30), "下": (12, 31)}


class Calendar:
    """Turns words of time into dates for a plan of the given year, issued on the given day; either may be unknown."""

    def __init__(self, year: int | None, issued_on: date | None) -> None:
        self._year = year or (issued_on.year if issued_on else None)
        self._issued_on = issued_on

    def deadline(self, before: str, after: str, place: int = 0) -> str | None:
        """Return the last deadline in the words before a number, or one in the words after it: an ISO date, else the words.

        `place` is the number's place in a list: of 6月底、9月底分别完成50%、80% each has its own day.
        """
        stated = [m for m in _DEADLINE.finditer(before) if self._is_deadline(m)]
        respective = _respective(stated, before)
        if place < len(respective):
            return self._said(respective[place])
        if stated:
            return self._said(stated[-1])
        later = _DEADLINE.search(after)
        return self._said(later) if later and self._is_deadline(later) and not _ends_soon(later) else None

    def within(self, words: str) -> str:
        """Return the end of a span such as 半年内, counted from the day of issue; the words while that is unknown."""
        match = _DEADLINE.fullmatch(words)
        return self._said(match) if match else words

    def _is_deadline(self, m: re.Match[str]) -> bool:
        if _COMPARED.search(m.string[: m.start()]) or _COMPARED_AFTER.match(m.string[m.end() :]):
            return False
        if m["span"] and (m["span"].endswith("工作日") or _LIMIT.search(m.string[: m.start()])):
            return False
        stated = m["full_year"] or m["dated"]
        return not (stated and self._year and int(stated) < self._year)

    def _said(self, m: re.Match[str]) -> str:
        found = self._date_of(m)
        return found.isoformat() if found else m.group()

    def _date_of(self, m: re.Match[str]) -> date | None:
        if m["plan"]:
            # The fourteenth plan ends with 2025, and each later one five years on.
            return date(1955 + 5 * (10 + int(read_number(m["plan"]) or 0)), 12, 31)
        if m["span"]:
            return self._after_issue(m["span"])
        if m["years"] or m["full_year"]:
            return date(int(m["last_year"] or m["full_year"]), 12, 31)
        stated = m["dated"] or m["quarter_year"] or m["half_year"]
        year = int(stated) if stated else self._year
        if year is None:
            return None
        if m["next_year"]:
            return date(year + 1, 12, 31)
        if m["half"]:
            return date(year, *_HALF_ENDS[m["half"]])
        if m["month"] or m["quarter"]:
            return _end_of_month(m, year)
        return date(year, 12, 31)

    def _after_issue(self, span: str) -> date | None:
        if self._issued_on is None:
            return None
        count = 1 if span == "半年" else int(read_number(re.match(_N, span).group()) or 0)  # type: ignore[union-attr]
        if "工作日" in span:
            # Which days are worked is the calendar's to say, not the reader's.
            return None
        if span.endswith("周"):
            return self._issued_on + timedelta(weeks=count)
        if span.endswith(("天", "日")):
            return self._issued_on + timedelta(days=count)
        return _plus_months(self._issued_on, 6 if span == "半年" else count * (12 if span.endswith("年") else 1))


def _respective(stated: list[re.Match[str]], before: str) -> list[re.Match[str]]:
    """Return the deadlines of a list that a 分别 shares out in the clause that the words end with; none where there is none."""
    shared_out = _SHARES_OUT.search(before)
    listed: list[re.Match[str]] = []
    following = shared_out.start() if shared_out else -1
    for match in reversed([m for m in stated if m.end() <= following]):
        if not _BETWEEN.fullmatch(before[match.end() : following]):
            break
        listed.insert(0, match)
        following = match.start()
    return listed if len(listed) > 1 else []


def _ends_soon(m: re.Match[str]) -> bool:
    """Say whether the words found after a number only name a time in passing: they must say "before" or "within"."""
    return not re.search(r"前|内|底|末|止", m.group())


def _end_of_month(m: re.Match[str], year: int) -> date:
    if m["quarter"]:
        month = 3 * int(read_number(m["quarter"]) or 1)
        return date(year, month, months.monthrange(year, month)[1])
    month = int(read_number(m["month"]) or 1)
    last = months.monthrange(year, month)[1]
    if m["day"]:
        return date(year, month, min(max(int(m["day"]), 1), last))
    part = {"上旬": 10, "中旬": 20}.get(m["month_end"] or "", last)
    if m["before"] and not m["month_end"] and m["before"] != "底前":
        # 6月前 is due when May ends.
        return date(year, month, 1) - timedelta(days=1)
    return date(year, month, part)


def _plus_months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
