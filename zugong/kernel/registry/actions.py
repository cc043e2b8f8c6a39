"""Verbs on units: set up, rename, move, merge, convert, close.

Each takes the day from which it holds and the document it rests on, and keeps the parent link, the path, the placements and the ancestors
in step, in one transaction.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from zugong.kernel.history import writing
from zugong.kernel.history.models import Change
from zugong.kernel.registry import placing
from zugong.kernel.registry.kinds import may_stand_under
from zugong.kernel.registry.models import Placement, Unit, UnitKind


class CannotChangeUnit(Exception):
    """The change would leave the tree wrong; the message says why, for people. Nothing was changed."""


class CannotAdd(CannotChangeUnit):
    """A unit cannot be set up like this."""


class CannotMove(CannotChangeUnit):
    """A unit cannot be moved there."""


class CannotMerge(CannotChangeUnit):
    """These units cannot be merged."""


class CannotClose(CannotChangeUnit):
    """A unit cannot be closed yet."""


def initials_of(name: str) -> str:
    """Pinyin initials of a name in lower case, for searching (金安区 -> jaq)."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:80]


@transaction.atomic
def add_unit(*, code: str, name: str, kind: str, parent: Unit | None, by: Any, document: str = "", **more: Any) -> Unit:
    """Create a unit in its place, with its first placement and ancestors. Raises CannotAdd."""
    if not name.strip() or not code.strip():
        raise CannotAdd(_("代码和名称不能为空"))
    if Unit.with_voided.filter(code=code).exists():
        raise CannotAdd(_("代码 %(code)s 已经使用") % {"code": code})
    if parent is not None and parent.is_closed:
        raise CannotAdd(_("%(unit)s已撤销，不能作为上级") % {"unit": parent})
    _need_kind(kind, parent, CannotAdd)
    unit = Unit(code=code, name=name, kind=kind, parent=parent, initials=initials_of(name), **more)
    writing.save(unit, by=by, why=document)
    placing.place_new([unit], document=document)
    return unit


@transaction.atomic
def rename(*, unit: Unit, name: str, on: date, document: str, by: Any, short_name: str = "") -> Unit:
    """Give a unit another name from a day on; earlier papers keep finding it by the old one. Raises CannotChangeUnit."""
    if not name.strip():
        raise CannotChangeUnit(_("名称不能为空"))
    unit = _locked(unit, on)
    unit.name, unit.short_name, unit.initials = name, short_name, initials_of(name)
    writing.save(unit, by=by, why=document, kind=Change.Kind.MOVED)
    placing.replace_placement(unit, on, document)
    return unit


@transaction.atomic
def move(*, unit: Unit, under: Unit, on: date, document: str, by: Any) -> Unit:
    """Hang a unit with all below it under another parent from a day on. Raises CannotMove."""
    unit, under = _locked(unit, on), Unit.objects.get(pk=under.pk)
    if (under.path or "").startswith(unit.path or "-"):
        raise CannotMove(_("%(unit)s不能移到自身或自己的下级%(under)s之下") % {"unit": unit, "under": under})
    if unit.parent_id == under.pk:
        raise CannotMove(_("%(unit)s的上级已经是%(under)s") % {"unit": unit, "under": under})
    if under.is_closed:
        raise CannotMove(_("%(unit)s已撤销") % {"unit": under})
    _need_later(under, on, placing.placed_since(under))
    _need_kind(unit.kind, under, CannotMove)
    _need_later(unit, on, placing.last_change(unit))
    unit.parent = under
    writing.save(unit, by=by, why=document, kind=Change.Kind.MOVED)
    placing.hang(unit, under, on)
    placing.replace_placement(unit, on, document)
    return unit


@transaction.atomic
def merge(*, units: Sequence[Unit], into: Unit, on: date, document: str, by: Any) -> Unit:
    """Merge units into one that stands: they end on the day, what is below them goes over, their past counts there. Raises CannotMerge."""
    into = Unit.objects.select_for_update().get(pk=into.pk)
    if not units:
        raise CannotMerge(_("请选择要并入的单位"))
    if into.is_closed:
        raise CannotMerge(_("%(unit)s已撤销") % {"unit": into})
    for unit in units:
        _merge_one(_locked(unit, on), into, on=on, document=document, by=by)
    into.refresh_from_db()
    return into


def _merge_one(unit: Unit, into: Unit, *, on: date, document: str, by: Any) -> None:
    into.refresh_from_db()
    if unit.pk == into.pk or (into.path or "").startswith(unit.path or "-"):
        raise CannotMerge(_("%(unit)s不能并入自身或自己的下级") % {"unit": unit})
    if _level(unit) != _level(into):
        raise CannotMerge(_("%(unit)s与%(into)s不是同一层级") % {"unit": unit, "into": into})
    _need_later(unit, on, placing.last_change(unit))
    _need_later(into, on, placing.placed_since(into))
    for child in Unit.objects.filter(parent=unit, valid_to__isnull=True):
        move(unit=child, under=into, on=on, document=document, by=by)
    unit.refresh_from_db()
    unit.parent, unit.merged_into, unit.valid_to = into, into, on
    writing.save(unit, by=by, why=document, kind=Change.Kind.MOVED)
    placing.hang(unit, into, on)
    placing.close_placement(unit, on, document)


@transaction.atomic
def merge_into_new(
    *,
    units: Sequence[Unit],
    code: str,
    name: str,
    on: date,
    document: str,
    by: Any,
    kind: str = "",
    short_name: str = "",
) -> Unit:
    """Merge units into a new one that stands where the first of them stood. Raises CannotMerge, CannotAdd."""
    if len(units) < 2:
        raise CannotMerge(_("合并为新单位至少需要两个单位"))
    first = Unit.objects.get(pk=units[0].pk)
    new = add_unit(
        code=code, name=name, kind=kind or first.kind, parent=first.parent, by=by, document=document,
        valid_from=on, short_name=short_name, position=first.position,
    )  # fmt: skip
    return merge(units=units, into=new, on=on, document=document, by=by)


@transaction.atomic
def convert(
    *, unit: Unit, kind: str, code: str, name: str, on: date, document: str, by: Any, short_name: str = ""
) -> Unit:
    """Turn a unit into another kind with its new code and name (镇改街道, 村改社区); it stays the same unit. Raises CannotChangeUnit."""
    unit = _locked(unit, on)
    if Unit.with_voided.filter(code=code).exclude(pk=unit.pk).exists():
        raise CannotChangeUnit(_("代码 %(code)s 已经使用") % {"code": code})
    if not code.strip() or not name.strip():
        raise CannotChangeUnit(_("代码和名称不能为空"))
    _need_kind(kind, unit.parent, CannotChangeUnit)
    for child in Unit.objects.filter(parent=unit, valid_to__isnull=True):
        if not may_stand_under(child.kind, kind):
            raise CannotChangeUnit(_("%(child)s不能隶属于%(kind)s") % {"child": child, "kind": UnitKind(kind).label})
    unit.kind, unit.code, unit.name, unit.short_name, unit.initials = kind, code, name, short_name, initials_of(name)
    writing.save(unit, by=by, why=document, kind=Change.Kind.MOVED)
    placing.replace_placement(unit, on, document)
    return unit


@transaction.atomic
def close(*, unit: Unit, on: date, document: str, by: Any) -> Unit:
    """End a unit that no other takes over; it stays in its place for the figures of its time. Raises CannotClose."""
    unit = _locked(unit, on)
    standing = Unit.objects.filter(parent=unit, valid_to__isnull=True).count()
    if standing:
        raise CannotClose(_("%(unit)s下还有 %(count)d 个单位，请先划转或撤销") % {"unit": unit, "count": standing})
    unit.valid_to = on
    writing.save(unit, by=by, why=document, kind=Change.Kind.MOVED)
    placing.close_placement(unit, on, document)
    return unit


def _locked(unit: Unit, on: date) -> Unit:
    """The unit as it stands now, locked, if it may change on the day."""
    locked = Unit.objects.select_for_update().get(pk=unit.pk)
    if locked.is_closed:
        raise CannotChangeUnit(_("%(unit)s已撤销") % {"unit": locked})
    last = Placement.objects.filter(unit=locked, valid_to__isnull=True).values_list("valid_from", flat=True).first()
    _need_later(locked, on, last)
    return locked


def _need_later(unit: Unit, on: date, last: date | None) -> None:
    if last is not None and last > on:
        raise CannotChangeUnit(
            _("%(unit)s或其下级在 %(last)s 已有变动，日期不能早于该日") % {"unit": unit, "last": last}
        )


def _need_kind(kind: str, parent: Unit | None, error: type[CannotChangeUnit]) -> None:
    if not may_stand_under(kind, parent.kind if parent else None):
        where = parent.get_kind_display() if parent else _("顶层")
        raise error(_("%(kind)s不能设在%(where)s之下") % {"kind": UnitKind(kind).label, "where": where})


LEVELS: tuple[frozenset[str], ...] = (
    frozenset({UnitKind.COUNTY, UnitKind.ZONE}),
    frozenset({UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT}),
    frozenset({UnitKind.VILLAGE, UnitKind.COMMUNITY}),
)


def _level(unit: Unit) -> frozenset[str]:
    return next((level for level in LEVELS if unit.kind in level), frozenset({unit.kind}))
