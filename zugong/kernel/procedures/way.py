"""How a case has come to where it is, and how it will go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from zugong.kernel.access.roles import VERBS, Role
from zugong.kernel.history.models import Record
from zugong.kernel.procedures.authority import place_of
from zugong.kernel.procedures.declaring import Move, Procedure, Words
from zugong.kernel.procedures.models import Signature
from zugong.kernel.procedures.versions import ruling
from zugong.kernel.registry.models import Unit


@dataclass(frozen=True, slots=True)
class Step:
    """One state on the way of a case, as the component components/steps.html draws it."""

    label: Words
    standing: Literal["past", "present", "ahead"]
    who: str = ""
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A move that may come next, the unit that takes it and the roles that can."""

    move: Move
    unit: Unit | None
    roles: tuple[Words, ...]


def steps_of(procedure: Procedure, record: Record, signatures: Sequence[Signature]) -> list[Step]:
    """The states passed, each with who led out of it and when; the present one; those ahead if all goes well."""
    procedure = ruling(procedure, record)
    own = [signature for signature in signatures if signature.procedure == procedure.code]
    present = procedure.stands_in(record)
    past = [_past(procedure, signature) for signature in own if signature.from_state]
    ahead = [Step(state.label, "ahead") for state in procedure.way_from(present.name)]
    return [*past, Step(present.label, "present"), *ahead]


def awaited(procedure: Procedure, record: Record) -> list[Awaited]:
    """The moves that people may take next and who they are: who signs next."""
    return [
        Awaited(move=move, unit=place_of(record, move), roles=roles_with(move))
        for move in procedure.moves_from(procedure.state_of(record))
        if move.verb is not None
    ]


def roles_with(move: Move) -> tuple[Words, ...]:
    """The labels of the roles that have a move's verb."""
    return tuple(role.label for role in Role if move.verb in VERBS[role])


def signer_name(signature: Signature) -> str:
    """Who signed, as it is written beside a signature; a deputy's is marked 代."""
    if signature.by is None:
        return _("系统")
    if signature.deputy_for is not None:
        return _("%(deputy)s（代%(principal)s）") % {"deputy": signature.by, "principal": signature.deputy_for}
    return str(signature.by)


def _past(procedure: Procedure, signature: Signature) -> Step:
    known = {state.name: state.label for state in procedure.states}
    return Step(
        label=known.get(signature.from_state, signature.from_state),
        standing="past",
        who=signer_name(signature),
        at=signature.at,
        note=signature.why,
    )
