"""How the ways up stand at a unit: the funnel of each track, the rounds, what is due, and the units below."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.procedures.models import Duty
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.overview import rows
from zugong.modules.villages.models import PromotionApplication, PromotionRound, Track

LEDGER = "promotion-applications"
State = PromotionApplication.State
REACHED: Sequence[tuple[str, Any, str]] = (
    ("applied", State.APPLIED.label, ""),
    ("recommended", State.RECOMMENDED.label, "recommended_on__isnull"),
    ("qualified", State.QUALIFIED.label, "qualified_on__isnull"),
    ("selected", _("列为考察对象"), "selected_on__isnull"),
    ("published", _("进入公示"), "public_on__isnull"),
    ("appointed", _("录用聘用"), "appointed_on__isnull"),
)
"""The stations of the funnel: name, label, and the lookup that is false for whoever has reached it."""


@dataclass(slots=True)
class Station:
    """How many reached a station of the way, and where they are listed; `share` of those who applied, in per cent."""

    name: str
    label: str
    count: int
    href: str
    share: float | None


@dataclass(slots=True)
class Way:
    """One track in a year at a unit."""

    track: str
    label: str
    quota: int
    rounds: int
    stations: list[Station] = field(default_factory=list)

    @property
    def applied(self) -> int:
        """How many applied."""
        return self.stations[0].count if self.stations else 0

    @property
    def appointed(self) -> int:
        """How many were appointed."""
        return self.stations[-1].count if self.stations else 0


@dataclass(slots=True)
class RoundLine:
    """A round as the list shows it, with how many of the unit have reached each station, and what waits."""

    round: PromotionRound
    counts: dict[str, int]
    waiting: int
    due: date | None

    @property
    def applied(self) -> int:
        """How many of the unit have applied."""
        return self.counts["applied"]

    @property
    def qualified(self) -> int:
        """How many of them passed the review."""
        return self.counts["qualified"]

    @property
    def appointed(self) -> int:
        """How many of them were appointed."""
        return self.counts["appointed"]


@dataclass(slots=True)
class PlaceLine:
    """A unit below, with its counts."""

    unit: Unit
    counts: dict[str, int]
    href: str


@dataclass(slots=True)
class WaysUp:
    """What the page of a unit shows."""

    unit: Unit
    year: int
    years: list[int]
    ways: list[Way]
    rounds: list[RoundLine]
    places: list[PlaceLine]
    due: list[Duty]
    day: date

    @property
    def appointed(self) -> int:
        """How many were appointed in the year, on both tracks."""
        return sum(way.appointed for way in self.ways)

    @property
    def applied(self) -> int:
        """How many applied in the year, on both tracks."""
        return sum(way.applied for way in self.ways)


def counting(prefix: str = "") -> dict[str, Any]:
    """Aggregates that count applications by the stations they have reached."""
    return {
        name: Count(f"{prefix}pk", filter=Q(**{f"{prefix}{lookup}": False}) if lookup else None)
        for name, _words, lookup in REACHED
    }


def ways_up(user: User, unit: Unit, year: int | None = None) -> WaysUp:
    """The ways up at a unit in a year; without one, in the last year that has a round. A dozen queries, however many applied."""
    day = calendar.today()
    open_to = Q(unit__path__startswith=unit.path) | Q(unit__in=unit.ancestor_ids)
    rounds = PromotionRound.objects.visible_to(user).filter(open_to).select_related("unit")
    years = sorted({*rounds.order_by().values_list("year", flat=True)}, reverse=True)
    chosen = year if year is not None and year in years else max(years, default=day.year)
    listed = list(rounds.filter(year=chosen).order_by("track", "-applies_from", "pk"))
    seen = PromotionApplication.objects.visible_to(user).filter(unit__path__startswith=unit.path, round__in=listed)
    return WaysUp(
        unit=unit,
        year=chosen,
        years=years,
        ways=_ways(listed, seen, unit, chosen),
        rounds=_lines(listed, seen),
        places=_places(seen, unit, user, chosen),
        due=_due(user, unit),
        day=day,
    )


def _ways(listed: list[PromotionRound], seen: Any, unit: Unit, year: int) -> list[Way]:
    counted = {row.pop("round__track"): row for row in seen.order_by().values("round__track").annotate(**counting())}
    found = []
    for track in Track:
        own = [one for one in listed if one.track == track and one.state != PromotionRound.State.CANCELLED]
        counts = counted.get(track, {})
        way = Way(track, str(track.label), sum(one.quota for one in own), len(own))
        applied = counts.get("applied", 0)
        for name, label, lookup in REACHED:
            number = counts.get(name, 0)
            where = {"unit__within": unit.pk, "round__track": track.value, "round__year": year}
            href = rows(LEDGER, where | ({lookup: "false"} if lookup else {}))
            way.stations.append(Station(name, str(label), number, href, number * 100 / applied if applied else None))
        found.append(way)
    return found


def _lines(listed: list[PromotionRound], seen: Any) -> list[RoundLine]:
    counted = {row.pop("round"): row for row in seen.order_by().values("round").annotate(**counting(), **_waiting())}
    none = dict.fromkeys([name for name, _words, _lookup in REACHED], 0)
    return [
        RoundLine(one, counted.get(one.pk, none), counted.get(one.pk, {}).get("waiting", 0), next_day(one))
        for one in listed
    ]


def _waiting() -> dict[str, Any]:
    return {"waiting": Count("pk", filter=Q(state__in=(State.APPLIED, State.RECOMMENDED)))}


def next_day(round_: PromotionRound) -> date | None:
    """The day that the round is waiting for; None where it names none."""
    states = PromotionRound.State
    days = {
        states.NOTICE: round_.applies_from,
        states.APPLYING: round_.applies_to,
        states.EXAM: round_.exam_on,
        states.INTERVIEW: round_.interview_on,
    }
    return days.get(states(round_.state))


def _places(seen: Any, unit: Unit, user: User, year: int) -> list[PlaceLine]:
    """The units right below whose cadres have applied, by what their paths say."""
    below = {one.path: one for one in Unit.objects.visible_to(user).filter(parent=unit).order_by("position", "code")}
    counts: dict[str, dict[str, int]] = {}
    for row in seen.order_by().values("unit__path").annotate(**counting()):
        path = row.pop("unit__path") or ""
        home = next((other for other in below if other and path.startswith(other)), None)
        if home is not None:
            held = counts.setdefault(home, dict.fromkeys(row, 0))
            for name, number in row.items():
                held[name] += number
    return [
        PlaceLine(below[path], counts[path], rows(LEDGER, {"unit__within": below[path].pk, "round__year": year}))
        for path in below
        if path in counts
    ]


def _due(user: User, unit: Unit) -> list[Duty]:
    """What is owed on the ways up at the unit and below it, the earliest first."""
    kinds = Q(kind__startswith="villages.promotion_")
    owed = Duty.objects.open().filter(kinds, unit__path__startswith=unit.path or "-")
    return list(owed.visible_to(user).select_related("unit").order_by("due", "pk")[:MOST_DUE])


MOST_DUE = 8
