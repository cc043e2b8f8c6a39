"""What the pages of one-off forms share: finding what the address names, the moves open to the reader, handing out files."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, User
from zugong.kernel.history.models import Record
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.forms import form_of
from zugong.kernel.procedures.moving import moves_open_to, signatures_of
from zugong.kernel.procedures.way import steps_of
from zugong.kernel.workbook.writing import MIME_TYPE
from zugong.modules.office.models import FormReturn, OneOffForm


def form_shown(request: HttpRequest, number: int) -> OneOffForm:
    """The form of the address, if the reader may see it; 404 otherwise."""
    found = OneOffForm.objects.visible_to(request.user).select_related("unit", "named_confirmer", "drawn_by__person")
    return get_object_or_404(found, pk=number)


def return_shown(request: HttpRequest, number: int) -> FormReturn:
    """The return of the address, if the reader may see it; 404 otherwise."""
    links = ("unit", "confirmer", "form__unit", "filled_by__person")
    return get_object_or_404(FormReturn.objects.visible_to(request.user).select_related(*links), pk=number)


def case_of(code: str, record: Record, user: User, *, back: str, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Names for procedures/move_buttons.html, procedures/move.html and components/steps.html, but for moves that have their own page."""
    procedure = procedure_named(code)
    signatures = list(signatures_of(record))
    moves = [move for move in moves_open_to(record, user, procedure) if move.name not in without]
    return {
        "procedure": procedure,
        "record": record,
        "steps": steps_of(procedure, record, signatures),
        "signatures": signatures,
        "moves": [(move, form_of(move, record, user), False) for move in moves],
        "back": back,
    }


def handed_out(
    request: HttpRequest, content: bytes, name: str, *, record: OneOffForm | FormReturn, rows: int
) -> HttpResponse:
    """A workbook as a file, noted as taken by the reader."""
    note(AccessLog.Kind.EXPORTED, by=request.user, unit=record.unit, what=name, rows=rows, request=request)
    response = HttpResponse(content, content_type=MIME_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
