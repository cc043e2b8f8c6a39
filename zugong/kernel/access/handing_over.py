"""When a person moves on: posts and roles end, and what the person owes goes to a successor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.granting import CannotGrant, end_all, request_grant
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, Deputy, Grant, User
from zugong.kernel.access.roles import ADMINISTRATORS, Verb
from zugong.kernel.history import writing
from zugong.kernel.registry.models import Post, Unit
from zugong.kernel.registry.people import end_post

on_hand_over: list[Callable[[User, User, Any], int]] = []
"""What others do when somebody hands over: each is called with the leaving user, the successor and who decided, and says how
many things went over. Engines above register here, so that access need not know them."""


class CannotHandOver(Exception):
    """Nothing was handed over; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a hand-over did."""

    posts: int
    grants: int
    duties: int
    requested: int


@transaction.atomic
def hand_over(
    *, leaving: User, successor: User, on: date, by: User | None, why: str, new_unit: Unit | None = None
) -> HandedOver:
    """End the posts and roles of the leaving user from the day `on`, and give what is owed to the successor. Raises CannotHandOver.

    For the successor the same roles are asked for where they are missing; the security administrator approves them. With `new_unit` the
    account moves on with its person and waits there for new roles; without, it is closed.
    """
    _check(leaving, successor, on, by, why)
    held = [
        grant
        for grant in Grant.objects.in_force(calendar.today()).filter(user=leaving)
        if grant.role not in ADMINISTRATORS
    ]
    posts = _end_posts(leaving, on, by, why)
    ended = end_all(user=leaving, by=by, on=on, why=why)
    standing = Deputy.objects.filter(Q(principal=leaving) | Q(deputy=leaving), end_date__gte=on)
    for deputy in standing:
        writing.void(deputy, by=by, why=why)
    duties = sum(hook(leaving, successor, by) for hook in on_hand_over)
    requested = _ask_for(successor, held, by, why)
    _move_account(leaving, new_unit, by, why)
    what = _("移交 %(from)s → %(to)s") % {"from": leaving.username, "to": successor.username}
    note(AccessLog.Kind.ACCOUNT, by=by, unit=leaving.unit, what=what, rows=duties, why=why)
    return HandedOver(posts=posts, grants=len(ended), duties=duties, requested=requested)


def _check(leaving: User, successor: User, on: date, by: User | None, why: str) -> None:
    if by is not None and (leaving.unit is None or not may(by, Verb.MANAGE_ACCOUNTS, at=leaving.unit)):
        raise CannotHandOver(_("您不能管理%(unit)s的账号") % {"unit": leaving.unit or ""})
    if leaving.pk == successor.pk:
        raise CannotHandOver(_("接手人不能是本人"))
    if not successor.is_active or successor.voided_at is not None:
        raise CannotHandOver(_("%(who)s的账号已停用，不能接手") % {"who": successor})
    if on > calendar.today():
        raise CannotHandOver(_("移交日期不能晚于今天：移交即时生效"))
    if not why.strip():
        raise CannotHandOver(_("请写明移交依据"))


def _end_posts(leaving: User, on: date, by: Any, why: str) -> int:
    if leaving.person is None:
        return 0
    posts = list(Post.objects.filter(person=leaving.person, unit=leaving.unit, end_date__isnull=True))
    for post in posts:
        last = on if post.start_date is None or post.start_date <= on else post.start_date
        end_post(post=post, on=last, by=by, why=why)
    return len(posts)


def _ask_for(successor: User, held: list[Grant], by: Any, why: str) -> int:
    asked = 0
    for grant in held:
        try:
            with transaction.atomic():
                request_grant(user=successor, role=grant.role, unit=grant.unit, reach=grant.reach, by=by, why=why)
        except CannotGrant:
            continue
        asked += 1
    return asked


def _move_account(leaving: User, new_unit: Unit | None, by: Any, why: str) -> None:
    if new_unit is None:
        leaving.is_active = False
    else:
        leaving.unit = new_unit
        if leaving.person is not None:
            leaving.person.unit = new_unit
            writing.save(leaving.person, by=by, why=why)
    writing.save(leaving, by=by, why=why)
