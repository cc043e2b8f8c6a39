"""Which numbers rule us: since when, by which clause, who approved."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.sections import Section
from zugong.kernel.parameters.declaring import Declaration, Words, all_declared, declaration_of, in_words
from zugong.kernel.parameters.effects import Effect, can_be_tried, effects_of
from zugong.kernel.parameters.fields import TypedField, field_of
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.parameters.reading import nearest
from zugong.kernel.procedures.moving import CannotMove
from zugong.kernel.registry.models import Unit
from zugong.modules.office.actions.parameters import propose

MOST_ROWS = 100
"""More of what would change than this nobody reads; the counts are of all."""

AREAS = {
    "plan": gettext_lazy("计划与督查"),
    "procedures": gettext_lazy("办理程序与时限"),
    "indicators": gettext_lazy("指标与看板"),
    "access": gettext_lazy("账号与安全"),
    "ledger": gettext_lazy("台账与导出"),
    "office": gettext_lazy("报表与减负"),
    "villages": gettext_lazy("村干部"),
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """One parameter as it stands at a place: the value in force, what is to come, what is proposed."""

    declaration: Declaration
    row: Parameter | None
    coming: list[Parameter]
    proposed: list[Parameter]

    @property
    def value(self) -> str:
        """The value that holds, in words."""
        return self.declaration.words(self.stored)

    @property
    def briefly(self) -> str:
        """The value that holds, as long as a line takes."""
        return self.declaration.briefly(self.stored)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """A table of numbers by key, one for each line; empty for other values."""
        names = dict(self.declaration.allowed)
        stored = self.stored if isinstance(self.stored, dict) else {}
        return [(str(names.get(key, key)), in_words(value)) for key, value in stored.items()]

    @property
    def lines(self) -> list[list[tuple[Words, str]]]:
        """A list of rows, each cell with what its column is called; empty for other values."""
        keys = self.declaration.keys
        return [[(key.label, key.words(row.get(key.name))) for key in keys] for row in (self.stored if keys else [])]

    @property
    def stored(self) -> Any:
        """The value that holds."""
        return self.declaration.default if self.row is None else self.row.value


@dataclass(frozen=True, slots=True)
class Level:
    """What one enclosing place says of a parameter today; the last that says something rules."""

    unit: Unit | None
    row: Parameter | None
    value: str
    rules: bool


class ProposalForm(forms.Form):
    """What a parameter shall be, where, from when, by which clause."""

    unit: Any = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("适用单位"), required=False, empty_label=gettext_lazy("处处适用")
    )
    valid_from = forms.DateField(label=gettext_lazy("自"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(
        label=gettext_lazy("至"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("含当日；不填则一直有效"),
    )
    source = forms.CharField(label=gettext_lazy("依据"), max_length=200, help_text=gettext_lazy("文件名称、文号和条款"))

    def __init__(self, *args: Any, declaration: Declaration, current: Any, places: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        value = field_of(declaration, label=_("新的值"))
        if isinstance(value, TypedField):
            names = {"value": declaration.words(declaration.default), "unit": declaration.unit}
            value.help_text = (
                _("例如 %(value)s（%(unit)s）") % names if declaration.unit else _("例如 %(value)s") % names
            )
        else:
            # A table is changed here and there rather than typed anew.
            self.initial["value"] = current
        self.fields = {"value": value, **self.fields}
        field: Any = self.fields["unit"]
        field.queryset = places


@require_safe
def parameters(request: HttpRequest) -> HttpResponse:
    """All parameters by area, as they stand today at a unit."""
    user: Any = request.user
    unit = _unit_shown(request, user)
    rulings = _rulings(user, unit)
    areas: dict[str, list[Ruling]] = defaultdict(list)
    for ruling in rulings:
        areas[ruling.declaration.area].append(ruling)
    names = {
        "areas": [(AREAS.get(area, area), found) for area, found in areas.items()],
        "count": len(rulings),
        "decided": sum(ruling.row is not None for ruling in rulings),
        "waiting": sum(len(ruling.proposed) for ruling in rulings),
        "today": calendar.today(),
        "shown_unit": unit,
        "unit_address": "/parameters/?unit={}",
    }
    return render(request, "office/parameters.html", names)


@require_http_methods(["GET", "POST"])
def parameter(request: HttpRequest, code: str) -> HttpResponse:
    """One parameter: its values at all places that concern the user, and the form to propose another."""
    user: Any = request.user
    declaration = declaration_of(code)
    if declaration is None:
        raise Http404(code)
    may_propose = may(user, Verb.MANAGE_PARAMETERS)
    unit = _unit_shown(request, user)
    [ruling] = _rulings(user, unit, [declaration])
    form = ProposalForm(
        request.POST or None,
        declaration=declaration,
        current=ruling.stored,
        places=_places(user),
        initial={"valid_from": calendar.today()},
    )
    trying = "trial" in request.POST and form.is_valid()
    if request.method == "POST" and not trying and form.is_valid() and _proposed(form, code, user, request):
        return redirect("parameter", code=code)
    rows = Parameter.objects.visible_to(user).filter(code=code).select_related("unit", "approved_by__person")
    names = {
        "declaration": declaration,
        "default": declaration.words(declaration.default),
        "ruling": ruling,
        "rows": [(row, declaration.words(row.value), _standing(row)) for row in rows],
        "levels": _levels(declaration, unit, [row for row in rows if row.state == Parameter.State.APPROVED]),
        "coming": [(row, declaration.words(row.value)) for row in ruling.coming],
        "shown_unit": unit,
        "unit_address": f"/parameters/{code}/?unit={{}}",
        "form": form if may_propose else None,
        "can_be_tried": can_be_tried(code),
        "effects": _tried(form, code, user) if trying and may_propose else None,
        "area": AREAS.get(declaration.area, declaration.area),
        "most": MOST_ROWS,
    }
    return render(request, "office/parameter.html", names, status=422 if form.errors else 200)


def effects_section(row: Parameter, user: User) -> Section | None:
    """On the page of a proposed or scheduled value: what it would change of what the reader sees."""
    waiting = row.state == Parameter.State.PROPOSED or (
        row.state == Parameter.State.APPROVED and row.valid_from > calendar.today()
    )
    if not waiting or not can_be_tried(row.code):
        return None
    effects = effects_of(row.code, row.value, at=row.unit, reader=user)
    return Section(title=_("改了会怎样"), template="office/effects.html", names={"effects": effects, "most": MOST_ROWS})


def _tried(form: ProposalForm, code: str, user: User) -> list[Effect]:
    return effects_of(code, form.cleaned_data["value"], at=form.cleaned_data["unit"], reader=user)


def _levels(declaration: Declaration, unit: Unit | None, approved: list[Parameter]) -> list[Level]:
    """From the declared default down to the unit: what each enclosing place says today, and which of it rules."""
    today = calendar.today()
    line = list(Unit.objects.filter(pk__in=[*unit.ancestor_ids, unit.pk]).order_by("path")) if unit else []
    said = [(place, _said_at(place, approved, today)) for place in (None, *line)]
    ruling = nearest(approved, at=unit, on=today)
    default = Level(unit=None, row=None, value=declaration.words(declaration.default), rules=ruling is None)
    return [default, *(Level(place, row, declaration.words(row.value), row == ruling) for place, row in said if row)]


def _said_at(place: Unit | None, approved: list[Parameter], day: date) -> Parameter | None:
    own = [row for row in approved if row.unit_id == (place.pk if place else None) and row.holds_on(day)]
    return max(own, key=lambda row: (row.valid_from, row.pk), default=None)


def _proposed(form: ProposalForm, code: str, user: User, request: HttpRequest) -> bool:
    try:
        propose(code=code, by=user, **form.cleaned_data)
    except CannotMove as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("已提请审批，批准后自起始日起生效"))
    return True


def _places(user: User) -> Any:
    """The city, its counties and zones: where numbers of their own are usual."""
    top = ("city", "county", "zone")
    return Unit.objects.visible_to(user).filter(kind__in=top).order_by("path")


def _unit_shown(request: HttpRequest, user: User) -> Unit | None:
    asked = request.GET.get("unit")
    if asked:
        return Unit.objects.visible_to(user).filter(code=asked).first() or user.unit
    return user.unit


def _rulings(user: User, unit: Unit | None, declarations: list[Declaration] | None = None) -> list[Ruling]:
    today = calendar.today()
    by_code: dict[str, list[Parameter]] = defaultdict(list)
    for row in Parameter.objects.visible_to(user).select_related("unit", "approved_by__person"):
        by_code[row.code].append(row)
    return [
        Ruling(
            declaration=declaration,
            row=nearest(_approved(by_code[declaration.code]), at=unit, on=today),
            coming=[row for row in _approved(by_code[declaration.code]) if row.valid_from > today],
            proposed=[row for row in by_code[declaration.code] if row.state == Parameter.State.PROPOSED],
        )
        for declaration in (all_declared() if declarations is None else declarations)
    ]


def _approved(rows: list[Parameter]) -> list[Parameter]:
    return [row for row in rows if row.state == Parameter.State.APPROVED]


def _standing(row: Parameter, on: date | None = None) -> str:
    """Where a value stands in time, in words."""
    day = on or calendar.today()
    if row.state != Parameter.State.APPROVED:
        return str(row.get_state_display())
    if row.valid_from > day:
        return _("待生效")
    return _("执行中") if row.holds_on(day) else _("已失效")
