"""One task: the plan's own words, who is responsible, its targets with everything reported for them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.ledger.attachments import attach, listed
from zugong.kernel.ledger.contents import Refused
from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.ledger.histories import told
from zugong.kernel.ledger.widgets import RecordPicker, RecordsPicker, UnitPicker
from zugong.kernel.procedures.models import Duty
from zugong.kernel.registry.models import Person, Unit
from zugong.modules.plan import rules
from zugong.modules.plan.actions import coverage, tasks
from zugong.modules.plan.actions.responsibility import set_responsibility
from zugong.modules.plan.actions.standing import (
    PartStanding,
    lamp_rule,
    owed_by_target,
    standings,
    task_standings,
    whole_value,
)
from zugong.modules.plan.models import OutsideResult, Part, Postponement, Slip, Target, Task
from zugong.modules.plan.pages.cases import case_of


@dataclass(frozen=True, slots=True)
class TargetShown:
    """A target with the parts that the reader may see; `whole` and `share` are None for those who see only a part."""

    target: Target
    parts: list[PartStanding]
    whole: Decimal | None
    share: Decimal | None
    planned: Decimal
    sees_all: bool


class TaskForm(RecordForm):
    """Who is responsible, by when, and what shows that it is done."""

    class Meta:
        model = Task
        fields = (
            "section",
            "leader",
            "cooperating",
            "module",
            "start_date",
            "due_date",
            "due_days",
            "due_in_working_days",
            "due_document",
            "deliverable",
        )
        widgets: ClassVar = {
            "section": UnitPicker,
            "leader": RecordPicker(Person),
            "cooperating": RecordsPicker(Unit),
        }


def task_shown(request: HttpRequest, number: int) -> Task:
    """The task of the address, if the reader may see it; 404 otherwise."""
    links = ("unit", "section", "leader", "plan__unit", "group__parent")
    return get_object_or_404(Task.objects.visible_to(request.user).select_related(*links), pk=number)


@require_GET
def task(request: HttpRequest, number: int) -> HttpResponse:
    """Everything about one task that the reader may see."""
    found = task_shown(request, number)
    user: Any = request.user
    sees_all = may(user, Verb.READ, found.unit)
    shown = _targets(found, user, sees_all=sees_all)
    rule = lamp_rule(found.unit)
    history, _more = told(found, reader=user)
    context = case_of("plan.task", found, user, back=request.path) | {
        "task": found,
        "lamp": task_standings([found], reader=user)[found.pk],
        "rule": rule,
        "targets": shown,
        "quoted": _quoted(found, [one.target for one in shown]),
        "slips": Slip.objects.visible_to(user).filter(task=found).select_related("addressee"),
        "postponements": Postponement.objects.visible_to(user).filter(task=found).select_related("unit"),
        "results": OutsideResult.objects.visible_to(user).filter(target__task=found).select_related("target"),
        "duties": Duty.objects.open().visible_to(user).about(found).select_related("unit"),
        "attachments": listed(found),
        "history": history if sees_all else [],
        "sees_all": sees_all,
        "behind": _behind(shown),
        "today": calendar.today(),
        "may_attach": _may_attach(found, user),
        "says_nothing": found.plan is not None and coverage.orphans_of(found.plan).filter(pk=found.pk).exists(),
        "may_edit": may(user, Verb.ASSIGN, found.unit),
        "may_supervise": may(user, Verb.SUPERVISE, found.unit),
        "may_confirm": may(user, Verb.CONFIRM, found.unit),
    }
    return render(request, "plan/task.html", context)


@dataclass(frozen=True, slots=True)
class Behind:
    """A part that shows a warning lamp, with how far it lies behind the straight line (None while nothing is confirmed)."""

    standing: PartStanding
    points: Decimal | None


def _behind(shown: list[TargetShown]) -> list[Behind]:
    """The parts that make the lamp what it is, the worst first."""
    late = [one for target in shown for one in target.parts if one.lamp in {rules.Lamp.OVERDUE, rules.Lamp.NEAR}]
    found = [Behind(one, None if one.progress is None else max(Decimal(0), one.planned - one.progress)) for one in late]
    return sorted(
        found, key=lambda one: (one.standing.lamp != rules.Lamp.OVERDUE, -(one.points or one.standing.planned))
    )


def _targets(found: Task, user: User, *, sees_all: bool) -> list[TargetShown]:
    """The task's targets; parts that the reader may not see are left out, and with them the figure of the whole."""
    parts = standings(Part.objects.visible_to(user).filter(breakdown__target__task=found))
    shown = []
    for target in (
        Target.objects.visible_to(user).filter(task=found).select_related("breakdown", "task__plan", "task__unit")
    ):
        of_target = [standing for standing in parts if standing.part.breakdown.target_id == target.pk]
        owed = owed_by_target(target)
        whole = whole_value(target, of_target) if sees_all else None
        share = None if whole is None or target.kind == Target.Kind.REPLICATE else rules.progress(owed, whole)
        planned = rules.planned_progress(owed, calendar.today())
        shown.append(TargetShown(target, of_target, whole, share, planned, sees_all))
    return shown


def _quoted(found: Task, targets: list[Target]) -> list[tuple[str, bool]]:
    """The task's source words cut where a target is quoted: (words, whether they are a target's)."""
    words, pieces, at = found.source_words, [], 0
    places = sorted((words.find(target.quote), target.quote) for target in targets if target.quote)
    for start, quote in places:
        if start < at:
            continue
        pieces += [(words[at:start], False), (quote, True)]
        at = start + len(quote)
    return [piece for piece in [*pieces, (words[at:], False)] if piece[0]]


@require_http_methods(["GET", "POST"])
def edit_task(request: HttpRequest, number: int) -> HttpResponse:
    """Who is responsible, by when, what shows that it is done."""
    found = task_shown(request, number)
    user: Any = request.user
    if not may(user, Verb.ASSIGN, found.unit):
        return render(request, "403.html", status=403)
    title = found.title
    form = TaskForm(request.POST or None, instance=found, user=user)
    if request.method == "POST" and form.is_valid():
        found.version = form.cleaned_data["seen_version"] or 0
        try:
            set_responsibility(task=found, cooperating=form.cleaned_data["cooperating"], by=user)
        except writing.ChangedMeanwhile:
            form.add_error(
                None, _("这项任务刚被别人改过，您填写的内容都在下面；请在另一个窗口看过最新内容，再重新打开本页保存")
            )
        else:
            messages.success(request, _("已保存责任分工。"))
            return redirect("plan_task", found.pk)
    return render(request, "plan/task_form.html", {"task": found, "title": title, "form": form})


def _may_attach(found: Task, user: User) -> bool:
    return may(user, Verb.REPORT, found.confirming_unit) or may(user, Verb.ASSIGN, found.unit)


@require_POST
def attach_to_task(request: HttpRequest, number: int) -> HttpResponse:
    """Add a file to the task."""
    found = task_shown(request, number)
    user: Any = request.user
    if not _may_attach(found, user):
        return render(request, "403.html", status=403)
    upload: Any = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("请选择一个文件"))
        return redirect("plan_task", found.pk)
    try:
        attach(found, upload, by=user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已附上文件。"))
    return redirect("plan_task", found.pk)


class ClockForm(forms.Form):
    """The document from which a task's days are counted."""

    document = forms.CharField(label=gettext_lazy("文件名称和文号"), max_length=120)
    issued_on = forms.DateField(
        label=gettext_lazy("印发日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@require_POST
def start_clock(request: HttpRequest, number: int) -> HttpResponse:
    """Document X has come out: the due date is fixed."""
    found = task_shown(request, number)
    user: Any = request.user
    form = ClockForm(request.POST)
    if not may(user, Verb.ASSIGN, found.unit):
        return render(request, "403.html", status=403)
    if not form.is_valid():
        messages.error(request, _("请填写文件名称和印发日期"))
    else:
        try:
            tasks.start_clock(task=found, by=user, **form.cleaned_data)
        except tasks.CannotAssign as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("时限已起算。"))
    return redirect("plan_task", found.pk)
