"""How often somebody asks: counted in the database, so that it does not matter how many processes answer."""

from django.db import IntegrityError, transaction
from django.db.models import F

from zugong.kernel.access.models import CallCount

KEPT = 5
"""Counts of so many minutes before are kept."""


def count_call(caller: str, minute: int) -> int:
    """Count one more call of the caller in the minute and say how many there have been in it.

    The database adds, in one statement: of calls that come at the same moment none is lost.
    """
    counted = CallCount.objects.filter(caller=caller, minute=minute)
    if not counted.update(count=F("count") + 1):
        CallCount.objects.filter(minute__lt=minute - KEPT).delete()
        try:
            with transaction.atomic():
                CallCount.objects.create(caller=caller, minute=minute)
        except IntegrityError:  # another process has begun the minute meanwhile
            counted.update(count=F("count") + 1)
    return counted.values_list("count", flat=True).first() or 1
