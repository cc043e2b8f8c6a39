"""The “three ones” of one village: who meets which, what changes next, how it stood before."""

from collections.abc import Sequence
from dataclasses import dataclass

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.access.unmasking import shown_name
from zugong.kernel.registry.models import Person, Unit
from zugong.modules.villages.actions.staffing_overview import VillageRow, village_rows
from zugong.modules.villages.actions.staffing_register import Team, definition_at, teams_of
from zugong.modules.villages.actions.staffing_standing import holding_on
from zugong.modules.villages.models import StaffingSpan
from zugong.modules.villages.rules.staffing import One, who_meets


@dataclass(frozen=True, slots=True)
class Met:
    """One of the ones, and those who meet it: the person and the name as the reader may see it."""

    one: One
    people: Sequence[tuple[Person, str]]


@dataclass(frozen=True, slots=True)
class VillageStaffing:
    """What the village's page shows of its “three ones”."""

    unit: Unit
    row: VillageRow | None
    ones: Sequence[Met]
    past: Sequence[StaffingSpan]

    @property
    def people(self) -> frozenset[int]:
        """Everybody who is named."""
        return frozenset(person.pk for met in self.ones for person, _name in met.people)


def village_staffing(user: User, unit: Unit) -> VillageStaffing:
    """How a village stands today, with a handful of queries however many serve there."""
    day = calendar.today()
    now = list(holding_on(day, StaffingSpan.objects.visible_to(user).filter(unit=unit)).select_related("unit"))
    team, definition = teams_of([unit.pk]).get(unit.pk, Team()), definition_at(unit)
    met = who_meets(team.members, definition, day)
    keys = {team.people[at] for places in met.values() for at in places}
    people = {one.pk: one for one in Person.objects.filter(pk__in=keys).select_related("data_key", "unit")}
    ones = [
        Met(one, [(people[key], shown_name(people[key], user)) for key in _of(team, met[one.code]) if key in people])
        for one in definition
    ]
    past = StaffingSpan.objects.visible_to(user).filter(unit=unit, day__lte=day).order_by("-day")[:8]
    rows = village_rows(now)
    return VillageStaffing(unit, rows[0] if rows else None, ones, list(past))


def _of(team: Team, places: Sequence[int]) -> list[int]:
    return [team.people[at] for at in places]
