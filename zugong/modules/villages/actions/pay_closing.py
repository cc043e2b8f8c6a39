"""A confirmed settlement of which everything is paid is closed by the platform."""

from collections.abc import Collection

from zugong.kernel.procedures.moving import take
from zugong.modules.villages.models import PaySettlement, PayStatement

PROCEDURE = "villages.pay_settlement"


def close_paid(settlements: Collection[int | None]) -> int:
    """Close those of these settlements of which nothing is owed any more; how many there were."""
    confirmed = PaySettlement.objects.filter(pk__in=settlements, state=PaySettlement.State.CONFIRMED)
    count = 0
    for settlement in confirmed:
        owed = PayStatement.objects.filter(settlement=settlement, standing=PayStatement.Standing.SHORT)
        if not owed.exists():
            take(PROCEDURE, "pay", settlement, by=None)
            count += 1
    return count
