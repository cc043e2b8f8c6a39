"""A form that was sent: who has answered, chasing, confirming many at once, sheets of many units."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zugong.kernel.access.deciding import acts_for, may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.histories import told
from zugong.kernel.ledger.pages.polling import asked_by_the_page
from zugong.kernel.procedures.moving import CannotMove, take
from zugong.kernel.workbook.files import CannotReadTable
from zugong.modules.office.actions.collecting import chasing, handing_out, sheets
from zugong.modules.office.actions.collecting.answering import RETURN
from zugong.modules.office.actions.collecting.drafting import last_form, may_send
from zugong.modules.office.actions.collecting.listing import why_refusable
from zugong.modules.office.models import FormReturn, OneOffForm
from zugong.modules.office.pages.collecting.drafting import draft_page
from zugong.modules.office.pages.collecting.showing import case_of, form_shown, handed_out

STATES = FormReturn.State
PAGE = 100
FILLED_IN = (STATES.FILLED, STATES.CONFIRMED)


@require_safe
def form_page(request: HttpRequest, number: int) -> HttpResponse:
    """A draft to be finished, or a form that was sent: how many have answered, who has not."""
    form = form_shown(request, number)
    if form.state == OneOffForm.State.DRAFT:
        return draft_page(request, form)
    return sent_page(request, form)


def sent_page(request: HttpRequest, form: OneOffForm, *, problems: Any = (), status: int = 200) -> HttpResponse:
    """The returns of a form that the reader may see, by state, and what can be done with them."""
    user: Any = request.user
    returns = FormReturn.objects.visible_to(user).filter(form=form)
    entries = list(
        returns.select_related("unit__parent", "form", "confirmer", "filled_by__person").order_by("unit__path")
    )
    if len(entries) == 1 and acts_for(user, Verb.REPORT, entries[0].unit) and not may_send(user, form):
        return redirect(entries[0])
    counts = {state: sum(entry.state == state for entry in entries) for state in STATES.values}
    late = [entry for entry in entries if entry.may_be_filled]
    state = request.GET.get("state", "")
    chosen = late if state == "awaited" else [entry for entry in entries if state in {"", entry.state}]
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    names = case_of("office.one_off_form", form, user, back=request.path) | {
        "form": form,
        "page": page,
        "work": handing_out.work_on(form),
        "own_job": may_send(user, form),
        "state": state,
        "states": [(value, label, counts[value]) for value, label in STATES.choices if counts[value]],
        "asked": len(entries) - counts[STATES.DROPPED],
        "answered": sum(counts[value] for value in FILLED_IN),
        "late": late,
        "confirmable": {entry.pk for entry in page if _confirmable(user, entry)},
        "may_chase": bool(late) and any(chasing.may_chase(user, entry) for entry in late),
        "may_send": may_send(user, form),
        "may_fill": any(may(user, Verb.REPORT, at=entry.unit) for entry in late),
        "group_text": chasing.group_text(form, late, request.build_absolute_uri(form.get_absolute_url())),
        "unlisted": why_refusable(form),
        "last": last_form(form),
        "problems": problems,
        "events": told(form, reader=user, count=10)[0],
    }
    return render(request, "office/collecting/sent.html", names, status=status)


@require_safe
@asked_by_the_page
def form_progress(request: HttpRequest, number: int) -> HttpResponse:
    """How far the background is with a form; the whole page anew once it is done."""
    user: Any = request.user
    form = form_shown(request, number)
    work = handing_out.work_on(form)
    names = {"form": form, "work": work, "own_job": may_send(user, form)}
    response = render(request, "office/collecting/_work.html", names)
    if work is None:
        response["HX-Refresh"] = "true"
    return response


def _confirmable(user: User, entry: FormReturn) -> bool:
    return (
        entry.state == STATES.FILLED and entry.filled_by_id != user.pk and may(user, Verb.CONFIRM, at=entry.confirmer)
    )


def _chosen(request: HttpRequest, form: OneOffForm) -> list[FormReturn]:
    keys = [int(key) for key in request.POST.getlist("entry") if key.isdigit()]
    found = FormReturn.objects.visible_to(request.user).filter(form=form, pk__in=keys)
    return list(found.select_related("unit", "form", "confirmer"))


@require_POST
def chase(request: HttpRequest, number: int) -> HttpResponse:
    """Remind those chosen, or all that have not answered."""
    user: Any = request.user
    form = form_shown(request, number)
    count = chasing.chase(entries=_chosen(request, form) or chasing.awaited(form, user), by=user)
    if count:
        messages.success(request, _("已催报 %(count)s 个单位，他们的工作台上会看到。") % {"count": count})
    else:
        messages.info(request, _("今天都已经催过了。"))
    return redirect(form)


@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm, or send back with one reason, the returns that were chosen."""
    user: Any = request.user
    form = form_shown(request, number)
    move = "return" if request.POST.get("do") == "return" else "confirm"
    taken = 0
    for entry in _chosen(request, form):
        try:
            take(RETURN, move, entry, by=user, why=request.POST.get("why", ""))
            taken += 1
        except CannotMove as refusal:
            messages.error(request, f"{entry.unit}：{refusal}")
    if taken:
        messages.success(request, _("已办理 %(count)s 份。") % {"count": taken})
    return redirect(form)


@require_safe
def empty_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """The form as a sheet, with a line for each unit that the reader may answer for."""
    form = form_shown(request, number)
    entries = _to_fill(request.user, form)
    content = sheets.form_workbook(form, entries)
    return handed_out(request, content, f"{form}.xlsx", record=form, rows=len(entries))


def _to_fill(user: Any, form: OneOffForm) -> list[FormReturn]:
    return [entry for entry in chasing.awaited(form, user) if may(user, Verb.REPORT, at=entry.unit)]


@require_POST
def take_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Answer for many units with one sheet; what is wrong stays named on the page."""
    user: Any = request.user
    form = form_shown(request, number)
    upload = request.FILES.get("sheet")
    if upload is None:
        messages.error(request, _("请先选择表格"))
        return redirect(form)
    try:
        taken = sheets.fill_many(
            form=form, entries=_to_fill(user, form), content=upload.read(), name=upload.name or "", by=user
        )
    except CannotReadTable as refusal:
        messages.error(request, str(refusal))
        return redirect(form)
    if taken.filled:
        messages.success(request, _("收下 %(count)s 个单位的回表。") % {"count": len(taken.filled)})
    if not taken.problems:
        return redirect(form)
    return sent_page(request, form, problems=taken.problems, status=422)
