"""Progress bulletins: drawn up with frozen figures, edited, signed, printed."""

import calendar as months
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history.writing import ChangedMeanwhile
from zugong.kernel.ledger.histories import told
from zugong.modules.plan.actions import bulletins, papers
from zugong.modules.plan.actions.bulletins import CannotBulletin
from zugong.modules.plan.models import Bulletin, Plan
from zugong.modules.plan.pages.cases import case_of
from zugong.modules.plan.pages.downloads import DOCX, XLSX, download


class NewForm(forms.Form):
    """Which plan, which period, figures as of which day."""

    plan: Any = forms.ModelChoiceField(label=gettext_lazy("计划"), queryset=Plan.objects.none(), empty_label=None)
    period = forms.ChoiceField(label=gettext_lazy("期间"))
    as_of = forms.DateField(
        label=gettext_lazy("数据截止日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    remarks = forms.CharField(label=gettext_lazy("工作要求"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, plans: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]
        years = sorted({plan.year for plan in plans}, reverse=True)
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            (code, bulletins.period_words(code)) for year in years for code in periods_of(year)
        ]


class WordsForm(forms.ModelForm):
    """What can still be changed in a draft."""

    class Meta:
        model = Bulletin
        fields = ("title", "remarks")
        widgets = {"remarks": forms.Textarea(attrs={"rows": 5})}


def periods_of(year: int) -> list[str]:
    """The periods a bulletin can be of: quarters first, then months, then the year."""
    return [f"{year}-Q{number}" for number in range(1, 5)] + [f"{year}-{n:02d}" for n in range(1, 13)] + [f"{year}"]


def last_quarter(today: date) -> tuple[str, date]:
    """The last full quarter and its last day: what a bulletin is most likely drawn up for."""
    year, quarter = (today.year, (today.month - 1) // 3) if today.month > 3 else (today.year - 1, 4)
    month = quarter * 3
    return f"{year}-Q{quarter}", date(year, month, months.monthrange(year, month)[1])


def plans_told_by(user: User) -> Any:
    """The accepted plans about which the user may draw up bulletins."""
    plans = Plan.objects.visible_to(user).filter(state=Plan.State.ACCEPTED).select_related("unit")
    able = [plan.pk for plan in plans if may(user, Verb.SUPERVISE, plan.unit)]
    return Plan.objects.visible_to(user).filter(pk__in=able)


def bulletin_shown(request: HttpRequest, number: int) -> Bulletin:
    """The bulletin of the address, if the reader may see it; 404 otherwise."""
    return get_object_or_404(Bulletin.objects.visible_to(request.user).select_related("unit", "plan__unit"), pk=number)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The bulletins that the reader may see."""
    user: Any = request.user
    found = list(Bulletin.objects.visible_to(user).select_related("unit", "plan"))
    context = {
        "bulletins": found,
        "drafts": sum(one.state == Bulletin.State.DRAFT for one in found),
        "may_draw_up": plans_told_by(user).exists(),
    }
    return render(request, "plan/bulletins.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draw up a bulletin."""
    user: Any = request.user
    plans = plans_told_by(user)
    if not plans.exists():
        return render(request, "403.html", status=403)
    period, as_of = last_quarter(calendar.today())
    form = NewForm(request.POST or None, plans=plans, initial={"period": period, "as_of": as_of})
    if request.method == "POST" and form.is_valid():
        try:
            made = bulletins.draw_up(by=user, **form.cleaned_data)
        except CannotBulletin as refusal:
            form.add_error("as_of" if "截止日期" in str(refusal) else "period", str(refusal))
        else:
            messages.success(request, _("已取数成稿，数据从此不变；签发之前其他单位看不到。"))
            return redirect("plan_bulletin", made.pk)
    return render(request, "plan/bulletin_new.html", {"form": form})


@require_GET
def bulletin(request: HttpRequest, number: int) -> HttpResponse:
    """One bulletin as it will be printed, with what is still to be done to it."""
    return _page(request, bulletin_shown(request, number))


def _page(request: HttpRequest, found: Bulletin, *, words: Any = None, status: int = 200) -> HttpResponse:
    user: Any = request.user
    may_edit = found.state == Bulletin.State.DRAFT and may(user, Verb.SUPERVISE, found.unit)
    history, _more = told(found, reader=user)
    figures = papers.figures_in(found)
    context = case_of("plan.bulletin", found, user, back=request.path) | {
        "bulletin": found,
        "organ": papers.issuing_organ(found.unit),
        "whole": papers.whole_words(figures),
        "goals": papers.goal_rows(figures),
        "groups": papers.groups_of(figures["units"]),
        "late": figures["late"],
        "words_form": (words or WordsForm(instance=found)) if may_edit else None,
        "period_words": bulletins.period_words(found.period),
        "history": history,
    }
    return render(request, "plan/bulletin.html", context, status=status)


@require_POST
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change the title and the remarks of a draft."""
    found = bulletin_shown(request, number)
    form = WordsForm(request.POST, instance=bulletin_shown(request, number))
    if form.is_valid():
        try:
            bulletins.edit_draft(bulletin=found, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except (CannotBulletin, ChangedMeanwhile) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已改好。"))
            return redirect("plan_bulletin", found.pk)
    return _page(request, found, words=form, status=422)


@require_POST
def recount(request: HttpRequest, number: int) -> HttpResponse:
    """Take a draft's figures again."""
    found = bulletin_shown(request, number)
    try:
        bulletins.draw_figures_anew(bulletin=found, by=request.user)  # type: ignore[arg-type]
    except CannotBulletin as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已按同一截止日期重新取数。"))
    return redirect("plan_bulletin", found.pk)


@require_POST
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Give up a draft."""
    found = bulletin_shown(request, number)
    try:
        bulletins.discard(bulletin=found, by=request.user, why=request.POST.get("why", ""))  # type: ignore[arg-type]
    except CannotBulletin as refusal:
        messages.error(request, str(refusal))
        return redirect("plan_bulletin", found.pk)
    messages.success(request, _("草稿已作废，理由留有记录。"))
    return redirect("plan_bulletins")


@require_GET
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """The bulletin as an official document."""
    found = bulletin_shown(request, number)
    return download(request, papers.bulletin_paper(found), f"{found.title}.docx", DOCX, record=found)


@require_GET
def workbook(request: HttpRequest, number: int) -> HttpResponse:
    """The bulletin's figures as a workbook."""
    found = bulletin_shown(request, number)
    return download(request, papers.bulletin_workbook(found), f"{found.title}.xlsx", XLSX, record=found)
