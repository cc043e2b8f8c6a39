"""Merging: one table of all returns, its sums by township and county, and what changed since last time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.history.models import Change
from zugong.kernel.history.writing import changes_of
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.writing import Sheet, write_workbook
from zugong.modules.office import rules
from zugong.modules.office.actions.collecting.known import key_of_label, plain
from zugong.modules.office.models import FormColumn, FormReturn, OneOffForm

ANSWERED = (FormReturn.State.FILLED, FormReturn.State.CONFIRMED)
COUNTIES = (UnitKind.COUNTY, UnitKind.ZONE)
TOWNSHIPS = (UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT)
LEVELS = {"county": COUNTIES, "township": TOWNSHIPS}


@dataclass(slots=True)
class Line:
    """One return in the merged table, with the units that it counts to."""

    entry: FormReturn
    county: Unit | None
    township: Unit | None

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows that count: those of an answer that was given and not returned."""
        return list(self.entry.rows) if self.entry.state in ANSWERED else []


@dataclass(slots=True)
class Group:
    """The sums of one county, township or of all; `unit` is None for all. Cells are texts by the columns' keys."""

    unit: Unit | None
    lines: list[Line] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        """How many of the units asked have answered."""
        return sum(line.entry.state in ANSWERED for line in self.lines)


@dataclass(frozen=True, slots=True)
class Merged:
    """A form's returns in one table, as far as the user sees them."""

    form: OneOffForm
    columns: Sequence[FormColumn]
    lines: Sequence[Line]
    total: Group

    def groups(self, level: str) -> list[Group]:
        """The sums by county or township, in the order of the tree; what stands under none is left out."""
        found: dict[int, Group] = {}
        for line in self.lines:
            unit = line.county if level == "county" else line.township
            if unit is not None:
                found.setdefault(unit.pk, Group(unit)).lines.append(line)
        for group in found.values():
            group.sums = sums_of(self.columns, group.lines)
        return list(found.values())


def merge(form: OneOffForm, user: User) -> Merged:
    """The table of a form's returns that the user may see, in the order of the tree."""
    columns = list(form.columns.all())
    returns = FormReturn.objects.visible_to(user).filter(form=form).exclude(state=FormReturn.State.DROPPED)
    entries = list(returns.select_related("unit", "form").order_by("unit__path"))
    above = {pk for entry in entries for pk in [*entry.unit.ancestor_ids, entry.unit_id]}
    units = {unit.pk: unit for unit in Unit.with_voided.filter(pk__in=above, kind__in=[*COUNTIES, *TOWNSHIPS])}
    lines = [
        Line(entry, _above(entry.unit, units, COUNTIES), _above(entry.unit, units, TOWNSHIPS)) for entry in entries
    ]
    total = Group(None, lines, sums_of(columns, lines))
    return Merged(form, columns, lines, total)


def _above(unit: Unit, units: Mapping[int, Unit], kinds: Iterable[str]) -> Unit | None:
    found = (units[pk] for pk in [*unit.ancestor_ids, unit.pk] if pk in units)
    return next((one for one in found if one.kind in kinds), None)


def sums_of(columns: Sequence[FormColumn], lines: Sequence[Line]) -> dict[str, str]:
    """Each column of many returns in one value, by the columns' keys."""
    rows = [row for line in lines for row in line.rows]
    return {column.key: sum_of(column, rows) for column in columns}


def sum_of(column: FormColumn, rows: Sequence[Mapping[str, str]]) -> str:
    """Many values of a column in one: numbers added, options counted; empty where neither makes sense, as for per cents."""
    if column.adds_up:
        total = rules.column_sum(rows, column.key)
        return "" if total is None else plain(total)
    if column.kind == Kind.CHOICE:
        counts = Counter(row.get(column.key, "") for row in rows)
        return "　".join(f"{option} {counts[option]}" for option in column.choices if counts[option])
    return ""


def left_out(merged: Merged) -> list[FormColumn]:
    """The columns that do not leave the platform with this table: names of people, where there are many rows of them."""
    rows = sum(len(line.rows) for line in merged.lines)
    if rows <= value_of("ledger.export_rows_alone", at=merged.form.unit):
        return []
    return [column for column in merged.columns if rules.names_people(column.label)]


def merged_workbook(merged: Merged) -> bytes:
    """The merged table as a workbook: every unit's rows, the sums by township, the sums by county."""
    form, out = merged.form, left_out(merged)
    columns = [column for column in merged.columns if column not in out]
    source = _("“%(form)s”回表，%(answered)s/%(asked)s 个单位已报") % {
        "form": form,
        "answered": merged.total.answered,
        "asked": len(merged.lines),
    }
    if out:
        labels = "、".join(column.label for column in out)
        source += _("；“%(labels)s”是个人信息，行数较多，没有导出") % {"labels": labels}
    shared: dict[str, Any] = {"title": str(form), "as_of": calendar.today(), "source": source}
    detail = [Column("county", _("县区")), Column("township", _("乡镇")), Column("unit", _("填报单位"))]
    detail += [Column("state", _("状态")), *_numbered(columns)]
    sheets = [Sheet(_("明细"), detail, _detail_rows(merged, columns), **shared)]
    heads = [
        Column("unit", _("单位")),
        Column("asked", _("应报"), Kind.INTEGER),
        Column("answered", _("已报"), Kind.INTEGER),
    ]
    for level, name in (("township", _("按乡镇")), ("county", _("按县区"))):
        groups = [*merged.groups(level), merged.total]
        rows = [_group_row(group, columns) for group in groups]
        sheets.append(Sheet(name, [*heads, *_numbered(columns)], rows, **shared))
    return write_workbook(sheets)


def _numbered(columns: Sequence[FormColumn]) -> list[Column]:
    """The columns for writing; options stand as they were chosen, and sums of them as text."""
    kinds = {column.key: Kind.TEXT if column.kind == Kind.CHOICE else Kind(column.kind) for column in columns}
    return [Column(column.key, column.label, kinds[column.key]) for column in columns]


def _detail_rows(merged: Merged, columns: Sequence[FormColumn]) -> Iterable[dict[str, Any]]:
    for line in merged.lines:
        head = {"county": str(line.county or ""), "township": str(line.township or ""), "unit": str(line.entry.unit)}
        for row in line.rows or [{}]:
            yield head | {"state": line.entry.get_state_display()} | written(columns, row)


def _group_row(group: Group, columns: Sequence[FormColumn]) -> dict[str, Any]:
    head = {"unit": str(group.unit or _("合计")), "asked": len(group.lines), "answered": group.answered}
    return head | written(columns, group.sums)


def written(columns: Sequence[FormColumn], row: Mapping[str, str]) -> dict[str, Any]:
    """A row's texts as values for a spreadsheet: numbers as numbers."""
    return {column.key: as_number(column, row.get(column.key, "")) for column in columns}


def as_number(column: FormColumn, text: str) -> Any:
    """A kept text as a number where its column holds numbers."""
    return Decimal(text) if text and column.numeric else text


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of a unit that differs from last time; `by` is how much more it is, None for what is no number."""

    line: Line
    column: FormColumn
    before: str
    after: str
    by: Decimal | None


def differences(merged: Merged, last: OneOffForm, user: User) -> list[Difference]:
    """What changed since the last form of the same number, unit by unit; of lists, the sums are held against each other."""
    keys = {column.key: key_of_label(last, column.label) for column in merged.columns}
    labels = {column.key: column for column in last.columns.all()}
    before = {
        entry.unit_id: entry for entry in FormReturn.objects.visible_to(user).filter(form=last, state__in=ANSWERED)
    }
    found = []
    for line in merged.lines:
        earlier = before.get(line.entry.unit_id)
        if earlier is None or not line.rows:
            continue
        for column in merged.columns:
            old_key = keys[column.key]
            if old_key is None:
                continue
            old, new = one_value(labels[old_key], earlier.rows), one_value(column, line.rows)
            if old != new:
                more = Decimal(new) - Decimal(old) if column.numeric and old and new else None
                found.append(Difference(line, column, old, new, more))
    return found


def one_value(column: FormColumn, rows: Sequence[Mapping[str, str]]) -> str:
    """What a unit answers in one value: the value itself where it has one row, else the sum."""
    return rows[0].get(column.key, "") if len(rows) == 1 else sum_of(column, rows)


@dataclass(frozen=True, slots=True)
class Rewriting:
    """That an answer was given anew: by whom, when, and the cells that differ, by the columns' labels."""

    change: Change
    cells: Sequence[tuple[str, rules.CellChange]]


def rewritings(entry: FormReturn, columns: Sequence[FormColumn]) -> list[Rewriting]:
    """How the answer of a unit changed from one filling to the next, newest first; `corrected` tells of the first."""
    labels = {column.key: column.label for column in columns}
    found = []
    for change in changes_of(entry).filter(after__has_key="rows").select_related("by__person"):
        before = change.before.get("rows") or []
        cells = rules.changed_cells(before, change.after["rows"] or [])
        if before and before != entry.known:
            found.append(Rewriting(change, [(labels.get(cell.key, cell.key), cell) for cell in cells]))
    return found


def corrected(entry: FormReturn) -> list[rules.CellChange]:
    """Which of the values that were known the unit has corrected: leads for the ledgers that they came from."""
    if entry.state not in ANSWERED:
        return []
    return [cell for cell in rules.changed_cells(entry.known, entry.rows) if cell.before != ""]
