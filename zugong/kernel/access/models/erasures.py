"""Requests to destroy what is sealed of a person."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models.accounts import User
from zugong.kernel.registry.models import Person
from zugong.kernel.registry.scope import ScopedRecord


class Erasure(ScopedRecord):
    """That one officer asks for a person's personal values to be destroyed, and what another one decided."""

    class State(models.TextChoices):
        ASKED = "asked", _("待复核")
        DONE = "done", _("已销毁")
        REFUSED = "refused", _("不同意")

    person = models.ForeignKey(Person, models.PROTECT, related_name="erasures", verbose_name=_("人员"))
    ground = models.CharField(_("依据"), max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_at = models.DateTimeField(_("申请时间"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("复核人")
    )
    decided_at = models.DateTimeField(_("复核时间"), null=True, blank=True)
    decided_why = models.CharField(_("复核意见"), max_length=200, blank=True)

    unit_links: ClassVar[tuple[str, ...]] = ("person__unit",)
    owner_links: ClassVar[tuple[str, ...]] = ("person",)
    named_with: ClassVar[tuple[str, ...]] = ("person",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("个人信息销毁")
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state="asked", voided_at__isnull=True),
                name="one_erasure_asked_for",
                violation_error_message=_("已有人申请销毁，正待复核"),
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="erasure_by_two_people",
                violation_error_message=_("申请人不能自己复核"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_state_display()}"
