"""Showing personal values: masked by default, opened for a reason that is written down."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, User
from zugong.kernel.access.roles import Role, Verb
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.sealing.masks import mask_name

SEES_NAMES_MASKED = frozenset({Role.AUDITOR, Role.CADRE, Role.ENTERPRISE, Role.RESIDENT, Role.SYSTEM_ADMIN})


class CannotUnmask(Exception):
    """The value is not shown: no right, no reason, or no such value."""


def unmask(
    *, places: Collection[Unit | None], people: Collection[int], what: str, by: User, why: str, request: Any = None
) -> AccessLog:
    """Write down that the user is shown values of these people, whose records lie at these places, one for each record.

    One entry tells of all of them and counts the records. Raises CannotUnmask, and then nothing may be shown.
    """
    if not places or not all(may(by, Verb.UNMASK, at=place) for place in set(places)):
        raise CannotUnmask(_("您没有查看此人明文信息的权限"))
    if len(why.strip()) < 2:
        raise CannotUnmask(_("请写明查看事由"))
    [unit] = set(places) if len(set(places)) == 1 else [None]
    return note(
        AccessLog.Kind.UNMASKED,
        by=by,
        unit=unit,
        what=what,
        rows=len(places),
        why=why,
        request=request,
        people=people,
    )


def shown_name(person: Person, user: User) -> str:
    """A person's name as the user may see it: whole for colleagues who work with people, 李*明 for those who only look on."""
    if person.pk == user.person_id or not user.roles <= SEES_NAMES_MASKED:
        return person.name
    return mask_name(person.name)
