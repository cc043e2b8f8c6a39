"""The columns of a board: the units that stand beside one another, and one unit's square of a line."""

from dataclasses import dataclass

from django.db.models import Q

from zugong.kernel.access.models import User
from zugong.kernel.indicators.models import Standing, Subject
from zugong.kernel.registry.models import Unit, UnitKind


@dataclass(frozen=True, slots=True)
class Square:
    """One unit's standing on one subject; `change` is by how many places the rank rose since the period before."""

    standing: Standing
    subject: Subject
    rank: int | None
    change: int | None
    opens: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A unit of the matrix: the unit itself, the one above for comparison, or one beside or below."""

    unit: Unit
    opens: bool
    own: bool = False
    above: bool = False


def columns_of(unit: Unit, user: User, *, beside: bool) -> list[Column]:
    """The unit above, the unit itself, those below as far as the user's reach goes, and those beside if wanted."""
    reach = user.reach()
    wanted = Q(pk=unit.parent_id) | Q(parent=unit)
    if beside:
        wanted |= Q(parent=unit.parent_id)
    near = {other.pk: other for other in Unit.objects.filter(wanted)}
    parent = near.pop(unit.parent_id, None) if unit.parent_id else None
    near.pop(unit.pk, None)
    columns = [Column(unit, opens=True, own=True)]
    if parent is not None:
        columns.insert(0, Column(parent, opens=reach.covers(parent.path or "-"), above=True))
    others = sorted(near.values(), key=lambda other: UnitKind.values.index(other.kind))
    below = [other for other in others if other.parent_id == unit.pk and reach.covers(other.path or "-")]
    next_to = [other for other in others if other.parent_id != unit.pk]
    columns += [Column(other, opens=True) for other in below]
    columns += [Column(other, opens=reach.covers(other.path or "-")) for other in next_to]
    return columns
