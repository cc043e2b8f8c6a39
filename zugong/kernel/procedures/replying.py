"""What a department has to say when it answers."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.history.models import Record
from zugong.kernel.procedures.authority import follow
from zugong.kernel.procedures.declaring import Procedure, Replies, UnknownProcedure, Words, procedure_named
from zugong.kernel.procedures.models import Reply
from zugong.kernel.procedures.moving import SomethingMissing
from zugong.kernel.procedures.versions import ruling
from zugong.kernel.registry.models import Unit


def items_offered(reply: Reply) -> Sequence[tuple[str, Words]]:
    """What an objection has to name one of, as the question offers it; nothing where it offers nothing."""
    asked = _question(reply)
    return asked.items if asked is not None else ()


def before_replying(reply: Reply, *, by: Any, changes: Any) -> None:
    """An objection names what it is about, if the question offers items; who has none names nothing. Raises SomethingMissing."""
    offered = {code for code, _label in items_offered(reply)}
    if reply.answer == Reply.Answer.NO_OBJECTION:
        reply.item = ""
    elif offered and reply.item not in offered:
        raise SomethingMissing(_("有异议的，请选择所涉事项"), ("item",))
    reply.replied_on = calendar.today()


def item_label(reply: Reply) -> str:
    """What the reply is about, in words."""
    return next((str(label) for code, label in items_offered(reply) if code == reply.item), reply.item)


def asked_about(reply: Reply) -> str:
    """Which case a department is asked about, in words that name no person: the unit it concerns, and what is done there."""
    procedure, record = _asking(reply)
    if procedure is None or record is None:
        return str(reply.asked_by)
    about = follow(record, procedure.about) if procedure.about else None
    return f"{about if isinstance(about, Unit) else reply.asked_by} {procedure.label}"


def _asking(reply: Reply) -> tuple[Procedure | None, Record | None]:
    """The procedure and the record in which the question was asked."""
    try:
        procedure = procedure_named(reply.procedure)
    except UnknownProcedure:
        return None, None
    record: Any = procedure.model._base_manager.filter(pk=reply.record_id).first()
    return procedure, record


def _question(reply: Reply) -> Replies | None:
    procedure, record = _asking(reply)
    if procedure is None or record is None:
        return None
    return next((state.replies for state in ruling(procedure, record).states if state.name == reply.stage), None)
