"""What one reader sees of a value: the one function through which every door shows it, be it a list, an export or the API."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models.constants import LOOKUP_SEP

from zugong.kernel.access.models import User
from zugong.kernel.access.sights import Sight, best_sight, is_uniform, sight_at
from zugong.kernel.ledger.columns import Column, worded
from zugong.kernel.ledger.places import own_place_of
from zugong.kernel.sealing.classes import NAME, FieldClass, class_of, masked_name

PERSONAL = frozenset({FieldClass.PERSONAL, FieldClass.SENSITIVE})


def sight(column: Column, record: Any, user: User) -> Sight:
    """How much the user sees of this column of this record. One's own data is clear."""
    best = best_sight(user, column.field_class)
    if best == Sight.CLEAR and is_uniform(user, column.field_class):
        return best
    if _is_own(column.subject(record), user):
        return Sight.CLEAR
    return best if is_uniform(user, column.field_class) else sight_at(user, column.field_class, own_place_of(record))


def value(column: Column, record: Any, user: User, *, opened: Collection[str] = ()) -> Any:
    """The value as the user may take it away: whole, masked as text, or None. `opened` names columns unmasked for this view."""
    seen = Sight.CLEAR if column.name in opened else sight(column, record, user)
    if seen == Sight.HIDDEN:
        return None
    return column.opened(record) if seen == Sight.CLEAR else column.masked(record)


def shown(column: Column, record: Any, user: User, *, opened: Collection[str] = ()) -> str:
    """The value as the user reads it; empty where there is none or it is hidden."""
    return worded(column.steps[-1], value(column, record, user, opened=opened))


def columns_for(columns: Iterable[Column], user: User) -> list[Column]:
    """The columns that exist for the user: those of which some row could show something."""
    return [column for column in columns if exists_for(column, user)]


def exists_for(column: Column, user: User) -> bool:
    """True if the user sees something of the column: by a role, or because rows may be the user's own."""
    return best_sight(user, column.field_class) > Sight.HIDDEN or bool(user.person_id and column.owned)


def may_order(column: Column, user: User) -> bool:
    """May the user order, search in part or ask for ranges by the column: only what is clear in every row tells nothing new."""
    return best_sight(user, column.field_class) == Sight.CLEAR and is_uniform(user, column.field_class)


def may_match(column: Column, user: User) -> bool:
    """May the user find rows by giving the whole value: a sealed one by its digest, a record by its name."""
    whole = column.sealed is not None or (column.field is not None and column.field.is_relation)
    return may_order(column, user) or (whole and best_sight(user, column.field_class) > Sight.HIDDEN)


def may_type(column: Column, user: User) -> bool:
    """May the user write the value: only what is seen, or what is sealed and typed anew without being seen."""
    best = best_sight(user, column.field_class)
    return best == Sight.CLEAR or (best == Sight.MASKED and column.sealed is not None)


def named(record: Any, user: User) -> str:
    """What the record is called, as the user may read it."""
    field_class = class_of(type(record), NAME)
    if best_sight(user, field_class) == Sight.CLEAR and is_uniform(user, field_class):
        return str(record)
    seen = Sight.CLEAR if _is_own(record, user) else _sight_of_name(record, user, field_class)
    return str(record) if seen == Sight.CLEAR else masked_name(record)


def _sight_of_name(record: Any, user: User, field_class: FieldClass) -> Sight:
    if is_uniform(user, field_class) or not hasattr(record, "unit_links"):
        return best_sight(user, field_class)
    return sight_at(user, field_class, own_place_of(record))


def people_of(column: Column, record: Any) -> list[int]:
    """The keys of the persons of whom the value tells."""
    subject = column.subject(record)
    keys = [_key_at(subject, link) for link in getattr(subject, "owner_links", ())] if subject is not None else []
    return [key for key in keys if key is not None]


def telling(columns: Iterable[Column]) -> list[Column]:
    """Of the columns with personal data one for each record that they tell of: these name everybody of whom a row tells."""
    found: dict[tuple[str, ...], Column] = {}
    for column in columns:
        if column.field_class in PERSONAL:
            found.setdefault(_way_to_subject(column), column)
    return list(found.values())


def people_in(rows: Any, columns: Iterable[Column]) -> set[int]:
    """The keys of all persons of whom these columns of the rows tell; one query for each way to a person."""
    found: set[int] = set()
    for column in telling(columns):
        way = _way_to_subject(column)
        for link in getattr(_model_at(rows.model, way), "owner_links", ()):
            path = LOOKUP_SEP.join(filter(None, (*way, link))) or "pk"
            found.update(rows.order_by().values_list(path, flat=True).distinct())
    return found - {None}


def _way_to_subject(column: Column) -> tuple[str, ...]:
    """The steps to the record of which the value tells."""
    return column.steps if column.field is not None and column.field.is_relation else column.steps[:-1]


def _model_at(model: Any, way: Iterable[str]) -> Any:
    for step in way:
        model = model._meta.get_field(step).related_model
    return model


def _is_own(record: Any, user: User) -> bool:
    """True if the record belongs to the user's own person."""
    if record is None or user.person_id is None:
        return False
    return any(_key_at(record, link) == user.person_id for link in getattr(record, "owner_links", ()))


def _key_at(record: Any, link: str) -> Any:
    """The key of the person at the end of an owner link; the last step is not read from the database."""
    if not link:
        return record.pk
    *steps, last = link.split(LOOKUP_SEP)
    for step in steps:
        record = getattr(record, step, None)
        if record is None:
            return None
    return getattr(record, f"{last}_id", None)
