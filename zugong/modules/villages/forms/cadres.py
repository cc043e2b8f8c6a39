"""The form of a village cadre: one line of a village's roster, with the person, the offices and the education in it."""

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.ledger.widgets import RecordPicker
from zugong.kernel.registry.codes import identity_number_mistake, phone_mistake
from zugong.kernel.registry.models import Person, Sex, Unit, UnitKind
from zugong.kernel.registry.models.people import tidy_phone
from zugong.kernel.sealing.fields import normalised
from zugong.modules.villages.forms.education import education_said
from zugong.modules.villages.forms.offices import Part, offices_field, parts_said, refuse_unvetted, roles_said
from zugong.modules.villages.forms.people import check_against_number, person_meant, tell
from zugong.modules.villages.models import Education, Level, VillageCadre, VillageRole

UNSAID = ("", "")


class CadreForm(RecordForm):
    """Finds or makes the person, and writes offices and education along with the record itself.

    What is left empty of person, offices and education stays as it is registered. In a roster several lines may stand for one person,
    each with another office or another time in office.
    """

    part_fields = ("offices", "start_date", "end_date")

    name = forms.CharField(label=later("姓名"), max_length=40)
    identity_number = forms.CharField(label=later("身份证号"), max_length=30, required=False)
    sex = forms.ChoiceField(
        label=later("性别"),
        required=False,
        choices=[UNSAID, (Sex.MALE, Sex.MALE.label), (Sex.FEMALE, Sex.FEMALE.label)],
    )
    birth_date = forms.DateField(label=later("出生日期"), required=False)
    phone = forms.CharField(label=later("联系电话"), max_length=20, required=False)
    offices = offices_field()
    start_date = forms.DateField(label=later("任职时间"), required=False)
    end_date = forms.DateField(label=later("离任时间"), required=False)
    level = forms.TypedChoiceField(
        label=later("学历"), required=False, choices=[UNSAID, *Level.choices], coerce=int, empty_value=None
    )
    full_time = forms.NullBooleanField(label=later("是否全日制"), required=False)
    school = forms.CharField(label=later("毕业院校"), max_length=60, required=False)

    class Meta:
        model = VillageCadre
        fields = (
            "unit", "source", "politics", "party_date", "dual_post", "pay_grade", "insurance", "crosses_villages",
            "veteran", "entrepreneur", "condition", "vetting", "vetting_replies", "paid_months", "paid_amount",
        )  # fmt: skip
        widgets = {"unit": RecordPicker(Unit)}

    field_order = (
        "unit", "name", "identity_number", "sex", "birth_date", "phone", "offices", "start_date", "end_date", "dual_post",
        "source", "politics", "party_date", "level", "full_time", "school", "pay_grade", "insurance",
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._others: list[Any] = []
        villages = self.fields["unit"].queryset.filter(kind__in=(UnitKind.VILLAGE, UnitKind.COMMUNITY))  # type: ignore[attr-defined]
        self.fields["unit"].queryset = villages  # type: ignore[attr-defined]
        for name in ("condition", "vetting"):
            self.fields[name].required = False
        if self.instance.pk and not self.is_bound:
            self._show_what_is_registered()

    def _show_what_is_registered(self) -> None:
        person = self.instance.person
        roles = [role for role in self.instance.roles.all() if role.voided_at is None and role.end_date is None]
        starts = {role.start_date for role in roles}
        education = Education.objects.filter(person=person).first()
        self.initial.update(
            {
                "name": person.name,
                "sex": person.sex,
                "birth_date": person.birth_date,
                "offices": self.instance.duties,
                "start_date": starts.pop() if len(starts) == 1 else None,
                "end_date": None,
            }
        )
        if education is not None:
            self.initial.update(level=education.level, full_time=education.full_time, school=education.school)
        for name in ("identity_number", "phone"):
            self.fields[name].help_text = _("已登记 %(masked)s，不改可留空") % {"masked": getattr(person, name)}

    def clean_name(self) -> str:
        """Names have no spaces inside: 李　明 is 李明."""
        name: str = self.cleaned_data["name"]
        return name if name.isascii() else "".join(name.split())

    def clean_identity_number(self) -> str:
        """A number whose check digit is right."""
        number = normalised(self.cleaned_data["identity_number"])
        if number and (mistake := identity_number_mistake(number)):
            raise ValidationError(mistake)
        return number

    def clean_phone(self) -> str:
        """A mobile number of the mainland."""
        phone = tidy_phone(self.cleaned_data["phone"])
        if phone and (mistake := phone_mistake(phone)):
            raise ValidationError(mistake)
        return phone

    def clean_condition(self) -> str:
        """What is unsaid stays as it is registered, or is normal."""
        return self.cleaned_data["condition"] or self.instance.condition

    def clean_vetting(self) -> str:
        """What is unsaid stays as it is registered, or has not been vetted."""
        return self.cleaned_data["vetting"] or self.instance.vetting

    def clean(self) -> dict[str, Any]:
        """Find or make the person, and draw up what is to be written beside the record."""
        values: dict[str, Any] = super().clean() or {}
        if "identity_number" not in self.errors:
            self._tried(check_against_number, values)
        if values.get("unit") and values.get("name") and not self.errors.keys() & {"identity_number", "birth_date"}:
            self._tried(self._draw_up, values)
        return values

    def _tried(self, step: Any, values: dict[str, Any]) -> None:
        try:
            step(values)
        except ValidationError as mistakes:
            self.add_error(None, mistakes)

    def _draw_up(self, values: dict[str, Any]) -> None:
        """The person, then offices and education; each says by itself what is wrong."""
        person = person_meant(values, unit=values["unit"], known=self._known(), lookups=self.lookups)
        cadre = self.instance
        is_new = cadre.pk is None
        if is_new and not values.get("offices"):
            self.add_error("offices", _("请填写职务"))
        tell(person, values, unit=values["unit"], by=self.user, rename=not is_new)
        cadre.person = person
        self._others = [person]
        roles = (
            self.lookups.find(VillageRole, "cadre", cadre)
            if is_new
            else self.lookups.find(VillageRole, "cadre_id", cadre.pk)
        )
        starts = {role.pk: role.start_date for role in roles}
        said = partial(roles_said, cadre, values, roles, alone=self.alone, beside=self.beside)
        self._tried(lambda _: self._others.extend(said()), values)
        self._tried(lambda _: refuse_unvetted(person, values["unit"], self._others[1:], starts), values)
        studies = [] if person.pk is None else self.lookups.find(Education, "person_id", person.pk)
        self._tried(lambda _: self._others.extend(education_said(person, values, studies)), values)

    def _known(self) -> Person | None:
        """Whom the record names already."""
        if self.instance.pk is None:
            return None
        found: list[Person] = self.lookups.find(Person, "pk", self.instance.person_id)
        return found[0] if found else None

    def parts(self) -> frozenset[Part]:
        """The offices that the line names, each with its time."""
        return parts_said(self.cleaned_data)

    def records(self) -> list[Any]:
        """The person, the record, its offices and the education."""
        person, *others = self._others
        return [person, self.instance, *others]
