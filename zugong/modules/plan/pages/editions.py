"""The read result beside the printed text: see it, correct it, accept it."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.attachments import listed
from zugong.modules.plan.actions import editions
from zugong.modules.plan.actions.accepting import CannotAccept, accept
from zugong.modules.plan.actions.editions import CannotCorrect
from zugong.modules.plan.models import Edition, Target

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


def _edition(request: HttpRequest, number: int) -> Edition:
    return get_object_or_404(Edition.objects.visible_to(request.user).select_related("plan__unit"), pk=number)


def _may_correct(request: HttpRequest, edition: Edition) -> bool:
    user: Any = request.user
    return edition.accepted_at is None and may(user, Verb.PLAN, edition.plan.unit)


def pieces_of(block: dict[str, Any], targets: Sequence[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """A block's text cut where targets begin and end: pieces with `text` and the numbers of the targets over them."""
    cuts = sorted(
        {0, len(block["text"]), *(edge for _n, target in targets for edge in (target["start"], target["end"]))}
    )
    pieces = []
    for start, end in pairwise(cuts):
        over = [number for number, target in targets if target["start"] <= start and end <= target["end"]]
        pieces.append({"text": block["text"][start:end], "targets": over, "number": over[0] if over else None})
    return pieces


def _shown(edition: Edition) -> dict[str, Any]:
    """What the page shows: blocks with their pieces and repairs, targets with number, the outline."""
    by_block = defaultdict(list)
    for number, target in enumerate(edition.targets):
        by_block[target["block"]].append((number, target))
    blocks: list[dict[str, Any]] = [
        dict(block) | {"place": place, "pieces": pieces_of(block, by_block[place])}
        for place, block in enumerate(edition.blocks)
    ]
    lines = [block["line"] for block in blocks]
    for repair in edition.repairs:
        place = max((at for at, line in enumerate(lines) if line <= repair["line"]), default=0)
        if blocks:
            blocks[place].setdefault("repairs", []).append(repair)
    targets = [
        dict(target) | {"number": number, "shown": _value_words(target)}
        for number, target in enumerate(edition.targets)
    ]
    headings = [block for block in blocks if block["level"]]
    return {
        "blocks": blocks,
        "targets": targets,
        "headings": headings,
        "corrections": list(map(_corrected, edition.corrections)),
    }


def _corrected(change: dict[str, Any]) -> dict[str, str]:
    """Who corrected what, in words: a block by its text, a target by its quote and value."""

    def words(found: dict[str, Any] | None) -> str:
        if not found:
            return ""
        return f"{found['quote']}（{_value_words(found)}）" if "quote" in found else str(found["text"])

    return {
        "by": change["by"],
        "before": words(change["before"]),
        "after": words(change["after"]),
        "why": change.get("why", ""),
    }


def _value_words(target: dict[str, Any]) -> str:
    value = {name: target.get(name) for name in ("value", "value2", "comparator")}
    return Target(measure_unit=target.get("unit") or "", **value).value_text


@require_GET
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """One edition: the repaired text with every target underlined, beside the tree and the list of targets."""
    found = _edition(request, number)
    context = _shown(found) | {
        "edition": found,
        "may_correct": _may_correct(request, found),
        "attachments": listed(found),
        "earlier": found.plan.editions.filter(accepted_at__isnull=False, number__lt=found.number).first(),
    }
    return render(request, "plan/edition.html", context)


@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, number: int, place: int) -> HttpResponse:
    """Correct one block: the form, and its answer."""
    found = _edition(request, number)
    if not _may_correct(request, found) or place >= len(found.blocks):
        return render(request, "plan/_settled.html", {"edition": found}, status=403)
    stored = found.blocks[place]
    form = BlockForm(request.POST or {"text": stored["text"], "level": stored["level"]})
    if request.method == "POST" and form.is_valid():
        try:
            editions.correct_block(edition=found, place=place, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except CannotCorrect as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("已更正，前后文字都留有记录。"))
            return _back(request, found, f"block-{place}")
    return render(request, "plan/_block_form.html", {"edition": found, "form": form, "place": place, "block": stored})


@require_http_methods(["GET", "POST"])
def target(request: HttpRequest, number: int, at: int) -> HttpResponse:
    """Correct one target: the form, and its answer."""
    found = _edition(request, number)
    if not _may_correct(request, found) or at >= len(found.targets):
        return render(request, "plan/_settled.html", {"edition": found}, status=403)
    stored = found.targets[at]
    form = TargetForm(request.POST or stored)
    if request.method == "POST" and form.is_valid():
        try:
            editions.change_target(edition=found, number=at, by=request.user, values=form.cleaned_data)  # type: ignore[arg-type]
        except CannotCorrect as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已更正这个目标。"))
            return _back(request, found, f"target-{at}")
    return render(request, "plan/_target_form.html", {"edition": found, "form": form, "at": at, "target": stored})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Add a target the reader missed, from words selected in a block (`place`, `start`, `end`)."""
    found = _edition(request, number)
    given = request.POST if request.method == "POST" else request.GET
    try:
        place, start, end = (int(given.get(name, "")) for name in ("place", "start", "end"))
        quote = found.blocks[place]["text"][start:end]
    except (ValueError, IndexError):
        return render(request, "plan/_settled.html", {"edition": found}, status=400)
    if not _may_correct(request, found):
        return render(request, "plan/_settled.html", {"edition": found}, status=403)
    form = TargetForm(request.POST if request.method == "POST" else None, initial={"comparator": ">="})
    if request.method == "POST" and form.is_valid():
        try:
            editions.add_target(
                edition=found, place=place, start=start, end=end, by=request.user, values=form.cleaned_data
            )  # type: ignore[arg-type]
        except CannotCorrect as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已补上这个目标。"))
            return _back(request, found, f"block-{place}")
    context = {"edition": found, "form": form, "place": place, "start": start, "end": end, "quote": quote}
    return render(request, "plan/_target_form.html", context)


@require_POST
def drop(request: HttpRequest, number: int, at: int) -> HttpResponse:
    """Take out what is no target."""
    found = _edition(request, number)
    try:
        editions.drop_target(edition=found, number=at, by=request.user, why=request.POST.get("why", ""))  # type: ignore[arg-type]
    except CannotCorrect as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已去掉，理由留有记录。"))
    return redirect("plan_edition", found.pk)


@require_POST
def accept_edition(request: HttpRequest, number: int) -> HttpResponse:
    """Make the edition the plan in force and go to it."""
    found = _edition(request, number)
    try:
        result = accept(edition=found, by=request.user)  # type: ignore[arg-type]
    except CannotAccept as refusal:
        messages.error(request, str(refusal))
        return redirect("plan_edition", found.pk)
    count = len(result.added) + len(result.kept)
    messages.success(
        request,
        ngettext("计划已确认，共%(count)s项任务。", "计划已确认，共%(count)s项任务。", count) % {"count": count},
    )
    if result.orphaned:
        names = "、".join(task.title for task in result.orphaned)
        messages.warning(request, _("新版已无这些任务，但已有分解或督办，请逐项处理：%(names)s") % {"names": names})
    return redirect("plan_of_year", found.plan.year)


def _back(request: HttpRequest, found: Edition, anchor: str) -> HttpResponse:
    """To the changed place of the edition's page; a page that asked through htmx shows itself anew where it stands."""
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    response = redirect("plan_edition", found.pk)
    response["Location"] += f"#{anchor}"
    return response
