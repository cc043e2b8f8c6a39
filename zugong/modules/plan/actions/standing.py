"""How parts and tasks stand: the confirmed figure, the lamp, and why the lamp is what it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.indicators.declaring import MEASURES
from zugong.kernel.indicators.models import Cell, PeriodKind
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.registry.models import Unit
from zugong.modules.plan import rules
from zugong.modules.plan.models import Breakdown, OutsideResult, Part, Report, Target, Task
from zugong.modules.plan.rules import Lamp, LampRule, Owed


@dataclass(frozen=True, slots=True)
class PartStanding:
    """One part with its confirmed figure (None: nothing confirmed yet), per cent of what is owed, lamp and due date."""

    part: Part
    value: Decimal | None
    as_of: date | None
    progress: Decimal | None
    planned: Decimal
    lamp: Lamp
    due: date | None


def lamp_rule(unit: Unit | None, on: date | None = None) -> LampRule:
    """The lamp thresholds in force at a unit on a date (parameters plan.lamp.*)."""
    return LampRule(
        near_points=Decimal(str(value_of("plan.lamp.near_points", at=unit, on=on))),
        overdue_points=Decimal(str(value_of("plan.lamp.overdue_points", at=unit, on=on))),
        near_days=int(value_of("plan.lamp.near_days", at=unit, on=on)),
        near_progress=Decimal(str(value_of("plan.lamp.near_progress", at=unit, on=on))),
    )


def start_of(task: Task) -> date:
    """When work on the task begins: its own start, else the plan's date, else the first day of its year."""
    if task.start_date:
        return task.start_date
    if task.plan is None:
        return date(calendar.today().year, 1, 1)
    return date(task.plan.year, 1, 1)


def due_of_target(target: Target) -> date | None:
    """The target's deadline, else the task's, else the last day of the plan's year."""
    if target.due_date:
        return target.due_date
    return date(target.task.plan.year, 12, 31) if target.task.plan else None


def owed_by_part(part: Part) -> Owed:
    """What a part owes, from when to when."""
    target = part.breakdown.target
    return Owed(
        comparator=target.comparator if target.kind != Target.Kind.SPLIT or target.comparator == "<=" else ">=",
        value=part.value,
        value2=part.value2,
        start=start_of(target.task),
        due=part.due_date or due_of_target(target),
    )


def owed_by_target(target: Target) -> Owed:
    """What a target asks of the whole."""
    return Owed(
        comparator=target.comparator,
        value=target.value,
        value2=target.value2,
        start=start_of(target.task),
        due=due_of_target(target),
    )


def with_latest(parts: QuerySet[Part], *, on: date | None = None) -> QuerySet[Part]:
    """Parts with `latest_value` and `latest_as_of`: the confirmed report with the latest date up to `on`."""
    confirmed = Report.objects.filter(part=OuterRef("pk"), state=Report.State.CONFIRMED)
    if on is not None:
        confirmed = confirmed.filter(as_of__lte=on)
    newest = confirmed.order_by("-as_of", "-pk")
    return parts.annotate(
        latest_value=Subquery(newest.values("value")[:1]), latest_as_of=Subquery(newest.values("as_of")[:1])
    )


def with_figure_before(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Reports with `value_before`: what was confirmed last for the same part up to the same day."""
    earlier = Report.objects.filter(part=OuterRef("part"), state=Report.State.CONFIRMED, as_of__lte=OuterRef("as_of"))
    newest = earlier.exclude(pk=OuterRef("pk")).order_by("-as_of", "-pk")
    return reports.annotate(value_before=Subquery(newest.values("value")[:1]))


def standings(parts: QuerySet[Part], *, on: date | None = None) -> list[PartStanding]:
    """How each of the parts stands on a date (today), in one query for all of them."""
    day = on or calendar.today()
    rows: list[Any] = list(with_latest(parts.select_related("unit", "breakdown__target__task__plan"), on=on))
    counted = _counted(rows, day)
    rules_at: dict[int, LampRule] = {}
    found = []
    for part in rows:
        if part.unit_id not in rules_at:
            rules_at[part.unit_id] = lamp_rule(part.unit, day)
        rule = rules_at[part.unit_id]
        owed = owed_by_part(part)
        is_bound = bool(part.breakdown.target.measure)
        value: Decimal | None = counted.get(part.pk) if is_bound else part.latest_value
        found.append(
            PartStanding(
                part=part,
                value=value,
                as_of=day if is_bound and value is not None else part.latest_as_of,
                progress=None if value is None else rules.progress(owed, value),
                planned=rules.planned_progress(owed, day),
                lamp=rules.lamp(owed, value, today=day, rule=rule),
                due=owed.due,
            )
        )
    return found


def _counted(parts: Iterable[Any], day: date) -> dict[int, Decimal]:
    """The figures of parts whose target is bound to a measure, from the cells of the month in which the day lies, by part."""
    bound = {part.pk: (part.breakdown.target.measure, part.unit_id) for part in parts if part.breakdown.target.measure}
    if not bound:
        return {}
    cells = Cell.objects.filter(
        measure__in={measure for measure, _unit in bound.values()},
        unit__in={unit for _measure, unit in bound.values()},
        subject="",
        period_kind=PeriodKind.MONTH,
        period_start=day.replace(day=1),
    )
    figures = {
        (cell.measure, cell.unit_id): MEASURES[cell.measure].figure_of(cell.part, cell.whole)
        for cell in cells
        if cell.measure in MEASURES
    }
    found = {key: figures.get(place) for key, place in bound.items()}
    return {key: round(value, 4) for key, value in found.items() if value is not None}


def standing_of(part: Part, *, on: date | None = None) -> PartStanding:
    """How one part stands."""
    return standings(Part.objects.filter(pk=part.pk), on=on)[0]


def whole_value(target: Target, found: Iterable[PartStanding]) -> Decimal | None:
    """The figure of the whole from its parts: sum (split), weighted mean (floor), units that have reached it (replicate)."""
    known = [standing for standing in found if standing.value is not None]
    if not known:
        return None
    if target.kind == Target.Kind.REPLICATE:
        return Decimal(sum(standing.lamp == Lamp.DONE for standing in known))
    values = [(standing.value or Decimal(0), standing.part.weight or Decimal(0)) for standing in known]
    if target.kind == Target.Kind.FLOOR:
        return rules.weighted_mean(values)
    return sum((value for value, _ in values), Decimal(0))


def task_standings(tasks: Iterable[Task], *, on: date | None = None, reader: User | None = None) -> dict[int, Lamp]:
    """The lamp of each task by its id: the worst of its issued parts; without a number, by its due date and deliverable alone.

    A target about which somebody outside has decided shows the lamp of that result instead of its parts'. With a `reader` only the parts
    that they may see count: a county's lamp is its own.
    """
    day = on or calendar.today()
    listed = list(tasks)
    lamps: dict[int, list[Lamp]] = {}
    decided = outside_lamps([task.pk for task in listed], day)
    for task_id, _target_id, lamp in decided:
        lamps.setdefault(task_id, []).append(lamp)
    parts = Part.objects.all() if reader is None else Part.objects.visible_to(reader)
    issued = parts.filter(
        breakdown__target__task__in=[task.pk for task in listed], breakdown__state=Breakdown.State.ISSUED
    ).exclude(breakdown__target__in=[target_id for _task_id, target_id, _lamp in decided])
    for standing in standings(issued, on=on):
        lamps.setdefault(standing.part.breakdown.target.task_id, []).append(standing.lamp)
    return {task.pk: _task_lamp(task, lamps.get(task.pk, []), day) for task in listed}


def outside_lamps(task_ids: Iterable[int], day: date) -> list[tuple[int, int, Lamp]]:
    """Task, target and lamp of every target with a confirmed result from outside up to a day; the latest result counts."""
    results = (
        OutsideResult.objects.filter(
            target__task__in=list(task_ids), state=OutsideResult.State.CONFIRMED, decided_on__lte=day
        )
        .select_related("target__task__plan", "target__task__unit")
        .order_by("decided_on", "pk")
    )
    latest = {result.target_id: result for result in results}
    return [
        (
            result.target.task_id,
            result.target_id,
            rules.lamp(
                owed_by_target(result.target), result.value, today=day, rule=lamp_rule(result.target.task.unit, day)
            ),
        )
        for result in latest.values()
    ]


def _task_lamp(task: Task, of_parts: list[Lamp], day: date) -> Lamp:
    if task.state == Task.State.CLOSED:
        return Lamp.DONE
    if of_parts:
        return rules.worst(of_parts)
    return rules.task_lamp(closed=False, due=task.due_date, today=day, near_days=lamp_rule(task.unit, day).near_days)
