"""The read result beside the printed text, what it changes against the edition before, and accepting it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.attachments import listed
from zugong.modules.plan.actions.accepting import Accepted, CannotAccept, accept, no_longer_named
from zugong.modules.plan.actions.editions import is_relative
from zugong.modules.plan.comparing import Change, compare
from zugong.modules.plan.models import Edition, Target


def edition_shown(request: HttpRequest, number: int) -> Edition:
    """The edition of the address, if the reader may see it; 404 otherwise."""
    return get_object_or_404(Edition.objects.visible_to(request.user).select_related("plan__unit"), pk=number)


def may_correct(request: HttpRequest, edition: Edition) -> bool:
    """Whether the reader may correct it: it is not accepted yet, and theirs."""
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


def _told_against(target: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> str:
    """A target's value, with whatever else differs from the other one; "" for none."""
    if target is None:
        return ""
    further = [
        target.get(name) or _("无")
        for name in ("scope", "hedge", "deadline")
        if other and _differs(target, other, name)
    ]
    return " · ".join([_value_words(target), *map(str, further)])


def _differs(one: Mapping[str, Any], other: Mapping[str, Any], name: str) -> bool:
    return (one.get(name) or None) != (other.get(name) or None)


def _value_words(target: Mapping[str, Any]) -> str:
    value = {name: target.get(name) for name in ("value", "value2", "comparator")}
    return Target(measure_unit=target.get("unit") or "", **value).value_text


@require_GET
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """One edition: the repaired text with every target underlined, beside the tree and the list of targets."""
    found = edition_shown(request, number)
    user: Any = request.user
    is_own = may(user, Verb.READ, found.plan.unit)
    context = _shown(found) | {
        "edition": found,
        "may_correct": may_correct(request, found),
        "is_own": is_own,
        "attachments": listed(found) if is_own else [],
        "undated": any(is_relative(target["deadline"] or "") for target in found.targets),
    }
    earlier = found.plan.editions.filter(accepted_at__isnull=False, number__lt=found.number).first()
    if earlier is not None and is_own:
        context |= _compared(earlier, found)
    return render(request, "plan/edition.html", context)


def _compared(earlier: Edition, found: Edition) -> dict[str, Any]:
    """What the edition changes against the one in force before it; of one not yet accepted also which tasks it would leave."""
    comparison = compare(earlier.blocks, found.blocks, earlier.targets, found.targets)
    targets = [
        {
            "quote": (one.after or one.before or {})["quote"],
            "before": _told_against(one.before, one.after),
            "after": _told_against(one.after, one.before),
        }
        for one in comparison.targets
    ]
    return {
        "earlier": earlier,
        "comparison": comparison,
        "changed_targets": targets,
        "counts": {
            f"{kind}_{change}": comparison.count(kind, change) for kind in ("lines", "targets") for change in Change
        },
        "leaving": no_longer_named(found) if found.accepted_at is None else [],
    }


@require_POST
def accept_edition(request: HttpRequest, number: int) -> HttpResponse:
    """Make the edition the plan in force and go to it."""
    found = edition_shown(request, number)
    user: Any = request.user
    try:
        result = accept(edition=found, by=user)
    except CannotAccept as refusal:
        messages.error(request, str(refusal))
        return redirect("plan_edition", found.pk)
    _tell(request, result)
    response = redirect("plan_of_year", found.plan.year)
    response["Location"] += f"?unit={found.plan.unit.code}"
    return response


def _tell(request: HttpRequest, result: Accepted) -> None:
    """Say what accepting has done, and what people must look at now."""
    count = len(result.added) + len(result.kept)
    messages.success(
        request,
        ngettext("计划已确认，共%(count)s项任务。", "计划已确认，共%(count)s项任务。", count) % {"count": count},
    )
    if result.dropped:
        messages.info(request, _("新版已无这些任务，已撤下：%(names)s") % {"names": _listed(result.dropped)})
    if result.orphaned:
        words = _("新版已无这些任务，但已有分解或督办，请到“逐句落实”决定去留：%(names)s")
        messages.warning(request, words % {"names": _listed(result.orphaned)})
    if result.left:
        messages.warning(request, _("新版已无这些目标，但已分解，请调整：%(names)s") % {"names": _listed(result.left)})
    if result.revalued:
        words = _("这些目标的数值变了，分解方案需要调整：%(names)s")
        messages.warning(request, words % {"names": _listed(result.revalued)})


def _listed(records: Sequence[Any]) -> str:
    return "、".join(map(str, records))
