"""Weak villages: the list, proposing one, and its own policy."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.forms import RecordForm, field_of
from zugong.modules.villages.actions.weak_seen import weak_seen
from zugong.modules.villages.actions.weak_villages import CannotList, add_measure, propose, report_measure
from zugong.modules.villages.models import WeakMeasure, WeakReason, WeakVillage
from zugong.modules.villages.pages.front import unit_shown
from zugong.modules.villages.pages.places import tabs


@require_safe
def index(request: HttpRequest, code: str) -> HttpResponse:
    """The villages of a unit that are or were on the list of a year (`?year=`)."""
    user: Any = request.user
    unit = unit_shown(user, code)
    asked = request.GET.get("year", "")
    names = {
        "unit": unit,
        "above": unit.parent if unit.parent is not None and may(user, Verb.READ, at=unit.parent) else None,
        "listing": weak_seen(user, unit, int(asked) if asked.isdecimal() else None),
        "may_propose": may(user, Verb.EDIT, at=unit),
        "tabs": tabs(unit, "village_weak"),
        "shown_unit": unit,
        "unit_address": "/villages/weak/{}/",
    }
    return render(request, "villages/weak.html", names)


class ProposalForm(RecordForm):
    """Which village should be listed, and why."""

    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("列入情形"), choices=WeakReason, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = WeakVillage
        fields = ("unit", "year", "reasons", "situation")
        formfield_callback = field_of


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Propose a village; the county decides."""
    user: Any = request.user
    if not may(user, Verb.EDIT):
        raise PermissionDenied
    first = {"year": calendar.today().year, "unit": request.GET.get("village") or None}
    form = ProposalForm(request.POST or None, instance=WeakVillage(), user=user, initial=first)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ProposalForm.Meta.fields}
        try:
            weak = propose(by=user, **given)
        except CannotList as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已提出，等待县级研究"))
            return redirect(weak)
    return render(request, "villages/weak_new.html", {"form": form}, status=422 if request.method == "POST" else 200)


@require_POST
def new_measure(request: HttpRequest, number: int) -> HttpResponse:
    """Put a measure into a village's policy."""
    user: Any = request.user
    weak = get_object_or_404(WeakVillage.objects.visible_to(user).select_related("unit"), pk=number)
    given = {name: request.POST.get(name, "")[:length] for name, length in (("what", 200), ("responsible", 60))}
    try:
        add_measure(weak=weak, due=_day(request.POST.get("due", "")), by=user, **given)
    except CannotList as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已加入一村一策"))
    return redirect(weak)


@require_POST
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Say how far a measure is."""
    user: Any = request.user
    seen = WeakVillage.objects.visible_to(user)
    measure = get_object_or_404(
        WeakMeasure.objects.select_related("weak_village__unit"), pk=number, weak_village__in=seen
    )
    try:
        done_on = _day(request.POST.get("done_on", ""))
        report_measure(measure=measure, progress=request.POST.get("progress", "")[:300], done_on=done_on, by=user)
    except CannotList as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已更新进展"))
    return redirect(measure.weak_village)


def _day(text: str) -> dt.date | None:
    """The day that was typed, None for nothing; raises CannotList for what is no day."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise CannotList(_("请填写正确的日期")) from None
