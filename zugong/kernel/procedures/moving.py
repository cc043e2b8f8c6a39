"""Taking moves."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.history.models import Change, Record
from zugong.kernel.procedures.authority import Authority, authority_for, place_of
from zugong.kernel.procedures.contents import content_hash, label_of
from zugong.kernel.procedures.declaring import WHY, Move, Procedure, procedure_named
from zugong.kernel.procedures.models import Signature


class CannotMove(Exception):
    """The move is refused and nothing was written; the message, for people, says why."""


class WrongState(CannotMove):
    """The move does not leave the state that the record is in."""


class NotYours(CannotMove):
    """The user does not have the verb at the place."""


class SamePerson(CannotMove):
    """The move needs another person than the one who took an earlier step."""


class SomethingMissing(CannotMove):
    """A reason or a field that the move needs is empty; `fields` names which."""

    def __init__(self, message: str, fields: tuple[str, ...]) -> None:
        super().__init__(message)
        self.fields = fields


class ChangedSinceSeen(CannotMove):
    """The record has changed since the user looked at it: nobody signs what they have not seen."""


@transaction.atomic
def take(
    procedure: Procedure | str,
    move_name: str,
    record: Record,
    *,
    by: User | None,
    why: str = "",
    changes: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Signature:
    """Take a move: one transaction that writes the changes, the state, the history and the signature.

    `by` is None for a move of the platform's own. `changes` are fields to fill in with the move; `seen` is the version that the
    user looked at. Afterwards `record` shows what is stored. Raises a CannotMove, or UnknownProcedure for a name that is none.
    """
    if isinstance(procedure, str):
        procedure = procedure_named(procedure)
    move = procedure.move(move_name)
    changes = dict(changes or {})
    fresh = _locked(record)
    if seen is not None and seen != fresh.version:
        raise ChangedSinceSeen(_("“%(record)s”已被修改，请看过最新内容再办理") % {"record": fresh})
    before = _state_before(procedure, move, fresh)
    for name, value in changes.items():
        setattr(fresh, name, value)
    authority = _allowed(procedure, move, fresh, by=by)
    _complete(move, fresh, why)
    told = changes | {WHY: why}
    if move.check is not None:
        move.check(fresh, by=by, changes=told)
    setattr(fresh, procedure.state_field, move.target)
    writing.save(fresh, by=by, why=why, kind=Change.Kind.MOVED)
    # Read back, because the digest is of the values as stored and not as they were typed.
    fresh.refresh_from_db()
    signature = _sign(procedure, move, fresh, before, authority, by=by, why=why)
    if move.after is not None:
        move.after(fresh, by=by, changes=told)
    _show(fresh, record)
    return signature


def moves_open_to(record: Record, user: User, procedure: Procedure | str) -> list[Move]:
    """The moves that the user may take now, in the order of declaration; what they need may still be missing."""
    if isinstance(procedure, str):
        procedure = procedure_named(procedure)
    return [
        move for move in procedure.moves_from(procedure.state_of(record)) if may_take(procedure, move, record, user)
    ]


def may_take(procedure: Procedure, move: Move, record: Record, user: User) -> bool:
    """True if the verb, the place and the rule of another person allow the user this move."""
    try:
        _allowed(procedure, move, record, by=user)
    except CannotMove:
        return False
    return move.verb is not None


def signatures_of(record: models.Model) -> models.QuerySet[Signature]:
    """The signatures under a record, oldest first, with who signed in whose name."""
    return Signature.objects.of(record).select_related("by__person", "on_behalf_of", "deputy_for__person")


def _locked(record: Record) -> Record:
    if record.pk is None:
        return record
    fresh = type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    if fresh.voided_at is not None:
        raise CannotMove(_("“%(record)s”已作废，不能办理") % {"record": fresh})
    return fresh


def _state_before(procedure: Procedure, move: Move, record: Record) -> str:
    """The state the record is in, "" for one that is only beginning; raises WrongState if the move does not leave it."""
    if record.pk is None:
        if move.sources:
            raise WrongState(_("尚未保存，不能“%(move)s”") % {"move": move.label})
        return ""
    state = procedure.state_of(record)
    if state not in move.sources:
        label = procedure.state(state).label
        raise WrongState(_("现在是“%(state)s”，不能“%(move)s”") % {"state": label, "move": move.label})
    return state


def _allowed(procedure: Procedure, move: Move, record: Record, *, by: User | None) -> Authority | None:
    """In whose name the user takes the move; raises NotYours or SamePerson."""
    if move.verb is None or by is None:
        if move.verb is None and by is None:
            return None
        raise NotYours(_("“%(move)s”由系统办理") % {"move": move.label} if by else f"{move.name} needs a user")
    place = place_of(record, move)
    authority = authority_for(by, move, place)
    if authority is None:
        where = place if place is not None else _("全域")
        raise NotYours(_("您不能在%(unit)s“%(move)s”") % {"unit": where, "move": move.label})
    if move.other_than:
        _another_person(procedure, move, record, [by, authority.deputy_for])
    return authority


def _another_person(procedure: Procedure, move: Move, record: Record, movers: list[User | None]) -> None:
    """Raise SamePerson if the mover, or the one whose right the mover has borrowed, took an earlier step."""
    earlier = [name for name in move.other_than if any(name == other.name for other in procedure.moves)]
    holders = [getattr(record, name) for name in move.other_than if name not in earlier]
    if earlier and record.pk is not None:
        # Only the last time each step was taken counts: what was returned and done anew binds nobody.
        taken = {s.move: s for s in signatures_of(record) if s.procedure == procedure.code and s.move in earlier}
        holders += [user for s in taken.values() for user in (s.by, s.deputy_for)]
    for holder, mover in product(holders, movers):
        if holder is not None and holder == mover:
            raise SamePerson(_("“%(move)s”须由前面步骤办理人以外的人办理") % {"move": move.label})


def _complete(move: Move, record: Record, why: str) -> None:
    """Raise SomethingMissing if a reason or a field that the move needs is empty."""
    if move.needs_why and not why.strip():
        raise SomethingMissing(_("“%(move)s”须说明原因") % {"move": move.label}, (WHY,))
    empty = tuple(name for name in move.required if getattr(record, name) in (None, "", [], {}))
    if empty:
        labels = "、".join(label_of(type(record), name) for name in empty)
        raise SomethingMissing(_("“%(move)s”前须填写：%(fields)s") % {"move": move.label, "fields": labels}, empty)


def _sign(
    procedure: Procedure,
    move: Move,
    record: Record,
    before: str,
    authority: Authority | None,
    *,
    by: User | None,
    why: str,
) -> Signature:
    return Signature.objects.create(
        procedure=procedure.code,
        procedure_version=procedure.version,
        model=ContentType.objects.get_for_model(record),
        record_id=record.pk,
        record_version=record.version,
        move=move.name,
        from_state=before,
        to_state=move.target,
        by=by,
        on_behalf_of=authority.unit if authority else None,
        deputy_for=authority.deputy_for if authority else None,
        at=calendar.now(),
        why=why,
        content_hash=content_hash(record, procedure),
    )


def _show(fresh: Record, record: Record) -> None:
    """Make the caller's instance show what is stored."""
    if record is not fresh:
        record.__dict__.update(fresh.__dict__)
