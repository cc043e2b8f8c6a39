"""A small city and the people in it, for every test: one of each role, and siblings who must not see each other's rows."""

from dataclasses import dataclass, field

from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.registry.actions import add_unit
from zugong.kernel.registry.models import Person, Unit, UnitKind

K = UnitKind
UNITS: list[tuple[str, str, str, str, str | None]] = [
    ("city", "3415", "六安市", K.CITY, None),
    ("jinan", "341502", "金安区", K.COUNTY, "city"),
    ("shucheng", "341523", "舒城县", K.COUNTY, "city"),
    ("zone", "341502400", "六安经济开发区", K.ZONE, "city"),
    ("muchang", "341502100", "木厂镇", K.TOWNSHIP, "jinan"),
    ("matou", "341502101", "马头镇", K.TOWNSHIP, "jinan"),
    ("chengguan", "341523100", "城关镇", K.TOWNSHIP, "shucheng"),
    ("village", "341502100201", "甲河村村委会", K.VILLAGE, "muchang"),
    ("other_village", "341502100202", "乙岗村村委会", K.VILLAGE, "muchang"),
    ("far_village", "341523100201", "丙畈村村委会", K.VILLAGE, "chengguan"),
    ("zone_community", "341502400001", "丁桥社区", K.COMMUNITY, "zone"),
    ("department", "3415D01", "市委组织部", K.DEPARTMENT, "city"),
    ("section", "3415D01S01", "组织一科", K.SECTION, "department"),
    ("other_section", "3415D01S02", "组织二科", K.SECTION, "department"),
    ("labour", "3415D02", "市人力资源和社会保障局", K.DEPARTMENT, "city"),
    ("jinan_department", "341502D01", "金安区委组织部", K.DEPARTMENT, "jinan"),
    ("shucheng_department", "341523D01", "舒城县委组织部", K.DEPARTMENT, "shucheng"),
    ("zone_department", "341502400D01", "开发区党群工作部", K.DEPARTMENT, "zone"),
]
USERS: list[tuple[str, str, str, str, str]] = [
    ("officer", "section", Role.CITY_OFFICER, "city", "subtree"),
    ("other_officer", "other_section", Role.CITY_OFFICER, "city", "subtree"),
    ("leader", "department", Role.LEADER, "city", "subtree"),
    ("supervisor", "department", Role.SUPERVISOR, "city", "subtree"),
    ("labour_officer", "labour", Role.DEPARTMENT_OFFICER, "labour", "subtree"),
    ("jinan_officer", "jinan_department", Role.COUNTY_OFFICER, "jinan", "subtree"),
    ("jinan_signer", "jinan_department", Role.UNIT_SIGNER, "jinan", "subtree"),
    ("shucheng_officer", "shucheng_department", Role.COUNTY_OFFICER, "shucheng", "subtree"),
    ("shucheng_signer", "shucheng_department", Role.UNIT_SIGNER, "shucheng", "subtree"),
    ("zone_officer", "zone_department", Role.COUNTY_OFFICER, "zone", "subtree"),
    ("zone_signer", "zone_department", Role.UNIT_SIGNER, "zone", "subtree"),
    ("township_officer", "muchang", Role.TOWNSHIP_OFFICER, "muchang", "subtree"),
    ("other_township_officer", "matou", Role.TOWNSHIP_OFFICER, "matou", "subtree"),
    ("villager", "village", Role.VILLAGE_WORKER, "village", "subtree"),
    ("other_villager", "other_village", Role.VILLAGE_WORKER, "other_village", "subtree"),
    ("cadre", "labour", Role.CADRE, "labour", "own"),
    ("enterprise", "zone", Role.ENTERPRISE, "zone", "own"),
    ("resident", "village", Role.RESIDENT, "village", "own"),
    ("auditor", "department", Role.AUDITOR, "city", "subtree"),
    ("system_admin", "department", Role.SYSTEM_ADMIN, "city", "subtree"),
    ("security_admin", "department", Role.SECURITY_ADMIN, "city", "subtree"),
    ("audit_admin", "department", Role.AUDIT_ADMIN, "city", "subtree"),
]


@dataclass(slots=True)
class SmallCity:
    """The units and users by the short names above: `city.units["jinan"]`, `city.users["officer"]`, or as attributes."""

    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Unit | User:
        found = self.units.get(name) or self.users.get(name)
        if found is None:
            raise AttributeError(name)
        return found

    def unit(self, name: str) -> Unit:
        """A unit by its short name."""
        return self.units[name]

    def user(self, name: str) -> User:
        """A user by its short name, freshly read, so that grants given since are seen."""
        return User.objects.get(pk=self.users[name].pk)


def small_city() -> SmallCity:
    """Build the city in the database. Passwords are unusable: tests sign in with `client.force_login`."""
    city = SmallCity()
    for name, code, title, kind, parent in UNITS:
        above = city.units[parent] if parent else None
        city.units[name] = add_unit(code=code, name=title, kind=kind, parent=above, by=None)
    city.units["zone"].official_parent = city.units["jinan"]
    city.units["zone"].save(update_fields=["official_parent"])
    for number, (name, home, role, place, reach) in enumerate(USERS, start=1):
        person = Person.objects.create(name=f"测{chr(0x4E00 + number)}", unit=city.units[home])
        user = User.objects.create_user(name, person=person, unit=city.units[home])
        Grant.objects.create(user=user, role=role, unit=city.units[place], reach=reach)
        city.users[name] = user
    return city
