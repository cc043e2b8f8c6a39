"""The conditions of a model's constraints: which fields they speak of, and whether they hold, told without asking the database."""

import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.db.models import F, Q
from django.db.models.constants import LOOKUP_SEP

Truth = bool | None
"""As in SQL: None is neither true nor false, since a value is missing."""

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}
_LOOKUPS = frozenset({*_COMPARISONS, "isnull", "in"})


class CannotTell(Exception):
    """The condition uses something that only the database understands."""


@cache
def fields_in_constraints(model: Any) -> frozenset[str]:
    """The names of the fields of which some constraint of the model speaks."""
    names: set[str] = set()
    for constraint in model._meta.constraints:
        names.update(getattr(constraint, "fields", ()))
        condition = getattr(constraint, "condition", None)
        if condition is not None:
            names |= fields_of(condition)
    return frozenset(names)


def fields_of(condition: Any) -> frozenset[str]:
    """The names of the fields of which a condition speaks."""
    if isinstance(condition, Q):
        return frozenset().union(*(fields_of(child) for child in condition.children))
    if isinstance(condition, tuple):
        return frozenset({condition[0].split(LOOKUP_SEP)[0]}) | fields_of(condition[1])
    if isinstance(condition, F):
        return frozenset({_name(condition).split(LOOKUP_SEP)[0]})
    sources: list[Any] = getattr(condition, "get_source_expressions", list)()
    return frozenset().union(*(fields_of(source) for source in sources))


def _name(field: Any) -> str:
    name: str = field.name
    return name


def holds(condition: Any, values: Mapping[str, Any]) -> Truth:
    """Whether a condition holds for plain values by field name. Raises CannotTell."""
    if isinstance(condition, Q):
        truths = [holds(child, values) for child in condition.children]
        truth = _joined(condition.connector, truths)
        return None if truth is None else truth != condition.negated
    if isinstance(condition, tuple):
        path, wanted = condition
        return _compared(path, wanted, values)
    raise CannotTell(condition)


def _joined(connector: str, truths: list[Truth]) -> Truth:
    if connector == Q.AND:
        return False if False in truths else None if None in truths else True
    if connector == Q.OR:
        return True if True in truths else None if None in truths else False
    raise CannotTell(connector)


def _compared(path: str, wanted: Any, values: Mapping[str, Any]) -> Truth:
    name, *rest = path.split(LOOKUP_SEP)
    lookup = rest[0] if rest else "exact"
    if len(rest) > 1 or lookup not in _LOOKUPS or name not in values:
        raise CannotTell(path)
    value = values[name]
    if lookup == "isnull":
        return (value is None) == wanted
    if lookup == "in":
        return _among(value, wanted)
    if wanted is None:
        # Django writes `= NULL` as IS NULL.
        return value is None
    if isinstance(wanted, F):
        if _name(wanted) not in values:
            raise CannotTell(_name(wanted))
        wanted = values[_name(wanted)]
    elif hasattr(wanted, "resolve_expression"):
        raise CannotTell(path)
    if value is None or wanted is None:
        return None
    if isinstance(value, str) != isinstance(wanted, str) or (isinstance(value, str) and lookup != "exact"):
        # Databases order texts by rules of their own.
        raise CannotTell(path)
    return _COMPARISONS[lookup](value, wanted)


def _among(value: Any, wanted: Any) -> Truth:
    if hasattr(wanted, "resolve_expression"):
        raise CannotTell(wanted)
    if value is None:
        return None
    return value in list(wanted)
