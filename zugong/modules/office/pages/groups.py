"""A Party body and the units it covers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.access.unmasking import shown_name
from zugong.kernel.ledger.histories import told
from zugong.kernel.registry.models import PartyBody, Unit
from zugong.modules.office.actions.groups import CannotCover, cover, uncover
from zugong.modules.office.forms import CoverForm


def body_or_404(user: User, pk: int) -> PartyBody:
    """The Party body, if the user may see it."""
    found = PartyBody.objects.visible_to(user).select_related("unit", "parent", "secretary").filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


@require_http_methods(["GET", "POST"])
def party_body(request: HttpRequest, pk: int) -> HttpResponse:
    """A Party body: its place in its own tree, its secretary and term, the units it covers; and one more of these."""
    user: Any = request.user
    body = body_or_404(user, pk)
    edits = may(user, Verb.EDIT, at=body.unit)
    if request.method == "POST" and not edits:
        raise PermissionDenied
    form = CoverForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            cover(body=body, unit=form.cleaned_data["unit"], by=user)
        except CannotCover as refusal:
            form.add_error("unit", str(refusal))
        else:
            return redirect("party_body", pk)
    events, _more = told(body, reader=user, count=10)
    names = {
        "body": body,
        "secretary": shown_name(body.secretary, user) if body.secretary else "",
        "covered": body.units.order_by("path"),
        "below": PartyBody.objects.visible_to(user).filter(parent=body),
        "may_edit": edits,
        "form": form,
        "events": events,
    }
    return render(request, "office/party_body.html", names, status=422 if form.errors else 200)


@require_POST
def end_cover(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """End the covering of a unit."""
    user: Any = request.user
    body = body_or_404(user, pk)
    if not may(user, Verb.EDIT, at=body.unit):
        raise PermissionDenied
    covered = get_object_or_404(Unit, pk=unit)
    uncover(body=body, unit=covered, by=user)
    messages.success(request, str(covered))
    return redirect("party_body", pk)
