"""The list of one-off forms: what is to be filled in, what was sent, what is over."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zugong.kernel import calendar
from zugong.kernel.access.roles import Verb
from zugong.modules.office.actions.collecting.chasing import AWAITED
from zugong.modules.office.actions.collecting.drafting import sending_unit
from zugong.modules.office.models import FormReturn, OneOffForm

PAGE = 50
VIEWS = ("fill", "sent", "over")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the reader's units have to fill in; what was sent and is out; what is over."""
    user: Any = request.user
    may_draw_up = sending_unit(user) is not None
    mine = _to_fill(user)
    view = request.GET.get("view", "")
    if view not in VIEWS:
        view = "sent" if may_draw_up and not mine else "fill"
    over = (OneOffForm.State.CLOSED, OneOffForm.State.WITHDRAWN)
    forms = OneOffForm.objects.visible_to(user).select_related("unit").annotate(**_counts())
    forms = forms.filter(state__in=over) if view == "over" else forms.exclude(state__in=over)
    names = {
        "view": view,
        "mine": mine,
        "late": sum(entry.is_overdue for entry in mine),
        "page": Paginator(forms.order_by("-pk"), PAGE).get_page(request.GET.get("page")),
        "may_draw_up": may_draw_up,
        "today": calendar.today(),
    }
    return render(request, "office/collecting/index.html", names)


def _counts() -> dict[str, Any]:
    """How many returns a form has asked for and how many have come back."""
    standing = Q(returns__voided_at__isnull=True) & ~Q(returns__state=FormReturn.State.DROPPED)
    back = Q(returns__state__in=(FormReturn.State.FILLED, FormReturn.State.CONFIRMED))
    return {
        "asked": Count("returns", filter=standing),
        "answered": Count("returns", filter=standing & back),
    }


def _to_fill(user: Any) -> list[FormReturn]:
    """The returns that the reader's own units still owe, most urgent first."""
    units = user.units_acted_for(Verb.REPORT)
    owed = FormReturn.objects.visible_to(user).filter(unit__in=units, state__in=AWAITED, form__state="sent")
    return list(owed.select_related("form__unit", "unit").order_by("form__due_date", "pk"))
