"""The unit switcher: the tree, searchable by name, pinyin initials and code, as far as the user may see."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render

from zugong.kernel.registry.models import Unit, UnitQuerySet

MOST = 30


def switch_unit(request: HttpRequest) -> HttpResponse:
    """Units to choose from: those that match `q`, or the surroundings of the unit with code `at`."""
    pattern = request.GET.get("to", "")
    if not pattern.startswith("/") or pattern.startswith("//") or "{}" not in pattern:
        return HttpResponseBadRequest()
    seen = Unit.objects.visible_to(request.user)
    asked = request.GET.get("q", "").strip()[:40]
    page: dict[str, object] = {"pattern": pattern, "asked": asked}
    if asked:
        matching = Q(name__icontains=asked) | Q(initials__startswith=asked.lower()) | Q(code__startswith=asked)
        found = list(seen.filter(matching).select_related("parent").order_by("path")[: MOST + 1])
        page |= {"found": found[:MOST], "cut": len(found) > MOST}
    else:
        page |= _surroundings(seen, seen.filter(code=request.GET.get("at", "")).first())
    return render(request, "site/unit_choices.html", page)


def _surroundings(seen: UnitQuerySet, at: Unit | None) -> dict[str, object]:
    """The way down to a unit and its children; for a unit without children, those of its parent."""
    top = at or seen.order_by("path").first()
    if top is None:
        return {"at": None}
    below = list(seen.filter(parent=top))
    if not below and top.parent_id:
        parent = seen.filter(pk=top.parent_id).first()
        if parent is not None:
            top, below = parent, list(seen.filter(parent=parent))
    return {"at": top, "below": below, "above": list(seen.filter(pk__in=top.ancestor_ids).order_by("path"))}
