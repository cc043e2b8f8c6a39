"""The clean-up drive: the reader's clues by routine, taking one in, and its papers."""

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.forms import RecordForm, field_of
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.clues import CannotRegister, keepers_for, register_clue
from zugong.modules.villages.actions.conduct_papers import clue_card, handling_notice
from zugong.modules.villages.actions.conduct_seen import drive_seen
from zugong.modules.villages.models import Clue
from zugong.modules.villages.pages.front import unit_shown
from zugong.modules.villages.pages.places import tabs

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def index(request: HttpRequest, code: str) -> HttpResponse:
    """The reader's clues in a unit as the four routines; whoever handles none sees none."""
    user: Any = request.user
    unit = unit_shown(user, code)
    names = {
        "unit": unit,
        "above": unit.parent if unit.parent is not None and may(user, Verb.READ, at=unit.parent) else None,
        "drive": drive_seen(user, unit),
        "may_register": bool(keepers_for(user)),
        "tabs": tabs(unit, "village_conduct"),
        "shown_unit": unit,
        "unit_address": "/villages/conduct/{}/",
    }
    return render(request, "villages/conduct.html", names)


class ClueForm(RecordForm):
    """What is known of a clue when it comes in."""

    class Meta:
        model = Clue
        fields = ("village", "person", "team", "source", "kind", "received", "visit", "text")
        formfield_callback = field_of

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("source", "kind", "text"):
            self.fields[name].required = True
        self.fields["person"].help_text = gettext_lazy("反映某名村干部的，填姓名；反映整个班子的，留空并选涉及班子")
        self.fields["text"].help_text = gettext_lazy("只有受理单位和承办单位看得到；移送后自动清空")
        self.fields["received"].initial = calendar.today()


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a clue in, for one of the units for which the reader handles matters."""
    user: Any = request.user
    keepers = keepers_for(user)
    if not keepers:
        raise PermissionDenied
    form = ClueForm(request.POST or None, instance=Clue(), user=user, initial=_asked(request, user))
    chosen: Any = forms.ModelChoiceField(
        Unit.objects.filter(pk__in=[one.pk for one in keepers]),
        label=_("受理单位"),
        initial=keepers[0],
        empty_label=None,
    )
    form.fields = {"unit": chosen, **form.fields}
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("unit", *ClueForm.Meta.fields)}
        try:
            clue = register_clue(by=user, **given)
        except CannotRegister as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记线索 %(number)s") % {"number": clue.number})
            return redirect(clue)
    status = 422 if request.method == "POST" else 200
    return render(request, "villages/clue_new.html", {"form": form}, status=status)


def _asked(request: HttpRequest, user: Any) -> dict[str, Any]:
    """The village that the address names, if the reader may see it."""
    village = request.GET.get("village", "")
    seen = Unit.objects.visible_to(user).filter(pk=int(village)) if village.isdecimal() else Unit.objects.none()
    return {"village": seen.first(), "received": calendar.today()}


@require_GET
def card(request: HttpRequest, number: int) -> HttpResponse:
    """The card that goes with a clue."""
    clue = _shown(request, number)
    return _handed_out(request, clue_card(clue), f"问题线索办理卡{clue.number}.docx", clue)


@require_GET
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """The notice of the measure."""
    clue = _shown(request, number)
    if not clue.measure:
        raise Http404(number)
    return _handed_out(request, handling_notice(clue), f"处理告知书{clue.number}.docx", clue)


def _shown(request: HttpRequest, number: int) -> Clue:
    user: Any = request.user
    seen = Clue.objects.visible_to(user).select_related("unit__parent", "village", "person", "handler")
    return get_object_or_404(seen, pk=number)


def _handed_out(request: HttpRequest, content: bytes, name: str, clue: Clue) -> HttpResponse:
    """The paper as a file, noted at the unit that keeps the clue."""
    note(AccessLog.Kind.DOWNLOADED, by=request.user, unit=clue.unit, what=name, request=request)
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
