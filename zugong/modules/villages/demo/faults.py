"""Bad data of every kind, in known numbers, each spoiled record in one way."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from zugong.kernel.registry.models import Person, Unit
from zugong.modules.villages.demo.people import TODAY
from zugong.modules.villages.demo.teams import ELECTED, Seat
from zugong.modules.villages.models import Condition, Level, VillageCadre, VillageRole
from zugong.modules.villages.rules.register import Fault, Office, Village, village_fault

BAD: Mapping[str, int] = {
    Fault.UNKNOWN_VILLAGE: 5,
    Fault.TWO_VILLAGES: 16,
    Fault.DUPLICATE_PERSON: 12,
    Fault.NO_IDENTITY_NUMBER: 46,
    Fault.NO_FULL_TIME_FLAG: 60,
    Fault.NO_DUAL_VALUE: 25,
    Fault.DUAL_CONTRADICTS: 15,
    Fault.TOO_YOUNG: 4,
    Fault.TOO_OLD: 6,
    Fault.ENDS_BEFORE_START: 10,
    Fault.DECEASED_ACTIVE: 5,
    Fault.SENTENCED_ACTIVE: 4,
    Fault.VETTED_WITHOUT_REPLIES: 30,
    Fault.PAID_NO_MONTHS: 20,
    Fault.NO_SECRETARY: 12,
    Fault.TWO_SECRETARIES: 3,
}
"""How many findings of each kind the demonstration has. Of those without a number six are the doubles of somebody."""
CROSSING = 20
"""People who serve in two villages and are marked so, as is right."""
SHOWN_FIRST = "341502100"
"""The township of the demonstration's own people, where one of each kind should be seen."""


@dataclass(slots=True)
class Spoiling:
    """Picks seats that nothing has happened to yet, and spoils them."""

    chance: random.Random
    villages: Mapping[int, list[Seat]]
    townships: list[Unit]
    kept: int
    """The village that stays in good order: what its own worker sees is what should be."""
    unnumbered: set[int] = field(default_factory=set)
    """Ids in memory of those who get no identity number."""
    added: list[Seat] = field(default_factory=list)
    _used: set[int] = field(default_factory=set)

    def all_kinds(self) -> None:
        """Spoil as many as `BAD` says."""
        self._villages_themselves()
        self._people_twice()
        secretary = self._those(lambda seat: seat.offices >= {Office.SECRETARY, Office.DIRECTOR})
        member = self._those(lambda seat: bool(seat.offices) and Office.SECRETARY not in seat.offices)
        paid = self._those(lambda seat: bool(seat.cadre.paid_amount) and Office.SECRETARY not in seat.offices)
        college = self._those(lambda seat: seat.educations[0].level == Level.COLLEGE)
        for seat in self._some(Fault.NO_DUAL_VALUE, secretary):
            seat.cadre.dual_post = None
        for seat in self._some(Fault.DUAL_CONTRADICTS, secretary):
            seat.cadre.dual_post = False
        for seat in self._some(Fault.NO_FULL_TIME_FLAG, college):
            seat.educations[0].full_time = None
        for seat in self._some(Fault.TOO_YOUNG, member):
            seat.person.birth_date = date(TODAY.year - 18, TODAY.month, self.chance.randint(4, 28))
        for seat in self._some(Fault.TOO_OLD, member):
            seat.person.birth_date = date(TODAY.year - 76 - self.chance.randint(0, 4), TODAY.month, 3)
        for seat in self._some(Fault.ENDS_BEFORE_START, member):
            seat.roles.append(
                VillageRole(
                    cadre=seat.cadre,
                    office=Office.OTHER,
                    title="文书",
                    start_date=date(2019, 3, 1),
                    end_date=date(2018, 3, 1),
                )
            )
        for seat in self._some(Fault.DECEASED_ACTIVE, member):
            seat.cadre.condition = Condition.DECEASED
        for seat in self._some(Fault.SENTENCED_ACTIVE, member):
            seat.cadre.condition = Condition.SENTENCED
        for seat in self._some(Fault.VETTED_WITHOUT_REPLIES, secretary):
            seat.cadre.vetting_replies = 0
        for seat in self._some(Fault.PAID_NO_MONTHS, paid):
            seat.cadre.paid_months = 0
        doubles = BAD[Fault.DUPLICATE_PERSON] // 2
        for seat in self._picked(BAD[Fault.NO_IDENTITY_NUMBER] - doubles, member):
            self.unnumbered.add(id(seat.person))

    def _those(self, condition: Callable[[Seat], bool]) -> list[Seat]:
        return [seat for unit, seats in self.villages.items() if unit != self.kept for seat in seats if condition(seat)]

    def _some(self, fault: str, among: list[Seat]) -> list[Seat]:
        return self._picked(BAD[fault], among)

    def _picked(self, number: int, among: list[Seat]) -> list[Seat]:
        """So many of them, one in the township that is shown first."""
        free = [seat for seat in among if id(seat) not in self._used]
        near = [seat for seat in free if seat.cadre.unit.code.startswith(SHOWN_FIRST)]
        picked = self.chance.sample(near, 1) if near else []
        rest = [seat for seat in free if not any(seat is one for one in picked)]
        picked += self.chance.sample(rest, number - len(picked))
        self._used |= {id(seat) for seat in picked}
        return picked

    def _villages_themselves(self) -> None:
        for seat in self._some(Fault.NO_SECRETARY, self._those(lambda seat: Office.SECRETARY in seat.offices)):
            self._close_off(seat)
            for role in seat.roles:
                role.end_date = role.end_date or date(2023, 5, 31)
        deputies = self._those(lambda seat: Office.DEPUTY_SECRETARY in seat.offices and not self._touched(seat))
        for seat in self._some(Fault.TWO_SECRETARIES, deputies):
            self._close_off(seat)
            seat.roles[0].office, seat.cadre.dual_post = Office.SECRETARY, False
        for seat, township in zip(
            self._some(Fault.UNKNOWN_VILLAGE, self._those(lambda seat: seat.offices == {Office.SUPERVISION_HEAD})),
            [unit for unit in self.townships if village_fault_of(unit)],
            strict=False,
        ):
            seat.cadre.unit = township

    def _close_off(self, seat: Seat) -> None:
        """Leave everybody else of the village in order, so that its secretary alone is what is wrong with it."""
        self._used |= {id(other) for other in self.villages[seat.cadre.unit_id]}

    def _touched(self, seat: Seat) -> bool:
        return any(id(other) in self._used for other in self.villages[seat.cadre.unit_id])

    def _people_twice(self) -> None:
        member = self._those(lambda seat: seat.offices == {Office.COMMITTEE_MEMBER})
        for seat in self._picked(BAD[Fault.TWO_VILLAGES] // 2, member):
            self._again(seat, seat.person)
        for seat in self._picked(CROSSING, member):
            self._again(seat, seat.person).cadre.crosses_villages = True
        for seat in self._picked(BAD[Fault.DUPLICATE_PERSON] // 2, member):
            person = seat.person
            double = Person(name=person.name, sex=person.sex, birth_date=person.birth_date, unit=self._other(seat))
            self.unnumbered.add(id(double))
            self._again(seat, double)

    def _again(self, seat: Seat, person: Person) -> Seat:
        """The same human in another village, in an office at its side."""
        cadre = VillageCadre(unit=self._other(seat), person=person, source=seat.cadre.source)
        again = Seat(cadre, [VillageRole(cadre=cadre, office=Office.OTHER, title="综治专干", start_date=ELECTED)])
        self.added.append(again)
        return again

    def _other(self, seat: Seat) -> Unit:
        """A village of the same township."""
        near = [
            seats[0].cadre.unit
            for unit, seats in self.villages.items()
            if unit not in {seat.cadre.unit_id, self.kept}
            and seats[0].cadre.unit.parent_id == seat.cadre.unit.parent_id
        ]
        return near[len(self.added) % len(near)]


def village_fault_of(unit: Unit) -> str:
    """Why nobody can be a village cadre of the unit."""
    return village_fault(Village(unit.name, unit.code, unit.kind, "", unit.valid_to), TODAY)
