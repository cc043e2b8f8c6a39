"""How units stand: figures held against goals, lamps, ranks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from zugong.kernel import calendar
from zugong.kernel.indicators.closed import closed_cells, last_closings
from zugong.kernel.indicators.declaring import LAMP_RULES, MEASURES, Standpoint, Verdict
from zugong.kernel.indicators.models import Cell, Comparator, Goal, Lamp, PeriodKind, Standing, Subject
from zugong.kernel.indicators.periods import Period, periods_of
from zugong.kernel.indicators.refreshing import is_postponed
from zugong.kernel.registry.models import Unit

BATCH = 1000
WRITTEN = ("measure", "value", "goal", "goal2", "comparator", "progress", "lamp", "rank", "rank_before", "peers")
FigureKey = tuple[str, str, int, str, date]


@dataclass(slots=True)
class _Owed:
    """A goal in a period, with the figure that meets it."""

    subject: Subject
    goal: Goal
    period: Period
    value: Decimal | None


@transaction.atomic
def restand(*, subjects: Iterable[str], year: int, units: Iterable[int] | None = None) -> int:
    """Hold the cells of some subjects against their goals anew, in every period of a year that has begun; returns how many standings.

    With `units`, only these, the units above them and the siblings of all these, whose ranks may have changed.
    """
    if is_postponed():
        return 0
    goals = Goal.objects.filter(subject__in=list(subjects), period__startswith=f"{year}").select_related("unit")
    if units is not None:
        goals = goals.filter(_near(units))
    listed = list(goals)
    known = Subject.objects.in_bulk({goal.subject for goal in listed}, field_name="code")
    owed = _owed(listed, known, year)
    standings = [_stand(one, verdict) for one, verdict in zip(owed, _verdicts(owed), strict=True)]
    _take_worst(owed, standings)
    _rank(owed, standings)
    _compare(owed, standings)
    if units is None:
        Standing.objects.filter(subject__code__in=list(subjects), period__startswith=f"{year}").delete()
    Standing.objects.bulk_create(
        standings,
        batch_size=BATCH,
        update_conflicts=True,
        update_fields=WRITTEN,
        unique_fields=("subject", "unit", "period"),
    )
    return len(standings)


def _near(units: Iterable[int]) -> Q:
    """The units, those above them, and the siblings of all of these."""
    paths = Unit.with_voided.filter(pk__in=list(units), path__isnull=False).values_list("path", flat=True)
    line = {int(part) for path in paths for part in (path or "").strip("/").split("/")}
    return Q(unit__in=line) | Q(unit__parent__in=line)


def _owed(goals: list[Goal], subjects: dict[str, Subject], year: int) -> list[_Owed]:
    periods = list(periods_of(year, today=calendar.today(), to_date=False))
    by_figure: dict[tuple[str, int], dict[str, Goal]] = defaultdict(dict)
    for goal in goals:
        if goal.subject in subjects:
            by_figure[goal.subject, goal.unit_id][goal.period] = goal
    figures = _figures(goals, subjects, year)
    owed = []
    for (code, unit_id), of_period in by_figure.items():
        for period in periods:
            held = of_period.get(period.code) or of_period.get(f"{year}")
            if held is not None:
                counted_as = subjects[code].counted_as
                value = figures.get((held.measure, counted_as, unit_id, period.kind, period.named_from))
                owed.append(_Owed(subjects[code], held, period, value))
    return owed


def _figures(goals: list[Goal], subjects: dict[str, Subject], year: int) -> dict[FigureKey, Decimal | None]:
    cells = Cell.objects.filter(
        measure__in={goal.measure for goal in goals if goal.measure in MEASURES},
        subject__in={subject.counted_as for subject in subjects.values()},
        unit__in={goal.unit_id for goal in goals},
        period_start__year=year,
    ).exclude(period_kind=PeriodKind.TO_DATE)
    figures = {
        (cell.measure, cell.subject, cell.unit_id, cell.period_kind, cell.period_start): MEASURES[
            cell.measure
        ].figure_of(cell.part, cell.whole)
        for cell in cells
    }
    return _as_closed(figures, goals, subjects, year)


def _as_closed(
    figures: dict[FigureKey, Decimal | None], goals: list[Goal], subjects: dict[str, Subject], year: int
) -> dict[FigureKey, Decimal | None]:
    """The figures with those of closed periods as they were frozen, whatever the records say since."""
    closings = last_closings(year=year)
    if not closings:
        return figures
    closed = {(period.kind, period.named_from): closings[period.code] for period in map(Period.parse, closings)}
    kept = {key: value for key, value in figures.items() if key[3:] not in closed}
    cells = closed_cells(
        closings.values(),
        Q(
            measure__in={goal.measure for goal in goals if goal.measure in MEASURES},
            subject__in={subject.counted_as for subject in subjects.values()},
            unit__in={goal.unit_id for goal in goals},
        ),
    )
    for (kind, start), closing in closed.items():
        for cell in cells.get(closing.pk, []):
            figure = MEASURES[cell.measure].figure_of(cell.part, cell.whole)
            kept[cell.measure, cell.subject, cell.unit_id, kind, start] = figure
    return kept


def _verdicts(owed: list[_Owed]) -> list[Verdict]:
    """The lamp rules' verdicts, each rule asked once."""
    verdicts: list[Verdict | None] = [None] * len(owed)
    by_rule: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(owed):
        by_rule[one.subject.lamp_rule].append(place)
    for name, places in by_rule.items():
        rule = LAMP_RULES.get(name, plain_verdicts)
        answers = rule([_standpoint(owed[place]) for place in places])
        for place, verdict in zip(places, answers, strict=True):
            verdicts[place] = verdict
    return [verdict for verdict in verdicts if verdict is not None]


def _standpoint(one: _Owed) -> Standpoint:
    goal = one.goal
    return Standpoint(
        unit=goal.unit,
        value=one.value,
        goal=goal.value,
        goal2=goal.value2,
        comparator=goal.comparator,
        start=goal.start_date or date(one.period.year, 1, 1),
        due=goal.due_date,
        day=min(one.period.end, calendar.today()),
    )


def plain_verdicts(standpoints: Iterable[Standpoint]) -> list[Verdict]:
    """The rule for subjects that name none: done when reached, overdue after the due date, else on time."""
    return [_plain_verdict(point) for point in standpoints]


def _plain_verdict(point: Standpoint) -> Verdict:
    overdue = point.due is not None and point.day > point.due
    if point.value is None:
        return Verdict(Lamp.OVERDUE if overdue else Lamp.NO_DATA, None)
    reached = point.value <= point.goal if point.comparator == Comparator.AT_MOST else point.value >= point.goal
    progress = (
        Decimal(100) if reached else max(Decimal(0), point.value / point.goal * 100) if point.goal else Decimal(0)
    )
    if reached:
        return Verdict(Lamp.DONE, progress)
    return Verdict(Lamp.OVERDUE if overdue else Lamp.ON_TIME, min(progress, Decimal(100)))


def _stand(one: _Owed, verdict: Verdict) -> Standing:
    return Standing(
        subject=one.subject,
        unit=one.goal.unit,
        period=one.period.code,
        measure=one.goal.measure,
        value=None if one.value is None else round(one.value, 4),
        goal=one.goal.value,
        goal2=one.goal.value2,
        comparator=one.goal.comparator,
        progress=None if verdict.progress is None else round(verdict.progress, 4),
        lamp=verdict.lamp,
    )


def _take_worst(owed: list[_Owed], standings: list[Standing]) -> None:
    """A figure that counts the units below is as good as the worst of these, of which something is known.

    Where all of these are done and of others nothing is known, it stands by its own lamp: it is not done yet.
    """
    by_place: dict[tuple[str, str], list[tuple[str, Standing]]] = defaultdict(list)
    for one, standing in zip(owed, standings, strict=True):
        by_place[one.subject.code, standing.period].append((one.goal.unit.path or "", standing))
    for pairs in by_place.values():
        for path, standing in pairs:
            measure = MEASURES.get(standing.measure)
            below = [other.lamp for place, other in pairs if place != path and place.startswith(path)]
            below = [lamp for lamp in below if lamp != Lamp.NO_DATA]
            worst = min(below, key=Lamp.values.index, default=Lamp.DONE)
            if measure is not None and measure.counts_units and Lamp.DONE not in (worst, standing.lamp):
                standing.lamp = worst


def _achieved(standing: Standing) -> Decimal:
    """What ranks go by: the share of the goal, without an upper end; under an upper limit, how far below it."""
    value, goal = standing.value or Decimal(0), standing.goal or Decimal(0)
    if standing.comparator == Comparator.AT_MOST:
        return goal - value
    if standing.comparator == Comparator.RATIO and standing.goal2:
        return value / standing.goal2
    return value / goal if goal else value


def _rank(owed: list[_Owed], standings: list[Standing]) -> None:
    """Rank the standings among siblings; equal figures share a rank, and whoever has no figure has no rank."""
    peers: dict[tuple[str, str, int], list[Standing]] = defaultdict(list)
    for one, standing in zip(owed, standings, strict=True):
        if one.goal.unit.parent_id is not None:
            peers[one.subject.code, standing.period, one.goal.unit.parent_id].append(standing)
    for group in peers.values():
        known = sorted((standing for standing in group if standing.value is not None), key=_achieved, reverse=True)
        for place, standing in enumerate(known, start=1):
            before = known[place - 2] if place > 1 else None
            tied = before is not None and _achieved(before) == _achieved(standing)
            standing.rank = before.rank if tied and before else place
        for standing in group:
            standing.peers = len(group)


def period_before(period: Period, today: date) -> Period:
    """The period with which ranks are compared; the running year is compared with the end of last month."""
    if period.kind == PeriodKind.YEAR and period.contains(today):
        return Period.covering(today, PeriodKind.MONTH).previous
    return period.previous


def _compare(owed: list[_Owed], standings: list[Standing]) -> None:
    today = calendar.today()
    ranks = {
        (one.subject.code, standing.unit_id, standing.period): standing.rank
        for one, standing in zip(owed, standings, strict=True)
    }
    for one, standing in zip(owed, standings, strict=True):
        before = period_before(one.period, today).code
        standing.rank_before = ranks.get((one.subject.code, standing.unit_id, before))
