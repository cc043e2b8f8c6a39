"""What people fill in about a case: what a move needs, a sheet signed on paper, an objection."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.history.models import Record
from zugong.kernel.ledger.forms import RecordForm, field_of
from zugong.kernel.ledger.widgets import dress
from zugong.kernel.procedures.declaring import WHY, Move
from zugong.kernel.procedures.models import Objection, Reply
from zugong.kernel.procedures.replying import items_offered


def form_of(move: Move, record: Record, user: User, data: Any = None) -> RecordForm:
    """The form with the fields that the move needs, the reason, and the version that is being looked at.

    Records whose model says `takes_reasons = False` are asked for no reason: it would stay readable when their content is not. A record
    whose `choices_for(name)` answers with rows offers these alone for a link; other links are found by typing.
    What the user may not write is not asked for; taking the move then refuses.
    """
    why = forms.CharField(
        label=_("原因"),
        max_length=500,
        required=move.needs_why,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="" if move.needs_why else _("可不填"),
    )
    made: Any = forms.modelform_factory(
        type(record), form=RecordForm, fields=list(move.fields), formfield_callback=field_of
    )
    form: RecordForm = made(data, instance=record, user=user, prefix=move.name)
    offered = getattr(record, "choices_for", lambda _name: None)
    for name in [name for name in move.fields if name in form.fields]:
        if (rows := offered(name)) is not None:
            form.fields[name] = forms.ModelChoiceField(rows, label=form.fields[name].label)
    if getattr(record, "takes_reasons", True):
        form.fields[WHY] = why
    if isinstance(record, Reply) and "item" in form.fields:
        _offer_items(form, record)
    for name in form.fields.keys() & set(move.required):
        form.fields[name].required = True
    return form


def _offer_items(form: RecordForm, reply: Reply) -> None:
    """A question that offers items is answered by choosing one; where it offers none, none is asked for."""
    offered = [(code, str(label)) for code, label in items_offered(reply)]
    if not offered:
        del form.fields["item"]
        return
    label = form.fields["item"].label
    asked = forms.ChoiceField(label=label, choices=[("", _("无")), *offered], required=False)
    asked.help_text = str(_("有异议的必选"))
    form.fields["item"] = asked
    dress(asked)


class PaperForm(forms.Form):
    """A sheet that was signed by hand: who signed, when, the code on it, and its scan. `asked` holds what the move itself needs."""

    signer: Any = forms.ModelChoiceField(User.objects.none(), label=_("签署人"))
    signed_on = forms.DateField(label=_("签署日期"), widget=forms.DateInput(attrs={"type": "date"}))
    code = forms.CharField(
        label=_("纸面校验码"), max_length=80, help_text=_("页脚的校验码，至少抄前八位；内容改过的旧表对不上")
    )
    scan = forms.FileField(label=_("签字扫描件"))

    def __init__(
        self, data: Any = None, files: Any = None, *, signers: Sequence[User], move: Move, record: Record, user: User
    ) -> None:
        super().__init__(data, files, prefix=f"paper-{move.name}", initial={"signed_on": calendar.today()})
        chosen: Any = self.fields["signer"]
        chosen.queryset = User.objects.filter(pk__in=[one.pk for one in signers]).exclude(pk=user.pk)
        self.asked = form_of(move, record, user, data)
        self.asked.prefix = f"asked-{move.name}"

    def is_valid(self) -> bool:
        """True if both the sheet and what the move needs are filled in."""
        return self.asked.is_valid() & super().is_valid()


class ObjectionForm(forms.ModelForm):
    """What somebody objects during publicity, through which channel, on which day."""

    class Meta:
        model = Objection
        fields = ("channel", "raised_on", "content")
        widgets = {
            "raised_on": forms.DateInput(attrs={"type": "date"}),
            "content": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **({"prefix": "objection", "initial": {"raised_on": calendar.today()}} | more))
