"""The measures over the plan itself."""

from typing import Any

import ibis
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.indicators.declaring import (
    Column,
    Direction,
    FactTable,
    Kind,
    Measure,
    Tally,
    declare,
    declare_lamp_rule,
    declare_topic,
)
from zugong.kernel.procedures.models import Duty
from zugong.modules.plan.actions.board import LAMP_RULE, verdicts
from zugong.modules.plan.actions.reports import REPORT_DUTY
from zugong.modules.plan.models import Breakdown, Edition, Line, OutsideResult, Part, Plan, Report, Slip, Target, Task

AMOUNT = "decimal(20, 4)"
SECONDS_A_DAY = 86_400


def _confirmed_reports() -> QuerySet[Report]:
    weighted = Part.objects.filter(breakdown=OuterRef("part__breakdown"), weight__gt=0)
    return Report.objects.filter(state=Report.State.CONFIRMED, part__voided_at__isnull=True).annotate(
        weighted=Exists(weighted)
    )


def _lines_in_force() -> QuerySet[Line]:
    newer = Edition.objects.filter(
        plan=OuterRef("edition__plan"), accepted_at__isnull=False, number__gt=OuterRef("edition__number")
    )
    return Line.objects.filter(
        ~Exists(newer), edition__accepted_at__isnull=False, edition__plan__state=Plan.State.ACCEPTED
    ).exclude(disposition=Line.Disposition.HEADING)


REPORTS = FactTable(
    "plan_reports",
    rows=_confirmed_reports,
    unit="unit_id",
    columns={
        "day": Column("date", "as_of"),
        "target": Column("int64", "part__breakdown__target_id"),
        "part": Column("int64", "part_id"),
        "kind": Column("string", "part__breakdown__target__kind"),
        "comparator": Column("string", "part__breakdown__target__comparator"),
        "value": Column(AMOUNT, "value"),
        "owed": Column(AMOUNT, "part__value"),
        "owed2": Column(AMOUNT, "part__value2"),
        "weight": Column(AMOUNT, Coalesce("part__weight", Value(0), output_field=Part._meta.get_field("weight"))),
        "weighted": Column("boolean", "weighted"),
        "reported_on": Column("date", TruncDate("reported_at")),
        "confirmed_on": Column("date", TruncDate("confirmed_at")),
    },
    shown=("part__breakdown__target__what", "value", "as_of", "confirmed_at"),
    address="/plan/reports/{}/",
)
PARTS = FactTable(
    "plan_parts",
    rows=lambda: Part.objects.filter(breakdown__state=Breakdown.State.ISSUED),
    unit="unit_id",
    columns={"day": Column("date", "breakdown__issued_on")},
    shown=("breakdown__target__what", "value", "due_date"),
)
TASKS = FactTable(
    "plan_tasks",
    rows=lambda: Task.objects.filter(due_date__lte=calendar.today()),
    unit=Coalesce("section_id", "unit_id"),
    columns={
        "day": Column("date", "due_date"),
        "delivered_on": Column("date", "delivered_on"),
        "state": Column("string", "state"),
    },
    shown=("title", "section", "due_date", "delivered_on", "state"),
    address="/plan/tasks/{}/",
)
REPORT_DUTIES = FactTable(
    "plan_report_duties",
    rows=lambda: Duty.objects.filter(kind=REPORT_DUTY, due__lte=calendar.today()),
    unit="unit_id",
    columns={"day": Column("date", "due"), "closed_on": Column("date", "closed_on")},
    shown=("title", "due", "closed_on"),
)
SLIPS = FactTable(
    "plan_slips",
    rows=lambda: Slip.objects.filter(state__in=(Slip.State.ISSUED, Slip.State.REPLIED)),
    unit="addressee_id",
    columns={"day": Column("date", TruncDate("signed_at"))},
    shown=("colour", "number", "reason", "due_date", "state"),
    address="/plan/slips/{}/",
)
LINES = FactTable(
    "plan_lines",
    rows=_lines_in_force,
    unit="edition__plan__unit_id",
    columns={
        "day": Column("date", TruncDate("edition__accepted_at")),
        "disposition": Column("string", "disposition"),
    },
    shown=("text", "disposition", "task"),
)
OUTSIDE = FactTable(
    "plan_outside_results",
    rows=lambda: OutsideResult.objects.filter(state=OutsideResult.State.CONFIRMED),
    unit="unit_id",
    columns={
        "day": Column("date", "decided_on"),
        "target": Column("int64", F("target_id")),
        "value": Column(AMOUNT, "value"),
    },
    shown=("target__what", "value", "base_value", "decided_on", "decided_by", "proof"),
)


def value(facts: Any) -> Any:
    """The reported figure."""
    return facts.value


def reached(reports: Any) -> Any:
    """1 if the reported figure fulfils what the part owes, else 0; as `rules.is_reached` says."""
    return ibis.cases(
        (reports.comparator == "<=", reports.value <= reports.owed),
        (reports.comparator == "~", reports.value * 10 >= reports.owed * 9),
        (
            (reports.comparator == "ratio") & reports.owed2.notnull() & (reports.owed2 != 0) & (reports.owed != 0),
            reports.value * reports.owed >= reports.owed2 * 100,
        ),
        else_=reports.value >= reports.owed,
    ).ifelse(1, 0)


def weight(reports: Any) -> Any:
    """The part's weight; equal weights where a breakdown gives none."""
    return reports.weighted.ifelse(reports.weight, ibis.literal(1))


def days_waited(reports: Any) -> Any:
    """Days from reporting to confirming."""
    return (reports.confirmed_on.epoch_seconds() - reports.reported_on.epoch_seconds()) // SECONDS_A_DAY


def is_floor(reports: Any) -> Any:
    """The report is of a floor, whose whole is a mean and not a sum."""
    return reports.kind == Target.Kind.FLOOR.value


TARGET_VALUE = declare(
    Measure(
        "plan.target_value",
        _("完成数"),
        Tally(REPORTS, value, where=lambda reports: ~is_floor(reports), kind=Kind.STOCK),
        running=True,
        subject="target",
    )
)
TARGET_SHARE = declare(
    Measure(
        "plan.target_share",
        _("加权完成率"),
        Tally(REPORTS, lambda reports: reports.value * weight(reports), where=is_floor, kind=Kind.STOCK),
        Tally(REPORTS, weight, where=is_floor, kind=Kind.STOCK),
        running=True,
        subject="target",
        decimals=1,
    )
)
UNITS_REACHED = declare(
    Measure(
        "plan.units_reached",
        _("达标单位数"),
        Tally(REPORTS, reached, kind=Kind.STOCK, flag=True),
        running=True,
        subject="target",
        measure_unit=_("个单位"),
        counts_units=True,
    )
)
OUTSIDE_VALUE = declare(
    Measure(
        "plan.outside_value",
        _("外部认定结果"),
        Tally(OUTSIDE, value, kind=Kind.STOCK),
        running=True,
        subject="target",
    )
)
TARGETS_REACHED = declare(
    Measure(
        "plan.targets_reached",
        _("目标达成率"),
        Tally(REPORTS, reached, kind=Kind.STOCK, series=("part",), flag=True),
        Tally(PARTS),
        running=True,
        scale=100,
        measure_unit="%",
        decimals=1,
    )
)
TASKS_ON_TIME = declare(
    Measure(
        "plan.tasks_on_time",
        _("任务按期办结率"),
        Tally(TASKS, where=lambda tasks: (tasks.state == Task.State.CLOSED.value) & (tasks.delivered_on <= tasks.day)),
        Tally(TASKS),
        scale=100,
        measure_unit="%",
        decimals=1,
    )
)
REPORTS_ON_TIME = declare(
    Measure(
        "plan.reports_on_time",
        _("按时填报率"),
        Tally(REPORT_DUTIES, where=lambda duties: duties.closed_on <= duties.day),
        Tally(REPORT_DUTIES),
        scale=100,
        measure_unit="%",
        decimals=1,
    )
)
SLIPS_OPEN = declare(
    Measure(
        "plan.slips_open",
        _("未销号督查单"),
        Tally(SLIPS),
        running=True,
        measure_unit=_("张"),
        direction=Direction.DOWN,
    )
)
DAYS_TO_CONFIRM = declare(
    Measure(
        "plan.days_to_confirm",
        _("平均确认天数"),
        Tally(REPORTS, days_waited, day="confirmed_on"),
        Tally(REPORTS, day="confirmed_on"),
        measure_unit=_("天"),
        decimals=1,
        direction=Direction.DOWN,
    )
)
COVERAGE = declare(
    Measure(
        "plan.coverage",
        _("计划覆盖率"),
        Tally(LINES, where=lambda lines: lines.disposition != Line.Disposition.OPEN.value),
        Tally(LINES),
        running=True,
        scale=100,
        measure_unit="%",
        decimals=1,
    )
)

declare_topic("plan.", _("计划落实"))
declare_lamp_rule(LAMP_RULE, verdicts)
