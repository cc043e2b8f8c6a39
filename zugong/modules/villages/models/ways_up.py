"""Ways up for village cadres: rounds of two tracks, their posts, and what each cadre has applied for."""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.history.models import LiveManager, Record
from zugong.kernel.parameters.versions import MadeByField
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.registry.scope import Reach, Reader, ScopedManager, ScopedQuerySet, ScopedRecord, within
from zugong.kernel.sealing.classes import FieldClass
from zugong.modules.villages.models.cadres import VillageCadre
from zugong.modules.villages.models.pay import YearGrade

FULL_MARKS = Decimal(100)
NEVER_SHOWN = frozenset({"version", "voided_at", "voided_why", "state"})


def score_field(label: Any) -> Any:
    """A score out of a hundred; empty while there is none."""
    bounds = [MinValueValidator(Decimal(0)), MaxValueValidator(FULL_MARKS)]
    return models.DecimalField(label, max_digits=5, decimal_places=2, null=True, blank=True, validators=bounds)


def content_in_words(record: Any, *, hidden: frozenset[str]) -> list[tuple[str, str]]:
    """The fields of a record that say something, with their labels."""
    shown = []
    for field in record._meta.concrete_fields:
        value = getattr(record, field.name)
        if field.primary_key or field.name in hidden | NEVER_SHOWN or value in (None, "", False, Decimal(0)):
            continue
        words = getattr(record, f"get_{field.name}_display")() if field.choices else value
        shown.append((str(field.verbose_name), str(_("是") if value is True else words)))
    return shown


class Track(models.TextChoices):
    """The two ways up."""

    CIVIL = "civil", _("招录乡镇公务员")
    COUNTY = "county", _("县区自主招聘乡镇事业单位人员")


def line_of(reach: Reach, person: int | None) -> Q:
    """The units at and above those in which a reader reads, and those above the villages in which the reader serves."""
    line = {int(part) for path in reach.paths for part in path.strip("/").split("/") if part}
    if person is not None:
        paths = VillageCadre.objects.filter(person=person).values_list("unit__path", flat=True)
        line |= {int(part) for path in paths for part in (path or "").strip("/").split("/") if part}
    return Q(unit__in=line)


class AnnouncedQuerySet(ScopedQuerySet):
    """A round that is still being drawn up is read by its own unit; once announced, by everybody below that unit."""

    def visible_to(self, reader: Reader) -> Self:
        """The rounds that the reader may see."""
        reach = reader.reach()
        model: Any = self.model
        announced = ~Q(state=model.State.choices[0][0]) & line_of(reach, reach.person_id)
        return self.filter(within(reach, unit_links=("unit",)) | announced)


class PromotionRound(ScopedRecord):
    """One round of a track, announced by a city or a county: how many are taken, until when to apply, where it stands."""

    class State(models.TextChoices):
        NOTICE = "notice", _("拟定公告")
        APPLYING = "applying", _("报名")
        RECOMMENDING = "recommending", _("乡镇推荐")
        REVIEWING = "reviewing", _("县级资格审查")
        EXAM = "exam", _("笔试")
        INTERVIEW = "interview", _("面试")
        INSPECTION = "inspection", _("考察联审")
        PUBLICITY = "publicity", _("公示")
        APPOINTING = "appointing", _("办理录用聘用")
        CLOSED = "closed", _("已结束")
        CANCELLED = "cancelled", _("已取消")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="promotion_rounds", verbose_name=_("组织单位"))
    track = models.CharField(_("渠道"), max_length=6, choices=Track)
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("批次名称"), max_length=80)
    quota = models.PositiveSmallIntegerField(_("计划人数"), validators=[MinValueValidator(1)])
    applies_from = models.DateField(_("报名开始"))
    applies_to = models.DateField(_("报名截止"), help_text=_("含当日；任职年限和年龄都算到这一天"))
    exam_on = models.DateField(_("笔试日期"), null=True, blank=True)
    interview_on = models.DateField(_("面试日期"), null=True, blank=True)
    conditions = models.TextField(
        _("其他条件"), blank=True, help_text=_("年限、年龄、学历等按规则参数核对，这里写其余条件")
    )
    document_number = models.CharField(_("公告文号"), max_length=40, blank=True)
    drawn_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("拟定人"),
        editable=False,
    )  # fmt: skip
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.NOTICE, editable=False)

    named_with: ClassVar[tuple[str, ...]] = ("unit",)
    objects = LiveManager.from_queryset(AnnouncedQuerySet)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("晋升招录批次")
        ordering: ClassVar = ["-year", "-applies_from", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "track", "year", "title"],
                condition=Q(voided_at__isnull=True),
                name="one_promotion_round_of_a_title",
                violation_error_message=_("本单位这一年已有同名的批次"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"

    def get_absolute_url(self) -> str:
        """The round's page."""
        return f"/villages/ways-up/rounds/{self.pk}/"

    def clean(self) -> None:
        """Applications close on or after the day they open."""
        if self.applies_from and self.applies_to and self.applies_to < self.applies_from:
            raise ValidationError({"applies_to": _("报名截止早于报名开始，请核对这两个日期")})


class PromotionPost(Record):
    """A post of a round: whose, which, and for how many."""

    round = models.ForeignKey(PromotionRound, models.PROTECT, related_name="posts", verbose_name=_("批次"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("用人单位"))
    title = models.CharField(_("岗位"), max_length=60)
    quota = models.PositiveSmallIntegerField(_("人数"), default=1, validators=[MinValueValidator(1)])

    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(Record.Meta):
        verbose_name = _("晋升岗位")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "unit", "title"],
                condition=Q(voided_at__isnull=True),
                name="one_post_of_a_title_per_round",
                violation_error_message=_("这个批次已有此岗位"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"


class PromotionApplication(ScopedRecord):
    """One cadre's application in a round, from the own application to the appointment.

    `total` and `place` are computed from the scores of the whole round. `checked` holds the conditions as they stood when the county
    reviewed them, `made_by` the parameters by which. `warned_why` is only typed, never stored: it moves to a record of its own.
    """

    class State(models.TextChoices):
        APPLIED = "applied", _("已报名")
        RECOMMENDED = "recommended", _("乡镇已推荐")
        QUALIFIED = "qualified", _("资格审查通过")
        INSPECTING = "inspecting", _("考察中")
        VETTING = "vetting", _("联审中")
        PUBLICITY = "publicity", _("公示中")
        APPOINTED = "appointed", _("已录用")
        NOT_TAKEN = "not_taken", _("未录用")
        WITHDRAWN = "withdrawn", _("已放弃")

    round = models.ForeignKey(PromotionRound, models.PROTECT, related_name="applications", verbose_name=_("批次"))
    cadre = models.ForeignKey(VillageCadre, models.PROTECT, related_name="promotions", verbose_name=_("任职登记"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="village_promotions", verbose_name=_("村干部"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="promotions", verbose_name=_("村（社区）"))
    township = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("乡镇（街道）"))
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("县区"))
    post = models.ForeignKey(
        PromotionPost, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("报考岗位")
    )
    applied_on = models.DateField(_("报名日期"))
    statement = models.TextField(_("本人陈述"), blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("代录人")
    )
    appraisal = models.CharField(_("上年度考核等次"), max_length=12, choices=YearGrade, blank=True)
    recommended_on = models.DateField(_("乡镇推荐日期"), null=True, blank=True)
    recommendation = models.TextField(_("乡镇推荐意见"), blank=True)
    review = models.TextField(_("资格审查意见"), blank=True)
    reviewed_on = models.DateField(_("资格审查日期"), null=True, blank=True)
    qualified_on = models.DateField(_("资格审查通过日期"), null=True, blank=True)
    checked = models.JSONField(_("条件核对"), default=list, blank=True)
    made_by = MadeByField(_("核对所依参数"))
    admission_number = models.CharField(_("准考证号"), max_length=20, blank=True)
    written = score_field(_("笔试成绩"))
    written_absent = models.BooleanField(_("笔试缺考"), default=False)
    bonus = models.DecimalField(_("加分"), max_digits=4, decimal_places=2, default=Decimal(0))
    interview = score_field(_("面试成绩"))
    interview_absent = models.BooleanField(_("面试缺考"), default=False)
    total = models.DecimalField(_("总成绩"), max_digits=6, decimal_places=2, null=True, editable=False)
    place = models.PositiveSmallIntegerField(_("名次"), null=True, editable=False)
    selected_on = models.DateField(_("确定为考察对象日期"), null=True, blank=True)
    inspected_on = models.DateField(_("考察日期"), null=True, blank=True)
    inspection = models.TextField(_("考察情况"), blank=True)
    public_on = models.DateField(_("公示开始日期"), null=True, blank=True)
    appointed_on = models.DateField(_("录用（聘用）日期"), null=True, blank=True)
    appointed_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("录用（聘用）单位")
    )
    appointed_title = models.CharField(_("录用（聘用）岗位"), max_length=60, blank=True)
    appointed_document = models.CharField(_("录用（聘用）文号"), max_length=40, blank=True)
    serves_until = models.DateField(_("最低服务期至"), null=True, blank=True)
    warned_why = models.CharField(_("有反映未办结时的推荐理由"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.APPLIED, editable=False)

    owner_links: ClassVar[tuple[str, ...]] = ("person",)
    named_with: ClassVar[tuple[str, ...]] = ("round__unit", "person")
    derived: ClassVar[frozenset[str]] = frozenset({"total", "place"})
    field_classes: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        (
            "statement", "appraisal", "recommendation", "review", "checked", "admission_number", "written",
            "written_absent", "bonus", "interview", "interview_absent", "total", "place", "inspection", "warned_why",
        ),
        FieldClass.PERSONAL,
    )  # fmt: skip
    objects = ScopedManager()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("晋升报名")
        ordering: ClassVar = ["round", "place", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "person"],
                condition=Q(voided_at__isnull=True),
                name="one_application_per_round",
                violation_error_message=_("此人已报名这个批次"),
            ),
            models.UniqueConstraint(
                fields=["round", "admission_number"],
                condition=Q(voided_at__isnull=True) & ~Q(admission_number=""),
                name="one_admission_number_per_round",
                violation_error_message=_("这个批次已有此准考证号"),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["round", "state"], name="promotions_by_state")]

    def __str__(self) -> str:
        return f"{self.person.name} {self.round.title}"

    def shown_content(self) -> list[tuple[str, str]]:
        """What a signature stands under, in words; the conditions are shown beside it."""
        return content_in_words(self, hidden=frozenset({"checked", "made_by", "warned_why", "cadre"}))


class WarnedSignature(ScopedRecord):
    """Why somebody signed although a clue was open: read by the county and above, never by the cadre or the village."""

    class Step(models.TextChoices):
        RECOMMEND = "recommend", _("乡镇推荐")
        REVIEW = "review", _("县级审查")
        APPOINT = "appoint", _("录用或命名")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("县区"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("村干部"))
    about = models.CharField(_("事项"), max_length=120)
    step = models.CharField(_("环节"), max_length=10, choices=Step)
    why = models.CharField(_("理由"), max_length=300)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("签署人"))
    signed_on = models.DateField(_("签署日期"))

    named_with: ClassVar[tuple[str, ...]] = ("person",)
    field_classes: ClassVar[dict[str, FieldClass]] = {"why": FieldClass.PERSONAL}

    class Meta(ScopedRecord.Meta):
        verbose_name = _("有反映仍签署的理由")
        ordering: ClassVar = ["-signed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.person.name} {self.about}"
