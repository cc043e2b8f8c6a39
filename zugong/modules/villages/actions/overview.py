"""How the force stands in a unit and in those below it: figures, each of which opens to exactly its rows."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.registry.models import Sex, Unit, UnitKind
from zugong.modules.villages.models import Finding, VillageCadre
from zugong.modules.villages.rules.register import RANKS, Office, age, born_after

VILLAGE_KINDS = (UnitKind.VILLAGE, UnitKind.COMMUNITY)
HEADQUARTERS = (UnitKind.DEPARTMENT, UnitKind.SECTION)


@dataclass(slots=True)
class Figures:
    """The counts of one unit with all below it."""

    unit: Unit
    villages: int = 0
    registered: int = 0
    without_secretary: int = 0
    cadres: int = 0
    reserve: int = 0
    ages: int = 0
    aged: int = 0
    young: int = 0
    women: int = 0
    college: int = 0
    secretaries: int = 0
    both: int = 0
    findings: int = 0
    links: dict[str, str] = field(default_factory=dict)

    @property
    def mean_age(self) -> float | None:
        """Mean completed years of those whose birth date is known."""
        return self.ages / self.aged if self.aged else None

    @property
    def per_village(self) -> float | None:
        """Cadres in office to a village that has any."""
        return self.cadres / self.registered if self.registered else None

    @property
    def unregistered(self) -> int:
        """Villages of which nobody is registered yet."""
        return self.villages - self.registered

    @property
    def per_village_hint(self) -> str:
        """Cadres to a village, in words."""
        return _("每村 %(number).1f 人") % {"number": self.per_village or 0}

    @property
    def young_hint(self) -> str:
        """How many are young."""
        return _people(self.young)

    @property
    def women_hint(self) -> str:
        """How many are women."""
        return _people(self.women)

    @property
    def college_hint(self) -> str:
        """How many have full-time college or above."""
        return _people(self.college)

    @property
    def both_hint(self) -> str:
        """How many of how many secretaries."""
        return _("%(whole)s 名书记中 %(part)s 名") % {"part": _grouped(self.both), "whole": _grouped(self.secretaries)}

    def share(self, part: int) -> float | None:
        """Per cent of the cadres in office."""
        return part / self.cadres * 100 if self.cadres else None

    @property
    def young_share(self) -> float | None:
        """Per cent of young cadres."""
        return self.share(self.young)

    @property
    def women_share(self) -> float | None:
        """Per cent of women."""
        return self.share(self.women)

    @property
    def college_share(self) -> float | None:
        """Per cent with full-time college or above."""
        return self.share(self.college)

    @property
    def both_share(self) -> float | None:
        """Per cent of the secretaries who are directors as well."""
        return self.both / self.secretaries * 100 if self.secretaries else None


@dataclass(slots=True)
class Overview:
    """A unit's figures, and those of the units directly below it."""

    whole: Figures
    parts: list[Figures]
    day: date
    young_age: int

    @property
    def young_label(self) -> str:
        """What the young are called."""
        return _("%(years)d 岁及以下") % {"years": self.young_age}


def _grouped(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def _people(number: int) -> str:
    return _("%(number)s 人") % {"number": _grouped(number)}


def overview(user: User, unit: Unit) -> Overview:
    """The figures as far as the user may see."""
    day, young_age = calendar.today(), value_of("villages.age.young", at=unit)
    below = Unit.objects.visible_to(user).filter(parent=unit, valid_to__isnull=True).exclude(kind__in=HEADQUARTERS)
    whole = Figures(unit)
    parts = {one.pk: Figures(one) for one in below.order_by("position", "code")}
    depth = (unit.path or "").count("/") - 1

    def concerned(path: str) -> list[Figures]:
        steps = path.strip("/").split("/")
        part = parts.get(int(steps[depth])) if len(steps) > depth else None
        return [whole] if part is None else [whole, part]

    _count_villages(user, unit, concerned)
    _count_cadres(user, unit, concerned, day=day, youngest=born_after(young_age, day))
    open_findings = Finding.objects.visible_to(user).filter(unit__path__startswith=unit.path, state=Finding.State.OPEN)
    for path in open_findings.values_list("unit__path", flat=True):
        for one in concerned(path):
            one.findings += 1
    for one in (whole, *parts.values()):
        one.links = links(one.unit, young_age=young_age, day=day)
    return Overview(whole, list(parts.values()), day, young_age)


def _count_villages(user: User, unit: Unit, concerned: Any) -> None:
    standing = Unit.objects.visible_to(user).within(unit).of_kind(*VILLAGE_KINDS).filter(valid_to__isnull=True)
    led: dict[int, bool] = defaultdict(bool)
    serving = VillageCadre.objects.visible_to(user).filter(unit__path__startswith=unit.path, in_office=True)
    for key, rank in serving.values_list("unit_id", "rank"):
        led[key] |= rank == RANKS[Office.SECRETARY]
    for key, path in standing.values_list("pk", "path"):
        for one in concerned(path):
            one.villages += 1
            one.registered += key in led
            one.without_secretary += key in led and not led[key]


def _count_cadres(user: User, unit: Unit, concerned: Any, *, day: date, youngest: date) -> None:
    rows = VillageCadre.objects.visible_to(user).filter(unit__path__startswith=unit.path)
    columns = (
        "unit__path",
        "rank",
        "in_office",
        "holds_both",
        "full_time_college",
        "person__sex",
        "person__birth_date",
    )
    for path, rank, in_office, both, college, sex, born in rows.values_list(*columns):
        for one in concerned(path):
            one.reserve += rank == RANKS[Office.RESERVE]
            if not in_office:
                continue
            one.cadres += 1
            one.secretaries += rank == RANKS[Office.SECRETARY]
            one.both += both
            one.college += college
            one.women += sex == Sex.FEMALE
            if born is not None:
                one.ages += age(born, day)
                one.aged += 1
                one.young += born > youngest


def links(unit: Unit, *, young_age: int, day: date) -> dict[str, str]:
    """Where each figure of a unit opens to its rows."""
    serving = {"unit__within": unit.pk, "in_office": "true"}
    youngest = born_after(young_age, day) + timedelta(days=1)
    gaps = reverse("village_gaps", args=[unit.code])
    return {
        "cadres": rows("village-cadres", serving),
        "reserve": rows("village-cadres", {"unit__within": unit.pk, "rank": RANKS[Office.RESERVE]}),
        "young": rows("village-cadres", serving | {"person__birth_date__gte": youngest}),
        "women": rows("village-cadres", serving | {"person__sex": Sex.FEMALE.value}),
        "college": rows("village-cadres", serving | {"full_time_college": "true"}),
        "secretaries": rows("village-cadres", serving | {"rank": RANKS[Office.SECRETARY]}),
        "both": rows("village-cadres", serving | {"holds_both": "true"}),
        "without_secretary": f"{gaps}?gap=no_secretary",
        "unregistered": f"{gaps}?gap=unregistered",
        "findings": f"{reverse('village_findings')}?{urlencode({'unit': unit.code})}",
    }


def rows(ledger: str, filters: dict[str, Any]) -> str:
    """The address of exactly these rows of a ledger."""
    return f"{reverse('ledger:list', args=[ledger])}?{urlencode(filters)}"


@dataclass(slots=True)
class FindingCounts:
    """Open findings of one kind: in all, and by the units below."""

    kind: str
    label: Any
    total: int
    href: str
    cells: list[tuple[int, str]]


def findings_by_kind(user: User, unit: Unit) -> tuple[list[Unit], list[FindingCounts]]:
    """The units below in which something is open, and the open findings of each kind in each of them."""
    below = (
        Unit.objects.visible_to(user).filter(parent=unit).exclude(kind__in=HEADQUARTERS).order_by("position", "code")
    )
    units = {one.pk: one for one in below}
    depth = (unit.path or "").count("/") - 1
    open_ones = Finding.objects.visible_to(user).filter(unit__path__startswith=unit.path, state=Finding.State.OPEN)
    totals: Counter[str] = Counter()
    cells: Counter[tuple[str, int]] = Counter()
    for kind, path in open_ones.values_list("kind", "unit__path"):
        steps = path.strip("/").split("/")
        totals[kind] += 1
        if len(steps) > depth and int(steps[depth]) in units:
            cells[kind, int(steps[depth])] += 1
    shown = [one for key, one in units.items() if any(place == key for _kind, place in cells)]
    return shown, [
        FindingCounts(
            kind=kind,
            label=label,
            total=totals[kind],
            href=_opening(unit, kind),
            cells=[(cells[kind, one.pk], _opening(one, kind)) for one in shown],
        )
        for kind, label in Finding.Kind.choices
        if totals[kind]
    ]


def _opening(unit: Unit, kind: str) -> str:
    return rows("village-findings", {"unit__within": unit.pk, "kind": kind, "state": Finding.State.OPEN.value})
