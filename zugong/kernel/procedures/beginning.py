"""Beginning many cases of a procedure at once, with a few statements, as `moving.begin` begins each."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.history.models import Record
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.parameters.versions import noting
from zugong.kernel.procedures.authority import place_of
from zugong.kernel.procedures.clocks import due_of
from zugong.kernel.procedures.declaring import Limit, Procedure, State, procedure_named
from zugong.kernel.procedures.models import Case, Clock, Duty
from zugong.kernel.procedures.models.duties import TITLE_LENGTH, names_kept
from zugong.kernel.procedures.moving import begin
from zugong.kernel.procedures.stages import clock_code, duty_words, harmless_moves, takers
from zugong.kernel.procedures.versions import version_of

BATCH = 500
R = TypeVar("R", bound=Record)


@transaction.atomic
def begin_all(procedure: Procedure | str, records: Sequence[R], *, by: User | None, why: str = "") -> list[R]:
    """Store new records, all of the procedure's type, in its first state, and let the clocks and duties of that state begin.

    What is stored is what `begin` would store for each. Where the first state asks for publicity or replies, each is begun by itself.
    """
    if not records:
        return []
    if isinstance(procedure, str):
        procedure = procedure_named(procedure)
    first = procedure.states[0]
    if first.publicity is not None or first.replies is not None:
        for record in records:
            begin(procedure, record, by=by, why=why)
        return list(records)
    for record in records:
        setattr(record, procedure.state_field, first.name)
    begun = writing.create_all(records, by=by, why=why)
    _keep_versions(procedure, begun)
    if first.limit is not None:
        clocks = _start_clocks(procedure, begun, first, first.limit)
        _open_duties(procedure, begun, first, clocks)
    return begun


def _keep_versions(procedure: Procedure, records: Sequence[Record]) -> None:
    about, version, today = ContentType.objects.get_for_model(records[0]), version_of(procedure), calendar.today()
    Case.objects.bulk_create(
        (
            Case(procedure=procedure.code, model=about, record_id=record.pk, version=version, begun_on=today)
            for record in records
        ),
        batch_size=BATCH,
    )


def _start_clocks(procedure: Procedure, records: Sequence[Record], state: State, limit: Limit) -> list[Clock]:
    owed = harmless_moves(procedure, state)
    about: Any = {"model": ContentType.objects.get_for_model(records[0]), "code": clock_code(procedure, state)}
    count = Clock.Count.WORKING if limit.working else Clock.Count.CALENDAR
    clocks = []
    for record in records:
        with noting() as used:
            days = int(value_of(limit.days, at=place_of(record, owed[0]) if owed else None))
        clocks.append(
            Clock(
                record_id=record.pk,
                label=str(state.label)[:80],
                days=days,
                count=count,
                started_on=calendar.today(),
                made_by=used.stored(),
                **about,
            )
        )
    return Clock.objects.bulk_create(clocks, batch_size=BATCH)


def _open_duties(procedure: Procedure, records: Sequence[Record], state: State, clocks: Sequence[Clock]) -> None:
    owed = harmless_moves(procedure, state)
    about, kind = ContentType.objects.get_for_model(records[0]), clock_code(procedure, state)
    due: dict[tuple[Any, ...], Any] = {}
    duties = []
    for record, clock in zip(records, clocks, strict=True):
        term = (clock.started_on, clock.days, clock.count)
        if term not in due:
            due[term] = due_of(clock)
        for unit, move in takers(record, owed):
            words = duty_words(procedure, record, state, move)
            duties.append(
                Duty(
                    kind=kind,
                    model=about,
                    record_id=record.pk,
                    unit=unit,
                    verb=move.verb or "",
                    title_words=words["title"][:TITLE_LENGTH],
                    title_names=names_kept(words["names"]),
                    url=words["url"],
                    due=due[term],
                    clock=clock,
                    opened_on=calendar.today(),
                )
            )
    Duty.objects.bulk_create(duties, batch_size=BATCH)
