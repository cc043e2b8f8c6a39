"""In whose name somebody takes a move."""

from dataclasses import dataclass
from typing import Any

from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import VERBS
from zugong.kernel.history.models import Record
from zugong.kernel.procedures.declaring import Move
from zugong.kernel.registry.models import Unit


@dataclass(frozen=True, slots=True)
class Authority:
    """The unit acted for and, where the right is lent, whose right it is."""

    unit: Unit | None
    deputy_for: User | None = None


def place_of(record: Record, move: Move) -> Unit | None:
    """The unit at which the move needs its verb; None if the record holds everywhere, which only a root unit decides."""
    return follow(record, move.place)


def follow(record: Record, path: str) -> Any:
    """What stands at the end of an attribute path; None where a step leads nowhere."""
    here: Any = record
    for name in filter(None, path.split(".")):
        here = getattr(here, name) if here is not None else None
    return here


def authority_for(user: User, move: Move, place: Unit | None) -> Authority | None:
    """By which right the user may take a move at a place: one's own before a lent one; None if by none."""
    able = [
        grant for grant in user.grants_today if move.verb in VERBS[grant.role] and _reaches(grant, user, move, place)
    ]
    if not able:
        return None
    best = min(able, key=lambda grant: (grant.user_id != user.pk, -len(grant.unit.path or "")))
    lent_by = None if best.user_id == user.pk else best.user
    return Authority(unit=place if move.acting == "own" and place is not None else best.unit, deputy_for=lent_by)


def _reaches(grant: Grant, user: User, move: Move, place: Unit | None) -> bool:
    if place is None:
        return (grant.unit.path or "").count("/") == 2 and grant.reach == Grant.Extent.SUBTREE
    if move.acting == "own":
        home = user.unit_id if grant.user_id == user.pk else grant.user.unit_id
        return place.pk in {grant.unit_id, home}
    return grant.reach == Grant.Extent.SUBTREE and (place.path or "").startswith(grant.unit.path or "-")
