"""One return: filling it in on a phone, in the page or with one's own sheet; confirming, returning, refusing it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zugong.kernel.access.deciding import acts_for, may
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.attachments import attach, listed
from zugong.kernel.ledger.refusing import Refused
from zugong.kernel.procedures.moving import CannotMove
from zugong.kernel.workbook.files import CannotReadTable
from zugong.kernel.workbook.reading import Problem
from zugong.modules.office.actions.collecting import answering, sheets
from zugong.modules.office.actions.collecting.answering import NotAcceptable
from zugong.modules.office.actions.collecting.listing import why_refusable
from zugong.modules.office.actions.collecting.merging import corrected, rewritings
from zugong.modules.office.models import FormColumn, FormReturn
from zugong.modules.office.pages.collecting.showing import case_of, handed_out, return_shown

WAYS = {FormReturn.Way.PAGE.value, FormReturn.Way.PHONE.value}
BLANK_ROWS = 1


@require_http_methods(["GET", "POST"])
def return_page(request: HttpRequest, number: int) -> HttpResponse:
    """A return: to be filled in by whoever may, to be read by the others."""
    entry = return_shown(request, number)
    if request.method == "POST":
        return _send(request, entry)
    return _page(request, entry)


def _send(request: HttpRequest, entry: FormReturn) -> HttpResponse:
    """Take the answer. A page that sends by itself, maybe later, asks for JSON and has its errors by the inputs' names."""
    user: Any = request.user
    columns = list(entry.form.columns.all())
    rows = typed_rows(request.POST, columns, is_list=entry.form.is_list)
    way = request.POST.get("way", "")
    by_itself = request.headers.get("Accept") == "application/json"
    try:
        with transaction.atomic():
            way = way if way in WAYS else FormReturn.Way.PAGE
            answering.fill(entry=entry, raw=rows.values(), by=user, way=way)
            for upload in request.FILES.getlist("files"):
                attach(entry, upload, by=user)
    except NotAcceptable as refusal:
        if by_itself:
            return JsonResponse({"errors": _by_input(refusal.problems, columns, list(rows))}, status=422)
        return _page(request, entry, refusal=refusal, rows=list(rows.values()), status=422)
    except (CannotMove, Refused) as refusal:
        if by_itself:
            return JsonResponse({"errors": {"__all__": [str(refusal)]}}, status=422)
        messages.error(request, str(refusal))
        return _page(request, return_shown(request, entry.pk), rows=list(rows.values()), status=422)
    messages.success(request, _("已报送，等待%(unit)s确认。") % {"unit": entry.confirmer})
    return redirect(entry)


def _by_input(
    problems: Sequence[Problem], columns: Sequence[FormColumn], numbers: Sequence[int]
) -> dict[str, list[str]]:
    """What is wrong, by the names of the inputs; what concerns the whole answer stands under __all__."""
    keys = {column.label: column.key for column in columns}
    found: dict[str, list[str]] = {}
    for problem in problems:
        key = keys.get(problem.column)
        name = f"{key}-{numbers[problem.row - 1]}" if key and problem.row else "__all__"
        hint = _("（是不是 %(suggestion)s）") % {"suggestion": problem.suggestion} if problem.suggestion else ""
        found.setdefault(name, []).append(f"{problem.reason}{hint}")
    return found


def typed_rows(data: Any, columns: Sequence[FormColumn], *, is_list: bool) -> dict[int, dict[str, str]]:
    """What was typed: for every row number that was sent, the text of each column. Rows of a list that are blank are left out."""
    numbers = [int(number) for number in data.getlist("row") if number.isdigit()] if is_list else [0]
    rows = {
        number: {column.key: data.get(f"{column.key}-{number}", "").strip() for column in columns} for number in numbers
    }
    return {number: row for number, row in rows.items() if not is_list or any(row.values())}


def _page(
    request: HttpRequest,
    entry: FormReturn,
    *,
    rows: Any = None,
    refusal: NotAcceptable | None = None,
    status: int = 200,
) -> HttpResponse:
    user: Any = request.user
    columns = list(entry.form.columns.all())
    may_fill = entry.may_be_filled and may(user, Verb.REPORT, at=entry.unit)
    shown = entry.rows if rows is None else rows
    names = case_of(answering.RETURN, entry, user, back=request.path, without=("fill", "refuse")) | {
        "entry": entry,
        "form": entry.form,
        "columns": columns,
        "may_fill": may_fill,
        "lines": _lines(entry, columns, shown, refusal) if may_fill else [],
        "blank": [_cell(column, 0, "", "", ()) for column in columns],
        "read": [] if may_fill else entry.answers(),
        "problems": refusal.problems if refusal else (),
        "unlisted": why_refusable(entry.form) if may_fill else "",
        "own": acts_for(user, Verb.REPORT, entry.unit),
        "corrected": [(_label(columns, cell.key), cell) for cell in corrected(entry)],
        "rewritings": rewritings(entry, columns),
        "attachments": listed(entry),
        "known_count": sum(bool(value) for row in entry.known for value in row.values()),
    }
    return render(request, "office/collecting/return.html", names, status=status)


def _label(columns: Sequence[FormColumn], key: str) -> str:
    return next((column.label for column in columns if column.key == key), key)


def _lines(
    entry: FormReturn,
    columns: Sequence[FormColumn],
    rows: Sequence[Mapping[str, str]],
    refusal: NotAcceptable | None,
) -> list[tuple[int, list[dict[str, Any]]]]:
    """The rows of inputs: number and cells; a list has one row to begin with."""
    rows = list(rows) or [{}] * BLANK_ROWS
    problems, numbers = (refusal.problems, refusal.numbers) if refusal else ([], [])
    found = []
    for number, row in enumerate(rows):
        known = entry.known[number] if number < len(entry.known) else {}
        wrong = [problem for problem in problems if problem.row in numbers[number : number + 1]]
        cells = [_cell(c, number, row.get(c.key, ""), known.get(c.key, ""), wrong) for c in columns]
        found.append((number, cells))
    return found


def _cell(column: FormColumn, number: int, text: str, known: str, wrong: Sequence[Problem]) -> dict[str, Any]:
    return {
        "column": column,
        "name": f"{column.key}-{number}",
        "text": text,
        "known": known,
        "problems": [problem for problem in wrong if problem.column == column.label],
    }


@require_POST
def take_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Answer with one's own sheet; what is wrong is named, and what was understood stands in the page to be mended."""
    user: Any = request.user
    entry = return_shown(request, number)
    upload = request.FILES.get("sheet")
    if upload is None:
        messages.error(request, _("请先选择表格"))
        return redirect(entry)
    try:
        sheets.fill_from_sheet(entry=entry, content=upload.read(), name=upload.name or "", by=user)
    except NotAcceptable as refusal:
        return _page(request, entry, rows=refusal.rows or None, refusal=refusal, status=422)
    except (CannotReadTable, CannotMove) as refusal:
        messages.error(request, str(refusal))
        return redirect(entry)
    messages.success(request, _("已按表格报送，等待%(unit)s确认。") % {"unit": entry.confirmer})
    return redirect(entry)


@require_POST
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Refuse a form that is not listed, in one step."""
    user: Any = request.user
    entry = return_shown(request, number)
    try:
        why = answering.refuse(entry=entry, by=user)
    except CannotMove as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已拒填：%(why)s。发表单位及其上级会收到通知。") % {"why": why})
    return redirect(entry)


@require_safe
def own_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """The form as a sheet for this unit."""
    entry = return_shown(request, number)
    content = sheets.form_workbook(entry.form, [entry])
    return handed_out(request, content, f"{entry.form}（{entry.unit}）.xlsx", record=entry, rows=1)
