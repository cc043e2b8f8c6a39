"""Do the declared procedures fit their models? Asked once, at start."""

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from zugong.kernel.access.models import User
from zugong.kernel.history.models import Record
from zugong.kernel.procedures.declaring import BrokenProcedure, Move, Procedure, all_procedures
from zugong.kernel.registry.models import Unit


def check_all() -> None:
    """Raise BrokenProcedure for the first declaration that does not fit its model."""
    for procedure in all_procedures():
        check(procedure)


def check(procedure: Procedure) -> None:
    """Raise BrokenProcedure, saying what is wrong, if the states, places, needs or fields are not the model's."""
    model = procedure.model
    if not issubclass(model, Record) or not hasattr(model.objects.all(), "visible_to"):
        raise BrokenProcedure(f"procedure {procedure.code!r}: {model.__name__} must be a scoped record")
    _check_states(procedure)
    if procedure.about:
        _field(model, procedure.about.partition(".")[0], f"procedure {procedure.code!r}: about {procedure.about!r}")
    for move in procedure.moves:
        where = f"procedure {procedure.code!r}, move {move.name!r}"
        _check_place(model, move, where)
        for name in move.fields:
            _field(model, name, f"{where}: it needs {name!r}, which")
        for name in move.other_than:
            if not any(name == other.name for other in procedure.moves):
                field = _field(model, name, f"{where}: other_than names {name!r}, which is no move and")
                if field.related_model is not User:
                    raise BrokenProcedure(f"{where}: other_than names {name!r}, which is neither a move nor a user")


def _check_states(procedure: Procedure) -> None:
    field = _field(
        procedure.model,
        procedure.state_field,
        f"procedure {procedure.code!r}: its state field {procedure.state_field!r}",
    )
    allowed = {value for value, _ in field.choices or ()}
    strangers = [state.name for state in procedure.states if allowed and state.name not in allowed]
    if strangers:
        raise BrokenProcedure(
            f"procedure {procedure.code!r}: {procedure.model.__name__}.{procedure.state_field} cannot be {', '.join(strangers)}"
        )


def _check_place(model: type[models.Model], move: Move, where: str) -> None:
    if move.verb is None:
        return
    here: type[models.Model] = model
    for name in filter(None, move.place.split(".")):
        # A property may lead on to the unit; what it answers shows only when it runs.
        if isinstance(getattr(here, name, None), property):
            return
        related = _field(here, name, f"{where}: its place {move.place!r}").related_model
        if not isinstance(related, type):
            raise BrokenProcedure(f"{where}: its place {move.place!r} leads to no unit")
        here = related
    if here is not Unit:
        raise BrokenProcedure(f"{where}: its place {move.place!r} leads to {here.__name__}, not to a unit")


def _field(model: type[models.Model], name: str, subject: str) -> models.Field:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        names = ", ".join(sorted(field.name for field in model._meta.concrete_fields))
        raise BrokenProcedure(f"{subject} is no field of {model.__name__}, which has {names}") from None
    if not isinstance(field, models.Field):
        raise BrokenProcedure(f"{subject} is a relation to {model.__name__}, not a field of it")
    return field
