"""Reading a column of numbers by unit name, pasted from a spreadsheet or uploaded as one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from zugong.kernel.registry.models import Unit
from zugong.kernel.workbook.cells import BadCell, CellContent, cell_text, read_cell
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.files import open_grids

NUMBER = Column("value", "任务数", kind=Kind.DECIMAL)
BETWEEN_CELLS = re.compile(r"\t| {2,}|(?<=[\u3400-\u9fff])[ ：:，、](?=\s*[\d+-])")
TOTALS = ("合计", "总计", "小计", "共计")
SHORTEST_BEGINNING = 2


@dataclass(slots=True)
class Pasted:
    """What was understood: the number of each unit by its id; and a sentence about every line that was not."""

    values: dict[int, Decimal] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_pasted(text: str, units: Sequence[Unit]) -> Pasted:
    """Read lines of a name and a number; a bare column of as many numbers as there are units is taken in their order."""
    rows = [[cell for cell in BETWEEN_CELLS.split(line) if cell.strip()] for line in text.splitlines() if line.strip()]
    return _read(rows, units)


def read_uploaded(content: bytes, name: str, units: Sequence[Unit]) -> Pasted:
    """Read the first sheet of a file in which a unit stands beside a number. Raises workbook's CannotReadTable."""
    found = Pasted()
    for grid in open_grids(content, name):
        found = _read(grid.rows, units)
        if found.values:
            return found
    return Pasted(problems=found.problems or [_("文件里没有找到单位名称和旁边的数字")])


def _read(rows: Iterable[Sequence[CellContent]], units: Sequence[Unit]) -> Pasted:
    listed = [[cell for cell in row if cell_text(cell)] for row in rows]
    bare = [number for row in listed if len(row) == 1 and (number := _number(row[0])) is not None]
    if len(bare) == len(listed) == len(units):
        return Pasted(values={unit.pk: number for unit, number in zip(units, bare, strict=True)})
    pasted = Pasted()
    for row in listed:
        _read_row(row, units, pasted)
    return pasted


def _read_row(row: Sequence[CellContent], units: Sequence[Unit], pasted: Pasted) -> None:
    """Take the first number to the right of a unit's name; headings and totals are passed over."""
    texts = [cell_text(cell) for cell in row]
    if any(text in TOTALS for text in texts):
        return
    for place, text in enumerate(texts):
        unit = _unit_named(text, units)
        if unit is None:
            continue
        number = next((found for cell in row[place + 1 :] if (found := _number(cell)) is not None), None)
        if number is None:
            pasted.problems.append(_("%(unit)s：旁边没有数字") % {"unit": unit})
        elif unit.pk in pasted.values:
            pasted.problems.append(_("%(unit)s：出现了两次，用的是第一个数") % {"unit": unit})
        else:
            pasted.values[unit.pk] = number
        return
    if any(_number(cell) is not None for cell in row):
        pasted.problems.append(_("没有认出单位：%(line)s") % {"line": " ".join(texts)[:40]})


def _unit_named(text: str, units: Sequence[Unit]) -> Unit | None:
    """The unit of that name, short name or code; else the only one whose name begins so."""
    for unit in units:
        if text in {unit.name, unit.short_name, unit.code}:
            return unit
    if len(text) < SHORTEST_BEGINNING:
        return None
    beginning = [unit for unit in units if unit.name.startswith(text)]
    return beginning[0] if len(beginning) == 1 else None


def _number(content: CellContent) -> Decimal | None:
    try:
        value = read_cell(content, NUMBER)
    except BadCell as bad:
        # 40个 is meant as 40.
        return Decimal(bad.suggestion) if bad.suggestion else None
    return value if isinstance(value, Decimal) else None
