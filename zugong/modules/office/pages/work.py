"""My work (工作台): what is mine today, first thing after sign-in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zugong.kernel import calendar
from zugong.kernel.access.models import Deputy, Grant, User
from zugong.kernel.access.roles import Verb
from zugong.kernel.indicators.reading import worst_lamps
from zugong.kernel.procedures import notices
from zugong.kernel.procedures.digests import digest_shown, put_away
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.worklist import answer, group_text, worklist
from zugong.kernel.registry.models import Unit

SHOWN = 20
"""So many rows of a group are shown at once; the rest opens on demand."""

DOING = {
    Verb.REPORT: gettext_lazy("填报"),
    Verb.SIGN: gettext_lazy("签发"),
    Verb.CONFIRM: gettext_lazy("确认"),
    Verb.APPROVE: gettext_lazy("审批"),
    Verb.DIRECT: gettext_lazy("签发"),
    Verb.CLOSE: gettext_lazy("核查"),
    Verb.COMMENT: gettext_lazy("提意见"),
}


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """What is due, overdue, returned, to sign, to confirm; what has climbed from below; the unit's worst lamps."""
    user: Any = request.user
    today = calendar.today()
    mine = worklist(user)
    unit = _unit_of(user)
    link = request.build_absolute_uri("/")
    names = {
        "work": mine,
        "answer": answer(mine),
        "groups": [(group, _rows(group.duties[:SHOWN]), _rows(group.duties[SHOWN:])) for group in mine.groups],
        "climbed": (_rows(mine.climbed[:SHOWN]), _rows(mine.climbed[SHOWN:])),
        "group_text": group_text(mine.climbed, link) if mine.climbed else "",
        "lamps": worst_lamps(unit, user) if unit is not None else [],
        "lamps_unit": unit,
        "lent": Deputy.objects.on(today).filter(principal=user.pk).select_related("deputy__person"),
        "borrowed": Deputy.objects.on(today).filter(deputy=user.pk).select_related("principal__person"),
        "notices": notices.recent(user),
        "digest": digest_shown(user, today),
        "has_verbs": any(grant.reach == Grant.Extent.SUBTREE for grant in user.grants_today),
        "today": today,
    }
    return render(request, "office/work.html", names)


@require_POST
def put_notices_away(request: HttpRequest) -> HttpResponse:
    """The notices named have been read; only what the user was told can be."""
    user: Any = request.user
    told = {notice.key for notice in notices.recent(user, notices.ASKED)}
    notices.mark_read(user, told & set(request.POST.getlist("key")))
    return redirect("work")


@require_POST
def put_digest_away(request: HttpRequest) -> HttpResponse:
    """The day's summary has been read."""
    user: Any = request.user
    put_away(user, calendar.today())
    return redirect("work")


def _rows(duties: Any) -> list[tuple[Duty, str, str]]:
    """Each duty with what is to be done and how its due date stands."""
    return [(duty, str(DOING.get(duty.verb, _("办理"))), due_in_words(duty)) for duty in duties]


def due_in_words(duty: Duty) -> str:
    """How much time is left, in working days."""
    left = duty.days_left
    if left is None:
        return _("暂停计时") if duty.clock_id else _("未设时限")
    if duty.is_overdue:
        return _("逾期 %d 个工作日") % -left if left else _("已逾期")
    if duty.due == calendar.today():
        return _("今天到期")
    return _("还有 %d 个工作日") % left


def _unit_of(user: User) -> Unit | None:
    """The unit whose lamps concern the user: the highest of the grants, else the user's own."""
    granted = [grant.unit for grant in user.grants_today if grant.reach == Grant.Extent.SUBTREE]
    return min(granted, key=lambda unit: unit.depth) if granted else user.unit
