"""Writing the access log, and checking that its chain is whole.

An entry is written within the transaction of what it tells of, without waiting for anybody; it joins the chain right after that
transaction has ended, in one of its own that holds the chain's head for two statements. So however long a request works after it has
noted something, nobody else waits for it. Whoever comes next, or the daily check, puts into the chain what a killed process left behind.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest

from zugong.kernel import calendar
from zugong.kernel.access.models import AccessLog, ChainHead, Look, User
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.sealing.chains import START, Link, Verdict, link_hash, verify

CHAIN = "access"
BATCH = 2_000
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
    people: Collection[int] = (),
) -> AccessLog:
    """Add an entry: who (`by`, or `name` where there is no account) did what, to how many rows, why, from where.

    The entry is about `unit`, or else about the unit of the user; who audits that unit can read it. `people` are the keys of the persons
    whose values were seen; each of them can read who looked.
    """
    user = by if isinstance(by, User) or by is None else User.objects.filter(pk=by.pk).first()
    entry = AccessLog.objects.create(
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
    Look.objects.bulk_create(Look.at(entry, people), batch_size=500)
    transaction.on_commit(chain_entries, robust=True)
    return entry


def chain_entries() -> int:
    """Put the entries that were written since into the chain, in the order of their writing; says how many."""
    count = 0
    while AccessLog.objects.filter(number__isnull=True).exists():
        chained = _chain_some()
        count += chained
        if chained < BATCH:
            break
    return count


@transaction.atomic
def _chain_some() -> int:
    head, _ = ChainHead.objects.select_for_update().get_or_create(name=CHAIN, defaults={"hash": START})
    entries = list(AccessLog.objects.filter(number__isnull=True).order_by("pk").prefetch_related("looks")[:BATCH])
    for entry in entries:
        entry.number = head.number + 1
        entry.hash = link_hash(head.hash, entry.content)
        AccessLog.objects.filter(pk=entry.pk).update(number=entry.number, hash=entry.hash)
        head.number, head.hash = entry.number, entry.hash
    head.save()
    return len(entries)


def address_of(request: HttpRequest) -> str:
    """Where a request came from, as the web server says; what a client claims in headers is not believed."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def looks_at(person: Person) -> Any:
    """Who looked at a person's values, the newest first."""
    return Look.objects.at_person(person.pk).select_related("entry__user", "entry__unit").order_by("-pk")


def _links() -> Iterator[Link]:
    batch: list[AccessLog] = []
    for entry in AccessLog.objects.filter(number__isnull=False).order_by("number").iterator(chunk_size=BATCH):
        batch.append(entry)
        if len(batch) == BATCH:
            yield from _as_links(batch)
            batch = []
    yield from _as_links(batch)


def _as_links(entries: list[AccessLog]) -> Iterator[Link]:
    prefetch_related_objects(entries, "looks")
    return (Link(entry.number or 0, entry.content, entry.hash) for entry in entries)


def verify_chain() -> Verdict:
    """Check every entry against the one before and the last one against the head; names the first that does not fit."""
    chain_entries()
    verdict = verify(_links())
    head = ChainHead.objects.filter(name=CHAIN).first()
    number, last_hash = (head.number, head.hash) if head else (0, START)
    if not verdict.whole or (verdict.checked, verdict.last_hash) == (number, last_hash):
        return verdict
    # Entries were cut off the end or put behind it, or the last one is not what the head remembers.
    first = number if verdict.checked == number else min(verdict.checked, number) + 1
    return Verdict(verdict.checked, verdict.last_hash, broken_at=first)
