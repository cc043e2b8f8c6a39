"""The measures over weak villages: how many are on the list on a day, and what share of the year's were taken off."""

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from zugong.kernel.indicators.declaring import Column, Direction, FactTable, Kind, Measure, Tally, declare
from zugong.kernel.indicators.ledger_facts import facts_of
from zugong.modules.villages.indicators.register import NEVER
from zugong.modules.villages.ledgers.weak_villages import WeakVillages
from zugong.modules.villages.models import WeakVillage


def _listed() -> QuerySet[WeakVillage]:
    return WeakVillage.objects.filter(listed_on__isnull=False)


ON_LIST = facts_of(
    WeakVillages,
    rows=_listed,
    unit="unit_id",
    columns={
        "day": "listed_on",
        "until": Column("date", Coalesce("closed_on", NEVER)),
        "year": "year",
        "closed": "closed_on",
    },
)
EVER_LISTED = FactTable(
    "weak_villages_ever_listed",
    rows=_listed,
    unit="unit_id",
    columns={
        "day": Column("date", "listed_on"),
        "until": Column("date", NEVER),
        "year": Column("int64", "year"),
        "closed": Column("date", "closed_on"),
    },
    shown=ON_LIST.shown,
    address=ON_LIST.address,
)

OPEN = declare(
    Measure(
        "villages.weak_open",
        _("在整顿的软弱涣散村"),
        Tally(ON_LIST, kind=Kind.HELD),
        measure_unit=_("个"),
        direction=Direction.DOWN,
    )
)
CLOSED_SHARE = declare(
    Measure(
        "villages.weak_closed_share",
        _("本年列入软弱涣散村销号率"),
        Tally(
            EVER_LISTED,
            kind=Kind.HELD,
            where=lambda listed: (listed.year == listed.as_of.year()) & (listed.closed <= listed.as_of),
        ),
        Tally(EVER_LISTED, kind=Kind.HELD, where=lambda listed: listed.year == listed.as_of.year()),
        scale=100,
        measure_unit="%",
        decimals=1,
    )
)
