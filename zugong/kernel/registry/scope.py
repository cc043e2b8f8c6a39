"""The one gate for reading: which rows a reader may see.

A model says which of its links lead to a unit (`unit_links`) and which to its owner (`owner_links`); its queryset then answers
`visible_to(reader)`. The reader is anything with a `reach()`; access's user is one, which registry need not know.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self

from django.db.models import Q
from django.db.models.constants import LOOKUP_SEP

from zugong.kernel.history.models import LiveManager, Record, RecordQuerySet


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody may read: the subtrees under `paths`, and what belongs to the person `person_id`.

    Under `unit_paths` the reader sees which units there are, without what they hold: who administers accounts needs no more.
    """

    paths: tuple[str, ...] = ()
    person_id: int | None = None
    unit_paths: tuple[str, ...] = ()

    @property
    def of_units(self) -> "Reach":
        """The reach over the units themselves that goes beyond what they hold."""
        return Reach(paths=self.unit_paths)

    def covers(self, path: str) -> bool:
        """True if a unit at `path` lies inside."""
        return any(path.startswith(prefix) for prefix in self.paths)


class Reader(Protocol):
    """Somebody who reads."""

    def reach(self) -> Reach:
        """How far this reader may read."""
        ...


NOTHING = Q(pk__in=())


def exactly(reach: Reach, *, unit_links: Iterable[str]) -> Q:
    """The condition that a row hangs on a unit at which the reach begins: those above it, and the owner, are left out."""
    condition = NOTHING
    for link in unit_links:
        path = f"{link}{LOOKUP_SEP}path" if link else "path"
        condition |= Q(**{f"{path}__in": reach.paths})
    return condition


def within(reach: Reach, *, unit_links: Iterable[str], owner_links: Iterable[str] = ()) -> Q:
    """The condition that a row hangs on a unit inside the reach, or belongs to the reader.

    A link is a lookup path to a Unit ("" for the unit itself) or to a Person.
    """
    condition = NOTHING
    for link in unit_links:
        path = f"{link}{LOOKUP_SEP}path" if link else "path"
        for prefix in reach.paths:
            condition |= Q(**{f"{path}__startswith": prefix})
    if reach.person_id is not None:
        for link in owner_links:
            condition |= Q(**{f"{link}_id" if link else "pk": reach.person_id})
    return condition


class ScopedQuerySet(RecordQuerySet):
    """Rows that lie in somebody's reach or do not."""

    def visible_to(self, reader: Reader) -> Self:
        """The rows that the reader may see. Every queryset that leaves the platform has passed through here."""
        model: Any = self.model
        condition = within(reader.reach(), unit_links=model.unit_links, owner_links=model.owner_links)
        if model.closed_where:
            condition &= Q(**{model.closed_where: False}) | exactly(reader.reach(), unit_links=model.unit_links)
        return self.filter(condition)


class ScopedManager(LiveManager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """Live rows, with `visible_to`."""


class ScopedRecord(Record):
    """A record that hangs on units or belongs to a person."""

    unit_links: ClassVar[tuple[str, ...]] = ("unit",)
    owner_links: ClassVar[tuple[str, ...]] = ()
    closed_where: ClassVar[str] = ""
    """A yes-or-no field: a row on which it is true is read only at the units themselves on which it hangs, not from above."""

    objects = ScopedManager()  # type: ignore[misc]

    class Meta(Record.Meta):
        abstract = True
