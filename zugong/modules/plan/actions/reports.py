"""Reporting how far a part has come."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import acts_for
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.duties import close_duties, open_duty
from zugong.modules.plan.actions.board import refresh_standing
from zugong.modules.plan.models import Breakdown, Part, Report, Task

REPORT_DUTY = "plan.report"
SIGN_DUTY = "plan.sign"
CONFIRM_DUTY = "plan.confirm"
RETURNED_DUTY = "plan.returned"


class CannotReport(Exception):
    """The figure cannot be taken; the message says why and what would be right, `field` where."""

    def __init__(self, message: str, field: str = "value") -> None:
        super().__init__(message)
        self.field = field


def latest_confirmed(part: Part) -> Report | None:
    """The confirmed report with the latest as-of date; of two on one day the later entered."""
    return part.reports.filter(state=Report.State.CONFIRMED).order_by("-as_of", "-pk").first()


@transaction.atomic
def report(
    *,
    part: Part,
    value: Decimal,
    as_of: date,
    by: User,
    token: UUID,
    text: str = "",
    why_lower: str = "",
) -> Report:
    """A clerk reports the part's cumulative figure. The same token is taken once: sending again returns the first report.

    Raises CannotReport when the part is not issued, the target is computed from a measure, the clerk does not act for the unit, the
    date lies in the future, the value is negative, or it is lower than the last confirmed one without a reason.
    """
    sent_before = Report.objects.filter(token=token, reported_by=by).first()
    if sent_before is not None:
        return sent_before
    _refuse(part, value, as_of, by, why_lower)
    entry = Report(
        part=part,
        unit=part.unit,
        value=value,
        as_of=as_of,
        text=text,
        why_lower=why_lower,
        token=token,
        reported_by=by,
        reported_at=calendar.now(),
        due_date=_due_of(part),
    )
    writing.save(entry, by=by)
    close_duties(part, REPORT_DUTY)
    for earlier in part.reports.filter(state=Report.State.RETURNED):
        close_duties(earlier, RETURNED_DUTY)
    open_duty(
        kind=SIGN_DUTY,
        record=entry,
        unit=part.unit,
        verb=Verb.SIGN,
        title=_("签发进展：%(target)s") % {"target": part.breakdown.target},
        url=f"/plan/reports/{entry.pk}/",
        due=calendar.add_working_days(calendar.today(), value_of("plan.sign.days", at=part.unit)),
    )
    return entry


def _refuse(part: Part, value: Decimal, as_of: date, by: User, why_lower: str) -> None:
    target = part.breakdown.target
    if part.breakdown.state != Breakdown.State.ISSUED:
        raise CannotReport(_("这项分解任务尚未下达，不能填报"))
    if target.task.state == Task.State.CLOSED:
        raise CannotReport(_("这项任务已办结，不能再填报"))
    if target.measure:
        raise CannotReport(_("这项目标由系统从台账计算，不能填报数字"))
    if not acts_for(by, Verb.REPORT, part.unit):
        raise CannotReport(_("您不能代表%(unit)s填报") % {"unit": part.unit})
    if as_of > calendar.today():
        raise CannotReport(_("数据截止日期不能晚于今天 %(today)s") % {"today": calendar.today()}, "as_of")
    if value < 0:
        raise CannotReport(_("完成数不能为负"))
    before = latest_confirmed(part)
    if before is not None and value < before.value and not why_lower.strip():
        raise CannotReport(
            _("比上次确认的 %(before)s（%(date)s）低，请写明下降的原因")
            % {"before": f"{before.value.normalize():f}", "date": before.as_of},
            "why_lower",
        )


def _due_of(part: Part) -> date | None:
    from zugong.kernel.procedures.models import Duty

    duty = Duty.objects.about(part).filter(kind=REPORT_DUTY, closed_on__isnull=True).first()
    return duty.due if duty else None


def after_signing(entry: Report, *, by: User, changes: Mapping[str, Any]) -> None:
    """The unit stands behind the figure: the task's section is asked to confirm it."""
    close_duties(entry, SIGN_DUTY)
    unit = entry.task.confirming_unit
    open_duty(
        kind=CONFIRM_DUTY,
        record=entry,
        unit=unit,
        verb=Verb.CONFIRM,
        title=_("确认%(unit)s的进展：%(target)s") % {"unit": entry.unit, "target": entry.part.breakdown.target},
        url=f"/plan/reports/{entry.pk}/",
        due=calendar.add_working_days(calendar.today(), value_of("plan.confirm.days", at=unit)),
    )


def after_confirming(entry: Report, *, by: User, changes: Mapping[str, Any]) -> None:
    """The figure counts from now on."""
    close_duties(entry)
    entry.confirmed_at = calendar.now()
    Report.objects.filter(pk=entry.pk).update(confirmed_at=entry.confirmed_at)
    refresh_standing(entry.part)


def after_returning(entry: Report, *, by: User, changes: Mapping[str, Any]) -> None:
    """The unit's clerk is asked to report anew; the reason stands on the report."""
    close_duties(entry)
    open_duty(
        kind=RETURNED_DUTY,
        record=entry,
        unit=entry.unit,
        verb=Verb.REPORT,
        title=_("被退回，请重报：%(target)s") % {"target": entry.part.breakdown.target},
        detail=str(changes.get("why", "")),
        url=f"/plan/parts/{entry.part_id}/report/",
        due=calendar.add_working_days(calendar.today(), 2),
    )


def after_withdrawing(entry: Report, *, by: User, changes: Mapping[str, Any]) -> None:
    """Nobody needs to sign it any more."""
    close_duties(entry)


@transaction.atomic
def ask_for_reports(day: date) -> int:
    """Open this month's reporting duty for every issued part that is not reported by a measure; returns how many are open.

    The duty falls due on the n-th working day of the month (parameter plan.report.day). Asking twice opens nothing twice.
    """
    due_by_unit: dict[int, date] = {}
    parts = Part.objects.filter(
        breakdown__state=Breakdown.State.ISSUED,
        breakdown__target__measure="",
        breakdown__target__task__state=Task.State.OPEN,
    ).select_related("unit", "breakdown__target__task")
    last_of_month_before = day.replace(day=1) - timedelta(days=1)
    for part in parts:
        if part.unit_id not in due_by_unit:
            count = value_of("plan.report.day", at=part.unit, on=day)
            due_by_unit[part.unit_id] = calendar.add_working_days(last_of_month_before, count)
        open_duty(
            kind=REPORT_DUTY,
            record=part,
            unit=part.unit,
            verb=Verb.REPORT,
            title=_("填报进展：%(target)s") % {"target": part.breakdown.target},
            url=f"/plan/parts/{part.pk}/report/",
            due=due_by_unit[part.unit_id],
        )
    return len(parts)
