"""More time: asking for it, deciding about it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from zugong.kernel.access.deciding import acts_for
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.histories import told
from zugong.kernel.parameters.reading import value_of
from zugong.modules.plan.actions.postponing import ask_for_more_time, asking_unit, due_now, times_granted
from zugong.modules.plan.actions.standing import standing_of
from zugong.modules.plan.models import Part, Postponement, Task
from zugong.modules.plan.pages.cases import case_of
from zugong.modules.plan.rules import CannotPostpone

OF_PART = ("unit", "breakdown__target__task__unit", "breakdown__target__task__plan", "breakdown__target__task__section")
OF_TASK = ("unit", "section", "plan")


class AskingForm(forms.Form):
    """Until when, and why."""

    new_due_date = forms.DateField(
        label=gettext_lazy("申请延至"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=gettext_lazy("延期理由"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("卡在哪里、已做了什么、延期后怎样确保完成"),
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for more time for a part (`?part=`) or for a task (`?task=`)."""
    user: Any = request.user
    task, part = _meant(request, user)
    unit = asking_unit(task, part)
    if not acts_for(user, Verb.REPORT, unit):
        return render(request, "403.html", status=403)
    form = AskingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_for_more_time(task=task, part=part, by=user, **form.cleaned_data)
        except CannotPostpone as refusal:
            form.add_error("reason" if "理由" in str(refusal) else "new_due_date", str(refusal))
        else:
            messages.success(request, _("已提出申请，等待部领导审批；批准之前仍按原时限。"))
            return redirect("plan_postponement", made.pk)
    context = {
        "form": form,
        "task": task,
        "part": part,
        "unit": unit,
        "due": due_now(task, part),
        "granted": times_granted(task, part),
        "most": int(value_of("plan.postpone.most", at=unit)),
    }
    return render(request, "plan/postponement_new.html", context)


def _meant(request: HttpRequest, user: User) -> tuple[Task, Part | None]:
    given = request.GET.get("part", "")
    if given:
        parts = Part.objects.visible_to(user).select_related(*OF_PART)
        part = get_object_or_404(parts, pk=given if given.isdecimal() else 0)
        return part.breakdown.target.task, part
    given = request.GET.get("task", "")
    tasks = Task.objects.visible_to(user).select_related(*OF_TASK)
    return get_object_or_404(tasks, pk=given if given.isdecimal() else 0), None


@require_GET
def postponement(request: HttpRequest, number: int) -> HttpResponse:
    """One request: the old day and the new one, why, and what was decided."""
    user: Any = request.user
    links = ("unit", *(f"task__{link}" for link in OF_TASK), *(f"part__{link}" for link in OF_PART))
    found = get_object_or_404(Postponement.objects.visible_to(user).select_related(*links), pk=number)
    earlier = Postponement.objects.visible_to(user).filter(task=found.task, part=found.part).exclude(pk=found.pk)
    history, _more = told(found, reader=user)
    context = case_of("plan.postponement", found, user, back=request.path) | {
        "request_shown": found,
        "standing": standing_of(found.part) if found.part else None,
        "earlier": earlier.select_related("unit"),
        "granted": times_granted(found.task, found.part),
        "most": int(value_of("plan.postpone.most", at=found.unit)),
        "history": history,
    }
    return render(request, "plan/postponement.html", context)
