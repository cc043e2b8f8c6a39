"""How pages come by ledgers and records: only what the user may see exists."""

from typing import Any

from django.http import Http404

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.ledger.declaring import Ledger, ledger_named


def may_open(ledger: Ledger, user: User) -> bool:
    """May the user open the ledger at all; which rows are in it is another question."""
    return "read" not in ledger.verbs or may(user, ledger.verbs["read"])


def ledger_or_404(name: str, user: User) -> Ledger:
    """The ledger at an address, if the user may open it."""
    ledger = ledger_named(name)
    if ledger is None or not may_open(ledger, user):
        raise Http404(name)
    return ledger


def record_or_404(ledger: Ledger, pk: int, user: User) -> Any:
    """The record, voided or not, if the user may see it."""
    record = ledger.visible_to(user, voided=True).filter(pk=pk).first()
    if record is None or (is_voided(record) and not ledger.may_edit(user, record)):
        raise Http404(f"{ledger.name}/{pk}")
    return record


def is_voided(record: Any) -> bool:
    """True for a voided record; what cannot be voided never is."""
    return getattr(record, "voided_at", None) is not None
