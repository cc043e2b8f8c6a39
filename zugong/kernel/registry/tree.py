"""The tree of units as a table: checked as a whole, loaded as a whole, written out again.

A table that would leave the tree broken is refused with every bad row named, and nothing is changed. What is irregular but real is kept
and noted: development zones at township level, villages with a code or a name of a residents' committee.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel.history import writing
from zugong.kernel.registry import placing
from zugong.kernel.registry.actions import initials_of, rename
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.kernel.registry.tree_rules import Mistake, TreeRow, irregularities, mistakes_in, settled, with_county_names

COLUMNS = {
    "code": "代码",
    "parent_code": "上级代码",
    "official_parent_code": "区划上级代码",
    "kind": "类别",
    "name": "名称",
    "short_name": "简称",
}
POSITIONS = {UnitKind.ZONE: 10, UnitKind.DEPARTMENT: 50, UnitKind.SECTION: 50}


class TreeRefused(Exception):
    """The table would break the tree; `mistakes` names each bad row. Nothing was changed."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        """Keep the mistakes, and the first few as the message."""
        self.mistakes = list(mistakes)
        super().__init__("；".join(str(mistake) for mistake in self.mistakes[:5]))


@dataclass(slots=True)
class Loaded:
    """What loading a table did, and what it kept although it is irregular."""

    added: int = 0
    renamed: int = 0
    unchanged: int = 0
    notes: list[Mistake] = field(default_factory=list)


def rows_from(table: Iterable[Mapping[str, Any]], *, numbers: Iterable[int] | None = None) -> list[TreeRow]:
    """Rows of a table whose columns are headed in Chinese or by identifier; empty rows are left out.

    `numbers` are those of the rows in their sheet; unsaid, the first row stands below one line of heads.
    """
    labels = {label: name for name, label in COLUMNS.items()}
    kinds = {str(kind.label): kind.value for kind in UnitKind}
    rows = []
    for number, line in zip(numbers or count(2), table, strict=False):
        values = {
            labels.get(head, head): str(value if value is not None else "").strip() for head, value in line.items()
        }
        if any(values.get(name) for name in COLUMNS):
            kind = values.get("kind", "")
            known = {name: values.get(name, "") for name in COLUMNS} | {"kind": kinds.get(kind, kind)}
            rows.append(TreeRow(number=number, **known))
    return rows


@transaction.atomic
def load_tree(rows: Sequence[TreeRow], *, by: Any, on: date | None = None, document: str = "") -> Loaded:
    """Add the units that are new and rename those whose name differs, from the day `on` (None: since ever). Raises TreeRefused."""
    existing = {unit.code: unit for unit in Unit.with_voided.select_related("parent", "official_parent")}
    names = {code: unit.name for code, unit in existing.items()} | {row.code: row.name for row in rows}
    rows = with_county_names([settled(row) for row in rows], names)
    mistakes = mistakes_in(rows, existing)
    if mistakes:
        raise TreeRefused(mistakes)
    result = Loaded(notes=irregularities(rows))
    fresh = []
    for row in rows:
        unit = existing.get(row.code)
        if unit is None:
            fresh.append(row)
        elif unit.name != row.name:
            if on is None:
                raise TreeRefused([Mistake(row.number, row.code, _("名称与现有单位不同，改名须填写日期和依据"))])
            rename(unit=unit, name=row.name, short_name=row.short_name, on=on, document=document, by=by)
            result.renamed += 1
        else:
            result.unchanged += 1
    _add(fresh, existing, by=by, on=on, document=document)
    result.added = len(fresh)
    return result


def _add(rows: Sequence[TreeRow], units: dict[str, Unit], *, by: Any, on: date | None, document: str) -> None:
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if not row.parent_code or row.parent_code in units]
        level = [_unit(row, units, on) for row in ready]
        writing.create_all(level, by=by, why=document)
        placing.place_new(level, document=document)
        units.update({unit.code: unit for unit in level})
        done = {row.code for row in ready}
        waiting = [row for row in waiting if row.code not in done]
    held = [units[row.code] for row in rows if row.official_parent_code]
    for row in rows:
        if row.official_parent_code:
            units[row.code].official_parent = units[row.official_parent_code]
    Unit.objects.bulk_update(held, ["official_parent"])


def _unit(row: TreeRow, units: Mapping[str, Unit], on: date | None) -> Unit:
    return Unit(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,
        parent=units.get(row.parent_code),
        initials=initials_of(row.short_name or row.name),
        position=POSITIONS.get(UnitKind(row.kind), 0),
        valid_from=on,
    )


def table_of(units: Iterable[Unit]) -> list[dict[str, str]]:
    """Rows under the Chinese heads, parents before children, that load again without a change."""
    rows = sorted(units, key=lambda unit: (unit.depth, unit.code))
    return [
        {
            COLUMNS["code"]: unit.code,
            COLUMNS["parent_code"]: unit.parent.code if unit.parent else "",
            COLUMNS["official_parent_code"]: unit.official_parent.code if unit.official_parent else "",
            COLUMNS["kind"]: str(UnitKind(unit.kind).label),
            COLUMNS["name"]: unit.name,
            COLUMNS["short_name"]: unit.short_name,
        }
        for unit in rows
    ]


def same_names(units: Iterable[Unit]) -> dict[str, int]:
    """Names that several units bear, with how many: where a name alone does not say which unit is meant."""
    counts = Counter(str(unit) for unit in units)
    return {name: count for name, count in counts.items() if count > 1}


def children_by_parent(units: Iterable[Unit]) -> dict[int | None, list[Unit]]:
    """Units grouped by their parent, for drawing a tree from one query."""
    groups: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units:
        groups[unit.parent_id].append(unit)
    return groups
