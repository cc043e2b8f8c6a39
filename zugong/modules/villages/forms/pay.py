"""The forms of pay: whom a line of the finance office's list means, and which units have which income."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.ledger.widgets import RecordPicker
from zugong.kernel.registry.codes import identity_number_mistake
from zugong.kernel.registry.models import Person, Unit, UnitKind
from zugong.kernel.sealing.fields import digests, normalised
from zugong.modules.villages.models import CollectiveIncome, CountyIncome, PayPayment, VillageCadre, YearAppraisal
from zugong.modules.villages.rules.pay_due import year_of
from zugong.modules.villages.rules.register import VILLAGE_KINDS

COUNTIES = (UnitKind.CITY, UnitKind.COUNTY, UnitKind.ZONE)


class OfCadreForm(RecordForm):
    """A record of a cadre, who is named as lists from elsewhere name people: by village and name, or by identity number.

    Nobody is made here: who is not in the register is a mistake of the line.
    """

    unit: Any = forms.ModelChoiceField(Unit.objects.all(), label=later("村（社区）"), widget=RecordPicker(Unit))
    name = forms.CharField(label=later("姓名"), max_length=40)
    identity_number = forms.CharField(
        label=later("身份证号"), max_length=30, required=False, help_text=later("同村有同名人员时填写")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["unit"]
        field.queryset = field.queryset.filter(kind__in=VILLAGE_KINDS)
        if self.instance.pk and not self.is_bound:
            cadre = self.instance.cadre
            self.initial.update(unit=cadre.unit_id, name=cadre.person.name)

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

    def clean(self) -> dict[str, Any]:
        """Find the cadre that the line names."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("unit") and values.get("name") and "identity_number" not in self.errors:
            try:
                self.instance.cadre = self._cadre(values["unit"], values["name"], values.get("identity_number", ""))
            except ValidationError as mistake:
                self.add_error(None, mistake)
        return values

    def _cadre(self, unit: Unit, name: str, number: str) -> VillageCadre:
        people = self._people(name, number)
        found = [
            cadre
            for person in people
            for cadre in self.lookups.find(VillageCadre, "person_id", person.pk)
            if cadre.unit_id == unit.pk
        ]
        if not found:
            raise ValidationError({"name": _("本村台账里没有这名村干部，请核对姓名和村，或先登记")})
        if len(found) > 1:
            raise ValidationError({"identity_number": _("本村有同名人员，请填写身份证号加以区分")})
        return found[0]

    def _people(self, name: str, number: str) -> list[Person]:
        """Those of the number, whose name must be the one said; without a number those of the name."""
        if not number:
            return self.lookups.find(Person, "name", name)
        found = [one for digest in digests(number) for one in self.lookups.find(Person, "identity_digest", digest)]
        if any(one.name != name for one in found):
            raise ValidationError({"identity_number": _("此身份证号已登记在另一姓名下，请核对姓名和号码")})
        return list({one.pk: one for one in found}.values())


class PaymentForm(OfCadreForm):
    """One payment; for which year it is follows from kind and day where nobody says."""

    field_order = ("unit", "name", "identity_number", "paid_on", "kind", "amount", "year", "note")

    class Meta:
        model = PayPayment
        fields = ("paid_on", "kind", "amount", "year", "note")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["year"].required = False
        self.fields["year"].help_text = str(later("不填时：年终结算和激励算上一年度，一月发放的算上一年度，其余算当年"))

    def clean(self) -> dict[str, Any]:
        """Say for which year the payment is."""
        values = super().clean()
        if not values.get("year") and "year" not in self.errors and values.get("paid_on") and values.get("kind"):
            values["year"] = year_of(values["paid_on"], values["kind"])
        return values


class YearAppraisalForm(OfCadreForm):
    """The grade of one cadre's year."""

    field_order = ("unit", "name", "identity_number", "year", "grade", "document")

    class Meta:
        model = YearAppraisal
        fields = ("year", "grade", "document")


class CountyIncomeForm(RecordForm):
    """The income per head of a county, or of a zone that has its own."""

    class Meta:
        model = CountyIncome
        fields = ("unit", "year", "amount", "document", "published_on")
        widgets = {"unit": RecordPicker(Unit)}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["unit"]
        field.queryset = field.queryset.filter(kind__in=COUNTIES)


class CollectiveIncomeForm(RecordForm):
    """The income of a village's collective."""

    class Meta:
        model = CollectiveIncome
        fields = ("unit", "year", "income", "document")
        widgets = {"unit": RecordPicker(Unit)}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["unit"]
        field.queryset = field.queryset.filter(kind__in=VILLAGE_KINDS)
