"""The lines of a sheet below its header: merged cells, 同上 and per cents made plain, and what is no record set aside."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from zugong.kernel.workbook.cells import CellContent, cell_text
from zugong.kernel.workbook.columns import label_forms
from zugong.kernel.workbook.files import Grid
from zugong.kernel.workbook.headers import Header

DITTO = frozenset({"同上", "〃", "″", '"', "''", "同前"})
_TOTALS = ("合计", "总计", "小计", "共计", "累计")
_TOTAL = re.compile(r"(?:[合总小共累]计|共)[:：]?\s*\d+\s*[人名个户村条项]{0,2}")
_REMARKS = ("注:", "注：", "备注:", "备注：", "说明:", "说明：", "填表人", "制表", "审核人", "单位负责人", "填报单位")
_EXAMPLES = ("示例", "样例", "例:", "例：", "（例）", "(例)", "（示例）", "(示例)")
_SECTION = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．)）].*")
_COUNTED_COLUMNS = re.compile(r"\d{1,2}|[甲乙丙丁]")
_FEWEST_COUNTED = 3


class Cell(NamedTuple):
    """What a cell holds, and the text it shows."""

    content: CellContent
    text: str


_BLANK = Cell(None, "")


class Line(NamedTuple):
    """A line: its number as people see it, its cells by column key, or why it is no record."""

    number: int
    cells: Mapping[str, Cell]
    passed_over: str = ""


def lines_below(header: Header, percents: Set[tuple[int, int]]) -> Iterator[Line]:
    """The lines that are not blank in the declared columns; 同上 with nothing above stays as it is."""
    grid, places = header.grid, header.places
    tops, reaching = _merged_downwards(grid, header.last_row)
    heads = {_bare(_written(map(cell_text, row))) for row in grid.head[header.first_row : header.last_row + 1]}
    first_words = {head[:1] for head in heads}
    sections = {top for top, left, bottom, right in grid.merged if top == bottom and right - left > 1}
    held: dict[int, Cell] = {}
    previous: Mapping[str, Cell] = {}
    for index, row in enumerate(islice(grid.rows, header.last_row + 1, None), start=header.last_row + 1):
        texts = [cell_text(content) if content != "" else "" for content in row]
        cells = {key: Cell(row[place], texts[place]) if place < len(row) else _BLANK for key, place in places.items()}
        if percents or tops:
            _correct(cells, places, index, percents)
            held |= {places[key]: cell for key, cell in cells.items() if (index, places[key]) in tops}
        # A line in which nothing stands but what reaches down from above is blank to its reader.
        if not any(cell.text for cell in cells.values()):
            continue
        written = _written(texts)
        reason = _why_passed_over(written, several=len(places) > 1, merged=index in sections)
        if not reason and (
            (label_forms(written[0])[-1:] in first_words and _bare(written) in heads)
            or (index == header.last_row + 1 and _counts_columns(written))
        ):
            reason = _("重复的表头，没有读取")
        if reason:
            yield Line(index + 1, {}, reason)
            continue
        for key, cell in cells.items():
            if cell.text in DITTO and key in previous:
                cells[key] = previous[key]
        if reaching:
            for key, place in places.items():
                if (index, place) in reaching and place in held:
                    cells[key] = held[place]
        previous = cells
        yield Line(index + 1, cells)


def _correct(cells: dict[str, Cell], places: Mapping[str, int], index: int, percents: Set[tuple[int, int]]) -> None:
    """Make what is shown as 76.4% and kept as 0.764 the number of per cent."""
    for key, cell in cells.items():
        if (index, places[key]) in percents and isinstance(cell.content, float):
            number = float(Decimal(repr(cell.content)) * 100)
            cells[key] = Cell(number, cell_text(number))


def _written(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if text]


def _bare(labels: Sequence[str]) -> tuple[str, ...]:
    return tuple(form for label in labels for form in label_forms(label)[-1:])


def _merged_downwards(grid: Grid, last_head_row: int) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """The cells from which others take their value, and those others."""
    down = [(top, left, bottom) for top, left, bottom, _right in grid.merged if bottom > top > last_head_row]
    reaching = {(row, left) for top, left, bottom in down for row in range(top + 1, bottom + 1)}
    return {(top, left) for top, left, _bottom in down}, reaching


def _counts_columns(written: Sequence[str]) -> bool:
    """Whether a line beneath the header only numbers the columns: 甲, 乙, 1, 2, 3."""
    if len(written) < _FEWEST_COUNTED or not all(_COUNTED_COLUMNS.fullmatch(text) for text in written):
        return False
    numbers = [int(text) for text in written if text.isdecimal()]
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 1


def _why_passed_over(written: Sequence[str], *, several: bool, merged: bool) -> str:
    """Why a line is not a record: it is a sum of others, a heading within the table, or a remark below it."""
    first, second = [*written, ""][:2]
    if first.rstrip(":：").endswith(_TOTALS) or second.rstrip(":：") in _TOTALS or _TOTAL.fullmatch(first):
        return _("合计行，没有读取")
    if first.startswith(_REMARKS) and len(written) <= 2:
        return _("表下的说明，没有读取")
    if first.startswith(_EXAMPLES) or second.startswith(_EXAMPLES):
        return _("填写示例，没有读取")
    if several and len(written) == 1 and (merged or _SECTION.fullmatch(first)):
        return _("表中的小标题，没有读取")
    return ""
