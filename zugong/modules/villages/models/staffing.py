"""The “three ones” (三个一) of each village: how it stood on which days, and the cases of villages that lack one."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zugong.kernel.ledger.columns import labelled
from zugong.kernel.parameters.versions import MadeByField
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import ScopedRecord
from zugong.modules.villages.wording_staffing import lacking


class StaffingSpan(ScopedRecord):
    """How a village's team stood from a day until before another (`until` empty: for as long as nothing else is written).

    Computed by `actions.staffing` from offices, birth dates, education and condition; it reaches into the days to come, for everybody's
    birthdays are known. It is voided, and another one written, when these change. `missing` holds the ones nobody
    meets, code and label.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="staffing_spans", verbose_name=_("村（社区）"))
    day = models.DateField(_("自"))
    until = models.DateField(_("至（不含）"), null=True, blank=True)
    registered = models.BooleanField(_("已登记班子"), default=True)
    loose = models.BooleanField(_("三个一齐全"))
    strict = models.BooleanField(_("三个一分别由不同人满足"))
    met = models.BooleanField(_("达到要求"))
    missing = models.JSONField(_("缺"), default=dict, blank=True)
    made_by = MadeByField(_("所依参数"), editable=False)

    computed: ClassVar[bool] = True
    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("三个一配备时段")
        ordering: ClassVar = ["unit", "day", "pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "day"], name="staffing_of_village")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "day"],
                condition=Q(voided_at__isnull=True),
                name="one_staffing_span_per_village_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.day} {self.says}"

    @property
    @labelled(_("配备情况"))
    def says(self) -> str:
        """How the village stands, in words."""
        if not self.registered:
            return _now("尚未登记班子")
        if self.missing:
            return lacking(self.missing)
        return _now("齐全") if self.strict else _now("齐全（有人一人兼两项）")


class StaffingGap(ScopedRecord):
    """A village that should have its “three ones” and has not: the township's task, with a clock.

    It opens by itself and closes by itself; between the two the township writes its plan, or an explanation that the county confirms
    until a day.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待补齐")
        EXPLAINED = "explained", _("说明待确认")
        ACCEPTED = "accepted", _("说明已确认")
        FILLED = "filled", _("已补齐")
        LAPSED = "lapsed", _("不再适用")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="staffing_gaps", verbose_name=_("村（社区）"))
    township = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("乡镇（街道）"))
    missing = models.JSONField(_("缺"), default=dict, blank=True)
    since = models.DateField(_("自何日起不齐"))
    opened_on = models.DateField(_("立项日期"))
    plan = models.CharField(_("补齐计划"), max_length=300, blank=True, help_text=_("从哪里选人、经什么程序、何时到位"))
    planned_for = models.DateField(_("计划补齐日期"), null=True, blank=True)
    explanation = models.CharField(_("情况说明"), max_length=300, blank=True, help_text=_("为什么一时不能补齐"))
    accepted_until = models.DateField(_("说明认可至"), null=True, blank=True)
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN, editable=False)

    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("三个一缺口")
        ordering: ClassVar = ["unit", "-opened_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(voided_at__isnull=True, closed_on__isnull=True),
                name="one_open_staffing_gap_per_village",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.says}"

    @property
    @labelled(_("缺哪一个"))
    def says(self) -> str:
        """Which of the ones are missing, in words."""
        return lacking(self.missing)
