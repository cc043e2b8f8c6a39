"""Handing out papers: every download is noted in the access log."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog
from zugong.kernel.workbook.writing import MIME_TYPE as XLSX

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

__all__ = ["DOCX", "XLSX", "download"]


def download(request: HttpRequest, content: bytes, name: str, mime: str, *, record: Any) -> HttpResponse:
    """The paper as a file, noted as taken by the reader at the record's unit."""
    unit = getattr(record, "unit", None)
    note(AccessLog.Kind.DOWNLOADED, by=request.user, unit=unit, what=name)
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
