"""Party bodies and task forces: groups that stand beside the tree of units."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.registry.models.people import Person
from zugong.kernel.registry.models.units import Unit
from zugong.kernel.registry.scope import Reader, ScopedManager, ScopedQuerySet, ScopedRecord, within


class BodyKind(models.TextChoices):
    """How a Party body relates to the units it covers."""

    SINGLE = "single", _("单独组建")
    JOINT = "joint", _("联合组建")
    AREA = "area", _("区域组建")
    FUNCTIONAL = "functional", _("功能型")


class Rank(models.TextChoices):
    """What a Party body is among Party bodies."""

    COMMITTEE = "committee", _("党委")
    WORKING_COMMITTEE = "working_committee", _("党工委")
    LEADING_GROUP = "leading_group", _("党组")
    GENERAL_BRANCH = "general_branch", _("党总支")
    BRANCH = "branch", _("党支部")


class PartyBodyQuerySet(ScopedQuerySet):
    """Party bodies, by the unit they belong to and the units they cover."""

    def visible_to(self, reader: Reader) -> Self:
        """Bodies of units in reach, and bodies that cover a unit in reach."""
        reach = reader.reach()
        covered = PartyBody.units.through.objects.filter(within(reach, unit_links=("unit",))).values("partybody_id")
        return self.filter(within(reach, unit_links=("unit",)) | Q(pk__in=covered))


PartyBodyManager = ScopedManager.from_queryset(PartyBodyQuerySet)


class PartyBody(ScopedRecord):
    """A Party committee, branch and so on, in a tree of its own."""

    name = models.CharField(_("名称"), max_length=80)
    rank = models.CharField(_("类别"), max_length=20, choices=Rank, default=Rank.BRANCH)
    kind = models.CharField(_("组建方式"), max_length=12, choices=BodyKind, default=BodyKind.SINGLE)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级党组织")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="party_bodies", verbose_name=_("所属单位"))
    units = models.ManyToManyField(Unit, blank=True, related_name="covered_by", verbose_name=_("覆盖单位"))
    secretary = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="secretary_of", verbose_name=_("书记")
    )
    start_date = models.DateField(_("成立日期"), null=True, blank=True)
    term_from = models.DateField(_("本届自"), null=True, blank=True)
    term_to = models.DateField(_("本届至"), null=True, blank=True)

    objects = PartyBodyManager()  # type: ignore[misc]

    class Meta(ScopedRecord.Meta):
        verbose_name = _("党组织")
        ordering: ClassVar = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(term_from__isnull=True) | Q(term_to__isnull=True) | Q(term_to__gt=F("term_from")),
                name="term_ends_after_it_starts",
                violation_error_message=_("本届的止期应晚于起期"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The body's page, with the units it covers."""
        return f"/party-bodies/{self.pk}/"


class Taskforce(ScopedRecord):
    """People from several units, together for a purpose and a time (工作专班)."""

    name = models.CharField(_("名称"), max_length=80)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="taskforces", verbose_name=_("牵头单位"))
    purpose = models.CharField(_("任务"), max_length=300)
    document = models.CharField(_("依据文件"), max_length=120, blank=True)
    start_date = models.DateField(_("成立日期"), null=True, blank=True)
    end_date = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("工作专班")
        ordering: ClassVar = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_date__isnull=True) | Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="taskforce_ends_after_it_starts",
                violation_error_message=_("撤销日期早于成立日期"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TaskforceMember(ScopedRecord):
    """One person's part in a task force."""

    class Part(models.TextChoices):
        HEAD = "head", _("组长")
        DEPUTY = "deputy", _("副组长")
        MEMBER = "member", _("成员")

    taskforce = models.ForeignKey(Taskforce, models.PROTECT, related_name="members", verbose_name=_("工作专班"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="taskforce_parts", verbose_name=_("人员"))
    part = models.CharField(_("分工"), max_length=8, choices=Part, default=Part.MEMBER)
    start_date = models.DateField(_("自"), null=True, blank=True)
    end_date = models.DateField(_("至"), null=True, blank=True)

    unit_links: ClassVar[tuple[str, ...]] = ("taskforce__unit", "person__unit")
    owner_links: ClassVar[tuple[str, ...]] = ("person",)
    named_with: ClassVar[tuple[str, ...]] = ("taskforce", "person")

    class Meta(ScopedRecord.Meta):
        verbose_name = _("专班成员")
        ordering: ClassVar = ["taskforce", "part", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["taskforce", "person"], condition=Q(voided_at__isnull=True), name="one_part_in_a_taskforce"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taskforce} {self.person}"
