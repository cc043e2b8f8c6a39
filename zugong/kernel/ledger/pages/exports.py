"""Taking a list away as a file: at once, in the background, or after a second person has approved."""

import tempfile
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zugong.kernel import calendar
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog
from zugong.kernel.ledger.declaring import ledger_named
from zugong.kernel.ledger.export_requests import CannotExport, ask, decide, file_of, opened_columns, to_decide
from zugong.kernel.ledger.exporting import (
    AT_ONCE,
    MEDIA_TYPES,
    MOST_ROWS,
    file_name,
    needs_a_second_person,
    personal_columns,
    write_listing,
)
from zugong.kernel.ledger.kept_files import incoming
from zugong.kernel.ledger.listing import Listing
from zugong.kernel.ledger.models import Export
from zugong.kernel.ledger.pages.gate import ledger_or_404
from zugong.kernel.ledger.seeing import people_in
from zugong.kernel.ledger.unmasking import openable_columns

PAGE_SIZE = 30


@require_safe
def export(request: HttpRequest, name: str, kind: str) -> HttpResponse | FileResponse:
    """What the list shows, all pages of it, as a file; where that takes long or needs approval, the way there."""
    listing = _listing(request, name)
    back = redirect(f"{reverse('ledger:list', args=[name])}{listing.address()}")
    count = listing.page.paginator.count
    if count > MOST_ROWS:
        messages.error(request, _("一次最多导出 100 万行，请先用筛选条件缩小范围"))
        return back
    if needs_a_second_person(listing):
        return redirect(f"{reverse('ledger:ask_export', args=[name, kind])}{listing.address(page=None)}")
    if count > AT_ONCE:
        ask(listing=listing, kind=kind, by=listing.user, request=request)
        messages.success(request, _("条数较多，已转入后台生成；完成后在“导出”页下载，可以离开本页"))
        return redirect("ledger:exports")
    file = tempfile.TemporaryFile(dir=incoming())  # noqa: SIM115 - the response closes it
    written = write_listing(listing, kind, file, within=incoming())
    file.seek(0)
    what = " ".join(filter(None, (str(listing.ledger.label), listing.in_words)))
    note(AccessLog.Kind.EXPORTED, by=listing.user, what=what, rows=written.rows, request=request, people=written.people)
    return FileResponse(
        file, as_attachment=True, filename=file_name(listing, kind), content_type=MEDIA_TYPES[Export.Kind(kind)]
    )


def _listing(request: HttpRequest, name: str) -> Listing:
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    if not ledger.may_export(user):
        raise PermissionDenied
    return Listing(ledger, request, verb="export")


@require_http_methods(["GET", "POST"])
def ask_export(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """Ask a second person to let many rows of personal data go out, or masked values in clear, saying what for."""
    listing = _listing(request, name)
    problem, why, chosen = "", request.POST.get("why", "")[:200], request.POST.getlist("opened")
    if request.method == "POST":
        try:
            ask(listing=listing, kind=kind, by=listing.user, why=why, opened=chosen, request=request)
        except CannotExport as error:
            problem = str(error)
        else:
            messages.success(request, _("已申请，另一人批准后即生成文件"))
            return redirect("ledger:exports")
    names = {
        "listing": listing,
        "ledger": listing.ledger,
        "count": listing.page.paginator.count,
        "people": len(people_in(listing.rows, listing.columns)),
        "personal": personal_columns(listing),
        "openable": [(column, column.name in chosen) for column in openable_columns(listing.columns, listing.user)],
        "many": needs_a_second_person(listing),
        "problem": problem,
        "why": why,
        "today": calendar.today(),
    }
    return render(request, "ledger/ask_export.html", names)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for the user's approval, and the user's own exports."""
    user: Any = request.user
    mine = Export.objects.visible_to(user).filter(by=user).select_related("decided_by__person")
    page = Paginator(mine, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [(one, one.state == Export.State.READY and one.until and one.until >= calendar.now()) for one in page]
    waiting = [(one, opened_columns(one)) for one in to_decide(user)]
    names = {"page": page, "lines": lines, "waiting": waiting, "today": calendar.today()}
    return render(request, "ledger/exports.html", names)


@require_POST
def decide_export(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """Approve or refuse somebody else's export."""
    user: Any = request.user
    asked = get_object_or_404(Export.objects.visible_to(user).select_related("by__person", "unit"), pk=pk)
    approve = answer == "approve"
    try:
        decide(export=asked, approve=approve, by=user, why=request.POST.get("why", "")[:200], request=request)
    except CannotExport as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已批准，文件将在后台生成") if approve else _("已退回申请人"))
    return redirect("ledger:exports")


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file of a finished export, for the one who asked."""
    user: Any = request.user
    asked = get_object_or_404(Export.objects.visible_to(user), pk=pk)
    try:
        place = file_of(asked, user)
    except CannotExport as error:
        messages.error(request, str(error))
        return redirect("ledger:exports")
    ledger = ledger_named(asked.ledger)
    what = f"{asked.in_words} {asked.kind}"
    note(AccessLog.Kind.DOWNLOADED, by=user, what=what, rows=asked.row_count, why=asked.why, request=request)
    label = ledger.label if ledger else asked.ledger
    filename = f"{label}-{asked.asked_at:%Y%m%d}.{asked.kind}"
    kind = MEDIA_TYPES[Export.Kind(asked.kind)]
    return FileResponse(place.open("rb"), as_attachment=True, filename=filename, content_type=kind)
