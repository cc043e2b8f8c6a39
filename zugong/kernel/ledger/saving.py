"""Writing a record from its form."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.ledger.declaring import Ledger


class NotYours(Exception):
    """The record would belong to a unit for which the user may not write."""

    def __init__(self) -> None:
        super().__init__(_("您不能为该单位填写，请改选您所辖的单位"))


@transaction.atomic
def save_form(*, ledger: Ledger, form: Any, by: User) -> Any:
    """Save a valid form's record through the history. Raises NotYours, ChangedMeanwhile; nothing is written then."""
    record = form.instance
    if not ledger.may_edit(by, record):
        raise NotYours
    if record.pk is not None:
        record.version = form.cleaned_data.get("seen_version") or 0
    return writing.save(record, by=by)
