"""Keeping paths, placements and ancestors in step with the parent links."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import F, Max, Q, Value
from django.db.models.functions import Concat, Substr

from zugong.kernel.registry.models import Ancestor, Placement, Unit

OPEN = Q(valid_to__isnull=True)


def later(one: date | None, other: date | None) -> date | None:
    """The later of two dates, of which None means the beginning of time."""
    if one is None or other is None:
        return one or other
    return max(one, other)


def place_new(units: Iterable[Unit], *, document: str = "") -> None:
    """Give new units of one level their path, first placement and ancestors; their parents must stand already."""
    units = list(units)
    above = _rows_of({unit.parent_id for unit in units if unit.parent_id is not None})
    rows: list[Ancestor] = []
    for unit in units:
        unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
        rows += _first_rows(unit, above.get(unit.parent_id or 0, []))
    Unit.objects.bulk_update(units, ["path"], batch_size=200)
    Ancestor.objects.bulk_create(rows, batch_size=1000)
    Placement.objects.bulk_create([placement_of(unit, unit.valid_from, document) for unit in units], batch_size=500)


def _first_rows(unit: Unit, above: list[Ancestor]) -> list[Ancestor]:
    """A new unit's own row, and its parent's rows for the time from its beginning, which is never before its parent's."""
    start = later(unit.valid_from, next((row.valid_from for row in above if row.distance == 0), None))
    rows = [Ancestor(unit=unit, ancestor=unit, distance=0, valid_from=start)]
    for row in above:
        if row.valid_to is None or start is None or row.valid_to > start:
            since = later(start, row.valid_from)
            distance = row.distance + 1
            rows.append(
                Ancestor(
                    unit=unit, ancestor_id=row.ancestor_id, distance=distance, valid_from=since, valid_to=row.valid_to
                )
            )
    return rows


def last_change(unit: Unit) -> date | None:
    """The day of the latest change of place in a unit's subtree, closed units in it included."""
    below = Ancestor.objects.filter(OPEN, ancestor=unit).values("unit")
    return Ancestor.objects.filter(OPEN, unit__in=below).aggregate(latest=Max("valid_from"))["latest"]


def placement_of(unit: Unit, since: date | None, document: str) -> Placement:
    """Where the unit stands now, from a day on."""
    return Placement(
        unit=unit, parent_id=unit.parent_id, code=unit.code, name=unit.name, kind=unit.kind, valid_from=since, document=document
    )  # fmt: skip


def close_placement(unit: Unit, on: date, document: str) -> None:
    """End the open placement, and note the document that ended it where none is noted yet."""
    current = Placement.objects.filter(OPEN, unit=unit)
    current.filter(document="").update(document=document)
    current.filter(valid_from=on).delete()
    current.update(valid_to=on)


def replace_placement(unit: Unit, on: date, document: str) -> None:
    """End the open placement and begin the one that the unit's fields now say."""
    Placement.objects.filter(OPEN, unit=unit, valid_from=on).delete()
    Placement.objects.filter(OPEN, unit=unit).update(valid_to=on)
    placement_of(unit, on, document).save(force_insert=True)


def placed_since(unit: Unit) -> date | None:
    """The day since which a unit has stood under all of its present ancestors."""
    return Ancestor.objects.filter(OPEN, unit=unit).aggregate(latest=Max("valid_from"))["latest"]


def hang(unit: Unit, under: Unit, on: date) -> None:
    """Move a unit's subtree below another parent: its paths at once, its ancestors from the day on."""
    below = dict(Ancestor.objects.filter(OPEN, ancestor=unit).values_list("unit", "distance"))
    leaving = Ancestor.objects.filter(OPEN, unit__in=below, ancestor__in=unit.ancestor_ids)
    leaving.filter(valid_from=on).delete()
    leaving.update(valid_to=on)
    above = list(Ancestor.objects.filter(OPEN, unit=under))
    Ancestor.objects.bulk_create(
        [
            Ancestor(unit_id=pk, ancestor_id=row.ancestor_id, distance=distance + row.distance + 1, valid_from=on)
            for pk, distance in below.items()
            for row in above
        ],
        batch_size=1000,
    )
    _rewrite_paths(unit, under)


def _rows_of(units: Iterable[int]) -> dict[int, list[Ancestor]]:
    rows: dict[int, list[Ancestor]] = defaultdict(list)
    for row in Ancestor.objects.filter(unit__in=list(units)):
        rows[row.unit_id].append(row)
    return rows


def _rewrite_paths(unit: Unit, under: Unit) -> None:
    old, new = unit.path or "", f"{under.path}{unit.pk}/"
    moved = Unit.with_voided.filter(path__startswith=old)
    moved.update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
    unit.path = new
