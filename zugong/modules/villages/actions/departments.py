"""Which departments of a county are asked about a candidate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from zugong.kernel.parameters.reading import value_of
from zugong.kernel.registry.models import Unit, UnitKind


@dataclass(frozen=True, slots=True)
class Asked:
    """The departments found, in the order of the list, and the names that no department of the county bears."""

    units: Sequence[Unit]
    missing: Sequence[str]


def departments_of(county: Unit) -> Asked:
    """The departments that parameter villages.vetting.departments names; a zone without its own asks those of its county."""
    names: list[str] = value_of("villages.vetting.departments", at=county)
    at: Any = Q(parent=county) | Q(parent=county.official_parent_id) if county.official_parent_id else Q(parent=county)
    found = list(
        Unit.objects.filter(at, kind=UnitKind.DEPARTMENT, valid_to__isnull=True).order_by("position", "code", "pk")
    )
    found.sort(key=lambda unit: unit.parent_id != county.pk)
    units: list[Unit] = []
    missing: list[str] = []
    for name in names:
        unit = next((one for one in found if name in (one.short_name, one.name) or one.name.endswith(name)), None)
        if unit is None:
            missing.append(name)
        elif unit not in units:
            units.append(unit)
    return Asked(units, missing)
