"""The parts of which pages are made, each shown alive; in the demonstration only."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar

LAMPS = ("done", "on_time", "near", "overdue", "no_target", "no_data")


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=_("事项"), max_length=40, help_text=_("一句话说清要办什么。"))
    value = forms.IntegerField(label=_("完成数"), min_value=0, help_text=_("单位：个"))
    unit = forms.ChoiceField(label=_("单位"), choices=[("1", "金安区"), ("2", "舒城县")])
    due = forms.DateField(label=_("时限"), widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label=_("说明"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    urgent = forms.BooleanField(label=_("急件"), required=False)


def _steps(at: datetime) -> list[dict[str, object]]:
    return [
        {"label": _("填报"), "standing": "past", "who": _("填报人"), "at": at},
        {"label": _("签发"), "standing": "past", "who": _("签发人"), "at": at},
        {"label": _("确认"), "standing": "present", "note": _("剩 2 个工作日")},
        {"label": _("销号"), "standing": "ahead"},
    ]


def _history(at: datetime) -> list[dict[str, object]]:
    values = [{"label": _("完成数"), "before": 12, "after": 15}]
    return [
        {"at": at, "by": _("填报人"), "label": _("修改"), "why": _("补报 6 月数"), "values": values},
        {"at": at, "by": _("填报人"), "label": _("新增"), "values": []},
    ]


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with sample values; `?wrong` shows the form with its errors."""
    if not settings.DEMO:
        raise Http404
    at = calendar.now()
    wrong = "wrong" in request.GET
    files = [
        {"name": _("会议纪要.pdf"), "size": 183_204, "url": "#files", "uploaded_by": _("填报人"), "uploaded_at": at}
    ]
    rows = [
        {
            "name": f"第 {number} 项任务",
            "lamp": LAMPS[number % 6],
            "value": 1234 * number,
            "target": 8000,
            "due": at.date(),
        }
        for number in range(1, 7)
    ]
    page = {
        "lamps": LAMPS,
        "form": SampleForm({"title": "", "value": "-3", "due": "2月30日"} if wrong else None),
        "steps": _steps(at),
        "events": _history(at),
        "files": files,
        "rows": rows,
        "page": Paginator(range(1234), 50).page(4),
        "shown_period": "2023-Q2",
        "period_address": "/gallery/?period={}",
    }
    return render(request, "site/gallery.html", page)
