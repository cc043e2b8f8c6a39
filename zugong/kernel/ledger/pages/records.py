"""A record's page, its form, its voiding and its return."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zugong.kernel.history import writing
from zugong.kernel.ledger.addresses import address_of
from zugong.kernel.ledger.attachments import listed
from zugong.kernel.ledger.children import child_forms, one_more_row, save_whole, show_both, shown_children
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.forms import ReasonForm, form_for
from zugong.kernel.ledger.histories import told
from zugong.kernel.ledger.pages.gate import is_voided, ledger_or_404, record_or_404
from zugong.kernel.ledger.saving import NotYours
from zugong.kernel.ledger.sections import sections_of
from zugong.kernel.ledger.seeing import named
from zugong.kernel.ledger.unmasking import facts
from zugong.kernel.ledger.versions import child_differences, differences, versions_of

CHANGES = 20
MOST_CHANGES = 100_000


@require_safe
def record_page(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Everything about one record that the user may see."""
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    return show_record(request, ledger, record_or_404(ledger, pk, user))


def show_record(request: HttpRequest, ledger: Ledger, record: Any, *, opened: Collection[str] = ()) -> HttpResponse:
    """The record's page; `opened` names values unmasked for this view."""
    user: Any = request.user
    asked = request.GET.get("from", "0")
    start = min(int(asked), MOST_CHANGES) if asked.isdecimal() else 0
    events, more = told(record, reader=user, start=start, count=CHANGES)
    names = {
        "ledger": ledger,
        "record": record,
        "title": named(record, user),
        "parts": [(title, facts(columns, record, user, opened=opened)) for title, columns in ledger.parts],
        "may_edit": ledger.may_edit(user, record),
        "voided": is_voided(record),
        "attachments": listed(record),
        "children": shown_children(ledger, record, user),
        "sections": [(one.title, one.drawn(request)) for one in sections_of(record, user)],
        "events": events,
        "later": max(0, start - CHANGES) if start else None,
        "earlier": start + CHANGES if more else None,
    }
    return render(request, "ledger/record.html", names)


@require_safe
def compare(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Two versions of a record side by side; unsaid, the last two."""
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    record = record_or_404(ledger, pk, user)
    changes = versions_of(record)
    known = {str(change.pk): change for change in changes}
    chosen = [known[key] for key in (request.GET.get("a", ""), request.GET.get("b", "")) if key in known]
    ends = sorted(chosen if len(chosen) == 2 else changes[:2], key=lambda change: change.pk)
    names: dict[str, Any] = {"ledger": ledger, "record": record, "title": named(record, user), "changes": changes}
    names |= {"ends": [], "differences": [], "children": []}
    if len(ends) == 2:
        first, second = ends
        names |= {
            "ends": ends,
            "differences": differences(record, changes, first, second, user),
            "children": child_differences(ledger, record, first, second, user),
        }
    return render(request, "ledger/versions.html", names)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, name: str) -> HttpResponse:
    """The form of a record that does not exist yet."""
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    if not ledger.may_edit(user):
        raise PermissionDenied
    return _form_page(request, ledger, ledger.model())


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """The form of a record."""
    return _form_page(request, *_writable(request, name, pk))


def _writable(request: HttpRequest, name: str, pk: int, *, voided: bool = False) -> tuple[Ledger, Any]:
    user: Any = request.user
    ledger = ledger_or_404(name, user)
    record = record_or_404(ledger, pk, user)
    if not ledger.may_edit(user, record) or is_voided(record) != voided:
        raise PermissionDenied
    return ledger, record


def _form_page(request: HttpRequest, ledger: Ledger, record: Any) -> HttpResponse:
    user: Any = request.user
    # The form writes what was typed into the record, which then no longer says what it was.
    original = str(record) if record.pk else ""
    initial = None if record.pk else {name: request.GET[name] for name in ledger.form_fields if name in request.GET}
    # Asked for one more child row, the form comes back with all that was typed.
    more = request.POST.get("more", "")
    typed = one_more_row(ledger, user, request.POST, more) if more else request.POST or None
    form: Any = form_for(ledger)(typed, instance=record, user=user, initial=initial)
    children = child_forms(ledger, record, user, typed)
    conflicts: list[Any] = []
    if request.method == "POST" and not more and all([form.is_valid(), *(rows.is_valid() for rows in children)]):
        try:
            saved = save_whole(ledger=ledger, form=form, rows=children, by=user)
        except NotYours as error:
            form.add_error(None, str(error))
        except writing.ChangedMeanwhile:
            conflicts = _show_both(form) + [line for rows in children for line in show_both(rows)]
        else:
            messages.success(request, _("已保存：%(record)s") % {"record": saved})
            return redirect(address_of(saved))
    names = {"ledger": ledger, "record": record if record.pk else None, "original": original, "form": form}
    names |= {"differences": conflicts, "children": children, "checked": request.method == "POST" and not more}
    return render(request, "ledger/form.html", names, status=409 if conflicts else 200)


def _show_both(form: Any) -> list[Any]:
    """Where the typed values differ from what somebody else has saved; the form is made ready to be saved over it."""
    stored = type(form.instance).with_voided.get(pk=form.instance.pk)
    form.data = form.data.copy()
    form.data["seen_version"] = stored.version
    return form.differences_from(stored)


@require_POST
def void(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Take the record out of lists and figures."""
    ledger, record = _writable(request, name, pk)
    return _with_reason(request, ledger, record, writing.void, _("已作废：%(record)s"))


@require_POST
def restore(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Bring a voided record back."""
    ledger, record = _writable(request, name, pk, voided=True)
    return _with_reason(request, ledger, record, writing.restore, _("已恢复：%(record)s"))


def _with_reason(request: HttpRequest, ledger: Ledger, record: Any, verb: Any, said: str) -> HttpResponse:
    reason = ReasonForm(request.POST)
    if reason.is_valid():
        with transaction.atomic():
            verb(record, by=request.user, why=reason.cleaned_data["why"])
        messages.success(request, said % {"record": record})
    else:
        messages.error(request, _("没有办理：请写明原因"))
    return redirect("ledger:record", ledger.name, record.pk)
