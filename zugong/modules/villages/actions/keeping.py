"""Keeps up what the register computes: each cadre's summary, and the findings."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import override

from zugong.kernel import calendar
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.registry.models import Person, Unit
from zugong.modules.villages.actions.services import Register, Twin, read
from zugong.modules.villages.actions.vetting import required_from
from zugong.modules.villages.models import Finding, Office, VillageCadre
from zugong.modules.villages.rules.register import (
    ELSEWHERE,
    VILLAGE_KINDS,
    Fault,
    Limits,
    Summary,
    faults,
    offices_on,
    summary,
    village_faults,
)

BATCH = 500
MENDED = "已改正"
Key = tuple[str, int, int | None]
"""Kind, village, cadre: what makes two findings the same."""


@dataclass(slots=True)
class Kept:
    """What keeping up has changed."""

    cadres: int = 0
    found: int = 0
    mended: int = 0


@dataclass(slots=True)
class Expected:
    """A finding as it should stand."""

    person: int | None
    values: dict[str, str] = field(default_factory=dict)


def keep_up_with(people: Iterable[int]) -> Kept:
    """Compute anew what depends on these people: after their records were written."""
    keys = set(people)
    villages = set(VillageCadre.with_voided.filter(person__in=keys).values_list("unit_id", flat=True))
    if not villages:
        return Kept()
    names = list(Person.with_voided.filter(pk__in=keys).values_list("name", flat=True))
    keys |= set(VillageCadre.objects.filter(person__name__in=names).values_list("person_id", flat=True))
    keys |= set(Finding.objects.filter(kind=Fault.DUPLICATE_PERSON).values_list("person_id", flat=True))
    return _keep_up(Q(person__in=keys), villages=villages)


def keep_up_with_all() -> Kept:
    """Compute everything anew: for the passing of time, and after the register was filled at once."""
    return _keep_up(Q(), villages=None)


@transaction.atomic
def _keep_up(condition: Q, *, villages: set[int] | None) -> Kept:
    day = calendar.today()
    register = read(condition)
    kept = Kept(cadres=_restate(register, day))
    expected = _expected_of_cadres(register, day) | _expected_of_villages(villages, day)
    of_village = Q(cadre__isnull=True) if villages is None else Q(cadre__isnull=True, unit__in=villages)
    standing = Finding.objects.filter(condition & Q(cadre__isnull=False) | of_village)
    kept.found, kept.mended = _settle(list(standing), expected, day)
    return kept


def _restate(register: Register, day: date) -> int:
    """Write the summaries that have changed."""
    stale = []
    for cadre in register.cadres:
        now = summary(register.spans.get(cadre.pk, []), register.studies.get(cadre.person_id, []), day)
        if summarise(cadre, now):
            stale.append(cadre)
    VillageCadre.objects.bulk_update(stale, VillageCadre.summary, batch_size=BATCH)
    return len(stale)


def summarise(cadre: VillageCadre, now: Summary) -> bool:
    """Write a summary onto a cadre; True if that changes anything."""
    before = [getattr(cadre, name) for name in VillageCadre.summary]
    cadre.in_office, cadre.rank, cadre.holds_both = now.in_office, now.rank, now.holds_both
    cadre.level, cadre.full_time_college = now.level, now.full_time_college
    cadre.duties = in_words(now.offices)
    return before != [getattr(cadre, name) for name in VillageCadre.summary]


def in_words(offices: Sequence[str]) -> str:
    """Offices as the register writes them, whoever reads: 党组织书记、村（居）委会主任."""
    with override("zh-hans"):
        return "、".join(str(Office(office).label) for office in offices)


def limits_at(unit: Unit | None = None) -> Limits:
    """The limits of age that rule today."""
    return Limits(
        least_age=value_of("villages.age.least", at=unit),
        most_age=value_of("villages.age.most", at=unit),
        vetted_from=required_from(unit),
    )


def _expected_of_cadres(register: Register, day: date) -> dict[Key, Expected]:
    limits = limits_at()
    elsewhere, twins = _services_elsewhere(register, day), _twins(register)
    found: dict[Key, Expected] = {}
    for cadre in register.cadres:
        known = register.people[cadre.person_id]
        service = register.service(
            cadre,
            also_in=_called(cadre, elsewhere.get(cadre.pk, []), register),
            doubles=_called(cadre, _doubles(cadre, twins.get(known.twin), register), register),
        )
        for fault, values in faults(service, day=day, limits=limits):
            found[fault, cadre.unit_id, cadre.pk] = Expected(cadre.person_id, values)
    return found


def _called(cadre: VillageCadre, others: Iterable[VillageCadre], register: Register) -> list[str]:
    """The villages of the others; beyond the own township they are not named, for who reads the finding may not read there."""
    home = register.villages[cadre.unit_id].parent_code
    villages = (register.villages[other.unit_id] for other in others)
    return sorted({village.name if village.parent_code == home else ELSEWHERE for village in villages})


def _services_elsewhere(register: Register, day: date) -> dict[int, list[VillageCadre]]:
    """The other services of those who serve in several villages today, none of them marked as crossing villages."""
    serving: dict[int, list[VillageCadre]] = defaultdict(list)
    for cadre in register.cadres:
        if offices_on(register.spans.get(cadre.pk, []), day):
            serving[cadre.person_id].append(cadre)
    return {
        cadre.pk: [other for other in cadres if other is not cadre]
        for cadres in serving.values()
        if len(cadres) > 1 and not any(cadre.crosses_villages for cadre in cadres)
        for cadre in cadres
    }


def _twins(register: Register) -> dict[Twin | None, list[VillageCadre]]:
    twins: dict[Twin | None, list[VillageCadre]] = defaultdict(list)
    for cadre in register.cadres:
        twin = register.people[cadre.person_id].twin
        if twin is not None:
            twins[twin].append(cadre)
    return twins


def _doubles(cadre: VillageCadre, twins: list[VillageCadre] | None, register: Register) -> list[VillageCadre]:
    """Services of other people who could be this one: two identity numbers are two people."""
    numbered = register.people[cadre.person_id].has_number
    return [
        other
        for other in twins or ()
        if other.person_id != cadre.person_id and not (numbered and register.people[other.person_id].has_number)
    ]


def _expected_of_villages(villages: set[int] | None, day: date) -> dict[Key, Expected]:
    """Secretaries of the villages that have any cadres; those without are not yet registered, which is no mistake."""
    where = Q(unit__kind__in=VILLAGE_KINDS) & (Q() if villages is None else Q(unit__in=villages))
    serving = VillageCadre.objects.filter(where, in_office=True)
    offices: dict[int, list[list[str]]] = defaultdict(list)
    for unit, rank in serving.values_list("unit_id", "rank"):
        offices[unit].append([list(Office)[rank]])
    return {
        (fault, unit, None): Expected(None, values)
        for unit, held in offices.items()
        for fault, values in village_faults(held)
    }


def _settle(standing: list[Finding], expected: dict[Key, Expected], day: date) -> tuple[int, int]:
    """Make the findings those expected: new ones are added, mended ones voided; one that says something else now is open again."""
    present: dict[Key, Finding] = {}
    for one in standing:
        present.setdefault((one.kind, one.unit_id, one.cadre_id), one)
    new = [
        Finding(kind=kind, unit_id=unit, cadre_id=cadre, person_id=one.person, values=one.values, found_on=day)
        for (kind, unit, cadre), one in expected.items()
        if (kind, unit, cadre) not in present
    ]
    # Two people may save at the same moment; what one of them has found stands for both.
    Finding.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    other = [one for key, one in present.items() if key in expected and one.values != expected[key].values]
    for one in other:
        one.values, one.state, one.confirmed_why = expected[one.kind, one.unit_id, one.cadre_id].values, "open", ""
        one.confirmed_by = one.confirmed_at = None
    reopened = ("values", "state", "confirmed_why", "confirmed_by", "confirmed_at")
    Finding.objects.bulk_update(other, reopened, batch_size=BATCH)
    # Of a village's findings two may have been written at the same moment.
    kept = {one.pk for key, one in present.items() if key in expected}
    gone = [one for one in standing if one.pk not in kept]
    _void(gone)
    return len(new), len(gone)


def _void(gone: list[Finding]) -> None:
    now: Any = calendar.now()
    for one in gone:
        one.voided_at, one.voided_why = now, MENDED
    Finding.with_voided.bulk_update(gone, ("voided_at", "voided_why"), batch_size=BATCH)
