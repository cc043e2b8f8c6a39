"""Tests derived from a procedure's declaration: what it must refuse."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import VERBS, Role
from zugong.kernel.history.models import Record
from zugong.kernel.procedures.authority import place_of
from zugong.kernel.procedures.declaring import Move, Procedure
from zugong.kernel.procedures.models import Signature
from zugong.kernel.procedures.moving import CannotMove, NotYours, WrongState, take
from zugong.kernel.registry.models import Unit

Make = Callable[[str], Record]


def undeclared(procedure: Procedure) -> Iterator[tuple[str, Move]]:
    """Every pair of a state and a move that does not leave it."""
    for state in procedure.states:
        for move in procedure.moves:
            if state.name not in move.sources:
                yield state.name, move


def refused_moves(procedure: Procedure, make: Make) -> list[str]:
    """Try every move that must be refused, and name those that were not: a green test compares the list with [].

    `make(state)` gives a stored record in a state. Tried are all undeclared pairs of state and move, by somebody who has the verb, and
    each move by each role without its verb, by the platform where it is a person's, and by a person where it is the platform's.
    """
    return [*_wrong_states_taken(procedure, make), *_wrong_roles_let_in(procedure, make)]


@dataclass(slots=True)
class Attempts:
    """How many refusals were asked for, and the moves that went through although nothing declares them."""

    tried: int = 0
    through: list[str] = field(default_factory=list)


def try_all(procedure: Procedure, make: Make) -> Attempts:
    """Try every move from every state by every role and by the platform, except what is declared for them."""
    attempts = Attempts()
    for state in procedure.states:
        record = make(state.name)
        signed = Signature.objects.of(record).count()
        for move in procedure.moves:
            declared_here = state.name in move.sources
            for role in [*Role, None]:
                if declared_here and (move.verb in VERBS[role] if role else move.verb is None):
                    continue
                by = None if role is None else somebody(role, place_of(record, move))
                attempts.tried += 1
                try:
                    take(procedure, move.name, record, by=by, why="试")
                except CannotMove:
                    continue
                attempts.through.append(f"{move.name} from {state.name} by {role or 'the platform'}")
        stored = type(record)._base_manager.get(pk=record.pk)
        if procedure.state_of(stored) != state.name or Signature.objects.of(record).count() != signed:
            attempts.through.append(f"something changed a record in {state.name}")
    return attempts


def _wrong_states_taken(procedure: Procedure, make: Make) -> Iterator[str]:
    for state, move in undeclared(procedure):
        record = make(state)
        able = next((role for role in Role if move.verb in VERBS[role]), None)
        by = None if able is None else somebody(able, place_of(record, move))
        if not _refused(procedure, move, record, by, WrongState):
            yield f"{move.name} from {state}"


def _wrong_roles_let_in(procedure: Procedure, make: Make) -> Iterator[str]:
    for move in procedure.moves:
        for role in Role:
            if move.verb in VERBS[role] or not move.sources:
                continue
            record = make(move.sources[0])
            if not _refused(procedure, move, record, somebody(role, place_of(record, move)), NotYours):
                yield f"{move.name} by {role}"
        if (
            move.verb is not None
            and move.sources
            and not _refused(procedure, move, make(move.sources[0]), None, NotYours)
        ):
            yield f"{move.name} by the platform"


def somebody(role: str, unit: Unit | None) -> User:
    """A user with one role at a unit; where no unit is given, at the root."""
    place = unit or Unit.objects.get(parent__isnull=True)
    name = f"{role}-{place.pk}"
    user = User.objects.filter(username=name).first()
    if user is None:
        user = User.objects.create_user(name, unit=place)
        Grant.objects.create(user=user, role=role, unit=place)
    return user


def _refused(procedure: Procedure, move: Move, record: Record, by: User | None, error: type[Exception]) -> bool:
    """True if the move raised the error and left the record and its signatures as they were."""
    state, signed = procedure.state_of(record), Signature.objects.of(record).count()
    changes = {name: getattr(record, name) for name in move.fields}
    try:
        take(procedure, move.name, record, by=by, why="试", changes=changes)
    except error:
        stored = type(record)._base_manager.get(pk=record.pk)
        return procedure.state_of(stored) == state and Signature.objects.of(record).count() == signed
    return False
