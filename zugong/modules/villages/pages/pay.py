"""How the pay of village cadres stands: due, paid, owed; the papers of a year, and beginning its settlement."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, User
from zugong.kernel.access.roles import Verb
from zugong.kernel.access.unmasking import shown_name
from zugong.kernel.ledger.columns import column
from zugong.kernel.ledger.seeing import shown
from zugong.kernel.registry.models import Unit
from zugong.kernel.workbook.writing import MIME_TYPE as XLSX
from zugong.modules.villages.actions.overview import VILLAGE_KINDS
from zugong.modules.villages.actions.pay_overview import pay_overview, statements_in
from zugong.modules.villages.actions.pay_papers import pay_paper, pay_workbook
from zugong.modules.villages.actions.pay_settling import TOWNSHIPS, CannotSettle, may_settle, open_settlement
from zugong.modules.villages.models import PaySettlement, PayStatement
from zugong.modules.villages.pages.front import unit_shown
from zugong.modules.villages.pages.places import tabs

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COLUMNS = tuple(column(PayStatement, name) for name in ("computed_total", "fallen_due", "paid", "arrears"))
PAPERS = {"xlsx": (pay_workbook, XLSX), "docx": (pay_paper, DOCX)}
MOST_PERSONS = 3000


@require_safe
def index(request: HttpRequest, code: str, year: int | None = None) -> HttpResponse:
    """The figures of a unit and of those below it; of a village, its cadres. Unsaid, the year is the present one."""
    user: Any = request.user
    unit = unit_shown(user, code)
    year = year or calendar.today().year
    seen = pay_overview(user, unit, year)
    names = {
        "unit": unit,
        "above": unit.parent if unit.parent is not None and may(user, Verb.READ, at=unit.parent) else None,
        "year": year,
        "years": sorted({*seen.years, calendar.today().year}, reverse=True),
        "seen": seen,
        "whole": seen.whole,
        "people": _people(user, unit, year) if unit.kind in VILLAGE_KINDS else [],
        "is_running": year == calendar.today().year,
        "day": calendar.today(),
        "may_edit": may(user, Verb.EDIT, at=unit),
        "may_export": may(user, Verb.EXPORT, at=unit) and seen.whole.persons <= MOST_PERSONS,
        "may_settle": seen.whole.settlement is None and seen.whole.persons > 0 and may_settle(user, unit, year),
        "is_township": unit.kind in TOWNSHIPS,
        "states": [(label, seen.settlements.get(state, 0)) for state, label in PaySettlement.State.choices],
        "tabs": tabs(unit, "village_pay"),
        "shown_unit": unit,
        "unit_address": f"/villages/pay/{{}}/{year}/",
    }
    return render(request, "villages/pay.html", names)


def _people(user: User, unit: Unit, year: int) -> list[tuple[PayStatement, str, list[str]]]:
    """Each statement of a village with the name and the amounts as the user may read them."""
    return [
        (one, shown_name(one.cadre.person, user), [shown(amount, one, user) for amount in COLUMNS])
        for one in statements_in(user, unit, year)
    ]


@require_safe
def paper(request: HttpRequest, code: str, year: int, kind: str) -> HttpResponse:
    """The pay calculation sheet as docx or xlsx; taking it away is noted."""
    user: Any = request.user
    unit = unit_shown(user, code)
    if kind not in PAPERS:
        raise Http404(kind)
    if not may(user, Verb.EXPORT, at=unit):
        raise PermissionDenied
    if pay_overview(user, unit, year).whole.persons > MOST_PERSONS:
        raise Http404(code)
    make, mime = PAPERS[kind]
    name = f"{unit}{year}年度村干部报酬核算表.{kind}"
    note(AccessLog.Kind.DOWNLOADED, by=user, unit=unit, what=name)
    response = HttpResponse(make(user, unit, year), content_type=mime)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@require_POST
def settle(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Draw up the settlement of a township's year, and go to its case."""
    user: Any = request.user
    unit = unit_shown(user, code)
    try:
        settlement = open_settlement(unit=unit, year=year, by=user)
    except CannotSettle as refusal:
        messages.error(request, str(refusal))
        return redirect("village_pay_year", code, year)
    messages.success(request, _("已草拟，核对无误后上报"))
    return redirect("procedures:case", "villages.pay_settlement", settlement.pk)
