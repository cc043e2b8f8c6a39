"""Inserting many new rows with a few statements.

What is stored is what Django's `bulk_create` would store, each value prepared by its own field. But the statement is composed once for all
rows, and equal values of a column are prepared once: composing costs `bulk_create` more than the database needs for its work.
"""
# ruff: noqa: SLF001 - the state of a row and its check of unsaved links have names with an underscore

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db import connections, models, router, transaction

STATEMENT_ROWS = 500
PLAIN = frozenset({str, int, bool, type(None), date, datetime, Decimal})


def insert_all(rows: Sequence[Any]) -> None:
    """Insert new rows of one model and give each its key."""
    if not rows:
        return
    model: Any = type(rows[0])
    connection = connections[router.db_for_write(model)]
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    if not _is_plain(model, fields, connection) or any(row.pk is not None for row in rows):
        model._base_manager.bulk_create(rows, batch_size=STATEMENT_ROWS)
        return
    for row in rows:
        if row._state.fields_cache:
            row._prepare_related_fields_for_save(operation_name="bulk_create")
    size = min(STATEMENT_ROWS, connection.ops.bulk_batch_size(fields, rows))
    with transaction.atomic(using=connection.alias, savepoint=False), connection.cursor() as cursor:
        for first in range(0, len(rows), size):
            _insert(rows[first : first + size], fields, connection, cursor)


def _is_plain(model: Any, fields: Sequence[Any], connection: Any) -> bool:
    """True where every column takes a value as it is and the key is the database's to give."""
    return (
        connection.features.can_return_rows_from_bulk_insert
        and isinstance(model._meta.pk, models.AutoField)
        and not model._meta.parents
        and not any(one.generated or one.has_db_default() or hasattr(one, "get_placeholder") for one in fields)
    )


def _insert(rows: Sequence[Any], fields: Sequence[Any], connection: Any, cursor: Any) -> None:
    meta, quoted = rows[0]._meta, connection.ops.quote_name
    places = f"({', '.join(['%s'] * len(fields))})"
    names = ", ".join(quoted(field.column) for field in fields)
    columns = [_column(rows, field, connection) for field in fields]
    cursor.execute(
        f"INSERT INTO {quoted(meta.db_table)} ({names}) VALUES {', '.join([places] * len(rows))}"  # noqa: S608 - no values in it
        f" RETURNING {quoted(meta.pk.column)}",
        list(chain.from_iterable(zip(*columns, strict=True))),
    )
    for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


def _column(rows: Sequence[Any], field: Any, connection: Any) -> list[Any]:
    """The values of one column as the database takes them."""
    noted = type(field).pre_save is models.Field.pre_save
    values = list(map(attrgetter(field.attname), rows)) if noted else [field.pre_save(row, True) for row in rows]
    known: dict[Any, Any] = {}
    prepared = []
    for value in values:
        kind = type(value)
        # What may have no hash is known by being the same object.
        place = (kind, value if kind in PLAIN else id(value))
        if place not in known:
            known[place] = field.get_db_prep_save(value, connection)
        prepared.append(known[place])
    return prepared
