"""The places of the module, as the row of tabs over each of its pages shows them."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zugong.kernel.registry.models import Unit


@dataclass(frozen=True, slots=True)
class Place:
    """A place: the name of its address, which takes a unit's code, what it is called, its icon."""

    address: str
    label: Any
    icon: str


PLACES = (
    Place("villages_of_unit", _("队伍现状"), "users-group"),
    Place("village_staffing", _("三个一配备"), "user-check"),
    Place("village_ways_up", _("晋升通道"), "stairs-up"),
    Place("village_role_models", _("先进典型"), "award"),
    Place("village_recruiting", _("统一招考"), "school"),
    Place("village_conduct", _("激浊扬清"), "scale"),
    Place("village_weak", _("软弱涣散村"), "building-community"),
    Place("village_vetting", _("联审"), "checks"),
    Place("village_pay", _("报酬"), "cash-banknote"),
)


def tabs(unit: Unit, current: str) -> list[tuple[Place, str, bool]]:
    """Every place with its address at a unit, and whether it is the current one."""
    return [(place, reverse(place.address, args=[unit.code]), place.address == current) for place in PLACES]
