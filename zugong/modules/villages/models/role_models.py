"""Role models among village secretaries (担当作为好书记): rounds, nominations, and how those named are made use of."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.history.models import LiveManager, Record
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.registry.scope import ScopedRecord
from zugong.kernel.sealing.classes import FieldClass
from zugong.modules.villages.models.cadres import VillageCadre
from zugong.modules.villages.models.ways_up import AnnouncedQuerySet, content_in_words, score_field

AWARD = "担当作为好书记"
MERITS = ("politics", "development", "results", "governance", "conduct")


class RoleModelRound(ScopedRecord):
    """One year's naming of role models by a city or a county: the title, how many, until when townships nominate."""

    class Level(models.TextChoices):
        CITY = "city", _("市级")
        COUNTY = "county", _("县级")

    class State(models.TextChoices):
        DRAFT = "draft", _("拟定方案")
        NOMINATING = "nominating", _("乡镇推荐")
        REVIEWING = "reviewing", _("县级审查")
        CONTEST = "contest", _("评选")
        PUBLICITY = "publicity", _("联审公示")
        NAMED = "named", _("已命名")
        CANCELLED = "cancelled", _("已取消")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="role_model_rounds", verbose_name=_("命名单位"))
    level = models.CharField(_("层级"), max_length=6, choices=Level)
    year = models.PositiveSmallIntegerField(_("年度"))
    award = models.CharField(_("称号"), max_length=40, default=AWARD)
    quota = models.PositiveSmallIntegerField(_("命名名额"), validators=[MinValueValidator(1)])
    nominates_from = models.DateField(_("推荐开始"))
    nominates_to = models.DateField(_("推荐截止"), help_text=_("含当日"))
    conditions = models.TextField(_("推荐条件"), blank=True)
    document_number = models.CharField(_("通知文号"), max_length=40, blank=True)
    drawn_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("拟定人"),
        editable=False,
    )  # fmt: skip
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT, editable=False)

    named_with: ClassVar[tuple[str, ...]] = ("unit",)
    objects = LiveManager.from_queryset(AnnouncedQuerySet)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("先进典型评选批次")
        ordering: ClassVar = ["-year", "-nominates_from", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year", "award"],
                condition=Q(voided_at__isnull=True),
                name="one_role_model_round_a_year",
                violation_error_message=_("本单位这一年已有此称号的批次"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year} {self.award}"

    def get_absolute_url(self) -> str:
        """The round's page."""
        return f"/villages/role-models/rounds/{self.pk}/"

    def clean(self) -> None:
        """Nominations close on or after the day they open."""
        if self.nominates_from and self.nominates_to and self.nominates_to < self.nominates_from:
            raise ValidationError({"nominates_to": _("推荐截止早于推荐开始，请核对这两个日期")})


class RoleModelNomination(ScopedRecord):
    """One secretary nominated in a round: merits by strength, the votes of the meeting, and the way to being named."""

    class State(models.TextChoices):
        NOMINATED = "nominated", _("拟推荐")
        RECOMMENDED = "recommended", _("乡镇已推荐")
        REVIEWED = "reviewed", _("县级审查通过")
        VETTING = "vetting", _("联审中")
        PUBLICITY = "publicity", _("公示中")
        NAMED = "named", _("已命名")
        NOT_NAMED = "not_named", _("未命名")

    round = models.ForeignKey(RoleModelRound, models.PROTECT, related_name="nominations", verbose_name=_("批次"))
    cadre = models.ForeignKey(VillageCadre, models.PROTECT, related_name="nominations", verbose_name=_("任职登记"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="role_model_nominations", verbose_name=_("书记"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="nominations", verbose_name=_("村（社区）"))
    township = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("推荐单位"))
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("县区"))
    nominated_on = models.DateField(_("推荐日期"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("录入人")
    )
    politics = models.TextField(_("政治过硬"), blank=True)
    development = models.TextField(_("发展有为"), blank=True)
    results = models.TextField(_("实绩突出"), blank=True)
    governance = models.TextField(_("治理有方"), blank=True)
    conduct = models.TextField(_("作风优良"), blank=True)
    meeting_on = models.DateField(_("推荐会日期"), null=True, blank=True)
    votes_present = models.PositiveSmallIntegerField(_("到会人数"), null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("同意票"), null=True, blank=True)
    recommended_on = models.DateField(_("乡镇推荐日期"), null=True, blank=True)
    review = models.TextField(_("审查意见"), blank=True)
    reviewed_on = models.DateField(_("审查通过日期"), null=True, blank=True)
    score = score_field(_("评选得分"))
    public_on = models.DateField(_("公示开始日期"), null=True, blank=True)
    named_on = models.DateField(_("命名日期"), null=True, blank=True)
    medal_document = models.CharField(_("命名文号"), max_length=40, blank=True)
    warned_why = models.CharField(_("有反映未办结时的推荐理由"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.NOMINATED, editable=False)

    owner_links: ClassVar[tuple[str, ...]] = ("person",)
    named_with: ClassVar[tuple[str, ...]] = ("round__unit", "person")
    field_classes: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(MERITS, FieldClass.PUBLIC),
        **dict.fromkeys(("votes_present", "votes_for", "review", "score", "warned_why"), FieldClass.PERSONAL),
    }

    class Meta(ScopedRecord.Meta):
        verbose_name = _("先进典型推荐")
        ordering: ClassVar = ["round", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "person"],
                condition=Q(voided_at__isnull=True),
                name="one_nomination_per_round",
                violation_error_message=_("此人已在这个批次中推荐"),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["round", "state"], name="nominations_by_state")]

    def __str__(self) -> str:
        return f"{self.person.name} {self.round.award}"

    def shown_content(self) -> list[tuple[str, str]]:
        """What a signature stands under, in words."""
        return content_in_words(self, hidden=frozenset({"warned_why", "cadre"}))

    def clean(self) -> None:
        """Nobody votes who is not there."""
        if self.votes_present is not None and self.votes_for is not None and self.votes_for > self.votes_present:
            raise ValidationError({"votes_for": _("同意票多于到会人数，请核对这两个数")})


class RoleModelUse(Record):
    """How somebody who was named is made use of later."""

    class Kind(models.TextChoices):
        TEACHER = "teacher", _("担任讲师")
        DELEGATE = "delegate", _("代表委员人选")
        TOWNSHIP_POST = "township_post", _("乡镇岗位")
        EXAM_PLACE = "exam_place", _("考录名额")
        OTHER = "other", _("其他")

    nomination = models.ForeignKey(
        RoleModelNomination, models.PROTECT, related_name="uses", verbose_name=_("先进典型推荐")
    )
    kind = models.CharField(_("方式"), max_length=14, choices=Kind)
    on = models.DateField(_("日期"))
    note = models.CharField(_("说明"), max_length=100, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("典型使用")
        ordering: ClassVar = ["-on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
