"""What people type for joint vetting: an item of the negative list, a request, an appointment, a leaving."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.ledger.widgets import RecordPicker, dress
from zugong.kernel.registry.models import Person, Unit, UnitKind
from zugong.modules.villages.models import Basis, JointReview, Leaving, NegativeItem, Office
from zugong.modules.villages.rules.appointing import BY_WHICH
from zugong.modules.villages.rules.register import VILLAGE_KINDS

SOURCE = later("依据：村（社区）“两委”换届“十不选”负面清单")


class NegativeItemForm(RecordForm):
    """One item against a person, kept by the county of whoever types it."""

    class Meta:
        model = NegativeItem
        fields = (
            "person", "unit", "item", "from_date", "until", "lasting", "source", "document", "lifted_on", "lifted_why",
        )  # fmt: skip
        widgets = {"person": RecordPicker(Person)}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        units: Any = self.fields["unit"]
        # Read there and nowhere above, an item is kept only by those who read at the county itself.
        own = Unit.objects.filter(path__in=self.user.reach().paths, kind__in=(UnitKind.COUNTY, UnitKind.ZONE))
        units.queryset = own
        if own.count() == 1:
            units.initial = own.first()
        sources: Any = self.fields["source"]
        sources.queryset = sources.queryset.filter(kind=UnitKind.DEPARTMENT)
        self.fields["item"].help_text = str(SOURCE)


class RequestForm(forms.Form):
    """Whom to vet, for what."""

    person: Any = forms.ModelChoiceField(Person.objects.none(), label=later("人选"), widget=RecordPicker(Person))
    unit: Any = forms.ModelChoiceField(Unit.objects.none(), label=later("村（社区）"), widget=RecordPicker(Unit))
    office = forms.ChoiceField(
        label=later("拟任职务"), required=False, choices=[("", later("不涉及职务")), *Office.choices]
    )
    occasion = forms.ChoiceField(label=later("事由"), choices=JointReview.Occasion.choices)

    def __init__(self, *args: Any, user: User, within: Unit, **more: Any) -> None:
        super().__init__(*args, **more)
        people: Any = self.fields["person"]
        people.queryset = Person.objects.visible_to(user).filter(unit__path__startswith=within.path)
        units: Any = self.fields["unit"]
        units.queryset = Unit.objects.visible_to(user).within(within).filter(kind__in=VILLAGE_KINDS, valid_to=None)
        for field in (people, units):
            field.widget.reader = user
        if within.kind in VILLAGE_KINDS:
            units.initial = within
        for one in self.fields.values():
            dress(one)


class AppointForm(forms.Form):
    """An office for somebody who was vetted."""

    office = forms.ChoiceField(label=later("职务"), choices=Office.choices)
    on = forms.DateField(label=later("任职时间"), widget=forms.DateInput(attrs={"type": "date"}))
    basis = forms.ChoiceField(label=later("任职方式"), choices=Basis.choices)
    document = forms.CharField(
        label=later("任职文件或会议"),
        max_length=120,
        help_text=later("例如 舒组〔2023〕15号，或 村民代表会议 2023-07-03"),
    )
    title = forms.CharField(label=later("具体称谓"), max_length=60, required=False, help_text=later("可不填"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["on"].initial = calendar.today()
        for one in self.fields.values():
            dress(one)

    def clean(self) -> dict[str, Any]:
        """The office can be had by what it is taken by."""
        values: dict[str, Any] = super().clean() or {}
        office, basis = values.get("office"), values.get("basis")
        if office and basis and basis not in BY_WHICH[office]:
            allowed = "、".join(str(Basis(one).label) for one in Basis.values if one in BY_WHICH[office])
            words = _("%(office)s的任职方式只能是：%(allowed)s")
            self.add_error("basis", words % {"office": Office(office).label, "allowed": allowed})
        return values


class LeaveForm(forms.Form):
    """The end of an office, and why."""

    on = forms.DateField(label=later("离任时间"), widget=forms.DateInput(attrs={"type": "date"}))
    leaving = forms.ChoiceField(label=later("离任方式"), choices=Leaving.choices)
    why = forms.CharField(
        label=later("原因和依据"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later("写明依据的文件或会议"),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["on"].initial = calendar.today()
        for one in self.fields.values():
            dress(one)
