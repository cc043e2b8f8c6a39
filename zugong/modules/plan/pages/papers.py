"""The leader's papers of a plan, one click each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zugong.kernel.access.deciding import may
from zugong.kernel.access.roles import Verb
from zugong.modules.plan.actions import papers
from zugong.modules.plan.actions.breakdown_table import breakdown_table
from zugong.modules.plan.models import Bulletin, Slip
from zugong.modules.plan.pages.downloads import DOCX, XLSX, download
from zugong.modules.plan.pages.plans import plan_shown


@require_GET
def index(request: HttpRequest, year: int) -> HttpResponse:
    """Which papers can be printed now."""
    user: Any = request.user
    plan = plan_shown(request, year)
    table = breakdown_table(plan, user)
    slips = Slip.objects.visible_to(user).filter(task__plan=plan).exclude(state=Slip.State.DROPPED)
    context = {
        "plan": plan,
        "table": table,
        "bulletins": Bulletin.objects.visible_to(user).filter(plan=plan)[:6],
        "slips": slips.select_related("addressee")[:12],
        "may_draw_up": may(user, Verb.SUPERVISE, plan.unit),
    }
    return render(request, "plan/papers.html", context)


@require_GET
def breakdown_docx(request: HttpRequest, year: int) -> HttpResponse:
    """The breakdown table with its notice as an official document."""
    plan = plan_shown(request, year)
    user: Any = request.user
    content = papers.breakdown_paper(breakdown_table(plan, user))
    return download(request, content, f"{plan.title}任务分解表.docx", DOCX, record=plan)


@require_GET
def breakdown_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    """The breakdown table as a workbook, with how every part stands."""
    plan = plan_shown(request, year)
    user: Any = request.user
    content = papers.breakdown_workbook(breakdown_table(plan, user))
    return download(request, content, f"{plan.title}任务分解表.xlsx", XLSX, record=plan)
