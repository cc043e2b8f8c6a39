"""What a line of a roster says of offices, held against those that are registered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.ledger.widgets import RecordPicker
from zugong.kernel.registry.models import Person, Unit
from zugong.modules.villages.actions.appointing import CannotAppoint, check_vetted
from zugong.modules.villages.duty_words import Duty, UnclearDuty, duties_in
from zugong.modules.villages.models import Office as OfficeChoice
from zugong.modules.villages.models import VillageCadre, VillageRole
from zugong.modules.villages.rules.appointing import basis_fits
from zugong.modules.villages.rules.register import Office


class RoleForm(RecordForm):
    """One office of a cadre."""

    class Meta:
        model = VillageRole
        fields = ("cadre", "office", "title", "start_date", "end_date", "basis", "document", "leaving", "leaving_why")
        widgets = {"cadre": RecordPicker(VillageCadre)}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["start_date"].required = True
        self.fields["title"].help_text = str(later("名册上的写法，例如党总支书记；可不填"))
        self._before = (self.instance.office, self.instance.start_date) if self.instance.pk else None

    def clean(self) -> dict[str, Any]:
        """Who takes an office of the committees has been vetted, and takes it by what gives such an office."""
        values: dict[str, Any] = super().clean() or {}
        cadre, office, start = values.get("cadre"), values.get("office"), values.get("start_date")
        if cadre is None or not office or start is None:
            return values
        if values.get("basis") and not basis_fits(office, values["basis"]):
            self.add_error("basis", _("这个职务不能以这种方式取得：两委和监委会职务须经选举，党组织职务也可经党内程序"))
        if (office, start) != self._before:
            self._refuse_unvetted(cadre, office, start)
        return values

    def _refuse_unvetted(self, cadre: VillageCadre, office: str, start: date) -> None:
        try:
            check_vetted(cadre.person, unit=cadre.unit, office=office, on=start)
        except CannotAppoint as refusal:
            self.add_error("start_date", str(refusal))


def duties_said(text: str) -> list[Duty]:
    """The offices named in a cell. Raises ValidationError."""
    try:
        return duties_in(text)
    except UnclearDuty as unclear:
        words = _("“%(what)s”看不出是哪个班子的什么职务，请写全，例如：党总支书记、村委会主任、村委会委员、后备干部")
        raise ValidationError({"offices": words % {"what": unclear}}) from unclear


@dataclass(frozen=True, slots=True)
class Part:
    """What one line of a roster says of one office. `job` tells apart what is done at the committees' side, where several may be held."""

    office: str
    start: date | None
    end: date | None
    job: str = ""

    def contradicts(self, other: "Part") -> bool:
        """True if somebody cannot hold the office as both say."""
        if self.office != other.office or self.office == Office.OTHER:
            return False
        if self.start is not None and self.start == other.start:
            return self.end != other.end
        return self.end is None and other.end is None and None not in (self.start, other.start)


def parts_said(values: Mapping[str, Any]) -> frozenset[Part]:
    """The offices that a line names, each with its time."""
    try:
        duties = duties_in(values.get("offices") or "")
    except UnclearDuty:
        return frozenset()
    start, end = values.get("start_date"), values.get("end_date")
    return frozenset(
        Part(duty.office, start, end, duty.title if duty.office == Office.OTHER else "") for duty in duties
    )


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says of offices. `beside` are the parts that other lines say of the same cadre, each with its line's number.

    A line that stands alone tells how things are: what it does not name is no longer held. One of several tells its own offices only.
    """

    duties: Sequence[Duty]
    start: date | None
    end: date | None
    alone: bool = True
    beside: Mapping[Part, int] = field(default_factory=dict)

    def refuse_contradictions(self, values: Mapping[str, Any]) -> None:
        """Raise ValidationError where another line gives the same office another time."""
        for own in parts_said(values):
            for other, number in self.beside.items():
                if own.contradicts(other):
                    words = _("“%(office)s”的任职时间与第 %(row)d 行写的不一致，请核对这两行")
                    label = OfficeChoice(own.office).label
                    raise ValidationError({"start_date": words % {"office": label, "row": number}})

    def is_of_another(self, role: VillageRole) -> bool:
        """True for an office that another line tells of, and this one does not."""
        stands = (role.office, role.start_date, role.end_date)
        said_here = any((duty.office, self.start, self.end) == stands for duty in self.duties)
        return not said_here and any((part.office, part.start, part.end) == stands for part in self.beside)


def roles_said(
    cadre: VillageCadre,
    values: Mapping[str, Any],
    known: Sequence[VillageRole],
    *,
    alone: bool = True,
    beside: Mapping[Any, int] | None = None,
) -> list[VillageRole]:
    """The offices to write: those that the line names, and those that end because of it. Raises ValidationError.

    A line without an end tells how things stand: an office that it no longer names ends on the day on which the new one starts.
    That holds only where no other line tells of the same cadre.
    """
    line = Line(
        duties_said(values.get("offices") or ""), values.get("start_date"), values.get("end_date"), alone, beside or {}
    )
    if line.start and line.end and line.end < line.start:
        raise ValidationError({"end_date": _("离任时间早于任职时间，请核对这两个日期")})
    line.refuse_contradictions(values)
    if not line.duties:
        return []
    written = [_role(cadre, duty, known, line) for duty in line.duties]
    if line.end or not line.alone:
        return written
    return [*_ended(line.duties, known, line.start, any(role.pk is None for role in written)), *written]


def _role(cadre: VillageCadre, duty: Duty, known: Sequence[VillageRole], line: Line) -> VillageRole:
    start, end = line.start, line.end
    same = [role for role in known if role.office == duty.office and not line.is_of_another(role)]
    role = next((one for one in same if start and one.start_date == start), None)
    role = role or next((one for one in same if end and one.end_date == end), None)
    role = role or next((one for one in same if one.end_date is None and not _began_later(one, end)), None)
    if role is None:
        return VillageRole(cadre=cadre, office=duty.office, title=duty.title, start_date=start, end_date=end)
    # One date beside several offices need not be that of each.
    if start and (role.start_date is None or len(line.duties) == 1):
        role.start_date = start
    role.end_date = end or role.end_date
    role.title = duty.title if line.alone else _with(role.title, duty)
    return role


def _began_later(role: VillageRole, end: date | None) -> bool:
    """True if an office that is still held began only after the time of which the line tells."""
    return end is not None and role.start_date is not None and role.start_date >= end


def _with(title: str, duty: Duty) -> str:
    """The title of an office after one of several lines: jobs at the committees' side stand one after the other."""
    if duty.office != Office.OTHER:
        return duty.title
    return "、".join(dict.fromkeys(filter(None, [*title.split("、"), *duty.title.split("、")])))


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


def refuse_unvetted(person: Person, unit: Unit, roles: Sequence[Any], before: Mapping[int, date | None]) -> None:
    """Raise ValidationError for an office that is new, or begins on another day than before, and needs a vetting that is not there."""
    for role in roles:
        if role.pk is None or before.get(role.pk) != role.start_date:
            try:
                check_vetted(person, unit=unit, office=role.office, on=role.start_date)
            except CannotAppoint as refusal:
                raise ValidationError({"start_date": str(refusal)}) from refusal


def offices_field() -> forms.CharField:
    """The field for the offices as a roster writes them."""
    return forms.CharField(
        label=later("职务"), max_length=120, required=False,
        help_text=later("兼任多职用顿号分开，例如：党总支书记、村委会主任"),
    )  # fmt: skip
