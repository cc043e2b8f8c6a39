"""The form of a move: what it needs, asked in a dialog."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.history.models import Record
from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.procedures.declaring import WHY, Move


def form_of(move: Move, record: Record, user: User, data: Any = None) -> RecordForm:
    """The form with the fields that the move needs, the reason, and the version that is being looked at."""
    why = forms.CharField(
        label=_("原因"),
        max_length=500,
        required=move.needs_why,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="" if move.needs_why else _("可不填"),
    )
    made: Any = forms.modelform_factory(type(record), form=RecordForm, fields=list(move.fields))
    form: RecordForm = made(data, instance=record, user=user, prefix=move.name)
    form.fields[WHY] = why
    for name in move.required:
        form.fields[name].required = True
    return form
