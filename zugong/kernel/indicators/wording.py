"""Figures and standings in words."""

from decimal import Decimal

from django.utils.translation import gettext as _

from zugong.kernel.indicators.board import Board, Row, required
from zugong.kernel.indicators.declaring import MEASURES, Measure
from zugong.kernel.indicators.models import Comparator, Lamp, Standing
from zugong.kernel.indicators.overall import Line, Mark

COUNTED = (Lamp.DONE, Lamp.ON_TIME, Lamp.NEAR, Lamp.OVERDUE, Lamp.NO_DATA)


def number(value: Decimal | None, decimals: int | None = None) -> str:
    """A number with thousands grouped; without `decimals`, as many as it needs, two at most.

    Chinese and English write numbers alike, and a matrix writes hundreds: Django's localized form would take most of the page's time.
    """
    if value is None:
        return "—"
    if decimals is None:
        text = f"{value:,.2f}"
        return text.rstrip("0").rstrip(".")
    return f"{value:,.{decimals}f}"


def goal_text(standing: Standing) -> str:
    """The goal as short as a matrix needs it: 300, ≤6, 2—3, 25%."""
    if standing.comparator == Comparator.BETWEEN and standing.goal2 is not None:
        return f"{number(standing.goal)}—{number(standing.goal2)}"
    sign = "≤" if standing.comparator == Comparator.AT_MOST else ""
    return f"{sign}{number(required(standing))}"


def figure_text(standing: Standing) -> str:
    """The figure itself, with the decimals of its measure."""
    measure = MEASURES.get(standing.measure)
    return number(standing.value, measure.decimals or None if measure else None)


def mark_text(measure: Measure, mark: Mark) -> str:
    """A figure of a unit as a whole, with the decimals of its measure."""
    return number(mark.value, measure.decimals or None)


def aim_text(mark: Mark) -> str:
    """The target of a figure as short as a table needs it; "" without one."""
    if mark.aim is None:
        return ""
    return ("≤" if mark.aim.comparator == Comparator.AT_MOST else "") + number(mark.aim.value)


def measure_line(line: Line) -> str:
    """The answer of a figure of a unit as a whole: the figure, its target and its rank."""
    measure, mark = line.measure, line.own
    words = {"label": measure.label, "value": mark_text(measure, mark), "unit": measure.measure_unit}
    if mark.value is None:
        return _("%(label)s：尚无数据") % words
    said = _("%(label)s：%(value)s %(unit)s") % words
    if mark.aim is not None:
        said += _("，目标 %(goal)s %(unit)s") % {"goal": aim_text(mark), "unit": measure.measure_unit}
    return said + (_("，位次第 %(rank)s") % {"rank": mark.rank} if mark.rank else "")


def head_unit(row: Row) -> str:
    """The unit of measure that stands in the head of a row, and that most of its figures have."""
    ratio = any(square and square.standing.comparator == Comparator.RATIO for square in row.squares)
    return row.subject.measure_unit or ("%" if ratio else "")


def unit_of(row: Row, standing: Standing) -> str:
    """The unit of measure of a standing's figure."""
    if standing.comparator == Comparator.RATIO:
        return "%"
    measure = MEASURES.get(standing.measure)
    return str(measure.measure_unit) if measure and measure.measure_unit else row.subject.measure_unit


def headline(board: Board) -> str:
    """The board's answer in one line: how many of the unit's targets stand how."""
    lamps = board.lamps
    names = {
        Lamp.DONE: _("%(count)s 项已完成"),
        Lamp.ON_TIME: _("%(count)s 项正常"),
        Lamp.NEAR: _("%(count)s 项临期或滞后"),
        Lamp.OVERDUE: _("%(count)s 项逾期或严重滞后"),
        Lamp.NO_DATA: _("%(count)s 项尚无数据"),
    }
    parts = [names[lamp] % {"count": lamps[lamp]} for lamp in COUNTED if lamps[lamp]]
    words = {"unit": board.unit, "period": board.period, "count": sum(lamps.values())}
    if not parts:
        return _("%(unit)s %(period)s还没有量化目标") % words
    return _("%(unit)s %(period)s %(count)s 项量化目标：") % words + "，".join(parts)


def figure_line(row: Row) -> str:
    """A chosen target's answer: the figure, the goal, and what is missing."""
    if row.own is None:
        return row.subject.label
    standing = row.own.standing
    unit, goal = unit_of(row, standing), required(standing)
    words = {
        "label": row.subject.label,
        "value": figure_text(standing),
        "unit": unit,
        "goal": goal_text(standing),
    }
    if standing.value is None:
        return _("%(label)s：尚无数据，目标 %(goal)s %(unit)s") % words
    line = _("%(label)s：%(value)s %(unit)s，目标 %(goal)s %(unit)s") % words
    if standing.lamp == Lamp.DONE or goal is None or standing.comparator == Comparator.AT_MOST:
        return line
    missing = goal - standing.value
    return line + (_("，差 %(missing)s %(unit)s") % {"missing": number(missing), "unit": unit} if missing > 0 else "")
