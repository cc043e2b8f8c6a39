"""What cannot be right in the register."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.ledger.columns import labelled
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.registry.scope import ScopedRecord
from zugong.modules.villages.models.cadres import VillageCadre
from zugong.modules.villages.rules.register import Fault
from zugong.modules.villages.wording import sentence, what_to_do


class Finding(ScopedRecord):
    """One thing that cannot be right, about a cadre or about a whole village.

    Computed by `actions.finding`: it is voided when the record is mended. Confirmed as right after all, it no longer counts.
    """

    class Kind(models.TextChoices):
        UNKNOWN_VILLAGE = Fault.UNKNOWN_VILLAGE, _("村不在区划表内")
        TWO_VILLAGES = Fault.TWO_VILLAGES, _("两村任职未标注跨村")
        DUPLICATE_PERSON = Fault.DUPLICATE_PERSON, _("疑似一人两条")
        NO_IDENTITY_NUMBER = Fault.NO_IDENTITY_NUMBER, _("缺身份证号")
        NO_FULL_TIME_FLAG = Fault.NO_FULL_TIME_FLAG, _("学历未注明是否全日制")
        NO_DUAL_VALUE = Fault.NO_DUAL_VALUE, _("书记未填是否一肩挑")
        DUAL_CONTRADICTS = Fault.DUAL_CONTRADICTS, _("一肩挑与任职不符")
        TOO_YOUNG = Fault.TOO_YOUNG, _("年龄过小")
        TOO_OLD = Fault.TOO_OLD, _("年龄过大")
        ENDS_BEFORE_START = Fault.ENDS_BEFORE_START, _("离任早于任职")
        DECEASED_ACTIVE = Fault.DECEASED_ACTIVE, _("已故仍在任")
        SENTENCED_ACTIVE = Fault.SENTENCED_ACTIVE, _("受刑事处罚仍在任")
        VETTED_WITHOUT_REPLIES = Fault.VETTED_WITHOUT_REPLIES, _("联审有结果无回复")
        NOT_VETTED = Fault.NOT_VETTED, _("未经联审任职")
        PAID_NO_MONTHS = Fault.PAID_NO_MONTHS, _("有报酬无月数")
        NO_SECRETARY = Fault.NO_SECRETARY, _("村无书记")
        TWO_SECRETARIES = Fault.TWO_SECRETARIES, _("村有两名书记")

    class State(models.TextChoices):
        OPEN = "open", _("待核实")
        CONFIRMED = "confirmed", _("经核实无误")

    kind = models.CharField(_("疑点"), max_length=24, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="village_findings", verbose_name=_("村（社区）"))
    cadre = models.ForeignKey(
        VillageCadre, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("村干部")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="village_findings", verbose_name=_("姓名")
    )
    values = models.JSONField(_("依据"), default=dict, blank=True)
    found_on = models.DateField(_("发现日期"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    confirmed_why = models.CharField(_("核实说明"), max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核实人")
    )
    confirmed_at = models.DateTimeField(_("核实时间"), null=True, blank=True)

    computed: ClassVar[bool] = True
    owner_links: ClassVar[tuple[str, ...]] = ("person",)
    named_with: ClassVar[tuple[str, ...]] = ("unit", "person")

    class Meta(ScopedRecord.Meta):
        verbose_name = _("登记疑点")
        ordering: ClassVar = ["unit", "kind", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "unit", "cadre"],
                condition=Q(voided_at__isnull=True),
                name="one_finding_of_a_kind_per_cadre",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "kind", "unit"], name="findings_by_kind")]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_kind_display()}"

    @property
    @labelled(_("说明"))
    def says(self) -> str:
        """What is wrong."""
        return sentence(self.kind, self.values)

    @property
    @labelled(_("怎样改"))
    def mending(self) -> Any:
        """What would be right, and where to say so."""
        return what_to_do(self.kind)
