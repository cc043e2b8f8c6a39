"""What the pages of an import show of its rows: cells with what is wrong in them, alike mistakes together, old beside new."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from zugong.kernel.access.models import User
from zugong.kernel.ledger.columns import Column as LedgerColumn
from zugong.kernel.ledger.columns import column, text_of
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.forms import form_for
from zugong.kernel.ledger.importing.columns import form_text
from zugong.kernel.ledger.importing.models import Import, ImportRow, rows_of
from zugong.kernel.ledger.mistakes import LedgerMistake
from zugong.kernel.ledger.seeing import named, shown
from zugong.kernel.workbook.columns import Column, Kind

FEW_VALUES = 5
MOST_GROUPED = 2_000
MASK = "******"
_ROW = re.compile(r"(?<=第 )\d+(?= 行)")
KNOWN_BY = 2


@dataclass(frozen=True)
class Wrong:
    """What is wrong in one cell, and the values that may be meant, likeliest first."""

    reason: str
    suggestions: Sequence[str] = ()


@dataclass(frozen=True)
class ShownCell:
    """One cell of a row as it stands now; `wrongs` is empty where nothing is to be mended."""

    name: str
    label: str
    text: str
    numeric: bool
    wrongs: Sequence[Wrong] = ()


@dataclass(frozen=True)
class ShownRow:
    """One row with its cells; `wrongs` are those of the row as a whole."""

    row: ImportRow
    cells: Sequence[ShownCell]
    wrongs: Sequence[Wrong] = ()


@dataclass(frozen=True)
class Difference:
    """What stands in a record now, and what the import would put there."""

    label: str
    old: str
    new: str


@dataclass
class Alike:
    """The cells of one column in which the same thing is wrong."""

    name: str
    label: str
    kind: str
    count: int = 0
    meant: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The suggestions by what stands in the cell."""
    times: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def offers(self) -> list[dict[str, Any]]:
        """What can be accepted with one click: a value for the few things that stand there, or each cell's own suggestion."""
        if not self.meant:
            return []
        if len(self.meant) <= FEW_VALUES:
            return [
                {"value": value, "place": place, "to": to, "example": "", "count": self.times[value]}
                for value, suggestions in self.meant.items()
                for place, to in enumerate(suggestions)
            ]
        value, suggestions = next(iter(self.meant.items()))
        return [
            {"value": "", "place": place, "to": to, "example": value, "count": sum(self.times.values())}
            for place, to in enumerate(suggestions)
        ]


def kind_of(reason: str) -> str:
    """What is alike in reasons that differ by their particulars: what follows a colon, and numbers of rows."""
    return _ROW.sub("…", reason.split("：", 1)[0])


def suggestions_of(problem: Mapping[str, Any]) -> tuple[str, ...]:
    """The values that may be meant, likeliest first."""
    return tuple(filter(None, (problem.get("suggestion", ""), *problem.get("others", ()))))


def blocking(row: ImportRow) -> list[dict[str, Any]]:
    """What keeps a row from being taken in; the rest only says what was passed over."""
    return [problem for problem in row.problems if problem.get("blocks", True)]


def alike(rows: Iterable[ImportRow]) -> list[Alike]:
    """The mistakes of rows by column and kind, most frequent first."""
    groups: dict[tuple[str, str], Alike] = {}
    for row in rows:
        for problem in blocking(row):
            name, kind = problem.get("field", ""), kind_of(problem["reason"])
            group = groups.setdefault((name, kind), Alike(name, problem.get("column", ""), kind))
            group.count += 1
            if name and (suggestions := suggestions_of(problem)):
                value = row.shown_text(name)
                group.meant.setdefault(value, suggestions)
                group.times[value] += 1
    return sorted(groups.values(), key=lambda group: -group.count)


def bad_rows_of(imported: Import) -> list[ImportRow]:
    """The bad rows, up to as many as are looked at together."""
    rows = list(imported.rows.filter(verdict=ImportRow.Verdict.BAD)[:MOST_GROUPED])
    for row in rows:
        row.imported = imported
    return rows


class ImportTable:
    """Rows of an import in columns of its ledger's form: those that the file has, or those of the given names."""

    def __init__(
        self,
        imported: Import,
        ledger: Ledger,
        columns: Sequence[Column],
        rows: Sequence[ImportRow],
        names: Collection[str] | None = None,
    ) -> None:
        self._ledger = ledger
        self._rows = rows
        self._columns = {one.key: one for one in columns}
        read = {name for name in imported.mapping.values() if name}
        shown = (read | {name for row in rows for name in wrong_names(row)}) if names is None else names
        self.heads = [one for one in columns if one.key in shown]
        """The columns that are shown, in the form's order."""

    @cached_property
    def rows(self) -> list[ShownRow]:
        """The rows with their cells."""
        return [self.shown_row(row) for row in self._rows]

    def shown_row(self, row: ImportRow) -> ShownRow:
        """One row with its cells; what is wrong in a column that is not shown is said of the row."""
        wrongs = defaultdict(list)
        shown = {one.key for one in self.heads}
        for problem in blocking(row):
            name, reason = problem.get("field", ""), problem["reason"]
            if name not in shown:
                reason = f"{problem['column']}：{reason}" if problem.get("column") else reason
            wrongs[name if name in shown else ""].append(Wrong(reason, suggestions_of(problem)))
        cells = [
            ShownCell(one.key, one.label, _text(row, one, wrongs), one.kind in _NUMERIC, wrongs.get(one.key, ()))
            for one in self.heads
        ]
        return ShownRow(row, cells, wrongs.get("", ()))

    def differences(self, user: User) -> list[tuple[ShownRow, Any, str, list[Difference]]]:
        """For changed rows: the row, the record and its name if the user may see it, and where the two differ."""
        records = records_of(self._ledger, self._rows, user)
        return [
            (row, *named_record(records, row.row, user), self._difference(row, records.get(row.row.record_id), user))
            for row in self.rows
        ]

    def _difference(self, shown_row: ShownRow, record: Any, user: User) -> list[Difference]:
        row = shown_row.row
        texts = {cell.name: cell.text for cell in shown_row.cells}
        found = []
        for name, stored in row.before.items():
            label = self._columns[name].label if name in self._columns else name
            old = _seen(_stored_column(self._ledger, name), stored, record, user)
            new = row.form_data().get(name) or texts.get(name, "")
            found.append(Difference(label, old, self._in_words(name, new)))
        return found + (self._beside(row, record, user) if record is not None else [])

    def _beside(self, row: ImportRow, record: Any, user: User) -> list[Difference]:
        """Where a changed row differs in what its form writes beside the record, such as the person's data or an office."""
        own = {field.name for field in record._meta.concrete_fields}
        typed_beside = self._columns.keys() - own
        said = {name: text for name, text in row.form_data().items() if text and name in typed_beside}
        found = []
        before = form_for(self._ledger)(instance=record, user=user).initial if said else {}
        for name in said:
            stored, new = _stored_column(self._ledger, name), self._in_words(name, said[name])
            if stored is not None:
                old, there = shown(stored, record, user), text_of(stored.opened(record))
            elif name in before:
                old = there = self._in_words(name, form_text(before[name]))
            else:
                continue
            typed = stored.sealed.tidy(new) if stored is not None and stored.sealed is not None else new
            if there != typed:
                found.append(Difference(self._columns[name].label, old, new))
        order = [column.label for column in self._columns.values()]
        return sorted(found, key=lambda difference: order.index(difference.label))

    def _in_words(self, name: str, text: str) -> str:
        choices = dict(self._columns[name].choices) if name in self._columns else {}
        return choices.get(text, text)


def names_to_mend(columns: Sequence[Column], rows: Iterable[ImportRow]) -> list[str]:
    """The columns in which something is wrong, and before them the first ones, by which people know a row."""
    wrong = {name for row in rows for name in wrong_names(row)}
    return [one.key for place, one in enumerate(columns) if place < KNOWN_BY or one.key in wrong]


def wrong_names(row: ImportRow) -> set[str]:
    """The columns in which something is wrong."""
    return {problem.get("field", "") for problem in blocking(row)}


def _text(row: ImportRow, shown: Column, wrongs: Mapping[str, Any]) -> str:
    """What stands in a cell; a date that was understood as people read it, whatever number it was kept as."""
    if shown.kind is Kind.DATE and shown.key not in wrongs:
        return row.values.get(shown.key) or row.shown_text(shown.key)
    return row.shown_text(shown.key)


_NUMERIC = (Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT)


def records_of(ledger: Ledger, rows: Iterable[ImportRow], user: User) -> dict[int | None, Any]:
    """The records that rows are about, as far as the user may see them."""
    keys = [row.record_id for row in rows if row.record_id is not None]
    return {record.pk: record for record in ledger.visible_to(user, voided=True).filter(pk__in=keys)} if keys else {}


def named_record(records: Mapping[int | None, Any], row: ImportRow, user: User) -> tuple[Any, str]:
    """The record that a row is about and its name as the user reads it; None and a blank where there is none to be seen."""
    record = records.get(row.record_id)
    return record, named(record, user) if record is not None else ""


def rows_in(imported: Import, page: Iterable[ImportRow]) -> list[ImportRow]:
    """The rows of a page, each knowing its import."""
    return rows_of(imported, [row.number for row in page])


def _stored_column(ledger: Ledger, name: str) -> LedgerColumn | None:
    """The column that a form's field fills: of the record, or of the person whom it belongs to; None for all else."""
    for path in (name, *(f"{link}__{name}" for link in getattr(ledger.model, "owner_links", ()) if link)):
        try:
            return column(ledger.model, path)
        except LedgerMistake:
            continue
    return None


def _seen(stored: LedgerColumn | None, text: str, record: Any, user: User) -> str:
    """A stored value as the user may see it; one of a record that the user does not see is not shown."""
    if stored is None:
        return text
    return shown(stored, record, user) if record is not None else MASK
