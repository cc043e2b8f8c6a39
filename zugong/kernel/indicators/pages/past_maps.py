"""A past period under the map of its time."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zugong.kernel import calendar
from zugong.kernel.indicators.board import standing_period
from zugong.kernel.indicators.declaring import MEASURES, Measure
from zugong.kernel.indicators.models import PeriodKind, Subject
from zugong.kernel.indicators.pages.boards import asked
from zugong.kernel.indicators.past_maps import past_map
from zugong.kernel.indicators.periods import Period


@require_safe
def show(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """One figure of a unit and those that lay below it, as the map was at the period's end, beside today's map.

    Units that the reader may not see today are counted in and not named. A period that is not over has no other map than today's.
    """
    place, when, user = asked(request, unit, period)
    if when.until > calendar.today():
        return redirect("board", place.code, when.code)
    subjects = list(Subject.objects.filter(unit__in=[*place.ancestor_ids, place.pk], year=when.year, above=None))
    measure, counted_as, label, measure_unit, code = _chosen(request.GET.get("figure", ""), subjects)
    found = past_map(place, measure, counted_as, _period_kept(measure, when))
    reach = user.reach()
    seen = [one for one in found.below if reach.covers(one.unit.path or "-")]
    below = [one for one in seen if one.then or one.now]
    names: dict[str, Any] = {
        "unit": place,
        "period": when,
        "map": found,
        "rows": [found.own, *below],
        "hidden": len(found.below) - len(seen),
        "blank": len(seen) - len(below),
        "changed": any(one.differs for one in [found.own, *below]),
        "label": label,
        "measure": measure,
        "measure_unit": measure_unit,
        "figure": code,
        "measures": [one for one in MEASURES.values() if one.subject is None],
        "subjects": subjects,
        "shown_unit": place,
        "unit_address": f"/board/{{}}/{when.code}/then/?figure={code}",
        "shown_period": standing_period(when).code,
        "period_address": f"/board/{place.code}/{{}}/then/?figure={code}",
    }
    return render(request, "indicators/past_map.html", names)


def _chosen(figure: str, subjects: list[Subject]) -> tuple[Measure, str, Any, Any, str]:
    """The measure and subject of the figure asked for; the first subject, or the first measure, where none is."""
    subject = next((one for one in subjects if one.code == figure), None if figure else next(iter(subjects), None))
    if subject is not None:
        measure = MEASURES[subject.measure]
        return measure, subject.counted_as, subject.label, subject.measure_unit or measure.measure_unit, subject.code
    whole = {code: one for code, one in MEASURES.items() if one.subject is None}
    measure_found = whole.get(figure) if figure else next(iter(whole.values()), None)
    if measure_found is None:
        raise Http404
    return measure_found, "", measure_found.label, measure_found.measure_unit, measure_found.code


def _period_kept(measure: Measure, period: Period) -> Period:
    if period.kind == PeriodKind.TO_DATE and not measure.to_date_differs:
        return Period(PeriodKind.MONTH, period.named_from)
    return period
