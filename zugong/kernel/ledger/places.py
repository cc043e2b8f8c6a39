"""Where a record belongs, and how to see it when it is voided."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models.constants import LOOKUP_SEP

from zugong.kernel.access.models import User
from zugong.kernel.access.models.accounts import subtrees
from zugong.kernel.access.roles import Verb
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import within


def scoped(model: Any) -> bool:
    """True if the model's rows can be asked for by who may see them."""
    return hasattr(model._default_manager.none(), "visible_to")


def see_the_whole(model: Any) -> Any:
    """All rows of a model, voided ones too, in the queryset class that knows the model's `visible_to`."""
    return type(model.objects.all())(model)


def where_held(rows: Any, user: User, verb: Verb) -> Any:
    """Of the rows inside the user's own reach, those where the user holds the verb; rows seen in another way stay.

    Somebody may read the whole city and edit one township: what needs the verb must not spread over all that is read.
    """
    model, reach, held = rows.model, user.reach(), subtrees(user, frozenset({verb}))
    if set(reach.paths) <= set(held.paths):
        return rows
    links = {"unit_links": model.unit_links, "owner_links": model.owner_links}
    return rows.filter(within(held, **links) | ~within(reach, **links))


def place_of(record: Any) -> Unit | None:
    """The unit at which a verb on this record is needed: the end of its first unit link.

    A record that hangs on no single unit belongs to the whole tree: its place is the root.
    """
    end = own_place_of(record)
    return end if end is not None else Unit.objects.filter(parent__isnull=True).order_by("path").first()


def own_place_of(record: Any) -> Unit | None:
    """The unit at the end of the record's first unit link; None for what belongs to the whole tree."""
    links = type(record).unit_links
    return _end_of(record, links[0]) if links else None


def way_to_place(model: Any) -> tuple[str, ...]:
    """The foreign keys to read along with rows of the model, so that `own_place_of` asks for none of them."""
    link = next(iter(getattr(model, "unit_links", ())), "")
    for step in filter(None, link.split(LOOKUP_SEP)):
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            return ()
        if not (field.concrete and (field.many_to_one or field.one_to_one)):
            return ()
        model = field.related_model
    return (link,) if link else ()


def _end_of(record: Any, link: str) -> Unit | None:
    """The unit at the end of a path of foreign keys; None where a step has many ends or none."""
    for step in filter(None, link.split(LOOKUP_SEP)):
        try:
            field = record._meta.get_field(step)
        except FieldDoesNotExist:
            return None
        record = getattr(record, step) if field.concrete and field.is_relation else None
        if record is None:
            return None
    return record if isinstance(record, Unit) else None
