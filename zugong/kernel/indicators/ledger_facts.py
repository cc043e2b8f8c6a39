"""Fact tables from ledgers: what people keep lists of is counted without what is personal.

ROLES = facts_of(VillageRoles, unit="cadre__unit_id", columns={"day": "start_date", "until": "end_date", "office": "office"})
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate, TruncMonth

from zugong.kernel.indicators.declaring import AMOUNT, Column, FactTable, WronglyDeclared
from zugong.kernel.ledger.declaring import Ledger, ledger_of
from zugong.kernel.sealing.classes import NAME, class_of

MAY_STAY = frozenset({"sex", "education"})
"""Personal columns that many share, so that shares can be counted."""
TYPES: dict[type[models.Field[Any, Any]], str] = {
    models.BooleanField: "boolean",
    models.DateTimeField: "date",
    models.DateField: "date",
    models.DecimalField: AMOUNT,
    models.ForeignKey: "int64",
    models.AutoField: "int64",
    models.IntegerField: "int64",
}


def facts_of(
    ledger: type[Ledger],
    *,
    unit: str | Combinable,
    columns: Mapping[str, str | Column],
    months: Mapping[str, str] | None = None,
    persons: Mapping[str, str] | None = None,
    rows: Callable[[], Any] | None = None,
    follows: Mapping[str, str] | None = None,
) -> FactTable:
    """The rows of a ledger as facts: `columns` by field, or declared in full where they are computed.

    `months` keep of a day, such as that of birth, only its month; `persons` stand for people by a keyed digest. A personal field and a
    text that may say anything are refused. The figures follow the ledger's own records, and those that `follows` names besides.
    """
    model: Any = ledger.model
    name = ledger.name.replace("-", "_")
    kept = {
        column: one if isinstance(one, Column) else _column(model, column, one, name) for column, one in columns.items()
    }
    kept |= {column: Column("date", TruncMonth(path)) for column, path in (months or {}).items()}
    kept |= {column: Column("string", path, token=True) for column, path in (persons or {}).items()}
    shown = tuple(path for path in ledger.columns if not _is_strict(model, path))
    # The pages of records belong to the first ledger over their model.
    pages = ledger_of(model) or ledger
    return FactTable(
        name,
        rows=rows or model.objects.all,
        unit=unit,
        columns=kept,
        shown=shown,
        address=f"/ledgers/{pages.name}/{{}}/",
        follows={model._meta.label: unit} | dict(follows or {}),
    )


def _column(model: Any, column: str, path: str, name: str) -> Column:
    if column not in MAY_STAY and _is_strict(model, path):
        raise WronglyDeclared(f"fact table {name} carries the personal field {path}")
    field = _end_of(model, path)[1]
    if isinstance(field, models.CharField) and field.choices:
        return Column("string", path)
    for kind, type_name in TYPES.items():
        if isinstance(field, kind):
            return Column(type_name, TruncDate(path) if isinstance(field, models.DateTimeField) else path)
    raise WronglyDeclared(f"fact table {name} carries {path}, which may say anything")


def _is_strict(model: Any, path: str) -> bool:
    end, field = _end_of(model, path)
    named = field is not None and field.is_relation and class_of(field.related_model, NAME).is_strict
    return named or class_of(end, path.split(LOOKUP_SEP)[-1]).is_strict


def _end_of(model: Any, path: str) -> tuple[Any, Any]:
    """The model that holds what a path names, and the field; None for a property."""
    *links, name = path.removesuffix("_id").split(LOOKUP_SEP)
    for link in links:
        model = model._meta.get_field(link).related_model
    fields = {field.name: field for field in model._meta.get_fields()}
    return model, fields.get(name)
