"""Accounts and roles: made, handed out, approved, reset, closed, handed over."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zugong.kernel import calendar
from zugong.kernel.access import granting
from zugong.kernel.access.account_sheet import AccountRow, AccountsRefused, HandOut, make_accounts
from zugong.kernel.access.accounts import CannotMakeAccount, close_account, reopen_account
from zugong.kernel.access.activation import CannotReset, reset
from zugong.kernel.access.deciding import may
from zugong.kernel.access.handing_over import CannotHandOver, hand_over
from zugong.kernel.access.models import Deputy, Grant, User
from zugong.kernel.access.roles import Verb
from zugong.kernel.access.second_factor import is_on, remove
from zugong.kernel.ledger.histories import told
from zugong.kernel.workbook.writing import MIME_TYPE
from zugong.modules.office import sheets
from zugong.modules.office.forms import GrantForm, HandOverForm, NewAccountForm, SheetForm

OVERSEEING = (Verb.MANAGE_ACCOUNTS, Verb.MANAGE_GRANTS, Verb.AUDIT)


def account_or_404(user: User, pk: int) -> User:
    """The account, if the user may see it."""
    found = User.objects.visible_to(user).select_related("person", "unit").filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


def _need(user: User, verb: Verb, account: User | None = None) -> None:
    at = account.unit if account is not None else None
    if (account is not None and at is None) or not may(user, verb, at=at):
        raise PermissionDenied


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """What waits for the security administrator, and the ways to make accounts."""
    user: Any = request.user
    if not any(may(user, verb) for verb in OVERSEEING):
        raise PermissionDenied
    seen = User.objects.visible_to(user)
    waiting = Grant.objects.visible_to(user).filter(state=Grant.State.REQUESTED).select_related("user__person", "unit")
    names = {
        "count": seen.filter(is_active=True).count(),
        "unused": seen.filter(is_active=True, last_login__isnull=True).count(),
        "waiting": waiting,
        "may_make": may(user, Verb.MANAGE_ACCOUNTS),
        "may_grant": may(user, Verb.MANAGE_GRANTS),
    }
    return render(request, "office/accounts.html", names)


@require_http_methods(["GET", "POST"])
@never_cache
def new_account(request: HttpRequest) -> HttpResponse:
    """One account; the hand-out is shown this once."""
    user: Any = request.user
    _need(user, Verb.MANAGE_ACCOUNTS)
    form = NewAccountForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        row = AccountRow(number=1, unit_code=given.pop("unit").code, **given)
        try:
            return _hand_out(request, make_accounts([row], by=user))
        except AccountsRefused as refusal:
            for mistake in refusal.mistakes:
                form.add_error(None, mistake.message)
    return render(request, "office/new_account.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def import_accounts(request: HttpRequest) -> HttpResponse:
    """Accounts from a sheet: all of it or nothing, with every bad row named; the hand-outs are shown this once."""
    user: Any = request.user
    _need(user, Verb.MANAGE_ACCOUNTS)
    form = SheetForm(request.POST or None, request.FILES or None)
    mistakes = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["sheet"]
        try:
            made = make_accounts(sheets.account_rows_in(upload.read(), upload.name), by=user)
        except sheets.CannotReadTable as refusal:
            form.add_error("sheet", str(refusal))
        except AccountsRefused as refusal:
            mistakes = refusal.mistakes
        else:
            return _hand_out(request, made)
    bad = bool(mistakes or form.errors)
    return render(
        request, "office/import_accounts.html", {"form": form, "mistakes": mistakes}, status=422 if bad else 200
    )


def _hand_out(request: HttpRequest, made: list[HandOut]) -> HttpResponse:
    return render(request, "office/hand_out.html", {"made": made, "address": request.build_absolute_uri("/activate/")})


@require_safe
def accounts_template(_request: HttpRequest) -> HttpResponse:
    """An empty sheet of accounts."""
    headers = {"Content-Disposition": 'attachment; filename="accounts.xlsx"'}
    return HttpResponse(sheets.account_template(), content_type=MIME_TYPE, headers=headers)


@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles, its deputies, what can be done with it."""
    return _account_page(request, pk)


def _account_page(request: HttpRequest, pk: int, form: GrantForm | None = None) -> HttpResponse:
    user: Any = request.user
    shown = account_or_404(user, pk)
    at = shown.unit
    makes = at is not None and may(user, Verb.MANAGE_ACCOUNTS, at=at) and shown.pk != user.pk
    grants = at is not None and may(user, Verb.MANAGE_GRANTS, at=at) and shown.pk != user.pk
    events, _more = told(shown, reader=user, count=10)
    names = {
        "account": shown,
        "grants": Grant.objects.filter(user=shown).select_related("unit"),
        "deputies": Deputy.objects.filter(principal=shown, end_date__gte=calendar.today()).select_related(
            "deputy__person"
        ),
        "may_make": makes,
        "may_grant": grants,
        "form": (form or GrantForm(user=user)) if grants else None,
        "second_factor": is_on(shown),
        "events": events,
    }
    return render(request, "office/account.html", names, status=422 if form is not None else 200)


@require_POST
@never_cache
def reset_account(request: HttpRequest, pk: int) -> HttpResponse:
    """End the password and show a new code once."""
    user: Any = request.user
    shown = account_or_404(user, pk)
    try:
        code = reset(user=shown, by=user)
    except CannotReset as refusal:
        messages.error(request, str(refusal))
        return redirect("account", pk)
    return _hand_out(request, [HandOut(user=shown, role="", code=code)])


@require_POST
def switch_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, or open it again."""
    user: Any = request.user
    shown = account_or_404(user, pk)
    verb = close_account if shown.is_active else reopen_account
    try:
        verb(user=shown, by=user, why=request.POST.get("why", ""))
    except CannotMakeAccount as refusal:
        messages.error(request, str(refusal))
    return redirect("account", pk)


@require_POST
def remove_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a lost phone away."""
    user: Any = request.user
    shown = account_or_404(user, pk)
    if shown.pk == user.pk:
        raise PermissionDenied
    _need(user, Verb.MANAGE_ACCOUNTS, shown)
    remove(user=shown, by=user)
    messages.success(request, _("已停用动态口令"))
    return redirect("account", pk)


@require_POST
def grant_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    user: Any = request.user
    shown = account_or_404(user, pk)
    _need(user, Verb.MANAGE_GRANTS, shown)
    form = GrantForm(request.POST, user=user)
    if form.is_valid():
        try:
            granting.grant(user=shown, by=user, **form.cleaned_data)
        except granting.CannotGrant as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已授权"))
            return redirect("account", pk)
    return _account_page(request, pk, form)


@require_POST
def decide_grant(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Approve a role that was asked for, or take one back."""
    user: Any = request.user
    held = Grant.objects.visible_to(user).select_related("user", "unit").filter(pk=pk).first()
    if held is None:
        raise Http404(pk)
    _need(user, Verb.MANAGE_GRANTS)
    why = request.POST.get("why", "")
    try:
        if decision == "approve":
            granting.approve(asked=held, by=user, why=why)
        else:
            granting.take_back(held=held, by=user, why=why)
    except granting.CannotGrant as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts") if request.POST.get("next") == "/accounts/" else redirect("account", held.user_id)


@require_http_methods(["GET", "POST"])
def hand_over_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over everything that somebody who moves on owes."""
    user: Any = request.user
    leaving = account_or_404(user, pk)
    _need(user, Verb.MANAGE_ACCOUNTS, leaving)
    form = HandOverForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            done = hand_over(leaving=leaving, by=user, **form.cleaned_data)
        except CannotHandOver as refusal:
            form.add_error(None, str(refusal))
        else:
            counts = {"posts": done.posts, "grants": done.grants, "duties": done.duties, "requested": done.requested}
            messages.success(
                request,
                _(
                    "已移交：结束任职 %(posts)d 项、角色 %(grants)d 项，移交待办 %(duties)d 项，为接手人申请角色 %(requested)d 项"
                )
                % counts,
            )
            return redirect("account", pk)
    names = {"account": leaving, "form": form}
    return render(request, "office/hand_over.html", names, status=422 if form.errors else 200)
