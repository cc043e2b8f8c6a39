"""People and posts."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.registry.codes import birth_date_of, identity_number_mistake, phone_mistake, sex_of
from zugong.kernel.registry.models.units import Unit
from zugong.kernel.registry.scope import ScopedRecord
from zugong.kernel.sealing.classes import NAME, FieldClass, Mask
from zugong.kernel.sealing.fields import normalised
from zugong.kernel.sealing.masks import mask_date, mask_identity_number, mask_name, mask_phone
from zugong.kernel.sealing.models import DataKey
from zugong.kernel.sealing.values import Sealed


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", _("未知")
    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNSTATED = "9", _("未说明")


def tidy_phone(phone: str) -> str:
    """A phone number without spaces, hyphens and the country's code."""
    return normalised(phone).removeprefix("+86")


class Person(ScopedRecord):
    """One human: one row, whatever posts and roles the person has.

    The identity number and the phone are sealed with the person's own key: they print as their masks, and access opens them for a
    reason that it writes down.
    """

    name = models.CharField(_("姓名"), max_length=40)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name=_("所在单位"))
    data_key = models.OneToOneField(
        DataKey,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="person",
        verbose_name=_("数据密钥"),
    )
    sealed_identity_number = models.CharField(_("身份证号"), max_length=160, blank=True, editable=False)
    identity_digest = models.CharField(_("身份证号摘要"), max_length=64, blank=True, editable=False)
    sealed_phone = models.CharField(_("手机号"), max_length=160, blank=True, editable=False)
    phone_digest = models.CharField(_("手机号摘要"), max_length=64, blank=True, editable=False, db_index=True)

    identity_number = Sealed(
        _("身份证号"),
        token="sealed_identity_number",  # noqa: S106 - the name of a column
        digest="identity_digest",
        mask=mask_identity_number,
        mistake=identity_number_mistake,
    )
    phone = Sealed(
        _("手机号"),
        token="sealed_phone",  # noqa: S106 - the name of a column
        digest="phone_digest",
        mask=mask_phone,
        mistake=phone_mistake,
        tidy=tidy_phone,
    )

    owner_links: ClassVar[tuple[str, ...]] = ("",)
    untracked: ClassVar[frozenset[str]] = frozenset({"version", "data_key"})
    field_classes: ClassVar[Mapping[str, FieldClass]] = {
        NAME: FieldClass.PERSONAL,
        "name": FieldClass.PERSONAL,
        "sex": FieldClass.PERSONAL,
        "birth_date": FieldClass.PERSONAL,
    }
    masks: ClassVar[Mapping[str, Mask]] = {NAME: mask_name, "name": mask_name, "birth_date": mask_date}

    class Meta(ScopedRecord.Meta):
        verbose_name = _("人员")
        ordering: ClassVar = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["identity_digest"],
                condition=Q(voided_at__isnull=True) & ~Q(identity_digest=""),
                name="one_person_per_identity_number",
                violation_error_message=_("此身份证号已登记，请勿重复建档"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The person's page."""
        return f"/people/{self.pk}/"

    def clean(self) -> None:
        """What the identity number says of birth and sex must be what stands there, or stands there from now on."""
        number = self.identity_number.opened()
        if not number:
            return
        mistake = self.contradiction(number)
        if mistake:
            raise ValidationError(mistake)
        self.birth_date, self.sex = birth_date_of(number), sex_of(number)

    def contradiction(self, number: str) -> str:
        """What an identity number says otherwise than the person's birth date and sex; "" where they agree or are not known."""
        if self.birth_date is not None and self.birth_date != birth_date_of(number):
            return str(_("出生日期与身份证号不一致"))
        if self.sex in {Sex.MALE, Sex.FEMALE} and self.sex != sex_of(number):
            return str(_("性别与身份证号不一致"))
        return ""

    @property
    def is_erased(self) -> bool:
        """True once the person's key was destroyed."""
        return self.data_key is not None and self.data_key.destroyed_at is not None


class Post(ScopedRecord):
    """What a person does in a unit, from when to when (`end_date` empty: still)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("单位"))
    title = models.CharField(_("职务"), max_length=60)
    rank = models.CharField(_("职级"), max_length=30, blank=True)
    start_date = models.DateField(_("任职日期"), null=True, blank=True)
    end_date = models.DateField(_("免职日期"), null=True, blank=True)

    owner_links: ClassVar[tuple[str, ...]] = ("person",)
    named_with: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta(ScopedRecord.Meta):
        verbose_name = _("任职")
        ordering: ClassVar = [F("start_date").desc(nulls_last=True), "pk"]
        # Holds all that counting and sorting the posts of some units asks for, so that neither reads the rows.
        indexes: ClassVar = [models.Index(fields=["unit", "voided_at", "start_date"], name="posts_of_units")]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_date__isnull=True) | Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="post_ends_after_it_starts",
                violation_error_message=_("免职日期早于任职日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"
