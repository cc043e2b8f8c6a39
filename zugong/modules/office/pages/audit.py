"""Who saw, changed, exported what; and whether the log is whole."""

from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import verify_chain
from zugong.kernel.access.models import AccessLog
from zugong.kernel.access.roles import Verb
from zugong.kernel.history.models import Change
from zugong.kernel.registry.models import Unit

PAGE = 50
DEEPEST = 200


class EntryFilter(forms.Form):
    """What to look for: an action, somebody, some days."""

    kind = forms.ChoiceField(label=_("动作"), required=False)
    who = forms.CharField(label=_("账号或姓名"), max_length=40, required=False)
    since = forms.DateField(label=_("自"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, kinds: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [("", _("全部")), *kinds]  # type: ignore[attr-defined]

    def narrow(self, rows: Any, *, names: tuple[str, ...]) -> Any:
        """Those of the rows that fit; a filter that makes no sense narrows nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        if asked.get("who"):
            rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": asked["who"]}) for name in names)))
        if asked.get("since"):
            rows = rows.filter(at__date__gte=asked["since"])
        if asked.get("until"):
            rows = rows.filter(at__date__lte=asked["until"])
        return rows


def _page_of(rows: Any, request: HttpRequest) -> Any:
    asked = request.GET.get("page", "1")
    number = min(int(asked), DEEPEST) if asked.isdecimal() else 1
    return Paginator(rows, PAGE).get_page(number)


def _audits_all(user: Any) -> bool:
    root = Unit.objects.filter(parent__isnull=True).order_by("path").first()
    return root is not None and may(user, Verb.AUDIT, at=root)


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The access log, newest first; asked to, the check of its chain."""
    user: Any = request.user
    if not may(user, Verb.AUDIT):
        raise PermissionDenied
    form = EntryFilter(request.GET or None, kinds=AccessLog.Kind.choices)
    entries = AccessLog.objects.visible_to(user).select_related("unit", "user")
    names = {
        "form": form,
        "page": _page_of(form.narrow(entries, names=("name", "user__username")), request),
        "verdict": verify_chain() if "check" in request.GET else None,
        "audits_all": _audits_all(user),
        "today": calendar.today(),
    }
    return render(request, "office/audit.html", names)


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Who changed which record when and why, without what stands in it."""
    user: Any = request.user
    if not _audits_all(user):
        raise PermissionDenied
    form = EntryFilter(request.GET or None, kinds=Change.Kind.choices)
    rows = Change.objects.select_related("by__person", "model")
    page = _page_of(form.narrow(rows, names=("by__username", "by__person__name")), request)
    return render(request, "office/audit_changes.html", {"form": form, "page": page, "today": calendar.today()})
