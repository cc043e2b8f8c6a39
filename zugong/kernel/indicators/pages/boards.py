"""The board and what it loads after its first answer."""

from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.indicators import charts
from zugong.kernel.indicators.board import (
    Board,
    Point,
    Row,
    board_of,
    figures_below,
    standing_period,
    trend_of_measure,
    trend_of_subject,
)
from zugong.kernel.indicators.closing import is_closable
from zugong.kernel.indicators.declaring import MEASURES, OUTLINES
from zugong.kernel.indicators.models import PeriodKind
from zugong.kernel.indicators.overall import Line
from zugong.kernel.indicators.periods import NotAPeriod, Period
from zugong.kernel.indicators.wording import figure_line, headline, measure_line
from zugong.kernel.registry.models import Unit


def asked(request: HttpRequest, code: str, text: str) -> tuple[Unit, Period, User]:
    """The unit and period of an address, for the user who asks; 404 for a unit out of reach or a text that names no period."""
    user: Any = request.user
    unit = Unit.objects.visible_to(user).select_related("parent").filter(code=code).first()
    if unit is None:
        raise Http404(_("没有这个单位，或不在您的可见范围内"))
    try:
        return unit, Period.parse(text), user
    except NotAPeriod:
        raise Http404(_("“%s”不是一个时期，例如 2023、2023-Q2、2023-06") % text) from None


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Lead to the board of the user's widest unit, this year."""
    user: Any = request.user
    paths = sorted(user.reach().paths, key=len)
    unit = Unit.objects.filter(path=paths[0]).first() if paths else None
    if unit is None:
        return render(request, "indicators/no_board.html")
    return redirect("board", unit.code, Period.covering(calendar.today(), PeriodKind.YEAR).code)


@require_safe
def show(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """The board: progress by goal, matrix, and places for trend and map, which load after."""
    place, when, user = asked(request, unit, period)
    board = board_of(place, when, user)
    figure = request.GET.get("figure", "")
    chosen = board.row_of(figure) or (None if figure in MEASURES else board.worst)
    line = board.line_of(figure)
    answer = figure_line(chosen) if chosen and figure else measure_line(line) if line else ""
    worst = _("最需关注——%s") % figure_line(chosen) if chosen and not figure else ""
    names = {
        "board": board,
        "figure": figure,
        "is_past": when.until <= calendar.today(),
        "chosen": chosen,
        "charted": chosen.subject.code if chosen else figure if line else "",
        "measures": sum(len(topic.lines) for topic in board.topics),
        "headline": answer or headline(board),
        "lead": headline(board) if answer else worst,
        "may_export": may(user, Verb.EXPORT, place),
        "closing_period": standing_period(when).code,
        "may_close": place.parent_id is None and may(user, Verb.SIGN, place) and is_closable(when),
        "rows_address": f"/board/{{unit}}/{when.code}/rows/{{measure}}/{{subject}}/",
    }
    return render(request, "indicators/board.html", names | switching(board, figure))


def switching(board: Board, figure: str) -> dict[str, Any]:
    """What the shell's switchers of unit and period need; the chosen figure stays."""
    query = f"?figure={figure}" if figure else ""
    return {
        "shown_unit": board.unit,
        "unit_address": f"/board/{{}}/{board.period.code}/{query}",
        "shown_period": standing_period(board.period).code,
        "period_address": f"/board/{board.unit.code}/{{}}/{query}",
    }


@require_safe
def picture(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """The trend of a figure and how the units below stand on it, as a map where their outlines are known."""
    place, when, user = asked(request, unit, period)
    figure = request.GET.get("figure", "")
    board = board_of(place, when, user)
    row, line = board.row_of(figure), board.line_of(figure)
    if row is not None:
        names = _picture_of_row(board, row)
    elif line is not None:
        names = _picture_of_line(board, line)
    else:
        raise Http404
    return render(request, "indicators/picture.html", {"unit": place, "period": when} | names)


def _picture_of_row(board: Board, row: Row) -> dict[str, Any]:
    points = trend_of_subject(board.unit, row.subject, board.period.year)
    places = charts.places_of_squares(figures_below(board, row.subject.code))
    label, measure_unit = row.subject.label, row.subject.measure_unit
    return _drawn(board, points, places, label=label, measure_unit=measure_unit) | {"url": row.subject.url}


def _picture_of_line(board: Board, line: Line) -> dict[str, Any]:
    points = trend_of_measure(board.unit, line.measure, board.period.year)
    places = charts.places_of_marks(line)
    return _drawn(board, points, places, label=str(line.measure.label), measure_unit=str(line.measure.measure_unit))


def _drawn(
    board: Board, points: list[Point], places: list[charts.Place], *, label: str, measure_unit: str
) -> dict[str, Any]:
    code = board.unit.code
    return {
        "title": label,
        "measure_unit": measure_unit,
        "points": points,
        "trend": charts.trend(points, name=label, measure_unit=measure_unit),
        "places": places,
        "map": charts.outlined(
            code, places, outline=reverse("board_outline", args=[code]) if code in OUTLINES else None
        ),
    }


@require_safe
def outline(request: HttpRequest, unit: str) -> HttpResponse | FileResponse:
    """The outlines of a unit's children."""
    if unit not in OUTLINES:
        raise Http404
    path: Path = OUTLINES[unit]
    response = FileResponse(path.open("rb"), content_type="application/geo+json")
    response["Cache-Control"] = "private, max-age=86400"
    return response
