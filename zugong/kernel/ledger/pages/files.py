"""Handing files in and out."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog
from zugong.kernel.history import writing
from zugong.kernel.ledger.attachments import attach, record_of
from zugong.kernel.ledger.contents import KINDS
from zugong.kernel.ledger.forms import ReasonForm
from zugong.kernel.ledger.kept_files import place_of_content
from zugong.kernel.ledger.models import Attachment, Secrecy
from zugong.kernel.ledger.pages.gate import ledger_or_404, record_or_404
from zugong.kernel.ledger.refusing import Refused


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The content of a file, for whoever may see its record; never as something a browser would run."""
    attachment = get_object_or_404(Attachment.objects.select_related("model"), pk=pk)
    place = place_of_content(attachment.digest)
    if record_of(attachment, request.user) is None or not place.exists():
        raise Http404(attachment.name)
    if attachment.unscanned:
        raise PermissionDenied(_("“%(name)s”还没有查毒，查毒通过后才能打开") % {"name": attachment.name})
    note(AccessLog.Kind.DOWNLOADED, by=request.user, what=attachment.name, request=request)
    kind = KINDS[attachment.kind]
    response = FileResponse(
        place.open("rb"), as_attachment=not kind.shown, filename=attachment.name, content_type=kind.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def hand_in(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Attach files to a ledger's record; those refused are named with the reason, the others are kept."""
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    record = record_or_404(ledger, pk, user)
    if not ledger.may_edit(user, record):
        raise PermissionDenied
    secrecy = request.POST.get("secrecy", "")
    for upload in request.FILES.getlist("files"):
        try:
            kept = attach(record, upload, by=user, secrecy=secrecy if secrecy in Secrecy else Secrecy.INTERNAL)
        except Refused as error:
            messages.error(request, str(error))
        else:
            _say_kept(request, kept)
    return redirect("ledger:record", name, pk)


def _say_kept(request: HttpRequest, kept: Attachment) -> None:
    if kept.unscanned:
        messages.warning(request, _("已收下：%(name)s。查毒程序暂时不可用，查毒通过后才能打开") % {"name": kept.name})
    else:
        messages.success(request, _("已上传：%(name)s") % {"name": kept.name})


@require_POST
def take_out(request: HttpRequest, name: str, pk: int, file: int) -> HttpResponse:
    """Void a file of a ledger's record, with a reason."""
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    record = record_or_404(ledger, pk, user)
    attachment = get_object_or_404(Attachment, pk=file, record_id=record.pk)
    if not ledger.may_edit(user, record) or record_of(attachment, user) != record:
        raise PermissionDenied
    reason = ReasonForm(request.POST)
    if reason.is_valid():
        writing.void(attachment, by=user, why=reason.cleaned_data["why"])
    else:
        messages.error(request, _("没有办理：请写明原因"))
    return redirect("ledger:record", name, pk)
