"""No door but a declared move changes the state of a record."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zugong.kernel.history import guarding
from zugong.kernel.history.models import Record
from zugong.kernel.procedures.declaring import all_procedures, procedures_of

_moving: ContextVar[frozenset[tuple[type[Record], Any]]] = ContextVar("records_being_moved", default=frozenset())


class UndeclaredMove(ValidationError):
    """Something other than a declared move would have changed the state of a record; nothing was written."""


@contextmanager
def declared_move(record: Record) -> Iterator[None]:
    """Inside, the record's state may be written: somebody has looked whether the move is declared and theirs."""
    token = _moving.set(_moving.get() | {(type(record), record.pk)})
    try:
        yield
    finally:
        _moving.reset(token)


def guard_all() -> None:
    """From now on the one door for writing refuses to change the state of any record that goes through a procedure."""
    for procedure in all_procedures():
        guarding.guard(procedure.model, refuse_undeclared)


def refuse_undeclared(record: Record, columns: Collection[str]) -> None:
    """Raise UndeclaredMove if the columns hold a procedure's state and no move is being taken."""
    if (type(record), record.pk) in _moving.get():
        return
    for procedure in procedures_of(type(record)):
        if procedure.state_field in columns:
            raise UndeclaredMove(
                _("“%(record)s”的状态只能按“%(procedure)s”程序办理") % {"record": record, "procedure": procedure.label}
            )
