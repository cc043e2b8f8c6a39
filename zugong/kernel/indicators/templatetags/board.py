"""Tags of the board. A matrix has hundreds of squares, so a square is put together here and not by a template of its own."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zugong.kernel.calendar import SHANGHAI
from zugong.kernel.indicators.board import Board, Column, Row, Square
from zugong.kernel.indicators.models import Lamp
from zugong.kernel.indicators.wording import goal_text, number, unit_of

register = template.Library()
register.filter("figure_number", number)
register.filter("goal_text", goal_text)


@cache
def _lamp(lamp: str, language: str | None) -> SafeString:
    return render_to_string("components/lamp.html", {"lamp": lamp, "bare": True})


def _place(square: Square) -> SafeString:
    """The rank and its change, with words for who does not see the arrow."""
    if square.rank is None:
        return mark_safe("")
    change = mark_safe("")
    if square.change:
        arrow, words = ("↑", _("上升 %s 位")) if square.change > 0 else ("↓", _("下降 %s 位"))
        change = format_html(
            '<span class="board-change" title="{}"><span aria-hidden="true">{}{}</span>'
            '<span class="visually-hidden">{}</span></span>',
            words % abs(square.change),
            arrow,
            abs(square.change),
            words % abs(square.change),
        )
    title = _("位次 %(rank)s，共 %(peers)s 个单位") % {"rank": square.rank, "peers": square.standing.peers}
    return format_html('<span class="board-rank" title="{}">{}{}</span>', title, square.rank, change)


@register.simple_tag
def squares(board: Board, row: Row, address: str) -> SafeString:
    """All cells of a row of the matrix; `address` is the pattern of the rows' page with {unit}, {measure} and {subject}."""
    cells = [_cell(column, square, row, address) for column, square in zip(board.columns, row.squares, strict=True)]
    return mark_safe("".join(cells))  # noqa: S308 - every cell is made by format_html


def _cell(column: Column, square: Square | None, row: Row, address: str) -> SafeString:
    kind = "board-own" if column.own else "board-above" if column.above else ""
    if square is None:
        return format_html(
            '<td class="num board-square {}" data-unit="{}"><span class="board-none" title="{}">·</span></td>',
            kind,
            column.unit.code,
            _("未承担此项"),
        )
    standing = square.standing
    figure = format_html(
        "{}<b>{}</b><small>/ {}</small>",
        _lamp(standing.lamp, get_language()),
        number(standing.value),
        goal_text(standing),
    )
    if square.opens and standing.lamp != Lamp.NO_DATA and standing.value is not None:
        href = address.format(unit=column.unit.code, measure=standing.measure, subject=row.subject.code)
        figure = format_html('<a href="{}">{}</a>', href, figure)
    return format_html(
        '<td class="num board-square {}" data-unit="{}" title="{}">{}{}</td>',
        kind,
        column.unit.code,
        f"{column.unit} {row.subject.label} {unit_of(row, standing)}",
        figure,
        _place(square),
    )


@register.simple_tag(takes_context=True)
def board_address(context: Any, unit: Any = None, period: Any = None, figure: str | None = None) -> str:
    """The board's address with another unit, period or figure, the rest as shown."""
    code = unit.code if unit is not None else context["board"].unit.code
    shown = period.code if period is not None else context["board"].period.code
    chosen = context.get("figure", "") if figure is None else figure
    address = reverse("board", args=[code, shown])
    return f"{address}?figure={chosen}" if chosen else address


@register.filter
def counted(counts: Any, key: str) -> int:
    """How often a key was counted."""
    return int(counts[key])


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
