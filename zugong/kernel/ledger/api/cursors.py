"""Pages of a list that stay right while rows are added: each begins after the last row of the one before, not after a number of rows.

The cursor is encrypted: it holds the values that the rows are ordered by, which its bearer may not be meant to read.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import OrderBy

from zugong.kernel.sealing.keys import Tampered, decrypt, encrypt, sm3


class NoSuchCursor(Exception):
    """The cursor was not given out for this list in this order to this reader."""


@dataclass(frozen=True, slots=True)
class Step:
    """One value that rows are ordered by."""

    path: str
    falling: bool
    field: models.Field[Any, Any]
    empty: bool
    """Whether the value can be missing."""

    @property
    def order(self) -> OrderBy:
        """What the database is told."""
        return F(self.path).desc() if self.falling else F(self.path).asc()


def steps_of(model: Any, order: Sequence[str]) -> list[Step]:
    """The order down to plain values: a link is ordered as the rows that it leads to are, as the database does too."""
    found: dict[str, Step] = {}
    for name in order:
        for step in _steps(model, name.lstrip("-"), falling=name.startswith("-"), prefix="", empty=False):
            found.setdefault(step.path, step)
    return list(found.values())


def _steps(model: Any, name: str, *, falling: bool, prefix: str, empty: bool) -> list[Step]:
    first, _, rest = name.partition(LOOKUP_SEP)
    field = model._meta.pk if first == "pk" else model._meta.get_field(first)
    path, empty = f"{prefix}{first}", empty or field.null
    if not field.is_relation or first == field.attname:
        return [Step(path, falling, field, empty)]
    inside = [rest] if rest else [str(one) for one in field.related_model._meta.ordering] or ["pk"]
    return [
        step
        for one in inside
        for step in _steps(
            field.related_model,
            one.lstrip("-"),
            falling=falling != one.startswith("-"),
            prefix=f"{path}__",
            empty=empty,
        )
    ]


def after(steps: Sequence[Step], values: Sequence[Any]) -> Q:
    """The rows that come after one with these values."""
    found, same = Q(pk__in=()), Q()
    for step, value in zip(steps, values, strict=True):
        beyond = _beyond(step, value)
        if beyond is not None:
            found |= same & beyond
        same &= Q(**{f"{step.path}__isnull": True}) if value is None else Q(**{step.path: value})
    return found


def _beyond(step: Step, value: Any) -> Q | None:
    """The rows with a later value than this; None if there is none later. Databases differ in where missing values stand."""
    missing_last = step.falling == connection.features.order_by_nulls_first
    if value is None:
        return None if missing_last else Q(**{f"{step.path}__isnull": False})
    later = Q(**{f"{step.path}__{'lt' if step.falling else 'gt'}": value})
    return later | Q(**{f"{step.path}__isnull": True}) if step.empty and missing_last else later


@cache
def _key(secret: str) -> bytes:
    return bytes.fromhex(sm3(f"cursors/{secret}".encode()))[:16]


def written(values: Sequence[Any], *, bound_to: str) -> str:
    """The cursor after a row with these values; it is good for the same list only."""
    plain = json.dumps([_as_text(value) for value in values])
    return encrypt(_key(settings.SECRET_KEY), plain.encode(), bound_to).replace("+", "-").replace("/", "_").rstrip("=")


def _as_text(value: Any) -> Any:
    """Whole: a moment loses none of its microseconds."""
    return value if value is None or isinstance(value, str | int | float) else str(value)


def read(cursor: str, steps: Sequence[Step], *, bound_to: str) -> list[Any]:
    """The values that a cursor was written with. Raises NoSuchCursor."""
    token = cursor.replace("-", "+").replace("_", "/")
    try:
        plain = decrypt(_key(settings.SECRET_KEY), token + "=" * (-len(token) % 4), bound_to)
        values = json.loads(plain)
        return [step.field.to_python(value) for step, value in zip(steps, values, strict=True)]
    except (Tampered, ValueError, ValidationError) as error:
        raise NoSuchCursor from error
