"""Bringing the plan's targets onto the board: what they are called, what each unit owes, and how the figures stand."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.indicators.actions import Aim, drop_subject, name_subject, set_goals
from zugong.kernel.indicators.declaring import MEASURES, Standpoint, Verdict
from zugong.kernel.indicators.models import Goal, Subject
from zugong.kernel.indicators.refreshing import refresh
from zugong.kernel.indicators.standing import restand
from zugong.kernel.parameters.reading import remembering
from zugong.modules.plan import rules
from zugong.modules.plan.actions.standing import due_of_target, lamp_rule, owed_by_part, start_of
from zugong.modules.plan.models import Breakdown, OutsideResult, Part, Plan, Target, TaskGroup

LAMP_RULE = "plan"
AFTER_THE_PLAN = 1_000_000
MEASURE_OF_PARTS = {
    Target.Kind.SPLIT: "plan.target_value",
    Target.Kind.FLOOR: "plan.target_share",
    Target.Kind.REPLICATE: "plan.target_value",
}


class CannotBind(Exception):
    """The target cannot be counted by the measure; the message says why."""


def subject_of(target: Target) -> str:
    """The code under which a target stands on the board."""
    return f"target-{target.pk}"


def show_plan(plan: Plan) -> int:
    """Bring all targets of a plan onto the board, and the share of it that is covered; returns how many targets."""
    targets = list(Target.objects.filter(task__plan=plan).select_related("task__plan", "task__unit", "task__group"))
    for target in targets:
        show_target(target)
    count_anew("plan.coverage", unit_id=plan.unit_id, day=calendar.today())
    return len(targets)


@transaction.atomic
def show_target(target: Target) -> None:
    """Name the target on the board, set what each unit owes of it, and count anew. Needs to be called when any of these changes.

    A voided target leaves the board.
    """
    if target.voided_at is not None:
        drop_subject(code=subject_of(target), by=None, why=target.voided_why or _("目标作废"))
        return
    task = target.task
    year = _year_of(target)
    bound = bool(target.measure)
    above = _above(target)
    name_subject(
        code=subject_of(target),
        by=None,
        measure=target.measure or MEASURE_OF_PARTS[Target.Kind(target.kind)],
        counted_as="" if bound else f"{target.pk}",
        unit=task.unit,
        year=year,
        label=target.what or task.title,
        heading=above.heading if above else _goal_above(task.group),
        position=above.position if above else task.position + (0 if task.plan_id else AFTER_THE_PLAN),
        measure_unit=target.measure_unit,
        url=f"/plan/tasks/{task.pk}/",
        above=above,
        lamp_rule=LAMP_RULE,
    )
    parts = list(
        Part.objects.filter(breakdown__target=target, breakdown__state=Breakdown.State.ISSUED).select_related(
            "unit", "breakdown__target__task__plan"
        )
    )
    before = set(Goal.objects.filter(subject=subject_of(target)).values_list("unit_id", flat=True))
    goals = set_goals(subject=subject_of(target), period=f"{year}", aims=_aims(target, parts), by=None)
    if Part.with_voided.filter(breakdown__target=target).exists():
        _count(target, before | {goal.unit_id for goal in goals})
    restand(subjects=[subject_of(target)], year=year)


@transaction.atomic
def bind_target(*, target: Target, measure: str, by: User | None) -> Target:
    """Have a target counted by a measure from now on, so that nobody types it; "" lets it be reported again.

    Raises CannotBind for a code that no measure has.
    """
    if measure and measure not in MEASURES:
        raise CannotBind(_("没有代码为“%(code)s”的指标") % {"code": measure})
    target.measure = measure
    writing.save(target, by=by, why=_("绑定指标"))
    show_target(target)
    return target


def refresh_standing(part: Part) -> None:
    """Bring the board's figures up to date after something about a part changed: a report confirmed, a due date moved."""
    target = part.breakdown.target
    _count(target, [part.unit_id])
    restand(subjects=[subject_of(target)], year=_year_of(target), units=[part.unit_id])


def show_outside_result(result: OutsideResult) -> None:
    """Bring onto the board what somebody outside has decided about a target, once it is confirmed."""
    target = result.target
    refresh(
        units=[result.unit_id],
        years=[result.decided_on.year],
        subjects=[f"{target.pk}"],
        measures=["plan.outside_value"],
    )
    show_target(target)


def count_anew(measure: str, *, unit_id: int | None, day: date | None) -> None:
    """Count one of the plan's measures anew after something of this unit and day changed that no target shows."""
    if unit_id is not None and day is not None:
        refresh(units=[unit_id], years=[day.year], measures=[measure])


def _count(target: Target, units: Iterable[int]) -> None:
    """Count anew what a report or a part of the target changes; what is bound to a measure is counted with that measure's facts."""
    touched = {"plan.targets_reached", "plan.days_to_confirm", MEASURE_OF_PARTS[Target.Kind(target.kind)]}
    if target.kind == Target.Kind.REPLICATE:
        touched.add("plan.units_reached")
    refresh(units=units, years=[_year_of(target)], subjects=[f"{target.pk}"], measures=touched)


def _year_of(target: Target) -> int:
    due = due_of_target(target)
    if target.task.plan is not None:
        return int(target.task.plan.year)
    return due.year if due else start_of(target.task).year


def _above(target: Target) -> Subject | None:
    """The line of the board of which a handed-on target is one unit's part."""
    if target.from_part is None:
        return None
    return Subject.objects.filter(code=subject_of(target.from_part.breakdown.target)).first()


def _goal_above(group: TaskGroup | None) -> str:
    while group is not None and group.parent is not None:
        group = group.parent
    return group.title if group else _("交办事项")


def _aims(target: Target, parts: list[Part]) -> list[Aim]:
    """What each unit owes by its part, and what the unit whose target it is owes as a whole."""
    whole = _whole_aim(target, units=len(parts))
    aims = {whole.unit.pk: whole}
    for part in parts:
        owed = owed_by_part(part)
        aim = Aim(
            unit=part.unit,
            measure=target.measure or MEASURE_OF_PARTS[Target.Kind(target.kind)],
            value=owed.value,
            value2=owed.value2,
            comparator=owed.comparator,
            start=owed.start,
            due=owed.due,
            source=target.quote[:300],
        )
        aims.setdefault(part.unit_id, aim)
    return list(aims.values())


def _whole_aim(target: Target, *, units: int) -> Aim:
    measure, value, value2 = target.measure or MEASURE_OF_PARTS[Target.Kind(target.kind)], target.value, target.value2
    comparator = target.comparator
    if target.kind == Target.Kind.REPLICATE and not target.measure and units:
        measure, value, value2, comparator = "plan.units_reached", Decimal(units), None, Target.Comparator.AT_LEAST
    elif target.outside_results.filter(state=OutsideResult.State.CONFIRMED).exists():
        measure = "plan.outside_value"
    return Aim(
        unit=target.task.unit,
        measure=measure,
        value=value,
        value2=value2,
        comparator=comparator,
        start=start_of(target.task),
        due=due_of_target(target),
        source=target.quote[:300],
    )


def verdicts(points: Sequence[Standpoint]) -> list[Verdict]:
    """The plan's lamp rule, as the board asks it: for many figures at once."""
    with remembering():
        return [_verdict(point) for point in points]


def _verdict(point: Standpoint) -> Verdict:
    owed = rules.Owed(
        comparator=point.comparator, value=point.goal, value2=point.goal2, start=point.start, due=point.due
    )
    lamp = rules.lamp(owed, point.value, today=point.day, rule=lamp_rule(point.unit, point.day))
    return Verdict(lamp, None if point.value is None else rules.progress(owed, point.value))
