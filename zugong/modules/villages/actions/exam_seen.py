"""What the pages of the unified examination show: the answer, the funnel, counties, posts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.procedures.clocks import due_of
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.stages import running_clock
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.exam_posts import EXAM
from zugong.modules.villages.models import Applicant, RecruitmentExam, RecruitmentPost, RecruitmentQuota, ServedGap

State, ExamState = Applicant.State, RecruitmentExam.State
UNADMITTED = frozenset({State.APPLIED, State.UNQUALIFIED, State.CHALLENGED, State.DROPPED})
INVITED: frozenset[str] = frozenset({"invited"})
"""Stands for a mark of its own: whoever was invited may have gone on to any state."""
FUNNEL: list[tuple[Any, frozenset[str]]] = [
    (_("报名"), frozenset(State)),
    (_("审查合格"), frozenset(State) - UNADMITTED),
    (_("进入面试"), INVITED),
    (_("进入考察"), frozenset({State.VETTING, State.CLEARED, State.REJECTED, State.PUBLIC, State.PLACED})),
    (_("拟录用"), frozenset({State.PUBLIC, State.PLACED})),
    (_("到岗"), frozenset({State.PLACED})),
]
WIDEST = 100


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the funnel: how many got that far, the share of those who applied, and the rows."""

    label: Any
    number: int
    width: int
    href: str


@dataclass(slots=True)
class Tally:
    """A county's or a township's part of an examination."""

    unit: Unit
    quota: RecruitmentQuota | None = None
    posts: int = 0
    places: int = 0
    states: Counter[str] = field(default_factory=Counter)
    invited: int = 0

    def got_to(self, states: Iterable[str]) -> int:
        """How many are in one of these states."""
        return self.invited if states == INVITED else sum(self.states[state] for state in states)

    @property
    def applied(self) -> int:
        """Everybody who applied."""
        return sum(self.states.values())

    @property
    def qualified(self) -> int:
        """Those who were admitted, or will be."""
        return self.got_to(FUNNEL[1][1])

    @property
    def chosen(self) -> int:
        """Those in public and those who have come."""
        return self.got_to(FUNNEL[4][1])

    @property
    def placed(self) -> int:
        """Those who have come."""
        return self.states[State.PLACED]

    @property
    def per_place(self) -> float | None:
        """Applicants to a place."""
        return self.applied / self.places if self.places else None

    @property
    def filled_share(self) -> float | None:
        """Per cent of the places that are taken up."""
        return self.placed / self.places * 100 if self.places else None

    def rows(self, exam: RecruitmentExam, states: Iterable[str] = ()) -> str:
        """The address of the applicants, or of those in one of these states."""
        return applicant_rows(exam, self.unit, states)


def applicant_rows(exam: RecruitmentExam, unit: Unit, states: Iterable[str] = ()) -> str:
    """The address of exactly these applicants in the ledger."""
    chosen = ",".join(sorted(states))
    told = {"invited": "true"} if states == INVITED else {"state__in": chosen} if chosen else {}
    asked = {"exam": exam.pk, "post__unit__within": unit.pk, **told}
    return f"{reverse('ledger:list', args=['recruitment-applicants'])}?{urlencode(asked)}"


@dataclass(slots=True)
class ExamSeen:
    """An examination as somebody sees it from a unit: the whole, its parts, the funnel."""

    exam: RecruitmentExam
    whole: Tally
    parts: list[Tally]
    due: date | None

    @property
    def funnel(self) -> list[Stage]:
        """How many got how far; a stage that nobody can have reached yet is left out."""
        everybody = self.whole.applied
        found: list[Stage] = []
        for label, states in FUNNEL:
            number = self.whole.got_to(states)
            if number or not found:
                rows = self.whole.rows(self.exam, () if states == FUNNEL[0][1] else states)
                found.append(Stage(label, number, number * WIDEST // everybody if everybody else 0, rows))
        return found

    @property
    def questions(self) -> int:
        """Applications that wait for a decision."""
        return self.whole.states[State.APPLIED] + self.whole.states[State.CHALLENGED]


def exams_seen(user: User, unit: Unit) -> list[RecruitmentExam]:
    """The examinations that concern a unit, the latest first; one that was called off last."""
    line = [*unit.ancestor_ids, unit.pk]
    return list(RecruitmentExam.objects.visible_to(user).filter(unit__in=line).select_related("unit"))


def exam_seen(user: User, exam: RecruitmentExam, unit: Unit) -> ExamSeen:
    """An examination at and below a unit, as far as the user may see, with the parts directly below; the query count is constant."""
    whole = Tally(unit)
    below = Unit.objects.visible_to(user).filter(parent=unit).order_by("position", "code")
    parts = {one.pk: Tally(one) for one in below}
    depth = (unit.path or "").count("/") - 1

    def concerned(path: str) -> list[Tally]:
        steps = path.strip("/").split("/")
        part = parts.get(int(steps[depth])) if len(steps) > depth else None
        return [whole] if part is None else [whole, part]

    posts = RecruitmentPost.objects.visible_to(user).filter(
        quota__exam=exam,
        state=RecruitmentPost.State.OPEN,
        unit__path__startswith=unit.path,
        quota__voided_at__isnull=True,
    )
    for path, number, places in posts.values_list("unit__path").annotate(Count("pk"), Sum("number")).order_by():
        for one in concerned(path):
            one.posts += number
            one.places += places
    people = Applicant.objects.visible_to(user).filter(exam=exam, post__unit__path__startswith=unit.path)
    invited = Count("pk", filter=Q(invited=True))
    counted = people.values_list("post__unit__path", "state").annotate(Count("pk"), asked=invited)
    for path, state, number, asked in counted.order_by():
        for one in concerned(path):
            one.states[state] += number
            one.invited += asked
    for quota in (
        RecruitmentQuota.objects.visible_to(user)
        .filter(exam=exam, unit__path__startswith=unit.path)
        .select_related("unit", "exam")
    ):
        for one in concerned(quota.unit.path or ""):
            one.quota = quota if one.unit.pk == quota.unit_id else one.quota
    clock = running_clock(procedure_named(EXAM), exam)
    shown = [one for one in parts.values() if one.places or one.quota or one.applied]
    return ExamSeen(exam, whole, shown, due_of(clock) if clock else None)


@dataclass(slots=True)
class PostRow:
    """A post as lists show it."""

    post: RecruitmentPost
    states: Counter[str]
    gaps: list[tuple[Unit, list[str]]]
    short: bool

    @property
    def applied(self) -> int:
        """Everybody who applied."""
        return sum(self.states.values())

    @property
    def qualified(self) -> int:
        """Those who were admitted, or will be."""
        return sum(self.states[state] for state in FUNNEL[1][1])

    @property
    def chosen(self) -> int:
        """Those in public and those who have come."""
        return sum(self.states[state] for state in FUNNEL[4][1])


def posts_seen(user: User, exam: RecruitmentExam, unit: Unit | None = None) -> list[PostRow]:
    """The posts of an examination that the user may see, in the order of their codes, with applicants and gaps; four queries."""
    posts = (
        RecruitmentPost.objects.visible_to(user).filter(quota__exam=exam).select_related("unit__parent", "quota__unit")
    )
    if unit is not None:
        posts = posts.filter(unit__path__startswith=unit.path)
    rows = list(posts.order_by("code"))
    states: dict[int, Counter[str]] = defaultdict(Counter)
    counted = Applicant.objects.filter(post__in=rows).values_list("post_id", "state").annotate(Count("pk")).order_by()
    for key, state, number in counted:
        states[key][state] += number
    gaps: dict[int, list[tuple[Unit, list[str]]]] = defaultdict(list)
    for gap in ServedGap.objects.filter(post__in=rows).select_related("village").order_by("village__code"):
        gaps[gap.post_id].append((gap.village, gap.missing))
    deciding = exam.state in {ExamState.APPLYING, ExamState.CHECKING}
    found = [PostRow(post, states[post.pk], gaps[post.pk], short=False) for post in rows]
    for row in found:
        least = row.post.number * (row.post.opening_ratio or exam.opening_ratio)
        counts = row.qualified if exam.state == ExamState.CHECKING else row.applied
        row.short = deciding and row.post.state == RecruitmentPost.State.OPEN and counts < least
    return found
