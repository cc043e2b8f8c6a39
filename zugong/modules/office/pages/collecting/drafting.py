"""Drawing up a form: its head, its columns (typed or read from a sheet), whom it goes to."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from zugong.kernel.access.models import User
from zugong.kernel.ledger.widgets import RecordsPicker, UnitPicker, dress
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.kernel.workbook.files import CannotReadTable
from zugong.modules.office.actions.collecting import drafting, sending
from zugong.modules.office.actions.collecting.drafting import CannotDrawUp, ColumnDraft
from zugong.modules.office.actions.collecting.known import sources
from zugong.modules.office.actions.collecting.listing import numbers_in_force, why_refusable
from zugong.modules.office.actions.collecting.understanding import understand
from zugong.modules.office.models import FormColumn, OneOffForm, RecipientSet
from zugong.modules.office.pages.collecting.showing import case_of, form_shown

SHOWN = 120
LEVELS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "village": (gettext_lazy("村、社区"), (UnitKind.VILLAGE, UnitKind.COMMUNITY)),
    "township": (gettext_lazy("乡镇、街道"), (UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT)),
    "county": (gettext_lazy("县区、开发区"), (UnitKind.COUNTY, UnitKind.ZONE)),
}


class HeadForm(forms.ModelForm):
    """What the form is called, on which number it rests, by when, and who confirms."""

    class Meta:
        model = OneOffForm
        fields = (
            "title",
            "catalogue_number",
            "due_date",
            "expires_on",
            "layout",
            "confirms",
            "named_confirmer",
            "purpose",
        )
        widgets = {
            "named_confirmer": UnitPicker(),
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "catalogue_number": forms.TextInput(attrs={"list": "catalogue-numbers", "autocomplete": "off"}),
        }

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            dress(field)
        choice: Any = self.fields["named_confirmer"]
        choice.queryset = Unit.objects.visible_to(user).filter(valid_to__isnull=True)


class SheetHeadForm(HeadForm):
    """The same, with a sheet from which the columns are read."""

    sheet = forms.FileField(
        label=gettext_lazy("从表样取列"),
        required=False,
        help_text=gettext_lazy("上级发的或自己用的 xlsx、xls：自动找出表头和每列的类型，下一步可以改"),
    )


class ColumnForm(forms.Form):
    """One column."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(label=gettext_lazy("列名"), max_length=80)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=FormColumn.KINDS)
    required = forms.BooleanField(label=gettext_lazy("必填"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("台账来源"), required=False)
    options = forms.CharField(label=gettext_lazy("可选项"), max_length=500, required=False)
    minimum = forms.DecimalField(label=gettext_lazy("最小值"), max_digits=18, decimal_places=4, required=False)
    maximum = forms.DecimalField(label=gettext_lazy("最大值"), max_digits=18, decimal_places=4, required=False)
    at_most = forms.CharField(label=gettext_lazy("不大于哪一列"), max_length=80, required=False)
    help = forms.CharField(label=gettext_lazy("填写说明"), max_length=160, required=False)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choice: Any = self.fields["source"]
        choice.choices = [("", _("由填报单位填写")), *offered]
        for name in ("minimum", "maximum"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"


ColumnFormSet: Any = forms.formset_factory(ColumnForm, extra=0, can_delete=True, can_order=True)


def _columns_of(formset: Any) -> list[ColumnDraft]:
    """The columns that were typed, in the order that was given; those marked to be taken out are left out."""
    return [
        ColumnDraft(**{name: value for name, value in form.cleaned_data.items() if name not in {"ORDER", "DELETE"}})
        for form in formset.ordered_forms
    ]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draw up a form: blank, from a sheet, or as the next round of an earlier one."""
    user: Any = request.user
    if drafting.sending_unit(user) is None:
        raise PermissionDenied
    earlier = form_shown(request, int(request.GET["again"])) if request.GET.get("again", "").isdigit() else None
    if earlier is not None and not drafting.may_send(user, earlier):
        raise PermissionDenied
    form = SheetHeadForm(request.POST or None, request.FILES or None, user=user, initial=_initial(earlier))
    if request.method == "POST" and form.is_valid():
        made = _drawn_up(request, form, earlier)
        if made is not None:
            return redirect(made)
    names = {"form": form, "earlier": earlier, "unit": drafting.sending_unit(user), "numbers": numbers_in_force(user)}
    return render(request, "office/collecting/new.html", names, status=422 if form.errors else 200)


def _initial(earlier: OneOffForm | None) -> dict[str, Any]:
    if earlier is None:
        return {}
    return {name: getattr(earlier, name) for name in drafting.HEAD if name != "due_date"}


def _drawn_up(request: HttpRequest, form: SheetHeadForm, earlier: OneOffForm | None) -> OneOffForm | None:
    """The new draft; None with the reason in the form."""
    user: Any = request.user
    head = {name: form.cleaned_data[name] for name in drafting.HEAD}
    sheet = form.cleaned_data["sheet"]
    try:
        if earlier is not None and not sheet:
            return sending.draw_up_again(form=earlier, by=user, **head)
        seen = understand(sheet.read(), sheet.name) if sheet else None
        made = drafting.draw_up(by=user, columns=seen.drafts if seen else (), **head)
    except CannotReadTable as refusal:
        form.add_error("sheet", str(refusal))
    except CannotDrawUp as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    else:
        if seen is not None:
            messages.success(request, _understood(seen))
        return made
    return None


def _understood(seen: Any) -> str:
    """What was understood of a sheet, in a sentence."""
    said = _("读了工作表“%(sheet)s”：第 %(row)s 行是表头，共 %(count)s 列") % {
        "sheet": seen.sheet,
        "row": seen.header_row,
        "count": len(seen.ideas),
    }
    if seen.passed_over:
        said += _("；“%(labels)s”不用填，由系统带出") % {"labels": "、".join(seen.passed_over)}
    return said + _("。请核对每列的类型。")


def draft_page(
    request: HttpRequest, form: OneOffForm, *, head: Any = None, columns: Any = None, status: int = 200
) -> HttpResponse:
    """The page of a draft: columns, recipients, what it will cost, and sending."""
    user: Any = request.user
    drafts = drafting.drafts_of(form)
    offered = [(source.code, source.label) for source in sources(user, is_list=form.is_list)]
    names = case_of("office.one_off_form", form, user, back=request.path) | {
        "form": form,
        "head": head or HeadForm(instance=form, user=user),
        "columns": columns
        or ColumnFormSet(initial=[_shown(draft) for draft in drafts], prefix="c", form_kwargs={"offered": offered}),
        "labels": [draft.label for draft in drafts],
        "sets": RecipientSet.objects.visible_to(user),
        "levels": [(name, label) for name, (label, _kinds) in LEVELS.items()],
        "recipients": list(form.recipients.order_by("path")[: SHOWN + 1]),
        "shown": SHOWN,
        "picker": RecipientsForm(user=user),
        "numbers": numbers_in_force(user),
        "cost": sending.cost_of(form),
        "unlisted": why_refusable(form),
        "last": drafting.last_form(form),
    }
    return render(request, "office/collecting/draft.html", names, status=status)


def _shown(draft: ColumnDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in ColumnDraft.__dataclass_fields__}


class RecipientsForm(forms.Form):
    """Units to add: all of a level below one, or picked one by one."""

    below: Any = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("在哪个单位之下"), required=False, widget=UnitPicker()
    )
    units: Any = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=gettext_lazy("逐个选择"), required=False, widget=RecordsPicker(Unit)
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("below", "units"):
            choice: Any = self.fields[name]
            choice.queryset = drafting.may_receive(user) if name == "units" else Unit.objects.visible_to(user)


@require_POST
def edit_head(request: HttpRequest, number: int) -> HttpResponse:
    """Change the head of a draft."""
    user: Any = request.user
    form = form_shown(request, number)
    head = HeadForm(request.POST, instance=form_shown(request, number), user=user)
    if head.is_valid():
        try:
            drafting.edit(form=form, by=user, **head.cleaned_data)
        except CannotDrawUp as refusal:
            head.add_error(refusal.field if refusal.field in head.fields else None, str(refusal))
        else:
            messages.success(request, _("已改好。"))
            return redirect(form)
    return draft_page(request, form, head=head, status=422)


@require_POST
def edit_columns(request: HttpRequest, number: int) -> HttpResponse:
    """Give a draft the columns that were typed."""
    user: Any = request.user
    form = form_shown(request, number)
    offered = [(source.code, source.label) for source in sources(user, is_list=form.is_list)]
    columns = ColumnFormSet(request.POST, prefix="c", form_kwargs={"offered": offered})
    if columns.is_valid():
        try:
            drafting.set_columns(form=form, columns=_columns_of(columns), by=user)
        except CannotDrawUp as refusal:
            _blame(columns, refusal)
        else:
            messages.success(request, _("列已保存。"))
            return redirect(form)
    return draft_page(request, form, columns=columns, status=422)


def _blame(columns: Any, refusal: CannotDrawUp) -> None:
    """Put a refusal beside the column that it is about."""
    if refusal.row is None:
        columns.non_form_errors().append(str(refusal))
    else:
        columns.ordered_forms[refusal.row].add_error(refusal.field, str(refusal))


@require_POST
def edit_recipients(request: HttpRequest, number: int) -> HttpResponse:
    """Add units below one, single ones or a saved set; take some out; keep the choice under a name."""
    user: Any = request.user
    form = form_shown(request, number)
    chosen = {unit.pk: unit for unit in form.recipients.all()}
    try:
        if request.POST.get("do") == "save":
            kept = drafting.save_set(name=request.POST.get("name", ""), units=chosen.values(), by=user)
            messages.success(request, _("已存为常用：%(name)s") % {"name": kept})
            return redirect(form)
        count = drafting.set_recipients(form=form, units=_changed(request, chosen), by=user)
    except CannotDrawUp as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("现在共 %(count)s 个填报单位。") % {"count": count})
    return redirect(form)


def _changed(request: HttpRequest, chosen: dict[int, Unit]) -> list[Unit]:
    """The units as they stand after what was asked for."""
    user: Any = request.user
    do = request.POST.get("do", "")
    if do == "clear":
        return []
    if request.POST.get("out", "").isdigit():
        return [unit for pk, unit in chosen.items() if pk != int(request.POST["out"])]
    if do == "set":
        kept = get_object_or_404(RecipientSet.objects.visible_to(user), pk=request.POST.get("set") or 0)
        return [*chosen.values(), *kept.members.all()]
    picker = RecipientsForm(request.POST, user=user)
    picker.is_valid()
    added = list(picker.cleaned_data.get("units") or [])
    below = picker.cleaned_data.get("below")
    if do == "below" and below is not None:
        kinds = LEVELS.get(request.POST.get("level", ""), LEVELS["village"])[1]
        added += drafting.may_receive(user).within(below).filter(kind__in=kinds)
    return [*chosen.values(), *added]
