"""How vetting stands in a unit: how many are under way, which answers are late, what share came in time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.access.unmasking import shown_name
from zugong.kernel.procedures.models import Duty, Reply
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.villages.actions.vetting import ENDED, VETTING
from zugong.modules.villages.models import JointReview, SecretaryFiling

State = JointReview.State
OPEN = tuple(state for state in State if state not in ENDED)
OWED, LATE = "owed", "late"


@dataclass(slots=True)
class Answers:
    """How departments answered: what was asked and is due, what came in time, what is overdue today."""

    due: int = 0
    in_time: int = 0
    overdue: int = 0

    @property
    def rate(self) -> float | None:
        """Per cent of what was due that came in time; None where nothing was due yet."""
        return self.in_time * 100 / self.due if self.due else None

    def take(self, state: str, due: date | None, replied: date | None, day: date) -> None:
        """Count one question."""
        if due is None or (state == Reply.State.ASKED and due >= day):
            return
        self.due += 1
        self.in_time += state == Reply.State.REPLIED and replied is not None and replied <= due
        self.overdue += state == Reply.State.ASKED


@dataclass(slots=True)
class Part:
    """One unit: its cases by state, and the answers to them."""

    unit: Any
    states: Counter[str] = field(default_factory=Counter)
    answers: Answers = field(default_factory=Answers)

    @property
    def open(self) -> int:
        """Cases under way."""
        return sum(self.states[state] for state in OPEN)


@dataclass(slots=True)
class Row:
    """One case in the list."""

    review: JointReview
    name: str
    due: date | None
    asked: int
    answered: int
    overdue: int

    @property
    def is_late(self) -> bool:
        """True once the step that is owed has passed its day."""
        return self.due is not None and self.due < calendar.today()


@dataclass(slots=True)
class Seen:
    """A unit's vetting as its page shows it."""

    whole: Part
    parts: Sequence[Part]
    departments: Sequence[Part]
    late: frozenset[int]
    """Cases with an answer that is overdue."""
    filings_owed: int = 0
    filings_overdue: int = 0

    @property
    def stages(self) -> list[tuple[str, Any, int]]:
        """Each state with how many stand in it."""
        return [(state.value, state.label, self.whole.states[state]) for state in State]


def vetting_seen(user: User, unit: Unit) -> Seen:
    """The vettings of a unit's villages that the user may see, in a fixed number of queries."""
    day = calendar.today()
    reviews = reviews_within(user, unit)
    below = {UnitKind.CITY: "county_id", UnitKind.COUNTY: "township_id", UnitKind.ZONE: "township_id"}.get(
        UnitKind(unit.kind), ""
    )
    whole, parts, late = Part(unit), dict[int, Part](), set[int]()
    place: dict[int, int] = {}
    for pk, state, part in reviews.values_list("pk", "state", below or "unit_id"):
        whole.states[state] += 1
        if below:
            place[pk] = part
            parts.setdefault(part, Part(part)).states[state] += 1
    for pk, state, due, replied in questions(reviews).values_list("record_id", "state", "due_on", "replied_on"):
        whole.answers.take(state, due, replied, day)
        if pk in place:
            parts[place[pk]].answers.take(state, due, replied, day)
        if state == Reply.State.ASKED and due is not None and due < day:
            late.add(pk)
    filings = SecretaryFiling.objects.visible_to(user).filter(
        unit__path__startswith=unit.path, state=SecretaryFiling.State.OWED
    )
    owed = list(filings.values_list("due_on", flat=True))
    return Seen(
        whole=whole,
        parts=_named(parts),
        departments=_departments(user, reviews, day),
        late=frozenset(late),
        filings_owed=len(owed),
        filings_overdue=sum(due is not None and due < day for due in owed),
    )


def reviews_within(user: User, unit: Unit) -> Any:
    """The cases of a unit's villages that the user may see."""
    return JointReview.objects.visible_to(user).filter(unit__path__startswith=unit.path)


def questions(reviews: Any) -> Any:
    """What departments were asked in these cases, in their latest turn or an earlier one."""
    about = ContentType.objects.get_for_model(JointReview)
    return Reply.objects.filter(
        procedure=VETTING, model=about, record_id__in=reviews.order_by().values("pk")
    ).order_by()


def _named(parts: dict[int, Part]) -> list[Part]:
    units = Unit.with_voided.filter(pk__in=parts).order_by("position", "code")
    found = []
    for unit in units:
        part = parts[unit.pk]
        part.unit = unit
        found.append(part)
    return found


def _departments(user: User, reviews: Any, day: date) -> list[Part]:
    """Which departments answer in time: for those alone who read the answers."""
    about = ContentType.objects.get_for_model(JointReview)
    asked = Reply.objects.visible_to(user).filter(
        procedure=VETTING, model=about, record_id__in=reviews.order_by().values("pk")
    )
    parts: dict[int, Part] = defaultdict(lambda: Part(None))
    for unit, state, due, replied in asked.order_by().values_list("unit_id", "state", "due_on", "replied_on"):
        parts[unit].states[state] += 1
        parts[unit].answers.take(state, due, replied, day)
    return sorted(_named(parts), key=lambda part: (-part.answers.overdue, part.unit.code))


def rows_of(user: User, reviews: Iterable[JointReview]) -> list[Row]:
    """The cases as lines: when the next step is due, and how many answers there are."""
    shown, day = list(reviews), calendar.today()
    about = ContentType.objects.get_for_model(JointReview)
    keys = [review.pk for review in shown]
    duties = Duty.objects.open().filter(model=about, record_id__in=keys)
    due = dict(duties.order_by("-due").values_list("record_id", "due"))
    asked: dict[int, list[Any]] = defaultdict(list)
    replies = Reply.objects.filter(procedure=VETTING, model=about, record_id__in=keys).order_by("pk")
    for reply in replies:
        asked[reply.record_id].append(reply)
    found = []
    for review in shown:
        turn = max((reply.turn for reply in asked[review.pk]), default=0)
        latest = [reply for reply in asked[review.pk] if reply.turn == turn]
        waiting = [reply for reply in latest if reply.state == Reply.State.ASKED]
        found.append(
            Row(
                review=review,
                name=shown_name(review.person, user),
                due=due.get(review.pk),
                asked=len(latest),
                answered=sum(reply.state == Reply.State.REPLIED for reply in latest),
                overdue=sum(reply.due_on is not None and reply.due_on < day for reply in waiting),
            )
        )
    return found
