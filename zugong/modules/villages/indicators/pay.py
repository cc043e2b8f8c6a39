"""The measures of pay: how much of what fell due was paid, who is owed what longer than the grace, what chiefs are paid.

Facts carry sums in 分 and no name. What is paid and due counts by the day on which it was or should have been; arrears as of a day.
"""

from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from zugong.kernel.indicators.declaring import Column, Direction, Kind, Measure, Tally, declare
from zugong.kernel.indicators.ledger_facts import facts_of
from zugong.modules.villages.ledgers.pay import ArrearsSpans, PayDues, PayPayments, PayStatements
from zugong.modules.villages.models.money import FEN_PER_YUAN
from zugong.modules.villages.rules.pay import MONTHS, Step

CHIEFS = (Step.CHIEF.value, Step.DUAL.value)


def _fen(name: str) -> Column:
    """An amount as the database keeps it."""
    return Column("int64", Cast(name, BigIntegerField()))


def _first_of(year: Any) -> Column:
    """The first of January."""
    return Column("date", Cast(Concat(Cast(year, CharField()), Value("-01-01")), DateField()))


PAYMENTS = facts_of(
    PayPayments,
    unit="cadre__unit_id",
    columns={"day": "paid_on", "kind": "kind", "fen": _fen("amount")},
    persons={"person": "cadre__person_id"},
)
DUES = facts_of(PayDues, unit="unit_id", columns={"day": "due_on", "kind": "kind", "fen": _fen("amount")})
ARREARS = facts_of(
    ArrearsSpans,
    unit="statement__cadre__unit_id",
    columns={"day": "from_date", "until": "until_date", "fen": _fen("amount")},
    persons={"person": "statement__cadre__person_id"},
)
STATEMENTS = facts_of(
    PayStatements,
    unit="cadre__unit_id",
    columns={
        "day": _first_of("year"),
        "until": _first_of(F("year") + 1),
        "step": "main_step",
        "months": "months",
        "fen": _fen("computed_total"),
    },
    persons={"person": "cadre__person_id"},
)

PAID_SHARE = declare(
    Measure(
        "villages.pay_paid_share",
        _("村干部报酬应发实发率（本年累计）"),
        Tally(PAYMENTS, lambda paid: paid.fen),
        Tally(DUES, lambda due: due.fen),
        running=True,
        scale=100,
        measure_unit="%",
        decimals=1,
    )
)
ARREARS_AMOUNT = declare(
    Measure(
        "villages.pay_arrears_amount",
        _("村干部报酬拖欠金额"),
        Tally(ARREARS, lambda owed: owed.fen / FEN_PER_YUAN, kind=Kind.HELD),
        measure_unit=_("元"),
        direction=Direction.DOWN,
    )
)
ARREARS_PERSONS = declare(
    Measure(
        "villages.pay_arrears_persons",
        _("被拖欠报酬的村干部"),
        Tally(ARREARS, kind=Kind.HELD, distinct="person"),
        measure_unit=_("人"),
        direction=Direction.DOWN,
    )
)
CHIEF_PAY = declare(
    Measure(
        "villages.pay_of_chiefs",
        _("村正职（含一肩挑）平均年报酬"),
        Tally(STATEMENTS, lambda one: one.fen, kind=Kind.HELD, where=lambda one: one.step.isin(CHIEFS)),
        Tally(
            STATEMENTS, lambda one: one.months * FEN_PER_YUAN, kind=Kind.HELD, where=lambda one: one.step.isin(CHIEFS)
        ),
        scale=MONTHS,
        measure_unit=_("元/年"),
    )
)
