"""Which villages lack one of the “three ones”: what posts are derived from."""

from collections.abc import Sequence
from dataclasses import dataclass

from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.staffing import open_gaps
from zugong.modules.villages.models import ServedGap


@dataclass(frozen=True, slots=True)
class Short:
    """A village with its township, its path in the tree, and what it lacks."""

    village: int
    township: int
    path: str
    missing: frozenset[str]


def gaps_of(unit: Unit) -> list[Short]:
    """The villages at and below a unit that lack one of the “three ones” today, in the order of the tree."""
    return [Short(gap.unit_id, gap.township_id, gap.unit.path or "", frozenset(gap.missing)) for gap in open_gaps(unit)]


def fill_in_missing(gaps: Sequence[ServedGap]) -> None:
    """Say of the villages that somebody added to a post by hand what each of them lacks today."""
    for gap in gaps:
        if gap.voided_at is None and not gap.missing:
            found = gaps_of(gap.village)
            if found:
                ServedGap.objects.filter(pk=gap.pk).update(missing=sorted(found[0].missing))
