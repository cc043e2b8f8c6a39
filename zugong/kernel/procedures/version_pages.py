"""The versions of a procedure: how many cases run under which, and moving them to the present one after a dry run."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.crossing import cross, dry_run, may_look, versions_in_use
from zugong.kernel.procedures.declaring import Procedure, UnknownProcedure, procedure_named
from zugong.kernel.procedures.moving import CannotMove
from zugong.kernel.procedures.versions import digest_of

SHOWN = 200
CHOICE = "state-"


@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """What would become of the cases of earlier versions; who decides for the whole tree moves them, as it is shown."""
    user: Any = request.user
    try:
        procedure = procedure_named(code)
    except UnknownProcedure:
        raise Http404(code) from None
    if not may_look(user):
        raise Http404(code)
    given = request.POST if request.method == "POST" else request.GET
    choices = {name.removeprefix(CHOICE): str(value) for name, value in given.items() if name.startswith(CHOICE)}
    if request.method == "POST" and _crossed(request, procedure, choices):
        return redirect("procedures:versions", code=code)
    shown = dry_run(procedure, choices)
    kept = versions_in_use(procedure)
    names = {
        "procedure": procedure,
        "kept": kept,
        "present": digest_of(procedure),
        "earlier": len(shown.crossings),
        "shown": shown,
        "rows": shown.crossings[:SHOWN],
        "asked_for": [(state, choices.get(state.name, "")) for state in _asked_for(choices, shown)],
        "choices": choices,
        "may_cross": may(user, Verb.APPROVE),
    }
    return render(request, "procedures/versions.html", names)


def _asked_for(choices: dict[str, str], shown: Any) -> list[Any]:
    """The states for which a place is to be chosen: those without one, and those chosen already."""
    homeless = {state.name: state for state in shown.homeless}
    chosen = {one.before.name: one.before for one in shown.crossings if one.before.name in choices}
    return list((homeless | chosen).values())


def _crossed(request: HttpRequest, procedure: Procedure, choices: dict[str, str]) -> bool:
    user: Any = request.user
    why, token = request.POST.get("why", ""), request.POST.get("token", "")
    try:
        moved = cross(procedure, choices=choices, by=user, why=why, token=token)
    except CannotMove as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("已有 %(count)d 件转入新版程序") % {"count": len(moved)})
    return True
