"""Ad-hoc assignments (交办件): one line, understood as it is typed; the list of them and how they stand."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import VERBS, Verb
from zugong.kernel.ledger.widgets import UnitPicker
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.plan.actions.lateness import assignments_for_group
from zugong.modules.plan.actions.standing import task_standings
from zugong.modules.plan.actions.tasks import CannotAssign, assign
from zugong.modules.plan.assignment_words import Understood, understand
from zugong.modules.plan.models import Task
from zugong.modules.plan.rules import Lamp

PAGE = 50
UNFINISHED = "unfinished"
FILLED = ("section", "title", "due_date", "deliverable")


class AssignmentForm(forms.Form):
    """One line, and beside it what was understood; only who and what are asked for."""

    line = forms.CharField(
        label=gettext_lazy("交办什么"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "one-line", "autofocus": True, "autocomplete": "off"}),
    )
    section: Any = forms.ModelChoiceField(
        label=gettext_lazy("责任单位"), queryset=Unit.objects.none(), required=False, widget=UnitPicker
    )
    title = forms.CharField(label=gettext_lazy("事项"), max_length=200, required=False)
    due_date = forms.DateField(
        label=gettext_lazy("完成时限"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    source = forms.CharField(
        label=gettext_lazy("来源"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("谁交办的，或哪次会议定的"),
        widget=forms.TextInput(attrs={"list": "sources"}),
    )
    deliverable = forms.ChoiceField(
        label=gettext_lazy("完成标志"), choices=Task.Deliverable.choices[1:], required=False
    )
    cooperating: Any = forms.ModelMultipleChoiceField(
        label=gettext_lazy("配合单位"), queryset=Unit.objects.none(), required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        seen = Unit.objects.visible_to(user)
        self.fields["section"].queryset = seen  # type: ignore[attr-defined]
        self.fields["cooperating"].queryset = seen  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Who and what must be known."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("section") and "section" not in self.errors:
            self.add_error("section", _("没有认出责任单位，请选一个"))
        if not given.get("title"):
            self.add_error("title", _("请写明交办什么"))
        return given


def assigning_units(user: User) -> list[Unit]:
    """The units in whose name the user may assign."""
    return [grant.unit for grant in user.grants_today if Verb.ASSIGN in VERBS[grant.role]]


def units_named(user: User, place: Unit) -> dict[str, Unit]:
    """Units that a sentence can mean, by every name they are called by: sections, departments and places one or two steps below."""
    near = Unit.objects.visible_to(user).within(place).exclude(kind__in=(UnitKind.VILLAGE, UnitKind.COMMUNITY))
    named: dict[str, Unit] = {}
    for unit in near.order_by("-path"):
        for name in filter(None, (unit.name, unit.short_name)):
            named[name] = unit
            if unit.kind == UnitKind.DEPARTMENT and name.startswith(("市", "区", "县")):
                named.setdefault(name[1:], unit)
    named.pop(place.name, None)
    return named


def understood(line: str, user: User) -> tuple[Understood, list[Unit]]:
    """What the line says, and the units that it names."""
    places = assigning_units(user)
    if not line.strip() or not places:
        return Understood(), []
    named = units_named(user, places[0])
    found = understand(line, names=named, today=calendar.today())
    return found, [named[name] for name in found.units]


def suggestions(line: str, user: User) -> dict[str, Any]:
    """Values for the form's fields from the line."""
    found, units = understood(line, user)
    due = found.due
    if found.working_days is not None:
        due = calendar.add_working_days(calendar.today(), found.working_days)
    return {
        "section": units[0].pk if units else None,
        "cooperating": [unit.pk for unit in units[1:]],
        "title": found.title,
        "due_date": due,
        "deliverable": found.deliverable,
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Assign something; a line without its fields is first shown as it was understood."""
    user: Any = request.user
    if not assigning_units(user):
        return render(request, "403.html", status=403)
    if request.method == "GET":
        return _form_page(request, AssignmentForm(user=user, initial={"deliverable": "result"}))
    only_line = not any(request.POST.get(name) for name in ("section", "title", "due_date"))
    if only_line and request.POST.get("line", "").strip():
        first = suggestions(request.POST["line"], user) | {"line": request.POST["line"]}
        return _form_page(request, AssignmentForm(user=user, initial=first), suggested=True)
    form = AssignmentForm(request.POST, user=user)
    if form.is_valid():
        made = _assign(form, user)
        if made is not None:
            messages.success(request, _("已交办给%(unit)s。") % {"unit": made.confirming_unit})
            return redirect("plan_assignments" if "more" not in request.POST else "plan_new_assignment")
    return _form_page(request, form, status=422)


def _form_page(
    request: HttpRequest, form: AssignmentForm, *, suggested: bool = False, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    sources = Task.objects.visible_to(user).ad_hoc().exclude(source="").order_by("-pk")
    context = {
        "form": form,
        "suggested": suggested,
        "sources": list(dict.fromkeys(sources.values_list("source", flat=True)[:40]))[:10],
        "cooperating": _cooperating(form),
    }
    return render(request, "plan/assignment_new.html", context, status=status)


def _cooperating(form: AssignmentForm) -> list[Unit]:
    value = form["cooperating"].value() or []
    return list(form.fields["cooperating"].queryset.filter(pk__in=value))  # type: ignore[attr-defined]


@require_GET
def understand_line(request: HttpRequest) -> HttpResponse:
    """The fields as the line being typed suggests them; what the user has filled in otherwise stays."""
    user: Any = request.user
    before = suggestions(request.GET.get("understood", ""), user)
    found = suggestions(request.GET.get("line", ""), user)
    first = {"source": request.GET.get("source", ""), "cooperating": found["cooperating"]}
    for name in FILLED:
        typed = request.GET.get(name, "")
        was_suggested = typed in {"", str(before[name] if before[name] is not None else ""), "result"}
        first[name] = found[name] if was_suggested else typed
    form = AssignmentForm(user=user, initial=first)
    context = {"form": form, "suggested": True, "line": request.GET.get("line", ""), "cooperating": _cooperating(form)}
    return render(request, "plan/_assignment_fields.html", context)


def _assign(form: AssignmentForm, user: User) -> Task | None:
    """The task, or None with the reason beside its field."""
    given = form.cleaned_data
    section: Unit = given["section"]
    place = next((unit for unit in assigning_units(user) if (section.path or "").startswith(unit.path or "-")), None)
    if place is None:
        form.add_error("section", _("您不能向%(unit)s交办任务") % {"unit": section})
        return None
    try:
        return assign(
            unit=place,
            section=section,
            title=given["title"],
            due_date=given["due_date"],
            source=given["source"],
            deliverable=given["deliverable"] or Task.Deliverable.RESULT,
            cooperating=list(given["cooperating"]),
            by=user,
        )
    except CannotAssign as refusal:
        words = str(refusal)
        form.add_error("due_date" if "时限" in words else "title", words)
        return None


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Assignments by how they stand."""
    user: Any = request.user
    state = request.GET.get("state", UNFINISHED)
    seen = Task.objects.visible_to(user).ad_hoc().select_related("unit", "section")
    rows = seen.exclude(state=Task.State.CLOSED) if state == UNFINISHED else seen.filter(state=state) if state else seen
    page = Paginator(rows.order_by("due_date", "pk"), PAGE).get_page(request.GET.get("page"))
    lamps = task_standings(page.object_list)
    still_open = list(seen.exclude(state=Task.State.CLOSED))
    late = [task for task in still_open if task.due_date and task.due_date < calendar.today()]
    late = [task for task in late if task.state == Task.State.OPEN]
    context = {
        "page": page,
        "rows": [(task, lamps.get(task.pk, Lamp.NO_TARGET)) for task in page],
        "state": state,
        "states": Task.State.choices,
        "open": len(still_open),
        "late": len(late),
        "delivered": sum(task.state == Task.State.DELIVERED for task in still_open),
        "group_text": assignments_for_group(
            [task for task in late if may(user, Verb.SUPERVISE, task.unit)], request.build_absolute_uri(request.path)
        ),
        "may_assign": bool(assigning_units(user)),
    }
    return render(request, "plan/assignments.html", context)
