"""Mending the rows of an import in the page: a cell at a time, a whole row, or all alike cells with one click."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zugong.kernel.ledger.importing import actions
from zugong.kernel.ledger.importing.actions import CannotImport
from zugong.kernel.ledger.importing.columns import columns_of
from zugong.kernel.ledger.importing.models import ImportRow
from zugong.kernel.ledger.pages.import_tables import ImportTable, bad_rows_of, kind_of, suggestions_of
from zugong.kernel.ledger.pages.imports import counted, ledger_of_import, own_import

CELL = "cell:"


@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One row to be mended; sent, it is judged anew and comes back with what is still wrong."""
    imported = own_import(pk, request.user)
    found = get_object_or_404(ImportRow, imported=imported, number=number)
    refusal, others = "", 0
    if request.method == "POST":
        try:
            judged = actions.mend(imported, number, _typed(request))
        except CannotImport as error:
            refusal = str(error)
        else:
            others = len(judged) - 1
        if "HX-Request" not in request.headers:
            if refusal:
                messages.error(request, refusal)
            return redirect("ledger:imported", pk)
        imported.refresh_from_db()
        found = ImportRow.objects.get(pk=found.pk)
    found.imported = imported
    ledger = ledger_of_import(imported)
    columns = columns_of(ledger, imported.by, imported.mapping)
    heads = [name for name in (request.POST.get("heads") or request.GET.get("heads", "")).split(",") if name]
    whole = "whole" in request.GET
    table = ImportTable(imported, ledger, columns, [found], None if whole or not heads else heads)
    names: dict[str, Any] = counted(imported) | {
        "imported": imported,
        "line": table.shown_row(found),
        "table": table,
        "whole": whole,
        "heads": heads or [head.key for head in table.heads],
        "refusal": refusal,
        "others": others,
        "sent": request.method == "POST",
    }
    return render(request, "ledger/imports_row.html", names)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a suggestion for all cells of a column in which the same thing is wrong."""
    imported = own_import(pk, request.user)
    name, kind, value = (request.POST.get(key, "") for key in ("field", "kind", "value"))
    place = int(request.POST["place"]) if request.POST.get("place", "").isdecimal() else 0
    rows = [found for found in bad_rows_of(imported) if not value or found.shown_text(name) == value]
    mended = {found.number: {name: meant} for found in rows if (meant := _meant(found, name, kind, place))}
    try:
        if mended:
            actions.mend_rows(imported, mended)
    except CannotImport as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已按建议修改 %(count)d 处") % {"count": len(mended)})
    return redirect("ledger:imported", pk)


def _typed(request: HttpRequest) -> dict[str, str]:
    """The texts by field: what was typed, and the suggestion that was pressed."""
    texts = {key.removeprefix(CELL): str(value) for key, value in request.POST.items() if key.startswith(CELL)}
    name, _sign, text = request.POST.get("accept", "").partition("=")
    return texts | {name: text} if name else texts


def _meant(found: ImportRow, name: str, kind: str, place: int) -> str:
    for problem in found.problems:
        if problem.get("field", "") == name and kind_of(problem["reason"]) == kind:
            suggestions = suggestions_of(problem)
            return suggestions[place] if place < len(suggestions) else ""
    return ""
