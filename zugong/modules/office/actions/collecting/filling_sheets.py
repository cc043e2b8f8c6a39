"""Filling the sheet that the office above has sent: cell by cell, with all else in it, pictures and charts too, left as it is."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter

from zugong.kernel import calendar
from zugong.kernel.registry.models import Unit
from zugong.kernel.workbook.columns import label_forms
from zugong.kernel.workbook.files import open_grids
from zugong.kernel.workbook.patching import NotAWorkbook, WorkbookPatch
from zugong.modules.office.actions.collecting.merging import Group, Merged, as_number, left_out, one_value
from zugong.modules.office.actions.collecting.understanding import header_of, is_name_of_unit, is_running_number
from zugong.modules.office.models import FormColumn

PLACE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
TOTALS = frozenset({"合计", "总计", "全市", "全县", "全区", "共计"})


class CannotFill(Exception):
    """The sheet cannot be filled in; the message says what is in the way."""


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """A column of the sheet's table: its letter, its label, and the key of the form's column that goes there ("" for none)."""

    letter: str
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the sheet asks for: named places, and a table whose header was found. Rows count from 1."""

    sheet: str
    places: Sequence[tuple[str, str]]
    header_row: int
    name_letter: str
    columns: Sequence[HeadColumn]
    rows: Sequence[tuple[int, str, bool]]
    """Number, name and whether the name is a unit, or a total, that the merged table has."""

    @property
    def understood(self) -> int:
        """How many places, or columns of the table, will be filled in."""
        return len(self.places) + sum(bool(column.key) for column in self.columns)

    def mapping(self) -> dict[str, Any]:
        """The correspondence, to be kept with the form and changed by people."""
        return {"sheet": self.sheet, "columns": {column.letter: column.key for column in self.columns if column.key}}


@dataclass(frozen=True, slots=True)
class Filled:
    """The sheet as filled in; `cells` says how many cells were written, `left` what was asked for and is not known."""

    content: bytes
    cells: int
    left: list[str]


@dataclass(slots=True)
class Filling:
    """A sheet while it is being filled in."""

    patch: WorkbookPatch
    cells: int = 0
    left: list[str] = field(default_factory=list)

    def put(self, cell: Any, value: Any) -> None:
        """Write a value; what is not known is left empty, and a text is never taken for a formula."""
        if isinstance(value, Decimal):
            value = int(value) if value == value.to_integral_value() else float(value)
        elif not value:
            if cell.value is not None:
                self.patch.put(cell.parent.title, cell.coordinate, None)
            return
        self.patch.put(cell.parent.title, cell.coordinate, value)
        self.cells += 1


def inspect(content: bytes, name: str, merged: Merged, mapping: Mapping[str, Any] | None = None) -> Inspection:
    """What a sheet asks for and where the merged table answers it; `mapping` overrules what the labels say. Raises CannotReadTable."""
    grids = open_grids(content, name)
    wanted = (mapping or {}).get("sheet")
    found = [(grid, header) for grid in grids if (header := header_of(grid)) and wanted in (None, grid.name)]
    places = [(where, words) for where, words, _cell in _places(_book(content))]
    if not found:
        return Inspection(grids[0].name, places, 0, "", (), ())
    grid, (last, labels) = max(found, key=lambda pair: len(pair[1][1]))
    names = next((place for place, label in sorted(labels.items()) if is_name_of_unit(label)), None)
    overruled = (mapping or {}).get("columns")
    out = {column.key for column in left_out(merged)}
    columns = [
        HeadColumn(
            get_column_letter(place + 1), label, "" if (key := _key(merged, place, label, overruled)) in out else key
        )
        for place, label in sorted(labels.items())
        if place != names and not is_running_number(label)
    ]
    known = _groups_by_name(merged)
    rows = []
    for number, line in enumerate(grid.rows[last + 1 :], start=last + 2):
        said = str(line[names] or "").strip() if names is not None and names < len(line) else ""
        if said and "{{" not in said:
            rows.append((number, said, said in known))
    letter = get_column_letter(names + 1) if names is not None else ""
    return Inspection(grid.name, places, last + 1, letter, columns, rows)


def _key(merged: Merged, place: int, label: str, overruled: Mapping[str, str] | None) -> str:
    """The form's column for a label of the sheet: as people have said, else the one that is called so."""
    if overruled is not None:
        key = overruled.get(get_column_letter(place + 1), "")
        return key if any(column.key == key for column in merged.columns) else ""
    for forms in (label_forms(label)[:1], label_forms(label)[-1:]):
        for column in merged.columns:
            if forms and forms[0] in label_forms(column.label):
                return column.key
    return ""


def fill_template(content: bytes, name: str, merged: Merged, mapping: Mapping[str, Any] | None = None) -> Filled:
    """Fill in a sheet. Cells with a formula stay as they are. Raises CannotReadTable, CannotFill."""
    seen = inspect(content, name, merged, mapping)
    if not seen.understood:
        raise CannotFill(_("表样里没有认出要填的位置：列名与这张表的列对不上，也没有“{{合计.列名}}”这样的占位"))
    book = _book(content)
    try:
        filling = Filling(WorkbookPatch(content))
    except NotAWorkbook as error:
        raise CannotFill(_("表样打不开，请用 WPS 或 Excel 另存为 xlsx 后再上传")) from error
    _fill_places(book, merged, filling)
    if seen.columns and any(column.key for column in seen.columns):
        _fill_table(book[seen.sheet], merged, seen, filling)
    return Filled(filling.patch.content(), filling.cells, filling.left)


def _book(content: bytes) -> Any:
    if not content.startswith(b"PK"):
        raise CannotFill(_("要回填的表样须是 xlsx；xls 请先在 WPS 或 Excel 中另存为 xlsx"))
    return openpyxl.load_workbook(io.BytesIO(content))


def _places(book: Any) -> Iterator[tuple[str, str, Any]]:
    """The cells that hold named places: where, what is asked, and the cell."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and not cell.value.startswith("=") and PLACE.search(cell.value):
                    yield f"{sheet.title}!{cell.coordinate}", cell.value, cell


def _groups_by_name(merged: Merged) -> dict[str, Group]:
    """Every unit that has figures, and the total, by the names that a sheet may give them."""
    found = dict.fromkeys(TOTALS, merged.total)
    singly = (
        Group(line.entry.unit, [line], {column.key: one_value(column, line.rows) for column in merged.columns})
        for line in merged.lines
    )
    for group in (*merged.groups("county"), *merged.groups("township"), *singly):
        for said in _names(group.unit):
            found.setdefault(said, group)
    return found


def _names(unit: Unit | None) -> list[str]:
    return [said for said in (unit.name, unit.short_name, unit.code) if said] if unit is not None else []


def _fill_places(book: Any, merged: Merged, filling: Filling) -> None:
    groups, columns = _groups_by_name(merged), {column.label: column for column in merged.columns}
    for _where, words, cell in _places(book):
        whole = PLACE.fullmatch(words.strip())
        values = {asked: _value_of(asked, merged, groups, columns) for asked in PLACE.findall(words)}
        filling.left += [asked for asked, value in values.items() if value is None]
        filling.put(cell, values[whole[1]] if whole else _in_sentence(words, values))


def _in_sentence(words: str, values: Mapping[str, Any]) -> str:
    return PLACE.sub(lambda found: _said(values[found[1]]), words)


def _value_of(asked: str, merged: Merged, groups: Mapping[str, Group], columns: Mapping[str, FormColumn]) -> Any:
    """The value of a named place; None for what is not known."""
    plain = {
        _("表名"): str(merged.form),
        _("截至日期"): calendar.today().isoformat(),
        _("应报单位数"): Decimal(len(merged.lines)),
        _("已报单位数"): Decimal(merged.total.answered),
    }
    if asked in plain:
        return plain[asked]
    who, dot, what = asked.partition(".")
    group, column = groups.get(who.strip()), columns.get(what.strip())
    if not dot or group is None or column is None:
        return None
    return as_number(column, group.sums.get(column.key, ""))


def _said(value: Any) -> str:
    return "" if value is None else f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _fill_table(sheet: Any, merged: Merged, seen: Inspection, filling: Filling) -> None:
    """Fill the rows whose names are known; a table without names gets the returns one below the other."""
    by_key = {column.key: column for column in merged.columns}
    groups = _groups_by_name(merged)
    named = [(number, groups[said]) for number, said, known in seen.rows if known]
    filling.left += [said for _number, said, known in seen.rows if not known]
    if named:
        for number, group in named:
            _fill_row(sheet, number, seen, by_key, group.sums, filling)
    elif not seen.rows:
        _fill_down(sheet, merged, seen, by_key, filling)


def _fill_row(
    sheet: Any,
    number: int,
    seen: Inspection,
    by_key: Mapping[str, FormColumn],
    row: Mapping[str, str],
    filling: Filling,
) -> None:
    for column in seen.columns:
        if column.key:
            cell = sheet[f"{column.letter}{number}"]
            if not isinstance(cell, MergedCell) and not _is_formula(cell):
                filling.put(cell, as_number(by_key[column.key], row.get(column.key, "")))


def _is_formula(cell: Any) -> bool:
    return cell.data_type == "f" or (isinstance(cell.value, str) and cell.value.startswith("="))


def _fill_down(
    sheet: Any, merged: Merged, seen: Inspection, by_key: Mapping[str, FormColumn], filling: Filling
) -> None:
    """The returns one below the other from the first row under the header, as far as the sheet is empty there."""
    lines = [(line, row) for line in merged.lines for row in line.rows]
    for number, (line, row) in enumerate(lines, start=seen.header_row + 1):
        letters = [column.letter for column in seen.columns if column.key]
        if any(_is_formula(sheet[f"{letter}{number}"]) or sheet[f"{letter}{number}"].value for letter in letters):
            room = number - seen.header_row - 1
            raise CannotFill(
                _("表样的表头下只空了 %(room)s 行，要填 %(rows)s 行；请先在表样里插入空行")
                % {"room": room, "rows": len(lines)}
            )
        if seen.name_letter:
            filling.put(sheet[f"{seen.name_letter}{number}"], str(line.entry.unit))
        _fill_row(sheet, number, seen, by_key, row, filling)
