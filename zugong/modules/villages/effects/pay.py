"""What other coefficients, floors or shares would change of this year's pay."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.parameters.effects import Result, evaluates
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.pay_computing import Calculator
from zugong.modules.villages.actions.pay_reading import read
from zugong.modules.villages.actions.pay_terms import Book
from zugong.modules.villages.models import VillageCadre
from zugong.modules.villages.models.money import yuan


@evaluates(
    "villages.pay.coefficients",
    "villages.pay.floors",
    "villages.pay.base_share",
    "villages.pay.performance",
    "villages.pay.month_days",
    "villages.pay.whole_yuan",
    "villages.pay.incentive_share",
    "villages.pay.incentive_cap",
    label=_("各村本年应发报酬"),
)
def pay_of_villages(reader: Any, place: Unit | None) -> Iterator[Result]:
    """What the cadres of each village that the reader sees would be due this year so far, together."""
    seen = VillageCadre.objects.visible_to(reader)
    where = Q(pk__in=seen.values("pk"))
    if place is not None:
        where &= Q(unit__path__startswith=place.path or "-")
    reading = read(where)
    book = Book(tried=[] if place is None else [place.pk])
    calculator = Calculator(reading, book)
    sums: dict[int, int] = {}
    for one in calculator.year(calendar.today().year):
        if one.income is not None:
            sums[one.service.village] = sums.get(one.service.village, 0) + one.sums.whole
    for key, amount in sums.items():
        village = reading.villages[key]
        yield Result(str(key), str(village), _in_words(yuan(amount)), village, f"/villages/pay/{village.code}/")


def _in_words(amount: Decimal) -> str:
    return f"{amount:,.2f}".removesuffix(".00") + " 元"
