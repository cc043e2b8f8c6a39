"""Reporting how far a part has come, on a phone first; signing, confirming and returning what was reported."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from zugong.kernel import calendar
from zugong.kernel.access.deciding import acts_for, may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.attachments import listed
from zugong.kernel.ledger.histories import told
from zugong.kernel.ledger.refusing import Refused
from zugong.kernel.procedures.moving import CannotMove, take
from zugong.modules.plan.actions import reports
from zugong.modules.plan.actions.breakdowns import recipients_below
from zugong.modules.plan.actions.handing_on import Proposal, handed_on_as, proposed_for
from zugong.modules.plan.actions.reports import CannotReport
from zugong.modules.plan.actions.standing import owed_by_part, standing_of, standings, with_figure_before
from zugong.modules.plan.models import Breakdown, Part, Report, Slip, Target
from zugong.modules.plan.pages.cases import case_of
from zugong.modules.plan.pages.trend import trend_of
from zugong.modules.plan.rules import enough, required_value

LINKS = (
    "unit",
    "breakdown__target__task__plan__unit",
    "breakdown__target__task__unit",
    "breakdown__target__task__section",
)


class ReportForm(forms.Form):
    """One number, its date, a few words, a photo."""

    value = forms.DecimalField(label=gettext_lazy("完成数"), max_digits=20, decimal_places=4, min_value=0)
    as_of = forms.DateField(
        label=gettext_lazy("数据截止日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    text = forms.CharField(label=gettext_lazy("进展情况"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    why_lower = forms.CharField(label=gettext_lazy("数值下降的原因"), required=False, max_length=300)
    token = forms.UUIDField(widget=forms.HiddenInput(attrs={"data-once": ""}))


def part_shown(request: HttpRequest, number: int) -> Part:
    """The part of the address, if the reader may see it; 404 otherwise."""
    return get_object_or_404(Part.objects.visible_to(request.user).select_related(*LINKS), pk=number)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, number: int) -> HttpResponse:
    """What a part owes, what was reported so far, and the form for the next figure."""
    part = part_shown(request, number)
    user: Any = request.user
    before = reports.latest_confirmed(part)
    proposal = proposed_for(part)
    form = ReportForm(request.POST or None, initial=_first(before, proposal))
    if request.method == "POST" and form.is_valid():
        done = _send(request, part, form)
        if done is not None:
            return done
    if request.method == "POST" and request.headers.get("Accept") == "application/json":
        # A form that was sent later is mended on the phone, where what was typed still stands.
        return JsonResponse({"errors": form.errors}, status=422)
    target = part.breakdown.target
    owed = owed_by_part(part)
    told_so_far = list(Report.objects.visible_to(user).filter(part=part).select_related("reported_by__person")[:24])
    context = {
        "required": required_value(owed),
        "enough": enough(owed),
        "at_most": owed.comparator == Target.Comparator.AT_MOST,
        "trend": trend_of([one for one in told_so_far if one.state in reports.STANDING], owed),
        "part": part,
        "target": target,
        "form": form,
        "before": before,
        "proposal": proposal,
        "standing": standing_of(part),
        "reports": told_so_far,
        "slips": Slip.objects.visible_to(user).filter(part=part).exclude(state=Slip.State.CLOSED),
        "may_report": acts_for(user, Verb.REPORT, part.unit) and not target.measure,
        "may_hand_on": _may_hand_on(part, user),
        "handed_on": proposal.target if proposal else handed_on_as(part),
        "returned": part.reports.order_by("-pk").filter(state=Report.State.RETURNED).first(),
    }
    return render(request, "plan/report_form.html", context)


def _first(before: Report | None, proposal: Proposal | None) -> dict[str, Any]:
    """What stands in the form at first: what comes from below if it is known, else the last confirmed figure."""
    first = {"as_of": calendar.today(), "token": uuid4(), "value": plain(before.value) if before else None}
    if proposal is not None and proposal.value is not None:
        first |= {"value": plain(proposal.value), "as_of": proposal.as_of}
    return first


def plain(number: Decimal) -> str:
    """A number as one types it: 40 for 40.0000."""
    return f"{number.normalize():f}"


def _may_hand_on(part: Part, user: User) -> bool:
    """True for somebody who may break the part down, where the unit has places below it."""
    issued = part.breakdown.state == Breakdown.State.ISSUED and not part.breakdown.target.measure
    return issued and may(user, Verb.BREAK_DOWN, part.unit) and bool(recipients_below(part.unit, by=user))


def _send(request: HttpRequest, part: Part, form: ReportForm) -> HttpResponse | None:
    """Take the report; None with the reason in the form."""
    user: Any = request.user
    try:
        entry = reports.report(part=part, by=user, files=request.FILES.getlist("files"), **form.cleaned_data)
    except CannotReport as refusal:
        form.add_error(refusal.field, str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, _("已报送，等待本单位签发。"))
        return redirect("plan_report", entry.pk)
    return None


@require_GET
def shown(request: HttpRequest, number: int) -> HttpResponse:
    """One report: the figure beside the last one, its evidence, and the moves open to the reader."""
    links = tuple(f"part__{link}" for link in LINKS)
    entry = get_object_or_404(
        Report.objects.visible_to(request.user).select_related("unit", "reported_by__person", *links), pk=number
    )
    user: Any = request.user
    earlier = entry.part.reports.filter(state=Report.State.CONFIRMED).exclude(pk=entry.pk).order_by("as_of", "pk")
    history, _more = told(entry, reader=user)
    context = case_of("plan.report", entry, user, back=request.path) | {
        "report": entry,
        "target": entry.part.breakdown.target,
        "earlier": list(earlier)[-12:],
        "trend": trend_of([*earlier, entry], owed_by_part(entry.part)),
        "before": earlier.filter(as_of__lte=entry.as_of).last(),
        "standing": standing_of(entry.part),
        "neighbours": _neighbours(entry, user),
        "attachments": listed(entry),
        "history": history,
    }
    return render(request, "plan/report.html", context)


def _neighbours(entry: Report, user: User) -> list[Any]:
    """How the other units stand with the same target, for those who confirm it."""
    if not may(user, Verb.CONFIRM, entry.task.unit):
        return []
    return standings(Part.objects.visible_to(user).filter(breakdown=entry.part.breakdown).exclude(pk=entry.part_id))


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Reports by state; what waits for the reader is signed, confirmed or returned in one go."""
    user: Any = request.user
    state = request.GET.get("state", "")
    found = Report.objects.visible_to(user).select_related("unit", *(f"part__{link}" for link in LINKS))
    if request.method == "POST":
        chosen = [int(key) for key in request.POST.getlist("report") if key.isdigit()]
        _take_several(request, list(found.filter(pk__in=chosen)))
        return redirect(request.get_full_path())
    if state in Report.State.values:
        found = found.filter(state=state)
    page = Paginator(with_figure_before(found), 50).get_page(request.GET.get("page"))
    signing, confirming = user.units_acted_for(Verb.SIGN), user.units_acted_for(Verb.CONFIRM)
    context = {
        "page": page,
        "state": state,
        "states": Report.State.choices,
        "waiting": {entry.pk for entry in page if _waits_for(entry, signing, confirming)},
        "state_label": dict(Report.State.choices).get(state, ""),
        "may_sign": bool(signing),
        "may_confirm": bool(confirming),
    }
    return render(request, "plan/reports.html", context)


def _waits_for(entry: Report, signing: Collection[int], confirming: Collection[int]) -> bool:
    """True if the reader is among those who sign or confirm the report now."""
    if entry.state == Report.State.REPORTED:
        return entry.unit_id in signing
    return entry.state == Report.State.SIGNED and entry.task.confirming_unit.pk in confirming


def _take_several(request: HttpRequest, entries: list[Report]) -> None:
    user: Any = request.user
    move = request.POST.get("do", "")
    if move not in {"sign", "confirm", "return"}:
        return
    taken = 0
    for entry in entries:
        try:
            take("plan.report", move, entry, by=user, why=request.POST.get("why", ""))
            taken += 1
        except CannotMove as refusal:
            messages.error(request, f"{entry}：{refusal}")
    if taken:
        messages.success(request, _("已办理 %(count)s 份。") % {"count": taken})


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """All parts that the reader's own units owe, worst lamp first."""
    user: Any = request.user
    units = user.units_acted_for(Verb.REPORT) | user.units_acted_for(Verb.SIGN)
    parts = Part.objects.visible_to(user).filter(unit__in=units, breakdown__state="issued")
    found = standings(parts)
    order = {lamp: at for at, lamp in enumerate(("overdue", "near", "no_data", "on_time", "no_target", "done"))}
    found.sort(key=lambda standing: (order[standing.lamp], standing.due or calendar.today()))
    late = sum(standing.lamp == "overdue" for standing in found)
    return render(request, "plan/mine.html", {"standings": found, "late": late, "zero": Decimal(0)})
