"""What village cadres are paid: the incomes and grades it follows from, the sum of each cadre and year, and what was paid of it."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.ledger.columns import labelled
from zugong.kernel.parameters.versions import MADE_BY, MadeByField
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import ScopedRecord
from zugong.kernel.sealing.classes import FieldClass
from zugong.modules.villages.models.cadres import MONTHS_OF_A_YEAR, VillageCadre
from zugong.modules.villages.models.money import YuanField
from zugong.modules.villages.rules.pay import Grade, Step

FIRST_YEAR, LAST_YEAR = 2000, 2100
YEARS = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
NOT_NEGATIVE = [MinValueValidator(Decimal(0))]
MORE_THAN_NOTHING = [MinValueValidator(Decimal("0.01"))]


class PayStep(models.TextChoices):
    """The steps of pay, from the first down."""

    DUAL = Step.DUAL, _("一肩挑")
    CHIEF = Step.CHIEF, _("正职")
    DEPUTY = Step.DEPUTY, _("副职")
    MEMBER = Step.MEMBER, _("委员")
    NONE = Step.NONE, _("不计酬")


class YearGrade(models.TextChoices):
    """The grade of a yearly appraisal of village cadres."""

    EXCELLENT = Grade.EXCELLENT, _("优秀")
    COMPETENT = Grade.COMPETENT, _("称职")
    BASIC = Grade.BASIC, _("基本称职")
    INCOMPETENT = Grade.INCOMPETENT, _("不称职")


class CountyIncome(ScopedRecord):
    """The disposable income per head of a county's rural residents (农村居民人均可支配收入) in one year, from the statistical bulletin."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rural_incomes", verbose_name=_("县区"))
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    amount = YuanField(_("农村居民人均可支配收入（元）"), validators=MORE_THAN_NOTHING)
    document = models.CharField(_("统计公报"), max_length=120)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)

    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("农村居民人均可支配收入")
        ordering: ClassVar = ["-year", "unit"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=Q(voided_at__isnull=True),
                name="one_rural_income_per_county_and_year",
                violation_error_message=_("这个县区这一年的收入已登记"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


class CollectiveIncome(ScopedRecord):
    """What a village's collective economy took in in one year; its growth makes the cadres' incentive."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="collective_incomes", verbose_name=_("村（社区）"))
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    income = YuanField(_("集体经营性收入（元）"), validators=NOT_NEGATIVE)
    document = models.CharField(_("认定依据"), max_length=120, blank=True)

    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("村集体经济收入")
        ordering: ClassVar = ["-year", "unit"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=Q(voided_at__isnull=True),
                name="one_collective_income_per_village_and_year",
                violation_error_message=_("这个村这一年的集体收入已登记"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


class YearAppraisal(ScopedRecord):
    """The grade of a cadre's yearly appraisal; performance pay follows it."""

    cadre = models.ForeignKey(VillageCadre, models.PROTECT, related_name="appraisals", verbose_name=_("村干部"))
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    grade = models.CharField(_("考核等次"), max_length=12, choices=YearGrade)
    document = models.CharField(_("考核文件"), max_length=120, blank=True)

    unit_links: ClassVar[tuple[str, ...]] = ("cadre__unit",)
    owner_links: ClassVar[tuple[str, ...]] = ("cadre__person",)
    named_with: ClassVar[tuple[str, ...]] = ("cadre__unit", "cadre__person")
    field_classes: ClassVar[dict[str, FieldClass]] = {"grade": FieldClass.PERSONAL}

    class Meta(ScopedRecord.Meta):
        verbose_name = _("村干部年度考核")
        ordering: ClassVar = ["-year", "cadre"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cadre", "year"],
                condition=Q(voided_at__isnull=True),
                name="one_appraisal_per_cadre_and_year",
                violation_error_message=_("此人这一年的考核等次已登记"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cadre} {self.year}"


class PayBasis(ScopedRecord):
    """The parameter values that made the pay of one year at one place, kept once for all who were paid by them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("适用地"))
    year = models.PositiveSmallIntegerField(_("年度"))
    digest = models.CharField(_("摘要"), max_length=64)
    made_by = MadeByField(MADE_BY)

    computed: ClassVar[bool] = True
    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("报酬核算口径")
        ordering: ClassVar = ["unit", "year", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year", "digest"], name="one_row_per_basis_of_pay"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


class PayStatement(ScopedRecord):
    """What one cadre is due for one year, how that came about, and what was paid of it.

    Computed by `actions.pay_keeping` whenever offices, incomes, grades, payments or parameters change; nobody types it. Once the
    year is settled by signature, what is due stays as it was signed, and what is found out later is a `PaySupplement`.
    """

    class Standing(models.TextChoices):
        EVEN = "even", _("已足额")
        SHORT = "short", _("未发足")
        OVER = "over", _("多发")
        NO_MONTHS = "no_months", _("无月数有发放")

    cadre = models.ForeignKey(VillageCadre, models.PROTECT, related_name="pay_statements", verbose_name=_("村干部"))
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    months = models.PositiveSmallIntegerField(
        _("计酬月数"), default=0, validators=[MaxValueValidator(MONTHS_OF_A_YEAR)]
    )
    steps = models.JSONField(_("各月档次"), default=list, blank=True)
    main_step = models.CharField(_("报酬档次"), max_length=6, choices=PayStep, default=PayStep.NONE)
    income = YuanField(_("上年农村居民人均可支配收入（元）"), null=True, blank=True)
    grade = models.CharField(_("考核等次"), max_length=12, choices=YearGrade, blank=True)
    base = YuanField(_("基本报酬（元）"), default=0)
    performance = YuanField(_("绩效报酬（元）"), default=0)
    incentive = YuanField(_("集体经济激励（元）"), default=0)
    computed_total = YuanField(_("应发合计（元）"), default=0)
    supplements_total = YuanField(_("结算后补差（元）"), default=0)
    fallen_due = YuanField(_("到期应发（元）"), default=0)
    paid = YuanField(_("已发（元）"), default=0)
    arrears = YuanField(_("拖欠（元）"), default=0)
    arrears_since = models.DateField(_("拖欠起于"), null=True, blank=True)
    standing = models.CharField(_("核对"), max_length=9, choices=Standing, default=Standing.EVEN)
    basis = models.ForeignKey(
        PayBasis, models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("核算口径")
    )
    settlement = models.ForeignKey(
        "villages.PaySettlement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("年度结算"),
    )

    computed: ClassVar[bool] = True
    unit_links: ClassVar[tuple[str, ...]] = ("cadre__unit",)
    owner_links: ClassVar[tuple[str, ...]] = ("cadre__person",)
    named_with: ClassVar[tuple[str, ...]] = ("cadre__unit", "cadre__person")
    amounts: ClassVar[tuple[str, ...]] = (
        "base", "performance", "incentive", "computed_total", "supplements_total", "fallen_due", "paid", "arrears",
        "difference",
    )  # fmt: skip
    field_classes: ClassVar[dict[str, FieldClass]] = dict.fromkeys((*amounts, "grade"), FieldClass.PERSONAL)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("报酬核算单")
        ordering: ClassVar = ["-year", "cadre"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cadre", "year"],
                condition=Q(voided_at__isnull=True),
                name="one_pay_statement_per_cadre_and_year",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["year", "standing"], name="pay_by_year_and_standing")]

    def __str__(self) -> str:
        return f"{self.cadre} {self.year}"

    @property
    def through(self) -> date:
        """The last day that is looked at: the year's last, or today in a year that is not over."""
        return min(date(self.year, MONTHS_OF_A_YEAR, 31), calendar.today())

    @property
    def whole(self) -> Decimal:
        """All that is due for the year, what was found out after its settlement included."""
        return self.computed_total + self.supplements_total

    @property
    @labelled(_("已发减应发（元）"))
    def difference(self) -> Decimal:
        """Paid less due; below nought is still owed."""
        return self.paid - self.whole

    @property
    def is_settled(self) -> bool:
        """True once the year has been settled by signature."""
        return self.settlement_id is not None


class PayPayment(ScopedRecord):
    """Money that a cadre was paid on one day. The finance office's list knows it by cadre, day and kind."""

    class Kind(models.TextChoices):
        MONTHLY = "monthly", _("月发")
        SETTLEMENT = "settlement", _("年终结算")
        INCENTIVE = "incentive", _("激励")
        SUPPLEMENT = "supplement", _("补发")

    cadre = models.ForeignKey(VillageCadre, models.PROTECT, related_name="pay_payments", verbose_name=_("村干部"))
    year = models.PositiveSmallIntegerField(_("所属年度"), validators=YEARS)
    paid_on = models.DateField(_("发放日期"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind, default=Kind.MONTHLY)
    amount = YuanField(_("金额（元）"), validators=MORE_THAN_NOTHING)
    note = models.CharField(_("备注"), max_length=120, blank=True)

    unit_links: ClassVar[tuple[str, ...]] = ("cadre__unit",)
    owner_links: ClassVar[tuple[str, ...]] = ("cadre__person",)
    named_with: ClassVar[tuple[str, ...]] = ("cadre__unit", "cadre__person")
    field_classes: ClassVar[dict[str, FieldClass]] = {"amount": FieldClass.PERSONAL, "note": FieldClass.PERSONAL}

    class Meta(ScopedRecord.Meta):
        verbose_name = _("报酬发放")
        ordering: ClassVar = ["-paid_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cadre", "paid_on", "kind"],
                condition=Q(voided_at__isnull=True),
                name="one_payment_of_a_kind_per_cadre_and_day",
                violation_error_message=_("此人这一天的这类发放已登记"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cadre} {self.paid_on} {self.get_kind_display()}"

    def clean(self) -> None:
        """Nobody is paid for a year that has not begun."""
        if self.paid_on and self.year and self.year > self.paid_on.year:
            raise ValidationError({"year": _("所属年度晚于发放日期")})
