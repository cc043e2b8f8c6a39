"""How pay stands in a unit and in those below it: what fell due, what was paid, who is owed; each figure opens to exactly its rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum

from zugong.kernel.access.models import User
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.overview import VILLAGE_KINDS, rows
from zugong.modules.villages.models import PayArrears, PaySettlement, PayStatement

LEDGER = "pay-statements"
STANDING = PayStatement.Standing
SUMS = ("computed_total", "fallen_due", "paid", "arrears")


@dataclass(slots=True)
class PayFigures:
    """The sums of one unit with all below it, in 元; `owed` counts those in arrears, `short` those of whom something due is unpaid."""

    unit: Unit
    persons: int = 0
    computed_total: Decimal = Decimal(0)
    fallen_due: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    arrears: Decimal = Decimal(0)
    owed: int = 0
    short: int = 0
    over: int = 0
    unknown: int = 0
    links: dict[str, str] = field(default_factory=dict)
    settlement: PaySettlement | None = None

    def add(self, row: dict[str, Any]) -> None:
        """Add the sums of one village."""
        for name in ("persons", "owed", "short", "over", "unknown"):
            setattr(self, name, getattr(self, name) + row[name])
        for name in SUMS:
            setattr(self, name, getattr(self, name) + (row[f"{name}_sum"] or Decimal(0)))

    @property
    def share(self) -> Decimal | None:
        """Paid per cent of what fell due."""
        return self.paid * 100 / self.fallen_due if self.fallen_due else None


@dataclass(slots=True)
class PayOverview:
    """A unit, the units below it, what the county has to clear, and how the townships' settlements stand."""

    year: int
    whole: PayFigures
    parts: list[PayFigures]
    years: list[int]
    items: list[PayArrears]
    settlements: dict[str, int]


def pay_overview(user: User, unit: Unit, year: int) -> PayOverview:
    """The figures of a year, as far as the user may see them; with a fixed number of queries. Those in arrears come first."""
    seen = PayStatement.objects.visible_to(user).filter(cadre__unit__path__startswith=unit.path or "-")
    of_year = seen.filter(year=year)
    whole = _figures(unit, year)
    children = {} if unit.kind in VILLAGE_KINDS else {one.path: _figures(one, year) for one in _below(user, unit)}
    for row in _by_village(of_year):
        whole.add(row)
        path = row["path"] or ""
        part = next((one for prefix, one in _prefixes(path, children)), None)
        if part is not None:
            part.add(row)
    settlements = PaySettlement.objects.visible_to(user).filter(unit__path__startswith=unit.path or "-", year=year)
    states: dict[str, int] = {}
    for settlement in settlements:
        states[settlement.state] = states.get(settlement.state, 0) + 1
        for part in (whole, *children.values()):
            if part.unit.pk == settlement.unit_id:
                part.settlement = settlement
    open_items = PayArrears.objects.visible_to(user).exclude(state=PayArrears.State.CLEARED)
    items = open_items.filter(unit__path__startswith=unit.path or "-").select_related("unit").order_by("-amount", "pk")
    parts = [one for one in children.values() if one.persons]
    return PayOverview(
        year=year,
        whole=whole,
        parts=sorted(parts, key=lambda one: (-one.owed, -one.short, one.unit.path or "")),
        years=sorted(seen.values_list("year", flat=True).order_by("year").distinct()),
        items=list(items),
        settlements=states,
    )


def _prefixes(path: str, children: dict[Any, PayFigures]) -> Iterable[tuple[str, PayFigures]]:
    """The child, if any, under whose path a village lies: its path is one of the village's own beginnings."""
    steps = path.strip("/").split("/")
    for length in range(1, len(steps) + 1):
        prefix = "/" + "/".join(steps[:length]) + "/"
        if prefix in children:
            yield prefix, children[prefix]


def _below(user: User, unit: Unit) -> Any:
    return Unit.objects.visible_to(user).filter(parent=unit, valid_to__isnull=True).order_by("path")


def _by_village(statements: Any) -> Any:
    return (
        statements.order_by()
        .values(path=F("cadre__unit__path"))
        .annotate(
            persons=Count("pk", filter=Q(months__gt=0)),
            owed=Count("pk", filter=Q(arrears_since__isnull=False)),
            short=Count("pk", filter=Q(standing=STANDING.SHORT)),
            over=Count("pk", filter=Q(standing__in=(STANDING.OVER, STANDING.NO_MONTHS))),
            unknown=Count("pk", filter=Q(income__isnull=True, months__gt=0)),
            **{f"{name}_sum": Sum(name) for name in SUMS},
        )
    )


def _figures(unit: Unit, year: int) -> PayFigures:
    here = {"cadre__unit__within": unit.pk, "year": year}
    links = {
        "persons": rows(LEDGER, here | {"months__gte": 1}),
        "owed": rows(LEDGER, here | {"arrears_since__isnull": "false"}),
        "short": rows(LEDGER, here | {"standing": STANDING.SHORT.value}),
        "over": rows(LEDGER, here | {"standing": STANDING.OVER.value}),
        "paid": rows("pay-payments", here),
        "due": rows("pay-dues", {"unit__within": unit.pk, "year": year}),
    }
    return PayFigures(unit, links=links)


def statements_in(user: User, unit: Unit, year: int) -> list[PayStatement]:
    """The statements of one village's year, those in arrears first."""
    seen = PayStatement.objects.visible_to(user).filter(cadre__unit=unit, year=year)
    rows = seen.select_related("cadre__unit", "cadre__person__data_key", "settlement")
    return list(rows.order_by(F("arrears_since").asc(nulls_last=True), "cadre__rank", "pk"))
