"""What the front page of the weak villages shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.weak_villages import measures_of
from zugong.modules.villages.models import WeakVillage
from zugong.modules.villages.rules.weak_villages import OPEN, Stage, late, progress


@dataclass(frozen=True, slots=True)
class Line:
    """A listed village with how far its policy is: measures, per cent done (None without measures), how many are late."""

    weak: WeakVillage
    measures: int
    progress: int | None
    late: int


@dataclass(frozen=True, slots=True)
class Listing:
    """The villages of a unit that are or were on the list of a year, those with late measures first."""

    year: int
    years: Sequence[int]
    lines: Sequence[Line]

    def count(self, *states: Stage) -> int:
        """How many stand in these states."""
        return sum(line.weak.state in states for line in self.lines)

    @property
    def open(self) -> int:
        """How many are on the list."""
        return self.count(*OPEN)

    @property
    def closed(self) -> int:
        """How many were taken off."""
        return self.count(Stage.CLOSED)

    @property
    def proposed(self) -> int:
        """How many wait for the county's decision."""
        return self.count(Stage.PROPOSED)

    @property
    def late(self) -> int:
        """How many villages have a late measure."""
        return sum(bool(line.late) for line in self.lines)

    @property
    def checked(self) -> list[tuple[Any, int]]:
        """States with their counts, in their order, without those that nobody is in."""
        return [(state.label, self.count(Stage(state))) for state in WeakVillage.State if self.count(Stage(state))]


def weak_seen(user: User, unit: Unit, year: int | None) -> Listing:
    """The listing of a unit in a year (this one); three queries whatever its length."""
    seen = WeakVillage.objects.visible_to(user).filter(unit__path__startswith=unit.path).exclude(state=Stage.DROPPED)
    this_year = calendar.today().year
    years = sorted({*seen.order_by().values_list("year", flat=True).distinct(), this_year}, reverse=True)
    shown = year if year is not None and year in years else this_year
    rows = seen.filter(year=shown).select_related("unit__parent", "county", "leader", "first_secretary", "sending_unit")
    lines = [_line(weak) for weak in rows.prefetch_related("measures")]
    order = list(Stage)
    lines.sort(key=lambda line: (-line.late, order.index(Stage(line.weak.state)), line.weak.unit.path or ""))
    return Listing(shown, years, lines)


def _line(weak: WeakVillage) -> Line:
    measures = measures_of(weak)
    owed = late(measures, calendar.today()) if weak.state in OPEN else 0
    return Line(weak, len(measures), progress(measures), owed)
