"""Two examinations of the demonstration: that of spring 2023, whose recruits are being placed, and the next one, being planned.

The steps of the examinations are real moves by the demonstration's own people. The applicants are written at once, in the states that
the rules of the examination bring them to.
"""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from zugong.kernel import calendar
from zugong.kernel.access.models import Grant, User
from zugong.kernel.access.roles import Role
from zugong.kernel.history import writing
from zugong.kernel.history.batches import save_batch
from zugong.kernel.history.following import together
from zugong.kernel.parameters.reading import remembering as remembering_parameters
from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.models import Person, Unit, UnitKind
from zugong.kernel.sealing.keys import remembering
from zugong.modules.villages.actions.exam_applicants import say
from zugong.modules.villages.actions.exam_posts import (
    APPLICANT,
    EXAM,
    POST,
    derive_posts,
    draft_exam,
    share_out,
    suggested_shares,
)
from zugong.modules.villages.actions.exam_ranks import by_total, result_of
from zugong.modules.villages.actions.exam_steps import posts_short_of_applicants
from zugong.modules.villages.actions.staffing import keep_all_staffing
from zugong.modules.villages.demo.recruits import Recruits
from zugong.modules.villages.models import (
    Applicant,
    JointReview,
    RecruitmentExam,
    RecruitmentPost,
    RecruitmentQuota,
    ServedGap,
    StaffingGap,
)
from zugong.modules.villages.models.recruiting import HUNDRED
from zugong.modules.villages.rules.exam_ranking import finalists, shortlist
from zugong.modules.villages.rules.recruiting import Verdict, admission_numbers

SEED = 20230401
PLACES, NEXT_PLACES = 180, 120
DRAFTED, NOTICED, OPENED, CLOSED = date(2023, 2, 20), date(2023, 3, 10), date(2023, 3, 13), date(2023, 3, 24)
CHECKED, WRITTEN, INTERVIEWED = date(2023, 4, 6), date(2023, 4, 15), date(2023, 5, 13)
ASKED = 9
"""So many departments of a county answer about everybody."""
VETTED, PUBLISHED, OVER = date(2023, 6, 9), date(2023, 6, 12), date(2023, 6, 20)
NEXT_DRAFTED, NEXT_CALLED = date(2023, 6, 19), date(2023, 6, 26)
PLACED_SO_FAR = 24
State = Applicant.State


@transaction.atomic
def build() -> None:
    """Hold the examination of spring and begin the next one, where the city has an officer, a leader and gaps."""
    city = Unit.objects.filter(kind=UnitKind.CITY).first()
    officer, leader = _user(Role.CITY_OFFICER, city), _user(Role.LEADER, city)
    if RecruitmentExam.with_voided.exists() or city is None or officer is None or leader is None:
        return
    if not StaffingGap.objects.exists():
        keep_all_staffing()
    with remembering_parameters(), remembering(), together():
        if StaffingGap.objects.filter(closed_on__isnull=True).exists():
            _spring(city, officer, leader)
            _next_one(city, officer)


def _user(role: str, unit: Unit | None) -> User | None:
    grants = Grant.objects.filter(role=role, unit=unit).select_related("user").order_by("pk")
    return next((grant.user for grant in grants), None)


def _move(exam: RecruitmentExam, name: str, by: User, on: date, why: str = "", **changes: Any) -> None:
    with calendar.on(on):
        take(EXAM, name, exam, by=by, why=why, changes=changes)


def _drafted(city: Unit, officer: User, on: date, places: int, title: str) -> RecruitmentExam:
    with calendar.on(on):
        exam = draft_exam(unit=city, year=on.year, by=officer, title=title)
        exam.quota = places
        writing.save(exam, by=officer)
        share_out(exam=exam, shares=suggested_shares(exam), by=officer)
    return exam


def _spring(city: Unit, officer: User, leader: User) -> None:
    title = f"{city.name}2023年村级后备力量统一招录考试"
    exam = _drafted(city, officer, DRAFTED, PLACES, title)
    with calendar.on(DRAFTED):
        take(EXAM, "call_for_posts", exam, by=officer)
        for quota in exam.quotas.select_related("exam", "unit"):
            derive_posts(quota=quota, by=None)
            clerk = _user(Role.COUNTY_OFFICER, quota.unit)
            if clerk is not None:
                take("villages.recruitment_quota", "submit", quota, by=clerk)
                take("villages.recruitment_quota", "approve", quota, by=officer)
    waiting = exam.quotas.exclude(state=RecruitmentQuota.State.APPROVED)
    # Counties without an account of their own have sent their posts on paper.
    waiting.update(state=RecruitmentQuota.State.APPROVED)
    _move(exam, "collect", officer, DRAFTED)
    _move(exam, "approve", leader, DRAFTED + timedelta(days=7))
    _move(exam, "issue", officer, NOTICED, notice_number="六组〔2023〕12号", notice_date=NOTICED, apply_from=OPENED,
          apply_to=CLOSED, written_on=WRITTEN)  # fmt: skip
    _move(exam, "close_applications", officer, CLOSED + timedelta(days=3))
    posts = list(
        RecruitmentPost.objects.filter(quota__exam=exam).select_related("quota__exam", "unit").order_by("code")
    )
    people = _apply(exam, posts)
    _decide_on_short_posts(exam, leader)
    _move(exam, "admit", officer, CHECKED)
    _move(exam, "invite", officer, WRITTEN + timedelta(days=10), interview_on=INTERVIEWED)
    _move(exam, "nominate", officer, INTERVIEWED + timedelta(days=3))
    _vet(exam, [one for one in people if one.state == State.CLEARED])
    _move(exam, "publish", officer, PUBLISHED)
    _move(exam, "end_publicity", officer, OVER)
    _place(exam)


def _apply(exam: RecruitmentExam, posts: Sequence[RecruitmentPost]) -> list[Applicant]:
    """Those who applied, each where the examination has brought them."""
    recruits = Recruits(random.Random(SEED), exam)  # noqa: S311 - the demonstration is the same every time
    groups = [(post, recruits.of_post(post)) for post in posts]
    qualified = []
    for _post, people in groups:
        for one in people:
            say(one, serves=False)
            one.state = State.UNQUALIFIED if one.verdict == Verdict.UNMET else State.QUALIFIED
            if one.state == State.UNQUALIFIED:
                one.refused_on = CLOSED
                one.refused_clause = next(
                    answer["clause"] for answer in one.answers if answer["verdict"] == Verdict.UNMET
                )
            else:
                qualified.append(one)
    numbers = admission_numbers(exam.year, exam.number, taken=0, wanted=len(qualified))
    for one, number in zip(qualified, numbers, strict=True):
        one.admission_number = number
    for place, (post, people) in enumerate(groups):
        _examine(exam, post, [one for one in people if one.admission_number], recruits, key=place * HUNDRED)
    everybody = [one for _post, people in groups for one in people]
    for one in everybody:
        recruits.give_numbers(one)
    return writing.create_all(everybody, by=None, why="导入报名表和成绩")


def _examine(
    exam: RecruitmentExam, post: RecruitmentPost, people: list[Applicant], recruits: Recruits, *, key: int
) -> None:
    """Both examinations of a post by the rules: who stands where in the end. The keys are the ranking's alone."""
    for place, one in enumerate(people):
        one.pk = key + place + 1
        recruits.sit_written(one)
        one.state = State.ABSENT if one.written_absent else State.STANDBY
    asked = set(shortlist(map(result_of, people), places=post.number, ratio=exam.interview_ratio, pass_mark=0))
    invited = [one for one in people if one.pk in asked]
    for one in invited:
        one.invited = True
        recruits.sit_interview(one)
        low = (one.interview_score or 0) < exam.interview_pass * HUNDRED
        one.state = State.ABSENT if one.interview_absent else State.FAILED if low else State.STANDBY
    ranking = by_total(invited, exam)
    chosen = set(finalists(ranking, places=post.number))
    byname = {one.pk: one for one in invited}
    for key_of_one in [one.key for one in ranking]:
        one, free = byname[key_of_one], post.number - sum(other.state == State.CLEARED for other in invited)
        if key_of_one in chosen:
            one.state = State.CLEARED if recruits.is_fit() else State.REJECTED
            one.physical = Applicant.Physical.PASSED if one.state == State.CLEARED else Applicant.Physical.FAILED
        elif free and len(chosen) == post.number:
            one.state, one.steps_up, one.physical = State.CLEARED, True, Applicant.Physical.PASSED
    for one in people:
        one.pk = None


def _decide_on_short_posts(exam: RecruitmentExam, leader: User) -> None:
    """A post with some applicants gets a lower ratio, one with hardly any is cancelled, by the leader's signature."""
    with calendar.on(CHECKED):
        for post in posts_short_of_applicants(exam):
            here = Applicant.objects.filter(post=post).exclude(admission_number="").count()
            if here >= post.number:
                why = "报名人数不足，按公告降低开考比例"
                take(POST, "lower_ratio", post, by=leader, why=why, changes={"opening_ratio": here // post.number})
            else:
                take(POST, "cancel", post, by=leader, why="合格报名人数少于招录人数，按公告取消")


def _vet(exam: RecruitmentExam, chosen: Sequence[Applicant]) -> None:
    """Person, village and joint vetting of those who were found fit."""
    left: dict[int, list[Unit]] = {}
    for gap in ServedGap.objects.filter(post__quota__exam=exam).select_related("village__parent").order_by("pk"):
        left.setdefault(gap.post_id, []).append(gap.village)
    counties = {post.pk: post.quota.unit for post in RecruitmentPost.objects.select_related("quota__unit")}
    people = []
    for one in chosen:
        one.village = left[one.post_id].pop(0)
        person = Person(name=one.name, unit=one.village, sex=one.sex, birth_date=one.birth_date)
        person.identity_number, person.phone = one.identity_number.opened(), one.phone.opened()
        people.append(person)
    for one, person in zip(chosen, writing.create_all(people, by=None, why="招录人选"), strict=True):
        one.person = person
    save_batch(chosen, by=None, why="确定拟到岗的村")
    reviews = [
        JointReview(person=one.person, unit=one.village, township=one.village.parent, county=counties[one.post_id],
                    office=one.placement, occasion=JointReview.Occasion.RECRUITMENT, requested_on=VETTED - timedelta(days=18),
                    asked_on=VETTED - timedelta(days=9), asked=ASKED, replied=ASKED,
                    state=JointReview.State.FORMAL, result=JointReview.Result.PASSED, decided_on=VETTED,
                    decided_in_time=True, formal_on=VETTED, valid_until=date(2023, 12, 9))
        for one in chosen if one.village is not None
    ]  # fmt: skip
    writing.create_all(reviews, by=None)


def _place(exam: RecruitmentExam) -> None:
    """The first have taken up their posts, county by county; one has given it up."""
    waiting = Applicant.objects.filter(exam=exam, state=State.PUBLIC).select_related("post__quota__unit", "exam")
    done: Counter[int] = Counter()
    for one in waiting.order_by("admission_number"):
        clerk = _user(Role.COUNTY_OFFICER, one.post.quota.unit)
        if clerk is None or sum(done.values()) > PLACED_SO_FAR:
            continue
        done[one.post.quota_id] += 1
        with calendar.on(OVER + timedelta(days=2 + done[one.post.quota_id] % 8)):
            if sum(done.values()) == 1:
                take(APPLICANT, "withdraw", one, by=clerk, why="考取外省单位，本人书面放弃")
            else:
                take(APPLICANT, "place", one, by=clerk, changes={"placed_on": calendar.today()})


def _next_one(city: Unit, officer: User) -> None:
    exam = _drafted(city, officer, NEXT_DRAFTED, NEXT_PLACES, f"{city.name}2023年下半年村级后备力量统一招录考试")
    with calendar.on(NEXT_CALLED):
        take(EXAM, "call_for_posts", exam, by=officer)
        quota = exam.quotas.select_related("exam", "unit").order_by("pk").first()
        if quota is not None:
            derive_posts(quota=quota, by=None)
