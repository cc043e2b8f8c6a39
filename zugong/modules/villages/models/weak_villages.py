"""Weak villages (软弱涣散村): listed, led by a named leader, mended by a policy of their own, taken off the list after a check."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zugong.kernel.history.models import Record
from zugong.kernel.history.writing import values_of
from zugong.kernel.ledger.columns import labelled
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.registry.scope import ScopedRecord
from zugong.modules.villages.rules.weak_villages import OPEN, Stage


class WeakReason(models.TextChoices):
    """Why a village's Party organization counts as weak."""

    TEAM = "team", _("班子配备不齐、书记长期缺位或不胜任")
    DISCORD = "discord", _("班子不团结、内耗严重")
    IDLE = "idle", _("工作不在状态、组织生活不正常")
    INTERFERENCE = "interference", _("宗族宗教黑恶势力干扰渗透")
    MONEY = "money", _("村务财务公开和民主管理混乱")
    PETITIONS = "petitions", _("信访矛盾突出、社会治安问题较多")
    ECONOMY = "economy", _("集体经济薄弱、无人管事")
    CLUES = "clues", _("村干部违纪违法问题多发")


class WeakVillage(ScopedRecord):
    """A village on the list of one year, from the proposal to the day it is taken off."""

    class State(models.TextChoices):
        PROPOSED = Stage.PROPOSED, _("待县级研究")
        DROPPED = Stage.DROPPED, _("不予列入")
        PLANNING = Stage.PLANNING, _("制定一村一策")
        RECTIFYING = Stage.RECTIFYING, _("整顿中")
        COUNTY_CHECK = Stage.COUNTY_CHECK, _("待县级验收")
        CITY_CHECK = Stage.CITY_CHECK, _("待市级抽查")
        CLOSED = Stage.CLOSED, _("已销号")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="weak_listings", verbose_name=_("村（社区）"))
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("县区"))
    year = models.PositiveSmallIntegerField(_("年度"))
    reasons = models.JSONField(_("列入情形"), default=list)
    situation = models.CharField(_("主要问题"), max_length=500)
    proposed_on = models.DateField(_("提出日期"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("提出人"), editable=False
    )
    document = models.CharField(_("县委研究文号"), max_length=60, blank=True)
    listed_on = models.DateField(_("列入日期"), null=True, blank=True)
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("包村领导")
    )
    first_secretary = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("第一书记")
    )
    sending_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("工作队派出单位")
    )
    goal = models.CharField(_("整顿目标"), max_length=300, blank=True)
    self_report = models.CharField(_("整顿成效自评"), max_length=500, blank=True)
    county_result = models.CharField(_("县级验收意见"), max_length=500, blank=True)
    county_checked_on = models.DateField(_("县级验收日期"), null=True, blank=True)
    city_result = models.CharField(_("市级抽查意见"), max_length=500, blank=True)
    city_checked_on = models.DateField(_("市级抽查日期"), null=True, blank=True)
    closed_on = models.DateField(_("销号日期"), null=True, blank=True)
    relisted_on = models.DateField(_("再次列入日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.PROPOSED, editable=False)

    unit_links: ClassVar[tuple[str, ...]] = ("unit",)
    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("软弱涣散村")
        ordering: ClassVar = ["-year", "unit", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=Q(voided_at__isnull=True) & ~Q(state=Stage.DROPPED),
                name="one_listing_of_a_village_per_year",
                violation_error_message=_("该村本年度已列入；销号后再次出现问题的，在原记录上“再次列入”"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"

    def get_absolute_url(self) -> str:
        """The page of its case."""
        return reverse("procedures:case", args=["villages.weak_village", self.pk])

    @property
    def case_address(self) -> str:
        """The record itself, with its history."""
        return reverse("ledger:record", args=["weak-villages", self.pk])

    @property
    def township(self) -> Unit | None:
        """The unit that mends: the one above the village."""
        return self.unit.parent

    @property
    def city(self) -> Unit | None:
        """The unit that takes samples: the one above the county."""
        return self.county.parent

    @property
    def is_open(self) -> bool:
        """True while the village is on the list."""
        return self.state in OPEN

    @property
    @labelled(_("列入情形"))
    def reasons_in_words(self) -> str:
        """Why it is on the list."""
        words = dict(WeakReason.choices)
        return "；".join(str(words.get(code, code)) for code in self.reasons)

    def shown_content(self) -> list[tuple[str, str]]:
        """What stands on the case's page and on paper: the reasons in words, and what has been filled in."""
        names = (
            "unit", "year", "situation", "proposed_on", "document", "listed_on", "leader", "first_secretary", "sending_unit", "goal",
            "self_report", "county_result", "county_checked_on", "city_result", "city_checked_on", "closed_on", "relisted_on",
        )  # fmt: skip
        shown = [(str(self._meta.get_field(name).verbose_name), str(getattr(self, name) or "")) for name in names]  # type: ignore[union-attr]
        return [*shown[:2], (str(_("列入情形")), self.reasons_in_words), *shown[2:]]

    def signed_content(self) -> dict[str, Any]:
        """What a signature stands under: all but the days that the procedure itself notes."""
        noted = {"state", "listed_on", "county_checked_on", "city_checked_on", "closed_on", "relisted_on"}
        return {name: value for name, value in values_of(self).items() if name not in noted}


class WeakMeasure(Record):
    """One measure of a village's own policy (一村一策): what, by whom, until when, and how far it is."""

    weak_village = models.ForeignKey(WeakVillage, models.PROTECT, related_name="measures", verbose_name=_("软弱涣散村"))
    what = models.CharField(_("整顿措施"), max_length=200)
    responsible = models.CharField(_("责任单位"), max_length=60)
    due = models.DateField(_("完成时限"))
    progress = models.CharField(_("进展"), max_length=300, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("整顿措施")
        ordering: ClassVar = ["due", "pk"]

    def __str__(self) -> str:
        return self.what
