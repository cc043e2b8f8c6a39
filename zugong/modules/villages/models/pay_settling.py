"""What becomes of pay: what falls due when, the settlement of a year by signature, supplements after it, and arrears."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import ScopedRecord
from zugong.kernel.sealing.classes import FieldClass
from zugong.modules.villages.models.money import YuanField
from zugong.modules.villages.models.pay import YEARS, PayPayment, PayStatement


class PayDue(ScopedRecord):
    """What all cadres of a village together are due on one day: no more than a sum, so that it can be counted without naming anybody."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pay_dues", verbose_name=_("村（社区）"))
    year = models.PositiveSmallIntegerField(_("所属年度"))
    kind = models.CharField(_("类别"), max_length=10, choices=PayPayment.Kind)
    due_on = models.DateField(_("应发日期"))
    amount = YuanField(_("应发（元）"))
    persons = models.PositiveSmallIntegerField(_("人数"))

    computed: ClassVar[bool] = True
    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("到期应发报酬")
        ordering: ClassVar = ["-due_on", "unit", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year", "kind", "due_on"],
                condition=Q(voided_at__isnull=True),
                name="one_sum_due_per_village_day_and_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.due_on}"


class PaySettlement(ScopedRecord):
    """The pay of one township's cadres for one year, submitted by the township and confirmed by the county; then it stands."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草拟")
        SUBMITTED = "submitted", _("已上报")
        CONFIRMED = "confirmed", _("已确认")
        PAID = "paid", _("已发足")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pay_settlements", verbose_name=_("乡镇（街道）"))
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    persons = models.PositiveIntegerField(_("人数"), default=0)
    base = YuanField(_("基本报酬（元）"), default=0)
    performance = YuanField(_("绩效报酬（元）"), default=0)
    incentive = YuanField(_("集体经济激励（元）"), default=0)
    computed_total = YuanField(_("应发合计（元）"), default=0)
    manifest = models.CharField(_("核算单校验码"), max_length=64, blank=True)
    confirmed_on = models.DateField(_("确认日期"), null=True, blank=True, editable=False)
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.DRAFT, editable=False)

    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("报酬年度结算")
        ordering: ClassVar = ["-year", "unit"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=Q(voided_at__isnull=True),
                name="one_settlement_per_township_and_year",
                violation_error_message=_("这个乡镇这一年的结算已开始"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"

    def signed_content(self) -> dict[str, Any]:
        """What township and county sign: whose pay, for which year, how much, and the digest over every statement."""
        amounts = {name: str(getattr(self, name)) for name in ("base", "performance", "incentive", "computed_total")}
        return {"unit": self.unit_id, "year": self.year, "persons": self.persons, "manifest": self.manifest} | amounts


class PaySupplement(ScopedRecord):
    """What was found out after a year was settled: the difference to all that was due before. Rows are added, never changed."""

    statement = models.ForeignKey(PayStatement, models.PROTECT, related_name="supplements", verbose_name=_("核算单"))
    found_on = models.DateField(_("发现日期"))
    months = models.PositiveSmallIntegerField(_("现计酬月数"))
    amount = YuanField(_("补差（元）"))
    result = models.JSONField(_("现计算结果"), default=dict, blank=True)

    computed: ClassVar[bool] = True
    unit_links: ClassVar[tuple[str, ...]] = ("statement__cadre__unit",)
    owner_links: ClassVar[tuple[str, ...]] = ("statement__cadre__person",)
    named_with: ClassVar[tuple[str, ...]] = ("statement__cadre__unit", "statement__cadre__person")
    field_classes: ClassVar[dict[str, FieldClass]] = {"amount": FieldClass.PERSONAL, "result": FieldClass.PERSONAL}

    class Meta(ScopedRecord.Meta):
        verbose_name = _("报酬补差")
        ordering: ClassVar = ["-found_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.statement} {self.found_on}"


class PayArrears(ScopedRecord):
    """A township whose cadres are owed pay longer than the grace; the county's item, which closes by itself when it is paid."""

    class State(models.TextChoices):
        OPEN = "open", _("待清偿")
        PLANNED = "planned", _("限期清偿")
        CLEARED = "cleared", _("已清偿")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pay_arrears", verbose_name=_("乡镇（街道）"))
    opened_on = models.DateField(_("立项日期"))
    persons = models.PositiveIntegerField(_("拖欠人数"), default=0)
    amount = YuanField(_("拖欠金额（元）"), default=0)
    plan = models.CharField(_("清偿安排"), max_length=200, blank=True)
    promised_on = models.DateField(_("承诺清偿日期"), null=True, blank=True)
    cleared_on = models.DateField(_("清偿日期"), null=True, blank=True, editable=False)
    state = models.CharField(_("状态"), max_length=7, choices=State, default=State.OPEN, editable=False)

    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("报酬拖欠")
        ordering: ClassVar = ["-opened_on", "unit"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(voided_at__isnull=True) & ~Q(state="cleared"),
                name="one_open_item_of_arrears_per_township",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.opened_on}"


class ArrearsSpan(ScopedRecord):
    """One statement in arrears, with one amount, from the day on which it was seen until it changed; so the past stays countable."""

    statement = models.ForeignKey(PayStatement, models.PROTECT, related_name="arrears_spans", verbose_name=_("核算单"))
    item = models.ForeignKey(PayArrears, models.PROTECT, related_name="spans", verbose_name=_("拖欠事项"))
    from_date = models.DateField(_("自"))
    until_date = models.DateField(_("至"), null=True, blank=True)
    amount = YuanField(_("拖欠（元）"))

    computed: ClassVar[bool] = True
    unit_links: ClassVar[tuple[str, ...]] = ("statement__cadre__unit",)
    owner_links: ClassVar[tuple[str, ...]] = ("statement__cadre__person",)
    named_with: ClassVar[tuple[str, ...]] = ("statement__cadre__unit", "statement__cadre__person")
    field_classes: ClassVar[dict[str, FieldClass]] = {"amount": FieldClass.PERSONAL}

    class Meta(ScopedRecord.Meta):
        verbose_name = _("拖欠明细")
        ordering: ClassVar = ["-from_date", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["statement"],
                condition=Q(voided_at__isnull=True, until_date__isnull=True),
                name="one_open_span_of_arrears_per_statement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement} {self.from_date}"
