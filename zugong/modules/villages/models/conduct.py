"""The conduct clean-up drive (激浊扬清): supervision visits, and clues about village cadres and teams."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.roles import Verb
from zugong.kernel.history.models import LiveManager
from zugong.kernel.history.writing import values_of
from zugong.kernel.parameters.versions import MadeByField
from zugong.kernel.procedures.models import Duty
from zugong.kernel.registry.models import Person, Unit, UnitKind
from zugong.kernel.registry.scope import Reader, ScopedQuerySet, ScopedRecord
from zugong.modules.villages.models.teams import TeamKind
from zugong.modules.villages.rules.conduct import ENDS, Outcome, Step, Verdict

CHARGED = (UnitKind.COUNTY, UnitKind.ZONE, UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT)
"""Kinds of units above a village that can be charged with a check."""


class VisitKind(models.TextChoices):
    """How somebody looked."""

    ROUTINE = "routine", _("日常走访")
    RANDOM = "random", _("随机抽查")
    SPECIAL = "special", _("专项检查")
    NIGHT = "night", _("值班夜查")


class SupervisionVisit(ScopedRecord):
    """One visit or random check of a village by those above it; clues may come out of it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("检查单位"))
    village = models.ForeignKey(Unit, models.PROTECT, related_name="supervision_visits", verbose_name=_("村（社区）"))
    day = models.DateField(_("检查日期"))
    kind = models.CharField(_("方式"), max_length=8, choices=VisitKind, default=VisitKind.ROUTINE)
    looked_at = models.CharField(_("检查内容"), max_length=200)
    problems = models.PositiveSmallIntegerField(_("发现问题数"), default=0)
    result = models.CharField(_("现场处置"), max_length=300, blank=True, help_text=_("不写涉及个人的线索内容"))

    unit_links: ClassVar[tuple[str, ...]] = ("unit",)
    named_with: ClassVar[tuple[str, ...]] = ("village",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("监督检查")
        ordering: ClassVar = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.village} {self.day} {self.get_kind_display()}"


class ClueSource(models.TextChoices):
    """Where a clue came from."""

    INSPECTION = "inspection", _("巡视巡察")
    VISIT = "visit", _("走访调研")
    HOTLINE = "12345", _("12345 热线")
    PARTY_HOTLINE = "12380", _("12380 举报")
    LETTER = "letter", _("来信来访")
    AUDIT = "audit", _("审计")
    RANDOM = "random", _("随机抽查")


class ClueKind(models.TextChoices):
    """What a clue is about."""

    IDLE = "idle", _("不担当不作为")
    FAVOUR = "favour", _("优亲厚友")
    TAKING = "taking", _("吃拿卡要")
    RUDE = "rude", _("作风粗暴")
    MONEY = "money", _("财务管理不规范")
    DECIDING = "deciding", _("违反议事规则")
    FALSE = "false", _("弄虚作假")
    ABSENT = "absent", _("脱岗缺岗")
    DISCORD = "discord", _("班子不团结")
    PRIVATE = "private", _("个人品行")
    OTHER = "other", _("其他")


class FindingKind(models.TextChoices):
    """What two checkers have found."""

    SUBSTANTIATED = Verdict.SUBSTANTIATED, _("属实")
    PARTLY = Verdict.PARTLY, _("部分属实")
    UNTRUE = Verdict.UNTRUE, _("不属实")
    UNCLEAR = Verdict.UNCLEAR, _("无法查核")


class MeasureKind(models.TextChoices):
    """How somebody is held to account; handing over is a move of its own."""

    REMINDER = "reminder", _("提醒")
    CRITICISM = "criticism", _("批评教育")
    ADMONITION = "admonition", _("诫勉")
    SUSPENSION = "suspension", _("停职检查")
    REMOVAL = "removal", _("免职")
    RECALL = "recall", _("罢免")


class Receiver(models.TextChoices):
    """To whom a matter is handed over."""

    DISCIPLINE = "discipline", _("纪检监察机关")
    JUSTICE = "justice", _("公安司法机关")
    OTHER = "other", _("其他机关")


class OutcomeKind(models.TextChoices):
    """What came back."""

    NO_CASE = Outcome.NO_CASE, _("未立案，已了结")
    RETURNED = Outcome.RETURNED, _("退回作组织处理，另行登记")
    DISCIPLINED = Outcome.DISCIPLINED, _("党纪政务处分")
    PROSECUTED = Outcome.PROSECUTED, _("追究刑事责任")


class ClueQuerySet(ScopedQuerySet):
    """Clues, which only the handling chain sees."""

    def visible_to(self, reader: Reader) -> Self:
        """The clues of the units for which the reader handles matters: the unit that keeps one and the unit charged with it.

        Reading all that lies below gives nothing here. A leader sees a clue once its overdue duty has climbed to the leader's unit,
        for as long as it is overdue. Nobody sees a clue about oneself.
        """
        user: Any = reader
        chain = user.units_acted_for(Verb.CONFIRM)
        climbed = Duty.objects.open().filter(
            model=ContentType.objects.get_for_model(self.model),
            level__gt=0,
            escalated_to__in=user.units_acted_for(Verb.DIRECT),
        )
        seen = self.filter(Q(unit__in=chain) | Q(handler__in=chain) | Q(pk__in=climbed.values("record_id")))
        return seen if user.person_id is None else seen.exclude(person=user.person_id)

    def open(self) -> Self:
        """Those that are not at their end."""
        return self.exclude(state__in=ENDS)


class Clue(ScopedRecord):
    """One clue (问题线索) about a village cadre or a village's team, from the day it came in to its end.

    `unit` received it and keeps it: it charges a unit with the check and decides what follows; `handler` is the unit charged. What
    a clue says and what was found is kept here alone: the history tells that it changed and holds no copy. When the matter is
    handed over to discipline inspection or law, all of it is emptied, and the status remains.
    """

    class State(models.TextChoices):
        FOUND = Step.FOUND, _("待交办")
        CHECKING = Step.CHECKING, _("查核中")
        CHECKED = Step.CHECKED, _("待第二人签字")
        CONCLUDED = Step.CONCLUDED, _("待处理")
        HANDLED = Step.HANDLED, _("待告知本人")
        RECTIFYING = Step.RECTIFYING, _("整改中")
        RECHECKING = Step.RECHECKING, _("待回访复查")
        CLOSED = Step.CLOSED, _("已销号")
        CLEARED = Step.CLEARED, _("已澄清了结")
        SHELVED = Step.SHELVED, _("了结存查")
        HANDED_OVER = Step.HANDED_OVER, _("已移送")
        OUTCOME = Step.OUTCOME, _("移送已有结果")

    number = models.CharField(_("线索编号"), max_length=20, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("受理单位"))
    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("村（社区）"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("反映对象")
    )
    team = models.CharField(_("涉及班子"), max_length=12, choices=TeamKind, blank=True)
    source = models.CharField(_("线索来源"), max_length=10, choices=ClueSource, blank=True)
    kind = models.CharField(_("问题类型"), max_length=10, choices=ClueKind, blank=True)
    received = models.DateField(_("受理日期"))
    text = models.TextField(_("反映内容"), blank=True)
    visit = models.ForeignKey(
        SupervisionVisit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("来自监督检查")
    )

    handler = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办单位")
    )
    assigned_on = models.DateField(_("交办日期"), null=True, blank=True)
    due = models.DateField(_("查核时限"), null=True, blank=True)
    finding = models.CharField(_("查核结论"), max_length=14, choices=FindingKind, blank=True)
    facts = models.TextField(_("查核情况"), blank=True)
    settled_on = models.DateField(_("查核办结日期"), null=True, blank=True)
    remark = models.TextField(_("退回意见"), blank=True)

    measure = models.CharField(_("处理措施"), max_length=10, choices=MeasureKind, blank=True)
    opinion = models.TextField(_("处理意见"), blank=True)
    handled_on = models.DateField(_("处理日期"), null=True, blank=True)
    effect_until = models.DateField(_("影响期至"), null=True, blank=True, help_text=_("含当日"))
    told_on = models.DateField(_("告知本人日期"), null=True, blank=True)

    rectification = models.TextField(_("整改情况"), blank=True)
    rectified_on = models.DateField(_("整改完成日期"), null=True, blank=True)
    recheck_from = models.DateField(_("可复查日期"), null=True, blank=True)
    rechecked_on = models.DateField(_("回访复查日期"), null=True, blank=True)
    recheck_result = models.TextField(_("复查情况"), blank=True)
    institutional_fix = models.TextField(_("建章立制"), blank=True)
    education_on = models.DateField(_("以案促改日期"), null=True, blank=True)

    clearing = models.TextField(_("澄清方式和范围"), blank=True)
    receiver = models.CharField(_("移送去向"), max_length=10, choices=Receiver, blank=True)
    handed_on = models.DateField(_("移送日期"), null=True, blank=True)
    outcome = models.CharField(_("移送结果"), max_length=12, choices=OutcomeKind, blank=True)
    outcome_on = models.DateField(_("结果日期"), null=True, blank=True)
    closed_on = models.DateField(_("了结日期"), null=True, blank=True)
    made_by = MadeByField(_("所依参数"), editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"), editable=False
    )
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.FOUND, editable=False)

    content: ClassVar[tuple[str, ...]] = (
        "source", "kind", "text", "finding", "facts", "remark", "measure", "opinion", "rectification", "recheck_result",
        "institutional_fix", "clearing",
    )  # fmt: skip
    """What is emptied when the matter is handed over."""
    sealed: ClassVar[frozenset[str]] = frozenset(content)
    untracked: ClassVar[frozenset[str]] = frozenset({"version", "made_by", "visit"})
    takes_reasons: ClassVar[bool] = False
    """What is said of a clue stands in its own fields, which can be emptied; a reason beside a signature could not."""
    unit_links: ClassVar[tuple[str, ...]] = ("unit",)
    objects = LiveManager.from_queryset(ClueQuerySet)()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("问题线索")
        ordering: ClassVar = ["-received", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["person", "received"], name="clues_of_person"),
            models.Index(fields=["village", "received"], name="clues_of_village"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page of its case."""
        return reverse("procedures:case", args=["villages.clue", self.pk])

    @property
    def case_address(self) -> str:
        """The record itself, with its history."""
        return reverse("ledger:record", args=["village-clues", self.pk])

    def choices_for(self, name: str) -> Any:
        """The units that can be charged with the check: the keeper itself, and those between its own place and the village."""
        if name != "handler":
            return None
        inside = self.unit.pk
        if self.unit.kind == UnitKind.DEPARTMENT:
            inside = self.unit.parent_id or inside
        elif self.unit.kind == UnitKind.SECTION:
            inside = self.unit.ancestor_ids[0]
        inner = self.village.ancestor_ids
        inner = inner[inner.index(inside) + 1 :] if inside in inner else []
        return Unit.objects.filter(Q(pk=self.unit.pk) | Q(pk__in=inner, kind__in=CHARGED)).order_by("path")

    @property
    def is_handed_over(self) -> bool:
        """True once the matter lies with discipline inspection or law: its content is no longer here."""
        return self.handed_on is not None

    @property
    def is_overdue(self) -> bool:
        """True while the check is owed after its last day."""
        return self.state in {Step.CHECKING, Step.CHECKED} and self.due is not None and self.due < calendar.today()

    def signed_content(self) -> dict[str, Any]:
        """What a signature stands under: all but the days that the procedure itself notes."""
        noted = {"state", "settled_on", "closed_on", "due"}
        return {name: value for name, value in values_of(self).items() if name not in noted}
