"""How units stand with the “three ones” on a day: villages in the base, those that have them, those that lack which one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from zugong.kernel.registry.models import Unit
from zugong.modules.villages.models import StaffingSpan
from zugong.modules.villages.wording_staffing import DISTINCT


@dataclass(slots=True)
class Count:
    """The villages of a unit, and how many of them stand how."""

    base: int = 0
    loose: int = 0
    strict: int = 0
    unregistered: int = 0
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def loose_rate(self) -> float | None:
        """Per cent of villages in which each one is met; None without villages."""
        return self.loose / self.base * 100 if self.base else None

    @property
    def strict_rate(self) -> float | None:
        """Per cent of villages in which different people meet them; None without villages."""
        return self.strict / self.base * 100 if self.base else None

    @property
    def short(self) -> int:
        """Villages that lack one by the loose reading, those without a registered team included."""
        return self.base - self.loose


def holding_on(day: date, rows: Any = None) -> Any:
    """The spans that hold on a day, one for each village of the base."""
    every = StaffingSpan.objects.all() if rows is None else rows
    return every.filter(Q(until__isnull=True) | Q(until__gt=day), day__lte=day)


def counts_of(units: Sequence[Unit], *, day: date) -> Mapping[int, Count]:
    """How each of these units stands on a day with all below it, by key; with one query."""
    counts = {one.pk: Count() for one in units}
    rows = holding_on(day).filter(unit__path__startswith=_common([one.path or "-" for one in units]))
    for path, *said in rows.values_list("unit__path", "registered", "loose", "strict", "missing"):
        for step in path.strip("/").split("/"):
            if int(step) in counts:
                _add(counts[int(step)], *said)
    return counts


def _common(paths: Iterable[str]) -> str:
    """The path of the unit that holds all of these."""
    steps = [path.strip("/").split("/") for path in paths]
    shared = []
    for level in zip(*steps, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return f"/{'/'.join(shared)}/" if shared else "/"


def _add(count: Count, registered: bool, loose: bool, strict: bool, missing: dict[str, str]) -> None:
    count.base += 1
    count.loose += loose
    count.strict += strict
    if not registered:
        count.unregistered += 1
        return
    for code in missing:
        count.missing[code] += 1
    if loose and not strict:
        count.missing[DISTINCT] += 1
