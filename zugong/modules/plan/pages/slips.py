"""Supervision slips: what is late, the slips about it, and each slip from draft to close-out."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zugong.kernel import calendar
from zugong.kernel.access.deciding import acts_for, may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history.writing import ChangedMeanwhile
from zugong.kernel.ledger.attachments import attach, listed
from zugong.kernel.ledger.contents import Refused
from zugong.kernel.ledger.histories import told
from zugong.kernel.procedures.moving import CannotMove, SomethingMissing, take
from zugong.modules.plan.actions import papers, supervision
from zugong.modules.plan.actions.lateness import Late, group_text, late_things
from zugong.modules.plan.actions.standing import lamp_rule, standing_of
from zugong.modules.plan.actions.supervision import CannotSupervise
from zugong.modules.plan.models import Part, Slip, Task
from zugong.modules.plan.pages.cases import case_of
from zugong.modules.plan.pages.downloads import DOCX, download

PAGE = 50
LINKS = ("unit", "addressee", "task__unit", "task__section", "task__plan", "follows")
OPEN = "open"


class DraftForm(forms.ModelForm):
    """The words of a slip and the day by which it is to be answered."""

    class Meta:
        model = Slip
        fields = ("reason", "demand", "due_date")
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 4}),
            "demand": forms.Textarea(attrs={"rows": 3}),
            "due_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class ReplyForm(forms.Form):
    """What the late unit answers, with its proof."""

    reply = forms.CharField(
        label=gettext_lazy("反馈情况"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("查明的原因、采取的措施、完成的时间"),
    )
    file = forms.FileField(label=gettext_lazy("佐证材料"), required=False)


def slip_shown(request: HttpRequest, number: int) -> Slip:
    """The slip of the address, if the reader may see it; 404 otherwise."""
    links = (*LINKS, "part__unit", "part__breakdown__target__task__plan")
    return get_object_or_404(Slip.objects.visible_to(request.user).select_related(*links), pk=number)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The slips that the reader may see: how many are open, which are overdue, which wait for a signature."""
    user: Any = request.user
    seen = Slip.objects.visible_to(user).select_related(*LINKS)
    state, colour = request.GET.get("state", OPEN), request.GET.get("colour", "")
    closed = (Slip.State.CLOSED, Slip.State.FOLLOWED, Slip.State.DROPPED)
    rows = seen.exclude(state__in=closed) if state == OPEN else seen.filter(state=state) if state else seen
    if colour in Slip.Colour.values:
        rows = rows.filter(colour=colour)
    still_open = list(seen.filter(state__in=(Slip.State.DRAFT, Slip.State.ISSUED, Slip.State.REPLIED)))
    overdue = [slip for slip in still_open if slip.is_overdue]
    context = {
        "page": Paginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("page")),
        "state": state,
        "colour": colour,
        "states": Slip.State.choices,
        "colours": Slip.Colour.choices,
        "counts": {
            "open": sum(slip.state != Slip.State.DRAFT for slip in still_open),
            "overdue": len(overdue),
            "drafts": sum(slip.state == Slip.State.DRAFT for slip in still_open),
            "replied": sum(slip.state == Slip.State.REPLIED for slip in still_open),
        },
        "group_text": papers.slips_for_group(overdue, request.build_absolute_uri(request.path)) if overdue else "",
        "may_supervise": may(user, Verb.SUPERVISE),
    }
    return render(request, "plan/slips.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What shows red and is not being chased; one click draws up its slip."""
    user: Any = request.user
    if not may(user, Verb.SUPERVISE):
        return render(request, "403.html", status=403)
    if request.method == "POST":
        return _draft(request, user)
    late = late_things(user)
    link = request.build_absolute_uri("/")
    context = {
        "late": late,
        "waiting": [one for one in late if one.slip is None],
        "group_text": group_text([one for one in late if one.seen_by_all], link) if late else "",
    }
    return render(request, "plan/late.html", context)


def _draft(request: HttpRequest, user: User) -> HttpResponse:
    part, task = _meant(request, user)
    try:
        slip = supervision.draft_slip(task=task, part=part, by=user, urgent=bool(request.POST.get("urgent")))
    except CannotSupervise as refusal:
        messages.error(request, str(refusal))
        return redirect("plan_late")
    messages.success(request, _("已拟好，签发前可以修改；签发之前其他单位看不到。"))
    return redirect("plan_slip", slip.pk)


def _meant(request: HttpRequest, user: User) -> tuple[Part | None, Task]:
    """The part, or the task without parts, that a request names."""
    if request.POST.get("part"):
        links = ("unit", "breakdown__target__task__unit")
        part = get_object_or_404(Part.objects.visible_to(user).select_related(*links), pk=request.POST["part"])
        return part, part.breakdown.target.task
    tasks = Task.objects.visible_to(user).select_related("unit", "section")
    return None, get_object_or_404(tasks, pk=request.POST.get("task") or 0)


@require_GET
def slip(request: HttpRequest, number: int) -> HttpResponse:
    """One slip: why, what is asked for, by when, what was answered, and the slips before and after it."""
    return _slip_page(request, slip_shown(request, number))


def _slip_page(
    request: HttpRequest, found: Slip, *, draft: Any = None, reply: Any = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    case = case_of("plan.slip", found, user, back=request.path)
    # The answer comes with files, so it has a form of its own on the page instead of the procedure's dialog.
    case["moves"] = [one for one in case["moves"] if one[0].name != "reply"]
    may_reply = found.state == Slip.State.ISSUED and acts_for(user, Verb.REPORT, found.addressee)
    may_edit = found.state == Slip.State.DRAFT and may(user, Verb.SUPERVISE, found.unit)
    history, _more = told(found, reader=user)
    context = case | {
        "slip": found,
        "chain": supervision.chain_of(found),
        "standing": standing_of(found.part) if found.part else None,
        "rule": lamp_rule(found.part.unit if found.part else found.unit),
        "attachments": listed(found),
        "history": history,
        "draft_form": (draft or DraftForm(instance=found)) if may_edit else None,
        "reply_form": (reply or ReplyForm()) if may_reply else None,
        "today": calendar.today(),
    }
    return render(request, "plan/slip.html", context, status=status)


@require_POST
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change the words or the reply date of a draft."""
    found = slip_shown(request, number)
    form = DraftForm(request.POST, instance=slip_shown(request, number))
    if form.is_valid():
        try:
            supervision.edit_draft(slip=found, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except (CannotSupervise, ChangedMeanwhile) as refusal:
            form.add_error("due_date" if "时限" in str(refusal) else None, str(refusal))
        else:
            messages.success(request, _("已改好。"))
            return redirect("plan_slip", found.pk)
    return _slip_page(request, found, draft=form, status=422)


@require_POST
def reply(request: HttpRequest, number: int) -> HttpResponse:
    """Answer a slip in the late unit's name, with its proof."""
    found = slip_shown(request, number)
    form = ReplyForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            with transaction.atomic():
                if form.cleaned_data["file"]:
                    attach(found, form.cleaned_data["file"], by=request.user)
                changes = {"reply": form.cleaned_data["reply"]}
                take("plan.slip", "reply", found, by=request.user, changes=changes)  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error("file", str(refusal))
        except (CannotMove, SomethingMissing) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已反馈，等待核查销号。"))
            return redirect("plan_slip", found.pk)
    return _slip_page(request, slip_shown(request, number), reply=form, status=422)


@require_GET
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """The slip as a paper to be signed by hand."""
    found = slip_shown(request, number)
    return download(request, papers.slip_paper(found), f"{found}.docx", DOCX, record=found)


__all__ = ["Late", "edit", "index", "new", "paper", "reply", "slip"]
