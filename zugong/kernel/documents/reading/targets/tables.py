"""Reads the rows of a table of targets: which column names the thing, which holds its unit, its base and its target."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from zugong.kernel.documents.reading.shapes import Comparator
from zugong.kernel.documents.reading.targets.phrases import Phrase
from zugong.kernel.documents.reading.targets.quantities import Quantity, quantities
from zugong.kernel.documents.reading.targets.units import CLASS_OF, UnitClass
from zugong.kernel.documents.reading.targets.words import any_of

CELL_MARK = "｜"

_YEAR = re.compile(r"(20\d\d)\s?年?")
_ASIDE_COLUMN = re.compile(any_of("序号 编号 权重 分值 得分 备注 责任 电话 联系 牵头 配合 属性 比上年 占比"))
_BASE_COLUMN = re.compile(any_of("现状 基期 基数 上年 完成 实际 去年 累计 已有 现有"))
_TARGET_COLUMN = re.compile(any_of("目标 任务数 计划 指标值 任务量 目标值 数量 规划值 全年 预期"))
_UNIT_COLUMN = re.compile(r"^(?:计量)?单位$")
_NAME_COLUMN = re.compile(any_of("指标 项目 名称 内容 任务 事项 类别 工作"))
# Figures in brackets are sums over the years of a plan.
_FIGURE = re.compile(
    r"\s*[\[【〔(（]?(?P<sign>[≥≤><＞＜]=?)?\s*(?P<figure>\d[\d.,—%~-]*[^\s\]】〕)）]{0,8})[\]】〕)）]?\s*"
)
_BARE_FIGURE = re.compile(r"[\d.,%~—-]+")
_SIGNS = {"≥": Comparator.AT_LEAST, ">": Comparator.AT_LEAST, "＞": Comparator.AT_LEAST}


class Column(StrEnum):
    """What a column of a table of targets holds."""

    NAME = "name"
    UNIT = "unit"
    TARGET = "target"
    ASIDE = "aside"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Figure:
    """A target found in a table: its quantity, the phrase from its name to its cell, and the head of its column."""

    quantity: Quantity
    phrase: Phrase
    head: str


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of the table that is being read, known from its head."""

    heads: Sequence[str]
    columns: Sequence[Column]

    def figures(self, plain: str) -> Iterator[Figure]:
        """Yield the targets of one row."""
        cells = list(_cells(plain))
        if len(cells) != len(self.columns):
            return
        name = next((cell for cell, column in zip(cells, self.columns, strict=True) if column is Column.NAME), None)
        units = [
            plain[a:b].strip() for (a, b), column in zip(cells, self.columns, strict=True) if column is Column.UNIT
        ]
        for (start, end), column, head in zip(cells, self.columns, self.heads, strict=True):
            if column is not Column.TARGET:
                continue
            quantity = _figure(plain, start, end, units[0] if units else "")
            if quantity and name:
                what = plain[slice(*name)].strip()
                yield Figure(quantity, Phrase(min(name[0], quantity.start), quantity.end, what), head)

    def prose(self, plain: str) -> list[tuple[int, int]]:
        """Return where the cells lie that are read as sentences."""
        cells = list(_cells(plain))
        if len(cells) != len(self.columns):
            return cells
        return [cell for cell, column in zip(cells, self.columns, strict=True) if column in (Column.NAME, Column.PROSE)]


def table_with_head(plain: str, year: int | None) -> Table | None:
    """Return the table whose head the row is, or None when it is an ordinary row."""
    heads = [plain[a:b].strip() for a, b in _cells(plain)]
    if len(heads) < 2 or any(_BARE_FIGURE.fullmatch(head) and not _YEAR.fullmatch(head) for head in heads):
        return None
    columns = [_column(head, year) for head in heads]
    if Column.TARGET not in columns or Column.NAME not in columns:
        return None
    return Table(heads, columns)


def _cells(plain: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cell in plain.split(CELL_MARK):
        yield start, start + len(cell)
        start += len(cell) + 1


def _column(head: str, year: int | None) -> Column:
    years = [int(y) for y in _YEAR.findall(head)]
    if _UNIT_COLUMN.search(head):
        return Column.UNIT
    if "年均" in head:
        return Column.TARGET
    if _ASIDE_COLUMN.search(head) or _BASE_COLUMN.search(head) or (year and years and max(years) < year):
        return Column.ASIDE
    if years or _TARGET_COLUMN.search(head):
        return Column.TARGET
    return Column.NAME if _NAME_COLUMN.search(head) else Column.PROSE


def _figure(plain: str, start: int, end: int, unit: str) -> Quantity | None:
    match = _FIGURE.fullmatch(plain[start:end])
    if not match:
        return None
    found = next(quantities(match["figure"]), None)
    if found is None:
        return None
    offset = start + match.start("figure")
    sign = match["sign"]
    comparator = found.comparator or (_SIGNS.get(sign[0], Comparator.AT_MOST) if sign else None)
    moved = replace(found, start=offset + found.start, end=offset + found.end, comparator=comparator)
    if moved.unit or not unit:
        return moved
    # 万亩 at the head of the column multiplies the figures below it.
    scale = next(quantities("1" + unit), None)
    if scale is None or scale.end < len(unit) + 1:
        return replace(moved, unit=unit, unit_class=CLASS_OF.get(unit, UnitClass.COUNT))
    value2 = None if moved.value2 is None else _times(moved.value2, scale.value)
    return replace(
        moved, value=_times(moved.value, scale.value), value2=value2, unit=scale.unit, unit_class=scale.unit_class
    )


def _times(value: float, scale: float) -> int | float:
    product = round(value * scale, 6)
    return int(product) if product == int(product) else product
