"""Masked values in clear, for one view and for a reason."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from zugong.kernel.access.unmasking import CannotUnmask
from zugong.kernel.ledger.addresses import address_of
from zugong.kernel.ledger.listing import Listing
from zugong.kernel.ledger.pages.gate import ledger_or_404, record_or_404
from zugong.kernel.ledger.pages.lists import list_names
from zugong.kernel.ledger.pages.records import show_record
from zugong.kernel.ledger.unmasking import facts, open_values, openable_columns


@require_POST
@never_cache
def unmask_value(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """One value of a record; asked by htmx, the value alone takes the place of its mask."""
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    record = record_or_404(ledger, pk, user)
    asked = [column for _, part in ledger.parts for column in part if column.name == request.POST.get("place")][:1]
    if not asked:
        raise Http404(name)
    by_htmx = request.headers.get("HX-Request") == "true"
    try:
        opened = open_values(asked, [record], by=user, why=request.POST.get("why", ""), request=request)
    except CannotUnmask as refusal:
        messages.error(request, str(refusal))
        there = address_of(record)
        return HttpResponseClientRedirect(there) if by_htmx else redirect(there)
    if not by_htmx:
        return show_record(request, ledger, record, opened=opened)
    [fact] = facts(asked, record, user, opened=opened)
    return render(request, "ledger/fact_value.html", {"fact": fact, "ledger_name": name, "record": record})


@require_POST
@never_cache
def unmask_list(request: HttpRequest, name: str) -> HttpResponse:
    """All masked values on one page of a list; the address says which page, as it does for the list."""
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    listing = Listing(ledger, request)
    try:
        columns = openable_columns(listing.columns, user)
        opened = open_values(columns, listing.records, by=user, why=request.POST.get("why", ""), request=request)
    except CannotUnmask as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('ledger:list', args=[name])}{listing.address()}")
    return render(request, "ledger/list.html", list_names(listing, user, opened=opened))
