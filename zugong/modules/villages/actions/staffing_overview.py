"""The “three ones” of a unit as its page shows them: the answer, the units below, and the villages behind each figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.formats import number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.procedures.models import Duty
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.staffing_register import definition_at
from zugong.modules.villages.actions.staffing_standing import Count, counts_of, holding_on
from zugong.modules.villages.models import StaffingGap, StaffingSpan
from zugong.modules.villages.rules.register import VILLAGE_KINDS
from zugong.modules.villages.rules.staffing import One
from zugong.modules.villages.wording_staffing import DISTINCT

SHORT, ALL, MET, NOT_STRICT, STRICT, UNREGISTERED, OPEN, OVERDUE, SOON = (
    "short", "all", "met", DISTINCT, "strict", "unregistered", "open", "overdue", "soon",
)  # fmt: skip
KINDS: Mapping[str, Any] = {
    SHORT: _("不齐全"),
    MET: _("齐全"),
    NOT_STRICT: _("一人兼几项"),
    STRICT: _("由不同的人满足"),
    UNREGISTERED: _("班子未登记"),
    OPEN: _("缺口在办"),
    OVERDUE: _("缺口逾期"),
    SOON: _("半年内将失去"),
    ALL: _("全部"),
}
HALF_A_YEAR = timedelta(days=183)
HEADQUARTERS = ("department", "section")
OWED = "villages.staffing_gap.open"


@dataclass(slots=True)
class Row:
    """One unit's count, with its open and overdue cases."""

    unit: Unit
    count: Count
    open: int = 0
    overdue: int = 0

    def lacking(self, code: str) -> int:
        """Villages that lack one of the ones."""
        return self.count.missing[code]


@dataclass(slots=True)
class Standing:
    """What the page of a unit shows."""

    whole: Row
    parts: Sequence[Row]
    ones: Sequence[One]
    day: date
    soon: int

    @property
    def loose_hint(self) -> str:
        """How many of how many villages are complete."""
        return _of(self.whole.count.loose, self.whole.count.base)

    @property
    def strict_hint(self) -> str:
        """In how many of how many villages different people meet the ones."""
        return _of(self.whole.count.strict, self.whole.count.base)

    @property
    def overdue_hint(self) -> str:
        """How many cases are late."""
        return _now("其中逾期 %(number)s 个") % {"number": self.whole.overdue} if self.whole.overdue else ""

    def to_reach(self, goal: Decimal) -> int:
        """How many more villages have to be complete for a rate of so many per cent."""
        wanted = (Decimal(self.whole.count.base) * goal / 100).to_integral_value(ROUND_CEILING)
        return max(0, int(wanted) - self.whole.count.loose)


def _of(part: int, whole: int) -> str:
    words = {"part": number_format(part, force_grouping=True), "whole": number_format(whole, force_grouping=True)}
    return _now("%(whole)s 个村中 %(part)s 个") % words


def standing(user: User, unit: Unit) -> Standing:
    """How a unit and those directly below it stand today, as far as the user may see; with a handful of queries."""
    day = calendar.today()
    below = Unit.objects.visible_to(user).filter(parent=unit, valid_to__isnull=True).exclude(kind__in=HEADQUARTERS)
    parts = [one for one in below.order_by("position", "code") if one.kind not in VILLAGE_KINDS]
    counts = counts_of([unit, *parts], day=day)
    rows = {one.pk: Row(one, counts[one.pk]) for one in (unit, *parts)}
    for path, due, state in _open(unit).values_list("unit__path", "due", "state"):
        for step in path.strip("/").split("/"):
            if int(step) in rows:
                rows[int(step)].open += 1
                rows[int(step)].overdue += _is_late(due, state, day)
    return Standing(
        whole=rows[unit.pk],
        parts=[rows[one.pk] for one in parts if rows[one.pk].count.base],
        ones=definition_at(unit),
        day=day,
        soon=villages(unit, SOON).count(),
    )


def _is_late(due: date | None, state: str, day: date) -> bool:
    return due is not None and due < day and state == StaffingGap.State.OPEN


def _open(unit: Unit) -> QuerySet[Any]:
    owed = Duty.objects.open().filter(kind=OWED, record_id=OuterRef("pk")).order_by("-pk")
    gaps = StaffingGap.objects.filter(closed_on__isnull=True, unit__path__startswith=unit.path or "-")
    return gaps.annotate(due=Subquery(owed.values("due")[:1])).order_by()


def kinds(ones: Sequence[One]) -> dict[str, Any]:
    """The lists that can be asked for, by name: one for each of the ones, and the others."""
    lacking = {f"no-{one.code}": one.label for one in ones}
    return {SHORT: KINDS[SHORT], **lacking, **{name: label for name, label in KINDS.items() if name != SHORT}}


def villages(unit: Unit, kind: str) -> QuerySet[StaffingSpan]:
    """The villages at and below a unit of which the kind is true today, as their spans, in the order of the tree."""
    day = calendar.today()
    rows = holding_on(day).filter(unit__path__startswith=unit.path or "-")
    if kind.startswith("no-"):
        rows = rows.filter(missing__has_key=kind.removeprefix("no-"), registered=True)
    else:
        rows = rows.filter(_condition(kind, unit, day))
    found: QuerySet[StaffingSpan] = rows.select_related("unit__parent__parent").order_by("unit__path", "pk")
    return found


def _condition(kind: str, unit: Unit, day: date) -> Q:
    if kind in {OPEN, OVERDUE}:
        gaps = _open(unit)
        if kind == OVERDUE:
            gaps = gaps.filter(due__lt=day, state=StaffingGap.State.OPEN)
        return Q(unit__in=gaps.values("unit"))
    if kind == SOON:
        losing = StaffingSpan.objects.filter(day__gt=day, day__lte=day + HALF_A_YEAR, loose=False)
        return Q(loose=True, unit__in=losing.values("unit"))
    plain = {
        ALL: Q(),
        SHORT: Q(loose=False),
        MET: Q(loose=True),
        STRICT: Q(strict=True),
        NOT_STRICT: Q(loose=True, strict=False),
        UNREGISTERED: Q(registered=False),
    }
    return plain[kind]


@dataclass(slots=True)
class VillageRow:
    """A village of a list: how it stands, since when, its case and what comes next."""

    span: StaffingSpan
    since: date | None
    gap: Any = None
    late: bool = False
    next: StaffingSpan | None = None


def village_rows(spans: Sequence[StaffingSpan]) -> list[VillageRow]:
    """The spans of a page with their cases and what is known to change next; with two queries."""
    day, keys = calendar.today(), [span.unit_id for span in spans]
    gaps = {gap.unit_id: gap for gap in _due_of(keys)}
    coming: dict[int, StaffingSpan] = {}
    for one in StaffingSpan.objects.filter(unit__in=keys, day__gt=day, day__lte=day + HALF_A_YEAR).order_by("-day"):
        coming[one.unit_id] = one
    rows = []
    for span in spans:
        gap = gaps.get(span.unit_id)
        late = gap is not None and _is_late(gap.due, gap.state, day)
        since = gap.since if gap is not None else span.day
        rows.append(VillageRow(span, since, gap, late, coming.get(span.unit_id)))
    return rows


def _due_of(keys: Sequence[int]) -> QuerySet[Any]:
    owed = Duty.objects.open().filter(kind=OWED, record_id=OuterRef("pk")).order_by("-pk")
    gaps = StaffingGap.objects.filter(closed_on__isnull=True, unit__in=keys)
    return gaps.annotate(due=Subquery(owed.values("due")[:1]))
