"""The rows of a listing as a spreadsheet: what the user sees, written row by row."""

import codecs
import csv
import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.ledger import columns, seeing
from zugong.kernel.ledger.listing import Listing
from zugong.kernel.ledger.models import Export
from zugong.kernel.ledger.unmasking import where_openable
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.row_xml import with_apostrophe
from zugong.kernel.workbook.writing import MIME_TYPE, Sheet, write_workbook_to

MOST_ROWS = 1_000_000
"""A sheet ends a little after this row."""
AT_ONCE = 5_000
"""So many rows are written while the reader waits; more are a background job."""
CHUNK = 2_000
MEDIA_TYPES = {Export.Kind.XLSX: MIME_TYPE, Export.Kind.CSV: "text/csv; charset=utf-8"}


def personal_columns(listing: Listing) -> list[str]:
    """The labels of the listing's columns that hold personal data."""
    return [str(column.label) for column in listing.columns if column.field_class in seeing.PERSONAL]


def needs_a_second_person(listing: Listing) -> bool:
    """True for so many rows with personal data that nobody takes them away alone."""
    if not personal_columns(listing):
        return False
    limit = value_of("ledger.export_rows_alone", at=listing.user.unit)
    return listing.page.paginator.count > int(limit)


def file_name(listing: Listing, kind: str) -> str:
    """What the file is called."""
    return f"{listing.ledger.label}-{calendar.today():%Y%m%d}.{kind}"


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows a file holds, and the keys of the persons of whose personal data it tells."""

    rows: int
    people: frozenset[int]


def write_listing(
    listing: Listing,
    kind: str,
    stream: BinaryIO,
    *,
    within: Path,
    progress: Any = None,
    opened: Collection[str] = (),
) -> Written:
    """Write all rows of a listing and say what was written; `progress(done, total)` is told on the way.

    `opened` names masked columns that somebody has allowed the user to take away in clear, of records where the user may open them.
    """
    counted = _Counted(listing, progress, frozenset(opened))
    if kind == Export.Kind.CSV:
        _write_csv(listing, counted.rows(), stream)
    else:
        label = str(listing.ledger.label)
        head = [Column(column.name, str(column.label), _kind(column)) for column in listing.columns]
        sheet = Sheet(label, head, counted.rows(), label, calendar.today(), filters=listing.in_words)
        write_workbook_to([sheet], stream, within=within)
    return Written(counted.done, frozenset(counted.people))


class _Counted:
    """The rows of a listing as plain values, counted as they are taken, and the people in them."""

    def __init__(self, listing: Listing, progress: Any, opened: frozenset[str]) -> None:
        self.done = 0
        self.people: set[int] = set()
        self._opened = opened
        self._listing = listing
        self._progress = progress
        self._total = listing.page.paginator.count

    def rows(self) -> Iterator[list[Any]]:
        """One row after the other; memory does not grow with their number."""
        values = self._listing.readers(self._reader(), lambda column: column.value)
        telling = seeing.telling(self._listing.columns)
        for record in self._listing.rows.iterator(chunk_size=CHUNK):
            for column in telling:
                self.people.update(seeing.people_of(column, record))
            yield [_plain(value(record)) for value in values]
            self.done += 1
            if self._progress is not None and self.done % 500 == 0:
                self._progress(self.done, self._total)

    def _reader(self) -> Callable[[columns.Column, Any, Any], Any]:
        """How a value is read: as its reader sees it, or whole where it was opened."""
        if not self._opened:
            return seeing.value
        may_open = where_openable(self._listing.user)

        def read(column: columns.Column, record: Any, user: Any) -> Any:
            return seeing.value(column, record, user, opened=self._opened if may_open(record) else ())

        return read


def _write_csv(listing: Listing, rows: Iterator[list[Any]], stream: BinaryIO) -> None:
    # Excel takes a file without this mark for the machine's old encoding.
    stream.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([str(listing.ledger.label)])
    day = _("截至：{date}").format(date=calendar.today().isoformat())
    writer.writerow([_harmless(" ".join(filter(None, (day, listing.in_words and f"{_('筛选')}：{listing.in_words}"))))])
    writer.writerow([_harmless(str(column.label)) for column in listing.columns])
    writer.writerows([_harmless(value) for value in row] for row in rows)
    text.detach()


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet program would compute is led by an apostrophe, which it takes for the mark of a text."""
    if isinstance(value, bool):
        return columns.text_of(value)
    return with_apostrophe(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    return columns.text_of(value) if isinstance(value, datetime) else value


def _kind(column: columns.Column) -> Kind:
    if column.numeric:
        return Kind.DECIMAL if column.field is not None and hasattr(column.field, "decimal_places") else Kind.INTEGER
    internal = "" if column.field is None else column.field.get_internal_type()
    return Kind.DATE if internal == "DateField" else Kind.TEXT
