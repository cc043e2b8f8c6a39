"""The plan of an examination: its terms, each county's quota, and the posts that a county derives from its gaps."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.parameters.versions import noting
from zugong.kernel.procedures.moving import begin
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.villages.actions.exam_gaps import gaps_of
from zugong.modules.villages.models import RecruitmentExam, RecruitmentPost, RecruitmentQuota, ServedGap
from zugong.modules.villages.rules.recruiting import Proposal, VillageGap, post_code, proposed_posts

EXAM, QUOTA, POST, APPLICANT = (
    "villages.recruitment_exam", "villages.recruitment_quota", "villages.recruitment_post", "villages.applicant",
)  # fmt: skip
PREFIX = "villages.recruiting."
COUNTIES = (UnitKind.COUNTY, UnitKind.ZONE)
PLANNED = frozenset({RecruitmentExam.State.PLANNING, RecruitmentExam.State.POSTS})


class CannotPlan(Exception):
    """The plan cannot be drawn up like that; nothing was written, and the message says why."""


@transaction.atomic
def draft_exam(*, unit: Unit, year: int, by: User | None, title: str = "") -> RecruitmentExam:
    """Begin the plan of a city's next examination of a year, under the terms that hold today. Raises CannotPlan."""
    if unit.kind != UnitKind.CITY:
        raise CannotPlan(_("统一招录考试由市级组织"))
    if by is not None and not may(by, Verb.PLAN, at=unit):
        raise CannotPlan(_("您不能为%(unit)s拟订招录方案") % {"unit": unit})
    number = RecruitmentExam.with_voided.filter(unit=unit, year=year).count() + 1
    with noting() as used:
        terms = {name: value_of(PREFIX + name, at=unit) for name in RecruitmentExam.terms}
    words = _("%(unit)s%(year)d年村级后备力量统一招录考试")
    exam = RecruitmentExam(
        unit=unit, year=year, number=number, title=title or words % {"unit": unit, "year": year}, **terms
    )
    exam.made_by = used.stored()
    begin(EXAM, exam, by=by)
    return exam


def suggested_shares(exam: RecruitmentExam) -> dict[int, int]:
    """The exam's places by county, in proportion to the villages that lack one of the “three ones”; the remainders go to the largest."""
    counties = list(Unit.objects.of_kind(*COUNTIES).filter(path__startswith=exam.unit.path, valid_to__isnull=True))
    short = {county.pk: 0 for county in counties}
    for gap in gaps_of(exam.unit):
        for county in counties:
            short[county.pk] += gap.path.startswith(county.path or "-")
    whole = sum(short.values())
    if not whole:
        return {}
    shares = {key: exam.quota * number // whole for key, number in short.items()}
    rests = sorted(short, key=lambda key: (-(exam.quota * short[key] % whole), key))
    for key in rests[: exam.quota - sum(shares.values())]:
        shares[key] += 1
    return {key: number for key, number in shares.items() if number}


@transaction.atomic
def share_out(*, exam: RecruitmentExam, shares: Mapping[int, int], by: User | None) -> list[RecruitmentQuota]:
    """Give each county (by key) its number; while the plan is drafted they can be given anew. Raises CannotPlan."""
    if exam.state != RecruitmentExam.State.PLANNING:
        raise CannotPlan(_("县区指标已下达，不能再改"))
    if by is not None and not may(by, Verb.PLAN, at=exam.unit):
        raise CannotPlan(_("您不能为%(unit)s拟订招录方案") % {"unit": exam.unit})
    standing = {quota.unit_id: quota for quota in exam.quotas.filter(voided_at__isnull=True)}
    kept = []
    for key, number in shares.items():
        quota = standing.get(key) or RecruitmentQuota(exam=exam, unit_id=key)
        quota.number = number
        kept.append(writing.save(quota, by=by))
    return kept


def may_edit_posts(user: User, quota: RecruitmentQuota) -> bool:
    """May the user draw up the posts of a county now."""
    drafting = quota.state == RecruitmentQuota.State.DRAFTING and quota.exam.state in PLANNED
    return drafting and may(user, Verb.EDIT, at=quota.unit)


def handed_in(quota: RecruitmentQuota) -> int:
    """How many people the posts of a county ask for."""
    posts = RecruitmentPost.objects.filter(quota=quota, state=RecruitmentPost.State.OPEN)
    return posts.aggregate(whole=Sum("number"))["whole"] or 0


@transaction.atomic
def derive_posts(*, quota: RecruitmentQuota, by: User | None) -> list[RecruitmentPost]:
    """Draft posts for the villages of a county that lack most, as far as the quota goes; those served already are left out.

    Raises CannotPlan where the county no longer drafts, or where nothing is missing.
    """
    if by is not None and not may_edit_posts(by, quota):
        raise CannotPlan(_("岗位已上报，或者您不能编制%(unit)s的岗位") % {"unit": quota.unit})
    served = set(_being_served().values_list("village_id", flat=True))
    left = quota.number - handed_in(quota)
    gaps = [gap for gap in gaps_of(quota.unit) if gap.village not in served]
    worst = sorted(gaps, key=lambda gap: -len(gap.missing))[: max(0, left)]
    chosen = {gap.village for gap in worst}
    if not chosen:
        raise CannotPlan(_("没有可以编制岗位的缺口，或者指标已经用完"))
    largest = value_of(PREFIX + "post_places", at=quota.unit)
    plain = [VillageGap(gap.village, gap.township, gap.missing) for gap in gaps if gap.village in chosen]
    return _write_posts(quota, proposed_posts(plain, largest=largest), by=by)


def _being_served() -> Any:
    """The gaps for which somebody is being recruited already, by this examination or another that is not over."""
    over = (RecruitmentExam.State.CLOSED, RecruitmentExam.State.CALLED_OFF)
    standing = ServedGap.objects.filter(post__state=RecruitmentPost.State.OPEN, post__voided_at__isnull=True)
    return standing.exclude(post__quota__exam__state__in=over)


def _write_posts(quota: RecruitmentQuota, proposals: Iterable[Proposal], *, by: User | None) -> list[RecruitmentPost]:
    first = RecruitmentPost.with_voided.filter(quota=quota).count() + 1
    drafted = [
        (draft_post(quota, unit_id=proposal.township, serial=serial, women_only=proposal.women_only), proposal)
        for serial, proposal in enumerate(proposals, start=first)
    ]
    for post, proposal in drafted:
        post.number = proposal.number
    posts = writing.create_all([post for post, _proposal in drafted], by=by)
    gaps = [
        ServedGap(post=post, village_id=gap.village, missing=sorted(gap.missing))
        for post, proposal in drafted
        for gap in proposal.villages
    ]
    writing.create_all(gaps, by=by)
    return posts


def draft_post(quota: RecruitmentQuota, *, serial: int, **said: Any) -> RecruitmentPost:
    """A new post of a county under the examination's terms, with its code; not written yet."""
    exam = quota.exam
    place = RecruitmentQuota.with_voided.filter(exam=exam, pk__lte=quota.pk).count()
    terms = {"most_age": exam.most_age, "least_level": exam.least_level, "full_time": exam.full_time}
    return RecruitmentPost(quota=quota, code=post_code(exam.year, exam.number, place, serial), **(terms | said))


def next_serial(quota: RecruitmentQuota) -> int:
    """The serial of a county's next post; a voided one keeps its own."""
    return RecruitmentPost.with_voided.filter(quota=quota).count() + 1
