"""What belongs to the person, wherever the person serves: education and trainings."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.registry.models import Person
from zugong.kernel.registry.scope import ScopedRecord


class Level(models.IntegerChoices):
    """Levels of education, the higher the number the higher the level."""

    PRIMARY = 10, _("小学")
    JUNIOR = 20, _("初中")
    SENIOR = 30, _("高中")
    VOCATIONAL = 40, _("中专")
    COLLEGE = 50, _("大专")
    BACHELOR = 60, _("本科")
    GRADUATE = 70, _("研究生")


class Education(ScopedRecord):
    """One level of education that a person has reached. Whether full-time is unknown until somebody says so."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="educations", verbose_name=_("人员"))
    level = models.PositiveSmallIntegerField(_("学历"), choices=Level)
    full_time = models.BooleanField(_("是否全日制"), null=True, blank=True)
    school = models.CharField(_("毕业院校"), max_length=60, blank=True)
    major = models.CharField(_("专业"), max_length=40, blank=True)
    end_date = models.DateField(_("毕业时间"), null=True, blank=True)

    unit_links: ClassVar[tuple[str, ...]] = ("person__unit",)
    owner_links: ClassVar[tuple[str, ...]] = ("person",)
    named_with: ClassVar[tuple[str, ...]] = ("person",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("学历")
        ordering: ClassVar = ["-level", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "level", "school"],
                condition=Q(voided_at__isnull=True),
                name="one_education_per_level_and_school",
                violation_error_message=_("此人在这所院校的这个学历已登记"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name} {self.get_level_display()}"


class TrainingRecord(ScopedRecord):
    """A training that a person took part in."""

    class Kind(models.TextChoices):
        CLASS = "class", _("集中培训")
        ONLINE = "online", _("网络培训")
        FIELD = "field", _("现场教学")

    person = models.ForeignKey(Person, models.PROTECT, related_name="village_trainings", verbose_name=_("人员"))
    title = models.CharField(_("培训名称"), max_length=80)
    kind = models.CharField(_("方式"), max_length=6, choices=Kind, default=Kind.CLASS)
    organiser = models.CharField(_("主办单位"), max_length=60, blank=True)
    start_date = models.DateField(_("开始日期"))
    end_date = models.DateField(_("结束日期"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("学时"), default=0)

    unit_links: ClassVar[tuple[str, ...]] = ("person__unit",)
    owner_links: ClassVar[tuple[str, ...]] = ("person",)
    named_with: ClassVar[tuple[str, ...]] = ("person",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("培训记录")
        ordering: ClassVar = [F("start_date").desc(), "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "title", "start_date"],
                condition=Q(voided_at__isnull=True),
                name="one_record_per_person_and_training",
                violation_error_message=_("此人的这次培训已登记"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name} {self.title}"

    def clean(self) -> None:
        """A training ends after it starts."""
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValidationError({"end_date": _("结束日期早于开始日期")})
