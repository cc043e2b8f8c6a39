"""Reads the register as the rules want it: many services at once, with a handful of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from zugong.kernel.registry.models import Person, Unit
from zugong.modules.villages.models import Education, JointReview, Vetting, VillageCadre, VillageRole
from zugong.modules.villages.rules.register import Service, Span, Study, Village

Twin = tuple[str, str, date]
"""Name, sex and birth date: what two rows of one human have in common."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the register knows of a person, but for what stands in a service."""

    name: str
    sex: str
    birth_date: date | None
    has_number: bool

    @property
    def twin(self) -> Twin | None:
        """What another row of the same human would have as well; None where too little is known."""
        return (self.name, self.sex, self.birth_date) if self.birth_date else None


@dataclass(slots=True)
class Register:
    """The services of some people, with all that the rules ask of them."""

    cadres: list[VillageCadre]
    people: dict[int, Known]
    villages: dict[int, Village]
    spans: dict[int, list[Span]]
    vetted: dict[tuple[int, int], list[tuple[date, date]]]
    studies: dict[int, list[Study]]

    def service(self, cadre: VillageCadre, also_in: Iterable[str], doubles: Iterable[str]) -> Service:
        """One service as the rules want it."""
        person = self.people[cadre.person_id]
        return Service(
            village=self.villages[cadre.unit_id],
            spans=self.spans.get(cadre.pk, []),
            studies=self.studies.get(cadre.person_id, []),
            birth_date=person.birth_date,
            has_identity_number=person.has_number,
            condition=cadre.condition,
            crosses_villages=cadre.crosses_villages,
            dual_post=cadre.dual_post,
            vetted=cadre.vetting != Vetting.NONE,
            vetting_replies=cadre.vetting_replies,
            vetted_spans=self.vetted.get((cadre.person_id, cadre.unit_id), ()),
            paid_months=cadre.paid_months,
            paid_amount=cadre.paid_amount,
            also_in=tuple(also_in),
            doubles=tuple(doubles),
        )


def read(condition: Q) -> Register:
    """The live services that meet the condition."""
    cadres = list(VillageCadre.objects.filter(condition).order_by("pk"))
    rows = VillageCadre.objects.filter(condition)
    people = Person.with_voided.filter(pk__in=rows.values("person_id"))
    spans: dict[int, list[Span]] = defaultdict(list)
    held = VillageRole.objects.filter(cadre__in=rows).order_by("pk")
    for key, *span in held.values_list("cadre_id", "office", "start_date", "end_date"):
        spans[key].append(Span(*span))
    vetted: dict[tuple[int, int], list[tuple[date, date]]] = defaultdict(list)
    passed = JointReview.objects.filter(person__in=people, state=JointReview.State.FORMAL).order_by("pk")
    for person, unit, first, last in passed.values_list("person_id", "unit_id", "formal_on", "valid_until"):
        if first is not None and last is not None:
            vetted[person, unit].append((first, last))
    studies: dict[int, list[Study]] = defaultdict(list)
    reached = Education.objects.filter(person__in=people).order_by("pk")
    for key, level, full_time in reached.values_list("person_id", "level", "full_time"):
        studies[key].append(Study(level, full_time))
    return Register(
        cadres=cadres,
        people={
            key: Known(name, sex, born, bool(digest))
            for key, name, sex, born, digest in people.values_list("pk", "name", "sex", "birth_date", "identity_digest")
        },
        villages=_villages({cadre.unit_id for cadre in cadres}),
        spans=spans,
        vetted=vetted,
        studies=studies,
    )


def _villages(keys: set[int]) -> dict[int, Village]:
    # So many keys would not fit into one statement of SQLite; all units are few.
    columns = ("pk", "short_name", "name", "code", "kind", "parent__code", "valid_to")
    rows: Any = Unit.with_voided.values_list(*columns)
    chosen = rows.filter(pk__in=keys) if len(keys) <= 500 else rows
    return {
        key: Village(short or name, code, kind, above or "", closed)
        for key, short, name, code, kind, above, closed in chosen
        if key in keys
    }
