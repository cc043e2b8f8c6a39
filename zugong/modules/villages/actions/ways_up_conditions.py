"""The conditions of a round, checked against the register."""

from typing import Any

from zugong.kernel.parameters.reading import value_of
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.models import (
    Education,
    PromotionRound,
    VillageCadre,
    VillageRole,
    YearAppraisal,
)
from zugong.modules.villages.rules.register import Span
from zugong.modules.villages.rules.ways_up import Condition, Facts, Requirements, conditions


def rule(round_: PromotionRound, name: str) -> Any:
    """What a parameter of the round's track is where the round is held, on the day on which applications close."""
    return value_of(f"villages.ways_up.{round_.track}.{name}", at=round_.unit, on=round_.applies_to)


def requirements_of(round_: PromotionRound) -> Requirements:
    """What the round asks for."""
    return Requirements(
        chief_years=rule(round_, "chief_years"),
        deputy_years=rule(round_, "deputy_years"),
        most_age=rule(round_, "most_age"),
        most_age_named=rule(round_, "most_age_named"),
        least_level=rule(round_, "least_level"),
        party=rule(round_, "party"),
        grades=tuple(rule(round_, "grades")),
    )


def checked(round_: PromotionRound, cadre: VillageCadre, *, grade: str = "") -> list[Condition]:
    """Every condition of the round as it stands for a cadre; `grade` is that of the last appraisal where the register has none."""
    return conditions(facts_of_cadre(round_, cadre, grade=grade), requirements_of(round_), closing=round_.applies_to)


def facts_of_cadre(round_: PromotionRound, cadre: VillageCadre, *, grade: str = "") -> Facts:
    """What the register holds of the person behind a cadre: offices in every village, education, the appraisal of the year before."""
    roles = VillageRole.objects.filter(cadre__person=cadre.person_id, cadre__voided_at__isnull=True)
    levels = Education.objects.filter(person=cadre.person_id).values_list("level", flat=True)
    appraised = YearAppraisal.objects.filter(cadre__person=cadre.person_id, year=round_.year - 1)
    return Facts(
        spans=[Span(*span) for span in roles.values_list("office", "start_date", "end_date")],
        birth_date=cadre.person.birth_date,
        named_village=is_named(round_, cadre.unit),
        level=max(levels, default=None),
        politics=cadre.politics,
        appraisal=appraised.values_list("grade", flat=True).first() or grade,
    )


def is_named(round_: PromotionRound, village: Unit) -> bool:
    """True if the village, or a unit above it, is among those for which the limit of age is looser."""
    named = set(rule(round_, "named_places"))
    if not named:
        return False
    return Unit.objects.filter(pk__in=[*village.ancestor_ids, village.pk], code__in=named).exists()
