"""What the register follows: what is written of cadres, offices, education and people changes summaries, findings and staffing."""

from collections.abc import Iterable, Sequence
from typing import Any

from zugong.kernel.history.following import follow
from zugong.kernel.jobs.queue import enqueue
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.registry.models import Person, Unit
from zugong.modules.villages.actions.keeping import keep_up_with
from zugong.modules.villages.actions.staffing import keep_staffing, villages_left
from zugong.modules.villages.models import Education, VillageCadre, VillageRole
from zugong.modules.villages.rules.register import VILLAGE_KINDS

STAFFING_JOB = "villages.keep_staffing"
STAFFING_PARAMETERS = "villages.three_ones."


def _people(keys: Iterable[int]) -> None:
    people = set(keys)
    keep_up_with(people)
    keep_staffing(VillageCadre.with_voided.filter(person__in=people).values_list("unit_id", flat=True))


def _of_people(people: Sequence[Any]) -> None:
    _people(person.pk for person in people)


def _of_persons_records(records: Sequence[Any]) -> None:
    _people(record.person_id for record in records)


def _of_cadres(cadres: Sequence[Any]) -> None:
    keep_up_with(cadre.person_id for cadre in cadres)
    keep_staffing(villages_left(cadres))


def _of_roles(roles: Sequence[Any]) -> None:
    cadres = VillageCadre.with_voided.filter(pk__in={role.cadre_id for role in roles})
    _people(cadres.values_list("person_id", flat=True))


def _of_units(units: Sequence[Any]) -> None:
    keep_staffing(unit.pk for unit in units if unit.kind in VILLAGE_KINDS)


def _of_parameters(rows: Sequence[Any]) -> None:
    """Another definition concerns every village: too many to wait for."""
    if any(row.code.startswith(STAFFING_PARAMETERS) for row in rows):
        enqueue(STAFFING_JOB)


def follow_the_register() -> None:
    """Have summaries, findings and staffing computed anew with every writing."""
    follow(Person, _of_people)
    follow(VillageCadre, _of_cadres)
    follow(Education, _of_persons_records)
    follow(VillageRole, _of_roles)
    follow(Unit, _of_units)
    follow(Parameter, _of_parameters)
