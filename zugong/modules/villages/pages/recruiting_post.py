"""A post's page: who ranks where, who stands behind them, whose turn it is."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from zugong.kernel.access.models import User
from zugong.kernel.ledger.columns import column
from zugong.kernel.ledger.seeing import named, shown
from zugong.modules.villages.actions.exam_papers import missing_words
from zugong.modules.villages.actions.exam_posts import POST
from zugong.modules.villages.actions.exam_ranks import Standing, applicants_of, standings, vacancies, whose_turn
from zugong.modules.villages.models import Applicant, RecruitmentExam, RecruitmentPost
from zugong.modules.villages.pages.recruiting_exam import case_of

WRITTEN, INTERVIEW = column(Applicant, "written"), column(Applicant, "interview")


@dataclass(frozen=True, slots=True)
class Line:
    """One applicant as the ranking shows them to a reader."""

    standing: Standing
    name: str
    written: str
    interview: str
    total: str
    turn: bool

    @property
    def applicant(self) -> Applicant:
        """Who it is."""
        return self.standing.applicant


def _line(standing: Standing, user: User, turn: list[int]) -> Line:
    one = standing.applicant
    written = shown(WRITTEN, one, user)
    return Line(
        standing=standing,
        name=named(one, user),
        written=written,
        interview=shown(INTERVIEW, one, user),
        total=standing.points if one.interview_score is not None and written == one.written else "",
        turn=one.pk in turn,
    )


@require_safe
def of_post(request: HttpRequest, number: int) -> HttpResponse:
    """The ranking of a post, with the villages that it serves."""
    user: Any = request.user
    posts = RecruitmentPost.objects.visible_to(user).select_related("quota__exam__unit", "quota__unit", "unit")
    post = get_object_or_404(posts, pk=number)
    exam = post.quota.exam
    people = applicants_of(post)
    for one in people:
        one.post = post
    vetting = exam.state == RecruitmentExam.State.VETTING
    turn = whose_turn(post, exam, people) if vetting else []
    names = case_of(POST, post, user, back=request.path) | {
        "post": post,
        "exam": exam,
        "lines": [_line(standing, user, turn) for standing in standings(people, exam)],
        "gaps": [
            (gap.village, missing_words(gap.missing))
            for gap in post.gaps.filter(voided_at__isnull=True).select_related("village")
        ],
        "vacant": vacancies(post, people) if vetting else 0,
        "turn": turn,
    }
    return render(request, "villages/recruiting_post.html", names)
