"""The “three ones” of a unit: its rate against the goal, the villages behind each figure, what an appointment would change."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.indicators.models import Goal
from zugong.kernel.registry.models import Person, Unit
from zugong.modules.villages.actions.overview import VILLAGE_KINDS
from zugong.modules.villages.actions.staffing import Facts, what_if
from zugong.modules.villages.actions.staffing_overview import (
    ALL,
    SHORT,
    SOON,
    UNREGISTERED,
    Row,
    Standing,
    kinds,
    standing,
    village_rows,
    villages,
)
from zugong.modules.villages.forms.what_if import WhatIfForm
from zugong.modules.villages.indicators.staffing import LOOSE
from zugong.modules.villages.pages.front import unit_shown
from zugong.modules.villages.pages.places import tabs
from zugong.modules.villages.rules.staffing import Degree

PAGE = 50


@require_safe
def index(request: HttpRequest, code: str) -> HttpResponse:
    """How a unit stands: the answer, a table of the units below, the villages that lack one (`?kind=` asks for others)."""
    user: Any = request.user
    unit = unit_shown(user, code)
    if unit.kind in VILLAGE_KINDS:
        return redirect(unit)
    stands = standing(user, unit)
    asked = kinds(stands.ones)
    kind = request.GET.get("kind", SHORT)
    if kind not in asked:
        raise Http404(kind)
    page = Paginator(villages(unit, kind), PAGE).get_page(request.GET.get("page"))
    goal = _goal(unit)
    names = {
        "unit": unit,
        "above": unit.parent if unit.parent is not None and may(user, Verb.READ, at=unit.parent) else None,
        "stands": stands,
        "whole": stands.whole,
        "heads": [one.label for one in stands.ones],
        "rows": [_cells(row, stands) for row in stands.parts],
        "goal": goal,
        "to_reach": stands.to_reach(goal.value) if goal is not None else None,
        "points": None if goal is None or stands.whole.count.loose_rate is None
        else max(0.0, float(goal.value) - stands.whole.count.loose_rate),
        "kind": kind,
        "kind_label": asked[kind],
        "kinds": [(name, label) for name, label in asked.items() if name != UNREGISTERED or stands.whole.count.unregistered],
        "chosen": "kind" in request.GET or "page" in request.GET,
        "page": page,
        "villages": village_rows(list(page)),
        "may_try": may(user, Verb.EDIT, at=unit),
        "soon_kind": SOON,
        "tabs": tabs(unit, "village_staffing"),
        "shown_unit": unit,
        "unit_address": "/villages/staffing/{}/",
    }  # fmt: skip
    return render(request, "villages/staffing.html", names)


def _goal(unit: Unit) -> Goal | None:
    """What the unit owes of the rate this year."""
    goals = Goal.objects.filter(measure=LOOSE.code, unit=unit, period=f"{calendar.today().year}")
    return goals.order_by("pk").first()


def _cells(row: Row, stands: Standing) -> tuple[Row, list[tuple[str, int]]]:
    return row, [(f"no-{one.code}", row.lacking(one.code)) for one in stands.ones]


@require_safe
def try_out(request: HttpRequest, code: str) -> HttpResponse:
    """What a proposed appointment would change; nothing is stored."""
    user: Any = request.user
    unit = unit_shown(user, code)
    choices = _choices(unit)
    asked = "office" in request.GET
    initial = {"village": choices[0][0] if len(choices) == 1 else None}
    form = WhatIfForm(request.GET or None, user=user, unit=unit, villages=choices, initial=initial)
    found = _answer(form, user) if asked and form.is_valid() else None
    names = {
        "unit": unit,
        "township": unit.parent if unit.kind in VILLAGE_KINDS else unit,
        "form": form,
        "asked": asked,
        "found": found,
        "shown_unit": unit,
        "unit_address": "/villages/staffing/{}/what-if/",
    }
    return render(request, "villages/what_if.html", names)


def _choices(unit: Unit) -> list[tuple[int, str]]:
    if unit.kind in VILLAGE_KINDS:
        return [(unit.pk, str(unit))]
    spans = villages(unit, ALL)
    return [(span.unit_id, f"{span.unit.parent} {span.unit}：{span.says}") for span in spans]


def _answer(form: WhatIfForm, user: User) -> Any:
    said = form.cleaned_data
    people = Person.objects.in_bulk([key for key in (said["person"], said["leaving"]) if key])
    degrees = [Degree(said["level"], said["full_time"])] if said["level"] else []
    born = date.fromisoformat(f"{said['born']}-01") if said["born"] else None
    return what_if(
        Unit.objects.select_related("parent").get(pk=said["village"]),
        office=said["office"],
        person=people.get(said["person"]),
        facts=None if said["person"] else Facts(said["sex"], born, degrees),
        leaving=people.get(said["leaving"]),
    )
