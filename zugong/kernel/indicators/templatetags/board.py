"""Tags of the board. A matrix has hundreds of squares, so a square is put together here and not by a template of its own."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zugong.kernel.calendar import SHANGHAI
from zugong.kernel.indicators.board import Board, Row
from zugong.kernel.indicators.columns import Column
from zugong.kernel.indicators.models import Lamp
from zugong.kernel.indicators.overall import Line
from zugong.kernel.indicators.wording import aim_text, figure_text, goal_text, head_unit, mark_text, number, unit_of

register = template.Library()
LAMPS = Lamp.values
register.filter("figure_number", number)
register.filter("goal_text", goal_text)
register.filter("head_unit", head_unit)


@cache
def _lamp(lamp: str, language: str | None) -> SafeString:
    return render_to_string("components/lamp.html", {"lamp": lamp, "bare": True})


@register.simple_tag
def lamp_counts(counts: Any) -> SafeString:
    """How many show which lamp, worst first."""
    language = get_language()
    parts = [
        f'<span class="board-count">{_lamp(lamp, language)}{counts[lamp]}</span>' for lamp in LAMPS if counts[lamp]
    ]
    return mark_safe("".join(parts))  # noqa: S308 - lamps are made by a template, counts are numbers


def _change(change: int | None) -> str:
    """The change of rank, with words for who does not see the arrow."""
    if not change:
        return ""
    arrow, words = ("↑", _("上升 %s 位")) if change > 0 else ("↓", _("下降 %s 位"))
    words = escape(words % abs(change))
    return (
        f'<span class="board-change" title="{words}"><span aria-hidden="true">{arrow}{abs(change)}</span>'
        f'<span class="visually-hidden">{words}</span></span>'
    )


@register.simple_tag
def squares(board: Board, row: Row, address: str) -> SafeString:
    """All cells of a row of the matrix; `address` is the pattern of the rows' page with {unit}, {measure} and {subject}."""
    language, head = get_language(), head_unit(row)
    none, rank = escape(_("未承担此项")), escape(_("位次"))
    cells = []
    for column, square in zip(board.columns, row.squares, strict=True):
        code = escape(column.unit.code)
        begun = f'<td class="num board-square {_kind(column)}" data-unit="{code}">'
        if square is None:
            cells.append(f'{begun}<span class="board-none" title="{none}">·</span></td>')
            continue
        standing = square.standing
        unit = unit_of(row, standing)
        goal = escape(goal_text(standing) if unit == head else f"{goal_text(standing)} {unit}")
        text = f"{_lamp(standing.lamp, language)}<b>{figure_text(standing)}</b><small>/ {goal}</small>"
        if square.opens and standing.value is not None:
            href = address.format(unit=code, measure=escape(standing.measure), subject=square.subject.code)
            text = f'<a href="{href}">{text}</a>'
        if square.rank is not None:
            text += f'<span class="board-rank" title="{rank}">{square.rank}{_change(square.change)}</span>'
        cells.append(f"{begun}{text}</td>")
    return mark_safe("".join(cells))  # noqa: S308 - what comes from records is a number, a slug, or escaped here


@register.simple_tag
def marks(line: Line, address: str) -> SafeString:
    """All cells of a line of figures; `address` is as for `squares`."""
    language, unknown, rank = get_language(), escape(_("尚无数据")), escape(_("位次"))
    cells = []
    for mark in line.marks:
        code = escape(mark.column.unit.code)
        begun = f'<td class="num board-square {_kind(mark.column)}" data-unit="{code}">'
        if mark.value is None and mark.aim is None:
            cells.append(f'{begun}<span class="board-none" title="{unknown}">—</span></td>')
            continue
        lamp = "" if mark.aim is None else _lamp(mark.lamp, language)
        goal = "" if mark.aim is None else f"<small>/ {escape(aim_text(mark))}</small>"
        text = f"{lamp}<b>{escape(mark_text(line.measure, mark))}</b>{goal}"
        if mark.column.opens and mark.value is not None:
            href = address.format(unit=code, measure=escape(line.measure.code), subject="-")
            text = f'<a href="{href}">{text}</a>'
        if mark.rank is not None:
            text += f'<span class="board-rank" title="{rank}">{mark.rank}{_change(mark.change)}</span>'
        cells.append(f"{begun}{text}</td>")
    return mark_safe("".join(cells))  # noqa: S308 - what comes from records is a number, a code, or escaped here


def _kind(column: Column) -> str:
    return "board-own" if column.own else "board-above" if column.above else ""


@register.simple_tag(takes_context=True)
def board_address(context: Any, unit: Any = None, period: Any = None, figure: str | None = None) -> str:
    """The board's address with another unit, period or figure, the rest as shown."""
    code = unit.code if unit is not None else context["board"].unit.code
    shown = period.code if period is not None else context["board"].period.code
    chosen = context.get("figure", "") if figure is None else figure
    address = reverse("board", args=[code, shown])
    return f"{address}?figure={chosen}" if chosen else address


@register.filter
def shown(value: Any) -> str:
    """A field's value as a table shows it: figures grouped, days as 2023-03-31, a dash for nothing."""
    if value is None or value == "":
        return "—"
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
