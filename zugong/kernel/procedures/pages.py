"""What is in procedure, and one case of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zugong.kernel.documents.writing.forms import render_form
from zugong.kernel.history.models import Record
from zugong.kernel.history.writing import ChangedMeanwhile
from zugong.kernel.ledger.addresses import address_of
from zugong.kernel.ledger.attachments import listed
from zugong.kernel.procedures.authority import follow
from zugong.kernel.procedures.cases import in_state, overviews, record_of, visible_cases
from zugong.kernel.procedures.clocks import clocks_of, standing_of
from zugong.kernel.procedures.contents import content_hash, shown_values
from zugong.kernel.procedures.declaring import WHY, Procedure, UnknownProcedure, procedure_named
from zugong.kernel.procedures.forms import form_of
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import CannotMove, SomethingMissing, moves_open_to, signatures_of, take
from zugong.kernel.procedures.paper import signing_form
from zugong.kernel.procedures.way import awaited, signer_name, steps_of

PAGE = 50
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """All procedures: how many cases stand where, how many wait for me."""
    found = overviews(_user(request))
    names = {"overviews": found, "mine": sum(one.mine for one in found), "open": sum(one.open for one in found)}
    return render(request, "procedures/cases.html", names)


@require_safe
def procedure_cases(request: HttpRequest, code: str) -> HttpResponse:
    """The cases of one procedure, by state."""
    procedure, state = _procedure(code), request.GET.get("state", "")
    found = in_state(visible_cases(procedure, _user(request)), procedure, state)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [
        (
            record,
            follow(record, procedure.about) if procedure.about else None,
            procedure.state(procedure.state_of(record)),
            _next_moves(procedure, record),
        )
        for record in page
    ]
    names = {"procedure": procedure, "page": page, "rows": rows, "state": state}
    return render(request, "procedures/procedure.html", names)


@require_safe
def case(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One case: its state, who is next, the signatures so far, and the moves open to me."""
    procedure = _procedure(code)
    return _case_page(request, procedure, _record(request, procedure, pk))


@require_POST
def move(request: HttpRequest, code: str, pk: int, name: str) -> HttpResponse:
    """Take a move."""
    procedure, user = _procedure(code), _user(request)
    record = _record(request, procedure, pk)
    try:
        form = form_of(procedure.move(name), record, user, request.POST)
    except UnknownProcedure:
        raise Http404(name) from None
    if not form.is_valid():
        return _case_page(request, procedure, _record(request, procedure, pk), failed={name: form}, status=422)
    given = form.cleaned_data
    changes = {field: given[field] for field in procedure.move(name).fields}
    try:
        take(procedure, name, record, by=user, why=given[WHY], changes=changes, seen=given["seen_version"])
    except SomethingMissing as refusal:
        for field in refusal.fields:
            form.add_error(field if field in form.fields else None, str(refusal))
        return _case_page(request, procedure, _record(request, procedure, pk), failed={name: form}, status=422)
    except (CannotMove, ChangedMeanwhile) as refusal:
        messages.error(request, str(refusal))
    else:
        state = procedure.state(procedure.state_of(record)).label
        messages.success(
            request, _("已办理“%(move)s”，现在是“%(state)s”") % {"move": procedure.move(name).label, "state": state}
        )
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("procedures:case", code=code, pk=pk)


@require_safe
def printed_form(request: HttpRequest, code: str, pk: int, name: str) -> HttpResponse:
    """The form on which a move can be signed by hand."""
    procedure = _procedure(code)
    try:
        form = signing_form(_record(request, procedure, pk), name, procedure)
    except UnknownProcedure:
        raise Http404(name) from None
    headers = {"Content-Disposition": f'attachment; filename="{code}-{pk}-{name}.docx"'}
    return HttpResponse(render_form(form), content_type=DOCX, headers=headers)


def _case_page(
    request: HttpRequest,
    procedure: Procedure,
    record: Record,
    *,
    failed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    user, failed = _user(request), failed or {}
    signatures = list(signatures_of(record))
    own = [signature for signature in signatures if signature.procedure == procedure.code]
    waiting = awaited(procedure, record)
    names = {
        "procedure": procedure,
        "record": record,
        "state": procedure.state(procedure.state_of(record)),
        "address": address_of(record),
        "about": follow(record, procedure.about) if procedure.about else None,
        "steps": steps_of(procedure, record, signatures),
        "awaited": waiting,
        "signatures": [
            (signature, signer_name(signature), _move_label(procedure, signature.move)) for signature in own
        ],
        "hash": content_hash(record, procedure),
        "unchanged": not own or own[-1].content_hash == content_hash(record, procedure),
        "values": shown_values(record),
        "moves": [
            (one, failed.get(one.name) or form_of(one, record, user), one.name in failed)
            for one in moves_open_to(record, user, procedure)
        ],
        "clocks": [(clock, standing_of(clock, at=waiting[0].unit if waiting else None)) for clock in clocks_of(record)],
        "duties": Duty.objects.open().about(record).select_related("unit"),
        "attachments": listed(record),
    }
    return render(request, "procedures/case.html", names, status=status)


def _next_moves(procedure: Procedure, record: Record) -> str:
    return "、".join(
        str(one.label) for one in procedure.moves_from(procedure.state_of(record)) if one.verb and not one.danger
    )


def _move_label(procedure: Procedure, name: str) -> str:
    return next((str(one.label) for one in procedure.moves if one.name == name), name)


def _procedure(code: str) -> Procedure:
    try:
        return procedure_named(code)
    except UnknownProcedure:
        raise Http404(code) from None


def _record(request: HttpRequest, procedure: Procedure, pk: int) -> Record:
    record = record_of(procedure, pk, _user(request))
    if record is None:
        raise Http404(f"{procedure.code}/{pk}")
    return record


def _user(request: HttpRequest) -> Any:
    return request.user
