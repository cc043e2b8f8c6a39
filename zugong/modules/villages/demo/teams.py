"""Who serves in a village: one to seven people, their offices and education, as they commonly are."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from zugong.kernel.registry.models import Person, Sex, Unit
from zugong.modules.villages.demo.people import TODAY, Births
from zugong.modules.villages.models import (
    Education,
    Insurance,
    Level,
    PayGrade,
    Politics,
    Source,
    TeamKind,
    Vetting,
    VillageCadre,
    VillageRole,
    VillageTeam,
)
from zugong.modules.villages.rules.register import TWO_COMMITTEES, Office, Span, Study, age

ELECTED = date(2021, 12, 1)
BEFORE = date(2018, 9, 1)
TERM_END = date(2026, 12, 1)
SCHOOLS = (
    "皖西职业学院",
    "六安开放大学",
    "安徽农业大学",
    "合肥职业技术学院",
    "皖江师范专科学校",
    "淮河工程学院",
    "大别山农业学校",
)
OTHER_TITLES = ("妇联主席", "文书", "团支部书记", "综治专干", "民兵营长")
PAY = {
    PayGrade.DUAL: 3600, PayGrade.CHIEF: 3200, PayGrade.DEPUTY: 2700, PayGrade.MEMBER: 2300, PayGrade.NONE: 0,
}  # fmt: skip
COMPLETE = {
    "341502": 0.66, "341503": 0.63, "341504": 0.36, "341522": 0.49, "341523": 0.62, "341524": 0.5, "341525": 0.85,
}  # fmt: skip
"""Which share of a county's villages has been staffed with the three ones in mind; in the others it is as it happens."""
ELSEWHERE_COMPLETE = 0.55


@dataclass(slots=True)
class Seat:
    """One cadre with all that is made for the person."""

    cadre: VillageCadre
    roles: list[VillageRole] = field(default_factory=list)
    educations: list[Education] = field(default_factory=list)

    @property
    def person(self) -> Person:
        """Who sits there."""
        return self.cadre.person

    @property
    def offices(self) -> set[str]:
        """The offices held today."""
        return {role.office for role in self.roles if role.end_date is None}

    @property
    def spans(self) -> list[Span]:
        """The offices as the rules want them."""
        return [Span(role.office, role.start_date, role.end_date) for role in self.roles]

    @property
    def studies(self) -> list[Study]:
        """The education as the rules want it."""
        return [Study(one.level, one.full_time) for one in self.educations]


def seats_of(unit: Unit, secretary: Person, births: Births) -> list[Seat]:
    """The cadres of one village, its secretary first."""
    chance = births.chance
    births.names.setdefault(unit.pk, set()).add(secretary.name)
    both = chance.random() < 0.97
    plan: list[Sequence[str]] = [[Office.SECRETARY, Office.DIRECTOR] if both else [Office.SECRETARY]]
    plan += [] if both else [[Office.DIRECTOR, Office.PARTY_MEMBER]]
    plan.append([Office.DEPUTY_SECRETARY] if chance.random() < 0.6 else [Office.DEPUTY_DIRECTOR, Office.PARTY_MEMBER])
    plan.append([Office.COMMITTEE_MEMBER, Office.PARTY_MEMBER] if chance.random() < 0.5 else [Office.PARTY_MEMBER])
    plan.append([Office.COMMITTEE_MEMBER, Office.OTHER] if chance.random() < 0.6 else [Office.COMMITTEE_MEMBER])
    plan.append([Office.SUPERVISION_HEAD])
    plan += [[Office.RESERVE]] * (chance.random() < 0.75)
    woman_at = chance.randrange(2, len(plan)) if chance.random() < 0.95 else -1
    ones = _ones(unit, plan, chance)
    seats = []
    for place, offices in enumerate(plan):
        woman = place == ones.get("woman", woman_at) or chance.random() < 0.12
        young, college = place == ones.get("young"), place == ones.get("college")
        person = secretary if place == 0 else _somebody(unit, offices, woman, births, young=young)
        seats.append(_seat(unit, person, offices, chance, both=both, college=college))
    return seats


def _ones(unit: Unit, plan: Sequence[Sequence[str]], chance: random.Random) -> dict[str, int]:
    """At which seats of the two committees the three ones sit, by county more or less often; mostly different people are meant."""
    if chance.random() >= COMPLETE.get(unit.code[:6], ELSEWHERE_COMPLETE):
        return {}
    places = [place for place, offices in enumerate(plan) if place and TWO_COMMITTEES & set(offices)]
    chosen = chance.sample(places, 3) if chance.random() < 0.7 else chance.choices(places, k=3)
    return dict(zip(("young", "college", "woman"), chosen, strict=True))


def _somebody(unit: Unit, offices: Sequence[str], woman: bool, births: Births, *, young: bool) -> Person:
    if young:
        youngest, oldest = 23, 34
    elif Office.RESERVE in offices:
        youngest, oldest = 22, 36
    elif Office.SUPERVISION_HEAD in offices:
        youngest, oldest = 32, 59
    else:
        youngest, oldest = 23, 57
    return births.person(unit, woman=woman, youngest=youngest, oldest=oldest)


def _seat(
    unit: Unit, person: Person, offices: Sequence[str], chance: random.Random, *, both: bool, college: bool
) -> Seat:
    party = chance.random() < 0.8 or bool(
        {Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.PARTY_MEMBER} & set(offices)
    )
    grade = _grade(offices, both)
    vetted = Office.RESERVE not in offices
    cadre = VillageCadre(
        unit=unit,
        person=person,
        source=chance.choices(list(Source), [70, 6, 2, 14, 8])[0],
        politics=Politics.MEMBER if party else Politics.MASSES,
        party_date=date(chance.randint(2003, 2020), chance.choice((6, 7, 12)), 1) if party else None,
        dual_post=both if Office.SECRETARY in offices else None,
        pay_grade=grade,
        insurance=chance.choices(list(Insurance), [55, 40, 5])[0],
        veteran=person.sex == Sex.MALE and chance.random() < 0.1,
        entrepreneur=chance.random() < 0.12,
        vetting=Vetting.PASSED if vetted else Vetting.NONE,
        vetting_replies=chance.randint(8, 12) if vetted else None,
        paid_months=6 if PAY[grade] else None,
        paid_amount=PAY[grade] * 6 or None,
    )
    seat = Seat(cadre)
    seat.roles = [
        VillageRole(cadre=cadre, office=office, start_date=_start(offices, chance), title=_title(office, chance))
        for office in offices
    ]
    if chance.random() < 0.2 and Office.RESERVE not in offices:
        seat.roles.append(VillageRole(cadre=cadre, office=Office.COMMITTEE_MEMBER, start_date=BEFORE, end_date=ELECTED))
    seat.educations = [_education(person, chance, college=college)]
    return seat


def _grade(offices: Sequence[str], both: bool) -> PayGrade:
    if Office.SECRETARY in offices:
        return PayGrade.DUAL if both else PayGrade.CHIEF
    if Office.DIRECTOR in offices:
        return PayGrade.CHIEF
    if {Office.DEPUTY_SECRETARY, Office.DEPUTY_DIRECTOR} & set(offices):
        return PayGrade.DEPUTY
    return PayGrade.NONE if Office.RESERVE in offices else PayGrade.MEMBER


def _start(offices: Sequence[str], chance: random.Random) -> date:
    """Most offices date from the last election; some were filled since."""
    if Office.RESERVE in offices or chance.random() < 0.12:
        return date(2022, chance.randint(2, 12), chance.choice((1, 15)))
    return ELECTED


def _title(office: str, chance: random.Random) -> str:
    return chance.choice(OTHER_TITLES) if office == Office.OTHER else ""


def _education(person: Person, chance: random.Random, *, college: bool) -> Education:
    years = age(person.birth_date or date(1980, 1, 1), TODAY)
    young, middle = years <= 30, years <= 40
    weights = [0, 1, 6, 6, 50, 36, 1] if young else [0, 4, 18, 10, 46, 21, 1] if middle else [2, 22, 36, 10, 26, 4, 0]
    level = chance.choices(list(Level), weights)[0]
    share = 0.75 if young else 0.4 if middle else 0.08
    full_time = chance.random() < share if level >= Level.COLLEGE else True
    if college:
        level, full_time = max(level, Level.COLLEGE), True
    return Education(
        person=person,
        level=level,
        full_time=full_time,
        school=chance.choice(SCHOOLS) if level >= Level.VOCATIONAL else "",
        end_date=date((person.birth_date or date(1980, 1, 1)).year + (22 if full_time else 30), 7, 1)
        if level >= Level.COLLEGE
        else None,
    )


def teams_of(unit: Unit, seats: Sequence[Seat]) -> list[VillageTeam]:
    """The bodies of a village with their term and the seats foreseen."""
    reserve = any(Office.RESERVE in seat.offices for seat in seats)
    foreseen = {TeamKind.PARTY: 5, TeamKind.COMMITTEE: 5, TeamKind.SUPERVISION: 3}
    bodies = [
        VillageTeam(unit=unit, kind=kind, seats=number, term_from=ELECTED, term_to=TERM_END)
        for kind, number in foreseen.items()
    ]
    return [*bodies, VillageTeam(unit=unit, kind=TeamKind.RESERVE, seats=2)] if reserve else bodies
