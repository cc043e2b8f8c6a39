"""The demonstration's city: the real tree, departments, Party bodies, task forces, and people who do not exist."""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction

from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import VERBS, Role
from zugong.kernel.history import writing
from zugong.kernel.history.following import together
from zugong.kernel.registry.models import (
    BodyKind,
    PartyBody,
    Person,
    Post,
    Rank,
    Taskforce,
    TaskforceMember,
    Unit,
    UnitKind,
)
from zugong.kernel.registry.tree import load_tree, rows_from
from zugong.kernel.sealing.fields import digest, seal
from zugong.kernel.sealing.keys import digest_key, prepared_key
from zugong.kernel.sealing.models import DataKey
from zugong.modules.office.cast import CAST

DIVISIONS = Path(__file__).parent / "data" / "luan-divisions.csv"
SEED = 20230703
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜戚谢邹苏潘葛范彭鲁韦马苗方俞任袁柳鲍史唐费廉岑薛雷贺倪汤"
GIVEN = (
    "安邦彬博昌诚承春达德栋帆芳刚国海航浩和恒宏华慧佳建江杰静军俊康兰磊丽林玲龙梅敏明宁鹏平琪强"
    "庆荣瑞森胜书思涛婷伟文霞贤翔晓欣兴秀雪雅燕阳怡艺毅银英勇宇玉远云泽哲振正志忠卓"
)
CITY_DEPARTMENTS = (
    "市委组织部", "市人力资源和社会保障局", "市住房和城乡建设局", "市委机构编制委员会办公室", "市科学技术局", "市邮政管理局",
    "市市场监督管理局", "市交通运输局", "市地方金融监督管理局", "市农业农村局", "市财政局", "市教育体育局", "市委党校",
    "市民政局", "市乡村振兴局", "市商务局", "市总工会", "共青团六安市委", "市妇女联合会", "市数据资源管理局",
)  # fmt: skip
SHORT_NAMES = {
    "市人力资源和社会保障局": "市人社局", "市住房和城乡建设局": "市住建局", "市委机构编制委员会办公室": "市委编办",
    "市科学技术局": "市科技局", "市市场监督管理局": "市市场监管局", "市地方金融监督管理局": "市金融监管局",
    "市教育体育局": "市教体局", "共青团六安市委": "团市委", "市妇女联合会": "市妇联", "市数据资源管理局": "市数据资源局",
}  # fmt: skip
SECTIONS = (
    "办公室", "干部一科", "干部二科", "干部监督科", "干部教育科", "组织一科", "组织二科", "人才科", "公务员科", "年轻干部科",
    "考核办", "督查室",
)  # fmt: skip
COUNTY_DEPARTMENTS = ("委组织部", "人社局", "住建局", "农业农村局", "市场监管局", "委党校")
ANSWERING_DEPARTMENTS = (
    "纪委监委", "委政法委", "公安局", "人民法院", "民政局", "司法局", "自然资源和规划局", "卫生健康委员会", "信访局",
)  # fmt: skip
"""The departments of a county that answer what others ask, such as about somebody named for an office."""
FOUNDED = date(2021, 9, 1)


@dataclass(slots=True)
class _Names:
    """Made-up names, none of them twice."""

    chance: random.Random
    used: set[str] = field(default_factory=set)

    def next(self) -> str:
        """A name that was not given yet."""
        while True:
            length = 2 if self.chance.random() < 0.85 else 1
            name = self.chance.choice(SURNAMES) + "".join(self.chance.sample(GIVEN, length))
            if name not in self.used:
                self.used.add(name)
                return name


@transaction.atomic
def build() -> None:
    """Build the city in an empty database; where there are units already, nothing is done."""
    if Unit.with_voided.exists():
        return
    chance = random.Random(SEED)  # noqa: S311 - the demonstration is the same every time
    names = _Names(chance)
    with together():
        with DIVISIONS.open(encoding="utf-8-sig", newline="") as file:
            load_tree(rows_from(csv.DictReader(file)), by=None)
        load_tree(rows_from(_departments()), by=None)
    units = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    members = _cast(units, names)
    _colleagues(units, names)
    secretaries = _secretaries(units, names, members["demo-village"])
    _party_bodies(units, secretaries)
    _taskforces(units)
    _answering(units, names)


def _departments() -> list[dict[str, str]]:
    rows = [
        _row(f"3415D{number:02d}", "3415", "department", name, SHORT_NAMES.get(name, ""))
        for number, name in enumerate(CITY_DEPARTMENTS, start=1)
    ]
    rows += [_row(f"3415D01S{number:02d}", "3415D01", "section", name) for number, name in enumerate(SECTIONS, start=1)]
    for county in Unit.objects.filter(kind=UnitKind.COUNTY):
        rows += [
            _row(f"{county.code}D{number:02d}", county.code, "department", f"{county.name}{name}")
            for number, name in enumerate(COUNTY_DEPARTMENTS + ANSWERING_DEPARTMENTS, start=1)
        ]
    rows += [
        _row(f"{zone.code}D01", zone.code, "department", f"{zone}党群工作部")
        for zone in Unit.objects.filter(kind="zone")
    ]
    return rows


def _row(code: str, parent: str, kind: str, name: str, short: str = "") -> dict[str, str]:
    return {"code": code, "parent_code": parent, "kind": kind, "name": name, "short_name": short}


def _cast(units: dict[str, Unit], names: _Names) -> dict[str, User]:
    """The accounts that a visitor can be; the village is the first one of the first township."""
    village = next(
        unit for code, unit in sorted(units.items()) if code.startswith("341502100") and unit.kind == "village"
    )
    seats = [
        (member, units.get(member.home, village), units.get(member.place, village))
        for member in CAST
        if not _answers(units.get(member.home))
    ]
    people = _people([(home, member.title) for member, home, _ in seats], names, sealed=True)
    return {
        member.username: _account(member.username, person, home, member.role, place)
        for (member, home, place), person in zip(seats, people, strict=True)
    }


def _account(username: str, person: Person, home: Unit, role: str, place: Unit) -> User:
    user = User(username=username, person=person, unit=home)
    user.set_unusable_password()
    writing.save(user, by=None)
    reach = Grant.Extent.SUBTREE if VERBS[role] else Grant.Extent.OWN
    writing.save(Grant(user=user, role=role, unit=place, reach=reach), by=None)
    return user


def _colleagues(units: dict[str, Unit], names: _Names) -> None:
    """Who works everywhere else, so that every unit has somebody who reports and somebody who signs."""
    taken = {(member.role, member.place) for member in CAST if member.place}
    seats: list[tuple[str, Unit, str, Unit, str]] = []
    for code, unit in sorted(units.items()):
        seats += [seat for seat in _seats_at(code, unit, units) if (seat[2], seat[3].code) not in taken]
    people = _people([(home, title) for _, home, _, _, title in seats], names)
    for (username, home, role, place, _title), person in zip(seats, people, strict=True):
        _account(username, person, home, role, place)


def _seats_at(code: str, unit: Unit, units: dict[str, Unit]) -> list[tuple[str, Unit, str, Unit, str]]:
    """Username, home, role, place and title of those who work at a unit."""
    if unit.kind in {UnitKind.COUNTY, UnitKind.ZONE}:
        home = units[f"{code}D01"]
        return [
            (f"{code}-officer", home, Role.COUNTY_OFFICER, unit, "干事"),
            (f"{code}-signer", home, Role.UNIT_SIGNER, unit, "部长"),
        ]
    if unit.kind == UnitKind.DEPARTMENT and unit.parent is not None and unit.parent.kind == UnitKind.CITY:
        officer = (f"{code.lower()}-officer", unit, Role.DEPARTMENT_OFFICER, unit, "联络员")
        return [officer, (f"{code.lower()}-signer", unit, Role.UNIT_SIGNER, unit, "负责人")]
    if unit.kind == UnitKind.SECTION:
        return [(f"{code.lower()}-officer", unit, Role.CITY_OFFICER, units["3415"], "科长")]
    if unit.kind in {UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT}:
        return [(f"{code}-officer", unit, Role.TOWNSHIP_OFFICER, unit, "组织委员")]
    return []


def _answers(unit: Unit | None) -> bool:
    """True for a department of a county that answers what others ask."""
    if unit is None or unit.parent is None or unit.parent.kind != UnitKind.COUNTY:
        return False
    return unit.kind == UnitKind.DEPARTMENT and unit.name.endswith(ANSWERING_DEPARTMENTS)


def _answering(units: dict[str, Unit], names: _Names) -> None:
    """Somebody who answers in each of these departments; in one of them a visitor can be that somebody."""
    cast = {member.place: member for member in CAST}
    homes = [unit for _, unit in sorted(units.items()) if _answers(unit)]
    for home, person in zip(homes, _people([(home, "联络员") for home in homes], names), strict=True):
        member = cast.get(home.code)
        username = member.username if member else f"{home.code.lower()}-officer"
        _account(username, person, home, Role.DEPARTMENT_OFFICER, home)


def _people(seats: Sequence[tuple[Unit, str]], names: _Names, *, sealed: bool = False) -> list[Person]:
    people = [
        Person(
            name=names.next(),
            unit=unit,
            sex=names.chance.choice("12"),
            birth_date=date(names.chance.randint(1964, 1998), names.chance.randint(1, 12), names.chance.randint(1, 28)),
        )
        for unit, _ in seats
    ]
    if sealed:
        _give_phones(people)
    writing.create_all(people, by=None)
    posts = [
        Post(person=person, unit=unit, title=title, start_date=date(names.chance.randint(2016, 2022), 9, 1))
        for person, (unit, title) in zip(people, seats, strict=True)
    ]
    writing.create_all(posts, by=None)
    return people


def _give_phones(people: Sequence[Person]) -> None:
    """Phones in a range that no operator has given out."""
    keys = DataKey.objects.bulk_create([prepared_key() for _ in people])
    matching = digest_key()
    for number, (person, key) in enumerate(zip(people, keys, strict=True)):
        phone = f"1990000{number:04d}"
        person.data_key = key
        person.sealed_phone = seal(key, phone, place="person.phone")
        person.phone_digest = digest(phone, key=matching)


def _secretaries(units: dict[str, Unit], names: _Names, villager: User) -> dict[int, Person]:
    """One Party secretary a village or community, by unit."""
    places = [unit for unit in units.values() if unit.kind in {UnitKind.VILLAGE, UnitKind.COMMUNITY}]
    others = [unit for unit in places if unit.pk != villager.unit_id]
    people = _people([(unit, "党组织书记") for unit in others], names)
    secretaries = {person.unit_id: person for person in people}
    if villager.unit_id is not None and villager.person is not None:
        secretaries[villager.unit_id] = villager.person
    return secretaries


def _party_bodies(units: dict[str, Unit], secretaries: dict[int, Person]) -> None:
    bodies: dict[int, PartyBody] = {}
    for kinds, rank, words in (
        ((UnitKind.CITY,), Rank.COMMITTEE, "委员会"),
        ((UnitKind.COUNTY,), Rank.COMMITTEE, "委员会"),
        ((UnitKind.ZONE,), Rank.WORKING_COMMITTEE, "工作委员会"),
        ((UnitKind.TOWNSHIP,), Rank.COMMITTEE, "委员会"),
        ((UnitKind.SUBDISTRICT,), Rank.WORKING_COMMITTEE, "工作委员会"),
        ((UnitKind.VILLAGE, UnitKind.COMMUNITY), Rank.GENERAL_BRANCH, "总支部委员会"),
    ):
        level = [
            PartyBody(
                name=f"中共{unit}{words}",
                rank=rank,
                unit=unit,
                parent=bodies.get(unit.parent_id or 0),
                secretary=secretaries.get(unit.pk),
                term_from=FOUNDED,
                term_to=FOUNDED.replace(year=FOUNDED.year + 5),
            )
            for unit in units.values()
            if unit.kind in kinds
        ]
        writing.create_all(level, by=None)
        bodies |= {body.unit_id: body for body in level}
    through = PartyBody.units.through
    through.objects.bulk_create([through(partybody=body, unit_id=pk) for pk, body in bodies.items()], batch_size=500)
    _joint_bodies(units, bodies)


def _joint_bodies(units: dict[str, Unit], bodies: dict[int, PartyBody]) -> None:
    """Bodies that cover more than one unit, or part of a purpose."""
    zone = units["341502400"]
    chain = [unit for code, unit in sorted(units.items()) if code.startswith("341502400") and unit.kind == "community"]
    for name, kind, covered in (
        ("中共六安经济开发区物流快递联合支部委员会", BodyKind.JOINT, chain[:3]),
        ("中共六安经济开发区商圈区域支部委员会", BodyKind.AREA, chain[3:6]),
        ("中共六安经济开发区外卖配送功能型支部委员会", BodyKind.FUNCTIONAL, chain[:2]),
    ):
        body = PartyBody(name=name, kind=kind, unit=zone, parent=bodies[zone.pk], start_date=date(2023, 4, 1))
        writing.save(body, by=None)
        body.units.set(covered)


def _taskforces(units: dict[str, Unit]) -> None:
    department = units["3415D01"]
    for name, purpose, codes in (
        (
            "党建引领小区治理工作专班",
            "推动住宅小区党组织应建尽建，健全小区治理机制",
            ("3415D03", "3415D14", "3415D01S06"),
        ),
        (
            "新就业群体党建工作专班",
            "摸清快递物流、外卖配送从业人员底数，扩大组织覆盖",
            ("3415D06", "3415D08", "3415D07"),
        ),
        ("党建引领信用村建设专班", "推进信用户、信用村评定和金融服务", ("3415D09", "3415D10", "3415D01S07")),
    ):
        force = Taskforce(name=name, unit=department, purpose=purpose, start_date=date(2023, 3, 1))
        writing.save(force, by=None)
        for place, code in enumerate(codes):
            person = Person.objects.filter(unit=units[code]).order_by("pk").first()
            part = TaskforceMember.Part.HEAD if place == 0 else TaskforceMember.Part.MEMBER
            if person is not None:
                writing.save(TaskforceMember(taskforce=force, person=person, part=part), by=None)
