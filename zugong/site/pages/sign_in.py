"""Signing in and out: password, one-time code where one is set up, and one click in the demonstration."""

from typing import Any

from axes.helpers import get_cool_off
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import devices_for_user
from django_otp import login as verify

from zugong.kernel.access.models import User
from zugong.modules.office.public import demo_accounts
from zugong.site.second_factor import note_requirement

BACKEND = "django.contrib.auth.backends.ModelBackend"
WAITING = "sign_in.waiting_for_code"


class SignInForm(forms.Form):
    """Account and password."""

    username = forms.CharField(
        label=_("账号"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class CodeForm(forms.Form):
    """The six digits that the person's phone shows."""

    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label=_("动态口令"),
        error_messages={"invalid": _("动态口令是六位数字。")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "maxlength": 8}
        ),
    )


def _next_page(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a place of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    inside = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if inside else settings.LOGIN_REDIRECT_URL


def _enter(request: HttpRequest, user: User, to: str) -> HttpResponse:
    """Open the session and speak the user's language."""
    login(request, user, backend=BACKEND)
    note_requirement(request, user)
    response = redirect(to)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, user.language, max_age=365 * 86400, samesite="Lax", httponly=True
    )
    return response


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for account and password."""
    if request.user.is_authenticated:
        return redirect(_next_page(request))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        user: Any = authenticate(request, **form.cleaned_data)
        if user is not None and any(devices_for_user(user)):
            request.session[WAITING] = {"user": user.pk, "next": _next_page(request)}
            return redirect("sign_in_code")
        if user is not None:
            return _enter(request, user, _next_page(request))
        form.add_error(None, _("账号或密码不对。新账号请先用激活码激活；忘记密码请联系本单位系统管理员重置。"))
    page = {"form": form, "next": _next_page(request), "accounts": demo_accounts() if settings.DEMO else []}
    return render(request, "site/sign_in.html", page)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the one-time code of somebody whose password was right."""
    waiting = request.session.get(WAITING)
    user = User.objects.filter(pk=waiting["user"], is_active=True).first() if waiting else None
    if waiting is None or user is None:
        return redirect("sign_in")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["code"].strip()
        device = next((device for device in devices_for_user(user) if device.verify_token(code)), None)
        if device is not None:
            request.session.pop(WAITING)
            response = _enter(request, user, waiting["next"])
            verify(request, device)
            return response
        # Counts towards the lock-out and is logged as a wrong password is.
        user_login_failed.send(sender=__name__, credentials={"username": user.username}, request=request)
        form.add_error("code", _("口令不对或已过期。请等手机显示新的一组再填；连续填错会暂停一会儿。"))
    return render(request, "site/sign_in_code.html", {"form": form})


@login_not_required
@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """One click in the demonstration; outside of it there is no such page."""
    if not settings.DEMO:
        raise Http404
    username = request.POST.get("username", "")
    if username not in {account.username for account in demo_accounts()}:
        raise Http404
    return _enter(request, User.objects.get(username=username, is_active=True), _next_page(request))


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign_in")


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """429 after too many wrong passwords, saying for how long."""
    pause = get_cool_off(request)
    minutes = int(pause.total_seconds() // 60) if pause else 0
    return render(request, "site/locked.html", {"minutes": minutes}, status=429)
