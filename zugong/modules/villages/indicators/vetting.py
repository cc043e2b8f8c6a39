"""The measures over joint vetting: answers and decisions in time, new office holders who were vetted, secretaries filed in time.

Answers count on the day on which they were due, decisions on that of the decision, offices on their first, filings on their last day.
"""

from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from zugong.kernel.indicators.declaring import Column, FactTable, Measure, Tally, declare
from zugong.kernel.indicators.ledger_facts import facts_of
from zugong.kernel.procedures.models import Reply
from zugong.modules.villages.actions.vetting import VETTING, required_from
from zugong.modules.villages.ledgers.vetting import JointReviews, SecretaryFilings
from zugong.modules.villages.models import JointReview, SecretaryFiling, VillageRole
from zugong.modules.villages.rules.register import VETTED_OFFICES


def _is(condition: Any) -> Column:
    """A yes or no told of the stored row."""
    yes = When(condition, then=Value(True))
    return Column("boolean", Case(yes, default=Value(False), output_field=BooleanField()))


def _answers() -> QuerySet[Reply]:
    return Reply.objects.filter(procedure=VETTING, due_on__isnull=False)


def _decided() -> QuerySet[JointReview]:
    return JointReview.objects.filter(decided_on__isnull=False)


def _taken() -> QuerySet[VillageRole]:
    """Offices of the committees that began since vetting is required."""
    since = required_from(None)
    return VillageRole.objects.filter(
        cadre__voided_at__isnull=True, office__in=sorted(VETTED_OFFICES), start_date__gte=since
    )


def _filings() -> QuerySet[SecretaryFiling]:
    return SecretaryFiling.objects.filter(due_on__isnull=False).exclude(state=SecretaryFiling.State.LAPSED)


VETTED = Exists(
    JointReview.objects.filter(
        person=OuterRef("cadre__person"),
        unit=OuterRef("cadre__unit"),
        state=JointReview.State.FORMAL,
        formal_on__lte=OuterRef("start_date"),
        valid_until__gte=OuterRef("start_date"),
    )
)
ANSWERS = FactTable(
    "village_vetting_answers",
    rows=_answers,
    unit="asked_by_id",
    columns={
        "day": Column("date", "due_on"),
        "in_time": _is(Q(state=Reply.State.REPLIED, replied_on__lte=F("due_on"))),
    },
    shown=("unit", "asked_on", "due_on", "replied_on"),
    address="/cases/procedures.reply/{}/",
)
DECISIONS = facts_of(
    JointReviews,
    rows=_decided,
    unit="unit_id",
    columns={"day": "decided_on", "in_time": _is(Q(decided_in_time=True))},
)
OFFICES_TAKEN = FactTable(
    "village_offices_taken",
    rows=_taken,
    unit="cadre__unit_id",
    columns={"day": Column("date", "start_date"), "vetted": _is(VETTED)},
    shown=("office", "start_date"),
    address="/ledgers/village-roles/{}/",
)
FILINGS = facts_of(
    SecretaryFilings,
    rows=_filings,
    unit="unit_id",
    columns={"day": "due_on", "in_time": _is(Q(filed_on__lte=F("due_on")))},
)


def _share(code: str, label: Any, facts: FactTable, part: str) -> Measure:
    return declare(
        Measure(
            code,
            label,
            Tally(facts, where=lambda rows: rows[part]),
            Tally(facts),
            scale=100,
            measure_unit="%",
            decimals=1,
        )
    )


ANSWERED_IN_TIME = _share("villages.vetting_answered", _("联审按时回复率"), ANSWERS, "in_time")
DECIDED_IN_TIME = _share("villages.vetting_decided", _("联审按时审定率"), DECISIONS, "in_time")
VETTED_SHARE = _share("villages.vetted_share", _("新任村干部联审率"), OFFICES_TAKEN, "vetted")
FILED_IN_TIME = _share("villages.filed", _("书记任免按时备案率"), FILINGS, "in_time")
