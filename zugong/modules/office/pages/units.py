"""Everything about one unit on one page."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.access.unmasking import shown_name
from zugong.kernel.ledger.attachments import listed
from zugong.kernel.ledger.histories import told
from zugong.kernel.ledger.sections import sections_of
from zugong.kernel.registry.maps import holders_of_code
from zugong.kernel.registry.models import PartyBody, Person, Placement, Post, Taskforce, Unit, UnitKind

K = UnitKind
COUNTED = ((K.COUNTY,), (K.ZONE,), (K.TOWNSHIP, K.SUBDISTRICT), (K.VILLAGE, K.COMMUNITY))
MOST_PEOPLE = 100
LEADING = 10
"""Sections up to this position say what the unit is about, and stand before its plain facts."""


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The page of the topmost unit that the user may see."""
    user: Any = request.user
    seen = Unit.objects.visible_to(user)
    top = seen.order_by("path").first() or user.unit
    if top is None or not seen.filter(pk=top.pk).exists():
        return render(request, "office/no_units.html")
    return redirect("unit", top.code)


def unit_or_404(user: User, code: str) -> Unit:
    """The unit with the code, if the user may see it."""
    found = (
        Unit.objects.visible_to(user)
        .select_related("parent", "official_parent", "merged_into")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Http404(code)
    return found


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """A unit: what is above and below, who is in it, what it was, what modules know of it. An earlier code leads to the present one."""
    user: Any = request.user
    if not Unit.objects.filter(code=code).exists():
        for pk in holders_of_code(code):
            return redirect("unit", unit_or_404(user, Unit.objects.get(pk=pk).code).code)
    here = unit_or_404(user, code)
    below = list(Unit.objects.visible_to(user).filter(parent=here).order_by("position", "code"))
    events, _more = told(here, reader=user, count=10)
    sections = sections_of(here, user)
    named = frozenset[int]().union(*(one.people for one in sections))
    names = {
        "unit": here,
        "above": _above(user, here),
        "answer": answer(here),
        "children": [child for child in below if not child.is_closed],
        "closed": [child for child in below if child.is_closed],
        "people": people_in(user, here, besides=named),
        "named": named,
        "bodies": PartyBody.objects.visible_to(user).filter(unit=here).select_related("secretary"),
        "covering": PartyBody.objects.visible_to(user).filter(units=here).exclude(unit=here).select_related("unit"),
        "taskforces": Taskforce.objects.visible_to(user).filter(unit=here),
        "accounts": User.objects.visible_to(user).filter(unit=here).select_related("person"),
        "placements": Placement.objects.filter(unit=here).select_related("parent"),
        "merged": Unit.objects.visible_to(user).filter(merged_into=here),
        "may_change": may(user, Verb.MANAGE_UNITS, at=here) and not here.is_closed,
        "leading": [(one.title, one.drawn(request)) for one in sections if one.position <= LEADING],
        "sections": [(one.title, one.drawn(request)) for one in sections if one.position > LEADING],
        "attachments": listed(here),
        "events": events,
        "shown_unit": here,
        "unit_address": "/units/{}/",
    }
    return render(request, "office/unit.html", names)


def _above(user: User, here: Unit) -> list[tuple[Unit, bool]]:
    """The units above, from the root down, and whether the user may open each."""
    above = list(Unit.with_voided.filter(pk__in=here.ancestor_ids).order_by("path"))
    seen = set(Unit.objects.visible_to(user).filter(pk__in=here.ancestor_ids).values_list("pk", flat=True))
    return [(one, one.pk in seen) for one in above]


def answer(here: Unit) -> str:
    """The page's first line: what the unit is and what stands below it."""
    standing = Unit.objects.within(here).filter(valid_to__isnull=True).exclude(pk=here.pk).order_by()
    counts = Counter(standing.values_list("kind", flat=True))
    parts = []
    words = (_("%d 个县区"), _("%d 个开发区"), _("%d 个乡镇街道"), _("%d 个村社区"))
    for kinds, word in zip(COUNTED, words, strict=True):
        number = sum(counts[kind] for kind in kinds)
        if number:
            parts.append(word % number)
    if here.is_closed:
        return _("%(unit)s已于 %(day)s 撤销") % {"unit": here.name, "day": here.valid_to}
    if not parts:
        return str(here.name)
    return _("%(unit)s辖 %(parts)s") % {"unit": here.name, "parts": "、".join(parts)}


def people_in(user: User, here: Unit, *, besides: frozenset[int] = frozenset()) -> list[tuple[Person, str, str]]:
    """People of a unit whom the user may see, beside those named already: person, name as the user may see it, posts there."""
    people = list(Person.objects.visible_to(user).filter(unit=here).exclude(pk__in=besides)[:MOST_PEOPLE])
    posts: dict[int, list[str]] = {}
    for post in Post.objects.filter(unit=here, person__in=people, end_date__isnull=True):
        posts.setdefault(post.person_id, []).append(post.title)
    return [(person, shown_name(person, user), "、".join(posts.get(person.pk, []))) for person in people]
