"""Who owes what of a plan, as one table: a row for each target, a column for each county and zone."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.plan.actions.standing import PartStanding, standings
from zugong.modules.plan.models import Breakdown, Part, Plan, Target, Task

PLACES = frozenset(
    {
        UnitKind.COUNTY,
        UnitKind.ZONE,
        UnitKind.TOWNSHIP,
        UnitKind.SUBDISTRICT,
        UnitKind.VILLAGE,
        UnitKind.COMMUNITY,
    }
)
NOT_OWED = "—"


@dataclass(slots=True)
class TargetRow:
    """One target with what each unit owes of it."""

    goal: str
    task: str
    what: str
    target_words: str
    measure_unit: str
    kind: str
    section: str
    document: str
    standings: list[PartStanding] = field(default_factory=list)

    def _at(self, unit: Unit) -> Part | None:
        return next((one.part for one in self.standings if one.part.unit_id == unit.pk), None)

    def number_at(self, unit: Unit) -> int | Decimal | None:
        """What a unit owes, as a number."""
        part = self._at(unit)
        if part is None:
            return None
        whole = part.value == part.value.to_integral_value()
        return int(part.value) if whole else part.value.normalize()

    def value_at(self, unit: Unit) -> str:
        """What a unit owes, as it stands in the table: a range, a ratio or a number."""
        part = self._at(unit)
        if part is None:
            return NOT_OWED
        first = f"{self.number_at(unit)}"
        if part.value2 is None:
            return first
        sign = ":" if part.breakdown.target.comparator == Target.Comparator.RATIO else "—"
        return f"{first}{sign}{part.value2.normalize():f}"

    @property
    def others_words(self) -> str:
        """What departments and sections owe, in words."""
        others = [one.part for one in self.standings if one.part.unit.kind not in PLACES]
        return "、".join(f"{part.unit}{self.number_at(part.unit)}" for part in others)


@dataclass(slots=True)
class BreakdownTable:
    """The table of a plan as one reader may see it; `whole` if that is all of it. `document` is the number it was issued under."""

    unit: Unit
    title: str
    as_of: date
    places: list[Unit]
    rows: list[TargetRow]
    whole: bool
    document: str = ""

    @property
    def has_others(self) -> bool:
        """True if departments owe something too."""
        return any(row.others_words for row in self.rows)


def breakdown_table(plan: Plan, user: User) -> BreakdownTable:
    """The issued breakdown of a plan; a reader below sees the own columns only."""
    parts = Part.objects.visible_to(user).filter(
        breakdown__target__task__plan=plan, breakdown__state=Breakdown.State.ISSUED
    )
    links = ("breakdown__target__task__group__parent__parent", "breakdown__target__task__section")
    by_target: dict[int, list[PartStanding]] = {}
    for standing in standings(parts.select_related(*links)):
        by_target.setdefault(standing.part.breakdown.target_id, []).append(standing)
    places = {
        one.part.unit_id: one.part.unit for found in by_target.values() for one in found if one.part.unit.kind in PLACES
    }
    rows = [_row(found) for found in by_target.values()]
    order = {found[0].part.breakdown.target_id: place for place, found in enumerate(by_target.values())}
    tasks = {found[0].part.breakdown.target_id: found[0].part.breakdown.target.task for found in by_target.values()}
    ranked = sorted(zip(by_target, rows, strict=True), key=lambda pair: (tasks[pair[0]].position, order[pair[0]]))
    return BreakdownTable(
        unit=plan.unit,
        title=plan.title,
        as_of=calendar.today(),
        places=sorted(places.values(), key=lambda unit: (unit.position, unit.code)),
        rows=[row for _target, row in ranked],
        whole=may(user, Verb.READ, plan.unit),
        document=next((row.document for row in rows if row.document), ""),
    )


def _row(found: list[PartStanding]) -> TargetRow:
    breakdown = found[0].part.breakdown
    target = breakdown.target
    return TargetRow(
        goal=_goal_of(target.task),
        task=target.task.title,
        what=target.what,
        target_words=target.value_text,
        measure_unit=target.measure_unit,
        kind=str(target.get_kind_display()).partition("：")[0],
        section=str(target.task.section or ""),
        document=breakdown.document_number,
        standings=sorted(found, key=lambda one: (one.part.unit.position, one.part.unit.code)),
    )


def _goal_of(task: Task) -> str:
    group = task.group
    while group is not None and group.parent is not None:
        group = group.parent
    return group.title if group else ""
