"""The papers of joint vetting, each noted as taken."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog
from zugong.kernel.access.roles import Verb
from zugong.modules.villages.actions.vetting_papers import filing_form, request_letter
from zugong.modules.villages.models import JointReview, SecretaryFiling

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The county's letter to the departments, with the reply sheet."""
    user: Any = request.user
    found = JointReview.objects.visible_to(user).select_related("unit", "person", "township", "county")
    review = get_object_or_404(found, pk=pk)
    if not may(user, Verb.CONFIRM, at=review.county):
        raise Http404(pk)
    return _handed_out(request, request_letter(review), f"联审征求意见函-{review.unit}.docx", review.unit)


@require_safe
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """The form on which a secretary is filed with the county."""
    user: Any = request.user
    found = SecretaryFiling.objects.visible_to(user).select_related("unit", "person", "township", "county", "role")
    record = get_object_or_404(found, pk=pk)
    if not may(user, Verb.REPORT, at=record.township):
        raise Http404(pk)
    return _handed_out(request, filing_form(record), f"村党组织书记备案表-{record.unit}.docx", record.unit)


def _handed_out(request: HttpRequest, content: bytes, name: str, unit: Any) -> HttpResponse:
    note(AccessLog.Kind.DOWNLOADED, by=request.user, unit=unit, what=name)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(content, content_type=DOCX, headers=headers)
