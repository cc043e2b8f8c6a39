"""The paper path: a form that is printed, signed by hand, and bears the digest of what is signed."""

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.documents.writing.forms import Form, FormField, SignatureBox
from zugong.kernel.history.models import Record
from zugong.kernel.procedures.authority import place_of
from zugong.kernel.procedures.contents import content_hash, shown_values
from zugong.kernel.procedures.declaring import Procedure, procedure_named
from zugong.kernel.procedures.moving import signatures_of
from zugong.kernel.procedures.way import signer_name

WIDE_FROM = 16


def signing_form(record: Record, move_name: str, procedure: Procedure | str) -> Form:
    """The form on which a move can be signed by hand; `documents.writing.forms.render_form` makes a docx of it.

    Its content code is the digest that the signature of the move will have, unless the record is changed before.
    """
    if isinstance(procedure, str):
        procedure = procedure_named(procedure)
    move = procedure.move(move_name)
    place = place_of(record, move)
    fields = [
        FormField(label=label, value=value, wide=len(value) >= WIDE_FROM) for label, value in shown_values(record)
    ]
    fields.append(FormField(label=_("当前状态"), value=str(procedure.stands_in(record).label)))
    fields += [
        FormField(label=_("已签署"), value=f"{signer_name(s)} {s.at:%Y-%m-%d}", wide=True)
        for s in signatures_of(record)
        if s.procedure == procedure.code
    ]
    return Form(
        title=f"{procedure.label}{move.label}",
        issuer=place.name if place is not None else "",
        number=f"{procedure.code}-{record.pk}",
        date=calendar.today(),
        fields=fields,
        signatures=[SignatureBox(label=str(move.label))],
        content_code=content_hash(record, procedure),
    )
