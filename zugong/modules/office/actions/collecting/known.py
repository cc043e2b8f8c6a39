"""What is known already: values that a column can take from a ledger or from the last form, so that nobody types them again."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from zugong.kernel.access.models import User
from zugong.kernel.ledger import seeing
from zugong.kernel.ledger.declaring import Ledger, ledger_named, ledger_of, registered
from zugong.kernel.registry.models import Unit
from zugong.kernel.workbook.columns import Kind, label_forms
from zugong.modules.office.models import FormColumn, FormReturn, OneOffForm

LAST = "last"
UNIT, COUNT, ROWS = "unit", "count", "rows"
MOST_CHOICES = 12
MOST_ROWS = 200
"""So many rows of a ledger are filled into one unit's list; more is not a list to correct but a ledger to open."""

NUMBERS = frozenset({Kind.INTEGER.value, Kind.DECIMAL.value})
WORDS = frozenset({Kind.TEXT.value, Kind.CHOICE.value, Kind.DATE.value})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: `unit:<column>`, `count:<ledger>`, `count:<ledger>:<field>:<choice>`, `rows:<ledger>:<column>`, `last`."""

    code: str
    label: str

    @property
    def kind(self) -> str:
        """The part of the code before the first colon."""
        return self.code.partition(":")[0]


def sources(user: User, *, is_list: bool) -> list[Source]:
    """What a column can be bound to, as far as the user reads it."""
    found = [Source(LAST, _("上一次填报的数"))]
    found += [Source(f"{UNIT}:{column.name}", f"{_('单位')}：{column.label}") for column in _unit_columns()]
    for ledger in _ledgers():
        if "read" in ledger.verbs and not ledger.visible_to(user).exists():
            continue
        found += _row_sources(ledger) if is_list else _count_sources(ledger)
    return found


def source_named(code: str) -> Source | None:
    """The source of a code; None for a code that is none."""
    if code == LAST:
        return Source(LAST, _("上一次填报的数"))
    kind, _colon, rest = code.partition(":")
    if kind == UNIT:
        return next((Source(code, f"{_('单位')}：{one.label}") for one in _unit_columns() if one.name == rest), None)
    ledger = ledger_named(rest.partition(":")[0])
    if ledger is None or kind not in {COUNT, ROWS} or ledger not in _ledgers():
        return None
    found = _count_sources(ledger) if kind == COUNT else _row_sources(ledger)
    return next((source for source in found if source.code == code), None)


def fits(source: Source, kind: str, *, is_list: bool) -> bool:
    """True if values of the source can stand in a column of the kind: counts in numbers, rows in lists."""
    if source.kind == COUNT:
        return kind in NUMBERS
    if source.kind == ROWS:
        return is_list
    return source.kind == LAST or kind in WORDS


def _unit_columns() -> list[Any]:
    ledger = ledger_of(Unit)
    return [] if ledger is None else _open_columns(ledger)


def _open_columns(ledger: Ledger) -> list[Any]:
    """The columns that may be copied into a form: what is personal stays in its register."""
    return [column for column in ledger.shown if not column.strict]


def _ledgers() -> list[Ledger]:
    """The ledgers whose rows hang on a unit by their first link, and which are not about the forms themselves."""
    own = {OneOffForm, FormReturn, FormColumn, Unit}
    return [one for one in registered() if one.model not in own and "unit" in getattr(one.model, "unit_links", ())]


def _count_sources(ledger: Ledger) -> list[Source]:
    found = [Source(f"{COUNT}:{ledger.name}", _("%(ledger)s：条数") % {"ledger": ledger.label})]
    for column in _open_columns(ledger):
        choices = list(column.field.flatchoices) if column.field is not None and column.field.choices else []
        if len(column.steps) == 1 and len(choices) <= MOST_CHOICES:
            found += [
                Source(f"{COUNT}:{ledger.name}:{column.name}:{code}", f"{ledger.label}：{column.label}“{label}”的条数")
                for code, label in choices
            ]
    return found


def _row_sources(ledger: Ledger) -> list[Source]:
    return [
        Source(f"{ROWS}:{ledger.name}:{column.name}", f"{ledger.label}：{column.label}")
        for column in _open_columns(ledger)
    ]


Rows = list[dict[str, str]]


def known_rows(
    form: OneOffForm, columns: Sequence[FormColumn], units: Sequence[Unit], *, by: User, last: OneOffForm | None
) -> dict[int, Rows]:
    """What is known for each unit, by its id: one row, or for a list as many as the ledger has. Only what `by` may see is filled in."""
    bound = [column for column in columns if column.source]
    if not bound:
        return {}
    if form.is_list:
        return _listed(bound, units, by, last)
    values: dict[int, dict[str, str]] = {unit.pk: {} for unit in units}
    for column in bound:
        for unit_id, value in _values_of(column, units, by, last).items():
            if value != "":
                values[unit_id][column.key] = value
    return {unit_id: [row] for unit_id, row in values.items() if row}


def _values_of(column: FormColumn, units: Sequence[Unit], by: User, last: OneOffForm | None) -> Mapping[int, str]:
    kind, _colon, rest = column.source.partition(":")
    if kind == LAST:
        return _last_values(column.label, units, last)
    if kind == UNIT:
        shown = {one.name: one for one in _unit_columns()}[rest]
        return {unit.pk: plain(shown.value(unit)) for unit in units}
    return {unit_id: str(count) for unit_id, count in _counts(rest, units, by).items()}


def _last_values(label: str, units: Sequence[Unit], last: OneOffForm | None) -> dict[int, str]:
    key = key_of_label(last, label) if last is not None else None
    if key is None:
        return {}
    returns = FormReturn.objects.filter(form=last, unit__in=[unit.pk for unit in units]).exclude(rows=[])
    return {entry.unit_id: entry.rows[0].get(key, "") for entry in returns}


def key_of_label(form: OneOffForm, label: str) -> str | None:
    """The key of the form's column that is called so."""
    wanted = label_forms(label)[:1]
    return next((column.key for column in form.columns.all() if label_forms(column.label)[:1] == wanted), None)


def _counts(rest: str, units: Sequence[Unit], by: User) -> Counter[int]:
    """How many rows of a ledger each unit has, with all that stands below it."""
    name, *condition = rest.split(":", 2)
    ledger = ledger_named(name)
    counts: Counter[int] = Counter({unit.pk: 0 for unit in units})
    if ledger is None:
        return counts
    rows = ledger.visible_to(by).order_by()
    if condition:
        rows = rows.filter(**{condition[0]: condition[1]})
    for path, count in rows.values_list("unit__path").annotate(Count("pk", distinct=True)):
        for unit_id in _ids_in(path):
            if unit_id in counts:
                counts[unit_id] += count
    return counts


def _ids_in(path: str | None) -> Iterable[int]:
    return (int(part) for part in (path or "").split("/") if part)


def _listed(bound: Sequence[FormColumn], units: Sequence[Unit], by: User, last: OneOffForm | None) -> dict[int, Rows]:
    """The rows of the first ledger that a column is bound to, else the rows of the last form."""
    names = [column.source.split(":")[1] for column in bound if column.source.startswith(f"{ROWS}:")]
    if not names:
        return _last_rows(bound, units, last)
    ledger = ledger_named(names[0])
    found: dict[int, Rows] = {}
    if ledger is None:
        return found
    shown = {one.name: one for one in _open_columns(ledger)}
    wanted = [(c.key, shown[c.source.split(":", 2)[2]]) for c in bound if c.source.startswith(f"{ROWS}:{ledger.name}:")]
    for record in ledger.visible_to(by).filter(unit__in=[unit.pk for unit in units]).order_by(*ledger.ordering):
        rows = found.setdefault(record.unit_id, [])
        if len(rows) < MOST_ROWS:
            rows.append({key: plain(seeing.value(column, record, by)) for key, column in wanted})
    return found


def _last_rows(bound: Sequence[FormColumn], units: Sequence[Unit], last: OneOffForm | None) -> dict[int, Rows]:
    if last is None:
        return {}
    keys = {column.key: key_of_label(last, column.label) for column in bound if column.source == LAST}
    returns = FormReturn.objects.filter(form=last, unit__in=[unit.pk for unit in units]).exclude(rows=[])
    return {
        entry.unit_id: [{key: row.get(old, "") for key, old in keys.items() if old} for row in entry.rows]
        for entry in returns
    }


def plain(value: Any) -> str:
    """A value as a return keeps it: ISO dates, numbers without grouping, 是 and 否."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)
