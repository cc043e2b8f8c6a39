"""Results that somebody outside decides: entered with their proof, checked by a second person."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.attachments import attach, listed
from zugong.kernel.ledger.contents import Refused
from zugong.kernel.ledger.histories import told
from zugong.kernel.ledger.widgets import UnitPicker
from zugong.kernel.registry.models import Unit
from zugong.modules.plan import rules
from zugong.modules.plan.actions.standing import lamp_rule, owed_by_target
from zugong.modules.plan.actions.tasks import CannotAssign, enter_outside_result
from zugong.modules.plan.models import OutsideResult, Target
from zugong.modules.plan.pages.cases import case_of

OF_TARGET = ("task__unit", "task__plan__unit", "task__section")


class ResultForm(forms.Form):
    """What was decided, by whom, when, with which proof, and what it was before."""

    unit: Any = forms.ModelChoiceField(label=gettext_lazy("单位"), queryset=Unit.objects.none(), widget=UnitPicker)
    value = forms.DecimalField(label=gettext_lazy("结果"), max_digits=20, decimal_places=4)
    base_value = forms.DecimalField(
        label=gettext_lazy("基期值"),
        required=False,
        max_digits=20,
        decimal_places=4,
        help_text=gettext_lazy("上一次的结果，用来看进退"),
    )
    decided_on = forms.DateField(
        label=gettext_lazy("认定日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    decided_by = forms.CharField(label=gettext_lazy("认定单位"), max_length=80)
    proof = forms.CharField(label=gettext_lazy("依据文件"), max_length=160, help_text=gettext_lazy("名称和文号"))
    file = forms.FileField(label=gettext_lazy("依据文件原件"))

    def __init__(self, *args: Any, user: User, target: Target, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["unit"].queryset = Unit.objects.visible_to(user).within(target.task.unit)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a result for a target (`?target=`)."""
    user: Any = request.user
    given = request.GET.get("target", "")
    targets = Target.objects.visible_to(user).select_related(*OF_TARGET)
    target = get_object_or_404(targets, pk=given if given.isdecimal() else 0)
    if not may(user, Verb.CONFIRM, target.task.unit):
        return render(request, "403.html", status=403)
    first = {"unit": target.task.unit_id, "decided_on": calendar.today()}
    form = ResultForm(request.POST or None, request.FILES or None, user=user, target=target, initial=first)
    if request.method == "POST" and form.is_valid():
        made = _enter(form, target, user)
        if made is not None:
            messages.success(request, _("已录入，由另一人对照依据文件复核后才计入。"))
            return redirect("plan_result", made.pk)
    return render(request, "plan/result_new.html", {"form": form, "target": target})


def _enter(form: ResultForm, target: Target, user: User) -> OutsideResult | None:
    """The result with its proof; None with the reason beside the field."""
    given = dict(form.cleaned_data)
    file = given.pop("file")
    try:
        with transaction.atomic():
            made = enter_outside_result(target=target, by=user, **given)
            attach(made, file, by=user)
    except Refused as refusal:
        form.add_error("file", str(refusal))
    except CannotAssign as refusal:
        form.add_error("decided_on" if "日期" in str(refusal) else "proof", str(refusal))
    else:
        return made
    return None


@require_GET
def result(request: HttpRequest, number: int) -> HttpResponse:
    """One result: what was decided, its proof, and what it does to the target's lamp."""
    user: Any = request.user
    links = ("unit", "entered_by__person", *(f"target__{link}" for link in OF_TARGET))
    found = get_object_or_404(OutsideResult.objects.visible_to(user).select_related(*links), pk=number)
    owed = owed_by_target(found.target)
    lamp = rules.lamp(owed, found.value, today=calendar.today(), rule=lamp_rule(found.target.task.unit))
    change = None if found.base_value is None else found.value - found.base_value
    history, _more = told(found, reader=user)
    context = case_of("plan.outside_result", found, user, back=request.path) | {
        "result": found,
        "target": found.target,
        "lamp": lamp,
        "progress": rules.progress(owed, found.value),
        "change": change,
        "attachments": listed(found),
        "history": history,
    }
    return render(request, "plan/result.html", context)
