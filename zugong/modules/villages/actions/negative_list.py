"""The negative list: what stands against a person on a day."""

from collections.abc import Iterable
from datetime import date

from zugong.modules.villages.models import NegativeItem
from zugong.modules.villages.rules.vetting import Lasting


def in_force(people: Iterable[int], *, on: date) -> list[NegativeItem]:
    """The items that stand against these people on a day, the first and the last day included."""
    rows = NegativeItem.objects.filter(person__in=set(people), from_date__lte=on)
    return [row for row in rows if Lasting(row.from_date, row.until, row.lifted_on).in_force_on(on)]
