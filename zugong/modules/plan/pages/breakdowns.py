"""Handing a target to units: the bars, the remainder, the comments and the meeting's approval."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zugong.kernel.access.deciding import acts_for, may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history.writing import changes_of
from zugong.kernel.ledger.histories import Told, told_of_rows
from zugong.kernel.procedures.models import Signature
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.kernel.workbook.files import CannotReadTable
from zugong.modules.plan.actions import breakdowns, handing_on
from zugong.modules.plan.actions.breakdowns import REGISTERS, CannotBreakDown, Share
from zugong.modules.plan.actions.handing_on import CannotHandOn
from zugong.modules.plan.actions.pasting import Pasted, read_pasted, read_uploaded
from zugong.modules.plan.actions.standing import due_of_target
from zugong.modules.plan.models import Breakdown, BreakdownComment, Part, Target
from zugong.modules.plan.pages.breakdown_rows import UnitRow, fill, rows_of, take_typed
from zugong.modules.plan.pages.cases import case_of
from zugong.modules.plan.rules import BreakdownCheck, CannotSplit


def target_shown(request: HttpRequest, number: int) -> Target:
    """The target of the address, if the reader may see it; 404 otherwise."""
    links = ("task__unit", "task__plan__unit", "task__section", "from_part__breakdown__target__task__unit")
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
    rows = rows_of(target, stored, user, drafting=drafting)
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
    sees_all = may(user, Verb.READ, target.task.unit)
    return case | {
        "target": target,
        "due": due_of_target(target),
        "breakdown": stored,
        "rows": rows,
        "drafting": drafting,
        "sees_all": sees_all,
        "at_most": target.comparator == Target.Comparator.AT_MOST,
        "check": _check(target, rows),
        "departments": _departments(target, rows, user) if drafting else [],
        "methods": Breakdown.Method.choices,
        "method": given.get("method") or (stored.method if stored else Breakdown.Method.BY_HAND),
        "registers": REGISTERS,
        "register": given.get("register") or (stored.register if stored else ""),
        "kinds": Target.Kind.choices,
        "commenting": mine if stored and stored.state == Breakdown.State.COMMENTING else [],
        "answering": _unanswered(target, rows, user),
        "widest": max([row.value or Decimal(0) for row in rows] + [target.value]),
        "why": given.get("why", ""),
        "pasted": given.get("column", ""),
        "history": _since_issue(stored, user) if stored and sees_all else [],
    }


def _departments(target: Target, rows: list[UnitRow], user: User) -> Iterable[Unit]:
    """Departments and sections of the unit itself that can be given a part as well."""
    listed = {row.unit.pk for row in rows}
    own = Unit.objects.visible_to(user).filter(parent=target.task.unit).of_kind(UnitKind.DEPARTMENT)
    return [unit for unit in own if unit.pk not in listed]


def _check(target: Target, rows: list[UnitRow]) -> BreakdownCheck | None:
    shares = [Share(row.unit, row.value, weight=row.weight) for row in rows if row.chosen and row.value is not None]
    return breakdowns.check(target, shares) if shares else None


def _unanswered(target: Target, rows: list[UnitRow], user: User) -> list[BreakdownComment]:
    """The opinions that still wait for the reader's answer; who simply agrees needs none."""
    if not may(user, Verb.BREAK_DOWN, target.task.unit):
        return []
    return [remark for row in rows for remark in row.comments if remark.text and not remark.answer]


def _since_issue(stored: Breakdown, user: User) -> list[Told]:
    """What was changed after the first issue, by whom and why."""
    issued = Signature.objects.of(stored).filter(move="approve").first()
    first = changes_of(stored).filter(version=issued.record_version).first() if issued else None
    if first is None:
        return []
    units = dict(Part.with_voided.filter(breakdown=stored).values_list("pk", "unit__name"))
    parts = told_of_rows(Part, units, after=first.pk, reader=user)
    told = [replace(event, label=f"{units[key]} {event.label}") for key, event in parts]
    told += [event for _key, event in told_of_rows(Breakdown, [stored.pk], after=first.pk, reader=user)]
    return sorted(told, key=lambda event: event.at, reverse=True)


def _answer(request: HttpRequest, target: Target, rows: list[UnitRow]) -> HttpResponse | None:
    """Carry out what was sent; None shows the page again with what was typed and what is wrong with it."""
    user: Any = request.user
    given = request.POST
    take_typed(given, rows, user, target)
    kind = given.get("kind", target.kind)
    todo = given.get("do")
    if todo in {"propose", "paste"}:
        # Shown as chosen, written only with the draft.
        target.kind = kind if kind in Target.Kind.values else target.kind
        (_propose if todo == "propose" else _paste)(request, target, rows)
        return None
    if any(row.error or row.due_error for row in rows):
        messages.error(request, _("有数字或日期填得不对，已在旁边注明；其他内容都保留着。"))
        return None
    try:
        breakdowns.draft(
            target=target,
            shares=[row.share for row in rows if row.chosen],
            by=user,
            kind=kind,
            method=given.get("method", Breakdown.Method.BY_HAND),
            register=given.get("register", ""),
            why=given.get("why", ""),
        )
    except CannotBreakDown as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, _("分解方案已保存。"))
    return redirect("plan_breakdown", target.pk)


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
    fill(rows, shared)
    for row in rows:
        row.weight = weights.get(row.unit.pk, row.weight)
    messages.info(request, _("已按所选办法算出，看过后再保存。"))


def _paste(request: HttpRequest, target: Target, rows: list[UnitRow]) -> None:
    """Fill the rows from a pasted column or an uploaded sheet; nothing is saved yet."""
    units = [row.unit for row in rows]
    sheet = request.FILES.get("sheet")
    try:
        if sheet is not None:
            found = read_uploaded(sheet.read(), sheet.name or "", units)
        else:
            found = read_pasted(request.POST.get("column", ""), units)
    except CannotReadTable as refusal:
        found = Pasted(problems=[str(refusal)])
    fill(rows, found.values)
    for problem in found.problems[:10]:
        messages.warning(request, problem)
    if found.values:
        messages.info(request, _("已填入 %(count)s 个单位的数，看过后再保存。") % {"count": len(found.values)})
    elif not found.problems:
        messages.warning(request, _("请先粘贴一列数字，或选择一个表格文件。"))


@require_POST
def comment(request: HttpRequest, number: int) -> HttpResponse:
    """A recipient's opinion."""
    target = target_shown(request, number)
    user: Any = request.user
    stored = get_object_or_404(Breakdown.objects.visible_to(user), target=target)
    given = request.POST.get("unit", "")
    unit = get_object_or_404(Unit.objects.visible_to(user), pk=given if given.isdigit() else None)
    agrees = request.POST.get("agrees") == "yes"
    try:
        breakdowns.comment(breakdown=stored, unit=unit, agrees=agrees, text=request.POST.get("text", ""), by=user)
    except CannotBreakDown as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("意见已送出。"))
    return redirect("plan_breakdown", target.pk)


@require_POST
def answer_comment(request: HttpRequest, number: int) -> HttpResponse:
    """What became of a recipient's opinion."""
    user: Any = request.user
    links = ("breakdown__target__task__unit",)
    remark = get_object_or_404(BreakdownComment.objects.visible_to(user).select_related(*links), pk=number)
    try:
        breakdowns.answer(remark=remark, text=request.POST.get("answer", ""), by=user)
    except CannotBreakDown as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("采纳情况已记下，提出意见的单位可以看到。"))
    return redirect("plan_breakdown", remark.breakdown.target_id)


@require_POST
def hand_on(request: HttpRequest, number: int) -> HttpResponse:
    """A unit begins to break its own part down to the units below it."""
    user: Any = request.user
    links = ("unit", "breakdown__target__task__unit", "breakdown__target__task__plan")
    part = get_object_or_404(Part.objects.visible_to(user).select_related(*links), pk=number)
    try:
        target = handing_on.hand_on(part=part, by=user)
    except CannotHandOn as refusal:
        messages.error(request, str(refusal))
        return redirect("plan_report_part", part.pk)
    return redirect("plan_breakdown", target.pk)
