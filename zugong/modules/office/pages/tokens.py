"""Tokens for programs: one's own, and one of somebody whose account one oversees."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zugong.kernel.access.models import ApiToken
from zugong.kernel.access.tokens import CannotIssue, CannotWithdraw, issue_token, may_withdraw, withdraw_token
from zugong.kernel.ledger.declaring import ledger_named
from zugong.kernel.ledger.histories import told
from zugong.modules.office.forms import TokenForm


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens, and a new one, whose text is in the answer to this one request and nowhere else."""
    user: Any = request.user
    form = TokenForm(request.POST or None, user=user)
    made, text = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            made, text = issue_token(user=user, with_second_factor=user.is_verified(), **form.cleaned_data)
        except CannotIssue as refusal:
            form.add_error(None, str(refusal))
        else:
            form = TokenForm(user=user)
    own = ApiToken.objects.filter(user=user)
    in_force = list(own.in_force())
    ended = list(own.exclude(pk__in=[token.pk for token in in_force])[:10])
    names: dict[str, Any] = {"form": form, "made": made, "text": text, "in_force": in_force, "ended": ended}
    names["lines"] = [(token, _ledgers_of(token)) for token in in_force]
    return render(request, "office/tokens.html", names, status=422 if form.errors else 200)


@require_safe
def token(request: HttpRequest, pk: int) -> HttpResponse:
    """One token, for its holder and those who oversee the holder's account."""
    user: Any = request.user
    shown = _token_or_404(request, pk)
    events, _more = told(shown, reader=user)
    names: dict[str, Any] = {"token": shown, "ledgers": _ledgers_of(shown), "events": events}
    names["may_withdraw"] = may_withdraw(shown, user) and shown.withdrawn_at is None
    return render(request, "office/token.html", names)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    user: Any = request.user
    held = _token_or_404(request, pk)
    try:
        withdraw_token(token=held, by=user, why=request.POST.get("why", ""))
    except CannotWithdraw as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已停用：%(name)s") % {"name": held.name})
    return redirect("tokens") if held.user_id == user.pk else redirect(held)


def _ledgers_of(token: ApiToken) -> str:
    """The ledgers that a token opens, as people call them."""
    opened = [ledger_named(name) for name in token.ledgers]
    return "、".join(str(ledger.label) for ledger in opened if ledger is not None) or token.reads


def _token_or_404(request: HttpRequest, pk: int) -> ApiToken:
    user: Any = request.user
    found = ApiToken.objects.visible_to(user).select_related("user__person", "user__unit").filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found
