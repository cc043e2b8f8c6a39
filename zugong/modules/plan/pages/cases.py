"""What a page shows of a record's procedure: the steps, the signatures, and the moves open to the reader."""

from typing import Any

from zugong.kernel.access.models import User
from zugong.kernel.history.models import Record
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.forms import form_of
from zugong.kernel.procedures.moving import moves_open_to, signatures_of
from zugong.kernel.procedures.way import steps_of


def case_of(code: str, record: Record, user: User, *, back: str) -> dict[str, Any]:
    """Names for procedures/move_buttons.html, procedures/move.html and components/steps.html; moves lead `back` here."""
    procedure = procedure_named(code)
    signatures = list(signatures_of(record))
    return {
        "procedure": procedure,
        "record": record,
        "steps": steps_of(procedure, record, signatures),
        "signatures": signatures,
        "moves": [(move, form_of(move, record, user), False) for move in moves_open_to(record, user, procedure)],
        "back": back,
    }
