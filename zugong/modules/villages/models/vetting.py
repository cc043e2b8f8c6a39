"""Joint vetting: its cases, the negative list, and the filing of secretaries at county level."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.registry.scope import ScopedRecord
from zugong.kernel.sealing.classes import FieldClass
from zugong.modules.villages.models.cadres import Office, VillageRole
from zugong.modules.villages.rules.vetting import Ban as BanCode
from zugong.modules.villages.rules.vetting import Lasting


class Ban(models.TextChoices):
    """The negative list, “十不选”."""

    DISLOYAL = BanCode.DISLOYAL, _("政治上不合格，有不当言行")
    CRIMINAL = BanCode.CRIMINAL, _("受过刑事处罚或涉黑涉恶、村霸")
    DISCIPLINE = BanCode.DISCIPLINE, _("党纪政务处分影响期内或正被立案审查")
    UNLAWFUL_CREED = BanCode.UNLAWFUL_CREED, _("参与非法宗教、邪教、黄赌毒或利用宗族干扰")
    VOTE_BUYING = BanCode.VOTE_BUYING, _("拉票贿选等破坏选举")
    DISTURBANCE = BanCode.DISTURBANCE, _("组织参与群体性事件或非法上访")
    UNFIT = BanCode.UNFIT, _("履职不力、考核不称职、民主评议不合格或长期外出")
    MISUSE = BanCode.MISUSE, _("侵占挪用集体资金资产未纠正")
    LAND_AND_DEBT = BanCode.LAND_AND_DEBT, _("违法用地建设、破坏环境或失信被执行人")
    OTHER = BanCode.OTHER, _("其他不宜任职情形")


class JointReview(ScopedRecord):
    """One vetting of one person for one occasion. It says what came of it, never why: that the county and the departments keep."""

    class Occasion(models.TextChoices):
        TERM = "term", _("换届")
        BY_ELECTION = "by_election", _("补选")
        ADJUSTMENT = "adjustment", _("届中调整")
        RECRUITMENT = "recruitment", _("统一招考")
        PROMOTION = "promotion", _("晋升")
        ROLE_MODEL = "role_model", _("典型选树")

    class State(models.TextChoices):
        SELF_CHECK = "self_check", _("村级自查")
        TOWNSHIP_REVIEW = "township_review", _("乡镇初审")
        JOINT = "joint", _("县级联审")
        DECIDING = "deciding", _("县级审定")
        DEFERRED = "deferred", _("暂缓")
        FEEDBACK = "feedback", _("待反馈公示")
        PUBLICITY = "publicity", _("公示")
        FORMAL = "formal", _("通过")
        FAILED = "failed", _("不通过")
        WITHDRAWN = "withdrawn", _("撤回")

    class Result(models.TextChoices):
        PASSED = "passed", _("通过")
        FAILED = "failed", _("不通过")
        DEFERRED = "deferred", _("暂缓")

    person = models.ForeignKey(Person, models.PROTECT, related_name="joint_reviews", verbose_name=_("人选"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="joint_reviews", verbose_name=_("村（社区）"))
    township = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("乡镇（街道）"))
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("县区"))
    office = models.CharField(_("拟任职务"), max_length=18, choices=Office, blank=True)
    occasion = models.CharField(_("事由"), max_length=12, choices=Occasion)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("提请人")
    )
    requested_on = models.DateField(_("提请日期"))
    state = models.CharField(_("环节"), max_length=15, choices=State, default=State.SELF_CHECK)
    asked_on = models.DateField(_("征求部门日期"), null=True, blank=True)
    asked = models.PositiveSmallIntegerField(_("征求部门数"), null=True, blank=True)
    replied = models.PositiveSmallIntegerField(_("已答复部门数"), null=True, blank=True)
    missing = models.CharField(_("未设账号的部门"), max_length=200, blank=True)
    result = models.CharField(_("联审结果"), max_length=8, choices=Result, blank=True)
    decided_on = models.DateField(_("审定日期"), null=True, blank=True)
    decided_in_time = models.BooleanField(_("按时审定"), null=True, blank=True)
    look_again_on = models.DateField(_("再议日期"), null=True, blank=True)
    formal_on = models.DateField(_("正式通过日期"), null=True, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)

    owner_links: ClassVar[tuple[str, ...]] = ("person",)
    named_with: ClassVar[tuple[str, ...]] = ("unit", "person")
    field_classes: ClassVar[dict[str, FieldClass]] = {"result": FieldClass.PERSONAL}

    class Meta(ScopedRecord.Meta):
        verbose_name = _("联审")
        ordering: ClassVar = [F("requested_on").desc(), "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "occasion"],
                condition=Q(voided_at__isnull=True) & ~Q(state__in=("formal", "failed", "withdrawn")),
                name="one_open_vetting_per_occasion",
                violation_error_message=_("此人这一事由的联审正在办理"),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state"], name="vettings_of_village")]

    def __str__(self) -> str:
        return f"{self.unit} {self.person.name} {self.get_occasion_display()}"


class NegativeItem(ScopedRecord):
    """One item of the negative list that stands against a person. Read by the county that keeps it and the department it came from."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="negative_items", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("登记县区"))
    source = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("来源部门")
    )
    item = models.CharField(_("负面清单项"), max_length=16, choices=Ban)
    from_date = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True, help_text=_("当日仍有效；长期有效的留空并勾选“长期”"))
    lasting = models.BooleanField(_("长期"), default=False)
    document = models.CharField(_("依据"), max_length=120, blank=True)
    lifted_on = models.DateField(_("解除日期"), null=True, blank=True)
    lifted_why = models.CharField(_("解除原因"), max_length=200, blank=True)
    closed = models.BooleanField(_("限联审成员知悉"), default=True)

    unit_links: ClassVar[tuple[str, ...]] = ("unit", "source")
    named_with: ClassVar[tuple[str, ...]] = ("person",)
    closed_where: ClassVar[str] = "closed"
    field_classes: ClassVar[dict[str, FieldClass]] = dict.fromkeys(
        ("item", "from_date", "until", "document", "lifted_why"), FieldClass.PERSONAL
    )

    class Meta(ScopedRecord.Meta):
        verbose_name = _("负面清单记录")
        ordering: ClassVar = [F("from_date").desc(), "pk"]

    def __str__(self) -> str:
        return f"{self.person.name} {self._meta.verbose_name}"

    @property
    def in_force(self) -> bool:
        """True if it stands against the person today."""
        return Lasting(self.from_date, self.until, self.lifted_on).in_force_on(calendar.today())

    def clean(self) -> None:
        """An item has an end or lasts; it ends after it begins, and is lifted with a reason."""
        if self.lasting == (self.until is not None):
            raise ValidationError({"until": _("请填写终止日期，或勾选“长期”，二者取一")})
        if self.from_date and self.until and self.until < self.from_date:
            raise ValidationError({"until": _("终止日期早于起始日期")})
        if (self.lifted_on is None) != (not self.lifted_why.strip()):
            raise ValidationError({"lifted_why": _("解除须同时填写日期和原因")})


class SecretaryFiling(ScopedRecord):
    """A change of a village's Party secretary that the township files with the county (县级备案)."""

    class Kind(models.TextChoices):
        APPOINTMENT = "appointment", _("任职")
        CHANGE = "change", _("调整")
        REMOVAL = "removal", _("免职")

    class State(models.TextChoices):
        OWED = "owed", _("待报备")
        FILED = "filed", _("待县级确认")
        CONFIRMED = "confirmed", _("已备案")
        LAPSED = "lapsed", _("登记更正，无须备案")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="secretary_filings", verbose_name=_("村（社区）"))
    township = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("报备乡镇"))
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("备案县区"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="secretary_filings", verbose_name=_("书记"))
    role = models.ForeignKey(VillageRole, models.PROTECT, related_name="filings", verbose_name=_("任职记录"))
    kind = models.CharField(_("备案事项"), max_length=12, choices=Kind)
    happened_on = models.DateField(_("变动日期"))
    opened_on = models.DateField(_("产生日期"))
    due_on = models.DateField(_("报备时限"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OWED)
    document_number = models.CharField(_("任免文件号"), max_length=60, blank=True)
    document_date = models.DateField(_("文件日期"), null=True, blank=True)
    filed_on = models.DateField(_("报备日期"), null=True, blank=True)
    confirmed_on = models.DateField(_("确认日期"), null=True, blank=True)

    owner_links: ClassVar[tuple[str, ...]] = ("person",)
    named_with: ClassVar[tuple[str, ...]] = ("unit", "person")

    class Meta(ScopedRecord.Meta):
        verbose_name = _("书记备案")
        ordering: ClassVar = [F("happened_on").desc(), "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["role", "kind", "happened_on"],
                condition=Q(voided_at__isnull=True) & ~Q(state="lapsed"),
                name="one_filing_per_change_of_a_secretary",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.person.name} {self.get_kind_display()}"

    @property
    def is_overdue(self) -> bool:
        """True if it is owed, and its day has passed."""
        return self.state == self.State.OWED and self.due_on is not None and self.due_on < calendar.today()
