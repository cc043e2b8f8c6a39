"""One village at a glance: who serves there, its bodies, what is missing, what is amiss."""

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.access.sights import Sight
from zugong.kernel.access.unmasking import shown_name
from zugong.kernel.ledger.columns import column
from zugong.kernel.ledger.seeing import shown, sight
from zugong.kernel.registry.models import Sex, Unit
from zugong.modules.villages.models import Finding, Level, Office, TeamKind, VillageCadre, VillageRole, VillageTeam
from zugong.modules.villages.rules.register import RANKS, TEAMS, age

BIRTH = column(VillageCadre, "person__birth_date")
SEX = column(VillageCadre, "person__sex")
PHONE = column(VillageCadre, "person__phone")
SOON = timedelta(days=183)
AGES = (35, 45, 55)
"""The last years of the bands into which ages are put."""


@dataclass(slots=True)
class Member:
    """A cadre as the village's page shows it."""

    cadre: VillageCadre
    name: str
    sex: str
    age: int | None
    phone: str
    since: date | None
    findings: int


@dataclass(slots=True)
class Body:
    """A body of the village: seats held and foreseen, its term."""

    kind: str
    held: int
    team: VillageTeam | None

    day: date | None = None

    @property
    def label(self) -> Any:
        """What the body is called."""
        return TeamKind(self.kind).label

    @property
    def vacant(self) -> int:
        """Seats foreseen that nobody holds."""
        return max(0, (self.team.seats or 0) - self.held) if self.team else 0

    @property
    def dots(self) -> list[bool]:
        """One for each seat, True for those that somebody holds; more may be held than were foreseen."""
        seats = (self.team.seats or 0) if self.team else 0
        return [place < self.held for place in range(max(seats, self.held))]

    @property
    def ends(self) -> str:
        """How the term stands: over, soon (within half a year), or "" while it still lasts or nobody has said how long."""
        if self.team is None or self.team.term_to is None or self.day is None:
            return ""
        if self.team.term_to <= self.day:
            return "over"
        return "soon" if self.team.term_to <= self.day + SOON else ""


@dataclass(slots=True)
class Village:
    """What the village's page shows."""

    unit: Unit
    members: list[Member] = field(default_factory=list)
    reserve: list[Member] = field(default_factory=list)
    former: list[int] = field(default_factory=list)
    """The people who serve no longer."""
    bodies: list[Body] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    day: date | None = None

    @property
    def secretary(self) -> Member | None:
        """Whom to call."""
        return next((one for one in self.members if one.cadre.rank == RANKS[Office.SECRETARY]), None)

    @property
    def people(self) -> frozenset[int]:
        """Everybody of whom the register knows here, those who left included."""
        return frozenset([*self.former, *(one.cadre.person_id for one in (*self.members, *self.reserve))])

    @property
    def groups(self) -> list[tuple[Any, list[Member]]]:
        """Those in office, then the reserve under its name."""
        return [("", self.members), (TeamKind.RESERVE.label, self.reserve)]

    @property
    def mean_age(self) -> float | None:
        """Mean completed years of those in office whose age the reader may know."""
        ages = [one.age for one in self.members if one.age is not None]
        return sum(ages) / len(ages) if ages else None

    @property
    def ages(self) -> list[tuple[str, int]]:
        """Those in office by bands of age, as far as the reader may know; with the band's words."""
        known = [one.age for one in self.members if one.age is not None]
        words = [
            _("%d 岁及以下") % AGES[0],
            *(f"{low + 1}–{high}" for low, high in pairwise(AGES)),
            _("%d 岁以上") % AGES[-1],
        ]
        places = Counter(bisect_left(AGES, years) for years in known)
        return [(word, places[place]) for place, word in enumerate(words)] if known else []

    @property
    def levels(self) -> list[tuple[str, int]]:
        """Those in office by their education, the highest first; at last those of whom nothing is said."""
        counts = Counter(one.cadre.level for one in self.members)
        said = sorted((level for level in counts if level is not None), reverse=True)
        found = [(str(Level(level).label), counts[level]) for level in said]
        return [*found, (_("未登记"), counts[None])] if counts[None] else found

    @property
    def vacancies(self) -> int:
        """Seats foreseen in the bodies, the reserve aside, that nobody holds."""
        return sum(body.vacant for body in self.bodies if body.kind != TeamKind.RESERVE)

    @property
    def women(self) -> int:
        """Women in office."""
        return sum(one.cadre.person.sex == Sex.FEMALE for one in self.members)

    @property
    def college(self) -> int:
        """Those in office with full-time college or above."""
        return sum(one.cadre.full_time_college for one in self.members)


def village_seen(user: User, unit: Unit) -> Village:
    """The village as far as the user may see it; with six queries, however many serve there."""
    day = calendar.today()
    cadres = list(
        VillageCadre.objects.visible_to(user)
        .filter(unit=unit)
        .select_related("unit", "person__data_key", "person__unit")
        .order_by("rank", "pk")
    )
    roles = VillageRole.objects.filter(cadre__in=cadres, end_date__isnull=True)
    since: dict[int, list[date]] = defaultdict(list)
    offices: Counter[str] = Counter()
    for cadre, office, start in roles.values_list("cadre_id", "office", "start_date"):
        offices[office] += 1
        since[cadre] += [start] if start else []
    seen = Finding.objects.visible_to(user).filter(unit=unit, state=Finding.State.OPEN)
    findings = list(seen.select_related("unit", "person", "cadre").order_by("kind", "pk"))
    amiss = Counter(finding.cadre_id for finding in findings)
    village = Village(unit, findings=findings, day=day)
    for cadre in cadres:
        member = _member(cadre, user, min(since.get(cadre.pk, []), default=None), amiss[cadre.pk], day)
        if cadre.in_office:
            village.members.append(member)
        elif cadre.rank == RANKS[Office.RESERVE]:
            village.reserve.append(member)
        else:
            village.former.append(cadre.person_id)
    terms = VillageTeam.objects.visible_to(user).filter(unit=unit).order_by(F("term_from").asc(nulls_first=True), "pk")
    teams = {team.kind: team for team in terms}  # of several terms the last one
    village.bodies = [
        Body(kind, sum(offices[office] for office in TEAMS[kind]), teams.get(kind), day)
        for kind in TeamKind
        if kind in teams or any(offices[office] for office in TEAMS[kind])
    ]
    return village


def _member(cadre: VillageCadre, user: User, since: date | None, findings: int, day: date) -> Member:
    born = cadre.person.birth_date
    known = born is not None and sight(BIRTH, cadre, user) == Sight.CLEAR
    return Member(
        cadre=cadre,
        name=shown_name(cadre.person, user),
        sex=shown(SEX, cadre, user),
        age=age(born, day) if known and born is not None else None,
        phone=shown(PHONE, cadre, user),
        since=since,
        findings=findings,
    )
