"""Writing a record from its form."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.history.batches import take_over_keys
from zugong.kernel.history.following import together
from zugong.kernel.history.models import Record
from zugong.kernel.ledger.declaring import Ledger


class NotYours(Exception):
    """The record would belong to a unit for which the user may not write."""

    def __init__(self) -> None:
        super().__init__(_("您不能为该单位填写，请改选您所辖的单位"))


@transaction.atomic
def save_form(*, ledger: Ledger, form: Any, by: User) -> Any:
    """Save the records of a valid form through the history. Raises NotYours, ChangedMeanwhile; nothing is written then."""
    record = form.instance
    if not ledger.may_edit(by, record):
        raise NotYours
    if record.pk is not None:
        record.version = form.cleaned_data.get("seen_version") or 0
    with together():
        for one in form.records() if hasattr(form, "records") else [record]:
            write(one, by=by)
    return record


def write(record: Any, *, by: User, why: str = "") -> None:
    """Write one of the records of a form; what is no Record, such as a data key, has no history and is only ever new."""
    take_over_keys(record)
    if isinstance(record, Record):
        writing.save(record, by=by, why=why)
    elif record.pk is None:
        record.save()
