"""Deputies for leave: from one day to another the deputy holds the principal's roles, and signs as a deputy."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import Deputy, User
from zugong.kernel.access.roles import ADMINISTRATORS, Verb
from zugong.kernel.history import writing


class CannotDeputise(Exception):
    """The deputy is not appointed or dismissed; the message says why, for people."""


@transaction.atomic
def appoint_deputy(*, principal: User, deputy: User, start_date: date, end_date: date, reason: str, by: User) -> Deputy:
    """Have `deputy` stand in for `principal`; the principal or the security administrator says so. Raises CannotDeputise."""
    _need_right(principal, by)
    if principal.pk == deputy.pk:
        raise CannotDeputise(_("不能委托本人代理"))
    if not deputy.is_active or deputy.voided_at is not None:
        raise CannotDeputise(_("%(deputy)s的账号已停用") % {"deputy": deputy})
    if end_date < start_date or end_date < calendar.today():
        raise CannotDeputise(_("止期早于起期，或已经过去"))
    if not reason.strip():
        raise CannotDeputise(_("请写明事由"))
    if {*principal.roles, *deputy.roles} & ADMINISTRATORS:
        raise CannotDeputise(_("系统管理员、安全保密员、安全审计员不能代理，也不能由人代理"))
    if _away(principal, start_date, end_date):
        raise CannotDeputise(_("%(who)s在这段时间已有代理人") % {"who": principal})
    if _away(deputy, start_date, end_date):
        raise CannotDeputise(_("%(who)s在这段时间自己也不在岗") % {"who": deputy})
    return writing.save(
        Deputy(principal=principal, deputy=deputy, start_date=start_date, end_date=end_date, reason=reason), by=by
    )


@transaction.atomic
def dismiss_deputy(*, held: Deputy, by: User, why: str) -> None:
    """End a deputy's standing in at once. Raises CannotDeputise."""
    _need_right(held.principal, by)
    if not why.strip():
        raise CannotDeputise(_("请写明理由"))
    writing.void(held, by=by, why=why)


def _away(user: User, start: date, end: date) -> bool:
    return Deputy.objects.filter(principal=user, start_date__lte=end, end_date__gte=start).exists()


def _need_right(principal: User, by: User) -> None:
    own = by.pk == principal.pk
    if not own and not (principal.unit is not None and may(by, Verb.MANAGE_GRANTS, at=principal.unit)):
        raise CannotDeputise(_("只有本人或安全保密员可以办理代理"))
