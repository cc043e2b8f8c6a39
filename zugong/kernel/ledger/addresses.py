"""Where a record's page is."""

from typing import Any

from django.urls import reverse

from zugong.kernel.ledger.declaring import ledger_of


def address_of(record: Any) -> str:
    """The page of a record: its own if the model has one (`get_absolute_url`), else its ledger's, else ""."""
    own = getattr(record, "get_absolute_url", None)
    if own is not None:
        return str(own())
    ledger = ledger_of(type(record))
    return reverse("ledger:record", args=[ledger.name, record.pk]) if ledger else ""
