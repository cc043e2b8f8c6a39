"""What the register follows: whatever is written of cadres, their offices, education and themselves changes summaries and findings."""

from collections.abc import Sequence
from typing import Any

from zugong.kernel.history.following import follow
from zugong.kernel.registry.models import Person
from zugong.modules.villages.actions.keeping import keep_up_with
from zugong.modules.villages.models import Education, VillageCadre, VillageRole


def _of_people(people: Sequence[Any]) -> None:
    keep_up_with(person.pk for person in people)


def _of_persons_records(records: Sequence[Any]) -> None:
    keep_up_with(record.person_id for record in records)


def _of_roles(roles: Sequence[Any]) -> None:
    cadres = VillageCadre.with_voided.filter(pk__in={role.cadre_id for role in roles})
    keep_up_with(cadres.values_list("person_id", flat=True))


def follow_the_register() -> None:
    """Have summaries and findings computed anew with every writing."""
    follow(Person, _of_people)
    follow(VillageCadre, _of_persons_records)
    follow(Education, _of_persons_records)
    follow(VillageRole, _of_roles)
