"""Field classes: how far a value may go, said once on the model that holds it.

A model says `field_classes = {"name": FieldClass.PERSONAL}` by the name of a field or property; `"__str__"` stands for the record's
own name as other records' pages show it. What is unsaid is internal. `masks` says, by the same names, what is shown of a value to
those who may not read it whole.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from zugong.kernel.sealing.masks import hide

NAME = "__str__"
"""The name under which a model classes what its records are called."""

Mask = Callable[[str], str]


class FieldClass(StrEnum):
    """公开, 内部, 个人, 敏感: from what anybody may read to what is opened for a reason only. The later, the stricter."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"

    @property
    def strictness(self) -> int:
        """0 for public, and up."""
        return list(FieldClass).index(self)


def class_of(model: Any, name: str) -> FieldClass:
    """The class of a field or property of a model."""
    said = getattr(model, "field_classes", {}).get(name)
    if said is None:
        said = getattr(getattr(model, name, None), "field_class", None)
    return FieldClass.INTERNAL if said is None else FieldClass(said)


def mask_of(model: Any, name: str) -> Mask:
    """What masks a field or property of a model; unsaid, nothing of the value is left."""
    said = getattr(model, "masks", {}).get(name) or getattr(getattr(model, name, None), "mask", None)
    return said or hide


def stricter(one: FieldClass, other: FieldClass) -> FieldClass:
    """The stricter of two classes."""
    return max(one, other, key=lambda field_class: field_class.strictness)
