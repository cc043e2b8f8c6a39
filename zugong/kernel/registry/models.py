"""Units, people and posts."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from zugong.kernel.history.models import LiveManager
from zugong.kernel.registry.scope import ScopedQuerySet, ScopedRecord


class UnitKind(models.TextChoices):
    """What a unit is; the order is that of the tree."""

    CITY = "city", _("市")
    COUNTY = "county", _("县区")
    ZONE = "zone", _("开发区")
    TOWNSHIP = "township", _("乡镇")
    SUBDISTRICT = "subdistrict", _("街道")
    VILLAGE = "village", _("村")
    COMMUNITY = "community", _("社区")
    DEPARTMENT = "department", _("部门")
    SECTION = "section", _("科室")


class UnitQuerySet(ScopedQuerySet):
    """Units, by their place."""

    def within(self, unit: "Unit") -> Self:
        """The unit itself and all below it."""
        return self.filter(path__startswith=unit.path)

    def above(self, unit: "Unit") -> Self:
        """The units from the root down to the unit's parent."""
        return self.filter(pk__in=unit.ancestor_ids).order_by("path")

    def of_kind(self, *kinds: UnitKind) -> Self:
        """Units of the given kinds."""
        return self.filter(kind__in=kinds)


class Unit(ScopedRecord):
    """A place in the tree. `parent` and `path` say where it stands today; Placement says where it stood."""

    code = models.CharField(_("代码"), max_length=24, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=UnitKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级"))
    path = models.CharField(_("路径"), max_length=120, unique=True, null=True, editable=False)
    initials = models.CharField(_("拼音首字母"), max_length=80, blank=True, editable=False)
    valid_from = models.DateField(_("设立日期"), null=True, blank=True)
    valid_to = models.DateField(_("撤销日期"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("并入"))
    position = models.PositiveIntegerField(_("次序"), default=0)

    unit_links: ClassVar[tuple[str, ...]] = ("",)

    objects = LiveManager.from_queryset(UnitQuerySet)()

    class Meta(ScopedRecord.Meta):
        verbose_name = _("单位")
        ordering: ClassVar = ["position", "code"]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids of the units above, from the root down."""
        return [int(part) for part in (self.path or "").strip("/").split("/")[:-1] if part]

    @property
    def depth(self) -> int:
        """0 for the root."""
        return len(self.ancestor_ids)


class Placement(models.Model):
    """Where a unit stood, under which name and kind, from `valid_from` up to but not including `valid_to`."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="placements", verbose_name=_("单位"))
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("上级"))
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=12, choices=UnitKind)
    valid_from = models.DateField(_("自"), null=True)
    valid_to = models.DateField(_("至"), null=True)
    document = models.CharField(_("依据文件"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("单位沿革")
        ordering: ClassVar = ["unit", "valid_from"]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}–{self.valid_to}"


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", _("未知")
    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNSTATED = "9", _("未说明")


class Person(ScopedRecord):
    """One human: one row, whatever posts and roles the person has."""

    name = models.CharField(_("姓名"), max_length=40)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name=_("所在单位"))

    owner_links: ClassVar[tuple[str, ...]] = ("",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("人员")
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Post(ScopedRecord):
    """What a person does in a unit, from when to when (`end_date` empty: still)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("单位"))
    title = models.CharField(_("职务"), max_length=60)
    rank = models.CharField(_("职级"), max_length=30, blank=True)
    start_date = models.DateField(_("任职日期"), null=True, blank=True)
    end_date = models.DateField(_("免职日期"), null=True, blank=True)

    owner_links: ClassVar[tuple[str, ...]] = ("person",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("任职")
        ordering: ClassVar = ["-start_date", "pk"]

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"
