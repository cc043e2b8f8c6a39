"""The tree as it stands, or stood on a day: which units count in which.

Every unit is in every map exactly once below each of its ancestors, so figures add up under any of them: a merged unit counts in the
unit it went into from that day on, and a unit that was set up only after the day counts where it was first placed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zugong.kernel.registry.models import Ancestor, Placement


@dataclass(frozen=True, slots=True)
class Pair:
    """That what happens in `unit` counts in `ancestor` as well; at distance 0 both are the same."""

    unit: int
    ancestor: int
    distance: int


def pairs_on(day: date | None = None, *, units: Iterable[int] | None = None) -> list[Pair]:
    """Under which units each unit counts: today (`day` is None) or on a day. Covers all units, or the given ones."""
    rows = Ancestor.objects.all() if units is None else Ancestor.objects.filter(unit__in=list(units))
    if day is None:
        return [Pair(*row) for row in rows.filter(valid_to__isnull=True).values_list("unit", "ancestor", "distance")]
    dated = list(rows.values_list("unit", "ancestor", "distance", "valid_from", "valid_to"))
    begun = {unit: since for unit, _, distance, since, _ in dated if distance == 0}
    pairs = []
    for unit, ancestor, distance, since, until in dated:
        start = begun[unit]
        asked = start if start is not None and start > day else day
        if (since is None or since <= asked) and (until is None or until > asked):
            pairs.append(Pair(unit, ancestor, distance))
    return pairs


def name_on(unit_id: int, day: date) -> str:
    """What a unit was called on a day; its earliest name before it was set up, its last one after it was closed."""
    placements = list(Placement.objects.filter(unit=unit_id))
    before = [row for row in placements if row.valid_from is None or row.valid_from <= day]
    return (before[-1] if before else placements[0]).name


def holders_of_code(code: str) -> list[int]:
    """Ids of the units that have or had this code, the present holder first."""
    rows = Placement.objects.filter(code=code).order_by("-valid_to").values_list("unit", "valid_to")
    return [unit for unit, _ in sorted(rows, key=lambda row: row[1] is not None)]
