"""Writing the access log, and checking that its chain is whole."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from zugong.kernel import calendar
from zugong.kernel.access.models import AccessLog, ChainHead, User
from zugong.kernel.registry.models import Unit
from zugong.kernel.sealing.chains import START, Link, Verdict, link_hash, verify

CHAIN = "access"
Kind = AccessLog.Kind


@transaction.atomic
def note(
    kind: Kind,
    *,
    by: Any = None,
    what: str = "",
    unit: Unit | None = None,
    rows: int | None = None,
    why: str = "",
    request: HttpRequest | None = None,
    name: str = "",
) -> AccessLog:
    """Add an entry: who (`by`, or `name` where there is no account) did what, to how many rows, why, from where.

    The entry is about `unit`, or else about the unit of the user; who audits that unit can read it.
    """
    head, _ = ChainHead.objects.select_for_update().get_or_create(name=CHAIN, defaults={"hash": START})
    user = by if isinstance(by, User) or by is None else User.objects.filter(pk=by.pk).first()
    entry = AccessLog(
        number=head.number + 1,
        at=calendar.now(),
        user=user,
        name=(name or (str(user) if user else ""))[:80],
        unit_id=unit.pk if unit is not None else (user.unit_id if user else None),
        kind=kind,
        what=what[:200],
        rows=rows,
        why=why[:200],
        address=address_of(request) if request is not None else "",
    )
    entry.hash = link_hash(head.hash, entry.content)
    entry.save(force_insert=True)
    head.number, head.hash = entry.number, entry.hash
    head.save()
    return entry


def address_of(request: HttpRequest) -> str:
    """Where a request came from, as the web server says; what a client claims in headers is not believed."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def _links() -> Iterator[Link]:
    for entry in AccessLog.objects.order_by("number").iterator(chunk_size=2000):
        yield Link(entry.number, entry.content, entry.hash)


def verify_chain() -> Verdict:
    """Check every entry against the one before and the last one against the head; names the first that does not fit."""
    verdict = verify(_links())
    head = ChainHead.objects.filter(name=CHAIN).first()
    expected = (head.number, head.hash) if head else (0, START)
    if verdict.whole and (verdict.checked, verdict.last_hash) != expected:
        return Verdict(verdict.checked, verdict.last_hash, broken_at=verdict.checked + 1)
    return verdict
