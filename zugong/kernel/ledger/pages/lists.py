"""The index of ledgers, a ledger's list, and its spreadsheet."""

from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog
from zugong.kernel.access.roles import Verb
from zugong.kernel.history.models import Change
from zugong.kernel.ledger.addresses import address_of
from zugong.kernel.ledger.declaring import Ledger, registered
from zugong.kernel.ledger.exporting import TooMany, spreadsheet
from zugong.kernel.ledger.listing import Listing
from zugong.kernel.ledger.pages.gate import ledger_or_404, may_open
from zugong.kernel.workbook.writing import MIME_TYPE


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The ledgers that have something for the user: how many rows, and when one of them last changed."""
    user: Any = request.user
    shown = [_summary(ledger, user) for ledger in registered() if may_open(ledger, user)]
    reads = may(user, Verb.READ)
    return render(request, "ledger/index.html", {"ledgers": [one for one in shown if reads or one["count"]]})


def _summary(ledger: Ledger, user: Any) -> dict[str, Any]:
    rows = ledger.visible_to(user).order_by()
    model = ContentType.objects.get_for_model(ledger.model)
    last = (
        Change.objects.filter(model=model, record_id__in=rows.values("pk")).order_by("-pk").values_list("at", flat=True)
    )
    return {"ledger": ledger, "count": rows.count(), "last": last.first()}


@require_safe
def listing_page(request: HttpRequest, name: str) -> HttpResponse:
    """A ledger's list; asked by htmx, the table alone."""
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    listing = Listing(ledger, request)
    names = {
        "ledger": ledger,
        "listing": listing,
        "lines": [_line(ledger, record) for record in listing.records],
        "may_add": ledger.may_edit(user),
        "may_export": ledger.may_export(user),
        "today": calendar.today(),
    }
    partial = request.headers.get("HX-Target") == "rows"
    response = render(request, "ledger/rows.html" if partial else "ledger/list.html", names)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _line(ledger: Ledger, record: Any) -> dict[str, Any]:
    cells = [{"text": column.text(record), "label": column.label, "numeric": column.numeric} for column in ledger.shown]
    return {"cells": cells, "href": address_of(record)}


@require_safe
def export(request: HttpRequest, name: str) -> HttpResponse:
    """What the list shows, all pages of it, as a spreadsheet."""
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    if not ledger.may_export(user):
        raise PermissionDenied
    listing = Listing(ledger, request, verb="export")
    try:
        content = spreadsheet(listing)
    except TooMany:
        messages.error(request, _("一次最多导出 10 万行，请先用筛选条件缩小范围"))
        return redirect(f"{request.path.removesuffix('export.xlsx')}{listing.address()}")
    what = " ".join(filter(None, (str(ledger.label), listing.in_words)))
    note(AccessLog.Kind.EXPORTED, by=user, what=what, rows=listing.page.paginator.count, request=request)
    response = HttpResponse(content, content_type=MIME_TYPE)
    filename = f"{ledger.label}-{calendar.today():%Y%m%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename) or ""
    return response
