"""What a one-off form may ask, how long it takes to answer, and what changed: plain functions of plain values."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

NEVER_COLLECTED = ("宗教", "信教", "信仰", "健康状况", "病史", "疾病", "残疾", "血型", "艾滋", "精神病")
"""Health and religion are asked of nobody."""

KEPT_ELSEWHERE = ("身份证", "公民身份号码", "银行卡", "银行账号", "账号", "手机号", "联系电话", "电话号码", "联系方式")
"""What identifies a person is sealed in the register of people and does not travel in forms."""

NAMES_PEOPLE = ("姓名", "名字", "联系人", "书记", "主任", "负责人")
"""Columns of these labels name people; many of them together do not leave the platform in a form."""

_NOT_A_NAME = re.compile(r"(数|人数|年龄|学历|任期|时间|日期|\(.*\)|（.*）)$")
_YES_NO = re.compile(r"^(是否|有无)|是否")
_DATE = re.compile(r"(日期|时间|年月|生日)$")
_PERCENT = re.compile(r"(率|占比|比例|百分比)(\(%\))?$|%")
_DECIMAL = re.compile(r"(元|万元|亿元|面积|亩|公里|吨|金额|收入|资金|经费)")
_INTEGER = re.compile(r"(数|数量|人数|个数|户数|次数|人|个|户|名|次|场|期|份|件|岁|年龄)(\([^()]*\))?$")
_COUNT_IN_BRACKETS = re.compile(r"\((人|个|户|名|次|场|期|份|件|岁|家)\)$")


def collected_nowhere(label: str) -> bool:
    """True if the column asks for something that is never collected."""
    return any(word in label for word in NEVER_COLLECTED)


def kept_elsewhere(label: str) -> bool:
    """True if the column asks for what identifies a person, which is sealed in the register."""
    return any(word in label for word in KEPT_ELSEWHERE)


def names_people(label: str) -> bool:
    """True if the column holds names of people, and not only figures or dates about them."""
    return any(word in label for word in NAMES_PEOPLE) and not _NOT_A_NAME.search(label) and "是否" not in label


def kind_of_label(label: str) -> str:
    """The kind that a column of this label most likely has: integer, decimal, percent, date, choice or text."""
    plain = label.strip().replace("（", "(").replace("）", ")").replace(" ", "")
    if _YES_NO.search(plain):
        return "choice"
    for pattern, kind in (
        (_PERCENT, "percent"),
        (_DATE, "date"),
        (_COUNT_IN_BRACKETS, "integer"),
        (_DECIMAL, "decimal"),
    ):
        if pattern.search(plain):
            return kind
    return "integer" if _INTEGER.search(plain) else "text"


@dataclass(frozen=True, slots=True)
class Asked:
    """A column as far as its cost goes: its kind, and whether its value is filled in already."""

    kind: str
    known: bool


@dataclass(frozen=True, slots=True)
class Rates:
    """Minutes by kind of column; the per cent of them that checking a known value takes; rows a list is reckoned with."""

    minutes: Mapping[str, float]
    known_percent: int
    list_rows: int


def minutes_asked(columns: Iterable[Asked], rates: Rates, *, is_list: bool) -> Decimal:
    """The minutes that one unit needs for one form, with one decimal; known columns are only read and corrected."""
    total = Decimal(0)
    for column in columns:
        minutes = Decimal(str(rates.minutes.get(column.kind, rates.minutes.get("text", 1))))
        total += minutes * rates.known_percent / 100 if column.known else minutes
    return (total * (rates.list_rows if is_list else 1)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def known_share(columns: Sequence[Asked]) -> int:
    """The per cent of columns whose values are known already; 0 for a form without columns."""
    return round(100 * sum(column.known for column in columns) / len(columns)) if columns else 0


@dataclass(frozen=True, slots=True)
class CellChange:
    """One value that differs: in which row (from 0), under which key, what stood there and what stands there now."""

    row: int
    key: str
    before: str
    after: str


def changed_cells(before: Sequence[Mapping[str, str]], after: Sequence[Mapping[str, str]]) -> list[CellChange]:
    """Where two answers differ, row by row in their order; a row that one of them lacks counts as empty."""
    longest = max(len(before), len(after))
    pairs = [(row_of(before, number), row_of(after, number)) for number in range(longest)]
    return [
        CellChange(number, key, old.get(key, ""), new.get(key, ""))
        for number, (old, new) in enumerate(pairs)
        for key in dict.fromkeys([*old, *new])
        if old.get(key, "") != new.get(key, "")
    ]


def row_of(rows: Sequence[Mapping[str, str]], number: int) -> Mapping[str, str]:
    """The row of that number, from 0; an empty one beyond the last."""
    return rows[number] if number < len(rows) else {}


def column_sum(rows: Iterable[Mapping[str, str]], key: str) -> Decimal | None:
    """The sum of a column's numbers; None if no row has one, which is not the same as zero."""
    numbers = [Decimal(row[key]) for row in rows if row.get(key, "") != ""]
    return sum(numbers, Decimal(0)) if numbers else None
