"""Columns: named values of a row, found by a path over fields and foreign keys (`unit__name`) or by a property of the model."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from zugong.kernel.ledger.mistakes import LedgerMistake, unknown
from zugong.kernel.ledger.places import way_to_place
from zugong.kernel.sealing.classes import NAME, FieldClass, Mask, class_of, mask_of, masked_name, stricter
from zugong.kernel.sealing.values import Sealed, sealed_named

F = TypeVar("F", bound=Callable[..., Any])
NUMBERS = (models.IntegerField, models.DecimalField, models.FloatField)
NAMELIKE = frozenset({"name", "title", "short_name"})
YEAR = "year"
"""The name of a field that holds a year."""
SUBJECT = ("person",)
"""The link that says whom a record is about; links to other people are named by their part (leader, secretary)."""


def labelled(label: Any) -> Callable[[F], F]:
    """Name a model's method, below `@property`, so that it can be a column."""

    def name(function: F) -> F:
        function.short_description = label  # type: ignore[attr-defined]
        return function

    return name


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a row. `sort` is what the rows can be ordered by, or "" where the database does not know the value."""

    name: str
    label: Any
    sort: str
    numeric: bool
    related: tuple[str, ...]
    steps: tuple[str, ...]
    field: models.Field[Any, Any] | None
    field_class: FieldClass
    mask: Mask
    owned: bool
    """The value belongs to a person, to whom it lies open."""
    sealed: Any = None
    """Its `Sealed`, if it is one; said so, mypy would take it for a descriptor of the column."""

    @property
    def strict(self) -> bool:
        """Who sees the value, and how much of it, is a question of role."""
        return self.field_class.is_strict

    def subject(self, record: Any) -> Any:
        """The record that the value tells of: the one it stands in, or the one that it names; None where a link is empty."""
        holder = self._holder(record)
        named = holder is not None and self.field is not None and self.field.is_relation
        return getattr(holder, self.steps[-1]) if named else holder

    def masked(self, record: Any) -> str:
        """What is shown of the value to those who may not read it whole."""
        if self.field is not None and self.field.is_relation:
            linked = self.subject(record)
            return "" if linked is None else masked_name(linked)
        value = self.value(record)
        return str(value or "") if self.sealed is not None else self.mask(text_of(value))

    def value(self, record: Any) -> Any:
        """The value as such: numbers and dates, choices by their labels, records by their names, and of sealed values the mask."""
        record = self._holder(record)
        if record is None:
            return None
        last = self.steps[-1]
        if self.field is not None and self.field.choices:
            chosen = getattr(record, f"get_{last}_display")()
            return None if chosen is None else str(chosen)
        value = getattr(record, last)
        if callable(value):
            value = value()
        return str(value) if isinstance(value, models.Model) or self.sealed is not None else value

    def opened(self, record: Any) -> Any:
        """The value as such, a sealed one in clear. Who may have it, and is it written down? See `seeing` and `unmasking`."""
        holder = self._holder(record) if self.sealed is not None else None
        return self.value(record) if holder is None else getattr(holder, self.steps[-1]).opened()

    def _holder(self, record: Any) -> Any:
        """The record in which the value stands; None where a link is empty."""
        for step in self.steps[:-1]:
            record = getattr(record, step)
            if record is None:
                return None
        return record

    def text(self, record: Any) -> str:
        """The value as people read it; empty where there is none."""
        return worded(self.steps[-1], self.value(record))


def text_of(value: Any) -> str:
    """A value as people read it: ISO dates, grouped numbers, 是 and 否."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        plain = value.normalize()
        return number_format(
            plain if plain.as_tuple().exponent != 0 else int(plain), use_l10n=True, force_grouping=True
        )
    if isinstance(value, int | float):
        return number_format(value, use_l10n=True, force_grouping=True)
    return str(value)


def worded(name: str, value: Any) -> str:
    """The value of a field of that name as people read it: a year is a name, whose digits are not grouped."""
    return str(value) if name == YEAR and isinstance(value, int) else text_of(value)


def column(model: type[models.Model], name: str) -> Column:
    """The column of that name; a name that leads nowhere is a LedgerMistake that lists what is allowed."""
    steps = tuple(name.split(LOOKUP_SEP))
    labels: list[Any] = []
    here: type[models.Model] = model
    for step in steps[:-1]:
        link = _field(here, step, name)
        if link is None or not (link.many_to_one or link.one_to_one):
            raise LedgerMistake(f"{model.__name__}.{name}: {step!r} is not a foreign key of {here.__name__}")
        labels.append(link.verbose_name)
        here = link.related_model  # type: ignore[assignment]
    field = _field(here, steps[-1], name)
    labels.append(_own_label(here, steps[-1]) if field is None else field.verbose_name)
    return Column(
        name=name,
        label=_joined(labels, steps),
        sort="" if field is None else name,
        numeric=isinstance(field, NUMBERS) and not field.choices,
        related=_related(steps, field, sealed_named(here, steps[-1])),
        steps=steps,
        field=field,
        sealed=sealed_named(here, steps[-1]),
        **_classed(here, steps[-1], field),
    )


def _classed(model: type[models.Model], name: str, field: models.Field[Any, Any] | None) -> dict[str, Any]:
    """The class and the mask of a value; a link shows another record's name, whose class counts as well."""
    field_class, mask, subject = class_of(model, name), mask_of(model, name), model
    if field is not None and field.is_relation:
        subject = field.related_model  # type: ignore[assignment]
        field_class, mask = stricter(field_class, class_of(subject, NAME)), mask_of(subject, NAME)
    return {"field_class": field_class, "mask": mask, "owned": bool(getattr(subject, "owner_links", ()))}


def select_for(columns: Iterable[Column]) -> tuple[str, ...]:
    """The paths to read along with the rows, so that no column asks the database again."""
    return tuple(sorted({path for column in columns for path in column.related}))


def _field(model: type[models.Model], name: str, path: str) -> models.Field[Any, Any] | None:
    """The stored field of that name, or None if it is a property or method of the model."""
    if name == "pk":
        return model._meta.pk
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        if hasattr(model, name):
            return None
        allowed = [field.name for field in model._meta.concrete_fields]
        raise unknown(f"{model.__name__}, column {path!r}", name, allowed) from None
    if not field.concrete or field.many_to_many:
        raise LedgerMistake(f"{model.__name__}.{path}: {name!r} is not one value of a row")
    return field


def _own_label(model: type[models.Model], name: str) -> Any:
    attribute = getattr(model, name)
    function = attribute.fget if isinstance(attribute, property) else attribute
    label = getattr(function, "short_description", None)
    if label is None:
        raise LedgerMistake(f"{model.__name__}.{name}: a column that is not a field needs @labelled(...)")
    return label


def _joined(labels: list[Any], steps: tuple[str, ...]) -> Any:
    """`单位` for unit__name, `单位代码` for unit__code, `性别` for person__sex: a name alone says nothing of whose name it is."""
    if len(labels) == 1:
        return labels[0]
    if steps[-1] in NAMELIKE:
        return labels[-2]
    if steps[:-1] == SUBJECT:
        return labels[-1]
    return f"{labels[-2]}{labels[-1]}"


def _related(steps: tuple[str, ...], field: models.Field[Any, Any] | None, sealed: Sealed | None) -> tuple[str, ...]:
    """Foreign keys to follow in the same query, those included that the shown record's own name or a sealed value's key needs."""
    paths = [LOOKUP_SEP.join(steps[:-1])] if len(steps) > 1 else []
    if sealed is not None:
        paths.append(LOOKUP_SEP.join([*steps[:-1], sealed.key_path]))
    if field is not None and field.is_relation:
        path = LOOKUP_SEP.join(steps)
        # How much of a name is seen depends on where its bearer belongs.
        further = {*getattr(field.related_model, "named_with", ()), *way_to_place(field.related_model)}
        paths += [path, *(f"{path}{LOOKUP_SEP}{name}" for name in further)]
    return tuple(paths)
