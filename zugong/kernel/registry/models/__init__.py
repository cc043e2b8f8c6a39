"""The records of who exists."""

from zugong.kernel.registry.models.groups import BodyKind, PartyBody, Rank, Taskforce, TaskforceMember
from zugong.kernel.registry.models.people import Person, Post, Sex
from zugong.kernel.registry.models.units import Ancestor, Placement, Unit, UnitKind, UnitQuerySet

__all__ = [
    "Ancestor",
    "BodyKind",
    "PartyBody",
    "Person",
    "Placement",
    "Post",
    "Rank",
    "Sex",
    "Taskforce",
    "TaskforceMember",
    "Unit",
    "UnitKind",
    "UnitQuerySet",
]
