"""The rows of a listing as a spreadsheet."""

from datetime import datetime
from typing import Any

from zugong.kernel import calendar
from zugong.kernel.ledger import columns
from zugong.kernel.ledger.listing import Listing
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.writing import Sheet, write_workbook

MOST_ROWS = 100_000


class TooMany(Exception):
    """The listing has more rows than one spreadsheet should hold."""


def spreadsheet(listing: Listing) -> bytes:
    """The listing's rows as an xlsx file, headed by what they are, the filters and the date. Raises TooMany."""
    if listing.page.paginator.count > MOST_ROWS:
        raise TooMany
    shown = listing.ledger.shown
    label = str(listing.ledger.label)
    rows = ([_value(column, record) for column in shown] for record in listing.rows.iterator(chunk_size=2000))
    head = [Column(column.name, str(column.label), _kind(column)) for column in shown]
    return write_workbook([Sheet(label, head, rows, title=label, as_of=calendar.today(), filters=listing.in_words)])


def _value(column: columns.Column, record: Any) -> Any:
    value = column.value(record)
    return columns.text_of(value) if isinstance(value, datetime) else value


def _kind(column: columns.Column) -> Kind:
    if column.numeric:
        return Kind.DECIMAL if column.field is not None and hasattr(column.field, "decimal_places") else Kind.INTEGER
    internal = "" if column.field is None else column.field.get_internal_type()
    return Kind.DATE if internal == "DateField" else Kind.TEXT
