"""Subjects, goals, cells and standings."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import ScopedRecord


class PeriodKind(models.TextChoices):
    """How long a period is."""

    MONTH = "M", _("月")
    QUARTER = "Q", _("季")
    YEAR = "Y", _("年")
    TO_DATE = "T", _("年初至今")


class Comparator(models.TextChoices):
    """How a figure is held against its goal; the same signs as in the plan."""

    AT_LEAST = ">=", _("不少于")
    AT_MOST = "<=", _("不超过")
    EQUAL = "=", _("等于")
    ABOUT = "~", _("左右")
    BETWEEN = "between", _("介于")
    RATIO = "ratio", _("配比")


class Lamp(models.TextChoices):
    """How a figure stands; each lamp has a shape of its own as well as a colour. The order is from worst to best."""

    OVERDUE = "overdue", _("逾期或严重滞后")
    NEAR = "near", _("临期或滞后")
    NO_DATA = "no_data", _("尚无数据")
    ON_TIME = "on_time", _("正常")
    NO_TARGET = "no_target", _("未设目标")
    DONE = "done", _("已完成")


class Subject(ScopedRecord):
    """What a measure is counted for: one line of the board. `counted_as` is the subject under which its cells are kept.

    With `above` it is what one unit owes of another subject and hands on to the units below it; both make one line of its board.
    """

    code = models.SlugField(_("代码"), max_length=60, unique=True)
    measure = models.CharField(_("指标"), max_length=60)
    counted_as = models.CharField(_("计数代码"), max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("所属单位"))
    above = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="handed_on", verbose_name=_("上级事项")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    label = models.CharField(_("名称"), max_length=200)
    heading = models.CharField(_("所属目标"), max_length=200, blank=True)
    position = models.PositiveIntegerField(_("次序"), default=0)
    measure_unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    url = models.CharField(_("详情页"), max_length=200, blank=True)
    lamp_rule = models.CharField(_("亮灯规则"), max_length=40, blank=True)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("考核事项")
        ordering: ClassVar = ["year", "position", "code"]

    def __str__(self) -> str:
        return self.label


class Goal(ScopedRecord):
    """What a unit's figure should be in a period, and where that is written."""

    measure = models.CharField(_("指标"), max_length=60)
    subject = models.CharField(_("事项"), max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="goals", verbose_name=_("单位"))
    period = models.CharField(_("时期"), max_length=10)
    comparator = models.CharField(_("比较"), max_length=8, choices=Comparator, default=Comparator.AT_LEAST)
    value = models.DecimalField(_("目标值"), max_digits=20, decimal_places=4)
    value2 = models.DecimalField(_("第二目标值"), max_digits=20, decimal_places=4, null=True, blank=True)
    start_date = models.DateField(_("起始日期"), null=True, blank=True)
    due_date = models.DateField(_("完成时限"), null=True, blank=True)
    source = models.CharField(_("依据"), max_length=300, blank=True)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("目标")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "subject", "unit", "period"],
                condition=models.Q(voided_at__isnull=True),
                name="one_goal_per_figure",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["subject", "period"], name="goals_of_subject")]

    def __str__(self) -> str:
        return f"{self.measure} {self.subject} {self.unit_id} {self.period} {self.comparator} {self.value}"


class Cell(models.Model):
    """A figure of a unit with everything below it; recomputed from facts at any time, so it has no history of its own.

    No cell means that nothing is known, which is not zero.
    """

    measure = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    period_kind = models.CharField(max_length=1, choices=PeriodKind)
    period_start = models.DateField()
    part = models.DecimalField(max_digits=20, decimal_places=4)
    whole = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    rows = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "subject", "unit", "period_kind", "period_start"], name="one_cell_per_figure"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "period_kind", "period_start"], name="cells_of_unit")]

    def __str__(self) -> str:
        return f"{self.measure} {self.subject} {self.unit_id} {self.period_kind} {self.period_start}: {self.part}"


class Standing(models.Model):
    """How a unit stands on a subject in a period: the figure, its goal, the lamp, and the rank among its siblings.

    `rank_before` is the rank in the period before; for the running year, that at the end of last month.
    """

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="standings")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    period = models.CharField(max_length=10)
    measure = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    goal = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    goal2 = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    comparator = models.CharField(max_length=8, choices=Comparator)
    progress = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    lamp = models.CharField(max_length=10, choices=Lamp)
    rank = models.PositiveSmallIntegerField(null=True)
    rank_before = models.PositiveSmallIntegerField(null=True)
    peers = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "unit", "period"], name="one_standing_per_period")
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "period"], name="standings_of_unit")]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.unit_id} {self.period} {self.lamp}"


class Publication(ScopedRecord):
    """A signed paper that made the standings of a unit's children known to one another."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    period = models.CharField(_("时期"), max_length=10)
    source = models.CharField(_("依据文件"), max_length=200)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("签发人")
    )
    signed_at = models.DateTimeField(_("签发时间"))

    class Meta(ScopedRecord.Meta):
        verbose_name = _("排名公布")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "period"], condition=models.Q(voided_at__isnull=True), name="one_publication_per_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period} {self.source}"


class Closing(ScopedRecord):
    """A period whose figures and facts were frozen (结账). A later one of the same period restates them; each stays as it is.

    `manifest` has the SM3 digest of every frozen file and of all figures; `digest` is that of the manifest, and names the folder.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    period = models.CharField(_("时期"), max_length=10)
    number = models.PositiveSmallIntegerField(_("次序"), default=1)
    why = models.CharField(_("更正原因"), max_length=300, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("结账人")
    )
    closed_at = models.DateTimeField(_("结账时间"))
    manifest = models.JSONField(_("清单"), default=dict, editable=False)
    digest = models.CharField(_("清单摘要"), max_length=64, editable=False)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("结账")
        ordering: ClassVar = ["period", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "number"], name="one_closing_of_a_number_per_period")
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.number}"


class IsClosed(Exception):
    """What was frozen is not changed; a correction restates it."""


class ClosedCell(models.Model):
    """A figure as it was frozen. It is written once."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="cells")
    measure = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    part = models.DecimalField(max_digits=20, decimal_places=4)
    whole = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    rows = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["closing", "measure", "subject", "unit"], name="one_closed_cell_per_figure")
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "closing"], name="closed_cells_of_unit")]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.measure} {self.subject} {self.unit_id}: {self.part}"

    def save(self, *args: Any, **options: Any) -> None:
        """Write it for the first time. Raises IsClosed afterwards."""
        if self.pk is not None:
            raise IsClosed(str(self))
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Raises IsClosed."""
        raise IsClosed(str(self))


class Refresh(models.Model):
    """When a measure's cells were last computed; its row is the lock that lets one refresh follow another."""

    measure = models.CharField(max_length=60, unique=True)
    refreshed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.measure} {self.refreshed_at}"


class Touched(models.Model):
    """A unit of which rows of a fact table have changed and are not counted yet; without a unit, it is any of them."""

    facts = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", null=True)

    def __str__(self) -> str:
        return f"{self.facts} {self.unit_id}"
