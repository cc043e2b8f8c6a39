"""Applicants: what the rules say of their qualification, and what people decide about it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.declaring import WHY
from zugong.kernel.procedures.moving import CannotMove, SomethingMissing, take
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.exam_posts import APPLICANT, PREFIX
from zugong.modules.villages.models import Applicant, Clause, RecruitmentExam, RecruitmentPost, VillageCadre
from zugong.modules.villages.rules.recruiting import Answer, Candidate, Conditions, Verdict, judged, verdict_of

State = Applicant.State
UNDER_CHECK = frozenset({State.APPLIED, State.UNQUALIFIED, State.CHALLENGED})
CHECKED = frozenset({RecruitmentExam.State.APPLYING, RecruitmentExam.State.CHECKING})
BATCH = 500
Changes = Mapping[str, Any]


def conditions_of(post: RecruitmentPost, exam: RecruitmentExam) -> Conditions:
    """The terms of a post."""
    return Conditions(
        most_age=post.most_age,
        least_age=exam.least_age,
        least_level=post.least_level,
        full_time=post.full_time,
        women_only=post.women_only,
        demand=post.demand,
    )


def candidate_of(applicant: Applicant, *, serves: bool = False) -> Candidate:
    """What an applicant has said."""
    return Candidate(
        birth_date=applicant.birth_date,
        sex=applicant.sex,
        level=applicant.level,
        full_time=applicant.full_time,
        kin=applicant.kin,
        serves=serves,
    )


def closing_day(exam: RecruitmentExam) -> date:
    """The day of which every question of age is asked: the last day of application."""
    return exam.apply_to or calendar.today()


def keep_verdicts(applicants: Sequence[Applicant]) -> None:
    """Say anew what the rules come to for those whose qualification is not decided yet, or was refused."""
    rows = Applicant.objects.filter(pk__in=[one.pk for one in applicants], state__in=UNDER_CHECK)
    _keep(list(rows.select_related("post", "exam")))


def keep_verdicts_of_posts(posts: Iterable[RecruitmentPost]) -> None:
    """The same for all who applied for these posts, after their terms were changed."""
    rows = Applicant.objects.filter(post__in=[post.pk for post in posts], state__in=UNDER_CHECK)
    _keep(list(rows.select_related("post", "exam")))


def _keep(applicants: list[Applicant]) -> None:
    serving = serving_among(applicants)
    stale = [one for one in applicants if say(one, serves=one.identity_digest in serving)]
    Applicant.objects.bulk_update(stale, ("verdict", "answers"), batch_size=BATCH)


def serving_among(applicants: Iterable[Applicant]) -> set[str]:
    """The digests of those who are in office in some village already."""
    digests = {one.identity_digest for one in applicants} - {""}
    rows = VillageCadre.objects.filter(in_office=True, person__identity_digest__in=digests)
    return set(rows.values_list("person__identity_digest", flat=True))


def say(applicant: Applicant, *, serves: bool) -> bool:
    """Write onto an applicant what the rules come to; True if that changes anything."""
    terms = conditions_of(applicant.post, applicant.exam)
    answers = judged(candidate_of(applicant, serves=serves), terms, closing=closing_day(applicant.exam))
    before = (applicant.verdict, applicant.answers)
    applicant.verdict = verdict_of(answers).value
    applicant.answers = [_stored(answer) for answer in answers]
    return before != (applicant.verdict, applicant.answers)


def _stored(answer: Answer) -> dict[str, Any]:
    return {"clause": answer.clause.value, "verdict": answer.verdict.value, "values": dict(answer.values)}


def open_questions(applicant: Applicant) -> list[str]:
    """The clauses that are not simply met, as people call them."""
    found = [one["clause"] for one in applicant.answers if one["verdict"] != Verdict.MET]
    return [str(Clause(clause).label) for clause in found]


def check_qualifying(applicant: Applicant, *, by: Any, changes: Changes) -> None:
    """Whatever is not simply met is settled in words. Raises CannotMove outside the check, SomethingMissing without the words."""
    _in_check(applicant)
    questions = open_questions(applicant)
    if questions and not changes[WHY].strip():
        words = _("%(clauses)s需要核实，请说明核实情况和依据")
        raise SomethingMissing(words % {"clauses": "、".join(questions)}, (WHY,))


def check_refusing(applicant: Applicant, *, by: Any, changes: Changes) -> None:
    """A refusal is told with its clause, and its day begins the term of challenge."""
    _in_check(applicant)
    applicant.refused_on = calendar.today()


def check_challenging(applicant: Applicant, *, by: Any, changes: Changes) -> None:
    """Only within the term. Raises CannotMove."""
    last = last_day_of_challenge(applicant)
    if last is not None and calendar.today() > last:
        raise CannotMove(_("申诉时限到 %(day)s 止，已经超过") % {"day": last})


def last_day_of_challenge(applicant: Applicant) -> date | None:
    """The last day on which a refusal can be challenged; None where nobody was refused."""
    if applicant.refused_on is None:
        return None
    days = int(value_of(PREFIX + "challenge_days", at=applicant.post.unit))
    return calendar.add_working_days(applicant.refused_on, days)


def _in_check(applicant: Applicant) -> None:
    if applicant.exam.state not in CHECKED:
        raise CannotMove(_("现在是“%(state)s”，不办理资格审查") % {"state": applicant.exam.get_state_display()})


@transaction.atomic
def confirm_clear(*, exam: RecruitmentExam, unit: Unit, by: User) -> int:
    """Confirm in one go all at and below a unit who meet every clause; how many. Questions stay for people. Raises CannotMove."""
    rows = Applicant.objects.visible_to(by).filter(
        exam=exam, state=State.APPLIED, verdict=Verdict.MET.value, post__unit__path__startswith=unit.path
    )
    clear = list(rows.select_related("post__quota__unit", "exam"))
    for applicant in clear:
        take(APPLICANT, "qualify", applicant, by=by)
    return len(clear)
