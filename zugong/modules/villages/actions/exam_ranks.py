"""The ranking of a post as it stands, and whose turn it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zugong.modules.villages.models import Applicant, RecruitmentExam, RecruitmentPost
from zugong.modules.villages.models.recruiting import HUNDRED
from zugong.modules.villages.rules.exam_ranking import (
    Ranked,
    Result,
    next_in_rank,
    ranked,
    ranked_by_written,
    total_in_points,
)

State = Applicant.State
TAKING_A_PLACE = frozenset({State.VETTING, State.CLEARED, State.PUBLIC, State.PLACED})
"""Those in these states hold one of a post's places."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One applicant in a post's ranking; without a rank, no score counts yet. `total` is in ten-thousandths of a point."""

    applicant: Applicant
    rank: int | None
    total: int | None
    shared: bool = False

    @property
    def points(self) -> str:
        """The total in points, exact; "" where there is none."""
        return "" if self.total is None else total_in_points(self.total)


def result_of(applicant: Applicant) -> Result:
    """What the ranking asks of an applicant."""
    return Result(
        key=applicant.pk,
        written=None if applicant.written_absent else applicant.written_score,
        interview=None if applicant.interview_absent else applicant.interview_score,
        level=applicant.level or 0,
        born=applicant.birth_date.toordinal() if applicant.birth_date else 0,
    )


def by_total(applicants: Iterable[Applicant], exam: RecruitmentExam) -> list[Ranked]:
    """Those who passed the interview, by their weighted total."""
    mark = exam.interview_pass * HUNDRED
    passed = [one for one in map(result_of, applicants) if one.interview is not None and one.interview >= mark]
    return ranked(passed, weight=exam.written_weight, ties=exam.ties)


def standings(applicants: Sequence[Applicant], exam: RecruitmentExam) -> list[Standing]:
    """A post's applicants in the order of their rank: by total, or before the interviews by written score; the rest follow."""
    people = {one.pk: one for one in applicants}
    interviewed = any(one.interview_score is not None for one in applicants)
    ranking = by_total(applicants, exam) if interviewed else ranked_by_written(map(result_of, applicants))
    factor = 1 if interviewed else HUNDRED
    placed = [Standing(people[one.key], one.rank, one.total * factor, one.shared) for one in ranking]
    known = {one.key for one in ranking}
    rest = sorted(
        (one for one in applicants if one.pk not in known),
        key=lambda one: (one.written_score is None, -(one.written_score or 0), one.admission_number, one.pk),
    )
    return [*placed, *(Standing(one, None, None) for one in rest)]


def vacancies(post: RecruitmentPost, applicants: Iterable[Applicant]) -> int:
    """Places of a post that nobody holds."""
    return max(0, post.number - sum(one.state in TAKING_A_PLACE for one in applicants))


def whose_turn(post: RecruitmentPost, exam: RecruitmentExam, applicants: Sequence[Applicant]) -> list[int]:
    """Who steps up (递补) into a free place: the next in rank of those who wait, several where they share it."""
    if not vacancies(post, applicants):
        return []
    waiting = [one.pk for one in applicants if one.state in {State.STANDBY, State.INTERVIEW}]
    return next_in_rank(by_total(applicants, exam), waiting)


def next_for_interview(exam: RecruitmentExam, applicants: Sequence[Applicant]) -> list[int]:
    """Who fills a place in the interview that somebody gave up: the next by written score of those who wait."""
    waiting = [one.pk for one in applicants if one.state == State.STANDBY]
    return next_in_rank(ranked_by_written(map(result_of, applicants)), waiting)


def applicants_of(post: RecruitmentPost) -> list[Applicant]:
    """Everybody who applied for a post."""
    return list(Applicant.objects.filter(post=post).select_related("post", "exam").order_by("pk"))
