"""What is in procedure: records on their way, as a user sees them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count
from django.db.models.constants import LOOKUP_SEP
from django.http import Http404

from zugong.kernel.access.models import User
from zugong.kernel.history.models import Record
from zugong.kernel.procedures.declaring import Procedure, State, UnknownProcedure, all_procedures, procedure_named
from zugong.kernel.procedures.models import Duty


@dataclass(frozen=True, slots=True)
class Overview:
    """How many records that a user may see stand where in a procedure; `mine` are those that wait for the user."""

    procedure: Procedure
    states: Sequence[tuple[State, int]]
    open: int
    mine: int


def visible_cases(procedure: Procedure, user: User) -> models.QuerySet[Any]:
    """The records of a procedure that the user may see, newest first, with what lists show of them."""
    model: Any = procedure.model
    links = [field.name for field in model._meta.concrete_fields if field.many_to_one]
    about = [procedure.about.replace(".", LOOKUP_SEP)] if procedure.about else []
    return model.objects.visible_to(user).select_related(*links, *about).order_by("-pk")


def overviews(user: User) -> list[Overview]:
    """Every procedure of which the user sees a record: one query for each and one for the user's duties."""
    owed = Duty.objects.owed_by(user).order_by().values_list("model__app_label", "model__model", "record_id")
    waiting = Counter(kind[:2] for kind in set(owed))
    found = []
    for procedure in all_procedures():
        name = procedure.state_field
        model: Any = procedure.model
        rows = model.objects.visible_to(user).order_by().values_list(name).annotate(count=Count("pk", distinct=True))
        counts = dict(rows)
        if counts:
            found.append(_overview(procedure, counts, waiting))
    return found


def _overview(procedure: Procedure, counts: dict[str, int], waiting: Counter[tuple[str, str]]) -> Overview:
    key = (procedure.model._meta.app_label, str(procedure.model._meta.model_name))
    return Overview(
        procedure=procedure,
        states=[(state, counts.get(state.name, 0)) for state in procedure.states],
        open=sum(count for name, count in counts.items() if name not in procedure.endings),
        mine=waiting[key],
    )


def in_state(cases: models.QuerySet[Any], procedure: Procedure, state: str) -> models.QuerySet[Any]:
    """The cases in a state; for "" those still on their way, for "all" every one."""
    if state == "all":
        return cases
    if state in {known.name for known in procedure.states}:
        return cases.filter(**{procedure.state_field: state})
    return cases.exclude(**{f"{procedure.state_field}__in": procedure.endings})


def record_of(procedure: Procedure, pk: int, user: User) -> Record | None:
    """The record, if the user may see it."""
    return visible_cases(procedure, user).filter(pk=pk).first()


def asked_case(code: str, pk: int, user: User) -> tuple[Procedure, Record]:
    """The procedure and the record that an address names; Http404 where there is none that the user may see."""
    try:
        procedure = procedure_named(code)
    except UnknownProcedure:
        raise Http404(code) from None
    record = record_of(procedure, pk, user)
    if record is None:
        raise Http404(f"{code}/{pk}")
    return procedure, record
