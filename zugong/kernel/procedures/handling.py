"""What is done to a case beside its moves: pausing its clock, taking an objection, registering a signature on paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zugong.kernel.history.models import Record
from zugong.kernel.history.writing import ChangedMeanwhile
from zugong.kernel.ledger.refusing import Refused
from zugong.kernel.procedures.case_page import OBJECTING, PAPER, case_page, may_pause
from zugong.kernel.procedures.cases import asked_case
from zugong.kernel.procedures.clocks import CannotPause, pause_clock, resume_clock
from zugong.kernel.procedures.declaring import WHY, Procedure, UnknownProcedure
from zugong.kernel.procedures.forms import ObjectionForm, PaperForm
from zugong.kernel.procedures.moving import CannotMove
from zugong.kernel.procedures.objections import CannotObject, take_objection
from zugong.kernel.procedures.paper_signing import possible_signers, register_on_paper
from zugong.kernel.procedures.stages import running_clock
from zugong.kernel.procedures.versions import ruling


@require_POST
def pause(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Pause the clock of the present state for a stated reason, or let it go on."""
    procedure, record = _case(request, code, pk)
    user: Any = request.user
    clock = running_clock(procedure, record)
    if clock is None or not may_pause(procedure, record, user):
        messages.error(request, _("您不能暂停这项时限"))
        return redirect("procedures:case", code=code, pk=pk)
    try:
        if "resume" in request.POST:
            due = resume_clock(clock)
            messages.success(request, _("已恢复计时，时限是 %(due)s") % {"due": due})
        else:
            pause_clock(clock, why=request.POST.get("why", "")[:300], by=user)
            messages.success(request, _("已暂停计时"))
    except CannotPause as refusal:
        messages.error(request, str(refusal))
    return redirect("procedures:case", code=code, pk=pk)


@require_POST
def objection(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take an objection during publicity."""
    procedure, record = _case(request, code, pk)
    form = ObjectionForm(request.POST)
    if form.is_valid():
        try:
            take_objection(procedure, record, by=_user(request), **form.cleaned_data)
        except CannotObject as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记异议，核查完之前不能结束公示"))
            return redirect("procedures:case", code=code, pk=pk)
    return case_page(request, procedure, record, failed={OBJECTING: form}, status=422)


@require_POST
def paper(request: HttpRequest, code: str, pk: int, name: str) -> HttpResponse:
    """Register a move that somebody else has signed by hand."""
    procedure, record = _case(request, code, pk)
    try:
        move = procedure.move(name)
    except UnknownProcedure:
        raise Http404(name) from None
    signers = possible_signers(record, move)
    form = PaperForm(request.POST, request.FILES, signers=signers, move=move, record=record, user=_user(request))
    if form.is_valid():
        try:
            _register(request, procedure, record, name, form)
        except (CannotMove, ChangedMeanwhile, Refused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记纸质签署：%(move)s") % {"move": move.label})
            return redirect("procedures:case", code=code, pk=pk)
    procedure, record = _case(request, code, pk)
    return case_page(request, procedure, record, failed={f"{PAPER}-{name}": form}, status=422)


def _register(request: HttpRequest, procedure: Procedure, record: Record, name: str, form: PaperForm) -> None:
    given = form.asked.cleaned_data
    sheet = {key: form.cleaned_data[key] for key in ("signer", "scan", "code", "signed_on")}
    changes = {field: given[field] for field in procedure.move(name).fields if field in given}
    register_on_paper(
        procedure,
        name,
        record,
        by=_user(request),
        why=given.get(WHY, ""),
        changes=changes,
        seen=given["seen_version"],
        **sheet,
    )


def _case(request: HttpRequest, code: str, pk: int) -> tuple[Procedure, Record]:
    procedure, record = asked_case(code, pk, _user(request))
    return ruling(procedure, record), record


def _user(request: HttpRequest) -> Any:
    return request.user
