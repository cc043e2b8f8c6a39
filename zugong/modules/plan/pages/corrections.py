"""Correcting what was read of an edition: its blocks, its targets, its date."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from zugong.modules.plan.actions import editions
from zugong.modules.plan.actions.editions import CannotCorrect
from zugong.modules.plan.models import Edition, Target
from zugong.modules.plan.pages.editions import edition_shown, may_correct

LEVELS = [(0, _("正文")), (1, _("一级标题")), (2, _("二级标题")), (3, _("三级标题")), (4, _("四级标题"))]


class BlockForm(forms.Form):
    """A block's words and level."""

    text = forms.CharField(label=_("文字"), widget=forms.Textarea(attrs={"rows": 4}))
    level = forms.TypedChoiceField(label=_("级别"), choices=LEVELS, coerce=int)


class TargetForm(forms.Form):
    """A target's values."""

    what = forms.CharField(label=_("计什么"), max_length=80)
    comparator = forms.ChoiceField(label=_("比较"), choices=Target.Comparator.choices)
    value = forms.DecimalField(label=_("目标值"))
    value2 = forms.DecimalField(label=_("第二值"), required=False, help_text=_("介于的上限，或比例的后项"))
    unit = forms.CharField(label=_("计量单位"), max_length=12, required=False)
    hedge = forms.CharField(label=_("力度词"), max_length=10, required=False, help_text=_("如：力争"))
    scope = forms.CharField(label=_("范围"), max_length=40, required=False, help_text=_("如：全市、各县区"))
    deadline = forms.CharField(
        label=_("时限"), max_length=40, required=False, help_text=_("日期如 2023-12-31，或原文如 半年内")
    )


class DateForm(forms.Form):
    """The day on which the document was issued."""

    issued_on = forms.DateField(label=_("成文日期"))


def _seen(request: HttpRequest) -> int | None:
    """How many corrections the person knew of when the form was opened."""
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() else None


def _named(request: HttpRequest, found: Edition, **names: Any) -> dict[str, Any]:
    """What a form shows, with how many corrections there were when it was opened."""
    return {"edition": found, "seen": request.POST.get("seen", len(found.corrections)), **names}


@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, number: int, place: int) -> HttpResponse:
    """Correct one block: the form, and its answer."""
    found = edition_shown(request, number)
    user: Any = request.user
    if not may_correct(request, found) or place >= len(found.blocks):
        return render(request, "plan/_settled.html", {"edition": found}, status=403)
    stored = found.blocks[place]
    form = BlockForm(request.POST or {"text": stored["text"], "level": stored["level"]})
    if request.method == "POST" and form.is_valid():
        try:
            editions.correct_block(edition=found, place=place, by=user, seen=_seen(request), **form.cleaned_data)
        except CannotCorrect as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("已更正，前后文字都留有记录。"))
            return _back(request, found, f"block-{place}")
    return render(request, "plan/_block_form.html", _named(request, found, form=form, place=place, block=stored))


@require_http_methods(["GET", "POST"])
def target(request: HttpRequest, number: int, at: int) -> HttpResponse:
    """Correct one target: the form, and its answer."""
    found = edition_shown(request, number)
    user: Any = request.user
    if not may_correct(request, found) or at >= len(found.targets):
        return render(request, "plan/_settled.html", {"edition": found}, status=403)
    stored = found.targets[at]
    form = TargetForm(request.POST or stored)
    if request.method == "POST" and form.is_valid():
        try:
            editions.change_target(edition=found, number=at, by=user, values=form.cleaned_data, seen=_seen(request))
        except CannotCorrect as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已更正这个目标。"))
            return _back(request, found, f"target-{at}")
    return render(
        request, "plan/_target_form.html", _named(request, found, form=form, at=at, quote=stored["quote"], is_new=False)
    )


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Add a target the reader missed, from words selected in a block (`place`, `start`, `end`)."""
    found = edition_shown(request, number)
    user: Any = request.user
    given = request.POST if request.method == "POST" else request.GET
    try:
        place, start, end = (int(given.get(name, "")) for name in ("place", "start", "end"))
        quote = found.blocks[place]["text"][start:end]
    except (ValueError, IndexError):
        return render(request, "plan/_settled.html", {"edition": found}, status=400)
    if not may_correct(request, found):
        return render(request, "plan/_settled.html", {"edition": found}, status=403)
    form = TargetForm(request.POST if request.method == "POST" else None, initial={"comparator": ">="})
    if request.method == "POST" and form.is_valid():
        try:
            editions.add_target(
                edition=found,
                place=place,
                start=start,
                end=end,
                by=user,
                values=form.cleaned_data,
                seen=_seen(request),
            )
        except CannotCorrect as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已补上这个目标。"))
            return _back(request, found, f"block-{place}")
    context = _named(request, found, form=form, place=place, start=start, end=end, quote=quote, is_new=True)
    return render(request, "plan/_target_form.html", context)


@require_POST
def drop(request: HttpRequest, number: int, at: int) -> HttpResponse:
    """Take out what is no target."""
    found = edition_shown(request, number)
    user: Any = request.user
    try:
        editions.drop_target(edition=found, number=at, by=user, why=request.POST.get("why", ""), seen=_seen(request))
    except CannotCorrect as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已去掉，理由留有记录。"))
    return redirect("plan_edition", found.pk)


@require_POST
def date_document(request: HttpRequest, number: int) -> HttpResponse:
    """Fill in the document's date, from which 半年内 is counted."""
    found = edition_shown(request, number)
    user: Any = request.user
    form = DateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写成文日期，如 2023-01-30"))
        return redirect("plan_edition", found.pk)
    try:
        editions.date_document(edition=found, by=user, **form.cleaned_data)
    except CannotCorrect as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已填写成文日期，时限已从这一天起算。"))
    return redirect("plan_edition", found.pk)


def _back(request: HttpRequest, found: Edition, anchor: str) -> HttpResponse:
    """To the changed place of the edition's page; a page that asked through htmx shows itself anew where it stands."""
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    response = redirect("plan_edition", found.pk)
    response["Location"] += f"#{anchor}"
    return response
