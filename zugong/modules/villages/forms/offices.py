"""What a line of a roster says of offices, held against those that are registered."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.ledger.widgets import RecordPicker
from zugong.modules.villages.duty_words import Duty, UnclearDuty, duties_in
from zugong.modules.villages.models import VillageCadre, VillageRole


class RoleForm(RecordForm):
    """One office of a cadre."""

    class Meta:
        model = VillageRole
        fields = ("cadre", "office", "title", "start_date", "end_date")
        widgets = {"cadre": RecordPicker(VillageCadre)}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["start_date"].required = True
        self.fields["title"].help_text = str(later("名册上的写法，例如党总支书记；可不填"))


def duties_said(text: str) -> list[Duty]:
    """The offices named in a cell. Raises ValidationError."""
    try:
        return duties_in(text)
    except UnclearDuty as unclear:
        words = _("“%(what)s”看不出是哪个班子的什么职务，请写全，例如：党总支书记、村委会主任、村委会委员、后备干部")
        raise ValidationError({"offices": words % {"what": unclear}}) from unclear


def roles_said(cadre: VillageCadre, values: Mapping[str, Any], known: Sequence[VillageRole]) -> list[VillageRole]:
    """The offices to write: those that the line names, and those that end because of it. Raises ValidationError.

    A line without an end tells how things stand: an office that it no longer names ends on the day on which the new one starts.
    """
    duties = duties_said(values.get("offices") or "")
    start, end = values.get("start_date"), values.get("end_date")
    if start and end and end < start:
        raise ValidationError({"end_date": _("离任时间早于任职时间，请核对这两个日期")})
    if not duties:
        return []
    written = [_role(cadre, duty, known, start=start, end=end, alone=len(duties) == 1) for duty in duties]
    return written if end else [*_ended(duties, known, start, any(role.pk is None for role in written)), *written]


def _role(
    cadre: VillageCadre, duty: Duty, known: Sequence[VillageRole], *, start: date | None, end: date | None, alone: bool
) -> VillageRole:
    same = [role for role in known if role.office == duty.office]
    role = next((one for one in same if start and one.start_date == start), None)
    role = role or next((one for one in same if one.end_date is None or one.end_date == end), None)
    if role is None:
        return VillageRole(cadre=cadre, office=duty.office, title=duty.title, start_date=start, end_date=end)
    # One date beside several offices need not be that of each.
    if start and (role.start_date is None or alone):
        role.start_date = start
    role.end_date = end or role.end_date
    role.title = duty.title
    return role


def _ended(
    duties: Sequence[Duty], known: Sequence[VillageRole], start: date | None, anything_new: bool
) -> list[VillageRole]:
    named = {duty.office for duty in duties}
    left = [role for role in known if role.end_date is None and role.office not in named]
    for role in left:
        if not anything_new or start is None or (role.start_date and start < role.start_date):
            words = _("登记的在任职务还有“%(office)s”；不再担任的，请先在任职记录中填写离任时间")
            raise ValidationError({"offices": words % {"office": role.get_office_display()}})
        role.end_date = start
    return left


def offices_field() -> forms.CharField:
    """The field for the offices as a roster writes them."""
    return forms.CharField(
        label=later("职务"), max_length=120, required=False,
        help_text=later("兼任多职用顿号分开，例如：党总支书记、村委会主任"),
    )  # fmt: skip
