"""Handing a target to units: the bars, the remainder, the comments and the meeting's approval."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from zugong.kernel.access.deciding import acts_for, may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.procedures.moving import CannotMove, take
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.plan.actions import breakdowns
from zugong.modules.plan.actions.breakdowns import REGISTERS, CannotBreakDown, Share
from zugong.modules.plan.models import Breakdown, BreakdownComment, Part, Target
from zugong.modules.plan.pages.cases import case_of
from zugong.modules.plan.pages.plans import plan_shown
from zugong.modules.plan.rules import BreakdownCheck, CannotSplit


@dataclass(slots=True)
class UnitRow:
    """One possible recipient with what it is to owe."""

    unit: Unit
    chosen: bool
    value: Decimal | None
    weight: Decimal | None
    note: str = ""
    comments: Sequence[BreakdownComment] = ()
    error: str = ""


def target_shown(request: HttpRequest, number: int) -> Target:
    """The target of the address, if the reader may see it; 404 otherwise."""
    links = ("task__unit", "task__plan__unit", "task__section")
    return get_object_or_404(Target.objects.visible_to(request.user).select_related(*links), pk=number)


@require_http_methods(["GET", "POST"])
def breakdown(request: HttpRequest, number: int) -> HttpResponse:
    """See, draft and comment on how a target is handed to units."""
    target = target_shown(request, number)
    user: Any = request.user
    stored = Breakdown.objects.visible_to(user).filter(target=target).first()
    drafting = may(user, Verb.BREAK_DOWN, target.task.unit) and (
        stored is None or stored.state == Breakdown.State.DRAFT
    )
    rows = _rows(target, stored, user, drafting=drafting)
    if request.method == "POST" and drafting:
        done = _answer(request, target, rows)
        if done is not None:
            return done
    return render(request, "plan/breakdown.html", _context(request, target, stored, rows, drafting=drafting))


def _context(
    request: HttpRequest, target: Target, stored: Breakdown | None, rows: list[UnitRow], *, drafting: bool
) -> dict[str, Any]:
    user: Any = request.user
    given = request.POST
    mine = [row.unit for row in rows if row.chosen and acts_for(user, Verb.COMMENT, row.unit)]
    case = case_of("plan.breakdown", stored, user, back=request.path) if stored else {"moves": [], "steps": []}
    return case | {
        "target": target,
        "breakdown": stored,
        "rows": rows,
        "drafting": drafting,
        "sees_all": may(user, Verb.READ, target.task.unit),
        "check": _check(target, rows),
        "departments": _departments(target, rows, user) if drafting else [],
        "methods": Breakdown.Method.choices,
        "method": given.get("method") or (stored.method if stored else Breakdown.Method.BY_HAND),
        "registers": REGISTERS,
        "register": given.get("register") or (stored.register if stored else ""),
        "kinds": Target.Kind.choices,
        "commenting": mine if stored and stored.state == Breakdown.State.COMMENTING else [],
        "widest": max([row.value or Decimal(0) for row in rows] + [target.value]),
    }


def _rows(target: Target, stored: Breakdown | None, user: User, *, drafting: bool) -> list[UnitRow]:
    """The units that owe a part, with comments; while drafting, also those that usually do."""
    parts = (
        Part.objects.visible_to(user).filter(breakdown=stored).select_related("unit") if stored else Part.objects.none()
    )
    comments: dict[int, list[BreakdownComment]] = {}
    for remark in BreakdownComment.objects.visible_to(user).filter(breakdown=stored).select_related("by__person"):
        comments.setdefault(remark.unit_id, []).append(remark)
    rows = [
        UnitRow(part.unit, True, part.value, part.weight, part.note, comments.get(part.unit_id, ())) for part in parts
    ]
    if drafting:
        known = {row.unit.pk for row in rows}
        usual = breakdowns.recipients_below(target.task.unit, by=user)
        fresh = stored is None or not rows
        rows += [UnitRow(unit, fresh, _first_value(target), None) for unit in usual if unit.pk not in known]
    return rows


def _first_value(target: Target) -> Decimal:
    return Decimal(0) if target.kind == Target.Kind.SPLIT else target.value


def _departments(target: Target, rows: list[UnitRow], user: User) -> Iterable[Unit]:
    """Departments and sections of the unit itself that can be given a part as well."""
    listed = {row.unit.pk for row in rows}
    own = Unit.objects.visible_to(user).filter(parent=target.task.unit).of_kind(UnitKind.DEPARTMENT)
    return [unit for unit in own if unit.pk not in listed]


def _check(target: Target, rows: list[UnitRow]) -> BreakdownCheck | None:
    shares = [Share(row.unit, row.value, weight=row.weight) for row in rows if row.chosen and row.value is not None]
    return breakdowns.check(target, shares) if shares else None


def _answer(request: HttpRequest, target: Target, rows: list[UnitRow]) -> HttpResponse | None:
    """Carry out what was sent; None shows the page again with what was typed and what is wrong with it."""
    user: Any = request.user
    given = request.POST
    _take_typed(given, rows, user, target)
    kind = given.get("kind", target.kind)
    if kind in Target.Kind.values and kind != target.kind:
        target.kind = kind
        writing.save(target, by=user, why=_("改变分解方式"))
    if given.get("do") == "propose":
        _propose(request, target, rows)
        return None
    if any(row.error for row in rows):
        messages.error(request, _("有数字填得不对，已在旁边注明；其他内容都保留着。"))
        return None
    shares = [Share(row.unit, row.value or Decimal(0), weight=row.weight, note=row.note) for row in rows if row.chosen]
    try:
        breakdowns.draft(
            target=target,
            shares=shares,
            by=user,
            method=given.get("method", Breakdown.Method.BY_HAND),
            register=given.get("register", ""),
            why=given.get("why", ""),
        )
    except CannotBreakDown as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, _("分解方案已保存。"))
    return redirect("plan_breakdown", target.pk)


def _take_typed(given: QueryDict, rows: list[UnitRow], user: User, target: Target) -> None:
    """Put what was typed into the rows, with what is wrong beside it; units that were added get rows of their own."""
    chosen = {int(pk) for pk in given.getlist("unit") if pk.isdigit()}
    listed = {row.unit.pk for row in rows}
    more = Unit.objects.visible_to(user).filter(pk__in=chosen - listed)
    rows += [UnitRow(unit, True, _first_value(target), None) for unit in more]
    for row in rows:
        row.chosen = row.unit.pk in chosen
        row.note = given.get(f"note-{row.unit.pk}", row.note)
        for name in ("value", "weight"):
            typed = given.get(f"{name}-{row.unit.pk}")
            if typed is None:
                continue
            try:
                setattr(row, name, Decimal(typed.replace(",", "")) if typed.strip() else None)
            except InvalidOperation:
                row.error = _("“%(typed)s”不是数字") % {"typed": typed}
        if row.chosen and row.value is None and not row.error:
            row.error = _("请填写任务数")


def _propose(request: HttpRequest, target: Target, rows: list[UnitRow]) -> None:
    """Fill the chosen rows by the method; nothing is saved yet."""
    units = [row.unit for row in rows if row.chosen]
    method, register = request.POST.get("method", ""), request.POST.get("register", "")
    try:
        shared = breakdowns.propose(target, method=method, units=units, register=register)
    except (CannotBreakDown, CannotSplit) as refusal:
        messages.error(request, str(refusal))
        return
    weights = (
        breakdowns.weights_from(register, units) if target.kind == Target.Kind.FLOOR and register in REGISTERS else {}
    )
    for row in rows:
        row.value = shared.get(row.unit.pk, row.value)
        row.weight = weights.get(row.unit.pk, row.weight)
    messages.info(request, _("已按所选办法算出，看过后再保存。"))


@require_POST
def comment(request: HttpRequest, number: int) -> HttpResponse:
    """A recipient's opinion."""
    target = target_shown(request, number)
    user: Any = request.user
    stored = get_object_or_404(Breakdown.objects.visible_to(user), target=target)
    unit = get_object_or_404(Unit.objects.visible_to(user), pk=request.POST.get("unit"))
    agrees = request.POST.get("agrees") == "yes"
    try:
        breakdowns.comment(breakdown=stored, unit=unit, agrees=agrees, text=request.POST.get("text", ""), by=user)
    except CannotBreakDown as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("意见已送出。"))
    return redirect("plan_breakdown", target.pk)


class MeetingForm(forms.Form):
    """What the meeting that approves breakdowns leaves behind."""

    document_number = forms.CharField(label=gettext_lazy("文号"), max_length=60)
    meeting_date = forms.DateField(label=gettext_lazy("部务会日期"))


@require_http_methods(["GET", "POST"])
def of_year(request: HttpRequest, year: int) -> HttpResponse:
    """All targets of a plan with the state of their breakdown; several are submitted or approved at once."""
    plan = plan_shown(request, year)
    user: Any = request.user
    targets = list(
        Target.objects.visible_to(user)
        .filter(task__plan=plan)
        .select_related("task__section", "breakdown")
        .prefetch_related("breakdown__parts")
        .order_by("task__position", "pk")
    )
    if request.method == "POST":
        _take_several(request, [target for target in targets if str(target.pk) in request.POST.getlist("target")])
        return redirect(request.get_full_path())
    states = [target.breakdown.state if hasattr(target, "breakdown") else "" for target in targets]
    context = {
        "plan": plan,
        "targets": targets,
        "issued": states.count(Breakdown.State.ISSUED),
        "missing": states.count(""),
        "approving": states.count(Breakdown.State.APPROVING),
        "may_break_down": may(user, Verb.BREAK_DOWN, plan.unit),
        "may_approve": acts_for(user, Verb.APPROVE, plan.unit),
    }
    return render(request, "plan/breakdowns.html", context)


def _take_several(request: HttpRequest, targets: list[Target]) -> None:
    """Submit or approve the chosen breakdowns; each that is refused is named with its reason, the others go on."""
    user: Any = request.user
    move = request.POST.get("do", "")
    changes: dict[str, Any] = {}
    if move == "approve":
        form = MeetingForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("请填写文号和部务会日期"))
            return
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
