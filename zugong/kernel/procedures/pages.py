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
from zugong.kernel.procedures.authority import follow
from zugong.kernel.procedures.case_page import case_page
from zugong.kernel.procedures.cases import asked_case, in_state, overviews, visible_cases
from zugong.kernel.procedures.crossing import may_look
from zugong.kernel.procedures.declaring import WHY, Procedure, UnknownProcedure, procedure_named
from zugong.kernel.procedures.forms import form_of
from zugong.kernel.procedures.moving import CannotMove, SomethingMissing, take
from zugong.kernel.procedures.paper import signing_form
from zugong.kernel.procedures.versions import ruling, ruling_all

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
    former = ruling_all(procedure, page)
    rows = [_row(former.get(record.pk, procedure), record) for record in page]
    names = {"procedure": procedure, "page": page, "rows": rows, "state": state}
    names["versions"] = may_look(_user(request))
    return render(request, "procedures/procedure.html", names)


@require_safe
def case(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One case: its state, who is next, the signatures so far, and the moves open to me."""
    return case_page(request, *asked_case(code, pk, _user(request)))


@require_POST
def move(request: HttpRequest, code: str, pk: int, name: str) -> HttpResponse:
    """Take a move."""
    user = _user(request)
    procedure, record = asked_case(code, pk, user)
    procedure = ruling(procedure, record)
    try:
        form = form_of(procedure.move(name), record, user, request.POST)
    except UnknownProcedure:
        raise Http404(name) from None
    if not form.is_valid():
        return case_page(request, procedure, _fresh(code, pk, user), failed={name: form}, status=422)
    given = form.cleaned_data
    changes = {field: given[field] for field in procedure.move(name).fields if field in given}
    try:
        take(procedure, name, record, by=user, why=given.get(WHY, ""), changes=changes, seen=given["seen_version"])
    except SomethingMissing as refusal:
        for field in refusal.fields:
            form.add_error(field if field in form.fields else None, str(refusal))
        return case_page(request, procedure, _fresh(code, pk, user), failed={name: form}, status=422)
    except (CannotMove, ChangedMeanwhile) as refusal:
        messages.error(request, str(refusal))
    else:
        state = procedure.stands_in(record).label
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
    procedure, record = asked_case(code, pk, _user(request))
    try:
        form = signing_form(record, name, ruling(procedure, record))
    except UnknownProcedure:
        raise Http404(name) from None
    headers = {"Content-Disposition": f'attachment; filename="{code}-{pk}-{name}.docx"'}
    return HttpResponse(render_form(form), content_type=DOCX, headers=headers)


def _row(procedure: Procedure, record: Record) -> tuple[Any, ...]:
    about = follow(record, procedure.about) if procedure.about else None
    return record, about, procedure.stands_in(record), _next_moves(procedure, record), procedure.former


def _next_moves(procedure: Procedure, record: Record) -> str:
    return "、".join(
        str(one.label) for one in procedure.moves_from(procedure.state_of(record)) if one.verb and not one.danger
    )


def _fresh(code: str, pk: int, user: Any) -> Record:
    return asked_case(code, pk, user)[1]


def _procedure(code: str) -> Procedure:
    try:
        return procedure_named(code)
    except UnknownProcedure:
        raise Http404(code) from None


def _user(request: HttpRequest) -> Any:
    return request.user
