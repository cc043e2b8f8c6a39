"""Charts as plain values; charts.js draws them."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel.indicators.board import Point
from zugong.kernel.indicators.columns import Column, Square
from zugong.kernel.indicators.models import Lamp
from zugong.kernel.indicators.overall import Line
from zugong.kernel.indicators.wording import aim_text, figure_text, goal_text, mark_text
from zugong.kernel.registry.models import Unit

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


@dataclass(frozen=True, slots=True)
class Place:
    """A unit on a map or among bars: its figure, per cent of its goal if it has one, its lamp, and what stands beside its name."""

    unit: Unit
    value: Decimal | None
    progress: Decimal | None
    lamp: str
    words: str


def places_of_squares(below: list[tuple[Column, Square]]) -> list[Place]:
    """The standings of units on a subject."""
    return [
        Place(
            column.unit,
            square.standing.value,
            square.standing.progress,
            square.standing.lamp,
            f"{figure_text(square.standing)} / {goal_text(square.standing)}",
        )
        for column, square in below
    ]


def places_of_marks(line: Line) -> list[Place]:
    """The figures of the units below on a measure, of those that have any."""
    return [
        Place(
            mark.column.unit,
            mark.value,
            mark.aim.progress if mark.aim else None,
            mark.lamp,
            " / ".join(filter(None, (mark_text(line.measure, mark), aim_text(mark)))),
        )
        for mark in line.marks
        if mark.figure is not None and not mark.column.own and not mark.column.above
    ]


def outlined(name: str, places: list[Place], *, outline: str | None) -> Chart:
    """A map of the units below where their outlines are known (`outline` is their address), else bars.

    Coloured by lamp; figures without any target are shaded by how large they are.
    """
    chart: dict[str, Any] = {
        "type": "map" if outline else "bars",
        "outline": outline,
        "name": name,
        "shaded": all(place.lamp in (Lamp.NO_TARGET, Lamp.NO_DATA) for place in places),
        "units": [
            {
                "code": place.unit.code,
                "name": str(place.unit),
                "value": _plain(place.value),
                "progress": _plain(place.progress),
                "lamp": place.lamp,
                "words": place.words,
            }
            for place in places
        ],
    }
    return json.dumps(chart, ensure_ascii=False)
