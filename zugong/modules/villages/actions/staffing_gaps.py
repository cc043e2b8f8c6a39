"""Opens, keeps up and closes the cases of villages that lack one of the “three ones”; all of it the platform does by itself."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.procedures.beginning import begin_all
from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.models import Unit
from zugong.modules.villages.actions.staffing_register import FEW
from zugong.modules.villages.models import StaffingGap, StaffingSpan
from zugong.modules.villages.wording_staffing import DISTINCT

PROCEDURE = "villages.staffing_gap"


def keep_gaps(units: Sequence[Unit], keys: set[int] | None) -> tuple[int, int]:
    """Make the open cases of villages fit how these stand today; how many were opened and closed.

    A village of which nobody was ever registered has no case: it has to be registered first, which another list asks for.
    """
    today = calendar.today()
    few = Q() if keys is None or len(keys) > FEW else Q(unit__in=keys)
    holding = StaffingSpan.objects.filter(few, day__lte=today)
    now: dict[int, StaffingSpan] = {}
    since: dict[int, Any] = {}
    for span in holding.order_by("unit", "day"):
        since[span.unit_id] = None if span.met else (since.get(span.unit_id) or span.day)
        if span.until is None or span.until > today:
            now[span.unit_id] = span
    standing = {
        gap.unit_id: gap for gap in StaffingGap.objects.filter(few, closed_on__isnull=True).select_related("unit")
    }
    new, closed = [], 0
    for unit in units:
        span, gap = now.get(unit.pk), standing.get(unit.pk)
        lacks = span is not None and not span.met and span.registered
        if gap is not None:
            closed += _keep_one(gap, span, lacks, since.get(unit.pk))
        elif lacks and span is not None and unit.parent is not None:
            new.append(
                StaffingGap(
                    unit=unit, township=unit.parent, missing=_missing(span), since=since[unit.pk], opened_on=today
                )
            )
    begin_all(PROCEDURE, new, by=None)
    return len(new), closed


def _keep_one(gap: StaffingGap, span: StaffingSpan | None, lacks: bool, since: Any) -> int:
    """Close a case, or say what is missing now and since when; 1 if it was closed."""
    today = calendar.today()
    if not lacks or span is None:
        take(
            PROCEDURE, "fill" if span is not None and span.met else "lapse", gap, by=None, changes={"closed_on": today}
        )
        return 1
    if (gap.missing, gap.since) != (_missing(span), since):
        gap.missing, gap.since = _missing(span), since
        writing.save(gap, by=None)
    if gap.accepted_until is not None and gap.accepted_until < today and gap.state == StaffingGap.State.ACCEPTED:
        take(PROCEDURE, "resume", gap, by=None)
    return 0


def _missing(span: StaffingSpan) -> dict[str, str]:
    return span.missing or {DISTINCT: ""}
