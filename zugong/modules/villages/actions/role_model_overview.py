"""Role models at a unit: the rounds, the nominations on their way, and those named, whose merits are public."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.procedures.contents import label_of
from zugong.kernel.procedures.models import Duty
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.overview import rows
from zugong.modules.villages.models import RoleModelNomination, RoleModelRound, RoleModelUse
from zugong.modules.villages.models.role_models import MERITS

LEDGER = "role-model-nominations"
State = RoleModelNomination.State
REACHED: Sequence[tuple[str, Any, str]] = (
    ("nominated", State.NOMINATED.label, ""),
    ("recommended", State.RECOMMENDED.label, "recommended_on__isnull"),
    ("reviewed", State.REVIEWED.label, "reviewed_on__isnull"),
    ("published", State.PUBLICITY.label, "public_on__isnull"),
    ("named", State.NAMED.label, "named_on__isnull"),
)
MOST_DUE = 8
YEARS_SHOWN = 3


@dataclass(slots=True)
class RoundLine:
    """A round with how many of the unit reached each station, and where these are listed."""

    round: RoleModelRound
    cells: list[tuple[str, str, int, str]]

    @property
    def named(self) -> int:
        """How many of the unit were named."""
        return self.cells[-1][2]


@dataclass(slots=True)
class RoleModels:
    """What the page of a unit shows."""

    unit: Unit
    rounds: list[RoundLine]
    due: list[Duty]
    named: int
    named_href: str
    used: int
    this_year: int
    day: date


def role_models(user: User, unit: Unit) -> RoleModels:
    """Rounds and nominations at a unit; a handful of queries, however many were nominated."""
    day = calendar.today()
    open_to = Q(unit__path__startswith=unit.path) | Q(unit__in=unit.ancestor_ids)
    rounds = list(RoleModelRound.objects.visible_to(user).filter(open_to).select_related("unit"))
    seen = RoleModelNomination.objects.visible_to(user).filter(unit__path__startswith=unit.path)
    named = seen.filter(state=State.NAMED)
    used = RoleModelUse.objects.filter(nomination__in=named.values("pk")).values("nomination").distinct().count()
    owed = Duty.objects.open().filter(kind__startswith="villages.role_model_", unit__path__startswith=unit.path or "-")
    return RoleModels(
        unit=unit,
        rounds=_lines(rounds, seen, unit),
        due=list(owed.visible_to(user).select_related("unit").order_by("due", "pk")[:MOST_DUE]),
        named=named.count(),
        named_href=rows(LEDGER, {"unit__within": unit.pk, "state": State.NAMED.value}),
        used=used,
        this_year=named.filter(named_on__year=day.year).count(),
        day=day,
    )


def _lines(rounds: list[RoleModelRound], seen: Any, unit: Unit) -> list[RoundLine]:
    counting = {name: Count("pk", filter=Q(**{lookup: False}) if lookup else None) for name, _label, lookup in REACHED}
    counted = {row["round"]: row for row in seen.order_by().values("round").annotate(**counting)}
    return [
        RoundLine(
            one,
            [
                (
                    name,
                    str(label),
                    counted.get(one.pk, {}).get(name, 0),
                    rows(LEDGER, {"round": one.pk, "unit__within": unit.pk} | ({lookup: "false"} if lookup else {})),
                )
                for name, label, lookup in REACHED
            ],
        )
        for one in rounds
    ]


@dataclass(frozen=True, slots=True)
class Honoured:
    """Somebody who was named, with what is public and nothing else."""

    name: str
    village: str
    place: str
    award: str
    year: int
    named_on: date | None
    document: str
    merits: Sequence[tuple[str, str]]


@dataclass(slots=True)
class Roll:
    """Those named at a level, newest first, by year."""

    unit: Unit
    total: int
    years: list[tuple[int, list[Honoured]]] = field(default_factory=list)


def roll_of(unit: Unit) -> Roll:
    """Whom the unit, or one below it, has named: published by a signed document, so that everybody may read it."""
    named = RoleModelNomination.objects.filter(state=State.NAMED, round__unit__path__startswith=unit.path)
    listed = named.select_related("person", "unit__parent", "round__unit").order_by("-round__year", "unit__path", "pk")
    years: dict[int, list[Honoured]] = {}
    for one in listed:
        years.setdefault(one.round.year, []).append(_honoured(one))
    return Roll(unit, sum(len(people) for people in years.values()), list(years.items()))


def _honoured(one: RoleModelNomination) -> Honoured:
    return Honoured(
        name=one.person.name,
        village=str(one.unit),
        place=str(one.unit.parent or ""),
        award=f"{one.round.get_level_display()}{one.round.award}",
        year=one.round.year,
        named_on=one.named_on,
        document=one.medal_document,
        merits=[(label, text) for label, text in merits_of(one) if text],
    )


def merits_of(one: RoleModelNomination) -> list[tuple[str, str]]:
    """The merits by strength, with what each is called; "" where nothing is said."""
    return [(label_of(RoleModelNomination, name), getattr(one, name)) for name in MERITS]
