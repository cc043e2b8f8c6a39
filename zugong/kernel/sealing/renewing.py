"""Renewing the key of the digests: while it goes on, values are matched under both keys."""

from django.db import transaction

from zugong.kernel.sealing.fields import digest
from zugong.kernel.sealing.keys import BATCH, destroy, digest_key, prepared_key, remembering
from zugong.kernel.sealing.models import DataKey
from zugong.kernel.sealing.values import Sealed, declared

CURRENT, FORMER = DataKey.Purpose.DIGEST, DataKey.Purpose.FORMER_DIGEST


def renew_digests() -> int:
    """Make a new key for digests, digest every sealed value under it, destroy the former key; says how many were digested.

    Killed, it goes on with the key it had begun when it is called again.
    """
    _begin()
    count = digest_anew()
    for former in DataKey.objects.filter(purpose=FORMER, destroyed_at__isnull=True):
        destroy(former)
    return count


@transaction.atomic
def _begin() -> None:
    live = DataKey.objects.select_for_update().filter(destroyed_at__isnull=True)
    if live.filter(purpose=FORMER).exists():
        return
    live.filter(purpose=CURRENT).update(purpose=FORMER)
    prepared_key(CURRENT).save(force_insert=True)


def digest_anew() -> int:
    """Write every digest that does not stand under the current key, in small steps; says how many there were."""
    return sum(_digest_anew(one) for one in declared() if one.digest)


def _digest_anew(sealed: Sealed) -> int:
    count, last = 0, 0
    rows = sealed.model._base_manager.exclude(**{sealed.token: ""}).order_by("pk")
    while True:
        with transaction.atomic(), remembering():
            batch = list(
                rows.filter(pk__gt=last).select_for_update(of=("self",)).select_related(sealed.key_path)[:BATCH]
            )
            if not batch:
                return count
            stale = [row for row in batch if _is_stale(sealed, row)]
            sealed.model._base_manager.bulk_update(stale, [sealed.digest])
        count, last = count + len(stale), batch[-1].pk


def _is_stale(sealed: Sealed, row: object) -> bool:
    """True if the row's digest was not the one under the current key, which it is then."""
    stored, now = getattr(row, sealed.digest), digest(getattr(row, sealed.name).opened(), key=digest_key())
    setattr(row, sealed.digest, now)
    return stored != now
