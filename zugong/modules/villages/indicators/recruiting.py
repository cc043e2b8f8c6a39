"""The measures over the unified recruitment examination: how many applied, qualified, came, and closed one of the missing “ones”.

Applications and places are of the day on which applications closed, whenever the place was taken; recruits are of the day they came.
"""

from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from zugong.kernel.indicators.declaring import Column, Measure, Tally, declare
from zugong.kernel.indicators.ledger_facts import facts_of
from zugong.modules.villages.ledgers.recruiting import Applicants, RecruitmentPosts
from zugong.modules.villages.models import Applicant, RecruitmentPost

UNDECIDED = (Applicant.State.APPLIED, Applicant.State.CHALLENGED, Applicant.State.DROPPED)
REFUSED = (Applicant.State.UNQUALIFIED,)


def _posts() -> QuerySet[RecruitmentPost]:
    standing = RecruitmentPost.objects.filter(state=RecruitmentPost.State.OPEN, quota__voided_at__isnull=True)
    return standing.filter(quota__exam__apply_to__isnull=False, quota__exam__voided_at__isnull=True)


def _applicants() -> QuerySet[Applicant]:
    return Applicant.objects.filter(exam__apply_to__isnull=False, exam__voided_at__isnull=True)


def _is(condition: Q) -> Column:
    """A yes or no told of the stored row."""
    yes = When(condition, then=Value(True))
    return Column("boolean", Case(yes, default=Value(False), output_field=BooleanField()))


DECIDED = ~Q(state__in=UNDECIDED) & ~(Q(state=Applicant.State.WITHDREW) & Q(admission_number=""))
POSTS = facts_of(
    RecruitmentPosts,
    rows=_posts,
    unit="unit_id",
    columns={"day": "quota__exam__apply_to", "number": "number"},
)
APPLICANTS = facts_of(
    Applicants,
    rows=_applicants,
    unit="post__unit_id",
    columns={
        "day": "exam__apply_to",
        "placed_day": "placed_on",
        "decided": _is(DECIDED),
        "qualified": _is(DECIDED & ~Q(state__in=REFUSED)),
        "placed": _is(Q(state=Applicant.State.PLACED)),
        "fills_gap": "fills_gap",
    },
)


def _places(posts: Any) -> Any:
    return posts.number


PLACES = Tally(POSTS, _places)
PER_PLACE = declare(
    Measure(
        "villages.recruiting.applicants_per_place",
        _("招录岗位报名人数与计划人数之比"),
        Tally(APPLICANTS),
        PLACES,
        measure_unit=_("倍"),
        decimals=1,
    )
)
QUALIFIED_SHARE = declare(
    Measure(
        "villages.recruiting.qualified_share",
        _("招录资格审查合格率"),
        Tally(APPLICANTS, where=lambda people: people.qualified),
        Tally(APPLICANTS, where=lambda people: people.decided),
        scale=100,
        measure_unit="%",
        decimals=1,
    )
)
FILLED_SHARE = declare(
    Measure(
        "villages.recruiting.filled_share",
        _("招录到岗率"),
        Tally(APPLICANTS, where=lambda people: people.placed),
        PLACES,
        scale=100,
        measure_unit="%",
        decimals=1,
    )
)
PLACED = declare(
    Measure(
        "villages.recruiting.placed",
        _("统一招录到岗人数"),
        Tally(APPLICANTS, where=lambda people: people.placed, day="placed_day"),
        measure_unit=_("人"),
    )
)
FILLS_GAP = declare(
    Measure(
        "villages.recruiting.fills_gap",
        _("到岗人员中能补上所在村“三个一”缺口的"),
        Tally(APPLICANTS, where=lambda people: people.placed & people.fills_gap, day="placed_day"),
        measure_unit=_("人"),
    )
)
