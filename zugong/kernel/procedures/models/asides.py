"""What happens beside the way of a case: departments answer, the public objects."""

from typing import ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.procedures.models.clocks import Clock
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.scope import ScopedManager, ScopedRecord


class Aside(ScopedRecord):
    """Something that belongs to a state of a case and goes its own short way."""

    procedure = models.CharField(_("程序"), max_length=60, editable=False)
    model = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name=_("记录类型"), editable=False)
    record_id = models.BigIntegerField(_("记录编号"), editable=False)

    objects = ScopedManager()  # type: ignore[misc]
    unshown: ClassVar[frozenset[str]] = frozenset({"procedure", "model", "record_id", "stage", "turn"})
    """How the platform finds the case again: signed with the rest, but nothing for people to read."""

    class Meta(ScopedRecord.Meta):
        abstract = True

    @property
    def case_address(self) -> str:
        """The page of the case that it belongs to."""
        return reverse("procedures:case", args=[self.procedure, self.record_id])


class Reply(Aside):
    """What one department answers when a case asks several. It is read by the department and by whoever asked.

    Of one that is `closed` nobody above the two reads anything. `item` is one of those that the question offers, if it offers any.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("待答复")
        REPLIED = "replied", _("已答复")
        DROPPED = "dropped", _("不再需要")

    class Answer(models.TextChoices):
        NO_OBJECTION = "no_objection", _("无异议")
        OBJECTION = "objection", _("有异议")

    stage = models.CharField(_("环节"), max_length=40, editable=False)
    turn = models.PositiveSmallIntegerField(_("轮次"), default=1, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("答复单位"))
    asked_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("征求单位"))
    question = models.CharField(_("征求事项"), max_length=300)
    answer = models.CharField(_("答复"), max_length=12, choices=Answer, blank=True)
    item = models.CharField(_("所涉事项"), max_length=40, blank=True)
    text = models.CharField(_("说明"), max_length=500, blank=True)
    asked_on = models.DateField(_("征求日期"))
    due_on = models.DateField(_("答复时限"), null=True, blank=True, editable=False)
    replied_on = models.DateField(_("答复日期"), null=True, blank=True, editable=False)
    closed = models.BooleanField(_("限征求双方知悉"), default=False, editable=False)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.ASKED)

    unit_links: ClassVar[tuple[str, ...]] = ("unit", "asked_by")
    named_with: ClassVar[tuple[str, ...]] = ("unit",)
    closed_where: ClassVar[str] = "closed"

    class Meta(Aside.Meta):
        verbose_name = _("部门答复")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["procedure", "model", "record_id", "stage", "turn", "unit"], name="one_reply_per_unit_and_turn"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.question}"

    @property
    def is_late(self) -> bool:
        """True if it was answered after its day, or is still owed after it."""
        day = calendar.today() if self.state == self.State.ASKED else self.replied_on
        return self.due_on is not None and day is not None and day > self.due_on


class Objection(Aside):
    """What somebody objects during publicity. Who objected stays in the paper file; here stands what was said and what was found."""

    class State(models.TextChoices):
        OPEN = "open", _("核查中")
        UPHELD = "upheld", _("成立")
        DISMISSED = "dismissed", _("不成立")
        LAPSED = "lapsed", _("随事项终止")

    class Channel(models.TextChoices):
        LETTER = "letter", _("来信")
        PHONE = "phone", _("来电")
        VISIT = "visit", _("来访")
        ONLINE = "online", _("网上")

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="objections", verbose_name=_("公示"), editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("核查单位"))
    channel = models.CharField(_("渠道"), max_length=8, choices=Channel)
    content = models.CharField(_("异议内容"), max_length=500, help_text=_("不写异议人姓名和联系方式"))
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    raised_on = models.DateField(_("登记日期"))
    finding = models.CharField(_("核查结论"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)

    unit_links: ClassVar[tuple[str, ...]] = ("unit",)
    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(Aside.Meta):
        verbose_name = _("公示异议")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk} {self.unit}"
