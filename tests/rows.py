"""Makes a believable row of any model, hung on one unit, so that what must hold for all models can be tried on all of them."""

import datetime as dt
import importlib
import itertools
import uuid
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction

from zugong.kernel.access.models import User
from zugong.kernel.registry.actions import add_unit
from zugong.kernel.registry.models import Unit

PLATFORM = "zugong."
_count = itertools.count(1)


def own_models() -> list[Any]:
    """Every model of the platform."""
    return [model for model in apps.get_models() if model.__module__.startswith(PLATFORM)]


def scoped_models() -> list[Any]:
    """Every model whose rows are asked for by who may see them."""
    return [model for model in own_models() if hasattr(model._default_manager.none(), "visible_to")]


def make(model: Any, unit: Unit, users: Sequence[User], made: dict[Any, Any] | None = None) -> Any:
    """A saved row that hangs on the unit by all its links; the rows it needs are made too, each model's once.

    Where a model names several users, each link gets another one.

    A part may say what a lone field cannot know in its `tests/samples.py`: `SAMPLES = {"plan.Report": {"state": "signed"}}`.
    """
    if model is Unit:
        return add_unit(code=f"T{next(_count)}", name="试点单位", kind="village", parent=unit, by=None)
    made = {} if made is None else made
    if model in made:
        return made[model]
    given = samples().get(model._meta.label, {})
    row, left = model(), itertools.cycle(users)
    for field in model._meta.concrete_fields:
        if field.name in given:
            setattr(row, field.name, given[field.name])
        elif _must_be_given(field, model):
            setattr(row, field.name, _value(field, unit, left, made))
    row.save()
    made[model] = row
    return row


def make_another(model: Any, unit: Unit, users: Sequence[User]) -> Any:
    """One more row at the unit, or in a new village below it where a unit has but one row of the kind."""
    try:
        with transaction.atomic():
            return make(model, unit, users)
    except IntegrityError:
        return make(model, make(Unit, unit, users), users)


def samples() -> dict[str, dict[str, Any]]:
    """What the parts say about their own rows."""
    found: dict[str, dict[str, Any]] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.tests.samples"
        if config.name.startswith(PLATFORM) and importlib.util.find_spec(name):
            found |= importlib.import_module(name).SAMPLES
    return found


def _must_be_given(field: Any, model: Any) -> bool:
    if field.primary_key or field.has_default() or getattr(field, "auto_now", False):
        return False
    on_a_unit = field.is_relation and any(
        link.split("__")[0] == field.name for link in getattr(model, "unit_links", ())
    )
    return on_a_unit or not (field.null or field.blank)


PLAIN: tuple[tuple[Any, Callable[[], Any]], ...] = (
    (models.UUIDField, uuid.uuid4),
    (models.DateTimeField, lambda: dt.datetime(2023, 7, 3, 8, tzinfo=dt.UTC)),
    (models.DateField, lambda: dt.date(2023, 7, 3)),
    (models.DecimalField, lambda: Decimal(next(_count) % 100)),
    (models.IntegerField, lambda: next(_count)),
    (models.JSONField, dict),
    (models.BooleanField, bool),
)


def _value(field: Any, unit: Unit, users: Iterator[User], made: dict[Any, Any]) -> Any:
    if field.is_relation:
        fixed = {
            Unit: lambda: unit,
            User: lambda: next(users),
            ContentType: lambda: ContentType.objects.get_for_model(Unit),
        }
        if field.related_model in fixed:
            return fixed[field.related_model]()
        return make(field.related_model, unit, [next(users), next(users)], made)
    if field.choices:
        return field.flatchoices[0][0]
    for kind, value in PLAIN:
        if isinstance(field, kind):
            return value()
    return f"{field.verbose_name}{next(_count)}"[: field.max_length or 40]
