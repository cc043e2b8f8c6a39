"""All targets of a plan and how far they are handed out; several are submitted or approved at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zugong.kernel.access.deciding import acts_for, may
from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.moving import CannotMove, take
from zugong.modules.plan.models import Breakdown, Target
from zugong.modules.plan.pages.plans import plan_shown

MOVES = ("circulate", "submit", "approve")


class MeetingForm(forms.Form):
    """What the meeting that approves breakdowns leaves behind."""

    document_number = forms.CharField(label=gettext_lazy("文号"), max_length=60)
    meeting_date = forms.DateField(label=gettext_lazy("部务会日期"))


@require_http_methods(["GET", "POST"])
def of_year(request: HttpRequest, year: int) -> HttpResponse:
    """The targets with the state of their breakdown."""
    plan = plan_shown(request, year)
    user: Any = request.user
    targets = list(
        Target.objects.visible_to(user)
        .filter(task__plan=plan)
        .select_related("task__section", "breakdown")
        .prefetch_related("breakdown__parts")
        .order_by("task__position", "pk")
    )
    chosen = request.POST.getlist("target")
    form = MeetingForm(request.POST if request.POST.get("do") == "approve" else None)
    if request.method == "POST" and _take_several(request, [one for one in targets if str(one.pk) in chosen], form):
        return redirect(request.get_full_path())
    states = [target.breakdown.state if hasattr(target, "breakdown") else "" for target in targets]
    context = {
        "plan": plan,
        "targets": targets,
        "chosen": {int(key) for key in chosen if key.isdigit()},
        "form": form,
        "issued": states.count(Breakdown.State.ISSUED),
        "missing": states.count(""),
        "approving": states.count(Breakdown.State.APPROVING),
        "may_break_down": may(user, Verb.BREAK_DOWN, plan.unit),
        "may_approve": acts_for(user, Verb.APPROVE, plan.unit),
    }
    return render(request, "plan/breakdowns.html", context)


def _take_several(request: HttpRequest, targets: list[Target], form: MeetingForm) -> bool:
    """Take one move for the chosen breakdowns: each that is refused is named with its reason, the others go on.

    False shows the page again with what was chosen and typed.
    """
    user: Any = request.user
    move = request.POST.get("do", "")
    if move not in MOVES:
        return False
    if not targets:
        messages.error(request, _("请先选择量化目标"))
        return False
    changes: dict[str, Any] = {}
    if move == "approve":
        if not form.is_valid():
            messages.error(request, _("请填写文号和部务会日期"))
            return False
        changes = form.cleaned_data
    taken = 0
    for target in targets:
        if not hasattr(target, "breakdown"):
            messages.error(request, _("%(target)s：还没有分解") % {"target": target})
            continue
        try:
            take("plan.breakdown", move, target.breakdown, by=user, changes=changes)
            taken += 1
        except CannotMove as refusal:
            messages.error(request, f"{target}：{refusal}")
    if taken:
        messages.success(request, _("已办理 %(count)s 项。") % {"count": taken})
    return True
