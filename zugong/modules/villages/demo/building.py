"""Fills the register of the demonstration's city at once."""

import random
from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db import transaction

from zugong.kernel.history import writing
from zugong.kernel.history.batches import save_batch, take_over_keys
from zugong.kernel.history.following import unfollowed
from zugong.kernel.history.models import Record
from zugong.kernel.parameters.reading import remembering as remembering_parameters
from zugong.kernel.registry.models import PartyBody, Person, Unit, UnitKind
from zugong.kernel.sealing.keys import remembering
from zugong.modules.villages.actions.keeping import keep_up_with_all, summarise
from zugong.modules.villages.demo.faults import Spoiling
from zugong.modules.villages.demo.people import TODAY, Births
from zugong.modules.villages.demo.teams import Seat, seats_of, teams_of
from zugong.modules.villages.demo.trainings import trainings_of
from zugong.modules.villages.models import Education, TrainingRecord, VillageCadre, VillageRole, VillageTeam
from zugong.modules.villages.rules.register import summary

SEED = 20230703
R = TypeVar("R", bound=Record)


@transaction.atomic
def build() -> None:
    """Fill the register where it is empty; each village has its secretary already, see the office's part of the demonstration."""
    if VillageCadre.with_voided.exists():
        return
    chance = random.Random(SEED)  # noqa: S311 - the demonstration is the same every time
    births = Births(chance)
    bodies = PartyBody.objects.filter(unit__kind__in=(UnitKind.VILLAGE, UnitKind.COMMUNITY), secretary__isnull=False)
    seats = {
        body.unit_id: seats_of(body.unit, body.secretary, births)
        for body in bodies.select_related("unit", "secretary__data_key").order_by("unit__code")
        if body.secretary is not None
    }
    if not seats:
        return
    spoiling = Spoiling(chance, seats, _townships(), kept=_kept())
    spoiling.all_kinds()
    every = [*(seat for village in seats.values() for seat in village), *spoiling.added]
    people = list({id(seat.person): seat.person for seat in every}.values())
    with remembering():
        for person in people:
            if id(person) not in spoiling.unnumbered:
                births.give_numbers(person)
    others: list[Record] = [
        *(role for seat in every for role in seat.roles),
        *(education for seat in every for education in seat.educations),
        *(team for village in seats.values() for team in teams_of(village[0].cadre.unit, village)),
        *trainings_of(people, chance),
    ]
    with unfollowed():
        _write(every, people, others)
    with remembering_parameters():
        keep_up_with_all()


def _townships() -> list[Unit]:
    return list(Unit.objects.of_kind(UnitKind.TOWNSHIP).order_by("code"))


def _kept() -> int:
    """The village of the demonstration's own worker."""
    home = Unit.objects.filter(users__username="demo-village").order_by("pk").first()
    return home.pk if home is not None else 0


def _write(seats: Sequence[Seat], people: Sequence[Person], others: Sequence[Record]) -> None:
    save_batch([person for person in people if person.pk], by=None, why="登记身份证号")
    writing.create_all([person for person in people if not person.pk], by=None)
    for seat in seats:
        summarise(seat.cadre, summary(seat.spans, seat.studies, TODAY))
    writing.create_all(_linked(seat.cadre for seat in seats), by=None)
    for model in (VillageRole, Education, VillageTeam, TrainingRecord):
        writing.create_all(_linked(record for record in others if isinstance(record, model)), by=None)


def _linked(records: Iterable[R]) -> list[R]:
    """Records that point to others which have been written since, so that they know their keys."""
    linked = list(records)
    for record in linked:
        take_over_keys(record)
    return linked
