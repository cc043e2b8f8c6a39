"""What pay follows: offices, incomes, grades, payments, and the numbers in force change what is due and what is owed."""

from collections.abc import Sequence
from typing import Any

from zugong.kernel.history.following import follow
from zugong.kernel.jobs.queue import enqueue
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.pay_keeping import keep_pay_below, keep_pay_of_people, keep_pay_of_villages
from zugong.modules.villages.actions.pay_terms import PREFIX
from zugong.modules.villages.models import (
    CollectiveIncome,
    CountyIncome,
    PayPayment,
    VillageCadre,
    VillageRole,
    YearAppraisal,
)


def _of_cadres(cadres: Sequence[Any]) -> None:
    keep_pay_of_people(cadre.person_id for cadre in cadres)


def _of_what_cadres_have(records: Sequence[Any]) -> None:
    cadres = VillageCadre.with_voided.filter(pk__in={record.cadre_id for record in records})
    keep_pay_of_people(cadres.values_list("person_id", flat=True))


def _of_villages(incomes: Sequence[Any]) -> None:
    keep_pay_of_villages(income.unit_id for income in incomes)


def _of_counties(incomes: Sequence[Any]) -> None:
    for unit in Unit.with_voided.filter(pk__in={income.unit_id for income in incomes}):
        keep_pay_below(unit)


def _of_parameters(values: Sequence[Any]) -> None:
    """A county's own value is followed at once; one for the whole city in the background, for everybody is paid by it."""
    ruling = [one for one in values if one.code.startswith(PREFIX) and one.state == Parameter.State.APPROVED]
    if any(one.unit_id is None for one in ruling):
        enqueue("villages.keep_pay")
        return
    for unit in Unit.with_voided.filter(pk__in={one.unit_id for one in ruling}):
        keep_pay_below(unit)


def follow_pay() -> None:
    """Have pay computed anew with every writing that bears on it."""
    follow(VillageCadre, _of_cadres)
    for model in (VillageRole, YearAppraisal, PayPayment):
        follow(model, _of_what_cadres_have)
    follow(CollectiveIncome, _of_villages)
    follow(CountyIncome, _of_counties)
    follow(Parameter, _of_parameters)
