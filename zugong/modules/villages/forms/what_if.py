"""Asks who is proposed for which office."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.access.unmasking import shown_name
from zugong.kernel.registry.models import Sex, Unit
from zugong.modules.villages.models import Level, Office, VillageCadre
from zugong.modules.villages.rules.register import TWO_COMMITTEES
from zugong.modules.villages.rules.register import Office as OfficeCode

MOST_PEOPLE = 300


class WhatIfForm(forms.Form):
    """The village, the office, and a registered person or what is known of somebody else."""

    village = forms.TypedChoiceField(label=_("村（社区）"), coerce=int)
    office = forms.ChoiceField(
        label=_("拟任职务"), choices=[(one.value, one.label) for one in Office if one.value in TWO_COMMITTEES],
        initial=OfficeCode.COMMITTEE_MEMBER.value,
    )  # fmt: skip
    person = forms.TypedChoiceField(
        label=_("人选"), coerce=int, empty_value=None, required=False,
        help_text=_("本乡镇已登记的村干部和后备干部；不在其中的，填下面几项"),
    )  # fmt: skip
    sex = forms.ChoiceField(
        label=_("性别"), required=False, choices=[("", "—"), ("2", Sex.FEMALE.label), ("1", Sex.MALE.label)]
    )
    born = forms.RegexField(
        r"^(19|20)\d\d-(0[1-9]|1[0-2])$", label=_("出生年月"), required=False,
        error_messages={"invalid": _("应是年和月，例如 1996-03")},
        widget=forms.TextInput(attrs={"placeholder": "1996-03", "inputmode": "numeric"}),
    )  # fmt: skip
    level = forms.TypedChoiceField(
        label=_("学历"), coerce=int, empty_value=None, required=False, choices=[("", "—"), *Level.choices]
    )
    full_time = forms.BooleanField(label=_("全日制"), required=False)
    leaving = forms.TypedChoiceField(
        label=_("同时离任"), coerce=int, empty_value=None, required=False, help_text=_("接替谁；不选则只增加一人")
    )

    def __init__(self, *args: Any, user: User, unit: Unit, villages: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self._offer("village", villages)
        chosen = _number(self.data.get("village")) or (villages[0][0] if len(villages) == 1 else None)
        known = {key for key, _label in villages}
        village = Unit.objects.filter(pk=chosen).first() if chosen in known else None
        township = (village.parent if village is not None else None) or unit
        cadres = VillageCadre.objects.visible_to(user).select_related("unit", "person__data_key", "person__unit")
        near = cadres.filter(unit__path__startswith=township.path or "-") if village is not None else cadres.none()
        here = list(near.order_by("unit__path", "rank", "pk")[:MOST_PEOPLE])
        self._offer("person", [("", "—"), *_named(here, user)])
        serving = [one for one in here if village is not None and one.unit_id == village.pk and one.in_office]
        self._offer("leaving", [("", "—"), *_named(serving, user)])

    def _offer(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Either a registered person, or something that is known of somebody else."""
        said: dict[str, Any] = super().clean() or {}
        if not any(said.get(name) for name in ("person", "sex", "born", "level")):
            raise forms.ValidationError(_("选一名人选，或填写性别、出生年月、学历中的至少一项"))
        return said


def _number(text: Any) -> int | None:
    return int(text) if str(text or "").isdecimal() else None


def _named(cadres: list[VillageCadre], user: User) -> list[tuple[int, str]]:
    seen: dict[int, str] = {}
    for one in cadres:
        seen.setdefault(one.person_id, f"{shown_name(one.person, user)} · {one.unit} {one.duties}".strip())
    return list(seen.items())
