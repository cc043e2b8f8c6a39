"""Setting up, renaming, moving, merging, converting, closing units; and the tree from and to a sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog
from zugong.kernel.access.roles import Verb
from zugong.kernel.registry import actions
from zugong.kernel.registry.models import Unit
from zugong.kernel.registry.tree import TreeRefused, load_tree
from zugong.kernel.workbook.writing import MIME_TYPE
from zugong.modules.office import sheets
from zugong.modules.office.forms import (
    AddUnitForm,
    CloseForm,
    ConvertForm,
    MergeForm,
    MoveForm,
    OfficeForm,
    RenameForm,
    TreeSheetForm,
)
from zugong.modules.office.pages.units import unit_or_404


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One kind of change: its words, its form, and the action that makes it and answers with the unit to show next."""

    label: Any
    consequence: Any
    form: type[OfficeForm]
    action: Callable[..., Unit]
    danger: bool = False


def _merge(*, unit: Unit, into: Unit | None, other: Unit | None, code: str, name: str, **more: Any) -> Unit:
    if into is not None:
        return actions.merge(units=[unit], into=into, **more)
    return actions.merge_into_new(units=[unit, other] if other else [unit], code=code, name=name, **more)


def _add(*, unit: Unit, on: Any, **more: Any) -> Unit:
    return actions.add_unit(parent=unit, valid_from=on, **more)


CHANGES = {
    "add": UnitChange(gettext_lazy("新设下级"), gettext_lazy("自生效日起出现在单位树和统计中。"), AddUnitForm, _add),
    "rename": UnitChange(
        gettext_lazy("改名"), gettext_lazy("自生效日起用新名称，此前的材料仍可按旧名查到。"), RenameForm, actions.rename
    ),
    "move": UnitChange(
        gettext_lazy("划转"),
        gettext_lazy("连同全部下级划入新的上级；此前的数字按当时的隶属统计，也可按今天的隶属统计。"),
        MoveForm,
        actions.move,
    ),
    "merge": UnitChange(
        gettext_lazy("合并"),
        gettext_lazy("本单位自生效日起撤销，下级和历史数据归入合并后的单位。"),
        MergeForm,
        _merge,
        danger=True,
    ),
    "convert": UnitChange(
        gettext_lazy("改制"),
        gettext_lazy("类别、代码、名称一并更换，仍是同一个单位，旧代码继续有效。"),
        ConvertForm,
        actions.convert,
    ),
    "close": UnitChange(
        gettext_lazy("撤销"),
        gettext_lazy("自生效日起不再列入；历史数据留在原处。"),
        CloseForm,
        actions.close,
        danger=True,
    ),
}


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """The form of one change of a unit."""
    user: Any = request.user
    unit = unit_or_404(user, code)
    kind = CHANGES.get(verb)
    if kind is None:
        raise Http404(verb)
    if not may(user, Verb.MANAGE_UNITS, at=unit):
        raise PermissionDenied
    initial = {"name": unit.name, "short_name": unit.short_name} if verb == "rename" else {}
    form = kind.form(request.POST or None, user=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = kind.action(unit=unit, by=user, **form.cleaned_data)
        except actions.CannotChangeUnit as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已办理：%(what)s %(unit)s") % {"what": kind.label, "unit": unit})
            return redirect("unit", changed.code)
    names = {"unit": unit, "change": kind, "form": form}
    return render(request, "office/unit_change.html", names, status=422 if form.errors else 200)


def _need_whole_tree(request: HttpRequest) -> None:
    """Whoever changes the tree by a sheet must hold the verb at its root."""
    user: Any = request.user
    root = Unit.objects.filter(parent__isnull=True).order_by("path").first()
    if not may(user, Verb.MANAGE_UNITS, at=root):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def import_units(request: HttpRequest) -> HttpResponse:
    """Units from a sheet: all of it or nothing, with every bad row named."""
    _need_whole_tree(request)
    form = TreeSheetForm(request.POST or None, request.FILES or None)
    mistakes, loaded = [], None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["sheet"]
        try:
            rows = sheets.tree_rows_in(upload.read(), upload.name)
            loaded = load_tree(
                rows, by=request.user, on=form.cleaned_data["on"], document=form.cleaned_data["document"]
            )
        except sheets.CannotReadTable as refusal:
            form.add_error("sheet", str(refusal))
        except TreeRefused as refusal:
            mistakes = refusal.mistakes
    bad = bool(mistakes or form.errors)
    names = {"form": form, "mistakes": mistakes, "loaded": loaded}
    return render(request, "office/import_units.html", names, status=422 if bad else 200)


@require_safe
def export_units(request: HttpRequest) -> HttpResponse:
    """The units that the user may see, as a sheet that can be imported again."""
    user: Any = request.user
    if not (may(user, Verb.EXPORT) or may(user, Verb.MANAGE_UNITS)):
        raise PermissionDenied
    standing = Unit.objects.visible_to(user).filter(valid_to__isnull=True).select_related("parent", "official_parent")
    note(AccessLog.Kind.EXPORTED, by=user, what=_("单位"), rows=standing.count(), request=request)
    return _workbook(sheets.tree_workbook(standing), f"units-{calendar.today():%Y%m%d}.xlsx")


@require_safe
def units_template(_request: HttpRequest) -> HttpResponse:
    """An empty sheet of units."""
    return _workbook(sheets.tree_template(), "units.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=MIME_TYPE, headers=headers)
