"""The demonstration's clean-up drive: half a year of clues in all stages, a few by the real verbs, the rest at once."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from zugong.kernel import calendar
from zugong.kernel.access.accounts import make_account
from zugong.kernel.access.granting import grant
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.history import writing
from zugong.kernel.parameters.reading import remembering
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.moving import take
from zugong.kernel.procedures.stages import entered
from zugong.kernel.procedures.versions import keep_version
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.kernel.registry.people import add_person
from zugong.modules.villages.actions.clues import PROCEDURE, register_clue
from zugong.modules.villages.demo.people import TODAY
from zugong.modules.villages.models import Clue, ClueKind, ClueSource, SupervisionVisit, VillageCadre
from zugong.modules.villages.rules.conduct import PROBLEM, Step, effect_end, months_later

SEED = 20230704
CLUES = 110
AGAIN = 9
"""So many of them are about somebody who was the subject of an earlier one."""
FIRST, LAST = date(2023, 1, 4), date(2023, 6, 29)
COUNTIES = (UnitKind.COUNTY, UnitKind.ZONE)
EFFECTS = {"admonition": 6, "suspension": 6, "removal": 12, "recall": 12}
TEXTS = {
    "idle": "群众反映村里通组路路灯坏了两个月，多次找村干部无人处理。",
    "favour": "反映低保评议时照顾亲属，评议结果没有在公示栏张贴。",
    "taking": "反映办理宅基地手续时收受香烟，事后才盖章。",
    "rude": "反映调解邻里纠纷时态度粗暴，与群众发生争吵。",
    "money": "反映村集体鱼塘租金没有及时入账，用途不清。",
    "deciding": "反映修建文化广场没有开村民代表会议就定了施工队。",
    "false": "反映人居环境检查前临时突击，台账事后补写。",
    "absent": "反映值班日村部无人在岗，服务大厅上锁。",
    "discord": "反映两委成员各干各的，三个月没有开过支委会。",
    "private": "反映参与打牌带彩，影响不好。",
    "other": "反映承诺的事项长期没有答复。",
}
SOURCES = (*ClueSource.values, "12345", "letter")


@dataclass(slots=True)
class Course:
    """What happens to one clue, and on which days."""

    finding: str
    days: dict[Step, date]
    last: Step

    @property
    def entered_on(self) -> date:
        """Since when it stands where it stands."""
        return self.days[self.last]


@transaction.atomic
def build() -> None:
    """Fill the drive where it is empty."""
    counties = {unit.pk: unit for unit in Unit.objects.of_kind(*COUNTIES)}
    if Clue.with_voided.exists() or not counties or not VillageCadre.objects.exists():
        return
    chance = random.Random(SEED)  # noqa: S311 - the demonstration is the same every time
    cadres = _subjects(chance)
    with remembering():
        _visits(chance, cadres, counties)
        _at_once(chance, cadres, counties)
        _by_hand(chance)


def _subjects(chance: random.Random) -> list[VillageCadre]:
    """Whom the clues are about; some come up again."""
    keys = list(VillageCadre.objects.filter(in_office=True).order_by("pk").values_list("pk", flat=True))
    picked = chance.sample(keys, min(CLUES - AGAIN, len(keys)))
    found = VillageCadre.objects.select_related("unit", "person").in_bulk(picked)
    first = [found[key] for key in picked]
    return first + chance.sample(first, min(AGAIN, len(first)))


def _county_of(village: Unit, counties: dict[int, Unit]) -> Unit | None:
    return next((counties[key] for key in village.ancestor_ids if key in counties), None)


def _keepers(counties: dict[int, Unit]) -> dict[int, Unit]:
    """The unit that takes clues in for a county: where its officer works."""
    held = (
        Grant.objects.filter(role=Role.COUNTY_OFFICER, unit__in=counties).select_related("user__unit").order_by("-pk")
    )
    return {one.unit_id: one.user.unit for one in held if one.user.unit is not None}


def _visits(chance: random.Random, cadres: Sequence[VillageCadre], counties: dict[int, Unit]) -> None:
    visits = []
    for cadre in cadres[:40]:
        county = _county_of(cadre.unit, counties)
        if county is not None:
            visits.append(
                SupervisionVisit(
                    unit=county,
                    village=cadre.unit,
                    day=_working(FIRST + timedelta(days=chance.randrange(170))),
                    kind=chance.choice(("routine", "random", "special", "night")),
                    looked_at=chance.choice(("在岗值班和便民服务", "三务公开和集体资金", "三会一课和民主议事")),
                    problems=chance.choice((0, 0, 1, 1, 2)),
                    result="当场提醒，限期改正",
                )
            )
    writing.create_all(visits, by=None)


def _at_once(chance: random.Random, cadres: Sequence[VillageCadre], counties: dict[int, Unit]) -> None:
    """Most clues, as they stand today, with the clocks and duties of those that are still on their way."""
    keepers, numbers = _keepers(counties), _numbers()
    section = Unit.objects.filter(users__username="demo-city").first()
    clues: list[tuple[Clue, Course]] = []
    days = sorted(_working(FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))) for _one in cadres)
    for number, (received, cadre) in enumerate(zip(days, cadres, strict=True)):
        county = _county_of(cadre.unit, counties)
        if county is None:
            continue
        keeper = section if number % 15 == 0 and section is not None else keepers.get(county.pk, county)
        handler = county if keeper == section else chance.choice((keeper, _township(cadre.unit, county)))
        course = _course(chance, received)
        clue = Clue(number=next(numbers), unit=keeper, village=cadre.unit, person=cadre.person, received=received)
        _fill(clue, course, handler, chance)
        clues.append((clue, course))
    writing.create_all([clue for clue, _course_of in clues], by=None)
    procedure = procedure_named(PROCEDURE)
    for clue, course in clues:
        with calendar.on(course.entered_on):
            keep_version(procedure, clue)
            if clue.state not in procedure.endings:
                entered(procedure, clue, by=None)


def _township(village: Unit, county: Unit) -> Unit:
    return village.parent if village.parent is not None and village.parent_id != county.pk else county


def _numbers() -> Iterator[str]:
    yield from (f"2023-{number:04d}" for number in range(1, 1000))


def _working(day: date) -> date:
    """The day, or the next working day."""
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def _course(chance: random.Random, received: date) -> Course:
    """A clue's days as far as today: some are slow, so that something is overdue in every routine."""
    slow = chance.random() < 0.22
    steps = [
        (Step.FOUND, 0),
        (Step.CHECKING, chance.randint(0, 4)),
        (Step.CONCLUDED, chance.randint(60, 150) if slow else chance.randint(9, 26)),
    ]
    finding = chance.choices(("substantiated", "partly", "untrue", "unclear"), (40, 22, 28, 10))[0]
    if chance.random() < 0.07:
        steps = [*steps[:2], (Step.HANDED_OVER, chance.randint(10, 30)), (Step.OUTCOME, chance.randint(40, 120))]
        finding = ""
    elif finding in PROBLEM:
        steps += [
            (Step.HANDLED, chance.randint(3, 12)),
            (Step.RECTIFYING, chance.randint(1, 9)),
            (Step.RECHECKING, chance.randint(8, 50)),
            (Step.CLOSED, chance.randint(93, 118)),
        ]
    else:
        steps.append((Step.CLEARED if finding == "untrue" else Step.SHELVED, chance.randint(3, 14)))
    day, days, last = received, {}, Step.FOUND
    for step, later in steps:
        day = _working(day + timedelta(days=later))
        if day > TODAY:
            break
        days[step], last = day, step
    return Course(finding if Step.CONCLUDED in days else "", days, last)


def _fill(clue: Clue, course: Course, handler: Unit, chance: random.Random) -> None:
    """Write into the clue what its course has brought so far."""
    kind = chance.choice(ClueKind.values)
    days = course.days
    clue.state = course.last
    clue.source, clue.kind, clue.text = chance.choice(SOURCES), kind, TEXTS[kind]
    if Step.CHECKING in days:
        clue.handler, clue.assigned_on = handler, days[Step.CHECKING]
        clue.due = calendar.add_working_days(days[Step.CHECKING], 20)
    if Step.HANDED_OVER in days:
        _empty(clue, days)
        return
    if Step.CONCLUDED in days:
        clue.finding, clue.settled_on = course.finding, days[Step.CONCLUDED]
        clue.facts = "两名查核人员走访群众、查阅台账并与本人谈话，形成上述结论。"
    _account(clue, days, chance)
    ended = days.get(Step.CLEARED) or days.get(Step.SHELVED) or days.get(Step.CLOSED)
    if ended is not None:
        clue.closed_on = ended
    if Step.CLEARED in days:
        clue.clearing = "在村民代表会议上说明情况，消除影响。"


def _empty(clue: Clue, days: dict[Step, date]) -> None:
    for name in Clue.content:
        setattr(clue, name, "")
    clue.receiver, clue.handed_on = "discipline", days[Step.HANDED_OVER]
    if Step.OUTCOME in days:
        clue.outcome, clue.outcome_on = "disciplined", days[Step.OUTCOME]
        clue.closed_on, clue.effect_until = days[Step.OUTCOME], months_later(days[Step.OUTCOME], 12)


def _account(clue: Clue, days: dict[Step, date], chance: random.Random) -> None:
    """The measure, the mending, the re-check."""
    if Step.HANDLED not in days:
        return
    clue.measure = chance.choices(("reminder", "criticism", "admonition", "suspension", "removal"), (30, 30, 28, 6, 6))[
        0
    ]
    clue.handled_on, clue.opinion = days[Step.HANDLED], "经集体研究，给予上述处理，限期整改。"
    clue.effect_until = effect_end(clue.measure, days[Step.HANDLED], EFFECTS)
    clue.told_on = days.get(Step.RECTIFYING)
    if Step.RECHECKING in days:
        clue.rectified_on, clue.rectification = days[Step.RECHECKING], "已按要求整改，并向村民公开。"
        clue.recheck_from = months_later(days[Step.RECHECKING], 3)
    if Step.CLOSED in days:
        clue.rechecked_on = clue.education_on = days[Step.CLOSED]
        clue.recheck_result, clue.institutional_fix = "回访群众满意。", "修订村务公开和值班制度。"


def _by_hand(chance: random.Random) -> None:
    """A handful of clues in one county through the real verbs, so that their pages show who signed what."""
    officer = User.objects.filter(username="demo-jinan").select_related("unit").first()
    village = Unit.objects.filter(users__username="demo-village").first()
    if officer is None or officer.unit is None or village is None:
        return
    county = Unit.objects.get(pk=village.ancestor_ids[1])
    second, third = (_officer(officer.unit, county, name) for name in ("卫长岭", "丁清源"))
    near = VillageCadre.objects.filter(in_office=True, unit__parent=village.parent).exclude(unit=village)
    cadres = list(near.select_related("unit", "person").order_by("pk"))
    for number, cadre in enumerate(chance.sample(cadres, min(6, len(cadres)))):
        start = _working(date(2023, 4, 6) + timedelta(days=9 * number))
        _walk(cadre, (officer, second, third), start, steps=5 - number)


def _officer(home: Unit, county: Unit, name: str) -> User:
    person = add_person(name=name, unit=home, by=None)
    number = User.objects.filter(unit=home).count() + 1
    user = make_account(username=f"{home.code}-{number}".lower(), unit=home, by=None, person=person)
    grant(user=user, role=Role.COUNTY_OFFICER, unit=county, by=None)
    return user


def _walk(cadre: VillageCadre, officers: tuple[User, User, User], start: date, *, steps: int) -> None:
    """Take one clue in and so many moves on, some days between."""
    first, second, third = officers
    home: Any = first.unit
    with calendar.on(start):
        clue = register_clue(
            unit=home,
            village=cadre.unit,
            person=cadre.person,
            source="12345",
            kind="favour",
            received=start,
            text=TEXTS["favour"],
            by=first,
        )
    handled = _working(start + timedelta(days=24))
    moves: list[tuple[int, str, User, dict[str, Any]]] = [
        (2, "assign", first, {"handler": home}),
        (14, "check", second, {"finding": "substantiated", "facts": "走访十二户，评议结果确未张贴公示。"}),
        (16, "countercheck", third, {}),
        (
            24,
            "handle",
            first,
            {"measure": "admonition", "handled_on": handled, "opinion": "诫勉谈话，重新评议并公示。"},
        ),
        (27, "tell", first, {"told_on": _working(start + timedelta(days=27))}),
    ]
    for later, name, by, changes in moves[:steps]:
        with calendar.on(_working(start + timedelta(days=later))):
            take(PROCEDURE, name, clue, by=by, changes=changes)
