"""What each step of an examination, of a county's posts and of a single post needs, and what it brings about for the applicants."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.procedures.clocks import due_of
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.procedures.moving import CannotMove, begin, take
from zugong.kernel.procedures.stages import publicity_of
from zugong.modules.villages.actions.exam_applicants import last_day_of_challenge
from zugong.modules.villages.actions.exam_posts import APPLICANT, EXAM, QUOTA, handed_in
from zugong.modules.villages.actions.exam_ranks import by_total, result_of
from zugong.modules.villages.models import Applicant, RecruitmentExam, RecruitmentPost, RecruitmentQuota
from zugong.modules.villages.models.recruiting import HUNDRED
from zugong.modules.villages.rules.exam_ranking import finalists, shortlist
from zugong.modules.villages.rules.recruiting import admission_numbers, too_few

State = Applicant.State
Changes = Mapping[str, Any]
NOT_QUALIFIED = (State.APPLIED, State.UNQUALIFIED, State.CHALLENGED, State.DROPPED, State.WITHDREW)
SHOWN = 5
"""So many are named where something is missing."""


def check_calling(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """The counties' numbers add up to the plan's. Raises CannotMove."""
    whole = sum(exam.quotas.filter(voided_at__isnull=True).values_list("number", flat=True))
    if not exam.quota or whole != exam.quota:
        raise CannotMove(
            _("各县区指标合计 %(whole)d 人，与计划招录 %(quota)d 人不一致") % {"whole": whole, "quota": exam.quota}
        )


def after_calling(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """Every county owes its posts from now on."""
    for quota in exam.quotas.filter(voided_at__isnull=True, number__gt=0):
        begin(QUOTA, quota, by=by)


def check_collected(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """Every county's posts have been looked at. Raises CannotMove, naming those that have not."""
    open_ones = exam.quotas.filter(voided_at__isnull=True, number__gt=0).exclude(state=RecruitmentQuota.State.APPROVED)
    late = [str(quota.unit) for quota in open_ones.select_related("unit")]
    if late:
        raise CannotMove(_("%(units)s的岗位还没有核定") % {"units": "、".join(late)})


def check_quota(quota: RecruitmentQuota, *, by: Any, changes: Changes) -> None:
    """The posts do not ask for more than the quota, nor for nobody. Raises CannotMove."""
    if quota.exam.state != RecruitmentExam.State.POSTS:
        raise CannotMove(_("现在不是申报岗位阶段"))
    whole = handed_in(quota)
    if not whole or whole > quota.number:
        words = _("岗位合计招录 %(whole)d 人，指标 %(quota)d 人；须大于零且不超过指标")
        raise CannotMove(words % {"whole": whole, "quota": quota.number})


def check_reopening(quota: RecruitmentQuota, *, by: Any, changes: Changes) -> None:
    """Posts go back to a county only while posts are being drawn up. Raises CannotMove."""
    if quota.exam.state != RecruitmentExam.State.POSTS:
        raise CannotMove(_("现在不是申报岗位阶段"))


def check_notice(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """A notice has posts and days that follow each other. Raises CannotMove."""
    days = (exam.apply_from, exam.apply_to, exam.written_on)
    if any(day is None for day in days) or list(days) != sorted(day for day in days if day):
        raise CannotMove(_("报名开始、报名截止和笔试日期须依次排列"))
    if not posts_of(exam).exists():
        raise CannotMove(_("没有招录岗位，不能发布公告"))


def posts_of(exam: RecruitmentExam) -> Any:
    """The posts of an examination that stand."""
    return RecruitmentPost.objects.filter(quota__exam=exam, state=RecruitmentPost.State.OPEN)


def check_applications_closed(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """The last day of application has passed. Raises CannotMove."""
    if exam.apply_to is None or calendar.today() <= exam.apply_to:
        raise CannotMove(_("报名到 %(day)s 截止，还没有结束") % {"day": exam.apply_to or _("（未定）")})


def check_checked(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """Everybody is decided on, no challenge can come any more, and no post stands with too few applicants. Raises CannotMove."""
    rows = Applicant.objects.filter(exam=exam)
    waiting = rows.filter(state__in=(State.APPLIED, State.CHALLENGED)).count()
    if waiting:
        raise CannotMove(_("还有 %(number)d 人没有审查或复核完") % {"number": waiting})
    refused = rows.filter(state=State.UNQUALIFIED, refused_on__isnull=False).select_related("post__unit")
    last = max(filter(None, map(last_day_of_challenge, refused)), default=None)
    if last is not None and calendar.today() <= last:
        raise CannotMove(_("申诉时限到 %(day)s 止，期满后才能发放准考证") % {"day": last})
    short = [str(post) for post in posts_short_of_applicants(exam)]
    if short:
        raise CannotMove(
            _("%(number)d 个岗位未达开考比例，须先决定取消、核减或降低比例：%(posts)s")
            % {"number": len(short), "posts": "、".join(short[:SHOWN])}
        )


def posts_short_of_applicants(exam: RecruitmentExam) -> list[RecruitmentPost]:
    """The posts that have not as many qualified applicants as their opening ratio asks for."""
    counts: dict[int, int] = defaultdict(int)
    qualified = Applicant.objects.filter(exam=exam).exclude(state__in=NOT_QUALIFIED)
    for key in qualified.values_list("post_id", flat=True):
        counts[key] += 1
    return [
        post
        for post in posts_of(exam).select_related("unit")
        if too_few(counts[post.pk], post.number, post.opening_ratio or exam.opening_ratio)
    ]


def after_checked(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """Admission numbers for everybody who is qualified, in the order of posts and without gaps."""
    qualified = list(_in(exam, State.QUALIFIED).order_by("post__code", "pk"))
    taken = Applicant.with_voided.filter(exam=exam).exclude(admission_number="").count()
    numbers = admission_numbers(exam.year, exam.number, taken=taken, wanted=len(qualified))
    for applicant, number in zip(qualified, numbers, strict=True):
        take(APPLICANT, "admit", applicant, by=None, changes={"admission_number": number})


def _in(exam: RecruitmentExam, *states: str) -> Any:
    return Applicant.objects.filter(exam=exam, state__in=states).select_related("post__quota__unit", "exam")


def check_written(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """Everybody admitted has a score or was absent. Raises CannotMove, naming the admission numbers that have neither."""
    _nobody_without(_in(exam, State.ADMITTED).filter(written_score__isnull=True, written_absent=False))


def check_interviewed(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """Everybody invited has a score or was absent. Raises CannotMove, naming the admission numbers that have neither."""
    _nobody_without(_in(exam, State.INTERVIEW).filter(interview_score__isnull=True, interview_absent=False))


def _nobody_without(missing: Any) -> None:
    numbers = list(missing.order_by("admission_number").values_list("admission_number", flat=True))
    if numbers:
        words = _("还有 %(number)d 人没有成绩，也没有记为缺考：%(some)s")
        raise CannotMove(words % {"number": len(numbers), "some": "、".join(numbers[:SHOWN])})


def after_written(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """Who goes on to the interview, who waits, who was absent or fell below the mark."""
    mark = exam.written_pass * HUNDRED
    for post, people in _by_post(_in(exam, State.ADMITTED)):
        asked = set(shortlist(map(result_of, people), places=post.number, ratio=exam.interview_ratio, pass_mark=mark))
        for one in people:
            if one.written_absent:
                move = "miss"
            elif one.pk in asked:
                move = "invite"
            else:
                move = "fail" if (one.written_score or 0) < mark else "pass_over"
            take(APPLICANT, move, one, by=None, changes={"invited": move == "invite"})


def after_interviewed(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """Who is examined for the places, who waits behind them, who was absent or fell below the mark."""
    for post, people in _by_post(_in(exam, State.INTERVIEW)):
        ranking = by_total(people, exam)
        chosen = set(finalists(ranking, places=post.number))
        passed = {one.key for one in ranking}
        for one in people:
            if one.interview_absent:
                move = "miss"
            elif one.pk in chosen:
                move = "nominate"
            else:
                move = "pass_over" if one.pk in passed else "fail"
            take(APPLICANT, move, one, by=None)


def _by_post(applicants: Iterable[Applicant]) -> Iterable[tuple[RecruitmentPost, list[Applicant]]]:
    groups: dict[int, list[Applicant]] = defaultdict(list)
    for one in applicants:
        groups[one.post_id].append(one)
    return [(people[0].post, people) for people in groups.values()]


def check_cleared(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """Nobody is still being examined, and somebody is to be named. Raises CannotMove."""
    waiting = _in(exam, State.VETTING).count()
    if waiting:
        raise CannotMove(_("还有 %(number)d 人的体检考察或联审没有结论") % {"number": waiting})
    if not _in(exam, State.CLEARED).exists():
        raise CannotMove(_("没有考察合格的人选，不能公示"))


def after_publishing(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """All who were found fit are in public from today."""
    for one in _in(exam, State.CLEARED):
        take(APPLICANT, "publish", one, by=None)


def check_publicity_over(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """With an objection upheld, publicity ends by a signed decision, and still not before its last day. Raises CannotMove."""
    found = publicity_of(procedure_named(EXAM), type(exam).objects.get(pk=exam.pk))
    end = due_of(found[1]) if found else None
    if end is not None and calendar.today() <= end:
        raise CannotMove(_("公示到 %(end)s 止，期满后才能办理") % {"end": end})


def check_closing(exam: RecruitmentExam, *, by: Any, changes: Changes) -> None:
    """Everybody in public has taken up the place or given it up. Raises CannotMove."""
    waiting = _in(exam, State.PUBLIC, State.VETTING, State.CLEARED).count()
    if waiting:
        raise CannotMove(_("还有 %(number)d 人没有办理到岗，也没有登记放弃") % {"number": waiting})


def after_cancelling(post: RecruitmentPost, *, by: Any, changes: Changes) -> None:
    """Those who applied for a post that is no more are told so by their state."""
    alive = (State.APPLIED, State.QUALIFIED, State.CHALLENGED, State.UNQUALIFIED)
    for one in Applicant.objects.filter(post=post, state__in=alive):
        take(APPLICANT, "drop", one, by=None, why=str(changes["why"]))


def check_post(post: RecruitmentPost, *, by: Any, changes: Changes) -> None:
    """A post is decided on while applications are open or being checked. Raises CannotMove."""
    exam = post.quota.exam
    if exam.state not in {RecruitmentExam.State.APPLYING, RecruitmentExam.State.CHECKING}:
        raise CannotMove(_("现在是“%(state)s”，不能再调整岗位") % {"state": exam.get_state_display()})


def check_reducing(post: RecruitmentPost, *, by: Any, changes: Changes) -> None:
    """Fewer places than before, and at least one. Raises CannotMove."""
    check_post(post, by=by, changes=changes)
    before = RecruitmentPost.objects.get(pk=post.pk).number
    if not 1 <= post.number < before:
        raise CannotMove(_("核减后的人数须少于 %(before)d 人、不少于 1 人") % {"before": before})


def check_lowering(post: RecruitmentPost, *, by: Any, changes: Changes) -> None:
    """A lower ratio than before, and at least 1 to 1. Raises CannotMove."""
    check_post(post, by=by, changes=changes)
    stored = RecruitmentPost.objects.get(pk=post.pk)
    before = stored.opening_ratio or post.quota.exam.opening_ratio
    if not post.opening_ratio or not 1 <= post.opening_ratio < before:
        raise CannotMove(_("调整后的开考比例须低于 1 比 %(before)d") % {"before": before})
