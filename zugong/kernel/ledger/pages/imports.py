"""Bringing a spreadsheet into a ledger: hand it in, see what was understood, take it in, undo it, find it again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog
from zugong.kernel.ledger.declaring import Ledger, ledger_named
from zugong.kernel.ledger.forms import ReasonForm
from zugong.kernel.ledger.importing import actions
from zugong.kernel.ledger.importing.actions import CannotImport
from zugong.kernel.ledger.importing.columns import columns_of
from zugong.kernel.ledger.importing.models import Import, ImportRow
from zugong.kernel.ledger.pages.gate import ledger_or_404
from zugong.kernel.ledger.pages.import_tables import (
    MOST_GROUPED,
    ImportTable,
    alike,
    bad_rows_of,
    named_record,
    names_to_mend,
    records_of,
    rows_in,
)
from zugong.kernel.ledger.pages.polling import asked_by_the_page
from zugong.kernel.workbook.template import write_template
from zugong.kernel.workbook.writing import MIME_TYPE

PAGE_SIZE = 20
LATEST = 5
UNSAID = "?"
MENDABLE = (Import.State.JUDGED, Import.State.TAKEN)
"""The states in which bad rows can be mended: before the good ones are taken in, and after."""


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, name: str) -> HttpResponse:
    """Hand in a file; nothing is changed by that."""
    user: Any = request.user
    ledger = _writable(name, user)
    refusal = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            refusal = _("请先选择文件")
        else:
            try:
                return redirect("ledger:imported", actions.begin(ledger, upload, by=user).pk)
            except CannotImport as error:
                refusal = str(error)
    names = {
        "ledger": ledger,
        "refusal": refusal,
        "columns": columns_of(ledger, user),
        "imports": [_summary(one) for one in _imports(user).filter(ledger_name=ledger.name, by=user)[:LATEST]],
        "all": False,
    }
    return render(request, "ledger/imports_new.html", names, status=422 if refusal else 200)


@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """An empty spreadsheet to fill in."""
    user: Any = request.user
    ledger = _writable(name, user)
    content = write_template(str(ledger.label), columns_of(ledger, user), title=_("%s导入表") % ledger.label)
    return _spreadsheet(content, _("%s导入表.xlsx") % ledger.label)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The user's imports, newest first; an auditor sees those of others too, but not what stands in them."""
    user: Any = request.user
    page = Paginator(_imports(user), PAGE_SIZE).get_page(request.GET.get("page"))
    imports = [_summary(one) for one in page]
    names = {"page": page, "imports": imports, "all": any(one["import"].by_id != user.pk for one in imports)}
    return render(request, "ledger/imports.html", names)


@require_safe
def imported_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: what was understood and what is wrong, or how far it is, or what it has changed."""
    user: Any = request.user
    imported = _import_or_404(pk, user)
    names = _page_names(imported, user)
    if names["own"]:
        show = _shown_verdict(imported, request.GET.get("show", ""))
        names |= _table_names(imported, names["ledger"], user, show, request.GET.get("page"))
    return render(request, "ledger/imports_one.html", names)


@require_safe
@asked_by_the_page
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work on an import has come, asked again and again; once it is done the page is opened anew."""
    imported = _import_or_404(pk, request.user)
    names = _page_names(imported, request.user)
    response = render(request, "ledger/imports_progress.html", names)
    if not names["busy"]:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def say_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what columns mean that nobody knew, or that were taken for something else; it is remembered."""
    imported = own_import(pk, request.user)
    labels = dict.fromkeys([*imported.unknown, *imported.mapping])
    chosen = {label: request.POST.get(f"column:{label}", UNSAID) for label in labels}
    if "rest" in request.POST:
        chosen |= {label: "" for label in imported.unknown if chosen[label] == UNSAID}
    known = imported.mapping
    said = {label: name or None for label, name in chosen.items() if name not in (UNSAID, known.get(label))}
    try:
        if said:
            actions.map_columns(imported, said)
    except CannotImport as error:
        messages.error(request, str(error))
    return redirect("ledger:imported", pk)


@require_POST
def clearing(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether empty cells empty what is stored."""
    return _tried(request, pk, lambda one: actions.let_empty_clear(one, clears="clears" in request.POST))


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the good rows."""
    return _tried(request, pk, lambda one: actions.take(one, request.user, only_good=True))  # type: ignore[arg-type]


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the import up."""
    return _tried(request, pk, actions.drop)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what the import has changed, with a reason."""
    reason = ReasonForm(request.POST)
    if not reason.is_valid():
        messages.error(request, _("没有办理：请写明原因"))
        return redirect("ledger:imported", pk)
    why = reason.cleaned_data["why"]
    return _tried(request, pk, lambda one: actions.undo(one, request.user, why))  # type: ignore[arg-type]


@require_safe
def bad_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The bad rows as a spreadsheet, to be mended there and brought again."""
    imported = own_import(pk, request.user)
    try:
        content = actions.bad_rows_workbook(imported)
    except CannotImport as error:
        messages.error(request, str(error))
        return redirect("ledger:imported", pk)
    rows = imported.counts.get(ImportRow.Verdict.BAD, 0)
    note(AccessLog.Kind.EXPORTED, by=request.user, what=imported.named, rows=rows, request=request)
    return _spreadsheet(content, _("有问题的行-%s.xlsx") % imported.file_name.rsplit(".", 1)[0])


def _writable(name: str, user: Any) -> Ledger:
    ledger = ledger_or_404(name, user)
    if not ledger.may_edit(user):
        raise PermissionDenied
    return ledger


def _imports(user: Any) -> Any:
    return Import.objects.visible_to(user).select_related("job", "by__person").order_by("-pk")


def _import_or_404(pk: int, user: Any) -> Import:
    return get_object_or_404(_imports(user).select_related("job", "by__person", "data_key", "unit"), pk=pk)


def own_import(pk: int, user: Any) -> Import:
    """An import that the user may go on with: their own."""
    imported = _import_or_404(pk, user)
    if imported.by_id != user.pk:
        raise PermissionDenied
    return imported


def _tried(request: HttpRequest, pk: int, verb: Any) -> HttpResponse:
    imported = own_import(pk, request.user)
    try:
        verb(imported)
    except CannotImport as error:
        messages.error(request, str(error))
    return redirect("ledger:imported", pk)


def ledger_of_import(imported: Import) -> Ledger:
    """The ledger that an import goes into."""
    ledger = ledger_named(imported.ledger_name)
    if ledger is None:
        raise Http404(imported.ledger_name)
    return ledger


def _summary(imported: Import) -> dict[str, Any]:
    ledger = ledger_named(imported.ledger_name)
    return {
        "import": imported,
        "label": ledger.label if ledger else imported.ledger_name,
        "counts": counts_of(imported),
    }


def counts_of(imported: Import) -> dict[str, int]:
    """The number of rows by verdict, none left out."""
    return {verdict: imported.counts.get(verdict, 0) for verdict in ("new", "changed", "unchanged", "bad")}


def counted(imported: Import) -> dict[str, Any]:
    """What the headline, the tabs and the main move say: rows by verdict, and how many could be taken in now."""
    taken = imported.counts.get("taken", 0) if imported.state == Import.State.TAKEN else 0
    return {
        "counts": counts_of(imported),
        "good": max(imported.good_count() - taken, 0),
        "to_write": imported.counts.get("new", 0) + imported.counts.get("changed", 0),
        "mendable": imported.state in MENDABLE,
        "undone": {name: imported.counts.get(name, 0) for name in ("undone", "left")},
    }


def _page_names(imported: Import, user: Any) -> dict[str, Any]:
    busy = imported.state in {Import.State.READING, Import.State.TAKING, Import.State.UNDOING}
    return counted(imported) | {
        "imported": imported,
        "ledger": ledger_of_import(imported),
        "job": imported.job if busy else None,
        "busy": busy,
        "own": imported.by_id == user.pk,
    }


def _shown_verdict(imported: Import, asked: str) -> str:
    """The verdict whose rows are shown: the one asked for, else the first that has rows, before all those to be mended."""
    counts = counts_of(imported)
    if counts.get(asked):
        return asked
    order = (
        ("bad", "changed", "new", "unchanged") if imported.state in MENDABLE else ("changed", "new", "unchanged", "bad")
    )
    return next((verdict for verdict in order if counts[verdict]), "")


def _table_names(imported: Import, ledger: Ledger, user: Any, show: str, page: str | None) -> dict[str, Any]:
    columns = columns_of(ledger, user, imported.mapping)
    shown = Paginator(imported.rows.filter(verdict=show), PAGE_SIZE).get_page(page)
    rows = rows_in(imported, shown)
    judged = imported.state == Import.State.JUDGED
    mending = show == "bad" and imported.state in MENDABLE
    # What stood in rows that were taken in is forgotten; they are shown by their records.
    told = rows if judged or mending else []
    table = ImportTable(imported, ledger, columns, told, names_to_mend(columns, told) if mending else None)
    records = {} if judged or mending else records_of(ledger, rows, user)
    labels = {column.key: column.label for column in columns}
    return {
        "show": show,
        "page": shown,
        "table": table,
        "columns": columns,
        "meanings": [(label, name, labels[name]) for label, name in imported.mapping.items() if name in labels],
        "left_out": [label for label, name in imported.mapping.items() if not name],
        "most": MOST_GROUPED if imported.counts.get("bad", 0) > MOST_GROUPED else 0,
        "groups": alike(bad_rows_of(imported)) if mending else [],
        "differences": table.differences(user) if judged and show == "changed" else [],
        "mending": mending,
        "mended_heads": [head.key for head in table.heads],
        "written": [] if judged or mending else [(row, *named_record(records, row, user)) for row in rows],
    }


def _spreadsheet(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MIME_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
