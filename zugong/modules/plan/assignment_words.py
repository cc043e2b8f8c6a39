"""What a sentence such as “请人才科7月15日前报送政聘企用进展” says: who, by when, what. Plain values, no database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MONTH_DAY = re.compile(r"(?:(?P<year>\d{4})\s*[年\-/.])?\s*(?P<month>\d{1,2})\s*[月\-/.]\s*(?P<day>\d{1,2})\s*[日号]?")
MONTH_PART = re.compile(r"(?:(?P<month>\d{1,2})|(?P<word>本|这个|下个|下))?月(?P<part>底|末|上旬|中旬|下旬)")
DAY_ONLY = re.compile(r"(?<![\d月])(?P<day>\d{1,2})[日号]")
IN_DAYS = re.compile(r"(?P<count>[一二两三四五六七八九十\d]+)\s*个?(?P<working>工作日|天|日)(?:之?内|以内)")
WEEKDAY = re.compile(r"(?P<week>本|这|下)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
SOON = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2}
AFTER_DATE = re.compile(r"^(?:之?前|以前|截止|之?内|下班前|上午|下午|中午|晚上)*")
POLITE = re.compile(r"^(?:请|由|让|要求|交由|责成)+|(?:负责|牵头|抓紧|尽快|务必|要)+$")
DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2}
LISTS, EVENTS = ("名单", "名册", "花名册"), ("召开", "举办", "举行", "观摩")
DOCUMENTS = ("方案", "报告", "意见", "办法", "通知", "文件", "制度", "细则", "总结")


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read from a sentence: the names of units in their order, the due date, what is to be done, what will show it."""

    units: tuple[str, ...] = ()
    due: date | None = None
    working_days: int | None = None
    title: str = ""
    deliverable: str = "result"


def understand(sentence: str, *, names: Iterable[str], today: date) -> Understood:
    """Read a sentence against the names of units that can be meant.

    `working_days` is set instead of `due` where days are counted in working days. A date without a year that has passed means the next
    year's; what is not found stays empty.
    """
    text = sentence.strip().strip("。.；;")
    units, rest = _units(text, names)
    due, working_days, rest = _due(rest, today)
    return Understood(
        units=units, due=due, working_days=working_days, title=_title(rest), deliverable=deliverable_of(rest)
    )


def deliverable_of(text: str) -> str:
    """What will most likely show that it is done: a list, an event, a document, else a result."""
    for words, kind in ((LISTS, "list"), (EVENTS, "event"), (DOCUMENTS, "document")):
        if any(word in text for word in words):
            return kind
    return "result"


def _units(text: str, names: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Names found in the text, longest first so that a part of a longer name is not taken for another; and the text without them."""
    found: list[tuple[int, str]] = []
    taken = text
    for name in sorted(set(names), key=len, reverse=True):
        place = taken.find(name)
        if len(name) > 1 and place >= 0:
            found.append((place, name))
            taken = taken[:place] + "\0" * len(name) + taken[place + len(name) :]
    rest = re.sub(r"[、，,和及与\s]*\0+[、，,和及与\s]*", "\0", taken).replace("\0", "")
    return tuple(name for _place, name in sorted(found)), rest


def _due(text: str, today: date) -> tuple[date | None, int | None, str]:
    match = IN_DAYS.search(text)
    if match:
        count = _count(match["count"])
        if match["working"] == "工作日":
            return None, count, _without(text, match)
        return today + timedelta(days=count), None, _without(text, match)
    for pattern, read in (
        (MONTH_DAY, _month_day),
        (MONTH_PART, _month_part),
        (DAY_ONLY, _day_only),
        (WEEKDAY, _weekday),
    ):
        match = pattern.search(text)
        due = read(match, today) if match else None
        if match and due:
            return due, None, _without(text, match)
    for word, days in SOON.items():
        if word in text:
            place = text.index(word)
            rest = text[:place] + AFTER_DATE.sub("", text[place + len(word) :])
            return today + timedelta(days=days), None, rest
    return None, None, text


def _without(text: str, match: re.Match[str]) -> str:
    return re.sub(r"(?:于|在)$", "", text[: match.start()]) + AFTER_DATE.sub("", text[match.end() :])


def _month_day(match: re.Match[str], today: date) -> date | None:
    year = int(match["year"]) if match["year"] else today.year
    due = _date(year, int(match["month"]), int(match["day"]))
    if due is not None and due < today and not match["year"]:
        return _date(year + 1, due.month, due.day)
    return due


def _month_part(match: re.Match[str], today: date) -> date | None:
    month = (
        int(match["month"]) if match["month"] else today.month + (1 if (match["word"] or "").startswith("下") else 0)
    )
    year, month = today.year + (month - 1) // 12, (month - 1) % 12 + 1
    if match["month"] and month < today.month:
        year += 1
    if match["part"] in {"上旬", "中旬"}:
        return _date(year, month, 10 if match["part"] == "上旬" else 20)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _day_only(match: re.Match[str], today: date) -> date | None:
    day = int(match["day"])
    due = _date(today.year, today.month, day)
    if due is None or due < today:
        following = today.replace(day=1) + timedelta(days=32)
        due = _date(following.year, following.month, day)
    return due


def _weekday(match: re.Match[str], today: date) -> date:
    wanted = "一二三四五六日".index(match["day"].replace("天", "日"))
    due = today + timedelta(days=wanted - today.weekday() + (7 if match["week"] == "下" else 0))
    return due if due >= today else due + timedelta(days=7)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _count(word: str) -> int:
    if word.isdigit():
        return int(word)
    tens, has_ten, ones = word.partition("十")
    if has_ten:
        return (DIGITS.get(tens, 1) if tens else 1) * 10 + DIGITS.get(ones, 0)
    return DIGITS.get(word, 0)


def _title(rest: str) -> str:
    title, before = rest.strip(" ，,。、：:"), None
    while title != before:
        before = title
        title = POLITE.sub("", title).strip(" ，,。、：:")
    return title
