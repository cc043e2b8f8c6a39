"""The papers of the ways up and of role models; every download is noted in the access log."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog
from zugong.kernel.access.roles import Verb
from zugong.modules.villages.actions import ways_up_papers as papers
from zugong.modules.villages.models import PromotionApplication, PromotionRound, RoleModelNomination, RoleModelRound

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ABOUT = ("round__unit", "person", "unit", "township", "county", "cadre")


@require_safe
def qualification(request: HttpRequest, number: int) -> HttpResponse:
    """The qualification form of an application."""
    rows = PromotionApplication.objects.visible_to(request.user).select_related(*ABOUT, "post__unit")
    application = get_object_or_404(rows, pk=number)
    return _handed_out(request, papers.qualification_form(application), "资格审查表.docx", application.unit)


@require_safe
def recommendation(request: HttpRequest, number: int) -> HttpResponse:
    """The recommendation form of a nomination."""
    nomination = get_object_or_404(
        RoleModelNomination.objects.visible_to(request.user).select_related(*ABOUT), pk=number
    )
    return _handed_out(request, papers.recommendation_form(nomination), "推荐表.docx", nomination.unit)


@require_safe
def promotion_list(request: HttpRequest, number: int) -> HttpResponse:
    """The publicity list of a round; whoever publishes takes it."""
    round_ = get_object_or_404(PromotionRound.objects.visible_to(request.user).select_related("unit"), pk=number)
    state = PromotionApplication.State
    rows = PromotionApplication.objects.visible_to(request.user).filter(
        round=round_, state__in=(state.PUBLICITY, state.APPOINTED)
    )
    listed = list(rows.select_related(*ABOUT, "post__unit").order_by("post", "place", "pk"))
    return _list(request, round_, papers.promotion_list(round_, listed), "公示名单.docx")


@require_safe
def role_model_list(request: HttpRequest, number: int) -> HttpResponse:
    """The publicity list of a round of role models."""
    round_ = get_object_or_404(RoleModelRound.objects.visible_to(request.user).select_related("unit"), pk=number)
    state = RoleModelNomination.State
    rows = RoleModelNomination.objects.visible_to(request.user).filter(
        round=round_, state__in=(state.PUBLICITY, state.NAMED)
    )
    return _list(request, round_, papers.role_model_list(round_, list(rows.select_related(*ABOUT))), "拟命名公示.docx")


def _list(request: HttpRequest, round_: Any, content: bytes, name: str) -> HttpResponse:
    user: Any = request.user
    if not may(user, Verb.EXPORT, at=round_.unit):
        raise Http404
    return _handed_out(request, content, name, round_.unit)


def _handed_out(request: HttpRequest, content: bytes, name: str, unit: Any) -> HttpResponse:
    note(AccessLog.Kind.DOWNLOADED, by=request.user, unit=unit, what=name)
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
