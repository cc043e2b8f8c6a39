"""What a state sets going when a record enters it, and what holds a record in it: limits, publicity, replies."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.history.models import Record
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.parameters.versions import noting
from zugong.kernel.procedures.authority import place_of
from zugong.kernel.procedures.clocks import due_of, start_clock, stop_clock
from zugong.kernel.procedures.declaring import Move, Procedure, Publicity, Replies, State, procedure_named
from zugong.kernel.procedures.duties import close_duties, open_duty
from zugong.kernel.procedures.models import Clock, Objection, Reply
from zugong.kernel.registry.models import Unit

REPLY = "procedures.reply"
OBJECTION = "procedures.objection"


class HeldBack(Exception):
    """What the state asks has not happened yet; the message says what. `reason_helps` where a signer may go on for a stated reason."""

    def __init__(self, message: str, *, reason_helps: bool = False) -> None:
        super().__init__(message)
        self.reason_helps = reason_helps


@dataclass(frozen=True, slots=True)
class Ending:
    """A move that follows of itself when a record leaves a state."""

    procedure: str
    move: str
    record: Record


def harmless_moves(procedure: Procedure, state: State) -> list[Move]:
    """The moves of people that lead on from a state if all goes well."""
    return [move for move in procedure.moves_from(state.name) if move.verb is not None and not move.danger]


def clock_code(procedure: Procedure, state: State) -> str:
    """The code of a state's clock, and the kind of the duties that hang on it."""
    return f"{procedure.code}.{state.name}"[:60]


def running_clock(procedure: Procedure, record: Record) -> Clock | None:
    """The clock of the state that the record is in, if it has one."""
    code = clock_code(procedure, procedure.stands_in(record))
    about = ContentType.objects.get_for_model(record)
    running = Clock.objects.filter(code=code, model=about, record_id=record.pk, stopped_on__isnull=True)
    return running.prefetch_related("pauses").first()


def entered(procedure: Procedure, record: Record, *, by: User | None, days: str = "") -> None:
    """The record stands in a state anew: start its clock, open its duties, ask its departments. `days` names another parameter."""
    state = procedure.stands_in(record)
    owed = harmless_moves(procedure, state)
    if state.publicity is not None:
        clock = _start(procedure, record, state, state.publicity.days, working=state.publicity.working)
        _owe(procedure, record, state, owed, publicity=clock)
    elif state.limit is not None:
        clock = _start(procedure, record, state, days or state.limit.days, working=state.limit.working)
        _owe(procedure, record, state, owed, clock=clock)
    if state.replies is not None:
        _ask(procedure, record, state, state.replies, by=by)


def left(procedure: Procedure, record: Record, state: State) -> list[Ending]:
    """The record has left a state: stop its clock, close its duties; returns what ends with it."""
    code = clock_code(procedure, state)
    about = ContentType.objects.get_for_model(record)
    clocks = list(Clock.objects.filter(code=code, model=about, record_id=record.pk, stopped_on__isnull=True))
    for clock in clocks:
        stop_clock(clock)
    close_duties(record, kind=code)
    endings = [Ending(REPLY, "drop", reply) for reply in unanswered(procedure, record, state)]
    objections = Objection.objects.filter(clock__in=clocks, state=Objection.State.OPEN).order_by("pk")
    return [*endings, *(Ending(OBJECTION, "lapse", objection) for objection in objections)]


def hold(procedure: Procedure, record: Record, state: State, move: Move, why: str) -> None:
    """Raise HeldBack if a harmless move may not leave the state yet."""
    if move.danger:
        return
    if state.publicity is not None:
        _hold_publicity(procedure, record, state)
    if state.replies is not None and not why.strip():
        missing = unanswered(procedure, record, state)
        if missing:
            units = "、".join(str(reply.unit) for reply in missing)
            raise HeldBack(_("%(units)s尚未答复；确需办理的，请说明原因") % {"units": units}, reason_helps=True)


def replies_of(procedure: Procedure, record: Record, state: State) -> list[Reply]:
    """The replies of the state's latest turn, in the order in which they were asked for."""
    about = {"procedure": procedure.code, "model": ContentType.objects.get_for_model(record), "record_id": record.pk}
    asked = list(Reply.objects.filter(**about, stage=state.name).select_related("unit").order_by("pk"))
    latest = max((reply.turn for reply in asked), default=0)
    return [reply for reply in asked if reply.turn == latest]


def unanswered(procedure: Procedure, record: Record, state: State) -> list[Reply]:
    """The replies that are still owed to a record in a state."""
    if state.replies is None:
        return []
    return [reply for reply in replies_of(procedure, record, state) if reply.state == Reply.State.ASKED]


def _hold_publicity(procedure: Procedure, record: Record, state: State) -> None:
    clock = running_clock(procedure, record)
    if clock is None:
        return
    end = due_of(clock)
    if end is None or calendar.today() <= end:
        raise HeldBack(_("公示到 %(end)s 止，期满后才能办理") % {"end": end})
    standing = set(Objection.objects.filter(clock=clock).values_list("state", flat=True))
    if Objection.State.OPEN in standing:
        raise HeldBack(_("有异议正在核查，核查完才能结束公示"))
    if Objection.State.UPHELD in standing:
        raise HeldBack(_("异议已查实成立，不能按公示无异议办理"))


def _start(procedure: Procedure, record: Record, state: State, days: str, *, working: bool) -> Clock:
    owed = harmless_moves(procedure, state)
    with noting() as used:
        term = int(value_of(days, at=place_of(record, owed[0]) if owed else None))
    return start_clock(
        record,
        clock_code(procedure, state),
        label=str(state.label),
        days=term,
        count=Clock.Count.WORKING if working else Clock.Count.CALENDAR,
        made_by=used.stored(),
    )


def _owe(
    procedure: Procedure,
    record: Record,
    state: State,
    moves: list[Move],
    *,
    clock: Clock | None = None,
    publicity: Clock | None = None,
) -> None:
    """Every unit that can lead the record on owes it: within the clock, or some days after publicity."""
    for unit, move in takers(record, moves):
        due = due_of(clock) if clock else None
        if publicity is not None:
            end, days = due_of(publicity), value_of("procedures.publicity_close_days", at=unit)
            due = None if end is None else calendar.add_working_days(end, int(days))
        open_duty(
            kind=clock_code(procedure, state),
            record=record,
            unit=unit,
            verb=move.verb or "",
            **duty_words(procedure, record, state, move),
            due=due,
            clock=clock,
        )


def duty_words(procedure: Procedure, record: Record, state: State, move: Move) -> dict[str, Any]:
    """What a duty to take a move says, and where it is taken: the title, the names in it, the address."""
    limit = state.limit
    names: dict[str, Any] = {"procedure": procedure.label, "move": move.label}
    if limit is not None and limit.case is not None:
        names["case"] = limit.case(record)
    return {
        "title": (limit.title if limit is not None else "") or gettext_noop("%(procedure)s：%(move)s"),
        "names": names,
        "url": reverse("procedures:case", args=[procedure.code, record.pk]),
    }


def takers(record: Record, moves: list[Move]) -> Iterator[tuple[Unit, Move]]:
    """Each unit that can lead on, once, with the first move it has; what holds everywhere is the root's."""
    seen: set[int] = set()
    for move in moves:
        unit = place_of(record, move) or Unit.objects.filter(parent=None).order_by("pk").first()
        if unit is not None and unit.pk not in seen:
            seen.add(unit.pk)
            yield unit, move


def _ask(procedure: Procedure, record: Record, state: State, asked: Replies, *, by: User | None) -> None:
    earlier = replies_of(procedure, record, state)
    place: Any = next((place_of(record, move) for move in harmless_moves(procedure, state)), None)
    replying = procedure_named(REPLY)
    for unit in asked.units(record):
        reply = Reply(
            procedure=procedure.code,
            model=ContentType.objects.get_for_model(record),
            record_id=record.pk,
            stage=state.name,
            turn=earlier[0].turn + 1 if earlier else 1,
            unit=unit,
            asked_by=place or unit,
            question=asked.question(record)[:300],
            asked_on=calendar.today(),
            closed=asked.closed,
        )
        writing.save(reply, by=by)
        entered(replying, reply, by=by, days=asked.days)
        clock = running_clock(replying, reply)
        reply.due_on = due_of(clock) if clock else None
        writing.save(reply, by=by)


def publicity_of(procedure: Procedure, record: Record) -> tuple[Publicity, Clock] | None:
    """The publicity that the record is in, with its clock; None if it is in none."""
    publicity = procedure.stands_in(record).publicity
    clock = running_clock(procedure, record) if publicity else None
    return (publicity, clock) if publicity and clock else None
