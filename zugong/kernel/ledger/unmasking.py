"""Opening masked values of records for a reason, and what a page tells of each value."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.access.sights import Sight, best_sight
from zugong.kernel.access.unmasking import CannotUnmask, unmask
from zugong.kernel.ledger.columns import Column
from zugong.kernel.ledger.places import own_place_of, place_of
from zugong.kernel.ledger.seeing import people_of, shown, sight
from zugong.kernel.registry.models import Unit


@dataclass(frozen=True, slots=True)
class Fact:
    """One value on a record's page: as its reader sees it, whether it can be opened for a reason, whether it was."""

    column: Column
    text: str
    openable: bool
    opened: bool


def facts(columns: Iterable[Column], record: Any, user: User, *, opened: Collection[str] = ()) -> list[Fact]:
    """The values of a record that exist for the user."""
    seen = ((column, sight(column, record, user)) for column in columns)
    return [_fact(column, record, user, how, opened) for column, how in seen if how > Sight.HIDDEN]


def _fact(column: Column, record: Any, user: User, how: Sight, opened: Collection[str]) -> Fact:
    text, is_open = shown(column, record, user, opened=opened), column.name in opened
    openable = bool(text) and how == Sight.MASKED and not is_open and may(user, Verb.UNMASK, at=place_of(record))
    return Fact(column, text, openable, is_open)


def openable_columns(columns: Iterable[Column], user: User) -> list[Column]:
    """The columns of a list that the user reads masked and may open."""
    if not may(user, Verb.UNMASK):
        return []
    return [column for column in columns if best_sight(user, column.field_class) == Sight.MASKED]


def where_openable(user: User) -> Callable[[Any], bool]:
    """Asks of a record whether the user may open masked values of it; for many records, so the root is read once."""
    root = Unit.objects.filter(parent__isnull=True).order_by("path").first()
    return lambda record: may(user, Verb.UNMASK, at=own_place_of(record) or root)


def open_values(
    columns: Sequence[Column], records: Sequence[Any], *, by: User, why: str, request: Any = None
) -> frozenset[str]:
    """Let the user see these columns of these records, written down with the reason; gives their names. Raises CannotUnmask."""
    if not columns or not all(sight(column, record, by) == Sight.MASKED for column in columns for record in records):
        raise CannotUnmask(_("没有可以查看的内容"))
    people = {person for column in columns for record in records for person in people_of(column, record)}
    labels = "、".join(str(column.label) for column in columns)
    named = f" {records[0].pk}" if len(records) == 1 else ""
    what = f"{records[0]._meta.verbose_name}{named}：{labels}" if records else labels
    unmask(places=[place_of(record) for record in records], people=people, what=what, by=by, why=why, request=request)
    return frozenset(column.name for column in columns)
