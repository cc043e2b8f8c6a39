"""Which villages lack one of the “three ones”: what posts are derived from."""

from collections import defaultdict
from dataclasses import dataclass

from zugong.kernel import calendar
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.registry.models import Sex, Unit
from zugong.modules.villages.models import VillageCadre
from zugong.modules.villages.rules.recruiting import COLLEGE, WOMAN, YOUNG
from zugong.modules.villages.rules.register import RANKS, TWO_COMMITTEES, VILLAGE_KINDS, born_after


@dataclass(frozen=True, slots=True)
class Short:
    """A village with its township, its path in the tree, and what it lacks."""

    village: int
    township: int
    path: str
    missing: frozenset[str]


def gaps_of(unit: Unit) -> list[Short]:
    """The villages at and below a unit whose team lacks one of the “three ones” today, in the order of the tree."""
    youngest = born_after(value_of("villages.age.young", at=unit), calendar.today())
    seats = [RANKS[office] for office in TWO_COMMITTEES]
    met: dict[int, set[str]] = defaultdict(set)
    team = VillageCadre.objects.filter(unit__path__startswith=unit.path, in_office=True, rank__in=seats)
    for key, born, sex, college in team.values_list(
        "unit_id", "person__birth_date", "person__sex", "full_time_college"
    ):
        met[key] |= {
            *([YOUNG] if born is not None and born > youngest else []),
            *([COLLEGE] if college else []),
            *([WOMAN] if sex == Sex.FEMALE else []),
        }
    villages = Unit.objects.within(unit).of_kind(*VILLAGE_KINDS).filter(valid_to__isnull=True, pk__in=met)
    wanted = frozenset({YOUNG, COLLEGE, WOMAN})
    found = villages.order_by("path", "pk").values_list("pk", "parent_id", "path")
    return [
        Short(key, township, path, wanted - met[key]) for key, township, path in found if township and wanted - met[key]
    ]
