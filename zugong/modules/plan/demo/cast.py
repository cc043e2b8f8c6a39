"""Who does what in the demonstration: the accounts of a role at a unit, made up where the city has none yet."""

from dataclasses import dataclass, field

from zugong.kernel.access.accounts import make_account
from zugong.kernel.access.granting import grant
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.kernel.registry.people import add_person

MADE_UP = [
    "许青川",
    "沈若谷",
    "陆云舟",
    "顾长河",
    "江望山",
    "宋知远",
    "程雨田",
    "范松涛",
    "叶见微",
    "钟晓岚",
    "白一帆",
    "石开泰",
]


@dataclass(slots=True)
class Cast:
    """The units of a city that the plan concerns, and the people in them."""

    city: Unit
    counties: list[Unit]
    zones: list[Unit]
    _users: dict[tuple[str, int, int | None], User] = field(default_factory=dict)
    _made: int = 0

    @classmethod
    def found(cls) -> "Cast":
        """The cast of the one city in the database."""
        city = Unit.objects.get(kind=UnitKind.CITY)
        below = Unit.objects.filter(parent=city).order_by("code")
        return cls(
            city=city,
            counties=list(below.filter(kind=UnitKind.COUNTY)),
            zones=list(below.filter(kind=UnitKind.ZONE, official_parent__name__endswith="区")),
        )

    @property
    def places(self) -> list[Unit]:
        """The counties, and the zones that deal with the city as a county does."""
        return [*self.counties, *self.zones]

    @property
    def officer(self) -> User:
        """Who runs the plan in the city's department."""
        return self.user(Role.CITY_OFFICER, self.city)

    @property
    def leader(self) -> User:
        """Who signs for the city's department."""
        return self.user(Role.LEADER, self.city)

    @property
    def supervisor(self) -> User:
        """Who closes slips."""
        return self.user(Role.SUPERVISOR, self.city)

    def section(self, name: str) -> Unit:
        """A section of the city's department by name; where it is missing, the officer's own."""
        named = Unit.objects.filter(kind=UnitKind.SECTION, name=name).first()
        return named or self.officer.unit or self.city

    def officer_of(self, section: Unit) -> User:
        """Who reports and confirms for a section of the city's department."""
        return self.user(Role.CITY_OFFICER, self.city, home=section)

    def clerk(self, unit: Unit) -> User:
        """Who reports for a unit."""
        if unit.kind in {UnitKind.COUNTY, UnitKind.ZONE}:
            return self.user(Role.COUNTY_OFFICER, unit)
        if unit.kind in {UnitKind.VILLAGE, UnitKind.COMMUNITY}:
            return self.user(Role.VILLAGE_WORKER, unit)
        return self.user(Role.DEPARTMENT_OFFICER, unit)

    def signer(self, unit: Unit) -> User:
        """Who signs for a unit."""
        return self.user(Role.UNIT_SIGNER, unit)

    def user(self, role: str, unit: Unit, home: Unit | None = None) -> User:
        """The account of a role at a unit, those of the demonstration's own cast first; one is made where there is none."""
        key = (role, unit.pk, home.pk if home else None)
        if key not in self._users:
            self._users[key] = self._found(role, unit, home) or self._new(role, unit, home)
        return self._users[key]

    def _found(self, role: str, unit: Unit, home: Unit | None) -> User | None:
        grants = Grant.objects.filter(role=role, unit=unit).select_related("user__person", "user__unit")
        if home is not None:
            grants = grants.filter(user__unit=home)
        users = [one.user for one in grants]
        return min(users, key=lambda user: (not user.username.startswith("demo-"), user.pk), default=None)

    def _new(self, role: str, unit: Unit, home: Unit | None) -> User:
        where = home or unit
        name = MADE_UP[self._made % len(MADE_UP)]
        self._made += 1
        person = add_person(name=name, unit=where, by=None)
        user = make_account(
            username=f"{where.code}-{role}".lower().replace("_", "-"), unit=where, by=None, person=person
        )
        grant(user=user, role=role, unit=unit, by=None)
        return user
