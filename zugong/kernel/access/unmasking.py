"""Showing personal values: masked by default, opened for a reason that is written down."""

from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, User
from zugong.kernel.access.roles import Role, Verb
from zugong.kernel.registry.models import Person
from zugong.kernel.sealing.masks import mask_name

PLACES = {"identity_number": "身份证号", "phone": "手机号"}
SEES_NAMES_MASKED = frozenset({Role.AUDITOR, Role.CADRE, Role.ENTERPRISE, Role.RESIDENT, Role.SYSTEM_ADMIN})


class CannotUnmask(Exception):
    """The value is not shown: no right, no reason, or no such value."""


def may_unmask(user: User, person: Person) -> bool:
    """True for one's own values, and where the user has the verb at the person's unit."""
    return person.pk == user.person_id or may(user, Verb.UNMASK, at=person.unit)


def unmask(*, person: Person, place: str, by: User, why: str, request: Any = None) -> str:
    """The plain identity number or phone of a person, noted in the access log with the reason. Raises CannotUnmask."""
    if place not in PLACES:
        raise CannotUnmask(_("没有这一项"))
    if not may_unmask(by, person):
        raise CannotUnmask(_("您没有查看此人明文信息的权限"))
    if len(why.strip()) < 2:
        raise CannotUnmask(_("请写明查看事由"))
    what = f"{person.pk} {PLACES[place]}"
    note(AccessLog.Kind.UNMASKED, by=by, unit=person.unit, what=what, rows=1, why=why, request=request)
    return str(getattr(person, place).opened())


def shown_name(person: Person, user: User) -> str:
    """A person's name as the user may see it: whole for colleagues who work with people, 李*明 for those who only look on."""
    if person.pk == user.person_id or not user.roles <= SEES_NAMES_MASKED:
        return person.name
    return mask_name(person.name)
