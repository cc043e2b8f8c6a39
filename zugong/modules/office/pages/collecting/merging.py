"""The merged table, what changed since last time, and the sheet of the office above filled in from it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.refusing import Refused
from zugong.kernel.workbook.files import CannotReadTable
from zugong.modules.office.actions.collecting import merging, upper_sheets
from zugong.modules.office.actions.collecting.drafting import last_form, may_send
from zugong.modules.office.actions.collecting.filling_sheets import CannotFill
from zugong.modules.office.actions.collecting.merging import merge
from zugong.modules.office.models import OneOffForm
from zugong.modules.office.pages.collecting.showing import form_shown, handed_out

PAGE = 200
LEVELS = ("unit", "township", "county")


def _sent(request: HttpRequest, number: int) -> OneOffForm:
    """The form of the address, sent, to somebody who reads more than a single return of it."""
    form = form_shown(request, number)
    if form.state == OneOffForm.State.DRAFT:
        raise PermissionDenied
    return form


@require_safe
def merged(request: HttpRequest, number: int) -> HttpResponse:
    """One table of all returns: by unit, by township or by county, with its sums."""
    user: Any = request.user
    form = _sent(request, number)
    level = request.GET.get("by", "unit")
    level = level if level in LEVELS else "unit"
    table = merge(form, user)
    within = request.GET.get("in", "")
    lines = [line for line in table.lines if not within or within in _codes(line)]
    rows = [(line, row) for line in lines for row in line.rows or [{}]]
    names = {
        "form": form,
        "merged": table,
        "level": level,
        "within": next(
            (one.name for line in lines for one in (line.township, line.county) if one and one.code == within), ""
        ),
        "page": Paginator([(line, _cells(table, row)) for line, row in rows], PAGE).get_page(request.GET.get("page")),
        "groups": [(group, _cells(table, group.sums)) for group in table.groups(level)] if level != "unit" else [],
        "total": _cells(table, merging.sums_of(table.columns, lines)),
        "answered": sum(line.entry.state in merging.ANSWERED for line in lines),
        "asked": len(lines),
        "last": last_form(form),
        "may_send": may_send(user, form),
        "may_export": may(user, Verb.EXPORT, at=form.unit),
    }
    return render(request, "office/collecting/merged.html", names)


def _codes(line: merging.Line) -> set[str]:
    return {unit.code for unit in (line.county, line.township) if unit is not None}


def _cells(table: merging.Merged, row: Any) -> list[tuple[Any, Any]]:
    """The columns with the values of a row, numbers as numbers."""
    return [(column, merging.as_number(column, row.get(column.key, ""))) for column in table.columns]


@require_safe
def merged_workbook(request: HttpRequest, number: int) -> HttpResponse:
    """The merged table as a workbook."""
    user: Any = request.user
    form = _sent(request, number)
    if not may(user, Verb.EXPORT):
        raise PermissionDenied
    table = merge(form, user)
    content = merging.merged_workbook(table)
    return handed_out(request, content, _("%(form)s汇总.xlsx") % {"form": form}, record=form, rows=len(table.lines))


@require_safe
def changes(request: HttpRequest, number: int) -> HttpResponse:
    """What changed since the last form of the same catalogue number, and which known values units have corrected."""
    user: Any = request.user
    form = _sent(request, number)
    table, last = merge(form, user), last_form(form)
    found = merging.differences(table, last, user) if last is not None else []
    labels = {column.key: column.label for column in table.columns}
    corrections = [
        (line, labels.get(cell.key, cell.key), cell) for line in table.lines for cell in merging.corrected(line.entry)
    ]
    names = {
        "form": form,
        "last": last,
        "differences": found,
        "corrections": corrections,
        "may_send": may_send(user, form),
    }
    return render(request, "office/collecting/changes.html", names)


@require_http_methods(["GET", "POST"])
def upper_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Upload the sheet of the office above, see what was recognised, correct it, and take the filled sheet away."""
    user: Any = request.user
    form = _sent(request, number)
    if not may_send(user, form):
        raise PermissionDenied
    if request.method == "POST":
        try:
            if upload := request.FILES.get("sheet"):
                upper_sheets.keep_sheet(form=form, upload=upload, by=user)
            else:
                upper_sheets.map_columns(form=form, columns=_mapped(request), by=user)
        except (Refused, CannotReadTable, CannotFill) as refusal:
            messages.error(request, str(refusal))
        return redirect("upper_sheet", form.pk)
    table = merge(form, user)
    sheet = upper_sheets.kept_sheet(form)
    seen, refusal_said = None, ""
    if sheet is not None:
        try:
            seen = upper_sheets.inspected(form, table)
        except (CannotReadTable, CannotFill) as refusal:
            refusal_said = str(refusal)
    names = {"form": form, "merged": table, "sheet": sheet, "seen": seen, "refusal": refusal_said}
    return render(request, "office/collecting/upper_sheet.html", names)


def _mapped(request: HttpRequest) -> dict[str, str]:
    """The form's column for each column of the sheet, as chosen."""
    chosen = {name: str(key) for name, key in request.POST.items() if name.startswith("to-")}
    return {name.removeprefix("to-"): key for name, key in chosen.items() if key}


@require_safe
def filled_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """The sheet of the office above, filled in."""
    user: Any = request.user
    form = _sent(request, number)
    if not may_send(user, form):
        raise PermissionDenied
    table = merge(form, user)
    try:
        name, filled = upper_sheets.filled(form, table)
    except (CannotReadTable, CannotFill) as refusal:
        messages.error(request, str(refusal))
        return redirect("upper_sheet", form.pk)
    return handed_out(request, filled.content, name, record=form, rows=filled.cells)
