"""The verbs of a year's settlement: the township draws it up and submits it, the county confirms it, then it stands."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.moving import CannotMove, begin
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.kernel.sealing.chains import canonical
from zugong.kernel.sealing.keys import sm3
from zugong.modules.villages.actions.pay_closing import PROCEDURE
from zugong.modules.villages.actions.pay_keeping import keep_pay
from zugong.modules.villages.models import PaySettlement, PayStatement

TOWNSHIPS = (UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT, UnitKind.ZONE)


class CannotSettle(Exception):
    """The settlement cannot be begun; the message says why, for people."""


def statements_of(unit: Unit, year: int) -> Any:
    """The statements of a township's cadres for a year."""
    return PayStatement.objects.filter(cadre__unit__parent=unit, year=year).order_by("pk")


def may_settle(user: User, unit: Unit, year: int) -> bool:
    """True if the user may begin the settlement of a township's year."""
    return unit.kind in TOWNSHIPS and year < calendar.today().year and may(user, Verb.REPORT, at=unit)


@transaction.atomic
def open_settlement(*, unit: Unit, year: int, by: User) -> PaySettlement:
    """Draw up the settlement of a township's year that is over. Raises CannotSettle."""
    if not may(by, Verb.REPORT, at=unit):
        raise CannotSettle(_("您没有在%(unit)s办理结算的权限") % {"unit": unit})
    if unit.kind not in TOWNSHIPS:
        raise CannotSettle(_("结算由乡镇（街道）办理"))
    if year >= calendar.today().year:
        raise CannotSettle(_("%(year)s 年还没有结束，不能结算") % {"year": year})
    if PaySettlement.objects.filter(unit=unit, year=year).exists():
        raise CannotSettle(_("这个乡镇这一年的结算已开始"))
    settlement = PaySettlement(unit=unit, year=year)
    _sum_up(settlement)
    begin(PROCEDURE, settlement, by=by)
    return settlement


def _sum_up(settlement: PaySettlement) -> None:
    """Write onto a settlement what its statements come to now."""
    rows = list(statements_of(settlement.unit, settlement.year))
    settlement.persons = sum(bool(one.months) for one in rows)
    for name in ("base", "performance", "incentive", "computed_total"):
        setattr(settlement, name, sum((getattr(one, name) for one in rows), Decimal(0)))
    settlement.manifest = manifest_of(rows)


def manifest_of(statements: list[PayStatement]) -> str:
    """The SM3 digest over what every statement comes to, by which it came about and by whom it is."""
    lines = [
        [one.cadre_id, one.steps, str(one.income), one.grade, str(one.base), str(one.performance), str(one.incentive)]
        for one in statements
    ]
    return sm3(canonical({"statements": lines}))


def before_submitting(record: PaySettlement, *, by: Any, changes: dict[str, Any]) -> None:
    """Sum up anew; without the county's income nothing can be signed. Raises CannotMove."""
    del by, changes
    if statements_of(record.unit, record.year).filter(income__isnull=True, months__gt=0).exists():
        raise CannotMove(_("上年农村居民人均可支配收入还没有登记，不能上报"))
    _sum_up(record)
    if not record.persons:
        raise CannotMove(_("这一年没有应计酬的村干部，不需要结算"))


def before_confirming(record: PaySettlement, *, by: Any, changes: dict[str, Any]) -> None:
    """What was submitted must still be what is computed. Raises CannotMove."""
    del by, changes
    if manifest_of(list(statements_of(record.unit, record.year))) != record.manifest:
        raise CannotMove(_("上报后核算结果有变动，请退回乡镇重新上报"))
    record.confirmed_on = calendar.today()


def after_confirming(record: PaySettlement, *, by: Any, changes: dict[str, Any]) -> None:
    """From now on the statements stand; corrections become supplements."""
    del by, changes
    statements_of(record.unit, record.year).update(settlement=record)
    keep_pay(Q(unit__parent=record.unit))
