"""Destroying what is sealed of a person: one officer asks, another one decides.

Destroyed is the key, and with it identity number, phone and whatever else was sealed under it, in backups too. The name, the posts and
the log stay: who held which office and who acted when is the record that the law wants kept.
"""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, Erasure, User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.history.models import Change
from zugong.kernel.registry.models import Person
from zugong.kernel.registry.people import erase


class CannotErase(Exception):
    """Nothing is asked for or destroyed; the message says why, for people."""


def may_erase(user: User, person: Person) -> bool:
    """May the user ask for the person's values to be destroyed, or decide on it."""
    return may(user, Verb.EDIT, at=person.unit) and may(user, Verb.MANAGE_UNITS, at=person.unit)


def erasure_asked_for(person: Person) -> Erasure | None:
    """The request that waits for a second officer."""
    waiting = Erasure.objects.filter(person=person, state=Erasure.State.ASKED)
    return waiting.select_related("asked_by__person").first()


@transaction.atomic
def ask_to_erase(*, person: Person, by: User, ground: str) -> Erasure:
    """Ask for a person's values to be destroyed, on a ground that the law gives. Raises CannotErase."""
    _need_right(by, person)
    if len(ground.strip()) < 2:
        raise CannotErase(_("销毁个人信息须说明依据"))
    if person.data_key is None or person.is_erased:
        raise CannotErase(_("没有可销毁的个人信息"))
    if erasure_asked_for(person) is not None:
        raise CannotErase(_("已有人申请销毁，正待复核"))
    return writing.save(Erasure(person=person, ground=ground.strip(), asked_by=by, asked_at=calendar.now()), by=by)


@transaction.atomic
def decide_erasure(
    *, erasure: Erasure, by: User, agree: bool, why: str = "", request: HttpRequest | None = None
) -> Erasure:
    """Destroy the values, or refuse to with a reason; never the one who asked. Raises CannotErase."""
    erasure = (
        Erasure.objects.select_for_update(of=("self",)).select_related("person__unit", "asked_by").get(pk=erasure.pk)
    )
    if erasure.state != Erasure.State.ASKED:
        raise CannotErase(_("这一申请已经办结"))
    _need_right(by, erasure.person)
    if by.pk == erasure.asked_by_id or (by.person_id and by.person_id == erasure.asked_by.person_id):
        raise CannotErase(_("申请人不能自己复核，请由另一位同事办理"))
    if not agree and len(why.strip()) < 2:
        raise CannotErase(_("不同意须写明理由"))
    erasure.state = Erasure.State.DONE if agree else Erasure.State.REFUSED
    erasure.decided_by, erasure.decided_at, erasure.decided_why = by, calendar.now(), why.strip()
    writing.save(erasure, by=by, why=why, kind=Change.Kind.MOVED)
    if agree:
        erase(person=erasure.person, by=by, why=erasure.ground)
        _log(erasure, by, request)
    return erasure


def _log(erasure: Erasure, by: Any, request: HttpRequest | None) -> None:
    person = erasure.person
    what = _("申请人：%(asked_by)s") % {"asked_by": erasure.asked_by}
    note(
        AccessLog.Kind.ERASED,
        by=by,
        unit=person.unit,
        what=what,
        rows=1,
        why=erasure.ground,
        request=request,
        people=[person.pk],
    )


def _need_right(by: User, person: Person) -> None:
    if not may_erase(by, person):
        raise CannotErase(_("您没有销毁此人个人信息的权限"))
