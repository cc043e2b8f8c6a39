"""Taking moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.history.models import Change, Record
from zugong.kernel.ledger.models import Attachment
from zugong.kernel.parameters.versions import noting
from zugong.kernel.procedures import stages
from zugong.kernel.procedures.authority import Authority, authority_for, place_of
from zugong.kernel.procedures.contents import content_hash, label_of
from zugong.kernel.procedures.declaring import WHY, Move, Procedure, procedure_named
from zugong.kernel.procedures.guarding import declared_move
from zugong.kernel.procedures.models import Signature
from zugong.kernel.procedures.versions import keep_version, ruling


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


class ChangedSinceSigned(CannotMove):
    """The record has changed since the first of two signers signed it."""


class NotYet(CannotMove):
    """Publicity or an objection keeps the record in its state."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A signature given by hand: the scan, the content code on the sheet, its date, and who registers it."""

    scan: Attachment
    code: str
    signed_on: date
    registered_by: User


PAPER_DIGITS = 8
"""So many digits of the content code are typed off the sheet at least."""


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
    paper: Paper | None = None,
) -> Signature:
    """Take a move: one transaction that writes the changes, the state, the history and the signature, and what the states set going.

    A record whose case has begun moves by the version it began under. `by` is None for a move of the platform's own. `changes` are
    fields to fill in with the move; `seen` is the version that the user looked at; `paper` is where `by` signed by hand. Afterwards
    `record` shows what is stored. Raises a CannotMove, or UnknownProcedure for a name that is none.
    """
    changes = dict(changes or {})
    fresh = _locked(record)
    procedure, move = _ruling_move(procedure, move_name, fresh)
    if seen is not None and seen != fresh.version:
        raise ChangedSinceSeen(_("“%(record)s”已被修改，请看过最新内容再办理") % {"record": fresh})
    before = _state_before(procedure, move, fresh)
    if paper is not None:
        _judge_paper(procedure, fresh, paper, by)
    for name, value in changes.items():
        setattr(fresh, name, value)
    authority = _allowed(procedure, move, fresh, by=by)
    _complete(move, fresh, why)
    told = changes | {WHY: why}
    with noting() as used:
        _carry_out(procedure, move, fresh, before, by=by, told=told)
    signature = _sign(procedure, move, fresh, before, authority, by=by, why=why, paper=paper, made_by=used.stored())
    if move.after is not None:
        move.after(fresh, by=by, changes=told)
    _show(fresh, record)
    return signature


@transaction.atomic
def begin(procedure: Procedure | str, record: Record, *, by: User | None, why: str = "") -> None:
    """Store a new record in the procedure's first state, and let that state's clock, duties and questions begin. Nobody signs yet."""
    if isinstance(procedure, str):
        procedure = procedure_named(procedure)
    setattr(record, procedure.state_field, procedure.states[0].name)
    writing.save(record, by=by, why=why)
    keep_version(procedure, record)
    stages.entered(procedure, record, by=by)


def moves_open_to(record: Record, user: User, procedure: Procedure | str) -> list[Move]:
    """The moves that the user may take now, in the order of declaration; what they need may still be missing."""
    if isinstance(procedure, str):
        procedure = procedure_named(procedure)
    procedure = ruling(procedure, record)
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


def reads_reason(procedure: Procedure, signature: Signature, user: User) -> bool:
    """May the user read why: that of a closed move only at the unit in whose name it was taken."""
    closed = any(move.name == signature.move and move.closed for move in procedure.moves)
    unit = signature.on_behalf_of
    return not closed or (unit is not None and (unit.path or "") in user.reach().paths)


def _ruling_move(procedure: Procedure | str, name: str, record: Record) -> tuple[Procedure, Move]:
    """The version that rules the record and its move of the name; raises UnknownProcedure, or WrongState if only the present one has it."""
    if isinstance(procedure, str):
        procedure = procedure_named(procedure)
    ruled = ruling(procedure, record)
    if ruled is procedure or any(move.name == name for move in ruled.moves):
        return ruled, ruled.move(name)
    label = procedure.move(name).label
    raise WrongState(_("本件按第 %(number)d 版程序办理，没有“%(move)s”") % {"number": ruled.version, "move": label})


def _judge_paper(procedure: Procedure, record: Record, paper: Paper, signer: User | None) -> None:
    """Raise SamePerson if the signer registers the own signature, ChangedSinceSeen if another content was printed."""
    if signer is None or paper.registered_by == signer:
        raise SamePerson(_("纸质签署须由签署人以外的人登记"))
    typed = "".join(paper.code.split()).lower()
    if len(typed) < PAPER_DIGITS or not content_hash(record, procedure).startswith(typed):
        raise ChangedSinceSeen(_("纸面上的校验码与现在的内容不符：请核对，或重新打印签署"))
    if paper.signed_on > calendar.today():
        raise CannotMove(_("纸面签署日期 %(day)s 还没有到") % {"day": paper.signed_on})


def _carry_out(
    procedure: Procedure, move: Move, record: Record, before: str, *, by: User | None, told: dict[str, Any]
) -> None:
    """Leave the one state, write the other, and let what belongs to each end and begin."""
    moves_on = move.target != before
    if moves_on and before:
        _leave(procedure, record, before, move, told[WHY])
    if move.check is not None:
        move.check(record, by=by, changes=told)
    _store(procedure, move, record, by=by, why=told[WHY])
    if moves_on:
        _go_on(procedure, record, before, by=by)


def _leave(procedure: Procedure, record: Record, before: str, move: Move, why: str) -> None:
    """Raise NotYet, or SomethingMissing where a reason would do, if the state holds the record back."""
    try:
        stages.hold(procedure, record, procedure.state(before), move, why)
    except stages.HeldBack as held:
        if held.reason_helps:
            raise SomethingMissing(str(held), (WHY,)) from None
        raise NotYet(str(held)) from None


def _store(procedure: Procedure, move: Move, record: Record, *, by: User | None, why: str) -> None:
    setattr(record, procedure.state_field, move.target)
    told = "" if move.closed else why
    with declared_move(record):
        writing.save(record, by=by, why=told, kind=Change.Kind.MOVED)
    # Read back, because the digest is of the values as stored and not as they were typed.
    record.refresh_from_db()
    keep_version(procedure, record)


def _go_on(procedure: Procedure, record: Record, before: str, *, by: User | None) -> None:
    """End what the state before had set going, and begin what the new one asks."""
    if before:
        for ending in stages.left(procedure, record, procedure.state(before)):
            take(ending.procedure, ending.move, ending.record, by=None)
    stages.entered(procedure, record, by=by)


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
    if move.others:
        _another_person(procedure, move, record, [by, authority.deputy_for])
    return authority


def _another_person(procedure: Procedure, move: Move, record: Record, movers: list[User | None]) -> None:
    """Raise SamePerson if the mover, or the one whose right the mover has borrowed, took an earlier step."""
    earlier = [name for name in move.others if any(name == other.name for other in procedure.moves)]
    holders = [getattr(record, name) for name in move.others if name not in earlier]
    if earlier and record.pk is not None:
        # Only the last time each step was taken counts: what was returned and done anew binds nobody.
        taken = {s.move: s for s in signatures_of(record) if s.procedure == procedure.code and s.move in earlier}
        holders += [user for s in taken.values() for user in (s.by, s.deputy_for)]
    for holder, mover in product(holders, movers):
        if holder is not None and holder == mover:
            raise SamePerson(_("“%(move)s”须由前面步骤办理人以外的人办理") % {"move": move.label})


def _complete(move: Move, record: Record, why: str) -> None:
    """Raise SomethingMissing if a reason or a field that the move needs is empty, CannotMove if a reason may not be given."""
    if why.strip() and not getattr(record, "takes_reasons", True):
        raise CannotMove(_("这类事项不另写原因，情况和意见请写入相应栏目"))
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
    paper: Paper | None,
    made_by: dict[str, Any],
) -> Signature:
    digest = content_hash(record, procedure)
    if move.countersigns:
        _same_content(procedure, move, record, digest)
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
        content_hash=digest,
        made_by=made_by,
        scan=paper.scan if paper else None,
        signed_on=paper.signed_on if paper else None,
        registered_by=paper.registered_by if paper else None,
    )


def _same_content(procedure: Procedure, move: Move, record: Record, digest: str) -> None:
    """Raise ChangedSinceSigned unless the signature that is joined stands under the same content."""
    first = signatures_of(record).filter(procedure=procedure.code, move=move.countersigns).last()
    if first is None or first.content_hash != digest:
        earlier = procedure.move(move.countersigns).label
        raise ChangedSinceSigned(
            _("“%(earlier)s”之后内容有改动，两人签的不是同一内容，请退回重签") % {"earlier": earlier}
        )


def _show(fresh: Record, record: Record) -> None:
    """Make the caller's instance show what is stored."""
    if record is not fresh:
        record.__dict__.update(fresh.__dict__)
