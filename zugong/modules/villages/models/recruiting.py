"""The city's unified recruitment examination (统一招录招考): the examination, each county's share of it, and the posts."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.history.models import LiveManager, Record
from zugong.kernel.history.writing import values_of
from zugong.kernel.ledger.columns import labelled
from zugong.kernel.parameters.versions import MadeByField
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import Reader, ScopedQuerySet, ScopedRecord, within
from zugong.modules.villages.models.people import Level
from zugong.modules.villages.rules.exam_ranking import Tie

HUNDRED = 100
MOST_SCORE = 100 * HUNDRED
PERCENT: list[Any] = [MinValueValidator(0), MaxValueValidator(HUNDRED)]
AGES: list[Any] = [MinValueValidator(16), MaxValueValidator(60)]


def usual_ties() -> list[str]:
    """What parts equal totals unless the plan says otherwise."""
    return [Tie.WRITTEN.value, Tie.LEVEL.value]


class ExamQuerySet(ScopedQuerySet):
    """A plan is read by the unit that draws it up; once it asks for posts, by every unit below that one."""

    def visible_to(self, reader: Reader) -> Self:
        """The examinations that the reader may see."""
        reach = reader.reach()
        above = {int(step) for path in reach.paths for step in path.strip("/").split("/") if step}
        handed_down = ~Q(state=RecruitmentExam.State.PLANNING) & Q(unit__in=above)
        return self.filter(within(reach, unit_links=["unit"]) | handed_down)


class RecruitmentExam(ScopedRecord):
    """One unified examination of a city: its dates and its terms.

    The terms are taken from the parameters when the plan is drafted (`made_by`), and stay: the notice has told them to everybody. Scores
    are kept in hundredths of a point.
    """

    class State(models.TextChoices):
        PLANNING = "planning", _("拟订方案")
        POSTS = "posts", _("县区申报岗位")
        APPROVING = "approving", _("方案审批")
        APPROVED = "approved", _("待发公告")
        APPLYING = "applying", _("报名")
        CHECKING = "checking", _("资格审查")
        WRITTEN = "written", _("笔试")
        INTERVIEW = "interview", _("面试")
        VETTING = "vetting", _("体检考察和联审")
        PUBLIC = "public", _("公示")
        PLACING = "placing", _("办理到岗")
        CLOSED = "closed", _("办结")
        CALLED_OFF = "called_off", _("终止")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="recruitment_exams", verbose_name=_("组织单位"))
    year = models.PositiveSmallIntegerField(_("年度"))
    number = models.PositiveSmallIntegerField(_("第几次"), default=1)
    title = models.CharField(_("名称"), max_length=80)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PLANNING, editable=False)
    quota = models.PositiveIntegerField(_("计划招录人数"), default=0)
    notice_number = models.CharField(_("公告文号"), max_length=60, blank=True)
    notice_date = models.DateField(_("公告日期"), null=True, blank=True)
    notice_text = models.TextField(_("公告补充事项"), blank=True)
    apply_from = models.DateField(_("报名开始"), null=True, blank=True)
    apply_to = models.DateField(_("报名截止"), null=True, blank=True)
    written_on = models.DateField(_("笔试日期"), null=True, blank=True)
    interview_on = models.DateField(_("面试日期"), null=True, blank=True)
    most_age = models.PositiveSmallIntegerField(_("年龄上限（周岁）"), validators=AGES, default=35)
    least_age = models.PositiveSmallIntegerField(_("年龄下限（周岁）"), validators=AGES, default=18)
    least_level = models.PositiveSmallIntegerField(_("最低学历"), choices=Level, default=Level.COLLEGE)
    full_time = models.BooleanField(_("要求全日制"), default=True)
    opening_ratio = models.PositiveSmallIntegerField(
        _("开考比例（1 比）"), validators=[MinValueValidator(1)], default=3
    )
    interview_ratio = models.PositiveSmallIntegerField(
        _("面试比例（1 比）"), validators=[MinValueValidator(1)], default=3
    )
    written_weight = models.PositiveSmallIntegerField(_("笔试成绩占比（%）"), validators=PERCENT, default=50)
    written_pass = models.PositiveSmallIntegerField(_("笔试合格线（分）"), validators=PERCENT, default=0)
    interview_pass = models.PositiveSmallIntegerField(_("面试合格线（分）"), validators=PERCENT, default=60)
    ties = models.JSONField(_("成绩相同时依次比较"), default=usual_ties, blank=True, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("笔试成绩导入人"),
    )  # fmt: skip
    interview_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("面试成绩导入人"),
    )  # fmt: skip
    made_by = MadeByField(editable=False)

    terms: ClassVar[tuple[str, ...]] = (
        "most_age", "least_age", "least_level", "full_time", "opening_ratio", "interview_ratio", "written_weight",
        "written_pass", "interview_pass", "ties",
    )  # fmt: skip
    unit_links: ClassVar[tuple[str, ...]] = ("unit",)
    untracked: ClassVar[frozenset[str]] = frozenset({"version", "made_by"})
    objects = LiveManager.from_queryset(ExamQuerySet)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("统一招录考试")
        ordering: ClassVar = ["-year", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year", "number"],
                condition=Q(voided_at__isnull=True),
                name="one_exam_per_year_and_number",
                violation_error_message=_("本年度的这次考试已经登记"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The examination's own page."""
        return f"/villages/recruiting/exams/{self.pk}/"

    def clean(self) -> None:
        """The dates follow each other, and the age limits leave somebody."""
        days = [("apply_from", "apply_to"), ("apply_to", "written_on"), ("written_on", "interview_on")]
        for earlier, later in days:
            first, second = getattr(self, earlier), getattr(self, later)
            if first and second and second < first:
                raise ValidationError({later: _("应晚于%(earlier)s") % {"earlier": _name_of(self, earlier)}})
        if self.least_age and self.most_age and self.least_age > self.most_age:
            raise ValidationError({"most_age": _("年龄上限低于下限")})

    @property
    def interview_weight(self) -> int:
        """The interview's share of the total, in per cent."""
        return HUNDRED - self.written_weight

    def signed_content(self) -> dict[str, Any]:
        """What a signature stands under: the plan and the posts, not who read in scores."""
        values = {
            name: value for name, value in values_of(self).items() if name not in {"written_by_id", "interview_by_id"}
        }
        posts = RecruitmentPost.objects.filter(quota__exam=self).order_by("code")
        return values | {"posts": list(posts.values("code", "unit_id", "number", "women_only", "state"))}


def _name_of(record: Any, field: str) -> Any:
    return record._meta.get_field(field).verbose_name


class RecruitmentQuota(ScopedRecord):
    """A county's share of an examination: how many it may recruit, and the posts that it hands in for them."""

    class State(models.TextChoices):
        DRAFTING = "drafting", _("编制岗位")
        SUBMITTED = "submitted", _("已报市级")
        APPROVED = "approved", _("已核定")

    exam = models.ForeignKey(RecruitmentExam, models.PROTECT, related_name="quotas", verbose_name=_("统一招录考试"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="recruitment_quotas", verbose_name=_("县区"))
    number = models.PositiveSmallIntegerField(_("招录指标"), default=0)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFTING, editable=False)

    unit_links: ClassVar[tuple[str, ...]] = ("unit",)
    named_with: ClassVar[tuple[str, ...]] = ("exam", "unit")

    class Meta(ScopedRecord.Meta):
        verbose_name = _("县区招录计划")
        ordering: ClassVar = ["exam", "unit__position", "unit__code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["exam", "unit"],
                condition=Q(voided_at__isnull=True),
                name="one_quota_per_exam_and_county",
                violation_error_message=_("这个县区的指标已经登记"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam} {self.unit}"

    def signed_content(self) -> dict[str, Any]:
        """What a signature stands under: the quota and the posts handed in for it."""
        posts = self.posts.filter(voided_at__isnull=True).order_by("code")
        return values_of(self) | {"posts": list(posts.values("code", "unit_id", "number", "women_only"))}


class RecruitmentPost(ScopedRecord):
    """One post (岗位) of an examination: so many people for the villages of one township, under the examination's terms or its own.

    Which villages it serves, and which of the “three ones” each of them lacks, stands in `gaps`.
    """

    class State(models.TextChoices):
        OPEN = "open", _("招录")
        CANCELLED = "cancelled", _("取消")

    quota = models.ForeignKey(RecruitmentQuota, models.PROTECT, related_name="posts", verbose_name=_("县区招录计划"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="recruitment_posts", verbose_name=_("乡镇（街道）"))
    code = models.CharField(_("岗位代码"), max_length=20, unique=True, editable=False)
    title = models.CharField(_("岗位名称"), max_length=40, default="村级后备干部")
    number = models.PositiveSmallIntegerField(_("招录人数"), validators=[MinValueValidator(1)], default=1)
    women_only = models.BooleanField(_("限女性"), default=False)
    most_age = models.PositiveSmallIntegerField(_("年龄上限（周岁）"), validators=AGES, default=35)
    least_level = models.PositiveSmallIntegerField(_("最低学历"), choices=Level, default=Level.COLLEGE)
    full_time = models.BooleanField(_("要求全日制"), default=True)
    demand = models.CharField(_("其他条件"), max_length=120, blank=True)
    opening_ratio = models.PositiveSmallIntegerField(
        _("调整后的开考比例（1 比）"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN, editable=False)

    unit_links: ClassVar[tuple[str, ...]] = ("unit",)
    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("招录岗位")
        ordering: ClassVar = ["code"]
        indexes: ClassVar = [models.Index(fields=["quota", "state"], name="posts_of_quota")]

    def __str__(self) -> str:
        return f"{self.code} {self.unit}{self.title}"

    def get_absolute_url(self) -> str:
        """The post's page: its ranking."""
        return f"/villages/recruiting/posts/{self.pk}/"

    @property
    @labelled(_("年龄、学历和性别条件"))
    def conditions(self) -> str:
        """The conditions in words."""
        level = Level(self.least_level).label
        said = [
            _("%(years)d 周岁及以下") % {"years": self.most_age},
            (_("全日制%(level)s及以上") if self.full_time else _("%(level)s及以上")) % {"level": level},
            *([_("限女性")] if self.women_only else []),
            self.demand,
        ]
        return "，".join(str(part) for part in said if part)


class ServedGap(Record):
    """A village that a post is meant for, and which of the “three ones” it lacks; empty: none, the village is short of people."""

    post = models.ForeignKey(RecruitmentPost, models.PROTECT, related_name="gaps", verbose_name=_("招录岗位"))
    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("村（社区）"))
    missing = models.JSONField(_("缺少的“一”"), default=list, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("岗位对应的缺口")
        ordering: ClassVar = ["post", "village__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "village"],
                condition=Q(voided_at__isnull=True),
                name="one_gap_per_post_and_village",
                violation_error_message=_("这个村已经列在本岗位中"),
            ),
        ]

    derived: ClassVar[frozenset[str]] = frozenset({"missing"})

    def __str__(self) -> str:
        return str(self.village)
