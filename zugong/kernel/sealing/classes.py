"""Field classes: how far a value may go, said once on the model that holds it.

A model says `field_classes = {"name": FieldClass.PERSONAL}` by the name of a field or property; `"__str__"` stands for the record's
own name as other records' pages show it. What is unsaid is internal. `masks` says, by the same names, what is shown of a value to
those who may not read it whole.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import reduce
from typing import Any

from django.db.models.constants import LOOKUP_SEP

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

    @property
    def is_strict(self) -> bool:
        """Who sees such a value, and how much of it, is a question of role."""
        return self.strictness >= FieldClass.PERSONAL.strictness


def class_of(model: Any, name: str) -> FieldClass:
    """The class of a field or property of a model; a name that follows links is as strict as the names that they lead to."""
    said = getattr(model, "field_classes", {}).get(name)
    if said is None and name == NAME:
        linked = [class_of(_end_of(model, path), NAME) for path in getattr(model, "named_with", ())]
        return reduce(stricter, linked, FieldClass.INTERNAL)
    if said is None:
        said = getattr(getattr(model, name, None), "field_class", None)
    return FieldClass.INTERNAL if said is None else FieldClass(said)


def _end_of(model: Any, path: str) -> Any:
    for step in path.split(LOOKUP_SEP):
        model = model._meta.get_field(step).related_model
    return model


def mask_of(model: Any, name: str) -> Mask:
    """What masks a field or property of a model; unsaid, nothing of the value is left."""
    said = getattr(model, "masks", {}).get(name) or getattr(getattr(model, name, None), "mask", None)
    return said or hide


def masked_name(record: Any) -> str:
    """What a record is called, for those who may not read it whole; of a name that follows links only what is strict is masked."""
    model, text = type(record), str(record)
    if NAME in getattr(model, "field_classes", {}):
        return mask_of(model, NAME)(text)
    for path in getattr(model, "named_with", ()):
        linked = _follow(record, path)
        if linked is not None and class_of(type(linked), NAME).is_strict:
            text = text.replace(str(linked), masked_name(linked))
    return text


def _follow(record: Any, path: str) -> Any:
    for step in path.split(LOOKUP_SEP):
        record = None if record is None else getattr(record, step)
    return record


def stricter(one: FieldClass, other: FieldClass) -> FieldClass:
    """The stricter of two classes."""
    return max(one, other, key=lambda field_class: field_class.strictness)
