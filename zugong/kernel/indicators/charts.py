"""Charts as plain values; charts.js draws them."""

import json
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel.indicators.board import Board, Column, Point, Square
from zugong.kernel.indicators.wording import figure_text, goal_text

Chart = str
"""The description of a chart as JSON, for an element's `data-chart`."""


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(round(value, 2))


def trend(points: list[Point], *, name: str, measure_unit: str) -> Chart:
    """A line over months, with the goal as a line of its own."""
    goals = [point.goal for point in points if point.goal is not None]
    chart: dict[str, Any] = {
        "type": "trend",
        "name": name,
        "unit": measure_unit,
        "labels": [_("%s月") % point.period.named_from.month for point in points],
        "values": [_plain(point.value) for point in points],
        "goal": _plain(goals[-1]) if goals else None,
        "goalLabel": _("目标"),
    }
    return json.dumps(chart, ensure_ascii=False)


def outlined(board: Board, below: list[tuple[Column, Square]], *, outline: str | None) -> Chart:
    """A map of the units below where their outlines are known (`outline` is their address), else bars."""
    chart: dict[str, Any] = {
        "type": "map" if outline else "bars",
        "outline": outline,
        "name": board.unit.code,
        "units": [
            {
                "code": column.unit.code,
                "name": str(column.unit),
                "value": _plain(square.standing.value),
                "progress": _plain(square.standing.progress),
                "lamp": square.standing.lamp,
                "words": f"{figure_text(square.standing)} / {goal_text(square.standing)}",
            }
            for column, square in below
        ],
    }
    return json.dumps(chart, ensure_ascii=False)
