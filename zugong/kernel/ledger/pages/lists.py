"""The index of ledgers and a ledger's list."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_safe

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.kernel.history.models import Change
from zugong.kernel.ledger import seeing
from zugong.kernel.ledger.addresses import address_of
from zugong.kernel.ledger.declaring import Ledger, registered
from zugong.kernel.ledger.drawing import table_body
from zugong.kernel.ledger.filtering import query_of, query_sent
from zugong.kernel.ledger.listing import Listing
from zugong.kernel.ledger.pages.gate import ledger_or_404, may_open
from zugong.kernel.ledger.saved_filters import chips
from zugong.kernel.ledger.unmasking import openable_columns


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


@require_http_methods(["GET", "HEAD", "POST"])
def listing_page(request: HttpRequest, name: str) -> HttpResponse:
    """A ledger's list; asked by htmx, the table alone. Filters are sent here, and lead to an address without numbers of people."""
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    query = query_sent(ledger, request.POST) if request.method == "POST" else query_of(ledger, request.GET)
    if request.method == "POST" or query != request.GET:
        return HttpResponseRedirect(f"{request.path}?{query.urlencode()}", status=303)
    names = list_names(Listing(ledger, request), user)
    template = "ledger/rows.html" if request.headers.get("HX-Target") == "rows" else "ledger/list.html"
    response = render(request, template, names)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def list_names(listing: Listing, user: Any, *, opened: Collection[str] = ()) -> dict[str, Any]:
    """What the list's templates use; `opened` names columns unmasked for this view."""
    ledger = listing.ledger
    lines = _lines(listing, opened)
    may_tick = ledger.may_edit(user) and not listing.voided
    return {
        "ledger": ledger,
        "listing": listing,
        "lines": lines,
        "body": table_body(lines, ticked=may_tick),
        "may_tick": may_tick,
        "chips": chips(listing),
        "may_add": ledger.may_edit(user),
        "may_export": ledger.may_export(user),
        "openable": not opened and bool(openable_columns(listing.columns, user)),
        "may_export_whole": ledger.may_export(user) and bool(openable_columns(listing.columns, user)),
        "opened": bool(opened),
        "today": calendar.today(),
    }


def _lines(listing: Listing, opened: Collection[str]) -> list[dict[str, Any]]:
    """Each record's address and the texts of its columns."""
    readers = listing.readers(partial(seeing.shown, opened=opened), lambda column: column.text)
    heads = [(column.label, column.numeric) for column in listing.columns]
    return [
        {
            "pk": record.pk,
            "href": address_of(record),
            "cells": [
                {"text": read(record), "label": label, "numeric": numeric}
                for read, (label, numeric) in zip(readers, heads, strict=True)
            ],
        }
        for record in listing.records
    ]
