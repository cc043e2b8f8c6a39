"""Moving running cases to the present version of their procedure: first a dry run, then what it has shown and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.history.models import Change, Record
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures import stages
from zugong.kernel.procedures.authority import place_of
from zugong.kernel.procedures.clocks import due_of
from zugong.kernel.procedures.contents import content_hash
from zugong.kernel.procedures.declaring import Procedure, State
from zugong.kernel.procedures.guarding import declared_move
from zugong.kernel.procedures.models import Case, Objection, ProcedureVersion, Signature
from zugong.kernel.procedures.moving import CannotMove, NotYours, take
from zugong.kernel.procedures.terms import Term, due_date
from zugong.kernel.procedures.versions import digest_of, former_version, version_of
from zugong.kernel.registry.models import Unit
from zugong.kernel.sealing.chains import canonical
from zugong.kernel.sealing.keys import sm3

CROSSED = "crossed"
"""Stands for the move in the signature under a case that was moved to another version."""


class SeenAnother(CannotMove):
    """What would happen is no longer what the dry run has shown."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """What would become of one case: its state before and after, when it is due before and after, or why it cannot cross."""

    case: Case
    record: Record
    former: Procedure
    before: State
    after: State | None
    due_before: date | None
    due_after: date | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would become of every running case of the earlier versions of a procedure."""

    procedure: Procedure
    crossings: Sequence[Crossing]

    @property
    def able(self) -> list[Crossing]:
        """The cases that can cross."""
        return [one for one in self.crossings if not one.problem]

    @property
    def unable(self) -> list[Crossing]:
        """The cases that stay under their version."""
        return [one for one in self.crossings if one.problem]

    @property
    def homeless(self) -> list[State]:
        """The states that the present version does not have and that nobody has said a place for."""
        return list({one.before.name: one.before for one in self.crossings if one.after is None}.values())

    @property
    def token(self) -> str:
        """Names exactly what was shown."""
        rows = [
            [one.case.pk, one.before.name, one.after.name if one.after else "", one.problem] for one in self.crossings
        ]
        return sm3(canonical({"version": digest_of(self.procedure), "rows": rows}))


def versions_in_use(procedure: Procedure) -> list[tuple[ProcedureVersion, int]]:
    """The kept versions, newest first, each with how many of its cases are still on their way."""
    kept = ProcedureVersion.objects.filter(code=procedure.code).order_by("-pk")
    running: dict[int, int] = {}
    for case, record, former in _running(procedure, of_former=False):
        if is_running(former, record):
            running[case.version_id] = running.get(case.version_id, 0) + 1
    return [(version, running.get(version.pk, 0)) for version in kept]


def is_running(procedure: Procedure, record: Record) -> bool:
    """True if the record has not come to an end."""
    return procedure.state_of(record) not in procedure.endings


def dry_run(procedure: Procedure, choices: Mapping[str, str] | None = None) -> DryRun:
    """What would happen to the running cases of earlier versions. `choices` says, by state, where cases go that would have no place."""
    chosen = dict(procedure.renamed) | {old: new for old, new in (choices or {}).items() if new}
    found = [
        _crossing(procedure, case, record, former, chosen)
        for case, record, former in _running(procedure, of_former=True)
        if is_running(former, record)
    ]
    return DryRun(procedure, found)


def may_look(user: User) -> bool:
    """True for who answers for the rules of the whole tree, or decides them."""
    return any(may(user, verb, _root()) for verb in (Verb.MANAGE_PARAMETERS, Verb.APPROVE))


@transaction.atomic
def cross(
    procedure: Procedure, *, choices: Mapping[str, str] | None = None, by: User, why: str, token: str
) -> list[Crossing]:
    """Move every case that can cross, as the dry run with the `token` has shown; those that cannot stay under their version.

    A state of the same name keeps its running clock, so that nobody gains or loses days; another state begins its own. Who decides for
    the whole tree does it and says why. Raises CannotMove.
    """
    if not may(by, Verb.APPROVE, _root()):
        raise NotYours(_("须由有审批权的领导决定转入新版程序"))
    if not why.strip():
        raise CannotMove(_("转入新版程序须说明原因"))
    shown = dry_run(procedure, choices)
    if shown.token != token:
        raise SeenAnother(_("试算之后情况有变，请看过新的试算结果再办理"))
    for one in shown.able:
        _cross(procedure, one, by=by, why=why)
    return shown.able


def _running(procedure: Procedure, *, of_former: bool) -> list[tuple[Case, Record, Procedure]]:
    about = ContentType.objects.get_for_model(procedure.model)
    begun = Case.objects.filter(procedure=procedure.code, model=about).select_related("version").order_by("pk")
    present = digest_of(procedure)
    if of_former:
        begun = begun.exclude(version__digest=present)
    cases = list(begun)
    records = {row.pk: row for row in _records(procedure, [case.record_id for case in cases])}
    return [
        (
            case,
            records[case.record_id],
            procedure if case.version.digest == present else former_version(procedure, case.version),
        )
        for case in cases
        if case.record_id in records
    ]


def _records(procedure: Procedure, keys: Sequence[int]) -> list[Record]:
    model: type[Record] = procedure.model  # type: ignore[assignment]
    return [row for start in range(0, len(keys), 500) for row in model.objects.filter(pk__in=keys[start : start + 500])]


def _crossing(
    procedure: Procedure, case: Case, record: Record, former: Procedure, chosen: Mapping[str, str]
) -> Crossing:
    before = former.stands_in(record)
    name = chosen.get(before.name, before.name)
    after = next((state for state in procedure.states if state.name == name), None)
    clock = stages.running_clock(former, record)
    due = due_of(clock) if clock else None
    return Crossing(
        case=case,
        record=record,
        former=former,
        before=before,
        after=after,
        due_before=due,
        due_after=due if _keeps_clock(before, after, clock is not None) else _due_if_begun(procedure, record, after),
        problem=_problem(former, record, before, after),
    )


def _keeps_clock(before: State, after: State | None, running: bool) -> bool:
    return running and after is not None and before.name == after.name and _timed(after)


def _timed(state: State) -> bool:
    return state.limit is not None or state.publicity is not None


def _due_if_begun(procedure: Procedure, record: Record, state: State | None) -> date | None:
    term = (state.limit or state.publicity) if state else None
    if term is None or state is None:
        return None
    moves = stages.harmless_moves(procedure, state)
    days = int(value_of(term.days, at=place_of(record, moves[0]) if moves else None))
    return due_date(calendar.today(), Term(days, working=term.working))


def _problem(former: Procedure, record: Record, before: State, after: State | None) -> str:
    if after is None:
        return _("新版程序没有“%(state)s”，须先定去处") % {"state": before.label}
    if stages.unanswered(former, record, before) and after.name != before.name:
        return _("还有部门没有答复")
    clock = stages.running_clock(former, record) if before.publicity else None
    open_one = clock is not None and Objection.objects.filter(clock=clock, state=Objection.State.OPEN).exists()
    if open_one and after.publicity is None:
        return _("有异议正在核查")
    return ""


def _cross(procedure: Procedure, one: Crossing, *, by: User, why: str) -> None:
    if one.after is None:
        raise CannotMove(one.problem)
    record = type(one.record)._base_manager.select_for_update(of=("self",)).get(pk=one.record.pk)
    one.case.version = version_of(procedure)
    one.case.save(update_fields=["version"])
    running = stages.running_clock(one.former, record) is not None
    if one.before.name != one.after.name:
        setattr(record, procedure.state_field, one.after.name)
        with declared_move(record):
            writing.save(record, by=by, why=why, kind=Change.Kind.MOVED)
    if not _keeps_clock(one.before, one.after, running) and (one.before.name != one.after.name or _differs(one)):
        for ending in stages.left(one.former, record, one.before):
            take(ending.procedure, ending.move, ending.record, by=None)
        stages.entered(procedure, record, by=by)
    Signature.objects.create(
        procedure=procedure.code,
        procedure_version=procedure.version,
        model=ContentType.objects.get_for_model(record),
        record_id=record.pk,
        record_version=record.version,
        move=CROSSED,
        from_state=one.before.name,
        to_state=one.after.name,
        by=by,
        at=calendar.now(),
        why=why[:500],
        content_hash=content_hash(record, procedure),
    )


def _differs(one: Crossing) -> bool:
    """A state that keeps its name begins anew only where it gained or lost its term."""
    return one.after is not None and _timed(one.before) != _timed(one.after)


def _root() -> Unit | None:
    return Unit.objects.filter(parent=None).order_by("pk").first()
