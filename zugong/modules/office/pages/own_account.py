"""One's own account: activation, password, second factor, deputies."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zugong.kernel import calendar
from zugong.kernel.access import second_factor
from zugong.kernel.access.activation import CannotActivate, activate
from zugong.kernel.access.deputising import CannotDeputise, appoint_deputy, dismiss_deputy
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, Deputy
from zugong.modules.office.forms import ActivationForm, DeputyForm


@login_not_required
@never_cache
@sensitive_post_parameters("code", "password", "again")
@require_http_methods(["GET", "POST"])
def activate_account(request: HttpRequest) -> HttpResponse:
    """Set the password of a new or reset account with its one-time code."""
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            activate(username=given["username"], code=given["code"], password=given["password"])
        except CannotActivate as refusal:
            form.add_error("code", str(refusal))
        except ValidationError as weakness:
            form.add_error("password", weakness)
        else:
            messages.success(request, _("账号已激活，请用新密码登录"))
            return redirect("sign_in")
    return render(request, "office/activate.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password, knowing the present one; other sessions end."""
    user: Any = request.user
    if not user.has_usable_password():
        return render(request, "office/change_password.html", {"form": None})
    form = PasswordChangeForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, user)
        note(AccessLog.Kind.ACCOUNT, by=user, what=_("修改密码"), request=request)
        messages.success(request, _("密码已修改，其他地方的登录已退出"))
        return redirect("change_password")
    return render(request, "office/change_password.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def totp(request: HttpRequest) -> HttpResponse:
    """Set up the second factor, or end it where the user's roles do not require one."""
    user: Any = request.user
    required = second_factor.REQUIRED in request.session
    wrong = False
    if request.method == "POST":
        code = request.POST.get("code", "")
        if second_factor.is_on(user):
            if required:
                raise PermissionDenied
            wrong = not second_factor.end_with(user=user, code=code)
        else:
            wrong = not second_factor.confirm(device=second_factor.begin(user), code=code)
        if not wrong:
            return redirect("totp")
    on = second_factor.is_on(user)
    names: dict[str, Any] = {"on": on, "wrong": wrong, "required": required}
    if not on:
        device = second_factor.begin(user)
        names |= {"picture": second_factor.picture_of(device), "key": second_factor.key_of(device)}
    return render(request, "office/totp.html", names, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    """Who stands in for me, and for whom I stand in."""
    user: Any = request.user
    form = DeputyForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            held = appoint_deputy(principal=user, by=user, **form.cleaned_data)
        except CannotDeputise as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(deputy)s将代理您的工作") % {"deputy": held.deputy})
            return redirect("deputies")
    current = Deputy.objects.filter(end_date__gte=calendar.today())
    names = {
        "form": form,
        "mine": current.filter(principal=user).select_related("deputy__person"),
        "others": current.filter(deputy=user).select_related("principal__person"),
    }
    return render(request, "office/deputies.html", names, status=422 if form.errors else 200)


@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """End a deputy's standing in."""
    user: Any = request.user
    held = Deputy.objects.visible_to(user).select_related("principal").filter(pk=pk).first()
    if held is None:
        raise Http404(pk)
    try:
        dismiss_deputy(held=held, by=user, why=request.POST.get("why", ""))
    except CannotDeputise as refusal:
        messages.error(request, str(refusal))
    return redirect("deputies")
