"""Empty tables to be filled in: help above each column, drop-down lists, text format where digits must not be lost."""

import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.writing import (
    BODY_FONT,
    HEAD_FILL,
    HEAD_FONT,
    NUMBER_FORMATS,
    REMARK_FONT,
    TEXT_FORMAT,
    THIN_LINES,
    TITLE_FONT,
    display_width,
    sheet_name,
    write_text,
)

_TITLE_ROW, _HELP_ROW, _HEADER_ROW, _FIRST_ROW = 1, 2, 3, 4
_LAST_ROW = 5003
_REQUIRED_FILL = PatternFill("solid", fgColor="FBE9E7")


def write_template(name: str, columns: Sequence[Column], *, title: str = "") -> bytes:
    """An xlsx form for the columns, which `read_table` reads back; required columns bear an asterisk."""
    book = Workbook()
    taken: set[str] = set()
    sheet: Any = book.active
    sheet.title = sheet_name(name, taken)
    write_text(sheet.cell(_TITLE_ROW, 1), title or name)
    sheet.cell(_TITLE_ROW, 1).font = TITLE_FONT
    for number, column in enumerate(columns, start=1):
        _prepare_column(sheet, number, column)
    sheet.row_dimensions[_HELP_ROW].height = 64
    sheet.freeze_panes = f"A{_FIRST_ROW}"
    _add_lists(book, sheet, columns, taken)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _prepare_column(sheet: Any, number: int, column: Column) -> None:
    letter = get_column_letter(number)
    label = f"{column.label}*" if column.required else column.label
    explanation = column.help or _what_to_write(column)
    look = sheet.column_dimensions[letter]
    look.width = max(12, min(40, display_width(label) + 4))
    # New cells take the format of their column, so that 0100 stays 0100 as it is typed.
    look.number_format = NUMBER_FORMATS.get(column.kind, TEXT_FORMAT)
    look.font = BODY_FONT
    remark, head = sheet.cell(_HELP_ROW, number), sheet.cell(_HEADER_ROW, number)
    write_text(remark, explanation)
    remark.font, remark.alignment = REMARK_FONT, Alignment(wrap_text=True, vertical="top")
    write_text(head, label)
    head.font, head.border = HEAD_FONT, THIN_LINES
    head.fill = _REQUIRED_FILL if column.required else HEAD_FILL
    head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _what_to_write(column: Column) -> str:
    match column.kind:
        case Kind.CODE:
            return _("按文本填写，前面的 0 不要省略")
        case Kind.INTEGER:
            return _("填整数，不带单位")
        case Kind.DECIMAL:
            return _("填数字，不带单位")
        case Kind.PERCENT:
            return _("填百分数的数值，如 76.4")
        case Kind.DATE:
            return _("填日期，如 2023-03-31")
        case Kind.CHOICE:
            return _("从下拉列表中选择")
    return ""


def _add_lists(book: Workbook, sheet: Any, columns: Sequence[Column], taken: set[str]) -> None:
    """Drop-down lists kept on a hidden sheet, since a list written into the rule may have 255 characters only."""
    chosen = [(number, column) for number, column in enumerate(columns, start=1) if column.choices]
    if not chosen:
        return
    lists: Any = book.create_sheet(sheet_name(_("选项"), taken))
    lists.sheet_state = "hidden"
    for place, (number, column) in enumerate(chosen, start=1):
        for row, (_code, label) in enumerate(column.choices, start=1):
            write_text(lists.cell(row, place), label)
        letter = get_column_letter(place)
        source = f"{quote_sheetname(lists.title)}!${letter}$1:${letter}${len(column.choices)}"
        rule = DataValidation("list", formula1=source, allow_blank=not column.required, showErrorMessage=True)
        rule.errorTitle, rule.error = column.label[:32], _("请从下拉列表中选择。")
        rule.add(f"{get_column_letter(number)}{_FIRST_ROW}:{get_column_letter(number)}{_LAST_ROW}")
        sheet.add_data_validation(rule)
