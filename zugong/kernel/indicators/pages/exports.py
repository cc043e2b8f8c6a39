"""The board as a file."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zugong.kernel.access import log
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import AccessLog
from zugong.kernel.access.roles import Verb
from zugong.kernel.indicators.board import board_of
from zugong.kernel.indicators.exporting import as_docx, as_xlsx
from zugong.kernel.indicators.pages.boards import asked
from zugong.kernel.workbook.writing import MIME_TYPE

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {"xlsx": (as_xlsx, MIME_TYPE), "docx": (as_docx, DOCX)}


@require_safe
def export(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """The board as xlsx or docx, for who may export; noted in the access log."""
    place, when, user = asked(request, unit, period)
    if form not in FORMS:
        raise Http404
    if not may(user, Verb.EXPORT, place):
        raise PermissionDenied(_("您没有导出权限"))
    board = board_of(place, when, user)
    write, mime = FORMS[form]
    content = write(board)
    name = f"{place} {when} {_('看板')}.{form}"
    log.note(AccessLog.Kind.EXPORTED, by=user, what=name, unit=place, rows=len(board.rows), request=request)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=mime, headers={"Content-Disposition": disposition})
