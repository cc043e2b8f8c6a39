"""Which numbers made a result: noted while it is computed, stored with it, explained afterwards.

    with noting() as used:
        days = value_of("plan.sign.days", at=unit)
    clock.made_by = used.stored()

A result keeps the value itself beside the row and version that it came from, so that it can be explained whatever happens later.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from zugong.kernel.parameters.declaring import Declaration, Words, declaration_of, words_of
from zugong.kernel.parameters.models import Parameter

_noting: ContextVar[tuple["Noted", ...]] = ContextVar("noted_parameters", default=())


@dataclass(slots=True)
class Noted:
    """The parameters that were read, by code, each with where its value came from."""

    read: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, code: str, value: Any, row: Parameter | None) -> None:
        """Note one reading; the same reading twice is one."""
        one: dict[str, Any] = {"value": value}
        if row is not None:
            one |= {"row": row.pk, "version": row.version}
        found = self.read.setdefault(code, [])
        if one not in found:
            found.append(one)

    def stored(self) -> dict[str, list[dict[str, Any]]]:
        """What is kept with a result, in a `MadeByField`."""
        return {code: list(found) for code, found in sorted(self.read.items())}


@contextmanager
def noting() -> Iterator[Noted]:
    """Inside, every parameter that is read is noted; notings may stand inside each other."""
    noted = Noted()
    token = _noting.set((*_noting.get(), noted))
    try:
        yield noted
    finally:
        _noting.reset(token)


def note(code: str, value: Any, row: Parameter | None) -> None:
    """A parameter has been read; called by the reading itself."""
    for noted in _noting.get():
        noted.add(code, value, row)


class MadeByField(models.JSONField):
    """The parameter versions that made a result: a model of results has one, and whoever computes fills it from `noting`."""

    def __init__(self, *args: Any, **more: Any) -> None:
        usual: dict[str, Any] = {"default": dict, "blank": True, "encoder": DjangoJSONEncoder}
        super().__init__(*args, **(usual | more))

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To a migration it is an ordinary field, so that no migration needs this file."""
        name, _path, args, more = super().deconstruct()
        return name, "django.db.models.JSONField", args, more


MADE_BY: Words = _("所依参数")


@dataclass(frozen=True, slots=True)
class Used:
    """One parameter that made a result: its value then, and the row it came from (None: the declared default)."""

    code: str
    declaration: Declaration | None
    value: str
    row: Parameter | None
    since_changed: bool


def explained(stored: Mapping[str, list[dict[str, Any]]]) -> list[Used]:
    """What a result was made by, for people; `since_changed` says that the row has been changed or voided since."""
    keys = {one["row"] for found in stored.values() for one in found if "row" in one}
    rows = {row.pk: row for row in Parameter.with_voided.filter(pk__in=keys).select_related("unit")} if keys else {}
    return [
        Used(
            code=code,
            declaration=declaration_of(code),
            value=words_of(code, one["value"]),
            row=rows.get(one.get("row", 0)),
            since_changed="row" in one and _changed(rows.get(one["row"]), one["version"]),
        )
        for code, found in stored.items()
        for one in found
    ]


def _changed(row: Parameter | None, version: int) -> bool:
    return row is None or row.version != version or row.voided_at is not None
