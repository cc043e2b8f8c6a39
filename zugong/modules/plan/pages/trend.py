"""The figures of a part over time, as a small drawing that needs no script and no signal."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zugong.modules.plan.models import Report
from zugong.modules.plan.rules import Owed, required_value

WIDTH, HEIGHT, MARGIN = 320, 96, 10


@dataclass(frozen=True, slots=True)
class Dot:
    """One report in the drawing."""

    x: str
    y: str
    report: Report


@dataclass(frozen=True, slots=True)
class Trend:
    """The line through the reports and the height of what is owed; `line` is as SVG writes it."""

    dots: Sequence[Dot]
    line: str
    goal: str
    last: Report


def trend_of(reports: Sequence[Report], owed: Owed) -> Trend | None:
    """The drawing of reports in the order of their dates; None for fewer than two, which make no line."""
    shown = sorted(reports, key=lambda report: (report.as_of, report.pk))[-12:]
    if len(shown) < 2:
        return None
    first, days = shown[0].as_of, max((shown[-1].as_of - shown[0].as_of).days, 1)
    required = required_value(owed)
    top = max([required, *(report.value for report in shown)]) or Decimal(1)

    def height(value: Decimal) -> str:
        return f"{HEIGHT - MARGIN - float(value / top) * (HEIGHT - 2 * MARGIN):.1f}"

    def place(report: Report) -> str:
        return f"{MARGIN + (report.as_of - first).days / days * (WIDTH - 2 * MARGIN):.1f}"

    dots = [Dot(place(report), height(report.value), report) for report in shown]
    line = " ".join(f"{dot.x},{dot.y}" for dot in dots)
    return Trend(dots=dots, line=line, goal=height(required), last=shown[-1])
