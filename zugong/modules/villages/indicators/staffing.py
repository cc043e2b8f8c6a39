"""The measures over the “three ones” (三个一): how many villages have them, which one is missing, what is being done about it.

All are as of a period's last day. The base is every village and community that exists on the day; one where nobody was ever registered is
in it and does not meet. A village that was merged or closed is in it until the day before.
"""

from typing import Any

from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from zugong.kernel.indicators.declaring import Column, Direction, Kind, Measure, Tally, declare
from zugong.kernel.indicators.ledger_facts import facts_of
from zugong.kernel.procedures.models import Duty
from zugong.modules.villages.indicators.register import FOLLOWED
from zugong.modules.villages.ledgers.staffing import StaffingGaps, StaffingSpans
from zugong.modules.villages.models import StaffingGap

OWED = "villages.staffing_gap.open"


def _lacks(code: str) -> Column:
    """1 where a village of which somebody is registered lacks the one of the code."""
    lacking = When(missing__has_key=code, registered=True, then=Value(1))
    return Column("int64", Case(lacking, default=Value(0), output_field=IntegerField()))


def _gaps() -> QuerySet[StaffingGap]:
    """Cases with the township's last term: when it is due, and until when it was owed."""
    owed = Duty.objects.filter(kind=OWED, record_id=OuterRef("pk")).order_by("-pk")
    return StaffingGap.objects.annotate(
        term_due=Subquery(owed.values("due")[:1]), term_ended=Subquery(owed.values("closed_on")[:1])
    )


SPANS = facts_of(
    StaffingSpans,
    unit="unit_id",
    columns={
        "day": "day",
        "until": "until",
        "registered": "registered",
        "loose": "loose",
        "strict": "strict",
        "lacks_young": _lacks("young"),
        "lacks_college": _lacks("college"),
        "lacks_woman": _lacks("woman"),
    },
    follows=FOLLOWED,
)
GAPS = facts_of(
    StaffingGaps,
    rows=_gaps,
    unit="unit_id",
    columns={
        "day": "opened_on",
        "until": "closed_on",
        "due": Column("date", "term_due"),
        "owed_until": Column("date", "term_ended"),
    },
)


def _rate(code: str, label: Any, part: Any) -> Measure:
    """Per cent of all villages, of which the plan wants at least so many."""
    return declare(
        Measure(
            code,
            label,
            Tally(SPANS, kind=Kind.HELD, where=part),
            Tally(SPANS, kind=Kind.HELD),
            scale=100,
            measure_unit="%",
            decimals=1,
            target="villages.three_ones.target",
        )
    )


def _villages(code: str, label: Any, which: Any) -> Measure:
    """Villages that lack something: the fewer the better."""
    return declare(
        Measure(
            code,
            label,
            Tally(SPANS, kind=Kind.HELD, where=which),
            measure_unit=_("个村"),
            direction=Direction.DOWN,
        )
    )


LOOSE = _rate("villages.three_ones", _("“三个一”配备率（可一人兼几项）"), lambda spans: spans.loose)
STRICT = _rate("villages.three_ones_strict", _("“三个一”配备率（由不同的人满足）"), lambda spans: spans.strict)
NO_YOUNG = _villages("villages.without_young", _("缺35岁及以下的村"), lambda spans: spans.lacks_young == 1)
NO_COLLEGE = _villages("villages.without_college", _("缺全日制大专及以上的村"), lambda spans: spans.lacks_college == 1)
NO_WOMAN = _villages("villages.without_woman", _("缺女性的村"), lambda spans: spans.lacks_woman == 1)
UNREGISTERED = _villages("villages.unregistered", _("班子尚未登记的村"), lambda spans: ~spans.registered)
GAPS_OPEN = declare(
    Measure(
        "villages.staffing_gaps",
        _("“三个一”在办缺口"),
        Tally(GAPS, kind=Kind.HELD),
        measure_unit=_("个"),
        direction=Direction.DOWN,
    )
)
GAPS_OVERDUE = declare(
    Measure(
        "villages.staffing_gaps_overdue",
        _("“三个一”逾期缺口"),
        Tally(GAPS, kind=Kind.HELD, until="owed_until", where=lambda gaps: gaps.due < gaps.as_of),
        measure_unit=_("个"),
        direction=Direction.DOWN,
    )
)
