"""What the front page of the clean-up drive shows: the reader's clues by routine, overdue first, and leads for the county."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import acts_for
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.access.unmasking import shown_name
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.models import Duty
from zugong.kernel.registry.models import Person, Unit, UnitKind
from zugong.modules.villages.models import Clue
from zugong.modules.villages.rules.conduct import ENDS, Step, months_later

ROUTINES: Sequence[tuple[Any, Any, tuple[Step, ...]]] = (
    (_("常态发现问题"), _("受理后交办"), (Step.FOUND,)),
    (_("常态查核办理"), _("两人查核、两人签字"), (Step.CHECKING, Step.CHECKED)),
    (_("常态处理问责"), _("作出处理、告知本人"), (Step.CONCLUDED, Step.HANDLED, Step.HANDED_OVER)),
    (_("常态巩固提升"), _("整改、回访、建章立制"), (Step.RECTIFYING, Step.RECHECKING)),
)
MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Owed:
    """A clue on its way and the next day that something is due, None where nothing is."""

    clue: Clue
    due: date | None
    is_late: bool


@dataclass(slots=True)
class Routine:
    """One of the four routines with the reader's clues in it."""

    label: Any
    note: Any
    states: tuple[Step, ...]
    clues: list[Owed] = field(default_factory=list)

    @property
    def late(self) -> int:
        """How many are overdue."""
        return sum(one.is_late for one in self.clues)

    @property
    def shown(self) -> list[Owed]:
        """The first ones: overdue before the rest, then by due date."""
        return self.clues[:MOST_SHOWN]

    @property
    def query(self) -> str:
        """The states as the list's filter takes them."""
        return ",".join(self.states)


@dataclass(frozen=True, slots=True)
class Lead:
    """A village or a person that comes up again; a number and nothing of what it is about."""

    village: Unit
    name: str
    count: int


@dataclass(slots=True)
class Drive:
    """The clean-up drive as one reader sees it in one unit."""

    routines: list[Routine]
    closed: int
    settled: int
    problems: int
    persons: list[Lead]
    villages: list[Lead]
    is_handler: bool
    leads_seen: bool

    @property
    def open(self) -> int:
        """Clues on their way."""
        return sum(len(routine.clues) for routine in self.routines)

    @property
    def late(self) -> int:
        """Clues of which something is overdue."""
        return sum(routine.late for routine in self.routines)


def drive_seen(user: User, unit: Unit) -> Drive:
    """The reader's clues in a unit by routine; the number of queries does not grow with them."""
    seen = Clue.objects.visible_to(user).filter(village__path__startswith=unit.path)
    routines = [Routine(label, note, states) for label, note, states in ROUTINES]
    by_state = {state: routine for routine in routines for state in routine.states}
    open_clues = list(seen.open().select_related("village__parent", "unit", "handler", "person"))
    dues = _dues(open_clues)
    today = calendar.today()
    for clue in open_clues:
        due = dues.get(clue.pk)
        by_state[Step(clue.state)].clues.append(Owed(clue, due, is_late=due is not None and due < today))
    for routine in routines:
        routine.clues.sort(key=lambda one: (one.due is None, one.due or today, one.clue.pk))
    done = dict(seen.order_by().filter(state__in=ENDS).values_list("state").annotate(count=Count("pk")))
    found = dict(seen.order_by().exclude(settled_on=None).values_list("finding").annotate(count=Count("pk")))
    leads = leads_seen(user, unit)
    return Drive(
        routines=routines,
        closed=sum(done.values()),
        settled=sum(found.values()),
        problems=found.get("substantiated", 0) + found.get("partly", 0),
        persons=_persons(user, unit) if leads else [],
        villages=_villages(unit) if leads else [],
        is_handler=bool(user.units_acted_for(Verb.CONFIRM)),
        leads_seen=leads,
    )


def _dues(clues: Sequence[Clue]) -> dict[int, date]:
    """The earliest open due date of each clue."""
    model = ContentType.objects.get_for_model(Clue)
    owed = Duty.objects.open().filter(model=model, record_id__in=[clue.pk for clue in clues], due__isnull=False)
    found: dict[int, date] = {}
    for record, due in owed.values_list("record_id", "due"):
        if record is not None and due is not None:
            found[record] = min(due, found.get(record, due))
    return found


def leads_seen(user: User, unit: Unit) -> bool:
    """True for those who handle matters for the county that they look at: they are told who and where comes up again, not of what."""
    return unit.kind in {UnitKind.COUNTY, UnitKind.ZONE} and acts_for(user, Verb.CONFIRM, unit)


def _again(unit: Unit) -> tuple[Any, int]:
    """The clues of the last months in a county that were not cleared, and from how many on they are a lead."""
    months = int(value_of("villages.conduct.repeat_months", at=unit))
    least = int(value_of("villages.conduct.repeat_clues", at=unit))
    since = months_later(calendar.today(), -months)
    counted = Clue.objects.filter(village__path__startswith=unit.path or "-", received__gt=since).exclude(
        state=Step.CLEARED
    )
    return counted.order_by(), least


def _villages(unit: Unit) -> list[Lead]:
    counted, least = _again(unit)
    rows = dict(counted.values_list("village").annotate(count=Count("pk")).filter(count__gte=least))
    villages = Unit.objects.select_related("parent").in_bulk(rows)
    return _sorted(Lead(village, str(village), rows[pk]) for pk, village in villages.items())


def _persons(user: User, unit: Unit) -> list[Lead]:
    counted, least = _again(unit)
    named = counted.filter(person__isnull=False).exclude(person=user.person_id)
    rows = dict(named.values_list("person").annotate(count=Count("pk")).filter(count__gte=least))
    places = dict(named.filter(person__in=rows).values_list("person", "village"))
    people = Person.objects.in_bulk(rows)
    villages = Unit.objects.select_related("parent").in_bulk(set(places.values()))
    return _sorted(Lead(villages[places[pk]], shown_name(person, user), rows[pk]) for pk, person in people.items())


def _sorted(leads: Any) -> list[Lead]:
    return sorted(leads, key=lambda lead: (-lead.count, lead.village.path or "", lead.name))
