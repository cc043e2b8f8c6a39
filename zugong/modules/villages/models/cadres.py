"""Village cadres and the offices they hold."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.registry.scope import ScopedRecord
from zugong.kernel.sealing.classes import FieldClass
from zugong.modules.villages.models.appointing import Basis, Leaving
from zugong.modules.villages.models.people import Level
from zugong.modules.villages.rules.register import LAST_RANK, RANKS
from zugong.modules.villages.rules.register import Office as OfficeCode

MONTHS_OF_A_YEAR = 12


class Office(models.TextChoices):
    """Seats, from the first of a village down; the order is that of every list."""

    SECRETARY = OfficeCode.SECRETARY, _("党组织书记")
    DIRECTOR = OfficeCode.DIRECTOR, _("村（居）委会主任")
    DEPUTY_SECRETARY = OfficeCode.DEPUTY_SECRETARY, _("党组织副书记")
    DEPUTY_DIRECTOR = OfficeCode.DEPUTY_DIRECTOR, _("村（居）委会副主任")
    PARTY_MEMBER = OfficeCode.PARTY_MEMBER, _("党组织委员")
    COMMITTEE_MEMBER = OfficeCode.COMMITTEE_MEMBER, _("村（居）委会委员")
    SUPERVISION_HEAD = OfficeCode.SUPERVISION_HEAD, _("监委会主任")
    SUPERVISION_MEMBER = OfficeCode.SUPERVISION_MEMBER, _("监委会委员")
    OTHER = OfficeCode.OTHER, _("其他村干部")
    RESERVE = OfficeCode.RESERVE, _("后备干部")


RANKED = [*((RANKS[office], office.label) for office in Office), (LAST_RANK, _("无现任职务"))]
"""The offices by their order, for those who ask for the first one that somebody holds."""


class Source(models.TextChoices):
    """How somebody became a village cadre."""

    ELECTED = "elected", _("选举")
    ASSIGNED = "assigned", _("选派")
    CROSS_VILLAGE = "cross_village", _("跨村")
    RECRUITED = "recruited", _("招录")
    RETURNED = "returned", _("返乡")


class Politics(models.TextChoices):
    """Political status (政治面貌), GB/T 4762 in the parts that occur."""

    MEMBER = "01", _("中共党员")
    PROBATIONARY = "02", _("中共预备党员")
    YOUTH_LEAGUE = "03", _("共青团员")
    DEMOCRATIC_PARTY = "10", _("民主党派")
    NON_PARTY = "12", _("无党派人士")
    MASSES = "13", _("群众")


class Condition(models.TextChoices):
    """What became of the person, as far as it bears on office."""

    NORMAL = "normal", _("正常")
    DECEASED = "deceased", _("已故")
    SENTENCED = "sentenced", _("受刑事处罚")


class Vetting(models.TextChoices):
    """The outcome of joint vetting (联审)."""

    NONE = "none", _("未联审")
    PASSED = "passed", _("通过")
    FAILED = "failed", _("不通过")
    DEFERRED = "deferred", _("暂缓")


class PayGrade(models.TextChoices):
    """The step of pay (报酬档次)."""

    CHIEF = "chief", _("正职")
    DUAL = "dual", _("一肩挑")
    DEPUTY = "deputy", _("副职")
    MEMBER = "member", _("委员")
    NONE = "none", _("不计酬")


class Insurance(models.TextChoices):
    """Old-age insurance."""

    RESIDENT = "resident", _("城乡居民养老保险")
    EMPLOYEE = "employee", _("企业职工养老保险")
    NONE = "none", _("未参保")


class VillageCadre(ScopedRecord):
    """One person's service in one village or community.

    `in_office` to `full_time_level` tell of the offices and the education as they stand; `actions.keeping` computes them when these change.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="village_cadres", verbose_name=_("村（社区）"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="village_cadres", verbose_name=_("村干部"))
    source = models.CharField(_("来源"), max_length=14, choices=Source, blank=True)
    politics = models.CharField(_("政治面貌"), max_length=2, choices=Politics, blank=True)
    party_date = models.DateField(_("入党时间"), null=True, blank=True)
    dual_post = models.BooleanField(_("是否一肩挑"), null=True, blank=True)
    pay_grade = models.CharField(_("报酬档次"), max_length=6, choices=PayGrade, blank=True)
    insurance = models.CharField(_("养老保险"), max_length=8, choices=Insurance, blank=True)
    crosses_villages = models.BooleanField(_("跨村任职"), default=False)
    veteran = models.BooleanField(_("退役军人"), default=False)
    entrepreneur = models.BooleanField(_("致富带头人"), default=False)
    condition = models.CharField(_("人员状态"), max_length=9, choices=Condition, default=Condition.NORMAL)
    vetting = models.CharField(_("联审结果"), max_length=8, choices=Vetting, default=Vetting.NONE)
    vetting_replies = models.PositiveSmallIntegerField(_("联审回复部门数"), null=True, blank=True)
    paid_months = models.PositiveSmallIntegerField(
        _("本年计酬月数"), null=True, blank=True, validators=[MaxValueValidator(MONTHS_OF_A_YEAR)]
    )
    paid_amount = models.PositiveIntegerField(_("本年已发报酬（元）"), null=True, blank=True)

    in_office = models.BooleanField(_("在任"), default=False, editable=False)
    rank = models.PositiveSmallIntegerField(_("主要职务"), choices=RANKED, default=LAST_RANK, editable=False)
    duties = models.CharField(_("职务"), max_length=120, blank=True, editable=False)
    holds_both = models.BooleanField(_("书记主任一肩挑"), default=False, editable=False)
    level = models.PositiveSmallIntegerField(_("学历"), choices=Level, null=True, editable=False)
    full_time_college = models.BooleanField(_("全日制大专及以上"), default=False, editable=False)

    owner_links: ClassVar[tuple[str, ...]] = ("person",)
    named_with: ClassVar[tuple[str, ...]] = ("unit", "person")
    summary: ClassVar[tuple[str, ...]] = (
        "in_office", "rank", "duties", "holds_both", "level", "full_time_college",
    )  # fmt: skip
    derived: ClassVar[frozenset[str]] = frozenset(summary)
    field_classes: ClassVar[dict[str, FieldClass]] = {
        "paid_amount": FieldClass.PERSONAL,
        "condition": FieldClass.PERSONAL,
        "vetting": FieldClass.PERSONAL,
    }

    class Meta(ScopedRecord.Meta):
        verbose_name = _("村干部")
        ordering: ClassVar = ["unit", "rank", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "person"],
                condition=Q(voided_at__isnull=True),
                name="one_service_of_a_person_per_village",
                violation_error_message=_("此人已登记为该村干部；兼任的职务请在“任职记录”中添加"),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "rank"], name="cadres_of_village")]

    def __str__(self) -> str:
        return f"{self.unit} {self.person.name}"


class VillageRole(ScopedRecord):
    """One office of a cadre, from when to when (`end_date` empty: still)."""

    cadre = models.ForeignKey(VillageCadre, models.PROTECT, related_name="roles", verbose_name=_("村干部"))
    office = models.CharField(_("职务"), max_length=18, choices=Office)
    title = models.CharField(_("具体称谓"), max_length=60, blank=True)
    start_date = models.DateField(_("任职时间"), null=True, blank=True)
    end_date = models.DateField(_("离任时间"), null=True, blank=True)
    basis = models.CharField(_("任职方式"), max_length=15, choices=Basis, blank=True)
    document = models.CharField(_("任职文件或会议"), max_length=120, blank=True)
    leaving = models.CharField(_("离任方式"), max_length=11, choices=Leaving, blank=True)
    leaving_why = models.CharField(_("离任原因"), max_length=200, blank=True)

    unit_links: ClassVar[tuple[str, ...]] = ("cadre__unit",)
    owner_links: ClassVar[tuple[str, ...]] = ("cadre__person",)
    named_with: ClassVar[tuple[str, ...]] = ("cadre__unit", "cadre__person")

    class Meta(ScopedRecord.Meta):
        verbose_name = _("任职记录")
        ordering: ClassVar = [F("end_date").desc(nulls_first=True), F("start_date").desc(nulls_last=True), "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cadre", "office", "start_date"],
                condition=Q(voided_at__isnull=True),
                name="one_start_per_office_of_a_cadre",
                violation_error_message=_("此人这个职务从这一天起的任职已登记"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cadre} {self.get_office_display()}"

    def clean(self) -> None:
        """An office ends after it starts. Rows from elsewhere may break this; they are found, see `rules`."""
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValidationError({"end_date": _("离任时间早于任职时间，请核对这两个日期")})
