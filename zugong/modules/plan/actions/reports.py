"""Reporting how far a part has come."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zugong.kernel import calendar
from zugong.kernel.access.deciding import acts_for
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.kernel.ledger.attachments import attach
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.duties import close_duties, open_duty
from zugong.kernel.procedures.models import Duty
from zugong.modules.plan.actions.board import count_anew, refresh_standing
from zugong.modules.plan.models import Breakdown, Part, Report, Task

REPORT_DUTY = "plan.report"
SIGN_DUTY = "plan.sign"
CONFIRM_DUTY = "plan.confirm"
RETURNED_DUTY = "plan.returned"
STANDING = (Report.State.REPORTED, Report.State.SIGNED, Report.State.CONFIRMED)


class CannotReport(Exception):
    """The figure cannot be taken; the message says why and what would be right, `field` where."""

    def __init__(self, message: str, field: str = "value") -> None:
        super().__init__(message)
        self.field = field


def latest_confirmed(part: Part, *, on: date | None = None) -> Report | None:
    """The confirmed report with the latest as-of date (up to `on`); of two on one day the later entered."""
    found = part.reports.filter(state=Report.State.CONFIRMED)
    if on is not None:
        found = found.filter(as_of__lte=on)
    return found.order_by("-as_of", "-pk").first()


def report(
    *,
    part: Part,
    value: Decimal,
    as_of: date,
    by: User,
    token: UUID,
    text: str = "",
    why_lower: str = "",
    files: Sequence[UploadedFile] = (),
) -> Report:
    """A clerk reports the part's cumulative figure, with files that prove it.

    The same token is taken once: sending again returns the first report. Raises CannotReport when the part is not issued, the target
    is computed from a measure, the clerk does not act for the unit, the date lies in the future, the value is negative, or it is
    lower than the last confirmed one without a reason; ledger's Refused for a file that cannot be kept.
    """
    try:
        with transaction.atomic():
            return _sent_before(token, part, by) or _enter(part, value, as_of, by, token, text, why_lower, files)
    except IntegrityError:
        # The phone has sent twice at the same moment, and the other request was quicker.
        first = _sent_before(token, part, by)
        if first is None:
            raise
        return first


def _sent_before(token: UUID, part: Part, by: User) -> Report | None:
    first = Report.with_voided.filter(token=token).first()
    if first is not None and (first.reported_by_id, first.part_id) != (by.pk, part.pk):
        raise CannotReport(_("这份填报的提交凭证已用过，请刷新页面后重新填写"))
    return first


def _enter(
    part: Part,
    value: Decimal,
    as_of: date,
    by: User,
    token: UUID,
    text: str,
    why_lower: str,
    files: Sequence[UploadedFile],
) -> Report:
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
        due_date=max((duty.due for duty in _asked_for(part, as_of) if duty.due), default=None),
    )
    writing.save(entry, by=by)
    for upload in files:
        attach(entry, upload, by=by)
    _answer(_asked_for(part, entry.as_of))
    for earlier in part.reports.filter(state=Report.State.RETURNED):
        close_duties(earlier, RETURNED_DUTY)
    open_duty(
        kind=SIGN_DUTY,
        record=entry,
        unit=part.unit,
        verb=Verb.SIGN,
        title=gettext_noop("签发进展：%(target)s"),
        names={"target": part.breakdown.target},
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
    before = latest_confirmed(part, on=as_of)
    if before is not None and value < before.value and not why_lower.strip():
        raise CannotReport(
            _("比上次确认的 %(before)s（%(date)s）低，请写明下降的原因")
            % {"before": f"{before.value.normalize():f}", "date": before.as_of},
            "why_lower",
        )


def _asked_for(part: Part, as_of: date) -> QuerySet[Duty]:
    """The months still owed that a figure as of a date tells: figures are cumulative, so a later one also makes good an earlier month."""
    return Duty.objects.open().about(part).filter(kind=REPORT_DUTY, period__lte=month_of(as_of))


def _answer(duties: QuerySet[Duty]) -> None:
    """Close the duties; a month whose date had passed stays counted as late."""
    answered = list(duties)
    duties.update(closed_on=calendar.today())
    for duty in answered:
        count_anew("plan.reports_on_time", unit_id=duty.unit_id, day=duty.due)


def month_of(day: date) -> str:
    """The month of a day as it is written in addresses and duties."""
    return f"{day:%Y-%m}"


def after_signing(entry: Report, *, by: User, changes: Mapping[str, Any]) -> None:
    """The unit stands behind the figure: the task's section is asked to confirm it."""
    close_duties(entry, SIGN_DUTY)
    unit = entry.task.confirming_unit
    open_duty(
        kind=CONFIRM_DUTY,
        record=entry,
        unit=unit,
        verb=Verb.CONFIRM,
        title=gettext_noop("确认%(unit)s的进展：%(target)s"),
        names={"unit": entry.unit, "target": entry.part.breakdown.target},
        url=f"/plan/reports/{entry.pk}/",
        due=calendar.add_working_days(calendar.today(), value_of("plan.confirm.days", at=unit)),
    )


def before_confirming(entry: Report, *, by: User, changes: Mapping[str, Any]) -> None:
    """Note the moment from which the figure counts."""
    entry.confirmed_at = calendar.now()


def after_confirming(entry: Report, *, by: User, changes: Mapping[str, Any]) -> None:
    """The figure counts from now on."""
    close_duties(entry)
    refresh_standing(entry.part)


def after_returning(entry: Report, *, by: User, changes: Mapping[str, Any]) -> None:
    """The unit's clerk is asked to report anew; the reason stands on the report."""
    close_duties(entry)
    open_duty(
        kind=RETURNED_DUTY,
        record=entry,
        unit=entry.unit,
        verb=Verb.REPORT,
        title=gettext_noop("被退回，请重报：%(target)s"),
        names={"target": entry.part.breakdown.target},
        detail=str(changes.get("why", "")),
        url=f"/plan/parts/{entry.part_id}/report/",
        due=calendar.add_working_days(calendar.today(), 2),
    )


def after_withdrawing(entry: Report, *, by: User, changes: Mapping[str, Any]) -> None:
    """Nobody needs to sign it any more, and what the unit was asked for is owed again."""
    close_duties(entry)
    told_on = entry.reported_at.astimezone(calendar.SHANGHAI).date()
    told = Duty.objects.about(entry.part).filter(kind=REPORT_DUTY, closed_on=told_on)
    other = entry.part.reports.filter(state__in=STANDING).order_by("-as_of").first()
    if other is not None:
        told = told.filter(period__gt=month_of(other.as_of))
    owed_again = list(told.filter(period__lte=month_of(entry.as_of)))
    Duty.objects.filter(pk__in=[duty.pk for duty in owed_again]).update(closed_on=None)
    for duty in owed_again:
        count_anew("plan.reports_on_time", unit_id=duty.unit_id, day=duty.due)


@transaction.atomic
def ask_for_reports(day: date) -> int:
    """Open the reporting duty for the month before `day` for every part issued by then; returns how many were opened.

    Each month is a duty of its own: one that was missed stays owed beside the next. The duty falls due on the n-th working day of
    the month of `day` (parameter plan.report.day). Parts that are reported by a measure, that were asked for the month already, or
    that have told it this month without being asked, are left alone.
    """
    first = day.replace(day=1)
    last = first - timedelta(days=1)
    due_by_unit: dict[int, date] = {}
    parts = _parts_to_report(first)
    for part in parts:
        if part.unit_id not in due_by_unit:
            count = value_of("plan.report.day", at=part.unit, on=day)
            due_by_unit[part.unit_id] = calendar.add_working_days(last, count)
        _ask(part, period=month_of(last), due=due_by_unit[part.unit_id])
    return len(parts)


def _parts_to_report(first: date) -> list[Part]:
    month = first - timedelta(days=1)
    reported = Report.objects.filter(
        reported_at__date__gte=first, as_of__gte=month.replace(day=1), state__in=STANDING
    ).values("part")
    asked = Duty.objects.filter(
        kind=REPORT_DUTY, period=month_of(month), model=ContentType.objects.get_for_model(Part)
    ).values("record_id")
    parts = Part.objects.filter(
        breakdown__state=Breakdown.State.ISSUED,
        breakdown__issued_on__lt=first,
        breakdown__target__measure="",
        breakdown__target__task__state=Task.State.OPEN,
    ).exclude(Q(pk__in=reported) | Q(pk__in=asked))
    return list(parts.select_related("unit", "breakdown__target__task"))


def _ask(part: Part, *, period: str, due: date) -> None:
    open_duty(
        kind=REPORT_DUTY,
        record=part,
        unit=part.unit,
        verb=Verb.REPORT,
        title=gettext_noop("填报进展（%(month)s）：%(target)s"),
        names={"month": period, "target": part.breakdown.target},
        url=f"/plan/parts/{part.pk}/report/",
        due=due,
        period=period,
    )
