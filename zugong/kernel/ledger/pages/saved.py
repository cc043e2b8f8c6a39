"""Keeping a listing under a name, and coming back to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zugong.kernel.ledger.listing import Listing
from zugong.kernel.ledger.models import SavedFilter
from zugong.kernel.ledger.pages.gate import ledger_or_404
from zugong.kernel.ledger.saved_filters import CannotSave, drop_filter, save_filter


@require_POST
def save(request: HttpRequest, name: str) -> HttpResponse:
    """Keep what the address says under the name that was sent."""
    user: Any = request.user
    listing = Listing(ledger_or_404(name, user), request)
    try:
        kept = save_filter(
            listing=listing, name=request.POST.get("name", ""), shared=bool(request.POST.get("shared")), by=user
        )
    except CannotSave as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已保存常用筛选“%s”") % kept.name)
    return redirect(f"{reverse('ledger:list', args=[name])}{listing.address(page=None)}")


@require_safe
def show(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """The listing that was kept."""
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    saved = get_object_or_404(SavedFilter.objects.visible_to(user), pk=pk, ledger=ledger.name)
    return redirect(f"{reverse('ledger:list', args=[name])}?{saved.query}")


@require_POST
def drop(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Take a saved filter away."""
    user: Any = request.user
    saved = get_object_or_404(SavedFilter.objects.visible_to(user), pk=pk, ledger=ledger_or_404(name, user).name)
    try:
        drop_filter(saved=saved, by=user)
    except CannotSave as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已删除常用筛选“%s”") % saved.name)
    return redirect("ledger:list", name)
