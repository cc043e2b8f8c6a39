"""A round as its page shows it: where it stands, who has applied and how far each is, as the reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zugong.kernel.access.models import User
from zugong.kernel.access.unmasking import shown_name
from zugong.kernel.procedures.declaring import Move, procedure_named
from zugong.kernel.procedures.moving import moves_open_to
from zugong.modules.villages.actions.ways_up import APPLICATION, ENDED
from zugong.modules.villages.actions.ways_up_steps import is_due
from zugong.modules.villages.models import PromotionApplication
from zugong.modules.villages.ways_up_wording import Said, said

LINKS = ("round__unit", "unit", "person", "post__unit", "township", "county")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application as a list shows it; `steps` are the moves open to the reader, `unmet` the conditions not met for certain."""

    application: PromotionApplication
    name: str
    steps: Sequence[Move]
    conditions: Sequence[Said]

    @property
    def unmet(self) -> list[Said]:
        """The kept conditions that are not met, or of which the register does not tell."""
        return [one for one in self.conditions if not one.met]


def candidates(round_: Any, user: User, state: str = "") -> list[Candidate]:
    """The applications of a round that the reader may see, by place; then those without one, at last those who are out."""
    seen = PromotionApplication.objects.visible_to(user).filter(round=round_).select_related(*LINKS)
    if state in PromotionApplication.State.values:
        seen = seen.filter(state=state)
    listed = sorted(seen, key=_order)
    return [_candidate(one, user) for one in listed]


def _order(application: PromotionApplication) -> tuple[bool, bool, int, int, int]:
    place = application.place
    out = place is None and application.state in ENDED
    return (out, place is None, application.post_id or 0, place or 0, application.pk)


def _candidate(application: PromotionApplication, user: User) -> Candidate:
    procedure = procedure_named(APPLICATION)
    able = [move for move in procedure.moves_from(application.state) if move.verb is not None and not move.danger]
    return Candidate(
        application=application,
        name=shown_name(application.person, user),
        steps=[move for move in able if is_due(application, move.name) and _reaches(user, move, application)],
        conditions=said(application.checked),
    )


def _reaches(user: User, move: Move, application: PromotionApplication) -> bool:
    """True if the reader holds the verb in the name of the unit that takes the step; who took earlier steps is asked when it is taken."""
    place: Any = application
    for name in move.place.split("."):
        place = getattr(place, name)
    return place.pk in user.units_acted_for(move.verb) if move.verb is not None else False


def steps_of_round(round_: Any, user: User, code: str) -> list[Move]:
    """The moves of a round that are open to the reader, those that lead back or out last."""
    return sorted(moves_open_to(round_, user, code), key=lambda move: move.danger)
