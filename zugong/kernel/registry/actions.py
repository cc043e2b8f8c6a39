"""Verbs on units."""

from typing import Any

from django.db import transaction
from pypinyin import Style, lazy_pinyin

from zugong.kernel.history import writing
from zugong.kernel.registry.models import Placement, Unit


def initials_of(name: str) -> str:
    """Pinyin initials of a name in lower case, for searching (金安区 -> jaq)."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:80]


@transaction.atomic
def add_unit(*, code: str, name: str, kind: str, parent: Unit | None, by: Any, **more: Any) -> Unit:
    """Create a unit in its place, with its first placement."""
    unit = Unit(code=code, name=name, kind=kind, parent=parent, initials=initials_of(name), **more)
    writing.save(unit, by=by)
    Unit.objects.filter(pk=unit.pk).update(path=f"{parent.path if parent else '/'}{unit.pk}/")
    unit.refresh_from_db()
    Placement.objects.create(unit=unit, parent=parent, name=name, kind=kind, valid_from=unit.valid_from)
    return unit
