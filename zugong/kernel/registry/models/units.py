"""Units, where they stood, and what stands above them."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.registry.scope import Reader, ScopedManager, ScopedQuerySet, ScopedRecord, within


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

    def visible_to(self, reader: Reader) -> Self:
        """The units that the reader may see: those read in, and those administered without reading what they hold."""
        reach = reader.reach()
        return self.filter(within(reach, unit_links=("",)) | within(reach.of_units, unit_links=("",)))

    def within(self, unit: "Unit") -> Self:
        """The unit itself and all below it."""
        return self.filter(path__startswith=unit.path)

    def above(self, unit: "Unit") -> Self:
        """The units from the root down to the unit's parent."""
        return self.filter(pk__in=unit.ancestor_ids).order_by("path")

    def of_kind(self, *kinds: UnitKind) -> Self:
        """Units of the given kinds."""
        return self.filter(kind__in=kinds)

    def standing_on(self, day: date) -> Self:
        """Units that were set up by the day and were not closed or merged."""
        started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        not_ended = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        return self.filter(started & not_ended)


UnitManager = ScopedManager.from_queryset(UnitQuerySet)


class Unit(ScopedRecord):
    """A place in the tree. `parent` and `path` say where it stands today; Placement says where it stood.

    A unit that was merged hangs below the unit it went into, so what happened in it still counts there.
    """

    code = models.CharField(_("代码"), max_length=24, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=UnitKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    official_parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="officially_held", verbose_name=_("区划上级"),
        help_text=_("代码所属的县区；开发区与市直接往来时，上级是市，区划上级是县区"),
    )  # fmt: skip
    path = models.CharField(_("路径"), max_length=120, unique=True, null=True, editable=False)  # noqa: DJ001 - unique
    initials = models.CharField(_("拼音首字母"), max_length=80, blank=True, editable=False)
    valid_from = models.DateField(_("设立日期"), null=True, blank=True)
    valid_to = models.DateField(_("撤销日期"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("并入"), editable=False
    )
    position = models.PositiveIntegerField(_("次序"), default=0)

    unit_links: ClassVar[tuple[str, ...]] = ("",)
    untracked: ClassVar[frozenset[str]] = frozenset({"version", "initials"})
    derived: ClassVar[frozenset[str]] = frozenset({"path"})

    objects = UnitManager()  # type: ignore[misc]

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

    @property
    def is_closed(self) -> bool:
        """True once the unit has an end, by closing or by merger."""
        return self.valid_to is not None

    def get_absolute_url(self) -> str:
        """The unit's page."""
        return f"/units/{self.code}/"


class Placement(models.Model):
    """Where a unit stood, under which code, name and kind, from `valid_from` up to but not including `valid_to`."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="placements", verbose_name=_("单位"))
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("上级"))
    code = models.CharField(_("代码"), max_length=24, blank=True)
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=12, choices=UnitKind)
    valid_from = models.DateField(_("自"), null=True)
    valid_to = models.DateField(_("至"), null=True)
    document = models.CharField(_("依据文件"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("单位沿革")
        ordering: ClassVar = ["unit", F("valid_from").asc(nulls_first=True), "pk"]
        indexes = [models.Index(fields=["code"], name="placement_by_code")]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}–{self.valid_to}"


class Ancestor(models.Model):
    """That `ancestor` stood `distance` steps above `unit` (0: the unit itself), from `valid_from` up to but not including `valid_to`.

    Kept by the actions on units and read through `maps`; with it figures add up under the map of any date.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="ancestors", verbose_name=_("单位"))
    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="descendants", verbose_name=_("上级"))
    distance = models.PositiveSmallIntegerField(_("层距"))
    valid_from = models.DateField(_("自"), null=True)
    valid_to = models.DateField(_("至"), null=True)

    class Meta:
        verbose_name = _("隶属关系")
        constraints = [
            models.UniqueConstraint(fields=["unit", "ancestor", "valid_from"], name="one_start_per_pair"),
            models.UniqueConstraint(
                fields=["unit", "ancestor"], condition=Q(valid_to__isnull=True), name="one_open_row_per_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.ancestor_id} ({self.distance})"
