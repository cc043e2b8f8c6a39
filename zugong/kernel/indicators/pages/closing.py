"""Closing a period, and what has become of its figures since."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.kernel.indicators.board import standing_period
from zugong.kernel.indicators.closed import closings_of, restatements
from zugong.kernel.indicators.closing import CannotClose, ask_to_close, is_closable, job_key, next_number
from zugong.kernel.indicators.pages.boards import asked
from zugong.kernel.jobs.models import Job
from zugong.kernel.registry.models import Unit


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """How a period was closed, and which closed figures of the unit and those below it corrections have changed. POST closes."""
    place, when, user = asked(request, unit, period)
    if standing_period(when) != when:
        raise Http404
    if request.method == "POST":
        try:
            ask_to_close(unit=place, period=when, by=user, why=request.POST.get("why", ""))
        except CannotClose as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("正在后台冻结数据，完成后会显示在这里。"))
        return redirect("board_closing", place.code, when.code)
    reach = user.reach()
    below = [one for one in Unit.objects.filter(parent=place) if reach.covers(one.path or "-")]
    closings = closings_of(when)
    names: dict[str, Any] = {
        "unit": place,
        "period": when,
        "closings": closings,
        "restated": restatements(when, [place, *below], closings),
        "may_close": place.parent_id is None and may(user, Verb.SIGN, place) and is_closable(when),
        "running": _is_running(when),
        "shown_unit": place,
        "unit_address": f"/board/{{}}/{when.code}/closing/",
        "shown_period": when.code,
        "period_address": f"/board/{place.code}/{{}}/closing/",
    }
    return render(request, "indicators/closing.html", names)


def _is_running(period: Any) -> bool:
    waiting = Job.objects.filter(key=job_key(period.code, next_number(period)))
    return waiting.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).exists()
