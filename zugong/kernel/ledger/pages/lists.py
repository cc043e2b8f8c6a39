"""The index of ledgers and a ledger's list."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.kernel.history.models import Change
from zugong.kernel.ledger import seeing
from zugong.kernel.ledger.addresses import address_of
from zugong.kernel.ledger.declaring import Ledger, registered
from zugong.kernel.ledger.listing import Listing
from zugong.kernel.ledger.pages.gate import ledger_or_404, may_open


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
        "lines": _lines(listing),
        "may_add": ledger.may_edit(user),
        "may_export": ledger.may_export(user),
        "today": calendar.today(),
    }
    partial = request.headers.get("HX-Target") == "rows"
    response = render(request, "ledger/rows.html" if partial else "ledger/list.html", names)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _lines(listing: Listing) -> list[dict[str, Any]]:
    """Each record's address and the texts of its columns."""
    readers = listing.readers(seeing.shown, lambda column: column.text)
    heads = [(column.label, column.numeric) for column in listing.columns]
    return [
        {
            "href": address_of(record),
            "cells": [
                {"text": read(record), "label": label, "numeric": numeric}
                for read, (label, numeric) in zip(readers, heads, strict=True)
            ],
        }
        for record in listing.records
    ]
