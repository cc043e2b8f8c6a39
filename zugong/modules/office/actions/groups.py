"""Verbs on Party bodies: which units they cover."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel.history import writing
from zugong.kernel.registry.models import BodyKind, PartyBody, Unit


class CannotCover(Exception):
    """The body cannot cover this unit; the message says why, for people."""


@transaction.atomic
def cover(*, body: PartyBody, unit: Unit, by: Any) -> None:
    """Have a body cover one more unit. Raises CannotCover."""
    body = PartyBody.objects.select_for_update().get(pk=body.pk)
    if unit.is_closed:
        raise CannotCover(_("%(unit)s已撤销") % {"unit": unit})
    if body.units.filter(pk=unit.pk).exists():
        raise CannotCover(_("已经覆盖%(unit)s") % {"unit": unit})
    if body.kind == BodyKind.SINGLE and body.units.exists():
        raise CannotCover(_("单独组建的党组织只覆盖一个单位；覆盖多个的请改为联合组建或区域组建"))
    body.units.add(unit)
    writing.note(body, by=by, why=_("覆盖%(unit)s") % {"unit": unit})


@transaction.atomic
def uncover(*, body: PartyBody, unit: Unit, by: Any) -> None:
    """End the covering of a unit."""
    body = PartyBody.objects.select_for_update().get(pk=body.pk)
    body.units.remove(unit)
    writing.note(body, by=by, why=_("不再覆盖%(unit)s") % {"unit": unit})
