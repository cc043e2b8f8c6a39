"""Into an office by a vetting that was passed, and out of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.kernel.access.unmasking import shown_name
from zugong.modules.villages.actions.appointing import CannotAppoint, appoint, leave_office
from zugong.modules.villages.forms.vetting import AppointForm, LeaveForm
from zugong.modules.villages.models import JointReview, Office, VillageRole
from zugong.modules.villages.rules.appointing import BY_WHICH


@require_http_methods(["GET", "HEAD", "POST"])
def into_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the candidate of a formal vetting into the office."""
    user: Any = request.user
    found = JointReview.objects.visible_to(user).select_related("unit", "person")
    review = get_object_or_404(found, pk=pk, state=JointReview.State.FORMAL)
    if not may(user, Verb.EDIT, at=review.unit):
        raise Http404(pk)
    office = review.office or Office.OTHER
    initial = {"office": office, "basis": next(iter(sorted(BY_WHICH[office])), "")}
    form = AppointForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            role = appoint(person=review.person, unit=review.unit, by=user, **form.cleaned_data)
        except CannotAppoint as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已办理任职：%(office)s") % {"office": role.get_office_display()})
            return redirect(review.person)
    names = {"review": review, "form": form, "name": shown_name(review.person, user), "shown_unit": review.unit}
    return render(request, "villages/appoint.html", names, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def out_of_office(request: HttpRequest, pk: int) -> HttpResponse:
    """End an office, with its way and reason."""
    user: Any = request.user
    found = VillageRole.objects.visible_to(user).select_related("cadre__unit", "cadre__person")
    role = get_object_or_404(found, pk=pk, end_date__isnull=True)
    unit = role.cadre.unit
    if not may(user, Verb.EDIT, at=unit):
        raise Http404(pk)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            leave_office(role=role, by=user, **form.cleaned_data)
        except CannotAppoint as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已办理离任：%(office)s") % {"office": role.get_office_display()})
            return redirect(role.cadre.person)
    names = {"role": role, "unit": unit, "form": form, "name": shown_name(role.cadre.person, user), "shown_unit": unit}
    return render(request, "villages/leave.html", names, status=422 if form.is_bound else 200)
